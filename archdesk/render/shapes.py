"""The picture model: frozen shapes in canvas coordinates, grouped by what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from archdesk.model.geometry import Point, Rect
from archdesk.render.theme import Severity

Role = Literal["container", "leaf", "edge", "note"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; an empty colour is not drawn."""

    rect: Rect
    stroke: str = ""
    fill: str = ""
    width: float = 1.5
    dashed: bool = False
    radius: float = 2


@dataclass(frozen=True, slots=True)
class Icon:
    """A service icon: the PNG of this name, in a square; ``plate`` is a colour behind dark line art."""

    name: str
    rect: Rect
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, elided at ``room`` px; ``at`` is on the baseline."""

    at: Point
    text: str
    size: int
    colour: str
    anchor: Anchor = "start"
    bold: bool = False
    room: int = 0  # px; 0 for as wide as it gets


@dataclass(frozen=True, slots=True)
class Line:
    """A path of straight parts with rounded corners, with or without an arrow at its end."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.5
    dashed: bool = False
    arrow: bool = True


@dataclass(frozen=True, slots=True)
class Glyph:
    """The small picture of a group in its 24 px square, drawn by name."""

    name: str
    rect: Rect
    ground: str
    ink: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A severity: octagon, triangle or circle with its sign."""

    severity: Severity
    rect: Rect
    colour: str
    ink: str


Shape: TypeAlias = Box | Icon | Text | Line | Glyph | Mark


@dataclass(frozen=True, slots=True)
class Part:
    """All that shows one component or connection.

    ``frame`` is its own rectangle (a leaf's icon), ``bounds`` everything it paints on; ``tooltip`` the whole of a
    text that was cut.
    """

    id: str
    role: Role
    shapes: tuple[Shape, ...]
    frame: Rect
    bounds: Rect
    colour: str
    depth: int = 0
    z: int = 0
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Parts from back to front, and the rectangle to show (content and margin)."""

    parts: tuple[Part, ...]
    bounds: Rect
    theme: str = "light"
