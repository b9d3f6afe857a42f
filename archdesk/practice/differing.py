"""How two designs of the same brief differ: which parts stand for each other, what only one of them has, what is set otherwise.

Parts are matched by what they are, how they are set, what they are connected to and what holds them, and by their names
only where all that is the same: nobody calls things as the solution does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.describe import duration, shown
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Value
from archdesk.model.view import ancestors
from archdesk.rules.scope import label_of

Which = Literal["missing", "extra", "otherwise"]
# How near one looks to find what stands for what: so many steps, and whether what is set counts.
_LEVELS: Final = ((3, True), (1, True), (3, False), (1, False), (0, True), (0, False))
_BACKGROUND: Final = frozenset({"aws.region", "aws.account"})
_MOST: Final = 50  # alike parts are told apart by their names; of more nobody would read


@dataclass(frozen=True, slots=True)
class Difference:
    """``missing``: only the solution has it; ``extra``: only the design; ``otherwise``: both have it, set in another way.

    ``mine`` and ``theirs`` are ids of components or connections, empty where a side has none.
    """

    which: Which
    text: str
    mine: str = ""
    theirs: str = ""


def differences(mine: Design, theirs: Design, catalogue: Catalogue) -> tuple[Difference, ...]:
    """What makes ``mine`` another design than ``theirs``, the solution: what is missing first."""
    pairs = matched(mine, theirs)
    found = [
        *_parts(mine, theirs, catalogue, pairs),
        *_connections(mine, theirs, catalogue, pairs),
        *_settings(mine, theirs, catalogue, pairs),
    ]
    order: Mapping[Which, int] = {"missing": 0, "otherwise": 1, "extra": 2}
    return tuple(sorted(found, key=lambda d: order[d.which]))


def matched(mine: Design, theirs: Design) -> Mapping[str, str]:
    """The components of the solution by those of the design that stand for them.

    What has the same name comes first, then what is alike in all it is set to, connected to and held by, then what is
    alike in less and less. Of several that are equally alike the names decide, and what was matched tells the rest apart.
    """
    pairs = _namesakes(mine, theirs)
    for depth, settings in _LEVELS:
        while True:
            classes = _classes(mine, theirs, pairs, depth, settings)
            if not classes:
                break
            left, right = min(classes, key=lambda c: (len(c[0]) * len(c[1]), c))
            one, other = max(product(left, right), key=lambda p: (_alike(mine, p[0], theirs, p[1]), p))
            pairs[one] = other
    return pairs


def _namesakes(mine: Design, theirs: Design) -> dict[str, str]:
    """What is of one type and has one name in both, and no other has."""
    left, right = _by_name(mine), _by_name(theirs)
    return {ids[0]: right[key][0] for key, ids in left.items() if len(ids) == len(right.get(key, ())) == 1}


def _by_name(design: Design) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for c in design.components:
        found.setdefault((c.type, c.name.casefold()), []).append(c.id)
    return found


def _classes(
    mine: Design, theirs: Design, pairs: Mapping[str, str], depth: int, settings: bool
) -> list[tuple[list[str], list[str]]]:
    """Components that have no pair yet, of both designs, where they look the same from this near."""
    left = _colours(mine, {a: f"{a}={b}" for a, b in pairs.items()}, depth, settings)
    right = _colours(theirs, {b: f"{a}={b}" for a, b in pairs.items()}, depth, settings)
    found: dict[int, tuple[list[str], list[str]]] = {}
    for side, colours, taken in ((0, left, set(pairs)), (1, right, set(pairs.values()))):
        for id in sorted(colours):
            if id not in taken:
                found.setdefault(colours[id], ([], []))[side].append(id)
    return [(a[:_MOST], b[:_MOST]) for a, b in found.values() if a and b]


def _colours(design: Design, known: Mapping[str, str], depth: int, settings: bool) -> dict[str, int]:
    """A number for each component; two have the same where they look the same ``depth`` steps far."""

    def first(c: Component) -> int:
        values = repr(sorted(c.properties.items(), key=lambda p: p[0])) if settings else ""
        return hash((c.type, values, known.get(c.id, "")))

    colours = {c.id: first(c) for c in design.components}
    for _ in range(depth):
        before = dict(colours)
        for c in design.components:
            edges = [design.connection(e) for e in (*design.outgoing(c.id), *design.incoming(c.id))]
            near = sorted(
                (e.relation, e.source == c.id, before[e.target if e.source == c.id else e.source])
                for e in edges
            )
            holder = _holder(design, c)
            held = before[holder.id] if holder is not None else 0
            spans = sorted(before[span] for span in c.spans)
            colours[c.id] = hash((before[c.id], tuple(near), held, tuple(spans)))
    return colours


def _alike(mine: Design, id: str, theirs: Design, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(mine.component(id).name.lower(), theirs.component(other).name.lower())


def _parts(
    mine: Design, theirs: Design, catalogue: Catalogue, pairs: Mapping[str, str]
) -> Iterator[Difference]:
    paired = set(pairs.values())
    for c in theirs.components:
        if c.id not in paired:
            yield Difference("missing", f"{_called(c, catalogue)} is not there", theirs=c.id)
    for c in mine.components:
        if c.id not in pairs:
            yield Difference("extra", f"{_called(c, catalogue)} is not in the solution", mine=c.id)
            continue
        other = theirs.component(pairs[c.id])
        here, there = _holder(mine, c), _holder(theirs, other)
        wanted = there.id if there is not None else None
        if here is not None and here.id not in pairs:
            continue  # that its container is extra is said already
        if (pairs[here.id] if here is not None else None) != wanted and (wanted is None or wanted in paired):
            place = f"in {here.name}" if here is not None else "outside"
            right = f"in {there.name}" if there is not None else "outside"
            yield Difference("otherwise", f"{c.name} stands {place}, {right} in the solution", c.id, other.id)


def _holder(design: Design, component: Component) -> Component | None:
    """The container it stands in; regions and accounts, which one may leave out, do not count."""
    return next((a for a in ancestors(design, component.id) if a.type not in _BACKGROUND), None)


def _connections(
    mine: Design, theirs: Design, catalogue: Catalogue, pairs: Mapping[str, str]
) -> Iterator[Difference]:
    back = {theirs_id: mine_id for mine_id, theirs_id in pairs.items()}
    have = {(pairs.get(c.source), c.relation, pairs.get(c.target)) for c in mine.connections}
    wanted = {(c.source, c.relation, c.target) for c in theirs.connections}
    for c in theirs.connections:
        if (c.source, c.relation, c.target) not in have and c.source in back and c.target in back:
            names = (mine.component(back[c.source]).name, mine.component(back[c.target]).name)
            yield Difference("missing", _edge(names, c, catalogue, "is not connected"), theirs=c.id)
    for c in mine.connections:
        ends = pairs.get(c.source), pairs.get(c.target)
        if None not in ends and (ends[0], c.relation, ends[1]) not in wanted:
            names = (mine.component(c.source).name, mine.component(c.target).name)
            yield Difference("extra", _edge(names, c, catalogue, "is not in the solution"), mine=c.id)


def _edge(names: tuple[str, str], c: Connection, catalogue: Catalogue, said: str) -> str:
    relation = catalogue.relations[c.relation].label if c.relation in catalogue.relations else c.relation
    return f"{names[0]} → {names[1]} ({relation}) {said}"


def _settings(
    mine: Design, theirs: Design, catalogue: Catalogue, pairs: Mapping[str, str]
) -> Iterator[Difference]:
    for id, other in pairs.items():
        component, wanted = mine.component(id), theirs.component(other)
        for name in sorted({*component.properties, *wanted.properties}):
            value, right = catalogue.value(component, name), catalogue.value(wanted, name)
            if value != right:
                text = f"{component.name}: {label_of(catalogue, component, name)} is {_said(catalogue, component, name, value)}"
                yield Difference(
                    "otherwise",
                    f"{text}, {_said(catalogue, component, name, right)} in the solution",
                    id,
                    other,
                )


def _said(catalogue: Catalogue, component: Component, name: str, value: Value) -> str:
    definition = catalogue.type_of(component).properties.get(name)
    if value in (None, "", [], {}):
        return "not set"
    if definition is not None and definition.type == "duration":
        return duration(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    text = (
        shown(value)
        if not isinstance(value, dict)
        else ", ".join(f"{k} {shown(v)}" for k, v in value.items())
    )
    return f"{text} {definition.unit}".strip() if definition is not None else text


def _called(component: Component, catalogue: Catalogue) -> str:
    label = catalogue.type_of(component).label
    return component.name if component.name.lower() == label.lower() else f"{component.name} ({label})"
