"""A rectangle is drawn; what lies in it is selected on release."""

from __future__ import annotations

from archdesk.gui.tools.tool import Canvas, Hint, Pointer, Tool
from archdesk.model.geometry import Rect


class Lassoing(Tool):
    def __init__(self, canvas: Canvas, start: Pointer) -> None:
        super().__init__(canvas)
        self.start = start
        self.before = canvas.selection.ids if start.shift else ()

    def move(self, pointer: Pointer) -> Tool:
        frame = self._frame(pointer)
        self.canvas.show_hint(Hint(lasso=frame))
        design = self.canvas.session.design
        inside = [c.id for c in design.components if frame.contains(c.rect)]
        self.canvas.selection.set((*self.before, *sorted(inside)))
        return self

    def release(self, pointer: Pointer) -> None:
        self.canvas.show_hint(None)

    def cancel(self) -> None:
        self.canvas.selection.set(self.before)
        self.canvas.show_hint(None)

    def _frame(self, pointer: Pointer) -> Rect:
        a, b = self.start.point, pointer.point
        return Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))
