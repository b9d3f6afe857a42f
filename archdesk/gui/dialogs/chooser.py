"""A list at the pointer or the middle of the window, found by typing: for adding, and for all actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

NOTE: Final = int(Qt.ItemDataRole.UserRole) + 1
AT_MOST: Final = 60  # lines shown: who sees more types on


@dataclass(frozen=True)
class Choice:
    """One line of the list. ``note`` stands at its end: a shortcut, a service."""

    id: str
    text: str
    note: str = ""
    icon: QIcon | None = None


class _Notes(QStyledItemDelegate):
    """Draws the note at the end of its line, fainter than the text."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        note = index.data(NOTE)
        room = option.rect.adjusted(0, 0, -8, 0)
        wide = option.fontMetrics.horizontalAdvance(note) + 16 if note else 0
        style = QStyleOptionViewItem(option)
        super().paint(painter, style, index)
        if note:
            painter.save()
            painter.setPen(option.palette.placeholderText().color())
            room.setLeft(max(room.left(), room.right() - wide))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), note)
            painter.restore()


class Chooser(QFrame):
    """``find`` gives the choices for what was typed, best first; ``choose`` is called with the one taken."""

    def __init__(
        self,
        parent: QWidget,
        hint: str,
        find: Callable[[str], Sequence[Choice]],
        choose: Callable[[str], None],
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("chooser")
        self.setFixedWidth(380)
        self.find_choices = find
        self.choose = choose
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self.refresh)
        self.line.returnPressed.connect(self.take)
        layout.addWidget(self.line)
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(24, 24))
        self.list.setItemDelegate(_Notes(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._clicked)
        layout.addWidget(self.list)
        self.refresh("")

    def show_at(self, at: QPoint) -> None:
        """Open with the left top corner at a place in the parent, kept inside it."""
        parent = self.parentWidget()
        assert parent is not None
        size = QSize(self.width(), 340)
        x = max(0, min(at.x(), parent.width() - size.width() - 8))
        y = max(0, min(at.y(), parent.height() - size.height() - 8))
        self.resize(size)
        self.move(parent.mapToGlobal(QPoint(x, y)))
        self.show()
        self.line.setFocus()

    def refresh(self, typed: str) -> None:
        self.list.clear()
        for choice in self.find_choices(typed)[:AT_MOST]:
            item = QListWidgetItem(choice.text)
            item.setData(Qt.ItemDataRole.UserRole, choice.id)
            item.setData(NOTE, choice.note)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{choice.text} {choice.note}".strip())
            if choice.icon is not None:
                item.setIcon(choice.icon)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def take(self) -> None:
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self.choose(item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
        return False

    def _clicked(self, item: QListWidgetItem) -> None:
        self.take()
