"""The tiles of the palette: dragged out, double-clicked or entered; a part is a row of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QDropEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from archdesk.gui.panels.entries import Entry
from archdesk.gui.panels.folding import paint_hover
from archdesk.gui.panels.pictures import icon_pixmap
from archdesk.gui.style import SMALL, theme_in
from archdesk.gui.words import plain

MIME: Final = "application/x-archdesk-entry"
_ICON, _ROW_ICON = 32, 24
_TILE, _LINE, _ROW = 76, 14, 40  # heights, px


class Host(Protocol):
    """The palette, as far as its tiles need it."""

    def place_entry(self, entry: Entry) -> None: ...

    def walk(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Move the keyboard to a neighbour; whether the key was one that does."""
        ...

    def open_tile_menu(self, tile: Tile, at: QPoint) -> None: ...

    def toggle_favourite(self, entry: Entry) -> None: ...

    def is_favourite(self, entry: Entry) -> bool: ...

    def is_first_match(self, tile: Tile) -> bool:
        """Whether Enter in the search would take this one."""
        ...

    def tip(self, entry: Entry) -> str: ...

    def drag_ended(self) -> None: ...


def entry_of(event: QDropEvent) -> str | None:
    """The palette entry that is dragged, if one is."""
    mime = event.mimeData()
    return bytes(mime.data(MIME).data()).decode() if mime.hasFormat(MIME) else None


def entry_mime(entry: str) -> QMimeData:
    """What a drag out of the palette carries."""
    mime = QMimeData()
    mime.setData(MIME, entry.encode())
    return mime


class Tile(QAbstractButton):
    """One entry: its icon with the name below; dragged out, double-clicked or entered, it is placed."""

    def __init__(self, entry: Entry, host: Host, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.host = host
        self.dragging = False
        self._pressed_at: QPoint | None = None
        self.setText(entry.label)
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(entry.summary)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # arrows walk the tiles; Tab goes on to the canvas
        self.setFixedHeight(self._height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _height(self) -> int:
        return _TILE + _LINE * max(0, _lines(self.entry.label) - 2)

    def sizeHint(self) -> QSize:
        return QSize(_TILE, _TILE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_hover(self, painter, ring=self.host.is_first_match(self))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.paint_content(painter)

    def paint_content(self, painter: QPainter) -> None:
        colours = self.palette()
        place = QRect((self.width() - _ICON) // 2, 8, _ICON, _ICON)
        painter.drawPixmap(place, self._icon(_ICON))
        painter.setFont(fitting(self.text(), small(self.font()), self.width() - 4))
        painter.setPen(colours.windowText().color())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(2, 44, self.width() - 4, self.height() - 46), int(flags), self.text())
        if self.host.is_favourite(self.entry):
            paint_star(painter, QPointF(self.width() - 11, 11), colours.highlight().color())

    def _icon(self, size: int) -> QPixmap:
        return icon_pixmap(self.entry.icon, size, self.devicePixelRatioF(), theme_in(self.palette()).plate)

    # -- pointer and keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain(self.host.tip(self.entry)), self)
            return True
        return keeps_key(event) or super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        way = event.position().toPoint() - self._pressed_at
        if way.manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(entry_mime(self.entry.places))
        # The canvas shows the ghost; a second picture at the pointer would hide it.
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        drag.setPixmap(nothing)
        self.dragging = True
        drag.exec(Qt.DropAction.CopyAction)
        self.dragging = False
        self.host.drag_ended()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.host.place_entry(self.entry)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.host.open_tile_menu(self, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.host.place_entry(self.entry)
        elif event.text() == "*":
            self.host.toggle_favourite(self.entry)
        elif not self.host.walk(self, event):
            super().keyPressEvent(event)


class PartRow(Tile):
    """A part of a type, on a line of its own: ``Stage`` and, fainter, what it is part of."""

    def _height(self) -> int:
        return _ROW

    def paint_content(self, painter: QPainter) -> None:
        colours = self.palette()
        painter.drawPixmap(QRect(8, (_ROW - _ROW_ICON) // 2, _ROW_ICON, _ROW_ICON), self._icon(_ROW_ICON))
        left, wide = 40, self.width() - 44
        painter.setPen(colours.windowText().color())
        metrics = QFontMetrics(self.font())
        elide = Qt.TextElideMode.ElideRight
        align = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(left, 3, wide, 18), align, metrics.elidedText(self.entry.label, elide, wide))
        painter.setFont(small(self.font()))
        painter.setPen(colours.placeholderText().color())
        owner = QFontMetrics(painter.font()).elidedText(f"part of {self.entry.owner}", elide, wide)
        painter.drawText(QRect(left, 20, wide, 16), align, owner)


def keeps_key(event: QEvent) -> bool:
    """Take a key that the window has a shortcut for: a letter over a tile is typed, it does not start a tool."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
        return False
    event.accept()
    return True


def small(font: QFont) -> QFont:
    result = QFont(font)
    result.setPixelSize(SMALL)
    return result


def fitting(text: str, font: QFont, width: int) -> QFont:
    """The font, a little narrower where one word is wider than its tile."""
    metrics = QFontMetrics(font)
    widest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
    if widest > width:
        font.setStretch(max(75, int(100 * width / widest)))
    return font


def paint_star(painter: QPainter, middle: QPointF, colour: QColor) -> None:
    """A small five-pointed star."""
    ring = ((0, -5), (1.3, -1.7), (4.8, -1.5), (2.1, 0.7), (2.9, 4.1), (0, 2.2), (-2.9, 4.1), (-2.1, 0.7))
    points = [*ring, (-4.8, -1.5), (-1.3, -1.7)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in points]))


@lru_cache(maxsize=512)
def _lines(text: str) -> int:
    """How many lines a name takes in a tile of the usual width."""
    if len(text.split()) < 2:
        return 1
    metrics = QFontMetrics(small(QApplication.font()))
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    return round(metrics.boundingRect(QRect(0, 0, 64, 200), flags, text).height() / metrics.height())
