"""The palette: what can be placed, three a row in categories, found by typing, dragged out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QDrag,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from archdesk.catalog.catalogue import Catalogue
from archdesk.gui.panels.entries import Entry, search
from archdesk.gui.panels.pictures import icon_pixmap
from archdesk.gui.panels.widgets import clear, column, label
from archdesk.gui.settings import Preferences
from archdesk.gui.style import theme_in
from archdesk.gui.words import plain

MIME: Final = "application/x-archdesk-entry"
_COLUMNS: Final = 3
_ICON: Final = 32


class Tile(QAbstractButton):
    """One entry: its icon with the name below; dragged out, double-clicked or entered, it is placed."""

    def __init__(self, entry: Entry, place: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.place = place
        self._pressed_at: QPoint | None = None
        self.setText(entry.label)
        self.setAccessibleName(entry.label)
        self.setAccessibleDescription(entry.summary)
        self.setToolTip(plain(f"{entry.label}\n{entry.summary}"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(76 + (14 if len(entry.label.split()) > 1 and _lines(self) > 2 else 0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(76, 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.alternateBase())
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.highlight().color())
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        plate = theme_in(colours).plate
        picture = icon_pixmap(self.entry.icon, _ICON, self.devicePixelRatioF(), plate)
        painter.drawPixmap(QRect((self.width() - _ICON) // 2, 8, _ICON, _ICON), picture)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(colours.windowText().color())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(2, 44, self.width() - 4, self.height() - 46), int(flags), self.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        if (
            event.position().toPoint() - self._pressed_at
        ).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(entry_mime(self.entry.id))
        # The canvas shows the ghost; a second picture at the pointer would hide it.
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        drag.setPixmap(nothing)
        drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.place(self.entry.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.place(self.entry.id)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class PalettePanel(QWidget):
    """``place`` is called with an entry's id to put it at the middle of the canvas."""

    def __init__(
        self,
        catalogue: Catalogue,
        preferences: Preferences,
        place: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.preferences = preferences
        self.place = place
        self.tiles: list[Tile] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 0)
        layout.setSpacing(6)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search components")
        self.search.setAccessibleName("Search components")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._place_first)
        layout.addWidget(self.search)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._sections = column(content, margin=0, spacing=2)
        self._area.setWidget(content)
        layout.addWidget(self._area, 1)
        self.rebuild()

    def rebuild(self) -> None:
        clear(self._sections)
        self.tiles = []
        typed = self.search.text()
        found = search(self.catalogue, typed)
        if typed.strip():
            self._add_section("", found)
            if not found:
                self._sections.addWidget(label(f"Nothing is called “{typed}”.", "empty"))
        else:
            by_id = {e.id: e for e in found}
            recent = [by_id[i] for i in self.preferences.recent_entries if i in by_id]
            if recent:
                self._add_section("Recent", recent)
            categories: dict[str, list[Entry]] = {}
            for entry in found:
                categories.setdefault(entry.category, []).append(entry)
            for category, members in categories.items():
                self._add_section(category.replace("_", " ").capitalize(), members)
        self._sections.addStretch(1)

    def _add_section(self, title: str, members: Sequence[Entry]) -> None:
        if title:
            self._sections.addWidget(label(title, "group"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 4, 4)
        grid.setSpacing(0)
        for index, entry in enumerate(members):
            tile = Tile(entry, self.place, holder)
            self.tiles.append(tile)
            grid.addWidget(tile, index // _COLUMNS, index % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        for index in range(_COLUMNS):
            grid.setColumnStretch(index, 1)
        self._sections.addWidget(holder)

    def _typed(self, text: str) -> None:
        self.rebuild()

    def _place_first(self) -> None:
        if self.tiles and self.search.text().strip():
            self.place(self.tiles[0].entry.id)


def _lines(tile: Tile) -> int:
    """How many lines the name takes in a tile of the usual width."""
    font = QFont(tile.font())
    font.setPixelSize(11)
    metrics = QFontMetrics(font)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    return round(
        metrics.boundingRect(QRect(0, 0, 64, 200), flags, tile.entry.label).height() / metrics.height()
    )


def entry_mime(entry: str) -> QMimeData:
    """What a drag out of the palette carries."""
    mime = QMimeData()
    mime.setData(MIME, entry.encode())
    return mime
