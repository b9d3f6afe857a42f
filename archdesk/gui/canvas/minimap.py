"""The minimap: all of the design small, with a frame round what is visible; a drag moves the view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from archdesk.gui.canvas.view import CanvasView
from archdesk.model.design import Change

_SIZE = QSize(168, 112)
_GAP = 12


class Minimap(QWidget):
    """Lies in the right bottom corner of the view, its parent."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.view = view
        self.wanted = True
        self.resize(_SIZE)
        self.setAccessibleName("Minimap")
        view.followers.append(self.follow_view)
        view.session.follow(self._changed)

    def set_wanted(self, wanted: bool) -> None:
        self.wanted = wanted
        self.follow_view()

    def follow_view(self) -> None:
        """Shown only where there is more than what the view shows already: it would just hide something."""
        box = self.view.scene_.bounds_of()
        self.setVisible(self.wanted and box is not None and not self.view.visible().contains(box))
        self.move(
            self.view.width() - self.width() - _GAP,
            self.view.height() - self.height() - _GAP,
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.view.scene_.theme
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        scale, origin = self._scale()
        for item in sorted(self.view.scene_.parts(), key=lambda i: i.zValue()):
            if item.is_edge:
                continue
            box = item.drawing.frame
            at = QRectF(
                (box.x() - origin.x()) * scale,
                (box.y() - origin.y()) * scale,
                max(3.0, box.width() * scale),
                max(3.0, box.height() * scale),
            )
            colour = QColor(item.drawing.part.colour)
            painter.setPen(QPen(colour, 1) if item.is_container else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if item.is_container else colour)
            painter.drawRect(at)
        seen = self.view.visible()
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(self.rect())
        painter.drawRect(
            QRectF(
                (seen.x() - origin.x()) * scale,
                (seen.y() - origin.y()) * scale,
                seen.width() * scale,
                seen.height() * scale,
            )
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go(self, at: QPointF) -> None:
        scale, origin = self._scale()
        self.view.centerOn(QPointF(at.x() / scale + origin.x(), at.y() / scale + origin.y()))
        self.view.pan_by(0, 0)

    def _scale(self) -> tuple[float, QPointF]:
        """Minimap px per canvas unit, and the canvas point of the left top corner."""
        box = self.view.scene_.bounds_of() or QRectF(0, 0, 800, 600)
        box = box.adjusted(-60, -60, 60, 60)
        scale = min(self.width() / box.width(), self.height() / box.height())
        spare_x = self.width() / scale - box.width()
        spare_y = self.height() / scale - box.height()
        return scale, QPointF(box.x() - spare_x / 2, box.y() - spare_y / 2)

    def _changed(self, change: Change | None) -> None:
        self.follow_view()
