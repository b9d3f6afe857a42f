"""What all tools share: the pointer's state, the canvas they act on, and what they show while they act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from archdesk.app.session import Session
from archdesk.gui.canvas.scene import DesignScene
from archdesk.gui.canvas.selection import Selection
from archdesk.model.geometry import Point, Rect


@dataclass(frozen=True)
class Pointer:
    """One mouse event: where it is in the scene (``x``, ``y``) and in the view (px), and the keys held."""

    x: float
    y: float
    view_x: float
    view_y: float
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    shift: bool = False
    control: bool = False
    alt: bool = False

    @property
    def point(self) -> Point:
        return Point(round(self.x), round(self.y))


@dataclass(frozen=True)
class Hint:
    """What is drawn over the scene while a gesture lasts."""

    target: Rect | None = None  # the container that would take it
    refused: bool = False
    words: str = ""  # a line at the pointer
    at: tuple[float, float] = (0.0, 0.0)
    lasso: Rect | None = None
    line: tuple[Point, Point] | None = None  # the connection being pulled
    rings: tuple[Rect, ...] = field(default=())  # recommended targets
    frame: Rect | None = None  # the rectangle a resize would give


class Canvas(Protocol):
    """The view, as far as tools need it."""

    session: Session
    scene_: DesignScene
    selection: Selection
    hint: Hint

    def show_hint(self, hint: Hint | None = None) -> None: ...

    def pan_by(self, dx: float, dy: float) -> None: ...

    def handle_at(self, pointer: Pointer) -> tuple[str, str] | None:
        """The connect handle (``connect``, component id) or resize handle (side, component id) there."""
        ...

    def set_hovered(self, id: str | None) -> None: ...

    def begin_add(self, pointer: Pointer) -> None:
        """Open the list to add by typing."""
        ...

    def use_cursor(self, shape: Qt.CursorShape) -> None: ...


class Tool:
    """A state of the pointer. Each event returns the next tool: itself to stay, None for the resting one."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    @property
    def name(self) -> str:
        return type(self).__name__.lower()

    def enter(self) -> None:
        """Called when this becomes the tool."""

    def press(self, pointer: Pointer) -> Tool | None:
        return self

    def move(self, pointer: Pointer) -> Tool | None:
        return self

    def release(self, pointer: Pointer) -> Tool | None:
        return None

    def double_click(self, pointer: Pointer) -> Tool | None:
        return self

    def cancel(self) -> Tool | None:
        """Escape: leave everything as it was before the gesture."""
        self.canvas.show_hint(None)
        return None


def view_distance(a: Pointer, b: Pointer) -> float:
    """How far apart two events are on the screen, px."""
    delta = QPointF(a.view_x - b.view_x, a.view_y - b.view_y)
    return abs(delta.x()) + abs(delta.y())
