"""Widgets that are made when they are first seen: a part that unfolds, and a page of a tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

Make = Callable[[QWidget], QWidget]


def paint_hover(widget: QWidget, painter: QPainter, right: int = 1, ring: bool = False) -> None:
    """The ground of what the pointer is over, and a ring round what has the keyboard; ``right`` px stay free."""
    colours, frame = widget.palette(), widget.rect().adjusted(1, 1, -right, -1)
    lit = widget.underMouse() or widget.hasFocus()
    ringed = ring or widget.hasFocus()
    painter.setBrush(colours.alternateBase() if lit else Qt.BrushStyle.NoBrush)
    painter.setPen(colours.highlight().color() if ringed else Qt.PenStyle.NoPen)
    if lit or ringed:
        painter.drawRoundedRect(frame, 4, 4)


def chevron(x: float, y: float, unfolded: bool) -> list[QPointF]:
    """The mark of a part that folds, around a place: down where it is open, right where it is not."""
    if unfolded:
        return [QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]
    return [QPointF(x - 2, y - 4), QPointF(x + 2, y), QPointF(x - 2, y + 4)]


class Lazy(QWidget):
    """A page that is made when it is first shown."""

    def __init__(self, make: Make, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._page: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def page(self) -> QWidget:
        """The page, made now if it was not yet."""
        if self._page is None:
            self._page = self._make(self)
            self._layout.addWidget(self._page)
            self._page.show()
        return self._page

    def showEvent(self, event: QShowEvent) -> None:
        self.page()
        super().showEvent(event)


class FoldButton(QAbstractButton):
    """A chevron and a title; click, Enter, Left and Right fold and unfold."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setToolTip("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(120, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, middle = self.palette(), self.height() / 2
        paint_hover(self, painter)
        painter.setPen(QPen(colours.placeholderText().color(), 1.5))
        painter.drawPolyline(chevron(9, middle, self.isChecked()))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(colours.windowText().color())
        room = QRect(20, 0, self.width() - 24, self.height())
        text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        fold = key == Qt.Key.Key_Left and self.isChecked()
        if enter or fold or (key == Qt.Key.Key_Right and not self.isChecked()):
            self.click()
        else:
            super().keyPressEvent(event)


class Fold(QWidget):
    """A titled part whose content is made when it is first unfolded. ``keep`` is told when it changes."""

    def __init__(
        self,
        title: str,
        make: Make,
        parent: QWidget,
        unfolded: bool = False,
        keep: Callable[[bool], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._keep = keep
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.button = FoldButton(title, self)
        self.content = Lazy(make, self)
        self.content.setContentsMargins(8, 0, 0, 6)
        self.content.setVisible(unfolded)
        self.button.setChecked(unfolded)
        self.button.toggled.connect(self._toggled)
        layout.addWidget(self.button)
        layout.addWidget(self.content)

    def _toggled(self, unfolded: bool) -> None:
        self.content.setVisible(unfolded)
        if self._keep is not None:
            self._keep(unfolded)
