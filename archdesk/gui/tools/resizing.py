"""A container's side or corner follows the pointer; release gives it the new rectangle."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from archdesk.app.edits import resize
from archdesk.gui.tools.tool import Canvas, Hint, Pointer, Tool
from archdesk.model.geometry import GRID, Rect

SMALLEST: Final = (160, 112)  # px
CURSORS: Final = {
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "e": Qt.CursorShape.SizeHorCursor,
    "w": Qt.CursorShape.SizeHorCursor,
}


class Resizing(Tool):
    def __init__(self, canvas: Canvas, id: str, side: str, start: Pointer) -> None:
        super().__init__(canvas)
        self.id = id
        self.side = side
        self.start = start
        self.before = canvas.session.design.component(id).rect
        self.rect = self.before

    def move(self, pointer: Pointer) -> Tool:
        self.rect = resized(
            self.before, self.side, round(pointer.x - self.start.x), round(pointer.y - self.start.y)
        )
        words = f"{self.rect.width} × {self.rect.height}"
        self.canvas.show_hint(Hint(frame=self.rect, words=words, at=(pointer.view_x, pointer.view_y)))
        return self

    def release(self, pointer: Pointer) -> None:
        self.canvas.show_hint(None)
        session = self.canvas.session
        resize(session.design, session.catalogue, self.id, self.rect)


def resized(rect: Rect, side: str, dx: int, dy: int) -> Rect:
    """The rectangle with the sides named in ``side`` (n, e, s, w) moved, on the grid and not too small."""
    left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    if "w" in side:
        left = min(_snap(left + dx), right - SMALLEST[0])
    if "e" in side:
        right = max(_snap(right + dx), left + SMALLEST[0])
    if "n" in side:
        top = min(_snap(top + dy), bottom - SMALLEST[1])
    if "s" in side:
        bottom = max(_snap(bottom + dy), top + SMALLEST[1])
    return Rect(left, top, right - left, bottom - top)


def _snap(value: int) -> int:
    return round(value / GRID) * GRID
