"""Resting: the pointer hovers, and a press decides which gesture begins."""

from __future__ import annotations

from PySide6.QtCore import Qt

from archdesk.gui.tools.connecting import Connecting
from archdesk.gui.tools.panning import Panning
from archdesk.gui.tools.pressing import Pressing
from archdesk.gui.tools.resizing import CURSORS, Resizing
from archdesk.gui.tools.tool import Pointer, Tool


class Idle(Tool):
    def enter(self) -> None:
        self.canvas.use_cursor(self.cursor)

    def move(self, pointer: Pointer) -> Tool:
        handle = self.canvas.handle_at(pointer)
        if handle is None:
            self.canvas.set_hovered(self.canvas.scene_.id_at(pointer.x, pointer.y))
            self.canvas.use_cursor(self.cursor)
        elif handle[0] == "connect":
            self.canvas.use_cursor(Qt.CursorShape.CrossCursor)
        else:
            self.canvas.use_cursor(CURSORS[handle[0]])
        return self

    def press(self, pointer: Pointer) -> Tool | None:
        if pointer.button == Qt.MouseButton.MiddleButton:
            return Panning(self.canvas, pointer)
        if pointer.button != Qt.MouseButton.LeftButton:
            return self
        handle = self.canvas.handle_at(pointer)
        if handle is not None:
            kind, id = handle
            if kind == "connect":
                return Connecting(self.canvas, id, pointer)
            return Resizing(self.canvas, id, kind, pointer)
        return Pressing(self.canvas, pointer, self.canvas.scene_.id_at(pointer.x, pointer.y))

    def double_click(self, pointer: Pointer) -> Tool:
        id = self.canvas.scene_.id_at(pointer.x, pointer.y)
        if id is None:
            self.canvas.begin_add(pointer)
        else:
            self.canvas.selection.set([id])
        return self
