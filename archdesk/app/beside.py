"""Placing by name: a new component finds its own place beside what is selected, and is connected to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from archdesk.app.defaults import free_name
from archdesk.app.edits import (
    MARGIN,
    MARGIN_TOP,
    connect,
    place_into,
    rect_at,
    stem_of,
    type_of_entry,
)
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import SCOPE_RANK, ComponentType
from archdesk.model.design import Design, Edit
from archdesk.model.geometry import GRID, Point, Rect, union
from archdesk.model.records import NOTHING, Component, Value
from archdesk.model.view import ancestors, descendants
from archdesk.placement.connect import listed_options
from archdesk.placement.plan import fit, plan

# px: what a leaf's name may take beside and below its icon, and the way left free for an arrow and its label
_LABEL_SIDE, _LABEL_BELOW = 40, 56
_WAY_ACROSS, _WAY_DOWN = 112, 88
_WAY_BETWEEN_CONTAINERS: Final = 48
_FREE: Final = 8
_NEARLY: Final = 24  # what stands so little out of line is put in line
_WIDE: Final = 400_000  # px², from which on every second grid point is looked at
_REACH: Final = 5  # how many places away it is still beside


@dataclass(frozen=True, slots=True)
class Placed:
    """The new component, and the connections it was given."""

    id: str
    connections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The recommended connection between a new component and one that is there; ``outgoing``: from the latter."""

    relation: str
    outgoing: bool
    words: str


def place_beside(
    design: Design,
    catalogue: Catalogue,
    entry: str,
    selected: Iterable[str],
    otherwise: Point,
    given: Mapping[str, Value] = NOTHING,
) -> Placed | None:
    """Place a palette entry beside the selected components and connect it as recommended, in one undo step.

    ``given`` are properties it has beyond the entry's own.
    It goes into the selected container, or the container of what is selected, where that may hold it;
    without a selection it stands as near as is free to ``otherwise``. None where it makes no sense at all.
    """
    anchors = [c for id in selected if isinstance(c := design.find(id), Component)]
    kind = catalogue.types[type_of_entry(catalogue, entry)]
    links = {c.id: link for c in anchors if (link := link_to(design, catalogue, entry, c, given)) is not None}
    size = rect_at(catalogue, entry, otherwise)
    if anchors:
        parent = home_for(design, catalogue, kind, anchors[0])
        backwards = any(not link.outgoing for link in links.values())
        rect = _free_place(design, catalogue, size, parent, anchors, backwards)
    else:
        target = plan(design, catalogue, kind.id, size)
        if target.verdict == "refused":
            return None
        parent = target.parent
        if parent is not None:
            parent = home_for(design, catalogue, kind, design.component(parent))
        rect = _nearest_free(design, catalogue, size, parent)
    with design.edit(f"Place {free_name(design, stem_of(catalogue, entry))}") as edit:
        target = replace(plan(design, catalogue, kind.id, rect), parent=parent)
        if parent in target.spans and len(target.spans) == 1:
            target = replace(target, spans=())
        id = place_into(edit, catalogue, entry, rect, target, given)
        _make_room(edit, rect, parent)
        round_it = {a.id for a in ancestors(design, id)}
        made = []
        for other, link in links.items():
            if other in round_it:
                continue  # it stands in it: that says enough
            ends = (other, id) if link.outgoing else (id, other)
            connection = connect(design, catalogue, *ends, link.relation)
            if connection is not None:
                made.append(connection)
    return Placed(id, tuple(made))


def link_to(
    design: Design, catalogue: Catalogue, entry: str, other: Component, given: Mapping[str, Value] = NOTHING
) -> Link | None:
    """The connection recommended between a new component of ``entry`` and ``other``, in either direction."""
    preset = catalogue.presets.get(entry)
    properties = {**(preset.properties if preset is not None else {}), **given}
    new = Component("", type_of_entry(catalogue, entry), "", Rect(0, 0, 0, 0), properties=properties)
    for source, target in ((other, new), (new, other)):
        for option in listed_options(catalogue, design.settings.edition, source, target)[:1]:
            if option.verdict == "recommended":
                return Link(option.relation, source is other, option.label)
    return None


def home_for(design: Design, catalogue: Catalogue, kind: ComponentType, anchor: Component) -> str | None:
    """The container a new component goes into: the anchor, or the nearest one round it, that may hold it."""
    round_it = list(ancestors(design, anchor.id))
    holder = catalogue.type_of(anchor).container
    chain = [anchor, *round_it] if holder is not None and not holder.holds_spans else round_it
    for wanted in ("fits", "misplaced"):
        for container in chain:
            outer = catalogue.type_of(container)
            inward = SCOPE_RANK[outer.placement.scope] > SCOPE_RANK[kind.placement.scope]
            if fit(kind, outer)[0] == wanted and not (wanted == "misplaced" and inward):
                return container.id
    return None


# -- where there is room ------------------------------------------------------------------------------------


def _free_place(
    design: Design,
    catalogue: Catalogue,
    size: Rect,
    parent: str | None,
    anchors: Sequence[Component],
    backwards: bool,
) -> Rect:
    """A free place beside the anchors, or inside the container that is the anchor; containers grow at need."""
    taken = _obstacles(design, catalogue, parent)
    if parent is not None and parent == anchors[0].id:
        inner = _inner(design, parent, size)
        ideal = Point(inner.x + size.width // 2, inner.y + size.height // 2)
        found = _scan(inner, size, taken, ideal, reading=True)
        return found or _below_all(design, parent, size)
    inside = _child_of(design, anchors, parent)
    round_anchors = union(c.rect for c in inside)
    assert round_anchors is not None
    candidates = list(_around(round_anchors, size, backwards))
    free = [r for r in candidates if not _hits(r, taken)]
    if parent is None:
        return free[0] if free else candidates[0]
    inner = _inner(design, parent, size)
    for rect in free:
        if inner.contains(rect):
            return rect
    found = _scan(inner, size, taken, candidates[0].center, reading=False)
    if found is not None:
        return _aligned(design, found, parent, inner, taken)
    roomy = [r for r in free if not _grows_into_others(design, parent, r)]
    return next(iter([*roomy, *free, candidates[0]]))


def _nearest_free(design: Design, catalogue: Catalogue, size: Rect, parent: str | None) -> Rect:
    """The place itself, or the nearest free one."""
    taken = _obstacles(design, catalogue, parent)
    inner = _inner(design, parent, size) if parent is not None else None
    if not _hits(size, taken) and (inner is None or inner.contains(size)):
        return size
    area = inner if inner is not None else size.grown(2 * _REACH * _WAY_ACROSS)
    found = _scan(area, size, taken, size.center, reading=False)
    if found is not None:
        return _aligned(design, found, parent, area, taken)
    return _below_all(design, parent, size) if parent is not None else size


def _aligned(design: Design, rect: Rect, parent: str | None, area: Rect, taken: Sequence[Rect]) -> Rect:
    """The place, moved a little to stand in line with a neighbour, where that is free too."""
    middles = [design.component(id).rect.center for id in design.children(parent)]
    for along in ("x", "y"):
        steps = sorted((getattr(m, along) - getattr(rect.center, along) for m in middles), key=abs)
        if steps and abs(steps[0]) <= _NEARLY:
            moved = rect.moved(Point(steps[0], 0) if along == "x" else Point(0, steps[0]))
            if area.contains(moved) and not _hits(moved, taken):
                rect = moved
    return rect


def _around(anchor: Rect, size: Rect, backwards: bool) -> Iterator[Rect]:
    """Places round a rectangle, nearest first: along the flow, below, above, against the flow."""
    leaf = size.width <= 64
    across, down = (_WAY_ACROSS, _WAY_DOWN) if leaf else (_WAY_BETWEEN_CONTAINERS,) * 2

    def along(low: int, high: int, middle: int, extent: int, gap: int, step: int) -> int:
        if step == 0:
            return middle - extent // 2
        if step > 0:
            return high + gap + (step - 1) * (extent + gap)
        return low - gap - extent + (step + 1) * (extent + gap)

    ahead = -1 if backwards else 1
    ways = {(ahead, 0): 0, (0, 1): 1, (0, -1): 2, (-ahead, 0): 3}
    steps = [
        (i, j) for i in range(-_REACH, _REACH + 1) for j in range(-_REACH, _REACH + 1) if (i, j) != (0, 0)
    ]
    steps.sort(key=lambda s: (abs(s[0]) + abs(s[1]), ways.get(s, 4), -s[0] * ahead, abs(s[1]), -s[1]))
    for i, j in steps:
        x = along(anchor.x, anchor.right, anchor.center.x, size.width, across, i)
        y = along(anchor.y, anchor.bottom, anchor.center.y, size.height, down, j)
        corner = Point(x, y).snapped()
        yield Rect(corner.x, corner.y, size.width, size.height)


def _scan(area: Rect, size: Rect, taken: Sequence[Rect], ideal: Point, reading: bool) -> Rect | None:
    """The free place in ``area`` that is nearest to ``ideal``, or the first one in reading order."""
    if not reading:
        near = Rect(ideal.x, ideal.y, 0, 0).grown(_REACH * _WAY_ACROSS + max(size.width, size.height))
        area = area.overlap(near) or area
    found = (r for row in _rows(area, size, taken) for r in row)
    return next(found, None) if reading else min(found, key=lambda r: _apart(r.center, ideal), default=None)


def _rows(area: Rect, size: Rect, taken: Sequence[Rect]) -> Iterator[Iterator[Rect]]:
    """The free places of an area, line by line; what is in the way is jumped over, however much it is."""
    step = GRID if area.area < _WIDE else 2 * GRID
    first = Point(-(-area.x // GRID) * GRID, -(-area.y // GRID) * GRID)
    last = area.right - size.width
    for y in range(first.y, area.bottom - size.height + 1, step):
        band = _with_room(Rect(area.x, y, max(area.width, size.width), size.height), size.width <= 64)
        yield _free_in_row(
            Rect(first.x, y, size.width, size.height), last, step, [t for t in taken if t.overlap(band)]
        )


def _free_in_row(rect: Rect, last: int, step: int, taken: Sequence[Rect]) -> Iterator[Rect]:
    x = rect.x
    while x <= last:
        here = Rect(x, rect.y, rect.width, rect.height)
        needed = _with_room(here, rect.width <= 64)
        beyond = max((t.right for t in taken if needed.overlap(t)), default=None)
        if beyond is None:
            yield here
            x += step
        else:
            x = max(x + step, -(-(beyond + x - needed.x) // GRID) * GRID)


def _apart(one: Point, other: Point) -> int:
    return abs(one.x - other.x) + abs(one.y - other.y)


def _obstacles(design: Design, catalogue: Catalogue, parent: str | None) -> list[Rect]:
    """What a new child of ``parent`` may not cover: all but the containers it stands in."""
    around = {parent, *(a.id for a in ancestors(design, parent))} if parent is not None else set()
    return [
        _covered_by(c.rect, catalogue.type_of(c).container is None)
        for c in design.components
        if c.id not in around
    ]


def _covered_by(rect: Rect, leaf: bool) -> Rect:
    """What a component takes on the canvas, its name included."""
    if not leaf:
        return rect
    middle = rect.center
    name = Rect(middle.x - 24 - _LABEL_SIDE, middle.y - 24, 48 + 2 * _LABEL_SIDE, 48 + _LABEL_BELOW)
    return union([rect, name]) or rect


def _hits(rect: Rect, taken: Iterable[Rect]) -> bool:
    needed = _with_room(rect, rect.width <= 64)
    return any(needed.overlap(other) is not None for other in taken)


def _with_room(rect: Rect, leaf: bool) -> Rect:
    """What has to be free for something to stand at ``rect``."""
    return _covered_by(rect, leaf).grown(_FREE if leaf else MARGIN - 1)


def _inner(design: Design, container: str, size: Rect) -> Rect:
    """Where a new child may stand without the container having to grow."""
    rect = design.component(container).rect
    leaf = size.width <= 64
    side = MARGIN + (_LABEL_SIDE if leaf and rect.width > 2 * (MARGIN + _LABEL_SIDE) + size.width else 0)
    below = MARGIN + (_LABEL_BELOW - MARGIN if leaf else 0)
    width, height = rect.width - 2 * side, rect.height - MARGIN_TOP - below
    return Rect(rect.x + side, rect.y + MARGIN_TOP, max(0, width), max(0, height))


def _below_all(design: Design, container: str, size: Rect) -> Rect:
    """Under all that a full container holds: it grows downwards."""
    content = union(design.component(c).rect for c in design.children(container))
    frame = design.component(container).rect
    leaf = size.width <= 64
    top = content.bottom + (_WAY_DOWN if leaf else MARGIN) if content is not None else frame.y + MARGIN_TOP
    corner = Point(frame.x + MARGIN + (_LABEL_SIDE if leaf else 0), top).snapped()
    return Rect(corner.x, corner.y, size.width, size.height)


def _child_of(design: Design, anchors: Sequence[Component], parent: str | None) -> list[Component]:
    """The anchors, or what holds them directly inside ``parent``: a bucket goes beside the VPC of a function."""
    found = []
    for anchor in anchors:
        chain = [anchor, *ancestors(design, anchor.id)]
        found.append(next((c for c in chain if c.parent == parent), anchor))
    return found


def _make_room(edit: Edit, rect: Rect, parent: str | None) -> None:
    """Let the container reach round a new child and its name, with padding, and those round it with it."""
    while parent is not None:
        container = edit.design.component(parent)
        grown = union([container.rect, _needed_round(rect)])
        if grown is None or grown == container.rect:
            return
        edit.put(replace(container, rect=grown))
        rect, parent = grown, container.parent


def _needed_round(rect: Rect) -> Rect:
    """What a container has to cover to hold a new child: its name and the padding."""
    named = _covered_by(rect, rect.width <= 64)
    top = Rect(named.x, rect.y - MARGIN_TOP, named.width, named.bottom - rect.y + MARGIN_TOP)
    sides = Rect(rect.x - MARGIN, rect.y, rect.width + 2 * MARGIN, rect.height + MARGIN)
    return union([top, sides]) or top


def _grows_into_others(design: Design, container: str, rect: Rect) -> bool:
    """Whether the container, grown to hold ``rect``, would lie over what stands beside it."""
    frame = design.component(container)
    grown = union([frame.rect, _needed_round(rect)]) or frame.rect
    own = {
        container,
        *(d.id for d in descendants(design, container)),
        *(a.id for a in ancestors(design, container)),
    }
    return any(grown.overlap(c.rect) is not None for c in design.components if c.id not in own)
