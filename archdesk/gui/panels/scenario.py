"""The scenario at hand: its brief beside its checklist, the time, hints, and the grade when it is handed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.practice import Practice
from archdesk.app.practising import Practising
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.exam_bar import ExamBar
from archdesk.gui.panels.sources import perform
from archdesk.gui.panels.verdicts import DeductionRow, Showing, VerdictRow
from archdesk.gui.panels.widgets import Check, clear, column, label
from archdesk.model.design import Change
from archdesk.practice.grading import HINT, PASS_MARK, Grade
from archdesk.practice.words import DIFFICULTY_WORDS, DOMAIN_WORDS, EDITION_WORDS, KIND_WORDS

_PAUSE = 120  # ms without a change before verdicts are looked at again
_TICK = 1000  # ms


class ScenarioPanel(QWidget):
    """``doors`` lead to the notes; ``choose``, ``examine`` and ``show_solution`` are what the window does."""

    def __init__(self, practice: Practice, doors: Doors, parent: QWidget) -> None:
        super().__init__(parent)
        self.practice = practice
        self.session = practice.session
        self.doors = doors
        self.choose: Callable[[], object] = _nothing
        self.examine: Callable[[], object] = _nothing
        self.show_solution: Callable[[], object] = _nothing
        self.hand_in: Callable[[], object] = _nothing
        self.retry: Callable[[], object] = _nothing
        self.select: Callable[[tuple[str, ...]], None] = _nothing_of
        self.clock_shown = True
        self.rows: list[VerdictRow] = []
        self.deductions: list[DeductionRow] = []
        self._shown: Practising | None = None
        self._grade: Grade | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.head = QWidget(self)
        self.head.setObjectName("filter_bar")
        self._fill_head()
        self.exam = ExamBar(practice, self)
        whole.addWidget(self.exam)
        whole.addWidget(self.head)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.halves.setChildrenCollapsible(False)
        self.halves.setHandleWidth(1)
        self.brief_area, self.brief = _area(self.halves, margin=12, spacing=6)
        self.list_area, self.list = _area(self.halves, margin=0, spacing=0)
        self.halves.setSizes([360, 440])
        whole.addWidget(self.halves, 1)
        self.empty = self._made_empty()
        whole.addWidget(self.empty, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.regrade)
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._tick)
        practice.follow(self.rebuild)
        practice.session.follow(self._changed)
        self.rebuild()

    # -- what is shown ---------------------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Show the scenario at hand, or how to come to one."""
        current = self.practice.current
        fresh = current is not self._shown
        self._shown = current
        there = current is not None
        examined = self.practice.sitting is not None
        self.exam.refresh()
        self.empty.setVisible(not there and not examined)
        self.head.setVisible(there and not examined)
        self.halves.setVisible(there)
        if there or examined:
            self._clock.start()
        else:
            self._clock.stop()
        if current is None:
            return
        if fresh:
            self._fill_brief(current)
        self._tick()
        self.regrade()

    def regrade(self) -> None:
        """Look at the design again, and show what may be seen of it."""
        current = self.practice.current
        if current is None:
            return
        handed = current.handed_in is not None and not self.practice.changed_since
        self._grade = current.handed_in if handed else current.grade(self.session.design)
        self._fill_list(current, handed)
        self._fill_score(current, handed)
        left = current.next_hint(self.session.design) is not None
        self.hint.setEnabled(left and not handed)
        self.grade_button.setText("Grade" if current.handed_in is None else "Grade again")
        self.grade_button.setEnabled(not handed)
        self.live.setChecked(self.practice.live)
        self.time.setVisible(self.clock_shown)

    def show_clock(self, wanted: bool) -> None:
        """Show the time it takes, or not; it is counted all the same."""
        self.clock_shown = wanted
        self.time.setVisible(wanted)

    @property
    def grade(self) -> Grade | None:
        """What is shown now, whether or not a person may see it."""
        return self._grade

    # -- inside --------------------------------------------------------------------------------------------------

    def _fill_head(self) -> None:
        line = QHBoxLayout(self.head)
        line.setContentsMargins(12, 5, 8, 5)
        line.setSpacing(8)
        self.score = label("", "field_changed", wrap=False, parent=self.head)
        line.addWidget(self.score)
        self.time = QPushButton("", self.head)
        self.time.setObjectName("status")
        self.time.setToolTip(
            "The time it takes, of what it should take. Click to stop the clock, or let it run again."
        )
        self.time.clicked.connect(self._stop_or_go)
        line.addWidget(self.time)
        line.addStretch(1)
        self.live = Check("Live checklist", self.head)
        self.live.setToolTip(
            "Shows the requirements and their verdicts while you draw; off, they are shown when you grade."
        )
        self.live.toggled.connect(self._set_live)
        line.addWidget(self.live)
        self.hint = self._button(
            "Hint", f"Shows the next hint; it costs {HINT} % of the score.", self._take_hint
        )
        self.solution = self._button(
            "Solution",
            "Shows a solution beside your design. The attempt ends: it is graded as it stands.",
            self._solution,
        )
        self.again = self._button("Start over", "Begins the scenario anew, as another attempt.", self._retry)
        self.grade_button = self._button(
            "Grade", "Grades the design as it stands, and keeps the result.", self._hand_in
        )
        self.grade_button.setObjectName("primary")
        for button in (self.hint, self.solution, self.again, self.grade_button):
            line.addWidget(button)

    def _button(self, text: str, tip: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self.head)
        button.setObjectName("compact")
        button.setToolTip(tip)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(perform, act))
        return button

    def _made_empty(self) -> QWidget:
        empty = QWidget(self)
        layout = column(empty, margin=16, spacing=8)
        layout.addWidget(label("Practise for the exam", "title", parent=empty))
        words = (
            "Read a brief, draw the answer, and see what is right, what is missing and why. Any design that meets "
            "the requirements passes."
        )
        layout.addWidget(label(words, "secondary", parent=empty))
        line = QHBoxLayout()
        line.setSpacing(8)
        choose = QPushButton("Choose a scenario…", empty)
        choose.setObjectName("primary")
        choose.clicked.connect(partial(perform, self._choose))
        line.addWidget(choose)
        examine = QPushButton("Mock exam…", empty)
        examine.clicked.connect(partial(perform, self._examine))
        line.addWidget(examine)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addStretch(1)
        return empty

    def _fill_brief(self, current: Practising) -> None:
        scenario = current.scenario
        clear(self.brief)
        inside = self.brief_area.widget()
        self.brief.addWidget(label(scenario.title, "title", parent=inside))
        facts = (
            KIND_WORDS[scenario.kind],
            DIFFICULTY_WORDS[scenario.difficulty],
            DOMAIN_WORDS[scenario.domain],
            EDITION_WORDS[scenario.edition],
        )
        self.brief.addWidget(label(" · ".join(facts), "secondary", parent=inside))
        for paragraph in filter(None, map(str.strip, scenario.brief.split("\n"))):
            self.brief.addWidget(label(paragraph, parent=inside))
        if scenario.cost_matters:
            words = (
                "Costs are worked out with the workload of the brief, at the prices that ship with ArchDesk."
            )
            self.brief.addWidget(label(words, "secondary", parent=inside))
        self.brief.addStretch(1)
        self.brief_area.verticalScrollBar().setValue(0)

    def _fill_list(self, current: Practising, handed: bool) -> None:
        opened = {row.verdict.requirement.id for row in self.rows if row.details is not None}
        focused = next((row.verdict.requirement.id for row in self.rows if row.hasFocus()), "")
        at = self.list_area.verticalScrollBar().value()
        clear(self.list)
        self.rows, self.deductions = [], []
        grade, inside = self._grade, self.list_area.widget()
        if grade is None or inside is None:
            return
        explained = current.handed_in is not None
        seen = current.live or explained
        if not seen:
            self._fill_hidden(current, grade, inside)
            return
        showing = Showing(seen, explained, frozenset(current.hints))
        for verdict in grade.verdicts:
            row = VerdictRow(
                self.session, current.scenario, verdict, showing, self.doors, self.select, inside
            )
            self.rows.append(row)
            self.list.addWidget(row)
            if verdict.requirement.id in opened:
                row.open()
            if verdict.requirement.id == focused:
                row.setFocus()
        for deduction in grade.deductions:
            line = DeductionRow(deduction, self.select, inside)
            self.deductions.append(line)
            self.list.addWidget(line)
        if handed:
            self.list.addWidget(_padded(label(current.scenario.explanation, parent=inside)))
        self.list.addStretch(1)
        self.list_area.verticalScrollBar().setValue(at)

    def _fill_hidden(self, current: Practising, grade: Grade, inside: QWidget) -> None:
        count = len(grade.verdicts)
        when = "in the report, when the exam ends" if current.mode == "exam" else "when you grade"
        words = f"{count} requirements, {grade.possible} points. They are shown {when}."
        self.list.addWidget(_padded(label(words, "secondary", parent=inside)))
        for id in current.hints:
            hint = current.scenario.requirement(id).hint
            self.list.addWidget(_padded(label(f"Hint: {hint}", parent=inside)))
        self.list.addStretch(1)

    def _fill_score(self, current: Practising, handed: bool) -> None:
        grade = self._grade
        if grade is None or not (current.live or handed):
            self.score.setText("")
            return
        result = ""
        if handed:
            result = " · passed" if grade.passed else " · not passed"
        self.score.setText(f"{grade.score} of 100{result}")
        self.score.setToolTip(
            f"Requirements that are met, scaled to 100; then parts that nothing asks for, findings and hints come off. "
            f"{PASS_MARK} passes."
        )

    def _changed(self, change: Change | None) -> None:
        if self.practice.current is not None and change is not None:
            self._pause.start()

    def _tick(self) -> None:
        current = self.practice.current
        self.exam.tick()
        if current is None:
            return
        minutes, seconds = divmod(int(current.seconds), 60)
        stopped = ", stopped" if current.paused else ""
        self.time.setText(f"{minutes}:{seconds:02} of {current.scenario.time} min{stopped}")

    def _stop_or_go(self, checked: bool = False) -> None:
        current = self.practice.current
        if current is not None:
            if current.paused:
                current.go_on()
            else:
                current.pause()
            self._tick()

    def _take_hint(self) -> None:
        current = self.practice.current
        wanted = current.next_hint(self.session.design) if current is not None else None
        if current is not None and wanted is not None:
            current.take_hint(wanted.id)
            self.regrade()
            row = next((r for r in self.rows if r.verdict.requirement.id == wanted.id), None)
            if row is not None:
                self.list_area.ensureWidgetVisible(row)

    def _set_live(self, wanted: bool) -> None:
        if wanted != self.practice.live:
            self.practice.set_live(wanted)

    def _choose(self) -> None:
        self.choose()

    def _examine(self) -> None:
        self.examine()

    def _solution(self) -> None:
        self.show_solution()

    def _retry(self) -> None:
        self.retry()

    def _hand_in(self) -> None:
        self.hand_in()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height() > self.width()
        self.halves.setOrientation(Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal)


def _area(parent: QSplitter, margin: int, spacing: int) -> tuple[QScrollArea, QVBoxLayout]:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content = QWidget()
    layout = column(content, margin=margin, spacing=spacing)
    area.setWidget(content)
    parent.addWidget(area)
    return area, layout


def _padded(widget: QWidget) -> QWidget:
    widget.setContentsMargins(12, 8, 12, 8)
    return widget


def _nothing() -> None:
    """Until the window says what is done."""


def _nothing_of(ids: tuple[str, ...]) -> None:
    """Until the window says what is done."""
