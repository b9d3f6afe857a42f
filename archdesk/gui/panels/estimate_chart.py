"""The estimate's chart: one bar a service, container, component or connection, to look at and to click."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from archdesk.app.cost_view import CostBar
from archdesk.costs.money import money
from archdesk.gui.style import mixed
from archdesk.gui.words import plain

_ROW, _BAR, _ICON, _MARGIN, _GAP = 24, 12, 16, 8, 8  # px
_WIDEST_LABEL = 0.32  # of the chart


class CostChart(QWidget):
    """``choose(key)`` is called with the bar a person clicks; empty where it is clicked again, to see all."""

    def __init__(self, choose: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.choose = choose
        self.bars: tuple[CostBar, ...] = ()
        self.chosen = ""
        self._empty = ""
        self._icons: Mapping[str, QPixmap] = {}
        self._hovered = self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_bars(
        self, bars: Sequence[CostBar], chosen: str, icons: Mapping[str, QPixmap], empty: str
    ) -> None:
        """Show these bars with the icons there are by key; ``empty`` is said where there are none."""
        self._empty = empty
        self.bars, self.chosen, self._icons = tuple(bars), chosen, icons
        self._hovered = -1
        self._current = min(self._current, len(self.bars) - 1)
        self.setMinimumHeight(len(self.bars) * _ROW + 2 * _MARGIN)
        said = "; ".join(f"{bar.label} {money(bar.amount)}, {bar.percent}" for bar in self.bars[:20])
        self.setAccessibleName(f"Costs, largest first: {said}" if said else empty)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def row(self, index: int) -> QRectF:
        """Where the bar of this index has its row."""
        return QRectF(0, _MARGIN + index * _ROW, self.width(), _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        if not self.bars:
            painter.setPen(colours.placeholderText().color())
            painter.drawText(
                self.rect().adjusted(_MARGIN + 4, _MARGIN, -_MARGIN, -_MARGIN),
                int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap),
                self._empty,
            )
            return
        metrics = QFontMetricsF(self.font())
        indent = _MARGIN + (_ICON + _GAP if self._icons else 0)
        widest = max(metrics.horizontalAdvance(bar.label) for bar in self.bars)
        text = min(widest + 2, self.width() * _WIDEST_LABEL)
        start = indent + text + _GAP
        figures = [f"{money(bar.amount)}" for bar in self.bars]
        small = QFont(self.font())
        small.setPixelSize(11)
        share = QFontMetricsF(small).horizontalAdvance("< 1 %") + _GAP
        room = self.width() - start - max(metrics.horizontalAdvance(f) for f in figures) - share - 2 * _GAP
        for index, (bar, figure) in enumerate(zip(self.bars, figures, strict=True)):
            row = self.row(index)
            if not row.intersects(QRectF(event.rect())):
                continue
            if index == self._hovered or bar.key == self.chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.alternateBase())
                painter.drawRoundedRect(row.adjusted(2, 1, -2, -1), 4, 4)
            if index == self._current and self.hasFocus():
                painter.setPen(colours.highlight().color())
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(row.adjusted(2.5, 1.5, -2.5, -1.5), 4, 4)
            icon = self._icons.get(bar.key)
            if icon is not None:
                painter.drawPixmap(QPointF(_MARGIN, row.center().y() - _ICON / 2), icon)
            painter.setPen(colours.windowText().color())
            middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            words = metrics.elidedText(bar.label, Qt.TextElideMode.ElideMiddle, text)
            painter.drawText(QRectF(indent, row.top(), text, _ROW), middle, words)
            length = max(3.0, max(0.0, room) * float(bar.length))
            accent = colours.highlight().color()
            faint = bool(self.chosen) and bar.key != self.chosen
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(accent, 0.4) if faint else accent)
            painter.drawRoundedRect(QRectF(start, row.center().y() - _BAR / 2, length, _BAR), 3, 3)
            at = start + length + _GAP
            painter.setPen(colours.windowText().color())
            wide = metrics.horizontalAdvance(figure)
            painter.drawText(QRectF(at, row.top(), wide + 4, _ROW), middle, figure)
            painter.setPen(colours.placeholderText().color())
            painter.setFont(small)
            painter.drawText(QRectF(at + wide + _GAP, row.top(), share, _ROW), middle, bar.percent)
            painter.setFont(self.font())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index != self._hovered:
            self._hovered = index
            self.setCursor(Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor)
            bar = self.bars[index] if index >= 0 else None
            self.setToolTip("" if bar is None else plain(f"{bar.label}: {money(bar.amount)}, {bar.percent}"))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._current = index
            self._toggle(index)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            self._current = max(0, min(len(self.bars) - 1, self._current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self._toggle(self._current)
        elif event.key() == Qt.Key.Key_Escape and self.chosen:
            self.choose("")
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: int) -> None:
        key = self.bars[index].key
        self.choose("" if key == self.chosen else key)

    def _index_at(self, at: QPointF) -> int:
        index = int((at.y() - _MARGIN) // _ROW)
        return index if 0 <= index < len(self.bars) else -1
