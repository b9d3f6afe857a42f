"""How far to a limit, as a bar: filled up to what is used, and with a line where the limit is when it is passed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from archdesk.app.limit_list import Level, Measure
from archdesk.gui.style import theme_in

MARKS: Final[dict[Level, str | None]] = {
    "beyond": "error",
    "near": "warning",
    "fine": None,
    "default": None,
}
_HEIGHT = 6.0  # px


def colour_of(level: Level, palette: QPalette) -> QColor:
    """Of a bar; the marks beside it say the same by their shapes."""
    severity = MARKS[level]
    theme = theme_in(palette)
    if severity is not None:
        return QColor(theme.severity[severity])
    return QColor(theme.accent if level == "fine" else theme.disabled)


def paint_bar(painter: QPainter, room: QRectF, share: float, level: Level, palette: QPalette) -> None:
    """Fill ``share`` of the bar; beyond the limit the whole bar is what is used, and a line shows the limit."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bar = QRectF(room.x(), room.center().y() - _HEIGHT / 2, room.width(), _HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.mid())
    painter.drawRoundedRect(bar, 3, 3)
    if share > 0:
        painter.setBrush(colour_of(level, palette))
        filled = max(_HEIGHT, bar.width() * min(1.0, share))
        painter.drawRoundedRect(QRectF(bar.x(), bar.y(), filled, _HEIGHT), 3, 3)
    if share > 1:
        x = bar.x() + bar.width() / share
        painter.setPen(QPen(palette.window().color(), 4))
        painter.drawLine(QPointF(x, bar.top() - 2), QPointF(x, bar.bottom() + 2))
        painter.setPen(QPen(palette.windowText().color(), 1.5))
        painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))
    painter.restore()


class HeadroomBar(QWidget):
    """The bar of one limit, as wide as there is room."""

    def __init__(self, measure: Measure, parent: QWidget) -> None:
        super().__init__(parent)
        self.measure = measure
        self.setFixedHeight(14)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = f", {measure.words}" if measure.words else ""
        self.setAccessibleName(f"{measure.used} of {measure.most}, {measure.percent}{words}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_bar(
            painter,
            QRectF(self.rect()),
            float(self.measure.headroom.share),
            self.measure.level,
            self.palette(),
        )
