"""Scores drawn: a bar for one, and a line for how they went over the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from archdesk.gui.style import SMALL, theme_in
from archdesk.practice.grading import PASS_MARK
from archdesk.practice.summary import Point

_BAR: Final = 8.0  # px
_DASHES: Final = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)  # lines are told apart by more than their colour


class ScoreBar(QWidget):
    """A score of 0 to 100 as a bar, with a line where it passes."""

    def __init__(self, score: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.score = score
        self.setFixedHeight(16)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{score:.0f} of 100")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        bar = QRectF(0, (self.height() - _BAR) / 2, self.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.mid())
        painter.drawRoundedRect(bar, 4, 4)
        if self.score > 0:
            painter.setBrush(colours.highlight())
            filled = max(_BAR, bar.width() * self.score / 100)
            painter.drawRoundedRect(QRectF(0, bar.y(), filled, _BAR), 4, 4)
        x = bar.width() * PASS_MARK / 100
        painter.setPen(QPen(colours.windowText().color(), 1.5))
        painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))


class ScoreChart(QWidget):
    """Lines of scores over days, one for each name; the first is the whole and drawn strongest."""

    def __init__(self, lines: Mapping[str, Sequence[Point]], parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = {name: tuple(points) for name, points in lines.items() if points}
        self.setMinimumHeight(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        ends = (f"{name} {points[-1].score:.0f}" for name, points in self.lines.items())
        self.setAccessibleName(f"Scores over time, now: {', '.join(ends)}" if self.lines else "No scores yet")

    def sizeHint(self) -> QSize:
        return QSize(520, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPixelSize(SMALL)
        painter.setFont(small)
        if not self.lines:
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), "Nothing was graded yet.")
            return
        metrics = QFontMetricsF(small)
        legend = max(metrics.horizontalAdvance(name) for name in self.lines) + 40
        room = QRectF(self.rect()).adjusted(32, 8, -legend - 12, -22)
        self._paint_frame(painter, metrics, room)
        for number, (name, points) in enumerate(self.lines.items()):
            pen = QPen(self._colour(number), 2.5 if number == 0 else 1.5, _DASHES[number % len(_DASHES)])
            painter.setPen(pen)
            places = [self._at(room, point) for point in points]
            painter.drawPolyline(places)
            painter.setBrush(pen.color())
            for place in (places[0], places[-1]):
                painter.drawEllipse(place, 2.5, 2.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            y = room.top() + 6 + number * 18
            painter.drawLine(QPointF(room.right() + 14, y), QPointF(room.right() + 38, y))
            painter.setPen(self.palette().windowText().color())
            text = QRectF(room.right() + 44, y - 8, legend, 16)
            painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name)

    def _paint_frame(self, painter: QPainter, metrics: QFontMetricsF, room: QRectF) -> None:
        colours = self.palette()
        for score in (0, 50, PASS_MARK, 100):
            y = room.bottom() - room.height() * score / 100
            painter.setPen(
                QPen(
                    colours.mid().color(),
                    1,
                    Qt.PenStyle.DashLine if score == PASS_MARK else Qt.PenStyle.SolidLine,
                )
            )
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(colours.placeholderText().color())
            box = QRectF(0, y - 8, room.left() - 6, 16)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), str(score)
            )
        first, last = self._days()
        y = room.bottom() + 4
        painter.drawText(QPointF(room.left(), y + metrics.ascent()), f"{first:%d %b %Y}")
        if last > first:
            words = f"{last:%d %b %Y}"
            painter.drawText(
                QPointF(room.right() - metrics.horizontalAdvance(words), y + metrics.ascent()), words
            )

    def _days(self) -> tuple[date, date]:
        days = [point.day for points in self.lines.values() for point in points]
        return min(days), max(days)

    def _at(self, room: QRectF, point: Point) -> QPointF:
        first, last = self._days()
        share = (point.day - first).days / max(1, (last - first).days)
        return QPointF(room.left() + room.width() * share, room.bottom() - room.height() * point.score / 100)

    def _colour(self, number: int) -> QColor:
        theme = theme_in(self.palette())
        if number == 0:
            return QColor(theme.accent)
        names = sorted(theme.categories)
        return QColor(theme.categories[names[(number * 2) % len(names)]])
