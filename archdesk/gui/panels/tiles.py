"""What the palette is made of: tiles that are dragged out or entered, rows for parts, and category headers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGridLayout,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from archdesk.gui.panels.entries import Entry
from archdesk.gui.panels.pictures import icon_pixmap
from archdesk.gui.style import SMALL, theme_in
from archdesk.gui.words import plain

MIME: Final = "application/x-archdesk-entry"
COLUMNS: Final = 3
_ICON, _ROW_ICON = 32, 24
_TILE, _LINE, _HEADER, _ROW = 76, 14, 28, 40  # heights, px


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
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
        self.paint_ground(painter)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.paint_content(painter)

    def paint_ground(self, painter: QPainter) -> None:
        """Hover, focus, and which one Enter would take."""
        colours = self.palette()
        frame = self.rect().adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.alternateBase())
            painter.drawRoundedRect(frame, 4, 4)
        if self.hasFocus() or self.host.is_first_match(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.highlight().color())
            painter.drawRoundedRect(frame, 4, 4)

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

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


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


class Header(QAbstractButton):
    """The head of a category: it folds and unfolds what is below, by click, Enter, Left and Right."""

    def __init__(
        self, title: str, colour: str, host: Host, toggle: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.colour = colour  # a category of the theme; empty for none
        self.host = host
        self.count = 0
        self.unfolded = True
        self.setText(title)
        self.setFixedHeight(_HEADER)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(toggle)

    def show_state(self, count: int, unfolded: bool) -> None:
        self.count, self.unfolded = count, unfolded
        state = "unfolded" if unfolded else "folded"
        self.setAccessibleName(f"{self.text()}, {count} components, {state}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _HEADER)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, middle = self.palette(), self.height() / 2
        if self.underMouse() or self.hasFocus():
            painter.setPen(colours.highlight().color() if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.alternateBase())
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -5, -1), 4, 4)
        painter.setPen(QPen(colours.placeholderText().color(), 1.5))
        chevron = [QPointF(6, middle - 2), QPointF(10, middle + 2), QPointF(14, middle - 2)]
        if not self.unfolded:
            chevron = [QPointF(8, middle - 4), QPointF(12, middle), QPointF(8, middle + 4)]
        painter.drawPolyline(chevron)
        left = 22
        if self.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme_in(colours).category(self.colour)))
            painter.drawRoundedRect(QRectF(left, middle - 4, 8, 8), 2, 2)
            left += 15
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(colours.windowText().color())
        room = QRect(left, 0, self.width() - left - 34, self.height())
        align = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align, text)
        painter.setFont(small(self.font()))
        painter.setPen(colours.placeholderText().color())
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.rect().adjusted(0, 0, -12, 0), right, str(self.count))

    def event(self, event: QEvent) -> bool:
        return keeps_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        fold = (key == Qt.Key.Key_Left and self.unfolded) or (key == Qt.Key.Key_Right and not self.unfolded)
        if enter or fold:
            self.click()
        elif not self.host.walk(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class Section(QWidget):
    """A category with its tiles, made when it is first unfolded; ``title`` empty: tiles without a head."""

    def __init__(
        self,
        id: str,
        title: str,
        colour: str,
        unfolded: bool,
        host: Host,
        keep: Callable[[str, bool], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.id = id
        self.host = host
        self.unfolded = unfolded
        self.entries: Sequence[Entry] = ()
        self.tiles: list[Tile] = []
        self._keep = keep
        self._holder: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.header = Header(title, colour, host, self.toggle, self) if title else None
        if self.header is not None:
            self._layout.addWidget(self.header)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; nothing at all where there are none."""
        if self._holder is not None:
            self._layout.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
            self._holder = None
        self.entries, self.tiles = tuple(entries), []
        self.setVisible(bool(entries))
        self.refresh()

    def toggle(self) -> None:
        self.unfolded = not self.unfolded
        self._keep(self.id, self.unfolded)
        self.refresh()

    def refresh(self) -> None:
        if self.header is not None:
            self.header.show_state(len(self.entries), self.unfolded)
        if self.unfolded and self._holder is None and self.entries:
            self._build()
        if self._holder is not None:
            self._holder.setVisible(self.unfolded)

    def rows(self) -> list[list[QWidget]]:
        """What the keyboard walks over, line by line."""
        found: list[list[QWidget]] = [[self.header]] if self.header is not None else []
        if self.unfolded:
            wide = [t for t in self.tiles if isinstance(t, PartRow)]
            tiles = [t for t in self.tiles if not isinstance(t, PartRow)]
            lines: list[list[QWidget]] = [list(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)]
            found += lines + [[row] for row in wide]
        return found

    def _build(self) -> None:
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 4, 4)
        grid.setSpacing(0)
        for index in range(COLUMNS):
            grid.setColumnStretch(index, 1)
        place = 0
        for entry in self.entries:
            tile = PartRow(entry, self.host, holder) if entry.owner else Tile(entry, self.host, holder)
            self.tiles.append(tile)
            if entry.owner:
                place = -(-place // COLUMNS) * COLUMNS
                grid.addWidget(tile, place // COLUMNS, 0, 1, COLUMNS)
                place += COLUMNS
            else:
                grid.addWidget(tile, place // COLUMNS, place % COLUMNS, Qt.AlignmentFlag.AlignTop)
                place += 1
        self._holder = holder
        self._layout.addWidget(holder)


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
