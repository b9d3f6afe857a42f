"""Keys and mouse, in a table made from the actions themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

_MOUSE: Final = (
    ("Pan", "Space-drag, middle-drag, wheel"),
    ("Zoom at the pointer", "Ctrl+wheel"),
    ("Add by typing", "Double-click on the canvas"),
    ("Connect", "Drag from a handle that shows on hover"),
    ("Select several", "Shift-click, or drag over the canvas (Shift inside a container)"),
    ("Duplicate", "Alt-drag"),
    ("Nudge, nudge further", "Arrows, Shift+Arrows"),
    ("Walk along connections", "Alt+Arrows"),
    ("Take a gesture back", "Esc"),
    ("Walk over the components to place, place one", "Arrows from the search, Enter"),
    ("Walk over problems, open one, apply its first fix", "Arrows, Enter, F in their list"),
    ("Star a component, or take its star", "* on its tile"),
    ("Back from a section of the study notes", "Backspace, Alt+Left"),
)


class HelpDialog(QDialog):
    def __init__(self, window: MainWindow) -> None:
        from archdesk.gui.actions import ACTIONS

        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and mouse")
        self.resize(680, 600)
        rows = [
            (a.label.rstrip("…"), ", ".join(_native(s) for s in a.shortcuts)) for a in ACTIONS if a.shortcuts
        ]
        self.table = QTableWidget(len(rows) + len(_MOUSE), 2, self)
        self.table.setHorizontalHeaderLabels(["Action", "Keys or mouse"])
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        for row, pair in enumerate((*_MOUSE, *rows)):
            for column, text in enumerate(pair):
                self.table.setItem(row, column, QTableWidgetItem(text))
        QVBoxLayout(self).addWidget(self.table)


def _native(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
