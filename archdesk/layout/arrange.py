"""Arrange a design: containers nested, what flows goes from left to right, what is alike stands side by side.

The same design always gets the same arrangement. Inside each container the children are layered by the
connections among them (or among what they hold); children without any follow in rows below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.geometry import GRID, Point, Rect
from archdesk.model.records import Component
from archdesk.model.view import DesignView, ancestors

ICON = 48
CELL = (144, 112)  # px: an icon with its label, and room for an edge
TOP, PAD, GAP = 48, 24, 24  # px inside a container, and between siblings
ROW = 4  # how many unconnected leaves stand side by side


@dataclass(frozen=True, slots=True)
class _Block:
    """A laid-out component: its size with all it holds, and where its parts are relative to it."""

    width: int
    height: int
    parts: Mapping[str, Rect]


def arrange(view: DesignView, catalogue: Catalogue, order: Sequence[str] = ()) -> Mapping[str, Rect]:
    """A rectangle for every component, in canvas coordinates.

    What nothing else decides follows ``order`` (ids), and then the ids.
    """
    block = _inside(view, catalogue, None, {id: rank for rank, id in enumerate(order)})
    return {id: rect.moved(Point(PAD, PAD)) for id, rect in block.parts.items()}


def _block(view: DesignView, catalogue: Catalogue, component: Component, ranks: Mapping[str, int]) -> _Block:
    kind = catalogue.type_of(component)
    if kind.container is not None and kind.container.holds_spans:
        width, height = (
            kind.container.width,
            kind.container.height,
        )  # a box of its own, wherever it reaches into
        return _Block(width, height, {component.id: Rect(0, 0, width, height)})
    if kind.container is None:
        icon = Rect((CELL[0] - ICON) // 2, 0, ICON, ICON)
        return _Block(*CELL, {component.id: icon})
    inner = _inside(view, catalogue, component.id, ranks)
    width = max(_up(inner.width) + 2 * PAD, 160)
    height = max(_up(inner.height) + TOP + PAD, 112)
    parts = {id: rect.moved(Point(PAD, TOP)) for id, rect in inner.parts.items()}
    return _Block(width, height, {component.id: Rect(0, 0, width, height), **parts})


def _inside(view: DesignView, catalogue: Catalogue, parent: str | None, ranks: Mapping[str, int]) -> _Block:
    """The children of a container, arranged with their left top corner at 0, 0."""
    children = sorted(view.children(parent), key=lambda id: (ranks.get(id, len(ranks)), id))
    blocks = {id: _block(view, catalogue, view.component(id), ranks) for id in children}
    edges = _edges_among(view, children)
    joined = {end for edge in edges for end in edge}
    columns = _columns([c for c in children if c in joined], edges)
    loose = [c for c in children if c not in joined]
    big = [c for c in loose if len(blocks[c].parts) > 1 or blocks[c].width > CELL[0]]
    small = [c for c in loose if c not in big]
    parts: dict[str, Rect] = {}
    width = height = 0
    for column in columns:
        y = 0
        for id in column:
            _put(parts, blocks[id], width, y)
            y += blocks[id].height + GAP
        height = max(height, y - GAP)
        width += max(blocks[id].width for id in column) + GAP
    width = max(0, width - GAP)
    for row in _rows(big, small):
        y, x = (height + GAP if height else 0), 0
        for id in row:
            _put(parts, blocks[id], x, y)
            x += blocks[id].width + GAP
        width = max(width, x - GAP)
        height = y + max(blocks[id].height for id in row)
    return _Block(width, height, parts)


def _rows(big: Sequence[str], small: Sequence[str]) -> list[Sequence[str]]:
    """Containers two side by side (zones), leaves a few in a row."""
    pairs = [big[i : i + 2] for i in range(0, len(big), 2)]
    return [*pairs, *(small[i : i + ROW] for i in range(0, len(small), ROW))]


def _put(parts: dict[str, Rect], block: _Block, x: int, y: int) -> None:
    parts.update({id: rect.moved(Point(x, y)) for id, rect in block.parts.items()})


def _edges_among(view: DesignView, children: Sequence[str]) -> list[tuple[str, str]]:
    """The connections between children, or between what they hold, each pair once."""
    own = set(children)

    def lifted(id: str) -> str | None:
        if id in own:
            return id
        return next((a.id for a in ancestors(view, id) if a.id in own), None)

    found: set[tuple[str, str]] = set()
    for edge in view.connection_ids():
        connection = view.connection(edge)
        source, target = lifted(connection.source), lifted(connection.target)
        if source is not None and target is not None and source != target:
            found.add((source, target))
    return sorted(found)


def _columns(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Nodes in layers, each one right of what leads to it; an edge that closes a cycle is passed over."""
    targets: dict[str, list[str]] = {n: [] for n in nodes}
    for source, target in edges:
        targets[source].append(target)
    layer: dict[str, int] = {}  # how many steps follow a node, the longest way
    for start in nodes:
        way: dict[str, Iterator[str]] = {start: iter(targets[start])} if start not in layer else {}
        while way:
            node = next(reversed(way))
            ahead = next((t for t in way[node] if t not in layer and t not in way), None)
            if ahead is not None:
                way[ahead] = iter(targets[ahead])
            else:
                del way[node]
                layer[node] = max((layer[t] + 1 for t in targets[node] if t in layer), default=0)
    last = max(layer.values(), default=-1)
    return [column for i in range(last, -1, -1) if (column := [n for n in nodes if layer[n] == i])]


def _up(length: int) -> int:
    """The length rounded up to the grid."""
    return -(-length // GRID) * GRID
