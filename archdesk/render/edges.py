"""The ways of connections: orthogonal, round icons and labels, apart from one another, the same every time.

Each side of each end is tried, simple shapes first; the way with the fewest bends and the least in its way
wins. Where several connections meet one side, they are spread 8 px apart.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import Literal, cast

from archdesk.model.geometry import Point, Rect, union

Side = Literal["e", "w", "s", "n"]
_OUT: dict[Side, tuple[int, int]] = {"e": (1, 0), "w": (-1, 0), "s": (0, 1), "n": (0, -1)}
_STUB, _LEG, _SPREAD, _CLEAR, _REACH = 16, 12, 8, 6, 160  # px; a leg holds a rounded corner and an arrow
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
    """A way for each connection, from the border of its source to the border of its target.

    ``obstacles`` gives each component's own body first, then what else of it must stay clear.
    """
    steps = routing(wanted, ends, obstacles)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return cast(dict[str, tuple[Point, ...]], done.value)


def routing(
    wanted: Iterable[Wanted], ends: Mapping[str, End], obstacles: Mapping[str, Sequence[Rect]]
) -> Generator[None, None, dict[str, tuple[Point, ...]]]:
    """The same, a connection a step, for who has something else to do meanwhile."""
    every = sorted(wanted, key=lambda w: (*_effort(ends[w.source], ends[w.target]), w.id))
    grid = _Grid()
    for id, rects in obstacles.items():
        for index, rect in enumerate(rects):
            grid.add(_Thing(id, index, rect))
    hurdles: dict[str, tuple[Rect, ...]] = {}
    for edge in every:
        hurdles[edge.id] = _hurdles(edge, ends, grid)
        yield
    sides: dict[str, tuple[Side, Side]] = {}
    ways: dict[str, tuple[Point, ...]] = {}
    drawn = _Grid()
    for edge in every:
        others = _segments_near(edge, ends, drawn)
        way, chosen = _best(ends[edge.source], ends[edge.target], None, (0, 0), hurdles[edge.id], others)
        sides[edge.id], ways[edge.id] = chosen, way
        drawn.add_way(edge.id, way)
        yield
    straight = {id for id, way in ways.items() if len(way) == 2}
    shifts = _spread(every, sides, ends, straight)
    for edge in every:
        shift = shifts.get((edge.id, 0), 0), shifts.get((edge.id, 1), 0)
        if shift != (0, 0):
            others = _segments_near(edge, ends, drawn)
            ways[edge.id], _ = _best(
                ends[edge.source], ends[edge.target], sides[edge.id], shift, hurdles[edge.id], others
            )
            drawn.add_way(edge.id, ways[edge.id])
            yield
    return ways


def loop(end: End) -> tuple[Point, ...]:
    """The way of a connection from a component to itself: out on the right, and back in from above."""
    rect = end.rect
    right, top = rect.right + 24, rect.y - 20
    start, entry = Point(rect.right, rect.center.y), Point(rect.center.x, rect.y)
    return start, Point(right, start.y), Point(right, top), Point(entry.x, top), entry


@dataclass(frozen=True, slots=True)
class _Thing:
    """An obstacle, or a straight part of a way: whose it is, which of its own, and the rectangle round it."""

    id: str
    index: int
    rect: Rect
    ends: tuple[Point, Point] | None = None


class _Grid:
    """Things by the squares they lie in, so that only what is near is looked at."""

    _SIZE = 256  # px

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], dict[tuple[str, int], _Thing]] = {}
        self._of: dict[str, list[_Thing]] = {}

    def add(self, thing: _Thing) -> None:
        self._of.setdefault(thing.id, []).append(thing)
        for square in self._over(thing.rect):
            self._squares.setdefault(square, {})[thing.id, thing.index] = thing

    def add_way(self, id: str, way: tuple[Point, ...]) -> None:
        """Add the straight parts of a way, in place of an earlier way of the same connection."""
        for old in self._of.pop(id, ()):
            for square in self._over(old.rect):
                self._squares[square].pop((old.id, old.index), None)
        for index, (a, b) in enumerate(pairwise(way)):
            rect = Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))
            self.add(_Thing(id, index, rect, (a, b)))

    def near(self, frame: Rect) -> list[_Thing]:
        """The things that meet ``frame``, in a fixed order."""
        found = {
            key: thing
            for square in self._over(frame)
            for key, thing in self._squares.get(square, {}).items()
            if thing.rect.x <= frame.right
            and thing.rect.right >= frame.x
            and thing.rect.y <= frame.bottom
            and thing.rect.bottom >= frame.y
        }
        return [found[key] for key in sorted(found)]

    def _over(self, rect: Rect) -> Iterator[tuple[int, int]]:
        for column in range(rect.x // self._SIZE, rect.right // self._SIZE + 1):
            for row in range(rect.y // self._SIZE, rect.bottom // self._SIZE + 1):
                yield column, row


def _effort(one: End, other: End) -> tuple[bool, int]:
    """What is found first has the first choice: straight ways, then short ones."""
    a, b = one.rect.center, other.rect.center
    return a.x != b.x and a.y != b.y, abs(a.x - b.x) + abs(a.y - b.y)


def _frame(edge: Wanted, ends: Mapping[str, End]) -> Rect:
    """The part of the canvas a connection may pass through."""
    frame = union([ends[edge.source].rect, ends[edge.target].rect])
    assert frame is not None
    return frame.grown(_REACH)


def _hurdles(edge: Wanted, ends: Mapping[str, End], grid: _Grid) -> tuple[Rect, ...]:
    """What may be in the way: icons and labels near the two ends. Its own ends count just as they are, so that
    it may start and arrive at their borders and yet not run behind them.
    """
    own = (edge.source, edge.target)
    return tuple(
        thing.rect if thing.id in own else thing.rect.grown(_CLEAR)
        for thing in grid.near(_frame(edge, ends))
        if thing.rect.area
    )


def _segments_near(edge: Wanted, ends: Mapping[str, End], drawn: _Grid) -> tuple[tuple[Point, Point], ...]:
    """The straight parts of other connections that are near."""
    return tuple(
        thing.ends
        for thing in drawn.near(_frame(edge, ends))
        if thing.ends is not None and thing.id != edge.id
    )


def _port(end: End, side: Side, shift: int) -> Point:
    rect = end.rect
    if side in ("e", "w"):
        return Point(rect.right if side == "e" else rect.x, rect.center.y + shift)
    return Point(rect.center.x + shift, rect.bottom + end.below if side == "s" else rect.y)


@lru_cache(maxsize=20_000)
def _best(
    source: End,
    target: End,
    fixed: tuple[Side, Side] | None,
    shift: tuple[int, int],
    hurdles: tuple[Rect, ...],
    segments: tuple[tuple[Point, Point], ...],
) -> tuple[tuple[Point, ...], tuple[Side, Side]]:
    """The cheapest way and the sides it takes. Remembered, since an edit leaves most of a design as it was."""
    pairs = [fixed] if fixed is not None else [(a, b) for a in _OUT for b in _OUT]
    best: tuple[float, tuple[Point, ...], tuple[Side, Side]] | None = None
    for wide in (False, True):
        ranked: list[tuple[float, tuple[Point, ...], tuple[Side, Side]]] = []
        for pair in pairs:
            start, end = _port(source, pair[0], shift[0]), _port(target, pair[1], shift[1])
            label = 12 * ((pair[0] == "s" and source.below > 0) + (pair[1] == "s" and target.below > 0))
            ways = _candidates(start, pair[0], end, pair[1], hurdles if wide else ())
            ranked += [(_own_cost(way, pair) + label, way, pair) for way in ways]
        ranked.sort(key=lambda found: found[0])
        for own, way, pair in ranked:
            if best is not None and own >= best[0]:
                break  # whatever lies in the way only adds to it
            room = best[0] - own if best is not None else inf
            cost = own + _cost_of_others(way, hurdles, segments, room)
            if best is None or cost < best[0]:
                best = cost, way, pair
        if best is not None and (best[0] < _HIT or not hurdles):
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
    if (dx == 0) != (ex == 0):
        corner = Point(end.x, start.y) if dx else Point(start.x, end.y)
        if (
            min(abs(corner.x - start.x + corner.y - start.y), abs(corner.x - end.x + corner.y - end.y))
            >= _LEG
        ):
            found.append((start, corner, end))  # one corner, where there is room for its arrow
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


def _own_cost(way: tuple[Point, ...], sides: tuple[Side, Side]) -> float:
    """What a way costs on an empty canvas: its length, its bends, and turns that look odd."""
    cost = _BEND * (len(way) - 2.0)
    cost += sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(way))
    for a, b, c in zip(way, way[1:], way[2:], strict=False):
        if (a.x == b.x == c.x) or (a.y == b.y == c.y):
            cost += _HIT  # turns back on itself
    for point, next_, side in ((way[0], way[1], sides[0]), (way[-1], way[-2], sides[1])):
        dx, dy = _OUT[side]
        if (next_.x - point.x) * dx < 0 or (next_.y - point.y) * dy < 0:
            cost += _HIT  # leaves against the direction it has to go
    return cost


def _cost_of_others(
    way: tuple[Point, ...],
    hurdles: Sequence[Rect],
    segments: Sequence[tuple[Point, Point]],
    enough: float,
) -> float:
    """What a way costs for what lies in it, and for the connections it crosses or runs along.

    Nothing more is looked at once that is ``enough`` to rule it out.
    """
    cost = 0.0
    for a, b in pairwise(way):
        left, right = (a.x, b.x) if a.x < b.x else (b.x, a.x)
        top, bottom = (a.y, b.y) if a.y < b.y else (b.y, a.y)
        for rect in hurdles:  # written out: this is most of what drawing a large design takes
            x, y = rect.x, rect.y
            if left < x + rect.width and right > x and top < y + rect.height and bottom > y:
                cost += _HIT
                if cost >= enough:
                    return cost
        for c, d in segments:
            cost += _meeting(a, b, c, d)
            if cost >= enough:
                return cost
    return cost


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
