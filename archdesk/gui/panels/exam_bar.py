"""The bar of an exam: which question is open, how much time is left, and the ways to the others and to the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from archdesk.app.examining import Sitting
from archdesk.app.practice import Practice
from archdesk.gui.panels.sources import perform
from archdesk.gui.panels.widgets import Check, Choices, label


class ExamBar(QWidget):
    """``finish`` is called when somebody is done, ``time_up`` when there is no time left, ``turned`` after each turn."""

    def __init__(self, practice: Practice, parent: QWidget) -> None:
        super().__init__(parent)
        self.practice = practice
        self.finish: Callable[[], object] = _nothing
        self.time_up: Callable[[], object] = _nothing
        self.turned: Callable[[], object] = _nothing
        self.setObjectName("filter_bar")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 5, 8, 5)
        line.setSpacing(8)
        self.questions = Choices(self)
        self.questions.setAccessibleName("Question")
        self.questions.activated.connect(self._turn_to)
        line.addWidget(self.questions)
        self.left = label("", "field_changed", wrap=False, parent=self)
        line.addWidget(self.left)
        line.addStretch(1)
        self.flag = Check("Come back to it", self)
        self.flag.toggled.connect(self._flag)
        line.addWidget(self.flag)
        self.before = self._button("Previous", partial(self._step, -1))
        self.after = self._button("Next", partial(self._step, 1))
        self.done = self._button("End the exam", self._finish)
        self.done.setObjectName("primary")
        for button in (self.before, self.after, self.done):
            line.addWidget(button)

    def refresh(self) -> None:
        """Show the question that is open."""
        sitting = self.practice.sitting
        self.setVisible(sitting is not None)
        if sitting is None:
            return
        count = len(sitting)
        self.questions.clear()
        for index, question in enumerate(sitting.questions):
            seen = "" if index in sitting.designs else ", not opened"
            flag = ", to come back to" if index in sitting.flagged else ""
            self.questions.addItem(f"{index + 1} of {count}: {question.scenario.title}{seen}{flag}", index)
        self.questions.setCurrentIndex(sitting.index)
        self.flag.blockSignals(True)
        self.flag.setChecked(sitting.index in sitting.flagged)
        self.flag.blockSignals(False)
        self.before.setEnabled(sitting.index > 0)
        self.after.setEnabled(sitting.index < count - 1)
        self.tick()

    def tick(self) -> None:
        """Show the time that is left, and keep what was drawn; when there is no time left, the exam ends."""
        sitting = self.practice.sitting
        if sitting is None:
            return
        self.practice.keep_exam()
        left = sitting.seconds_left
        self.left.setText(f"{clock_words(left)} left")
        if left <= 0:
            self.time_up()

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName("compact")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(perform, act))
        return button

    def _step(self, by: int) -> None:
        sitting = self._sitting()
        if sitting is not None:
            self.practice.turn_to(max(0, min(len(sitting) - 1, sitting.index + by)))
            self.turned()

    def _turn_to(self, index: int) -> None:
        sitting = self._sitting()
        if sitting is not None and (index != sitting.index or self.practice.current is None):
            self.practice.turn_to(index)
            self.turned()

    def _flag(self, wanted: bool) -> None:
        sitting = self._sitting()
        if sitting is not None:
            self.practice.flag(wanted)
            self.refresh()

    def _finish(self) -> None:
        self.finish()

    def _sitting(self) -> Sitting | None:
        return self.practice.sitting


def clock_words(seconds: float) -> str:
    """``1:02:03``, or ``2:03`` under an hour."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _nothing() -> None:
    """Until the window says what is done."""
