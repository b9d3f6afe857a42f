"""Small widgets that panels are made of. All text is plain text: it may come from a file."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from archdesk.gui.words import plain


class Choices(QComboBox):
    """A combo box with a chevron in the theme's colour, that the wheel passes over without changing it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.5))
        x, y = self.width() - 14.0, self.height() / 2
        painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Check(QCheckBox):
    """A check box whose border can be seen in both themes."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        top = (self.height() - 15) / 2
        box = QRectF(1, top, 15, 15)
        if self.isChecked():
            painter.setPen(QPen(colours.highlight().color(), 1))
            painter.setBrush(colours.highlight())
        else:
            outline = colours.highlight() if self.hasFocus() else colours.placeholderText()
            painter.setPen(QPen(outline.color(), 1))
            painter.setBrush(colours.base())
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.setPen(QPen(colours.highlightedText().color(), 2))
            painter.drawPolyline(
                [QPointF(4.5, top + 7.5), QPointF(7.5, top + 10.5), QPointF(12.5, top + 4.5)]
            )
        if self.hasFocus():
            painter.setPen(QPen(colours.highlight().color(), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 4, 4)
        painter.setPen(colours.windowText().color())
        painter.drawText(self.rect().adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


def label(text: str, name: str = "", wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """A plain text label; ``name`` is what the style sheet knows it by (heading, secondary, error ...)."""
    widget = QLabel(text, parent)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setWordWrap(wrap)
    widget.setIndent(0)
    if name:
        widget.setObjectName(name)
    if wrap:
        policy = widget.sizePolicy()  # keeps that its height follows from its width
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        widget.setSizePolicy(policy)
    return widget


def link(text: str, parent: QWidget | None = None) -> QPushButton:
    """A button that looks like a link."""
    button = QPushButton(text.replace("&", "&&"), parent)
    button.setObjectName("link")
    button.setFlat(True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button


def small_button(text: str, tip: str, parent: QWidget | None = None) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(plain(tip))
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setMaximumHeight(24)
    if len(text) == 1:
        button.setFixedWidth(22)
    return button


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin line between sections."""
    line = QFrame(parent)
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def column(parent: QWidget, margin: int = 12, spacing: int = 6) -> QVBoxLayout:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def clear(layout: QLayout) -> None:
    """Remove and delete all that a layout holds."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
