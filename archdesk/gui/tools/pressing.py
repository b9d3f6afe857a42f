"""Pressed, and not yet moved: released here it is a click, moved further it becomes a gesture."""

from __future__ import annotations

from archdesk.gui.tools.lassoing import Lassoing
from archdesk.gui.tools.moving import Moving
from archdesk.gui.tools.tool import Canvas, Pointer, Tool, view_distance
from archdesk.model.records import Component

_SLACK = 4  # px a hand trembles


class Pressing(Tool):
    def __init__(self, canvas: Canvas, start: Pointer, id: str | None) -> None:
        super().__init__(canvas)
        self.start = start
        self.id = id

    def move(self, pointer: Pointer) -> Tool:
        if view_distance(self.start, pointer) < _SLACK:
            return self
        design, selection = self.canvas.session.design, self.canvas.selection
        if self.id is None or self.start.shift or not isinstance(design.find(self.id), Component):
            return Lassoing(self.canvas, self.start).move(pointer)
        if self.id not in selection:
            selection.set([self.id])
        return Moving(self.canvas, self.start).move(pointer)

    def release(self, pointer: Pointer) -> None:
        selection = self.canvas.selection
        if self.id is None:
            if not self.start.shift:
                selection.clear()
        elif self.start.shift or self.start.control:
            selection.toggle(self.id)
        else:
            selection.set([self.id])
