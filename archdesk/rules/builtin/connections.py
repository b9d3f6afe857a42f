"""CON-001, CON-002, CON-003: what the palettes say of a connection, or that they say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archdesk.catalog.catalogue import GENERIC
from archdesk.catalog.definitions import ConnectionType, Verdict
from archdesk.catalog.describe import spoken
from archdesk.model.records import Component, Connection, Edition
from archdesk.rules.findings import Fix
from archdesk.rules.rule import PASSED, Examine, Failed, Report, Rule, Subject
from archdesk.rules.scope import Case, name_of


def _judged(verdict: Verdict) -> Examine:
    """A rule that reports the connections of one verdict."""

    def examine(case: Case) -> Iterator[Report]:
        connection = _connection(case)
        entry = _entry(case, connection)
        if entry is None or entry.verdict_in(case.edition) != verdict or entry.told_by:
            yield PASSED
            return
        verb = _verb(case, connection.relation)
        message = f"{_end(case, connection.source).name} {verb} {_end(case, connection.target).name}: {entry.reason}"
        if entry.instead:
            instead = _of_these(entry, _end(case, connection.source), _end(case, connection.target))
            message += f" Instead: {spoken(case.catalogue, instead)}."
        fix = Fix("Remove the connection", False, {"remove": "$it"})
        yield Failed(message, (fix,), _differs(entry, case.edition))

    return examine


def _of_these(entry: ConnectionType, source: Component, target: Component) -> str:
    """What to draw instead, from and to the types at hand where the palette says it of another of several."""
    text = entry.instead
    for word in entry.sources:
        if text.startswith(f"{word} "):
            text = source.type + text.removeprefix(word)
            break
    for word in entry.targets:
        if text.endswith(f" {word}"):
            return text.removesuffix(word) + target.type
    return text


def _differs(entry: ConnectionType, edition: Edition) -> str:
    """What the other edition says of the connection, where it is not the same."""
    other = entry.verdict_in("notes" if edition == "current" else "current")
    if other == entry.verdict_in(edition):
        return ""
    return f"The notes of 2019 call it {other}." if edition == "current" else f"Today it is {other}."


def _unlisted(case: Case) -> Iterator[Report]:
    connection = _connection(case)
    source, target = _end(case, connection.source), _end(case, connection.target)
    known = case.catalogue.types.keys() - {GENERIC}
    if source.type not in known or target.type not in known or _entry(case, connection) is not None:
        yield PASSED  # of a generic resource or an unknown type there is nothing to say
        return
    names = case.catalogue.type_of(source).label, case.catalogue.type_of(target).label
    options = _options(case, source, target)
    message = (
        f"{name_of(case.view, connection)}: there is no known direct connection from {names[0]} to {names[1]}"
    )
    if options:
        verbs = ", ".join(_verb(case, o.relation) for o in options)
        verb = _verb(case, connection.relation)
        message = f"{source.name} {verb} {target.name}: from {names[0]} to {names[1]} the known relations are: {verbs}"
    elif back := _options(case, target, source):
        verb = _verb(case, back[0].relation)
        message = (
            f"{name_of(case.view, connection)}: it is the other way round, {target.name} {verb} {source.name}"
        )
    yield Failed(
        f"{message}.",
        tuple(
            Fix(
                f"Make it: {_verb(case, o.relation)}",
                False,
                {"relate": {"what": "$it", "relation": o.relation}},
            )
            for o in options
        ),
    )


def _entry(case: Case, connection: Connection) -> ConnectionType | None:
    """What the palettes say of it; where they call the pair wrong altogether, any relation is wrong."""
    source, target = _end(case, connection.source), _end(case, connection.target)
    entries = case.catalogue.connections_between(source, target)
    exact = next((e for e in entries if e.relation == connection.relation), None)
    if exact is None and entries and all(e.verdict_in(case.edition) == "wrong" for e in entries):
        return entries[0]
    return exact


def _options(case: Case, source: Component, target: Component) -> Sequence[ConnectionType]:
    entries = case.catalogue.connections_between(source, target)
    return [e for e in entries if e.verdict_in(case.edition) in ("recommended", "allowed")]


def _connection(case: Case) -> Connection:
    assert isinstance(case.subject, Connection)
    return case.subject


def _end(case: Case, id: str) -> Component:
    return case.view.component(id)


def _verb(case: Case, relation: str) -> str:
    found = case.catalogue.relations.get(relation)
    return found.label if found is not None else relation.replace("_", " ")


WRONG = Rule(
    id="CON-001",
    title="Connection that cannot work",
    severity="error",
    why="The two services have no such path between them; data would never arrive.",
    subject=Subject("connection"),
    examine=_judged("wrong"),
    category="connections",
)
DISCOURAGED = Rule(
    id="CON-002",
    title="Connection that is not recommended",
    severity="warning",
    why="It can be made to work, but there is a way that costs less trouble.",
    subject=Subject("connection"),
    examine=_judged("discouraged"),
    category="connections",
)
UNLISTED = Rule(
    id="CON-003",
    title="Connection that no palette knows",
    severity="info",
    why="It is kept and drawn, but nothing is written for it on export.",
    subject=Subject("connection"),
    examine=_unlisted,
    category="connections",
)
