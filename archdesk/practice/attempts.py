"""An attempt: what one go at a scenario was worth, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from archdesk.model.records import Edition
from archdesk.practice.definitions import Difficulty, Domain, Kind, Scenario

if TYPE_CHECKING:  # what grades brings the rules along; who reads attempts does without
    from archdesk.practice.grading import Grade

Mode = Literal["learning", "exam"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go at a scenario. ``score`` is 0 to 100, ``hints`` a count, ``verdicts`` requirement -> whether it was met.

    ``when`` is the moment it was graded, kept in UTC whatever zone it is given in. Raises ValueError for a
    moment without a zone, for a score out of range and for times and counts below 0.
    """

    scenario: str
    section: str
    domain: Domain
    kind: Kind
    difficulty: Difficulty
    edition: Edition
    when: datetime
    seconds: float
    score: int
    passed: bool
    hints: int = 0
    mode: Mode = "learning"
    exam: str | None = None  # the id of the exam it was part of
    verdicts: Mapping[str, bool] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "when", in_utc(self.when))
        if not 0 <= self.score <= 100:
            raise ValueError(f"a score is 0 to 100, not {self.score}")
        if not 0 <= self.seconds < float("inf") or self.hints < 0:
            raise ValueError("an attempt takes no less than no time and no hints")


def attempt_at(
    scenario: Scenario,
    grade: Grade,
    when: datetime,
    seconds: float,
    *,
    hints: int = 0,
    exam: str | None = None,
) -> Attempt:
    """The attempt that a grade ends, made in an exam where its id is given. ``hints`` is how many were taken."""
    return Attempt(
        scenario.id,
        scenario.section,
        scenario.domain,
        scenario.kind,
        scenario.difficulty,
        scenario.edition,
        when,
        seconds,
        grade.score,
        grade.passed,
        hints,
        "learning" if exam is None else "exam",
        exam,
        {verdict.requirement.id: verdict.met for verdict in grade.verdicts},
    )


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError where its zone is not said."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} does not say its time zone")
    return moment.astimezone(UTC)
