"""The gallery of scenarios: found by words and filters on the left, what one is about on the right, and its start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.practice import Practice
from archdesk.app.problem_list import number_of
from archdesk.app.scenario_shelf import STATE_WORDS, Shelved, Wanted, groups, wanted_of
from archdesk.gui.panels.pictures import untinted
from archdesk.gui.panels.sources import perform
from archdesk.gui.panels.widgets import Choices, column, label
from archdesk.gui.style import verdict_mark
from archdesk.gui.words import plain
from archdesk.practice.definitions import DIFFICULTIES, DOMAINS, KINDS
from archdesk.practice.words import DIFFICULTY_WORDS, DOMAIN_WORDS, EDITION_WORDS, KIND_WORDS

_LIST: Final = 380  # px, the width of the list
_MARKS: Final = {"new": "unseen", "tried": "missed", "passed": "met"}


class GalleryDialog(QDialog):
    """``begin`` is called with the id of the scenario that somebody starts."""

    def __init__(self, practice: Practice, begin: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.practice = practice
        self._begin = begin
        self._all: Sequence[Shelved] = practice.shelf()
        self.found: Sequence[Shelved] = ()
        self.page: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Scenarios")
        self.resize(1040, 640)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.setSpacing(8)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search scenarios: dead letters, private subnet, cheapest")
        self.search.setAccessibleName("Search scenarios")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        whole.addWidget(self.search)
        whole.addLayout(self._filters())
        halves = QHBoxLayout()
        halves.setSpacing(16)
        whole.addLayout(halves, 1)
        left = QVBoxLayout()
        left.setSpacing(4)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Scenarios")
        self.list.setFixedWidth(_LIST)
        self.list.setIconSize(QSize(16, 16))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemActivated.connect(self._activated)
        self.count = label("", "secondary", wrap=False, parent=self)
        left.addWidget(self.list, 1)
        left.addWidget(self.count)
        halves.addLayout(left)
        right = QVBoxLayout()
        right.setSpacing(8)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right.addWidget(self._area, 1)
        self.start = QPushButton("Start", self)
        self.start.setObjectName("primary")
        self.start.setDefault(True)
        self.start.clicked.connect(self._started)
        right.addWidget(self.start, alignment=Qt.AlignmentFlag.AlignRight)
        halves.addLayout(right, 1)
        self.search.textChanged.connect(self._typed)
        self.refresh()
        self.search.setFocus()

    @property
    def chosen(self) -> Shelved | None:
        row = self.list.currentRow()
        return self.found[row] if 0 <= row < len(self.found) else None

    def refresh(self) -> None:
        """List what fits; what was chosen stays chosen where it still fits."""
        before = self.chosen
        self.found = wanted_of(self._all, self._wanted())
        marks = {
            state: untinted(verdict_mark(name, self.palette()).pixmap(16, 16))
            for state, name in _MARKS.items()
        }
        self.list.blockSignals(True)
        self.list.clear()
        for entry in self.found:
            best = "" if entry.best is None else f"  {entry.best}"
            item = QListWidgetItem(f"{entry.scenario.title}{best}")
            item.setIcon(marks[entry.state])
            due = f", {STATE_WORDS['due'].lower()}" if entry.due else ""
            item.setToolTip(plain(f"{entry.section}\n{STATE_WORDS[entry.state]}{due}"))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.count.setText(number_of(len(self.found), "scenario"))
        ids = [entry.scenario.id for entry in self.found]
        self.start.setEnabled(bool(ids))
        if ids:
            self.list.setCurrentRow(
                ids.index(before.scenario.id) if before and before.scenario.id in ids else 0
            )
            self._chosen(self.list.currentItem())
        else:
            self.page = None
            self._area.setWidget(label("No scenario fits. Clear the search or a filter.", "empty"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 12, Qt.Key.Key_PageUp: -12}
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return False

    # -- inside -------------------------------------------------------------------------------------------------

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.boxes: dict[str, Choices] = {}
        entries: dict[str, tuple[str, list[tuple[str, str]]]] = {
            "group": ("All sections", [(g, g) for g in groups(self._all)]),
            "kind": ("All kinds", [(k, KIND_WORDS[k]) for k in KINDS]),
            "domain": ("All domains", [(d, DOMAIN_WORDS[d]) for d in DOMAINS]),
            "difficulty": ("Any difficulty", [(d, DIFFICULTY_WORDS[d]) for d in DIFFICULTIES]),
            "edition": ("Both editions", list(EDITION_WORDS.items())),
            "state": ("Any state", list(STATE_WORDS.items())),
        }
        for name, (every, values) in entries.items():
            box = Choices(self)
            box.setAccessibleName(every)
            box.addItem(every, "")
            for value, words in values:
                box.addItem(words, value)
            box.setMinimumWidth(96)
            box.currentIndexChanged.connect(self._narrowed)
            self.boxes[name] = box
            line.addWidget(box, 1)
        return line

    def _wanted(self) -> Wanted:
        chosen: dict[str, Any] = {name: box.currentData() for name, box in self.boxes.items()}
        return Wanted(text=self.search.text(), **chosen)

    def _typed(self, text: str) -> None:
        self.refresh()

    def _narrowed(self, index: int) -> None:
        self.refresh()

    def _chosen(self, item: QListWidgetItem | None, before: QListWidgetItem | None = None) -> None:
        entry = self.chosen
        if entry is not None:
            self.page = _page(entry)
            self._area.setWidget(self.page)
            self.start.setText("Start again" if entry.best is not None else "Start")

    def _activated(self, item: QListWidgetItem) -> None:
        self._started()

    def _started(self, checked: bool = False) -> None:
        entry = self.chosen
        if entry is not None:
            self.accept()
            perform(partial(self._begin, entry.scenario.id))


def _page(entry: Shelved) -> QWidget:
    """What a scenario is about; not what it asks for, which is for who starts it."""
    page, scenario = QWidget(), entry.scenario
    layout = column(page, margin=4, spacing=8)
    layout.addWidget(label(scenario.title, "page_title", parent=page))
    layout.addWidget(label(f"{entry.group} · {entry.section}", "secondary", parent=page))
    for paragraph in filter(None, map(str.strip, scenario.brief.strip().split("\n"))):
        layout.addWidget(label(paragraph, parent=page))
    layout.addSpacing(8)
    facts = QGridLayout()
    facts.setHorizontalSpacing(16)
    facts.setVerticalSpacing(4)
    facts.setColumnStretch(1, 1)
    reached = (
        STATE_WORDS[entry.state]
        if entry.best is None
        else f"{STATE_WORDS[entry.state]}, {entry.best} of 100 at best"
    )
    rows = (
        ("Kind", KIND_WORDS[scenario.kind]),
        ("Domain of the exam", DOMAIN_WORDS[scenario.domain]),
        ("Difficulty", DIFFICULTY_WORDS[scenario.difficulty]),
        ("Edition", EDITION_WORDS[scenario.edition]),
        ("Time", f"about {scenario.time} minutes"),
        (
            "Begins with",
            "a design that is there already" if scenario.start is not None else "an empty canvas",
        ),
        ("So far", f"{reached}; {STATE_WORDS['due'].lower()}" if entry.due else reached),
    )
    for row, (name, words) in enumerate(rows):
        facts.addWidget(label(name, "field_label", wrap=False, parent=page), row, 0)
        facts.addWidget(label(words, parent=page), row, 1)
    layout.addLayout(facts)
    layout.addStretch(1)
    return page
