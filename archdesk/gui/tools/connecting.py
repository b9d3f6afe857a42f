"""A connection is being pulled from a component; whatever it is released on becomes its target."""

from __future__ import annotations

from PySide6.QtCore import Qt

from archdesk.app.edits import connect
from archdesk.catalog.describe import spoken
from archdesk.gui.tools.tool import Canvas, Hint, Pointer, Tool
from archdesk.model.geometry import Point
from archdesk.placement.connect import ConnectionOption, connection_options


class Connecting(Tool):
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas, source: str, start: Pointer) -> None:
        super().__init__(canvas)
        self.source = source
        self.start = start
        session = canvas.session
        self.best: dict[str, ConnectionOption] = {
            id: connection_options(session.design, session.catalogue, source, id)[0]
            for id in session.design.component_ids()
            if id != source
        }

    def enter(self) -> None:
        self.canvas.use_cursor(self.cursor)

    def move(self, pointer: Pointer) -> Tool:
        design = self.canvas.session.design
        target = self._target(pointer)
        fitting = {id for id, option in self.best.items() if option.fits}
        self.canvas.scene_.dim_all_but(fitting | {self.source})
        ends = (design.component(self.source).rect.center, self._end_of(target, pointer))
        self.canvas.show_hint(
            Hint(
                line=ends,
                rings=tuple(
                    design.component(id).rect
                    for id, option in self.best.items()
                    if option.verdict == "recommended"
                ),
                words=self._words(target),
                refused=target is not None and not self.best[target].fits,
                at=(pointer.view_x, pointer.view_y),
            )
        )
        return self

    def press(self, pointer: Pointer) -> None:
        self.release(pointer)  # begun by a key, it ends with a click

    def release(self, pointer: Pointer) -> None:
        self._end()
        target = self._target(pointer)
        if target is not None:
            session = self.canvas.session
            id = connect(session.design, session.catalogue, self.source, target)
            if id is not None:
                self.canvas.selection.set([id])

    def cancel(self) -> None:
        self._end()

    def _end(self) -> None:
        self.canvas.scene_.dim_all_but(None)
        self.canvas.show_hint(None)

    def _target(self, pointer: Pointer) -> str | None:
        id = self.canvas.scene_.component_at(pointer.x, pointer.y)
        return id if id is not None and id in self.best else None

    def _end_of(self, target: str | None, pointer: Pointer) -> Point:
        if target is None:
            return pointer.point
        rect = self.canvas.session.design.component(target).rect
        is_leaf = rect.width <= 64
        return rect.center if is_leaf else pointer.point

    def _words(self, target: str | None) -> str:
        if target is None:
            return "release on a component to connect"
        option = self.best[target]
        name = self.canvas.session.design.component(target).name
        if option.fits and option.reversed:
            return f"{name} {option.label} {self.canvas.session.design.component(self.source).name}"
        if option.fits:
            return f"{option.label} {name}"
        instead = spoken(self.canvas.session.catalogue, option.instead)
        return " ".join(filter(None, [option.reason, f"Instead: {instead}." if instead else ""]))
