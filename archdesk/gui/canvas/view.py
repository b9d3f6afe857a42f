"""The view on the scene: zoom, pan, dots, keys; pointer events go to the tool that is active."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from archdesk.app.beside import place_beside
from archdesk.app.edits import move
from archdesk.app.fix_preview import Preview
from archdesk.app.session import Session
from archdesk.gui.canvas import fix_ghosts, overlay
from archdesk.gui.canvas.scene import DesignScene
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.canvas.walking import neighbour
from archdesk.gui.panels.tiles import entry_of
from archdesk.gui.tools.connecting import Connecting
from archdesk.gui.tools.idle import Idle
from archdesk.gui.tools.panning import Hand
from archdesk.gui.tools.placing import Placing
from archdesk.gui.tools.tool import Hint, Pointer, Tool
from archdesk.model.geometry import GRID, Point
from archdesk.model.records import NOTHING, Component, Value

SMALLEST, LARGEST = 0.1, 4.0  # zoom factors
_STEP: Final = 1.25
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CanvasView(QGraphicsView):
    """What tools know as the canvas. ``followers`` are told when the zoom or the visible part changed."""

    def __init__(self, session: Session, selection: Selection, scene: DesignScene, parent: QWidget) -> None:
        super().__init__(scene, parent)
        self.session = session
        self.selection = selection
        self.scene_ = scene
        self.hint = Hint()
        self.ghosts: fix_ghosts.Ghosts | None = None
        self.mode = "select"
        self.pointer = Pointer(0, 0, 0, 0)
        self.add_by_typing: Callable[[Pointer], None] = _ignore
        self.open_menu: Callable[[QContextMenuEvent], None] = _ignore
        self.on_placed: Callable[[str], None] = _ignore
        self.followers: list[Callable[[], None]] = []
        self._space_held = False
        self.tool: Tool = Idle(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.TextAntialiasing
        )
        # The dots and the hints span the whole view: parts of it are never up to date by themselves.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSceneRect(QRectF(-50_000, -50_000, 100_000, 100_000))
        self.setAccessibleName("Canvas")
        selection.follow(self.refresh)

    # -- what tools ask for -----------------------------------------------------------------------------

    def show_hint(self, hint: Hint | None = None) -> None:
        self.hint = hint or Hint()
        self.refresh()

    def show_effect(self, preview: Preview | None) -> None:
        """Show what an edit would do; None ends it."""
        fix_ghosts.show(self, preview)

    def pan_by(self, dx: float, dy: float) -> None:
        self._scroll_by(dx, dy)
        self.tell()

    def handle_at(self, pointer: Pointer) -> tuple[str, str] | None:
        return overlay.handle_at(self, QPointF(pointer.view_x, pointer.view_y))

    def set_hovered(self, id: str | None) -> None:
        if self.scene_.hovered == id:
            return
        # A handle stands a little outside: the way to it must not lose it.
        kept = self.scene_.hovered
        if id is None and kept is not None and overlay.near(self, kept):
            return
        self.scene_.set_hovered(id)
        self.refresh()

    def begin_add(self, pointer: Pointer) -> None:
        self.add_by_typing(pointer)

    def use_cursor(self, shape: Qt.CursorShape) -> None:
        self.viewport().setCursor(shape)

    # -- tools --------------------------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """``select`` or ``hand``: what the pointer does when it rests."""
        self.mode = mode
        self.enter(self.resting())

    def resting(self) -> Tool:
        return Hand(self) if self.mode == "hand" or self._space_held else Idle(self)

    def enter(self, tool: Tool | None) -> None:
        tool = tool or self.resting()
        if tool is not self.tool:
            self.tool = tool
            tool.enter()
        self.refresh()

    def cancel(self) -> None:
        """Escape: end the gesture without a trace; at rest, clear the selection."""
        if isinstance(self.tool, Idle):
            self.selection.clear()
        else:
            self.enter(self.tool.cancel())

    def end_gesture(self) -> None:
        """Take back a gesture under way, before something else changes the design."""
        if not isinstance(self.tool, Idle | Hand):
            self.enter(self.tool.cancel())

    def begin_connecting(self) -> None:
        """Pull a connection from the selected component, ended by a click."""
        id = self.selection.only
        if id is not None and isinstance(self.session.design.find(id), Component):
            self.enter(Connecting(self, id, self.pointer))

    def place_at(
        self, entry: str, pointer: Pointer | None = None, given: Mapping[str, Value] = NOTHING
    ) -> None:
        """Place a palette entry at the pointer, or at the middle of what is visible."""
        Placing(self, entry, given).release(pointer or self.middle())
        self.on_placed(entry)

    def place_beside(self, entry: str, given: Mapping[str, Value] = NOTHING) -> bool:
        """Place a palette entry beside the selection, connected; without one near the middle of what is visible.

        Returns whether there was a place for it.
        """
        session, at = self.session, self.middle().point
        placed = place_beside(session.design, session.catalogue, entry, self.selection.ids, at, given)
        if placed is None:
            return False
        self.selection.set([placed.id])
        self.show_component(placed.id)
        self.on_placed(entry)
        return True

    def show_component(self, id: str) -> None:
        """Bring a component into view, if it is not."""
        rect = self.session.design.component(id).rect
        room = QRectF(rect.x, rect.y, rect.width, rect.height).adjusted(-16, -16, 16, 56)
        if not self.visible().contains(room):
            self.ensureVisible(room, 24, 24)
            self.tell()

    # -- zoom and position -----------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        return self.transform().m11()

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom to a factor; what is under ``anchor`` (view px; the middle if None) stays there."""
        zoom = min(LARGEST, max(SMALLEST, zoom))
        at = anchor or QPointF(self.viewport().rect().center())
        before = self.to_scene(at)
        self.resetTransform()
        self.scale(zoom, zoom)
        after = self.to_scene(at)
        self._scroll_by((before.x() - after.x()) * zoom, (before.y() - after.y()) * zoom)
        self.tell()

    def zoom_in(self) -> None:
        self.set_zoom(self.zoom * _STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self.zoom / _STEP)

    def fit(self, ids: tuple[str, ...] | None = None) -> None:
        """Show all of the design, or of these components, not larger than 100 %."""
        box = self.scene_.bounds_of(ids)
        if box is None:
            self.set_zoom(1.0)
            self.centerOn(QPointF(self.viewport().width() / 2, self.viewport().height() / 2))
        else:
            frame = QRectF(box).adjusted(-24, -24, 24, 24)
            size = self.viewport().size()
            self.set_zoom(min(size.width() / frame.width(), size.height() / frame.height(), 1.0))
            self.centerOn(frame.center())
        self.tell()

    def middle(self) -> Pointer:
        at = QPointF(self.viewport().rect().center())
        return self._pointer_at(at)

    def pointer_at(self, at: QPoint) -> Pointer:
        """The pointer at a place of the view."""
        return self._pointer_at(QPointF(at))

    def to_scene(self, at: QPointF) -> QPointF:
        """Exact, where mapToScene takes whole pixels."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(at)

    def visible(self) -> QRectF:
        return self.mapToScene(self.viewport().rect()).boundingRect()

    # -- events -------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self.pointer = self._pointer(event)
        self.enter(self.tool.press(self.pointer))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer = self._pointer(event)
        self.enter(self.tool.move(self.pointer))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer = self._pointer(event)
        self.enter(self.tool.release(self.pointer))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.enter(self.tool.double_click(self._pointer(event)))

    def leaveEvent(self, event: QEvent) -> None:
        self.scene_.set_hovered(None)
        self.refresh()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.to_scene(QPointF(event.pos()))
        id = self.scene_.id_at(at.x(), at.y())
        if id is not None and id not in self.selection:
            self.selection.set([id])
        self.open_menu(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * 1.0015 ** turn.y(), event.position())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_by(-(turn.y() or turn.x()), 0)
        else:
            self.pan_by(-turn.x(), -turn.y())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.cancel()
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            if isinstance(self.tool, Idle):
                self.enter(self.resting())
        elif key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._nudge(Qt.Key(key), event.modifiers())
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            if isinstance(self.tool, Hand):
                self.enter(self.resting())
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        entry = entry_of(event)
        if entry is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.enter(Placing(self, entry))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.pointer = self._pointer_at(event.position())
        if isinstance(self.tool, Placing):
            self.enter(self.tool.move(self.pointer))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if isinstance(self.tool, Placing):
            self.tool.cancel()
            self.enter(None)

    def dropEvent(self, event: QDropEvent) -> None:
        if isinstance(self.tool, Placing):
            self.pointer = self._pointer_at(event.position())
            entry = self.tool.entry
            self.tool.release(self.pointer)
            self.enter(None)
            self.on_placed(entry)
            event.acceptProposedAction()
            self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        overlay.paint(self, painter)
        fix_ghosts.paint(self, painter)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        overlay.paint_background(self, painter, QRectF(rect))

    # -- inside -------------------------------------------------------------------------------------------------

    def _nudge(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        dx, dy = _ARROWS[key]
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._walk(dx, dy)
            return
        step = GRID * (4 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        if self.selection.ids:
            move(self.session.design, self.session.catalogue, self.selection.ids, Point(dx * step, dy * step))
        else:
            self.pan_by(dx * 48, dy * 48)

    def _walk(self, dx: int, dy: int) -> None:
        """Select the neighbour along a connection that lies most in this direction."""
        ahead = neighbour(self.session.design, self.selection.only, dx, dy)
        if ahead is not None:
            self.selection.set([ahead])

    def _pointer(self, event: QMouseEvent) -> Pointer:
        return self._pointer_at(event.position(), event.button(), event.modifiers())

    def _pointer_at(
        self,
        at: QPointF,
        button: Qt.MouseButton = Qt.MouseButton.NoButton,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> Pointer:
        scene = self.to_scene(at)
        return Pointer(
            scene.x(),
            scene.y(),
            at.x(),
            at.y(),
            button,
            bool(keys & Qt.KeyboardModifier.ShiftModifier),
            bool(keys & Qt.KeyboardModifier.ControlModifier),
            bool(keys & Qt.KeyboardModifier.AltModifier),
        )

    def _scroll_by(self, dx: float, dy: float) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(dx))
        down.setValue(down.value() + round(dy))

    def refresh(self) -> None:
        self.viewport().update()

    def tell(self) -> None:
        self.refresh()
        for follower in tuple(self.followers):
            follower()


def _ignore(*_: object) -> None:
    """Until the window says who listens."""
