"""An exam being taken: its questions, the design that is drawn for each, the time, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from archdesk.app.practising import Clock, Practising
from archdesk.model.design import Design
from archdesk.practice.definitions import Scenario
from archdesk.practice.exam import Exam, ExamResult, remaining, start_exam
from archdesk.practice.grading import Grade


@dataclass(frozen=True)
class Answered:
    """One question when the exam is over: what was drawn, and what it is worth; None for both where it was never opened."""

    practising: Practising
    design: Design | None
    grade: Grade | None


class Sitting:
    """The questions of an exam. The clock of a question runs only while it is open."""

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        practising: Callable[[str], Practising],
        clock: Clock,
        minutes: int = 0,
    ) -> None:
        self.clock = clock
        self.exam: Exam = start_exam(uuid4().hex, scenarios, clock(), minutes)
        self.questions = [practising(scenario.id) for scenario in scenarios]
        for question in self.questions:
            question.pause()
        self.designs: dict[int, Design] = {}
        self.flagged: set[int] = set()
        self.index = -1

    def __len__(self) -> int:
        return len(self.questions)

    @property
    def question(self) -> Practising:
        """The one that is open; the first where none is yet."""
        return self.questions[max(0, self.index)]

    @property
    def seconds_left(self) -> float:
        return remaining(self.exam, self.clock())

    def turn_to(self, index: int) -> Design:
        """Open a question: the design it had when it was left, or its start."""
        self.question.pause()
        self.index = index
        if index not in self.designs:
            self.designs[index] = self.questions[index].start_design()
        self.question.go_on()
        return self.designs[index]

    def flag(self, wanted: bool) -> None:
        """Mark the open question, to come back to it."""
        if wanted:
            self.flagged.add(self.index)
        else:
            self.flagged.discard(self.index)

    def end(self) -> tuple[ExamResult, tuple[Answered, ...]]:
        """Grade all that was opened. What was never opened counts nothing."""
        self.question.pause()
        ended = self.clock()
        answered = []
        for index, question in enumerate(self.questions):
            design = self.designs.get(index)
            grade = None if design is None else question.hand_in(design)
            answered.append(Answered(question, design, grade))
        for (
            question
        ) in self.questions:  # what is looked at afterwards explains itself, and can be tried again
            question.mode, question.live = "learning", True
        attempts = tuple(a.practising.attempt(a.grade, self.exam.id) for a in answered if a.grade is not None)
        return ExamResult(self.exam, ended, attempts), tuple(answered)
