"""Setting up a mock exam: how many scenarios, of which edition, in which time; drawn by the weights of the real one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.practice import Practice
from archdesk.gui.panels.widgets import Choices, label
from archdesk.model.records import Edition
from archdesk.practice.definitions import DOMAINS, Scenario
from archdesk.practice.exam import TO_PASS, WEIGHTS, draw_exam
from archdesk.practice.words import DOMAIN_WORDS, EDITION_WORDS

_COUNTS: Final = (5, 10, 20, 40)
_USUAL: Final = 10
_LONGEST: Final = 600  # minutes


class ExamDialog(QDialog):
    """``begin`` is called with the scenarios and the minutes. ``seed`` None: another exam each time."""

    def __init__(
        self,
        practice: Practice,
        begin: Callable[[Sequence[Scenario], int], object],
        parent: QWidget,
        seed: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.practice = practice
        self._begin = begin
        self._seed = random.SystemRandom().randrange(2**32) if seed is None else seed
        self.drawn: Sequence[Scenario] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Mock exam")
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        words = (
            "Scenarios are drawn as the exam AWS Certified Developer – Associate weighs its domains, those that you did not do "
            f"yet first. There are no hints and no verdicts before the end. Results go from 100 to 1,000; {TO_PASS} passes."
        )
        layout.addWidget(label(words, "secondary", parent=self))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        self.count = Choices(self)
        self.count.setAccessibleName("Scenarios")
        every = len(practice.library.scenarios)
        for count in sorted({min(c, every) for c in _COUNTS}):
            self.count.addItem(str(count), count)
        self.count.setCurrentIndex(max(0, self.count.findData(min(_USUAL, every))))
        self.edition = Choices(self)
        self.edition.setAccessibleName("Edition")
        self.edition.addItem("Both editions", None)
        for edition, name in EDITION_WORDS.items():
            self.edition.addItem(name, edition)
        self.minutes = QSpinBox(self)
        self.minutes.setRange(1, _LONGEST)
        self.minutes.setSuffix(" min")
        self.minutes.setAccessibleName("Time")
        for row, (name, field) in enumerate(
            (("Scenarios", self.count), ("Edition", self.edition), ("Time", self.minutes))
        ):
            grid.addWidget(label(name, "field_label", wrap=False, parent=self), row, 0)
            grid.addWidget(field, row, 1)
        self.shares = label("", "secondary", parent=self)
        layout.addWidget(self.shares)
        layout.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.start = QPushButton("Start the exam", self)
        self.start.setObjectName("primary")
        self.start.setDefault(True)
        buttons.addButton(self.start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._started)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.count.currentIndexChanged.connect(self._draw)
        self.edition.currentIndexChanged.connect(self._draw)
        self._draw(0)

    def _draw(self, index: int) -> None:
        edition: Edition | None = self.edition.currentData()
        store = self.practice.store
        self.drawn = draw_exam(
            self.practice.library.scenarios.values(),
            int(self.count.currentData() or 0),
            self._seed,
            done=store.last_done() if store is not None else None,
            edition=edition,
        )
        self.minutes.setValue(sum(s.time for s in self.drawn))
        found = {d: sum(1 for s in self.drawn if s.domain == d) for d in DOMAINS}
        lines = [f"{found[d]} of {DOMAIN_WORDS[d]} ({WEIGHTS[d]} %)" for d in DOMAINS]
        self.shares.setText("\n".join(lines))
        self.start.setEnabled(bool(self.drawn))

    def _started(self) -> None:
        self.accept()
        self._begin(self.drawn, self.minutes.value())
