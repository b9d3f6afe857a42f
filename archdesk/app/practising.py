"""One scenario being solved: the design at hand, its grade, the hints that were taken, and the time it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archdesk.model.design import Design
from archdesk.practice.attempts import Attempt, Mode, attempt_at
from archdesk.practice.definitions import Requirement, Scenario
from archdesk.practice.grading import Grade, Grader

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    return datetime.now(tz=UTC)


@dataclass
class Practising:
    """A scenario somebody works on. ``live`` shows verdicts while one draws; in an exam there are none before the end.

    The time runs from the start; ``pause`` stops it and ``go_on`` lets it run again. ``handed_in`` is the last grade.
    """

    scenario: Scenario
    grader: Grader
    mode: Mode = "learning"
    live: bool = True
    clock: Clock = wall_clock
    hints: list[str] = field(default_factory=list)
    handed_in: Grade | None = None
    saw_solution: bool = False
    spent: float = 0.0  # s, before the last time it went on
    _since: datetime | None = None

    def __post_init__(self) -> None:
        self._since = self.clock()

    @property
    def seconds(self) -> float:
        """How long it has been worked on."""
        running = (self.clock() - self._since).total_seconds() if self._since is not None else 0.0
        return self.spent + max(0.0, running)

    @property
    def paused(self) -> bool:
        return self._since is None

    def pause(self) -> None:
        self.spent, self._since = self.seconds, None

    def go_on(self) -> None:
        if self._since is None:
            self._since = self.clock()

    def grade(self, design: Design) -> Grade:
        """What the design is worth as it stands, with the hints that were taken."""
        return self.grader.grade(design, self.hints)

    def next_hint(self, design: Design) -> Requirement | None:
        """The first requirement that is not met and has no hint taken; None where there is none."""
        for verdict in self.grade(design).verdicts:
            if not verdict.met and verdict.requirement.id not in self.hints:
                return verdict.requirement
        return None

    def take_hint(self, id: str) -> Requirement:
        """Take the hint of a requirement; it costs its points once."""
        if id not in self.hints:
            self.hints.append(id)
        return self.scenario.requirement(id)

    def hand_in(self, design: Design) -> Grade:
        """Grade the design for good; trying again afterwards is another attempt."""
        self.handed_in = self.grade(design)
        return self.handed_in

    def attempt(self, grade: Grade, exam: str | None = None) -> Attempt:
        """What is kept of this go at the scenario."""
        return attempt_at(self.scenario, grade, self.clock(), self.seconds, hints=len(self.hints), exam=exam)

    def start_design(self) -> Design:
        return self.grader.drawn.start()

    def solution(self) -> Design:
        return self.grader.drawn.solution()
