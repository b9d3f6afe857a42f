"""The ways of connections: orthogonal, round icons and labels, apart from one another, the same every time.

Each side of each end is tried, simple shapes first; the way with the fewest bends and the least in its way
wins. Where several connections meet one side, they are spread 8 px apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from archdesk.model.geometry import Point, Rect, union

Side = Literal["e", "w", "s", "n"]
_OUT: dict[Side, tuple[int, int]] = {"e": (1, 0), "w": (-1, 0), "s": (0, 1), "n": (0, -1)}
_STUB, _SPREAD, _CLEAR = 16, 8, 6  # px
_BEND, _HIT, _CROSS, _SHARE = 30, 900, 45, 8  # what each costs, in px of way (sharing: per px)


@dataclass(frozen=True, slots=True)
class End:
    """Where a connection may dock: the rectangle it meets, and how far its label reaches below that."""

    rect: Rect
    below: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A connection to find a way for. ``around`` holds the ids whose obstacles do not count for it."""

    id: str
    source: str
    target: str


def route(
    wanted: Iterable[Wanted], ends: Mapping[str, End], obstacles: Mapping[str, Sequence[Rect]]
) -> dict[str, tuple[Point, ...]]:
    """A way for each connection, from the border of its source to the border of its target."""
    every = sorted(wanted, key=lambda w: (*_effort(ends[w.source], ends[w.target]), w.id))
    sides: dict[str, tuple[Side, Side]] = {}
    ways: dict[str, tuple[Point, ...]] = {}
    for edge in every:
        hurdles = _hurdles(edge, ends, obstacles)
        way, chosen = _best(ends[edge.source], ends[edge.target], None, (0, 0), hurdles, ways.values())
        sides[edge.id], ways[edge.id] = chosen, way
    straight = {id for id, way in ways.items() if len(way) == 2}
    shifts = _spread(every, sides, ends, straight)
    for edge in every:
        if shifts.get((edge.id, 0)) or shifts.get((edge.id, 1)):
            shift = shifts.get((edge.id, 0), 0), shifts.get((edge.id, 1), 0)
            others = [w for id, w in ways.items() if id != edge.id]
            hurdles = _hurdles(edge, ends, obstacles)
            ways[edge.id], _ = _best(
                ends[edge.source], ends[edge.target], sides[edge.id], shift, hurdles, others
            )
    return ways


def _effort(one: End, other: End) -> tuple[bool, int]:
    """What is found first has the first choice: straight ways, then short ones."""
    a, b = one.rect.center, other.rect.center
    return a.x != b.x and a.y != b.y, abs(a.x - b.x) + abs(a.y - b.y)


def _hurdles(edge: Wanted, ends: Mapping[str, End], obstacles: Mapping[str, Sequence[Rect]]) -> list[Rect]:
    """What may be in the way: icons and labels near the two ends, but for the ends' own icons."""
    frame = union([ends[edge.source].rect, ends[edge.target].rect])
    assert frame is not None
    near = frame.grown(160)
    found: list[Rect] = []
    for id, rects in obstacles.items():
        own = id in (edge.source, edge.target)
        clear = 0 if own else _CLEAR
        found += [rect.grown(clear) for rect in rects[own:] if near.overlap(rect) is not None]
    return found


def _port(end: End, side: Side, shift: int) -> Point:
    rect = end.rect
    if side in ("e", "w"):
        return Point(rect.right if side == "e" else rect.x, rect.center.y + shift)
    return Point(rect.center.x + shift, rect.bottom + end.below if side == "s" else rect.y)


def _best(
    source: End,
    target: End,
    fixed: tuple[Side, Side] | None,
    shift: tuple[int, int],
    hurdles: Sequence[Rect],
    others: Iterable[tuple[Point, ...]],
) -> tuple[tuple[Point, ...], tuple[Side, Side]]:
    """The cheapest way and the sides it takes."""
    segments = [s for way in others for s in itertools.pairwise(way)]
    pairs = [fixed] if fixed is not None else [(a, b) for a in _OUT for b in _OUT]
    ranked: list[tuple[float, tuple[Point, ...], tuple[Side, Side]]] = []
    best: tuple[float, tuple[Point, ...], tuple[Side, Side]] | None = None
    for wide in (False, True):
        for pair in pairs:
            start, end = _port(source, pair[0], shift[0]), _port(target, pair[1], shift[1])
            for way in _candidates(start, pair[0], end, pair[1], hurdles if wide else ()):
                label = 12 * ((pair[0] == "s" and source.below > 0) + (pair[1] == "s" and target.below > 0))
                ranked.append((_cost(way, pair, hurdles, segments) + label, way, pair))
        best = min(ranked, key=lambda found: found[0])
        if best[0] < _HIT or not hurdles:
            break
    assert best is not None
    return best[1], best[2]


def _candidates(
    start: Point, out: Side, end: Point, back: Side, hurdles: Sequence[Rect]
) -> list[tuple[Point, ...]]:
    """Ways from ``start``, leaving on side ``out``, to ``end``, arriving on side ``back``."""
    (dx, dy), (ex, ey) = _OUT[out], _OUT[back]
    a = Point(start.x + dx * _STUB, start.y + dy * _STUB)
    b = Point(end.x + ex * _STUB, end.y + ey * _STUB)
    found: list[tuple[Point, ...]] = []
    if (start.x == end.x and dx == ex == 0) or (start.y == end.y and dy == ey == 0):
        found.append((start, end))  # straight, however near
    found += [_clean([start, a, Point(b.x, a.y), b, end]), _clean([start, a, Point(a.x, b.y), b, end])]
    middle = Point(_snap((a.x + b.x) // 2), _snap((a.y + b.y) // 2))
    columns, rows = {middle.x}, {middle.y}
    for rect in hurdles:
        columns |= {rect.x - 8, rect.right + 8}
        rows |= {rect.y - 8, rect.bottom + 8}
    found += [_clean([start, a, Point(x, a.y), Point(x, b.y), b, end]) for x in _closest(columns, middle.x)]
    found += [_clean([start, a, Point(a.x, y), Point(b.x, y), b, end]) for y in _closest(rows, middle.y)]
    return found


def _closest(values: Iterable[int], to: int) -> list[int]:
    return sorted(values, key=lambda v: (abs(v - to), v))[:14]


def _snap(value: int) -> int:
    return round(value / 8) * 8


def _clean(points: list[Point]) -> tuple[Point, ...]:
    """The way without points that change nothing."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        while len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _straight(a: Point, b: Point, c: Point) -> bool:
    """Whether b lies between a and c on one line; a way that turns back on itself is kept, and pays for it."""
    if a.x == b.x == c.x:
        return (b.y - a.y) * (c.y - b.y) > 0
    if a.y == b.y == c.y:
        return (b.x - a.x) * (c.x - b.x) > 0
    return False


def _cost(
    way: tuple[Point, ...],
    sides: tuple[Side, Side],
    hurdles: Sequence[Rect],
    segments: Sequence[tuple[Point, Point]],
) -> float:
    cost = _BEND * (len(way) - 2.0)
    for a, b in itertools.pairwise(way):
        length = abs(a.x - b.x) + abs(a.y - b.y)
        cost += length
        cost += sum(_HIT for rect in hurdles if _touches(a, b, rect))
        for c, d in segments:
            cost += _meeting(a, b, c, d)
    for a, b, c in zip(way, way[1:], way[2:], strict=False):
        if (a.x == b.x == c.x) or (a.y == b.y == c.y):
            cost += _HIT  # turns back on itself
    # to leave against the direction one has to go looks odd
    for point, next_, side in ((way[0], way[1], sides[0]), (way[-1], way[-2], sides[1])):
        dx, dy = _OUT[side]
        if (next_.x - point.x) * dx < 0 or (next_.y - point.y) * dy < 0:
            cost += _HIT
    return cost


def _touches(a: Point, b: Point, rect: Rect) -> bool:
    return (
        min(a.x, b.x) < rect.right
        and max(a.x, b.x) > rect.x
        and min(a.y, b.y) < rect.bottom
        and max(a.y, b.y) > rect.y
    )


def _meeting(a: Point, b: Point, c: Point, d: Point) -> float:
    """What it costs that a-b crosses c-d, or runs along it."""
    flat, other_flat = a.y == b.y, c.y == d.y
    if flat != other_flat:
        if not flat:
            a, b, c, d = c, d, a, b
        crosses = min(a.x, b.x) < c.x < max(a.x, b.x) and min(c.y, d.y) < a.y < max(c.y, d.y)
        return _CROSS if crosses else 0
    if flat:
        if abs(a.y - c.y) >= 6:
            return 0
        shared = min(max(a.x, b.x), max(c.x, d.x)) - max(min(a.x, b.x), min(c.x, d.x))
    else:
        if abs(a.x - c.x) >= 6:
            return 0
        shared = min(max(a.y, b.y), max(c.y, d.y)) - max(min(a.y, b.y), min(c.y, d.y))
    return _SHARE * shared if shared > 0 else 0


def _spread(
    edges: Sequence[Wanted],
    sides: Mapping[str, tuple[Side, Side]],
    ends: Mapping[str, End],
    straight: AbstractSet[str],
) -> dict[tuple[str, int], int]:
    """How far each end is shifted along its side, by (connection, 0 for its source or 1 for its target).

    A straight way stays in the middle; the others stand to both sides of it.
    """
    meeting: dict[tuple[str, Side], list[tuple[int, str, int]]] = {}
    for edge in edges:
        for index, (own, other) in enumerate(((edge.source, edge.target), (edge.target, edge.source))):
            side = sides[edge.id][index]
            center = ends[other].rect.center
            meeting.setdefault((own, side), []).append(
                (center.y if side in "ew" else center.x, edge.id, index)
            )
    shifts = {}
    for found in meeting.values():
        found.sort()
        step = min(_SPREAD, 36 // len(found))
        middle = next((i for i, (_, id, _) in enumerate(found) if id in straight), (len(found) - 1) / 2)
        for place, (_, id, index) in enumerate(found):
            shifts[id, index] = 0 if id in straight else round((place - middle) * step)
    return shifts
