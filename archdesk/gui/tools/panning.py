"""The canvas moves under the pointer."""

from __future__ import annotations

from PySide6.QtCore import Qt

from archdesk.gui.tools.tool import Canvas, Pointer, Tool


class Panning(Tool):
    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: Canvas, start: Pointer) -> None:
        super().__init__(canvas)
        self.last = start

    def enter(self) -> None:
        self.canvas.use_cursor(self.cursor)

    def move(self, pointer: Pointer) -> Tool:
        self.canvas.pan_by(self.last.view_x - pointer.view_x, self.last.view_y - pointer.view_y)
        self.last = pointer
        return self


class Hand(Tool):
    """Resting with the hand tool or Space held: a press begins panning."""

    cursor = Qt.CursorShape.OpenHandCursor

    def enter(self) -> None:
        self.canvas.use_cursor(self.cursor)

    def press(self, pointer: Pointer) -> Tool:
        return Panning(self.canvas, pointer)

    def release(self, pointer: Pointer) -> Tool:
        return self
