"""The examples of a rule as small pictures: the design of each, arranged, with its mark, and what is set in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from archdesk.app.problem_list import name_of
from archdesk.app.rule_book import entry_of
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.describe import duration, shown
from archdesk.layout.arrange import arrange
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Edition, Record, Value
from archdesk.render.picture import Options, draw
from archdesk.render.shapes import Picture
from archdesk.render.theme import DARK, LIGHT, Severity
from archdesk.rules.examples import Example, read_example
from archdesk.rules.rule import Rule
from archdesk.rules.scope import RuleError, label_of

Kind = Literal["fails", "passes"]


@dataclass(frozen=True, slots=True)
class Shown:
    """An example ready to be drawn. ``facts``: what is set in it, in words; ``title`` may be empty."""

    title: str
    picture: Picture
    facts: tuple[str, ...]


@lru_cache(maxsize=128)
def shown_example(
    catalogue: Catalogue, id: str, edition: Edition, kind: Kind, theme: Literal["light", "dark"]
) -> Shown | None:
    """The example that shows a rule: its first mistake, and what is most like it and sound. None without one."""
    entry = entry_of(catalogue, edition, id)
    example = _chosen(entry.rule, catalogue, entry.edition, kind) if entry is not None else None
    if entry is None or example is None:
        return None
    other = _chosen(entry.rule, catalogue, entry.edition, "passes" if kind == "fails" else "fails")
    design = _with_names(example.design, catalogue)
    facts, known = list(_facts(design, catalogue)), set()
    if other is not None:
        beside = _with_names(other.design, catalogue)
        facts = list(_facts(design, catalogue, _told(beside)))
        known = set(_facts(beside, catalogue, _told(design)))
    facts.sort(key=lambda fact: fact in known)  # what tells the two apart comes first
    badges = _badges(example, entry.rule) if kind == "fails" else {}
    look = DARK if theme == "dark" else LIGHT
    picture = draw(_arranged(design, catalogue), catalogue, look, Options(badges=badges))
    return Shown(example.title, picture, tuple(facts))


def _chosen(rule: Rule, catalogue: Catalogue, edition: Edition, kind: Kind) -> Example | None:
    fails = next(iter(_examples(rule, catalogue, edition, "fails")), None)
    if kind == "fails":
        return fails
    passes = _examples(rule, catalogue, edition, "passes")
    if fails is None or not passes:
        return passes[0] if passes else None
    wanted = _types(fails.design)

    def unlike(example: Example) -> tuple[bool, int]:
        types = _types(example.design)
        return example.expect == (), ((wanted - types) + (types - wanted)).total()

    return min(passes, key=unlike)


def _examples(rule: Rule, catalogue: Catalogue, edition: Edition, kind: Kind) -> list[Example]:
    """The examples of one kind, of this edition where there are some; those that cannot be read are left out."""
    definition = rule.definition
    found = []
    for index, raw in enumerate(getattr(definition, kind) if definition is not None else ()):
        try:
            found.append(read_example(raw, definition, catalogue, kind, (kind, index)))  # type: ignore[arg-type]
        except RuleError:
            continue  # the business of the palette's check
    return [e for e in found if e.edition == edition] or found


def _types(design: Design) -> Counter[str]:
    return Counter([*(c.type for c in design.components), *(c.relation for c in design.connections)])


def _badges(example: Example, rule: Rule) -> dict[str, Severity]:
    """The mark at what the mistake is about."""
    subjects = [c.id for c in example.design.components if rule.subject.takes_component(c)]
    subjects += [c.id for c in example.design.connections if rule.subject.takes_connection(example.design, c)]
    return dict.fromkeys(example.expect if example.expect is not None else subjects, rule.severity)


def _with_names(design: Design, catalogue: Catalogue) -> Design:
    """Components called by what they are: an example calls them ``q`` and ``f``."""
    alike = Counter(c.type for c in design.components)
    numbers: Counter[str] = Counter()
    records: list[Record] = []
    for record in design.records.values():
        if isinstance(record, Component) and record.name == record.id:
            kind = catalogue.type_of(record)
            numbers[record.type] += 1
            number = f" {numbers[record.type]}" if alike[record.type] > 1 else ""
            record = replace(record, name=f"{kind.name or kind.label}{number}")
        records.append(record)
    return Design(records)


def _arranged(design: Design, catalogue: Catalogue) -> Design:
    rects = arrange(design, catalogue)
    return Design(
        replace(r, rect=rects[r.id]) if isinstance(r, Component) and r.id in rects else r
        for r in design.records.values()
    )


def _told(design: Design) -> dict[str, list[str]]:
    """The properties that are set, by the type of what they are set at; of connections by the relation."""
    found: dict[str, list[str]] = {}
    for record in _records(design):
        key = record.type if isinstance(record, Component) else record.relation
        found.setdefault(key, []).extend(record.properties)
    return found


def _facts(
    design: Design, catalogue: Catalogue, other: Mapping[str, list[str]] = MappingProxyType({})
) -> Iterator[str]:
    """What is set in an example, or in the one beside it: a picture does not show a time-out."""
    for record in _records(design):
        who = name_of(design, record.id)
        more = other.get(record.type, []) if isinstance(record, Component) else []
        for name in dict.fromkeys([*record.properties, *more]):
            value = record.properties.get(name)
            if isinstance(record, Component):
                value = catalogue.value(record, name)
            yield f"{who}: {label_of(catalogue, record, name)} {_words(catalogue, record, name, value)}"
        if isinstance(record, Component) and record.spans:
            yield f"{who}: reaches into {', '.join(name_of(design, s) for s in record.spans)}"


def _records(design: Design) -> Iterator[Component | Connection]:
    yield from design.components
    yield from design.connections


def _words(catalogue: Catalogue, record: Component | Connection, name: str, value: Value) -> str:
    definition = catalogue.type_of(record).properties.get(name) if isinstance(record, Component) else None
    if definition is not None and definition.type == "duration" and value is not None:
        return duration(value)
    text = _said(value)
    text = text if len(text) <= 60 else f"{text[:59]}…"
    unit = definition.unit if definition is not None and value is not None else ""
    return f"{text} {unit}".strip()


def _said(value: Value) -> str:
    """A value in words; of a mapping its entries."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(entry)}" for key, entry in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_said, value)) or "none"
    return shown(value)
