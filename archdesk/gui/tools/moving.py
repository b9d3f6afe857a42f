"""Components follow the pointer as ghosts; where they are released, the design is told once."""

from __future__ import annotations

from PySide6.QtCore import Qt

from archdesk.app.clipboard import copied, paste
from archdesk.app.edits import move, roots_of
from archdesk.gui.tools.tool import Canvas, Hint, Pointer, Tool
from archdesk.model.geometry import Point
from archdesk.model.view import descendants
from archdesk.placement.plan import Plan, plan


class Moving(Tool):
    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: Canvas, start: Pointer) -> None:
        super().__init__(canvas)
        self.start = start
        design = canvas.session.design
        self.roots = roots_of(design, canvas.selection.ids)
        self.snapshot = {id: design.component(id) for id in self.roots}
        self.moving = frozenset(d.id for r in self.roots for d in descendants(design, r)) | set(self.roots)
        self.by = Point(0, 0)

    def move(self, pointer: Pointer) -> Tool:
        self.by = (pointer.point - self.start.point).snapped()
        scene = self.canvas.scene_
        scene.show_ghosts(self.moving, self.by)
        if not self.roots:
            self.canvas.show_hint(Hint(words="locked", at=(pointer.view_x, pointer.view_y), refused=True))
            return self
        target = self._plan()
        component = self.snapshot[self.roots[0]]
        scene.dim_all_but(self.moving | ({target.parent} if target.parent is not None else set()))
        design = self.canvas.session.design
        self.canvas.show_hint(
            Hint(
                target=design.component(target.parent).rect if target.parent is not None else None,
                refused=target.verdict == "refused",
                words=words_of(target, same=target.parent == component.parent),
                at=(pointer.view_x, pointer.view_y),
            )
        )
        return self

    def release(self, pointer: Pointer) -> None:
        self._end()
        session = self.canvas.session
        if pointer.alt:
            ids = paste(session.design, session.catalogue, copied(session.design, self.roots), self.by)
            self.canvas.selection.set(ids)
        elif self.roots and self._plan().verdict != "refused":
            move(session.design, session.catalogue, self.roots, self.by)

    def cancel(self) -> None:
        self._end()

    def _plan(self) -> Plan:
        """Where the first of them would stand; the rest of the selection answers for itself on release."""
        session, component = self.canvas.session, self.snapshot[self.roots[0]]
        rect = component.rect.moved(self.by)
        return plan(session.design, session.catalogue, component.type, rect, self.moving)

    def _end(self) -> None:
        self.canvas.scene_.show_ghosts(frozenset(), Point(0, 0))
        self.canvas.scene_.dim_all_but(None)
        self.canvas.show_hint(None)


def words_of(target: Plan, same: bool = False) -> str:
    """The line at the pointer: where it would go, and why that does not fit."""
    if target.verdict == "refused":
        return f"Not here. {target.reason}"
    if target.verdict == "misplaced":
        return f"{target.label} — {target.reason}"
    return target.label if not same or target.parent is not None else ""
