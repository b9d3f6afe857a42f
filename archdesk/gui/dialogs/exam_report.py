"""The report of an exam: the result, the domains, and each question with its score and a way to its solution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.examining import Answered
from archdesk.gui.panels.exam_bar import clock_words
from archdesk.gui.panels.score_chart import ScoreBar
from archdesk.gui.panels.sources import perform
from archdesk.gui.panels.widgets import column, label, link
from archdesk.gui.style import verdict_mark
from archdesk.practice.exam import TO_PASS, ExamResult
from archdesk.practice.words import DOMAIN_WORDS


class ExamReport(QDialog):
    """``show_solution`` is called with a question that somebody wants to look at again."""

    def __init__(
        self,
        result: ExamResult,
        answered: Sequence[Answered],
        show_solution: Callable[[Answered], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.exam_result = result
        self.answered = answered
        self._show_solution = show_solution
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Report of the exam")
        self.resize(720, 620)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 14)
        whole.setSpacing(8)
        passed = "Passed" if result.passed else "Not passed"
        whole.addWidget(label(f"{passed}: {result.scaled} of 1,000", "page_title", parent=self))
        reached = sum(mark.reached for mark in result.marks)
        facts = (
            f"{TO_PASS} passes. {reached} of {len(result.marks)} scenarios were opened, "
            f"in {clock_words(result.seconds)} of {result.exam.minutes} minutes."
        )
        whole.addWidget(label(facts, "secondary", parent=self))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        layout = column(page, margin=0, spacing=6)
        layout.addWidget(label("By domain", "group", parent=page))
        layout.addLayout(self._domains(page))
        layout.addWidget(label("By scenario", "group", parent=page))
        self.links: list[QPushButton] = []
        for number, entry in enumerate(answered, 1):
            layout.addLayout(self._question(number, entry, page))
        layout.addStretch(1)
        area.setWidget(page)
        whole.addWidget(area, 1)
        close = QPushButton("Close", self)
        close.setDefault(True)
        close.clicked.connect(partial(perform, self.accept))
        whole.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def _domains(self, page: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, domain in enumerate(self.exam_result.domains):
            count = "1 scenario" if domain.count == 1 else f"{domain.count} scenarios"
            grid.addWidget(label(DOMAIN_WORDS[domain.domain], wrap=False, parent=page), row, 0)
            grid.addWidget(ScoreBar(domain.score, page), row, 1)
            score = label(f"{domain.score:.0f} %", wrap=False, parent=page)
            score.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(score, row, 2)
            grid.addWidget(
                label(f"{count}, counts {domain.share:.0f} %", "secondary", wrap=False, parent=page), row, 3
            )
        return grid

    def _question(self, number: int, entry: Answered, page: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        grade = entry.grade
        state = "unseen" if grade is None else "met" if grade.passed else "missed"
        sign = label("", wrap=False, parent=page)
        sign.setPixmap(verdict_mark(state, self.palette()).pixmap(16, 16))
        line.addWidget(sign)
        line.addWidget(label(f"{number}. {entry.practising.scenario.title}", wrap=False, parent=page), 1)
        line.addWidget(
            label("not opened" if grade is None else f"{grade.score} of 100", wrap=False, parent=page)
        )
        look = link("Solution", page)
        look.setEnabled(grade is not None)
        look.setAccessibleName(f"Solution of {entry.practising.scenario.title}")
        look.clicked.connect(partial(perform, partial(self._show_solution, entry)))
        self.links.append(look)
        line.addWidget(look)
        return line
