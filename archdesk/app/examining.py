"""An exam being taken: its questions, the design that is drawn for each, the time, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archdesk.app.practising import Clock, Practising
from archdesk.model.design import Design
from archdesk.practice.exam import Answer, Exam, ExamResult, remaining
from archdesk.practice.grading import Grade
from archdesk.storage.writing import write_design


@dataclass(frozen=True)
class Answered:
    """One question when the exam is over: what was drawn, and what it is worth; None for both where it was never opened."""

    practising: Practising
    design: Design | None
    grade: Grade | None


class Sitting:
    """The questions of an exam. The clock of a question runs only while it is open."""

    def __init__(self, exam: Exam, practising: Callable[[str], Practising], clock: Clock) -> None:
        self.clock = clock
        self.exam = exam
        self.questions = [practising(id) for id in exam.scenarios]
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

    def answer(self) -> Answer:
        """What is drawn for the open question, as it is kept while the exam goes on."""
        text = write_design(self.designs[self.index])
        return Answer(text, self.question.seconds, self.index in self.flagged)

    def restore(self, index: int, design: Design, answer: Answer) -> None:
        """Take back what was kept of a question."""
        self.designs[index] = design
        self.questions[index].spent = answer.seconds
        if answer.flagged:
            self.flagged.add(index)

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
