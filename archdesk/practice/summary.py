"""What attempts come to: scores by section and domain, now and over time, streaks, totals, and what is weakest.

All of it follows from the attempts alone, in whatever order they are given. A score is 0 to 100. Of each scenario the
latest attempt counts; of two at the same moment the better one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from archdesk.practice.attempts import Attempt

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands in something: the mean score of the scenarios tried, and how many those are."""

    score: float
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a chart: the standing at the end of a day."""

    day: date
    score: float
    count: int


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with at least one attempt: those up to now, and the most there ever were."""

    current: int
    longest: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Attempts made, scenarios tried and passed at least once, and the time spent in seconds."""

    attempts: int
    scenarios: int
    passed: int
    seconds: float


def latest(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """The latest attempt at each scenario, by the scenario's id."""
    return {attempt.scenario: attempt for attempt in sorted(attempts, key=_by_moment)}


def by_section(attempts: Iterable[Attempt]) -> dict[str, Standing]:
    """The standing in each section of the notes, sorted by section."""
    return _standings(attempts, lambda attempt: attempt.section)


def by_domain(attempts: Iterable[Attempt]) -> dict[str, Standing]:
    """The standing in each domain of the exam that was tried, sorted by domain."""
    return _standings(attempts, lambda attempt: attempt.domain)


def weakest(attempts: Iterable[Attempt]) -> tuple[tuple[str, Standing], ...]:
    """The sections of the notes, the one with the lowest score first; of equal ones that with fewer scenarios."""
    found = by_section(attempts).items()
    return tuple(sorted(found, key=lambda named: (named[1].score, named[1].count, named[0])))


def over_time(attempts: Iterable[Attempt], zone: tzinfo) -> tuple[Point, ...]:
    """The standing in everything, at the end of each day with an attempt; days are those of ``zone``."""
    as_of: dict[str, Attempt] = {}
    points: list[Point] = []
    for day, made in groupby(sorted(attempts, key=_by_moment), key=lambda attempt: _day(attempt, zone)):
        as_of.update((attempt.scenario, attempt) for attempt in made)
        standing = _standing(as_of.values())
        points.append(Point(day, standing.score, standing.count))
    return tuple(points)


def section_over_time(attempts: Iterable[Attempt], zone: tzinfo) -> dict[str, tuple[Point, ...]]:
    """The same for each section of the notes."""
    return _over_time_by(attempts, zone, lambda attempt: attempt.section)


def domain_over_time(attempts: Iterable[Attempt], zone: tzinfo) -> dict[str, tuple[Point, ...]]:
    """The same for each domain of the exam that was tried."""
    return _over_time_by(attempts, zone, lambda attempt: attempt.domain)


def streak(attempts: Iterable[Attempt], now: datetime, zone: tzinfo) -> Streak:
    """The days in a row; days are those of ``zone``. Today does not break one before it is over."""
    days = sorted({_day(attempt, zone) for attempt in attempts})
    lengths: dict[date, int] = {}  # of the run that ends on the day
    for day in days:
        lengths[day] = lengths.get(day - _ONE_DAY, 0) + 1 if day > date.min else 1
    today = now.astimezone(zone).date()
    current = lengths.get(today) or lengths.get(today - _ONE_DAY, 0)
    return Streak(current, max(lengths.values(), default=0))


def totals(attempts: Iterable[Attempt]) -> Totals:
    made = sorted(attempts, key=_by_moment)  # so that sums of fractions of seconds come out the same
    return Totals(
        len(made),
        len({attempt.scenario for attempt in made}),
        len({attempt.scenario for attempt in made if attempt.passed}),
        sum(attempt.seconds for attempt in made),
    )


def _standings(attempts: Iterable[Attempt], key: Callable[[Attempt], str]) -> dict[str, Standing]:
    found: dict[str, list[Attempt]] = {}
    for attempt in latest(attempts).values():
        found.setdefault(key(attempt), []).append(attempt)
    return {name: _standing(found[name]) for name in sorted(found)}


def _over_time_by(
    attempts: Iterable[Attempt], zone: tzinfo, key: Callable[[Attempt], str]
) -> dict[str, tuple[Point, ...]]:
    made: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        made.setdefault(key(attempt), []).append(attempt)
    return {name: over_time(made[name], zone) for name in sorted(made)}


def _standing(attempts: Iterable[Attempt]) -> Standing:
    scores = [attempt.score for attempt in attempts]
    return Standing(sum(scores) / len(scores), len(scores))


def _day(attempt: Attempt, zone: tzinfo) -> date:
    return attempt.when.astimezone(zone).date()


def _by_moment(attempt: Attempt) -> tuple[datetime, int, str, str, str, float]:
    """The order attempts were made in; the rest sees to one order for those of the same moment."""
    return attempt.when, attempt.score, attempt.section, attempt.domain, attempt.scenario, attempt.seconds
