"""Points and rectangles in whole canvas units (px at 100 %)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

GRID = 8
LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the canvas; y grows downwards."""

    x: int
    y: int

    def __add__(self, other: Point) -> Point:
        return Point(self.x + other.x, self.y + other.y)

    def __sub__(self, other: Point) -> Point:
        return Point(self.x - other.x, self.y - other.y)

    def snapped(self) -> Point:
        """The closest point of the grid."""
        return Point(round(self.x / GRID) * GRID, round(self.y / GRID) * GRID)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle: its left top corner, width and height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def center(self) -> Point:
        return Point(self.x + self.width // 2, self.y + self.height // 2)

    @property
    def area(self) -> int:
        return self.width * self.height

    def moved(self, by: Point) -> Rect:
        return Rect(self.x + by.x, self.y + by.y, self.width, self.height)

    def grown(self, by: int) -> Rect:
        """This rectangle with ``by`` px more on every side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def contains(self, other: Rect | Point) -> bool:
        if isinstance(other, Point):
            return self.x <= other.x <= self.right and self.y <= other.y <= self.bottom
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def overlap(self, other: Rect) -> Rect | None:
        """What both cover; None if they share no area."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Rect(x, y, right - x, bottom - y) if right > x and bottom > y else None


def union(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle round all of ``rects``; None for none."""
    every = list(rects)
    if not every:
        return None
    x, y = min(r.x for r in every), min(r.y for r in every)
    return Rect(x, y, max(r.right for r in every) - x, max(r.bottom for r in every) - y)
