"""A rule in words: what it looks at, what it says, why, where that comes from, its fixes, and its examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdesk.app.rule_book import Entry, entry_of, fix_labels
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.citations import aws_page
from archdesk.catalog.describe import shown
from archdesk.model.design import Design
from archdesk.model.records import EDITIONS, Component, Connection, Edition
from archdesk.rules.examples import RESULTS, Example, read_examples
from archdesk.rules.rule import Rule
from archdesk.rules.scope import RuleError, Types, label_of

_SHOWN_TYPES = 6  # of a rule about many; the rest are counted


@dataclass(frozen=True, slots=True)
class Explanation:
    """All there is to say of one rule; ``severities`` by edition, without those in which it is off."""

    id: str
    title: str
    service: str
    severities: dict[Edition, str]
    about: str
    message: str
    why: str
    differs: str
    section: str
    page: str  # address
    fixes: tuple[tuple[str, bool], ...]  # label, and whether the intent stays
    examples: tuple[tuple[str, str, tuple[str, ...]], ...]  # result, title, the design in lines


def explanation(catalogue: Catalogue, id: str) -> Explanation | None:
    """What there is to say of a rule, as it is today where it is on today; None for one that is not known."""
    entry = entry_of(catalogue, "current", id)
    return None if entry is None else _explanation(catalogue, entry)


def _explanation(catalogue: Catalogue, entry: Entry) -> Explanation:
    rule = entry.rule
    known = ((e, entry_of(catalogue, e, rule.id)) for e in entry.editions)
    return Explanation(
        id=rule.id,
        title=rule.title,
        service=entry.service,
        severities={edition: e.rule.severity for edition, e in known if e is not None},
        about=_about(catalogue, rule),
        message=rule.definition.message if rule.definition is not None else "",
        why=rule.why,
        differs=rule.differs,
        section=rule.cite,
        page=aws_page(rule.aws),
        fixes=tuple(_fixes(rule, entry.edition)),
        examples=tuple(_examples(catalogue, rule)),
    )


def explain(catalogue: Catalogue, id: str) -> Iterator[str]:
    """A rule for the terminal, line by line; nothing for one that is not known."""
    found = explanation(catalogue, id)
    if found is None:
        return
    yield f"{found.id} ({severities(found)}): {found.title}"
    yield ""
    yield found.why
    if found.differs:
        yield found.differs
    yield ""
    yield from (line for line in _facts(found) if line)
    for result, title, lines in found.examples:
        yield ""
        yield f"{_WORDS[result]}{f' ({title})' if title else ''}:"
        yield from (f"    {line}" for line in lines)


def severities(found: Explanation) -> str:
    """``warning``; ``error in the notes, warning today``; ``error, only in the notes``."""
    each = found.severities
    if len(each) == 1:
        ((edition, severity),) = each.items()
        return f"{severity}, only {'in the notes' if edition == 'notes' else 'today'}"
    if len({*each.values()}) == 1:
        return each["current"]
    return f"{each['notes']} in the notes, {each['current']} today"


def _facts(found: Explanation) -> Iterator[str]:
    yield f"Looks at: {found.about}" if found.about else ""
    yield f"Says:     {found.message}" if found.message else ""
    for label, safe in found.fixes:
        yield f"Fix:      {label}{' (safe)' if safe else ''}"
    yield f"Notes:    archdesk notes {found.section}" if found.section else ""
    yield f"AWS:      {found.page}" if found.page else ""


_WORDS = {"fails": "Fails", "passes": "Passes", "unknown": "Cannot be told yet"}


def _about(catalogue: Catalogue, rule: Rule) -> str:
    subject = rule.subject
    if subject.kind == "component":
        return "" if subject.types == frozenset() else _labels(catalogue, subject.types, "any component")
    verbs = [
        catalogue.relations[r].label for r in sorted(subject.relations or ()) if r in catalogue.relations
    ]
    ends = [_labels(catalogue, types, "anything") for types in (subject.sources, subject.targets)]
    return f"{ends[0]} that {' or '.join(verbs) or 'is connected to'} {ends[1]}"


def _labels(catalogue: Catalogue, types: Types, anything: str) -> str:
    if types is None:
        return anything
    labels = sorted(catalogue.types[t].label for t in types if t in catalogue.types)
    if len(labels) > _SHOWN_TYPES:
        return f"{', '.join(labels[:_SHOWN_TYPES])} and {len(labels) - _SHOWN_TYPES} more"
    return " or ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


def _fixes(rule: Rule, edition: Edition) -> Iterator[tuple[str, bool]]:
    definition = rule.definition
    safe = [bool(fix.get("safe")) for fix in definition.fix] if definition is not None else []
    labels = fix_labels(definition, edition)
    yield from zip(labels, safe if len(safe) == len(labels) else [False] * len(labels), strict=True)


def _examples(catalogue: Catalogue, rule: Rule) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The examples of a rule, mistakes first; those that cannot be read are the business of a palette's check."""
    try:
        examples = list(read_examples(rule.definition, catalogue)) if rule.definition is not None else []
    except RuleError:
        examples = []
    order = ("fails", "passes", "unknown")
    assert {*order} == {*RESULTS}
    for example in sorted(examples, key=lambda e: order.index(e.result)):
        yield example.result, _title(rule, example), tuple(drawn_in_words(catalogue, example.design))


def _title(rule: Rule, example: Example) -> str:
    both = rule.definition is not None and rule.definition.editions == EDITIONS
    edition = "in the notes" if example.edition == "notes" and both else ""
    return ", ".join(filter(None, (example.title, edition)))


def drawn_in_words(catalogue: Catalogue, design: Design) -> Iterator[str]:
    """A small design, a line each: components nested in their containers with what is set, then connections."""
    roots = [design.component(id) for id in design.children(None)]
    yield from _nested(catalogue, design, roots, 0)
    for connection in design.connections:
        relation = catalogue.relations.get(connection.relation)
        verb = relation.label if relation is not None else connection.relation
        yield f"{connection.source} {verb} {connection.target}{_set(catalogue, connection)}"


def _nested(
    catalogue: Catalogue, design: Design, components: Iterable[Component], depth: int
) -> Iterator[str]:
    for component in components:
        name = "" if component.name == component.id else f' "{component.name}"'
        spans = f", spans {', '.join(component.spans)}" if component.spans else ""
        label = catalogue.type_of(component).label
        yield f"{'  ' * depth}{component.id}: {label}{name}{_set(catalogue, component)}{spans}"
        held = [design.component(id) for id in design.children(component.id)]
        yield from _nested(catalogue, design, held, depth + 1)


def _set(catalogue: Catalogue, record: Component | Connection) -> str:
    said = (
        f"{label_of(catalogue, record, name)} {_short(shown(value))}"
        for name, value in record.properties.items()
    )
    words = ", ".join(said)
    return f" ({words})" if words else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
