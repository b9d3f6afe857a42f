"""Exams: scenarios drawn as the certification weighs its domains, a time to do them in, and what they come to.

AWS's exam guide for the Certified Developer - Associate (DVA-C02) gives the weights of the domains, and says that
results are scaled to 100-1,000 and that 720 passes:
https://docs.aws.amazon.com/aws-certification/latest/developer-associate-02/developer-associate-02.html
How AWS scales is not published; here 0 % is 100, 100 % is 1,000, and all between lies on the line.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from archdesk.model.records import Edition
from archdesk.practice.attempts import Attempt, in_utc
from archdesk.practice.definitions import DOMAINS, Domain, Scenario

Weights = Mapping[Domain, int]  # percent
WEIGHTS: Final[Weights] = MappingProxyType(
    {"development": 32, "security": 26, "deployment": 24, "troubleshooting": 18}
)
LOWEST, HIGHEST, TO_PASS = 100, 1_000, 720


@dataclass(frozen=True, slots=True)
class Exam:
    """Scenarios (ids, in the order they are asked) with the domain of each, to be done in ``minutes``.

    ``edition`` is the one its scenarios were narrowed to, None for all.
    """

    id: str
    scenarios: tuple[str, ...]
    domains: tuple[Domain, ...]
    started: datetime
    minutes: int
    edition: Edition | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "started", in_utc(self.started))
        if len(self.scenarios) != len(self.domains) or len(set(self.scenarios)) != len(self.scenarios):
            raise ValueError("an exam asks each scenario once, and knows the domain of each")

    @property
    def ends(self) -> datetime:
        """When its time is up (UTC)."""
        return self.started + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was drawn for a question so far: the text of a design, and the seconds it took; ``flagged`` to come back to it."""

    design: str
    seconds: float
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class OpenExam:
    """An exam that is not over yet: the question that was open last, and the answers by their questions' places."""

    exam: Exam
    position: int
    answers: Mapping[int, Answer]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a scenario of an exam was worth, 0 to 100; one that was not reached is worth 0."""

    scenario: str
    domain: Domain
    score: int
    reached: bool


@dataclass(frozen=True, slots=True)
class DomainScore:
    """The mean score (0-100) of the scenarios of a domain, how many there were, and its weight in the exam (percent)."""

    domain: Domain
    score: float
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class ExamResult:
    """What an exam came to: the attempts made in it until ``ended``, and all that follows from them."""

    exam: Exam
    ended: datetime
    attempts: tuple[Attempt, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "ended", in_utc(self.ended))
        for attempt in self.attempts:
            if attempt.exam != self.exam.id or attempt.scenario not in self.exam.scenarios:
                raise ValueError(f"{attempt.scenario} was not tried in this exam")

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Each scenario's mark, in the order of the exam; the latest attempt at it counts."""
        latest = {a.scenario: a.score for a in sorted(self.attempts, key=lambda a: a.when)}
        return tuple(
            Mark(scenario, domain, latest.get(scenario, 0), scenario in latest)
            for scenario, domain in zip(self.exam.scenarios, self.exam.domains, strict=True)
        )

    @property
    def domains(self) -> tuple[DomainScore, ...]:
        """The score of each domain that the exam asked about, with its share of the whole (percent; 100 in all)."""
        scores: dict[Domain, list[int]] = {domain: [] for domain in DOMAINS}
        for mark in self.marks:
            scores[mark.domain].append(mark.score)
        whole = sum(WEIGHTS[domain] for domain in DOMAINS if scores[domain])
        return tuple(
            DomainScore(domain, sum(found) / len(found), len(found), 100 * WEIGHTS[domain] / whole)
            for domain, found in scores.items()
            if found
        )

    @property
    def overall(self) -> float:
        """The percent reached, 0 to 100: the domains' scores by their weights."""
        return float(self._overall())

    @property
    def scaled(self) -> int:
        """The result as AWS gives it, 100 to 1,000."""
        return round(LOWEST + self._overall() * (HIGHEST - LOWEST) / 100)

    @property
    def passed(self) -> bool:
        return self.scaled >= TO_PASS

    @property
    def seconds(self) -> float:
        """The time used; never more than there was."""
        used = (min(self.ended, self.exam.ends) - self.exam.started).total_seconds()
        return max(0.0, used)

    @property
    def missed(self) -> tuple[str, ...]:
        """The scenarios that were not reached."""
        return tuple(mark.scenario for mark in self.marks if not mark.reached)

    def _overall(self) -> Fraction:
        # exact: 720 has to pass however the means fall between binary fractions
        scores: dict[Domain, list[int]] = {}
        for mark in self.marks:
            scores.setdefault(mark.domain, []).append(mark.score)
        whole = sum(WEIGHTS[domain] for domain in scores)
        parts = (Fraction(sum(found), len(found)) * WEIGHTS[domain] for domain, found in scores.items())
        return sum(parts, start=Fraction(0)) / (whole or 1)


def draw_exam(
    scenarios: Iterable[Scenario],
    count: int,
    seed: int,
    *,
    done: Mapping[str, datetime] | None = None,
    edition: Edition | None = None,
) -> tuple[Scenario, ...]:
    """``count`` scenarios in mixed order, or all there are; the same for the same seed, none twice.

    Each domain has its share by weight. Within one those not in ``done`` (scenario id -> when it was last done) come
    first, then those done longest ago; what is alike in that is drawn. ``edition`` narrows what is drawn from.
    """
    drawn = random.Random(seed)  # noqa: S311 - an exam is to be repeatable, not secret
    by_id = {s.id: s for s in scenarios if edition in (None, s.edition)}
    by_domain: dict[Domain, list[Scenario]] = {domain: [] for domain in DOMAINS}
    for id in sorted(by_id):
        by_domain[by_id[id].domain].append(by_id[id])
    shares = shares_of(count, {domain: len(found) for domain, found in by_domain.items()})
    never = datetime.min.replace(tzinfo=UTC)
    last = {id: in_utc(when) for id, when in (done or {}).items()}
    picked: list[Scenario] = []
    for domain in DOMAINS:
        found = by_domain[domain]
        drawn.shuffle(found)
        found.sort(key=lambda scenario: last.get(scenario.id, never))
        picked += found[: shares[domain]]
    drawn.shuffle(picked)
    return tuple(picked)


def shares_of(count: int, available: Mapping[Domain, int]) -> dict[Domain, int]:
    """How many scenarios of each domain an exam of ``count`` asks: by weight and largest remainder.

    A domain that has too few gives all it has; the others take the rest in proportion. The shares add up to
    ``count``, or to all there are where that is less.
    """
    shares = dict.fromkeys(DOMAINS, 0)
    left = min(max(count, 0), sum(available.values()))
    open_to = [domain for domain in DOMAINS if available.get(domain)]
    while left:
        quotas = _by_largest_remainder(left, open_to)
        short = [domain for domain in open_to if quotas[domain] >= available[domain]]
        for domain in short or open_to:
            shares[domain] = min(quotas[domain], available[domain])
            left -= shares[domain]
        open_to = [domain for domain in open_to if domain not in short]
    return shares


def _by_largest_remainder(count: int, domains: Iterable[Domain]) -> dict[Domain, int]:
    domains = tuple(domains)
    whole = sum(WEIGHTS[domain] for domain in domains)
    exact = {domain: Fraction(count * WEIGHTS[domain], whole) for domain in domains}
    quotas = {domain: int(exact[domain]) for domain in domains}
    by_remainder = sorted(
        domains, key=lambda domain: quotas[domain] - exact[domain]
    )  # ties: the heavier first
    for domain in by_remainder[: count - sum(quotas.values())]:
        quotas[domain] += 1
    return quotas


def start_exam(
    id: str,
    scenarios: Iterable[Scenario],
    started: datetime,
    minutes: int = 0,
    edition: Edition | None = None,
) -> Exam:
    """An exam of these scenarios from now on, in the time they should take where ``minutes`` is 0."""
    asked = tuple(scenarios)
    return Exam(
        id,
        tuple(s.id for s in asked),
        tuple(s.domain for s in asked),
        started,
        minutes or sum(s.time for s in asked),
        edition,
    )


def remaining(exam: Exam, now: datetime) -> float:
    """Seconds that are left, 0 when the time is up, and never more than there were."""
    left = (exam.ends - in_utc(now)).total_seconds()
    return min(max(0.0, left), exam.minutes * 60.0)
