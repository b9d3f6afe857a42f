"""Where the words of connections stand: on a long straight part, clear of icons, arrows, words and other lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from archdesk.model.geometry import Point, Rect

_APART: Final = 3  # px, what words keep from icons and other words
_TIP: Final = 10  # px round where a connection leaves and arrives: its arrow stays in sight
_COVERS, _CROSSES = 4, 1  # how bad it is to stand on an icon or words, and on the line of another connection
_SQUARE: Final = 256  # px


def place_words(
    sizes: Mapping[str, tuple[int, int]],
    ways: Mapping[str, tuple[Point, ...]],
    obstacles: Mapping[str, Sequence[Rect]],
) -> dict[str, Rect]:
    """Where words of these sizes (px across and down), by connection, stand along their ways."""
    ground = _Ground()
    for rects in obstacles.values():
        for rect in rects:
            if rect.area:
                ground.add(rect.grown(_APART), "", _COVERS)
    for id, way in ways.items():
        for a, b in itertools.pairwise(way):
            left, top = min(a.x, b.x), min(a.y, b.y)
            ground.add(Rect(left - 1, top - 1, abs(a.x - b.x) + 2, abs(a.y - b.y) + 2), id, _CROSSES)
    found: dict[str, Rect] = {}
    for id in sorted(sizes):
        way = ways[id]
        tips = [Rect(tip.x - _TIP, tip.y - _TIP, 2 * _TIP, 2 * _TIP) for tip in (way[0], way[-1])]
        best = min(_places(way, *sizes[id]), key=partial(ground.weight, owner=id, tips=tips))
        found[id] = best
        ground.add(best.grown(_APART), "", _COVERS)
    return found


def _places(way: tuple[Point, ...], width: int, height: int) -> list[Rect]:
    """Pills along a way, the best first: in the middle of its longest part, flat ones before upright ones."""
    parts = sorted(itertools.pairwise(way), key=lambda s: -(abs(s[0].x - s[1].x) + abs(s[0].y - s[1].y) / 2))
    centers = [
        Point(a.x + (b.x - a.x) * eighths // 8, a.y + (b.y - a.y) * eighths // 8)
        for a, b in parts
        for eighths in (4, 3, 5, 2, 6)
    ]
    return [Rect(c.x - width // 2, c.y - height // 2, width, height) for c in centers]


class _Ground:
    """What is there already, by the squares it lies in, so that only what is near is looked at."""

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], list[tuple[Rect, str, int]]] = {}

    def add(self, rect: Rect, owner: str, weight: int) -> None:
        for square in _squares(rect):
            self._squares.setdefault(square, []).append((rect, owner, weight))

    def weight(self, pill: Rect, owner: str, tips: Iterable[Rect]) -> int:
        """How much a pill would stand on; the line of its owner does not count."""
        met = {
            (rect, whose, weight)
            for square in _squares(pill)
            for rect, whose, weight in self._squares.get(square, ())
            if (not whose or whose != owner) and rect.overlap(pill) is not None
        }
        covered = sum(_COVERS for tip in tips if tip.overlap(pill) is not None)
        return covered + sum(weight for _, _, weight in met)


def _squares(rect: Rect) -> Iterator[tuple[int, int]]:
    for column in range(rect.x // _SQUARE, rect.right // _SQUARE + 1):
        for row in range(rect.y // _SQUARE, rect.bottom // _SQUARE + 1):
            yield column, row
