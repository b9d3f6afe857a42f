"""The checklist of a scenario: one row a requirement, with its verdict; opened, its hint, why it is so, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archdesk.app.problem_list import name_of
from archdesk.app.session import Session
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.elided import ElidedLink
from archdesk.gui.panels.sources import perform, sources
from archdesk.gui.panels.widgets import label
from archdesk.gui.style import verdict_mark
from archdesk.practice.definitions import Scenario
from archdesk.practice.grading import Deduction, Verdict

WORDS = {"met": "met", "missed": "not met", "open": "cannot be told yet", "unseen": "not graded yet"}
_NAMES = 6  # components named in a row
_MARK = 16  # px


@dataclass(frozen=True)
class Showing:
    """What may be seen of the verdicts: their marks, the explanations, and the hints that were taken."""

    marks: bool
    explained: bool
    hints: frozenset[str] = frozenset()


class VerdictRow(QWidget):
    """Mark, text, points. A click or Enter opens it and shows on the canvas what it is about."""

    def __init__(
        self,
        session: Session,
        scenario: Scenario,
        verdict: Verdict,
        showing: Showing,
        doors: Doors,
        select: Callable[[tuple[str, ...]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.scenario = scenario
        self.verdict = verdict
        self.showing = showing
        self.doors = doors
        self.details: QWidget | None = None
        self._select = select
        state = verdict.state if showing.marks else "unseen"
        requirement = verdict.requirement
        self.setObjectName("problem")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{requirement.text}: {WORDS[state]}")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 4)
        self._layout.setSpacing(3)
        line = QHBoxLayout()
        line.setSpacing(8)
        sign = label("", wrap=False, parent=self)
        sign.setPixmap(verdict_mark(state, self.palette()).pixmap(_MARK, _MARK))
        sign.setToolTip(WORDS[state])
        line.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        self.text = label(requirement.text, parent=self)
        line.addWidget(self.text, 1)
        line.addWidget(
            label(points_of(verdict, showing.marks), "secondary", wrap=False, parent=self),
            alignment=Qt.AlignmentFlag.AlignTop,
        )
        self._layout.addLayout(line)
        if requirement.id in showing.hints:
            self._layout.addLayout(_indented(label(f"Hint: {requirement.hint}", "secondary", parent=self)))

    def toggle(self) -> None:
        """Open or close it; opened, what it is about is selected on the canvas."""
        if self.details is not None:
            self._layout.removeWidget(self.details)
            self.details.hide()
            self.details.deleteLater()
            self.details = None
            return
        self.open()
        if self.showing.marks and self.verdict.about:
            self._select(self.verdict.about)

    def open(self) -> None:
        """Show its details, if they may be seen."""
        if self.details is None and self.showing.marks:
            self.details = self._made()
            self._layout.addWidget(self.details)
            self.details.show()

    def _made(self) -> QWidget:
        details = QWidget(self)
        layout = QVBoxLayout(details)
        layout.setContentsMargins(_MARK + 8, 0, 0, 4)
        layout.setSpacing(4)
        for words in said_of(self.verdict, self.scenario):
            layout.addWidget(label(words, parent=details))
        names = QHBoxLayout()
        names.setSpacing(10)
        for id in self.verdict.about[:_NAMES]:
            button = ElidedLink(name_of(self.session.design, id), details)
            button.clicked.connect(partial(perform, partial(self._select, (id,))))
            names.addWidget(button)
        if len(self.verdict.about) > _NAMES:
            more = f"and {len(self.verdict.about) - _NAMES} more"
            names.addWidget(label(more, "secondary", wrap=False, parent=details))
        names.addStretch(1)
        if self.verdict.about:
            layout.addLayout(names)
        if self.showing.explained:
            requirement = self.verdict.requirement
            layout.addWidget(label(requirement.why, parent=details))
            cite = requirement.cite or self.scenario.section
            line = sources(self.session, self.doors, cite, requirement.aws, details)
            line.addStretch(1)
            layout.addLayout(line)
        return details

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggle()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class DeductionRow(QWidget):
    """What costs points, and how many; a click shows it on the canvas."""

    def __init__(
        self, deduction: Deduction, select: Callable[[tuple[str, ...]], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.deduction = deduction
        self._select = select
        self.setObjectName("problem")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{deduction.text}: {deduction.points} points off")
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(8)
        line.addSpacing(_MARK)
        line.addWidget(label(deduction.text, "secondary", parent=self), 1)
        line.addWidget(
            label(f"−{deduction.points} %", "secondary", wrap=False, parent=self),
            alignment=Qt.AlignmentFlag.AlignTop,
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.deduction.about:
            self._select(self.deduction.about)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.deduction.about:
            self._select(self.deduction.about)
        else:
            super().keyPressEvent(event)


def points_of(verdict: Verdict, known: bool) -> str:
    """``2 of 3`` points; of what the start does already, that it is to stay."""
    points = verdict.requirement.points
    if verdict.kept:
        return "stays so" if verdict.met or not known else f"broken: −{points}"
    if not known:
        return "1 point" if points == 1 else f"{points} points"
    return f"{verdict.earned} of {points}"


def said_of(verdict: Verdict, scenario: Scenario) -> list[str]:
    """Why a verdict is as it is, as far as the design says."""
    said = [f"{figure}." for figure in verdict.figures]
    if verdict.waits_for:
        waits = "; ".join(scenario.requirement(id).text for id in verdict.waits_for)
        said.append(f"This counts once the following is met: {waits}.")
    elif verdict.state == "open":
        said.append(f"The design does not say: {'; '.join(verdict.missing)}.")
    elif verdict.state == "missed" and not verdict.about and not verdict.figures:
        said.append("Nothing on the canvas does this yet.")
    return said


def _indented(widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(_MARK + 8, 0, 0, 0)
    line.addWidget(widget)
    return line
