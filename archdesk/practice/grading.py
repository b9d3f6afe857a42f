"""Grades: what a design is worth against a scenario, requirement by requirement, and what it loses and why.

Every requirement that is met earns its points; they are scaled to 100. What the start of a scenario does already
earns nothing, and breaking it takes its points away. Parts that nothing asks for, findings that no right answer has,
and hints cost points after that, so much and no more. The same design always gets the same grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.errors import UsageError
from archdesk.model.design import Design
from archdesk.model.records import SETTINGS_ID, Component, Connection, Settings, Waiver
from archdesk.practice.conditions import Ask, Look, State, compile_condition
from archdesk.practice.definitions import Requirement, Scenario, Sketch
from archdesk.practice.pricing import monthly_of
from archdesk.practice.sketching import Drawn
from archdesk.rules.check import check_design
from archdesk.rules.findings import Finding
from archdesk.rules.scope import Path, RuleError

PASS_MARK: Final = 72  # of 100, as the exam asks for 720 of 1,000
NEEDLESS, MOST_NEEDLESS = 3, 40  # points a part that nothing asks for costs, and all of them at most
ERROR, MOST_ERRORS = 10, 30
WARNING, MOST_WARNINGS = 2, 10
HINT: Final = 5
# What protects, watches or joins the rest: a sound engineer may add it to any answer.
SUPPORTING: Final = frozenset(
    {
        "iam.role", "iam.policy", "vpc.internet_gateway", "vpc.nat_gateway", "vpc.endpoint", "vpc.network_acl",
        "vpc.flow_log", "route53.record", "route53.hosted_zone", "acm.certificate", "waf.web_acl", "kms.key",
        "secretsmanager.secret", "cloudtrail.trail", "cloudwatch.alarm", "cloudwatch.dashboard", "logs.log_group",
        "xray.tracing",
    }
)  # fmt: skip
TELLING: Final = frozenset({"notifies", "writes", "logs_to"})

Reason = Literal["needless", "error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a requirement is met; ``about`` names the components and connections it is decided at.

    A *kept* one was met at the start: it earns nothing, and its points are lost where it is broken.
    """

    requirement: Requirement
    state: State
    about: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    kept: bool = False
    waits_for: tuple[str, ...] = ()  # requirements that have to be met before this one counts

    @property
    def met(self) -> bool:
        return self.state == "met"

    @property
    def earned(self) -> int:
        """Its points; of a kept one none, or what breaking it costs."""
        if self.kept:
            return 0 if self.met else -self.requirement.points
        return self.requirement.points if self.met else 0


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points, of 100, that are taken off, why, and at which components and connections."""

    reason: Reason
    points: int
    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """The result of checking a design against a scenario; ``score`` is 0 to 100."""

    scenario: str
    verdicts: tuple[Verdict, ...]
    deductions: tuple[Deduction, ...]

    @property
    def possible(self) -> int:
        """The points of all requirements that can be earned."""
        return sum(v.requirement.points for v in self.verdicts if not v.kept)

    @property
    def earned(self) -> int:
        return max(0, sum(v.earned for v in self.verdicts))

    @cached_property
    def score(self) -> int:
        whole = max(1, self.possible)
        return max(0, (200 * self.earned + whole) // (2 * whole) - self.lost)

    @property
    def lost(self) -> int:
        """Points of 100 that are taken off in all, each kind of deduction up to its own most."""
        return sum(self.lost_by(reason) for reason in ("needless", "error", "warning", "hint"))

    def lost_by(self, reason: Reason) -> int:
        most = {"needless": MOST_NEEDLESS, "error": MOST_ERRORS, "warning": MOST_WARNINGS}.get(reason, 100)
        return min(most, sum(d.points for d in self.deductions if d.reason == reason))

    @property
    def passed(self) -> bool:
        return self.score >= PASS_MARK

    def verdict(self, id: str) -> Verdict:
        """The verdict on the requirement with this id; KeyError for none."""
        for verdict in self.verdicts:
            if verdict.requirement.id == id:
                return verdict
        raise KeyError(id)

    def failed(self) -> tuple[str, ...]:
        """The ids of the requirements that are not met."""
        return tuple(v.requirement.id for v in self.verdicts if not v.met)


def grader_of(scenario: Scenario, catalogue: Catalogue) -> Grader:
    """The grader of a scenario that somebody starts. Raises UsageError where a part of it cannot be read."""
    try:
        grader = Grader(scenario, catalogue)
        grader.drawn.start()
        _ = grader.expected  # draws every right answer
    except RuleError as error:
        where = " › ".join(map(str, error.path))
        check = f"`archdesk scenario check {scenario.file}` says more"
        raise UsageError(f"The scenario {scenario.id} has a mistake: {where}: {error}; {check}.") from error
    return grader


class Grader:
    """Grades designs against one scenario. Raises RuleError, when made, for a requirement that cannot be read."""

    def __init__(self, scenario: Scenario, catalogue: Catalogue) -> None:
        self.scenario = scenario
        self.catalogue = catalogue
        self.drawn = Drawn(scenario, catalogue)
        self._monthly = monthly_of(scenario, catalogue)
        self._asks = {
            requirement.id: compile_condition(
                requirement, catalogue, scenario.edition, ("requirements", index)
            )
            for index, requirement in enumerate(scenario.requirements)
        }

    def grade(self, design: Design, hints: Sequence[str] = ()) -> Grade:
        """What the design is worth; ``hints`` are the ids of the requirements whose hint was taken."""
        taken = [
            Deduction("hint", HINT, f"A hint: {self.scenario.requirement(id).text}")
            for id in dict.fromkeys(hints)
        ]
        verdicts = self._verdicts(design, self._kept)
        return Grade(
            self.scenario.id,
            verdicts,
            (*self._needless(design), *self._findings(design, verdicts), *taken),
        )

    # -- requirements ---------------------------------------------------------------------------------------

    def verdict(self, requirement: Requirement, design: Design, ask: Ask | None = None) -> Verdict:
        """The verdict on one requirement alone, perhaps with another condition in its place."""
        look = self._look(design)
        met = {id for id in requirement.needs if self.verdict(self.scenario.requirement(id), design).met}
        return self._verdict(requirement, ask or self._asks[requirement.id], look, met)

    def _verdicts(self, design: Design, kept: frozenset[str] = frozenset()) -> tuple[Verdict, ...]:
        look = self._look(design)
        found: list[Verdict] = []
        met: set[str] = set()
        for requirement in self.scenario.requirements:
            verdict = self._verdict(requirement, self._asks[requirement.id], look, met)
            met |= {requirement.id} if verdict.met else set()
            found.append(replace(verdict, kept=requirement.id in kept))
        return tuple(found)

    def _verdict(self, requirement: Requirement, ask: Ask, look: Look, met: AbstractSet[str]) -> Verdict:
        told = ask(look)
        waits = tuple(id for id in requirement.needs if id not in met)
        if waits and told.state == "met":
            return Verdict(requirement, "missed", waits_for=waits)
        return Verdict(requirement, told.state, told.about, told.missing, told.figures, waits_for=waits)

    def _look(self, design: Design) -> Look:
        return Look(design, self.catalogue, self.scenario.edition, self._monthly)

    @cached_property
    def _kept(self) -> frozenset[str]:
        """What the start does already."""
        if self.scenario.start is None:
            return frozenset()
        return frozenset(v.requirement.id for v in self._verdicts(self.drawn.start()) if v.met)

    # -- what costs points ----------------------------------------------------------------------------------

    def _needless(self, design: Design) -> Iterator[Deduction]:
        for component in design.components:
            if component.type in self.expected or self._is_always_welcome(component):
                continue
            if not _is_told(design, component.id):
                label = self.catalogue.type_of(component).label
                text = f"{component.name}: the brief has no use for a part of this kind ({label})"
                yield Deduction("needless", NEEDLESS, text, (component.id,))

    @cached_property
    def expected(self) -> frozenset[str]:
        """The types that some right answer has, that are there at the start, or that the scenario welcomes."""
        designs = [self.drawn.start(), *self._right()]
        odd = (sketch for requirement in self.scenario.requirements for sketch in requirement.met_by)
        return frozenset(
            [
                *(c.type for design in designs for c in design.components),
                *(type for sketch in odd for type in sketch.types),
                *self.scenario.welcome,
            ]
        )

    def _is_always_welcome(self, component: Component) -> bool:
        """What says where something stands and who uses it, and what supports: drawn or not, it is the same answer."""
        kind = self.catalogue.type_of(component)
        outside = kind.placement.scope == "external"
        return kind.container is not None or outside or component.type in SUPPORTING

    def _findings(self, design: Design, verdicts: Iterable[Verdict]) -> Iterator[Deduction]:
        told = _ends(
            design, (id for v in verdicts if not v.met for id in v.about)
        )  # points are lost there already
        for finding in self._checked(design):
            if told.isdisjoint(finding.components) and not self._is_excused(finding):
                about = (*finding.components, *filter(None, [finding.connection]))
                error = finding.severity == "error"
                yield Deduction(
                    "error" if error else "warning",
                    ERROR if error else WARNING,
                    f"{finding.message} ({finding.rule})",
                    about,
                )

    def _is_excused(self, finding: Finding) -> bool:
        return finding.rule in self._accepted or finding.key in self._at_start

    @cached_property
    def _accepted(self) -> frozenset[str]:
        """Rules that right answers break as well: the brief asks for no more."""
        return frozenset(finding.rule for design in self._right() for finding in self._checked(design))

    @cached_property
    def _at_start(self) -> frozenset[tuple[str, tuple[str, ...]]]:
        """Findings that were there at the start: the requirements say what has to go."""
        if self.scenario.start is None:
            return frozenset()
        return frozenset(finding.key for finding in self._checked(self.drawn.start()))

    def _right(self) -> Iterator[Design]:
        yield self.drawn.solution()
        for index, sketch in enumerate(self.scenario.alternatives):
            yield self.drawn.sketch(sketch, ("alternatives", index))

    def _checked(self, design: Design) -> tuple[Finding, ...]:
        """Errors and warnings in the edition of the scenario; what was waived or switched off counts as well."""
        records = [
            replace(r, edition=self.scenario.edition, rules={}) if isinstance(r, Settings) else r
            for r in design.records.values()
            if not isinstance(r, Waiver)
        ]
        found = check_design(Design(records), self.catalogue)
        return tuple(f for f in found if f.severity != "info" and SETTINGS_ID not in f.components)

    def sketch(self, sketch: Sketch, path: Path) -> Design:
        """A design that the scenario describes."""
        return self.drawn.sketch(sketch, path)


def _is_told(design: Design, id: str) -> bool:
    """Whether all that leads to it tells it what was noticed: the topic of an alarm, the bucket of a trail."""
    lines = [design.connection(line) for line in design.incoming(id)]
    return bool(lines) and all(
        design.component(c.source).type in SUPPORTING and c.relation in TELLING for c in lines
    )


def _ends(design: Design, ids: Iterable[str]) -> frozenset[str]:
    """The components among ids of components and connections, and the ends of the connections."""
    found: set[str] = set()
    for id in ids:
        record = design.find(id)
        found |= {record.source, record.target} if isinstance(record, Connection) else {id}
    return frozenset(found)
