"""A palette entry hangs at the pointer; where it is dropped, the component is placed."""

from __future__ import annotations

from collections.abc import Mapping

from archdesk.app.edits import place, rect_at, type_of_entry
from archdesk.gui.tools.moving import words_of
from archdesk.gui.tools.tool import Canvas, Hint, Pointer, Tool
from archdesk.model.records import NOTHING, Value
from archdesk.placement.plan import plan


class Placing(Tool):
    def __init__(self, canvas: Canvas, entry: str, given: Mapping[str, Value] = NOTHING) -> None:
        super().__init__(canvas)
        self.entry = entry
        self.given = given  # properties beyond the entry's own

    def move(self, pointer: Pointer) -> Tool:
        session = self.canvas.session
        rect = rect_at(session.catalogue, self.entry, pointer.point)
        target = plan(session.design, session.catalogue, type_of_entry(session.catalogue, self.entry), rect)
        scene = self.canvas.scene_
        scene.show_new_ghost(self.entry, rect)
        scene.dim_all_but({target.parent} if target.parent is not None else set())
        self.canvas.show_hint(
            Hint(
                target=session.design.component(target.parent).rect if target.parent is not None else None,
                refused=target.verdict == "refused",
                words=words_of(target),
                at=(pointer.view_x, pointer.view_y),
            )
        )
        return self

    def press(self, pointer: Pointer) -> None:
        self.release(pointer)

    def release(self, pointer: Pointer) -> None:
        self.cancel()
        session = self.canvas.session
        rect = rect_at(session.catalogue, self.entry, pointer.point)
        id = place(session.design, session.catalogue, self.entry, rect, self.given)
        if id is not None:
            self.canvas.selection.set([id])

    def cancel(self) -> None:
        self.canvas.scene_.show_new_ghost(None, None)
        self.canvas.scene_.dim_all_but(None)
        self.canvas.show_hint(None)
