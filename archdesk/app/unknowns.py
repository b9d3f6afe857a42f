"""What rules would have to know: the questions of a check, one entry for each thing that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection
from archdesk.rules.findings import Question
from archdesk.rules.scope import FACT_LABELS, label_of, name_of

_FACTS = {"zone": "az", "public": "public"}  # the property in which a fact is entered


@dataclass(frozen=True, slots=True)
class Unknown:
    """One missing thing, as it is said; which rules wait for it, and where it is entered.

    ``property`` is empty for what follows from the drawing, such as the zone something stands in.
    """

    words: str
    rules: tuple[str, ...]
    subject: str
    property: str = ""


def unknowns(design: Design, catalogue: Catalogue, questions: Iterable[Question]) -> tuple[Unknown, ...]:
    """What is missing, what most rules wait for first."""
    waiting: dict[str, tuple[set[str], Question]] = {}
    for question in questions:
        for words in question.missing:
            waiting.setdefault(words, (set(), question))[0].add(question.rule)
    found = []
    for words, (rules, question) in waiting.items():
        subject, name = _place(design, catalogue, words, question)
        found.append(Unknown(words, tuple(sorted(rules)), subject, name))
    return tuple(sorted(found, key=lambda u: (-len(u.rules), u.words)))


def _place(design: Design, catalogue: Catalogue, words: str, question: Question) -> tuple[str, str]:
    """The component or connection that is asked about, and its property; what the question names otherwise."""
    for item in _candidates(design, question):
        start = f"{name_of(design, item)}: "
        if words.startswith(start):
            label = words.removeprefix(start)
            properties = _properties(design, catalogue, item)
            named = (p for p in properties if label.casefold() == label_of(catalogue, item, p).casefold())
            return item.id, next(named, "") or _entered(properties, label)
    return question.connection or next(iter(question.components), ""), ""


def _entered(properties: Iterable[str], label: str) -> str:
    """The property in which a fact is entered that a question names."""
    return next((p for p, fact in _FACTS.items() if FACT_LABELS[fact] == label and p in properties), "")


def _candidates(design: Design, question: Question) -> Iterator[Component | Connection]:
    """What the words may be about: the subject of the question, then anything else."""
    for id in (*question.components, question.connection):
        record = design.find(id)
        if isinstance(record, Component | Connection):
            yield record
    yield from design.components
    yield from design.connections


def _properties(design: Design, catalogue: Catalogue, item: Component | Connection) -> Iterable[str]:
    if isinstance(item, Component):
        return catalogue.type_of(item).properties
    source, target = design.component(item.source), design.component(item.target)
    kind = catalogue.connection_between(source, target, item.relation)
    return kind.properties if kind is not None else ()
