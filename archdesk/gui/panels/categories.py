"""The categories of the palette: a head that folds and unfolds, and the tiles below, made when first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from archdesk.gui.panels.entries import Entry
from archdesk.gui.panels.folding import chevron, paint_hover
from archdesk.gui.panels.tiles import Host, PartRow, Tile, keeps_key, small
from archdesk.gui.style import theme_in

COLUMNS: Final = 3
_HEADER = 28  # px


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
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
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
        paint_hover(self, painter, right=5)
        painter.setPen(QPen(colours.placeholderText().color(), 1.5))
        painter.drawPolyline(chevron(10, middle, self.unfolded))
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
