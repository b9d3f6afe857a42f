"""The welcome page: samples to open, files opened last, and three ways to begin."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout

from archdesk.errors import ArchDeskError
from archdesk.gui.commands import document, practising
from archdesk.gui.panels.widgets import label, link
from archdesk.gui.words import plain
from archdesk.storage.files import open_design

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


class WelcomeDialog(QDialog):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window_ = window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Welcome to ArchDesk")
        self.setMinimumWidth(560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(8)
        layout.addWidget(label("Draw an architecture that means something", "page_title", parent=self))
        words = "Drag components from the left, nest them, connect them. ArchDesk checks, prices and exports as you draw."
        layout.addWidget(label(words, "secondary", parent=self))
        layout.addSpacing(8)
        layout.addWidget(label("Open a sample", "group", parent=self))
        grid = QGridLayout()
        grid.setSpacing(8)
        self.samples: list[QPushButton] = []
        for index, path in enumerate(document.samples()):
            button = QPushButton(_title(window, path).replace("&", "&&"), self)
            button.setObjectName("card")
            button.clicked.connect(partial(_open_sample, self, path))
            self.samples.append(button)
            grid.addWidget(button, index // 2, index % 2)
        layout.addLayout(grid)
        if not self.samples:
            layout.addWidget(label("No samples are installed.", "secondary", parent=self))
        practise = QPushButton("Practise for the exam", self)
        practise.setObjectName("card")
        practise.setToolTip("Read a brief, draw the answer, and be graded with reasons")
        practise.clicked.connect(partial(_practise, self))
        self.practise = practise
        layout.addWidget(label("Or practise", "group", parent=self))
        layout.addWidget(practise)
        recent = window.preferences.recent_files
        if recent:
            layout.addWidget(label("Opened last", "group", parent=self))
            for path in recent[:5]:
                button = link(path.name, self)
                button.setToolTip(plain(str(path)))
                button.clicked.connect(partial(_open_recent, self, path))
                layout.addWidget(button)
        layout.addSpacing(8)
        start = QPushButton("Start with an empty canvas", self)
        start.setObjectName("primary")
        start.setDefault(True)
        start.clicked.connect(partial(_start_empty, self))
        layout.addWidget(start, alignment=Qt.AlignmentFlag.AlignRight)


def _start_empty(dialog: WelcomeDialog, checked: bool = False) -> None:
    dialog.accept()
    document.new(dialog.window_)


def _practise(dialog: WelcomeDialog, checked: bool = False) -> None:
    dialog.accept()
    practising.choose(dialog.window_)


def _title(window: MainWindow, path: Path) -> str:
    """The sample's own name; its file's where it cannot be read."""
    try:
        return open_design(path, window.session.catalogue).design.settings.name
    except ArchDeskError:
        return path.stem.replace("-", " ").replace("_", " ").capitalize()


def _open_sample(dialog: WelcomeDialog, path: Path, checked: bool = False) -> None:
    dialog.accept()
    document.open_sample_file(dialog.window_, path)


def _open_recent(dialog: WelcomeDialog, path: Path, checked: bool = False) -> None:
    dialog.accept()
    document.open_recent(dialog.window_, path)
