"""How two designs of the same brief differ: which parts stand for each other, what only one of them has, what is set otherwise.

Parts are matched by type first, then by what they are connected to, what holds them and how alike their names are: nobody calls
things as the solution does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.describe import duration, shown
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Value
from archdesk.model.view import ancestors
from archdesk.rules.scope import label_of

Which = Literal["missing", "extra", "otherwise"]
_PASSES: Final = 3  # how often matches are reconsidered in the light of their neighbours
_BACKGROUND: Final = frozenset({"aws.region", "aws.account"})
_MOST_PAIRS: Final = 40_000  # of one type; beyond that nobody drew by hand, and the order decides


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
    """The components of the solution by those of the design that stand for them."""
    pairs: dict[str, str] = {}
    types = sorted({c.type for c in mine.components} & {c.type for c in theirs.components})
    for _ in range(_PASSES):
        before = dict(pairs)
        for type in types:
            left = sorted(mine.of_type(type))
            right = sorted(theirs.of_type(type))
            for id in left:
                pairs.pop(id, None)
            pairs.update(_best(mine, theirs, left, right, before))
        if pairs == before:
            break
    return pairs


def _best(
    mine: Design, theirs: Design, left: Sequence[str], right: Sequence[str], known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Pairs of one type, the most alike first."""
    if len(left) * len(right) > _MOST_PAIRS:
        yield from zip(left, right, strict=False)
        return
    around = {id: _around(theirs, id) for id in right}
    scored = []
    for id in left:
        own = _around(mine, id, known)
        for other in right:
            alike = len(own & around[other]) * 4 - len(own ^ around[other])
            name = _alike(mine.component(id).name, theirs.component(other).name)
            scored.append((-alike - name, id, other))
    taken: set[str] = set()
    for _, id, other in sorted(scored):
        if id not in taken and other not in taken:
            taken |= {id, other}
            yield id, other


def _around(
    design: Design, id: str, known: Mapping[str, str] | None = None
) -> frozenset[tuple[str, str, str]]:
    """What a component is connected to and stands in: by type, and by what stands for it in the other design."""
    names = known or {}

    def what(other: str) -> str:
        return design.component(other).type

    found: set[tuple[str, str, str]] = set()
    for edge in (*design.outgoing(id), *design.incoming(id)):
        c = design.connection(edge)
        way, other = ("out", c.target) if c.source == id else ("into", c.source)
        found.add((way, c.relation, what(other)))
        found.add((way, c.relation, names.get(other, other)))
    component = design.component(id)
    for holder in (*(a.id for a in ancestors(design, id)), *component.spans):
        found.add(("in", what(holder), names.get(holder, holder)))
    return frozenset(found)


def _alike(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(a.lower(), b.lower()) / 50


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
