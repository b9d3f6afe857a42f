"""The full check: every rule on every subject of a design, sorted and with waivers applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project, with_packs
from archdesk.errors import Problem
from archdesk.model.design import Design
from archdesk.model.records import EDITIONS, Component, Connection, Edition
from archdesk.model.view import DesignView
from archdesk.rules.budget import SECONDS, TOO_SLOW, Budget, TimedCase, TooSlowError, words_of
from archdesk.rules.builtin import BUILTIN
from archdesk.rules.choices import CHOICE_RULES, Choices
from archdesk.rules.compiling import compile_rules
from archdesk.rules.findings import Finding, Question
from archdesk.rules.memory import Memory
from archdesk.rules.rule import Failed, Rule, Undecided, about_rules
from archdesk.rules.scope import Case
from archdesk.rules.settling import settle
from archdesk.rules.waivers import WAIVER_RULES, Known

CRASHED = about_rules(
    "RUL-001",
    "A rule could not run",
    "warning",
    "A mistake in the rule itself: what it looks for is not checked here.",
)
ABOUT_RULES = (CRASHED, TOO_SLOW, *CHOICE_RULES, *WAIVER_RULES)


@dataclass(frozen=True)
class RuleSet:
    """The rules of an edition, and an index from component types to those that look at them."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]
    by_type: Mapping[str, tuple[Rule, ...]]
    for_any: tuple[Rule, ...]
    for_connections: tuple[Rule, ...]

    def of_component(self, component: Component) -> Sequence[Rule]:
        return self.by_type.get(component.type, self.for_any)

    def of_connection(self, view: DesignView, connection: Connection) -> Sequence[Rule]:
        return [r for r in self.for_connections if r.subject.takes_connection(view, connection)]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self.rules)


@lru_cache(maxsize=8)
def rules_of(catalogue: Catalogue, edition: Edition) -> RuleSet:
    """The rules that are on in an edition: those of the palettes and the built-in ones."""
    declared, problems = compile_rules(catalogue, edition)
    rules = tuple(sorted((*declared, *BUILTIN), key=lambda r: r.id))
    about = [r for r in rules if r.subject.kind == "component"]
    return RuleSet(
        rules=(*rules, *ABOUT_RULES),
        problems=problems,
        by_type={
            type: tuple(r for r in about if r.subject.types is None or type in r.subject.types)
            for type in catalogue.types
        },
        for_any=tuple(r for r in about if r.subject.types is None),
        for_connections=tuple(r for r in rules if r.subject.kind == "connection"),
    )


def all_rules(catalogue: Catalogue) -> tuple[Rule, ...]:
    """Every rule of either edition by id, as it is today where it is on today."""
    found = {rule.id: rule for edition in EDITIONS for rule in rules_of(catalogue, edition).rules}
    return tuple(found[id] for id in sorted(found))


def rule_problems(catalogue: Catalogue, editions: Iterable[Edition] = EDITIONS) -> tuple[Problem, ...]:
    """What is wrong with the rules of the palettes: they were left out, the others run."""
    return tuple(sorted({p for edition in editions for p in rules_of(catalogue, edition).problems}))


def check_design(
    design: Design,
    catalogue: Catalogue,
    edition: Edition | None = None,
    today: date | None = None,
    project: Project = NO_PROJECT,
) -> tuple[Finding, ...]:
    """All findings of a design, waived ones included and marked; ``edition`` None: the design's own."""
    found, _ = examine_design(design, catalogue, edition, today, project)
    return found


def examine_design(
    design: Design,
    catalogue: Catalogue,
    edition: Edition | None = None,
    today: date | None = None,
    project: Project = NO_PROJECT,
) -> tuple[tuple[Finding, ...], tuple[Question, ...]]:
    """The findings and the questions of a design, each sorted; rules that are switched off do not run."""
    edition = edition or design.settings.edition
    catalogue = with_packs(catalogue, project)
    rules = rules_of(catalogue, edition)
    off = Choices(design.settings, project).off(rules.ids)
    findings: list[Finding] = []
    questions: list[Question] = []
    memory = Memory()
    budget = Budget(len(design.component_ids()))

    for component in design.components:
        for rule in _without(off, rules.of_component(component)):
            _sort_out(
                examine(rule, design, catalogue, edition, component, memory, budget), findings, questions
            )
    for connection in design.connections:
        for rule in _without(off, rules.of_connection(design, connection)):
            _sort_out(
                examine(rule, design, catalogue, edition, connection, memory, budget), findings, questions
            )
    if budget.stopped:
        findings = [f for f in findings if f.rule not in budget.stopped]
        questions = [q for q in questions if q.rule not in budget.stopped]
        for rule in (r for r in rules.rules if r.id in budget.stopped):
            _sort_out(_again(rule, design, catalogue, edition, memory), findings, questions)
    every = known_rules(catalogue, edition)
    return settle(findings, design, project, every, today or current_day()), tuple(sorted(questions))


def _again(
    rule: Rule, design: Design, catalogue: Catalogue, edition: Edition, memory: Memory
) -> list[Finding | Question]:
    """A second try of a rule that took too long: a pause of the machine is no fault of its own."""
    budget = Budget(len(design.component_ids()))
    said: list[Finding | Question] = []
    about = rule.subject
    subjects: list[Component | Connection] = [c for c in design.components if about.takes_component(c)]
    subjects += [c for c in design.connections if about.takes_connection(design, c)]
    for subject in subjects:
        said += examine(rule, design, catalogue, edition, subject, memory, budget)
    return [too_slow(rule.id, budget.seconds)] if budget.stopped else said


def _without(off: frozenset[str], rules: Sequence[Rule]) -> Sequence[Rule]:
    return [rule for rule in rules if rule.id not in off] if off else rules


def examine(
    rule: Rule,
    view: DesignView,
    catalogue: Catalogue,
    edition: Edition,
    subject: Component | Connection,
    memory: Memory | None = None,
    budget: Budget | None = None,
) -> list[Finding | Question]:
    """What one rule says of one subject; a rule that crashes says so itself, and the check goes on.

    Rules of somebody's own have a limited time: together in a check that has a ``budget``, else for each look.
    """
    try:
        if rule.is_own:
            return _in_time(rule, view, catalogue, edition, subject, memory, budget)
        return list(_examine(rule, Case(view, catalogue, edition, subject, memory=memory)))
    except Exception as error:  # noqa: BLE001  # a rule may be anybody's; its mistake must not stop the check
        message = f"The rule {rule.id} could not be checked here: {type(error).__name__}: {error}"
        ids, connection = about(subject)
        return [
            Finding(
                CRASHED.id, CRASHED.severity, ids, message, CRASHED.title, CRASHED.why, connection=connection
            )
        ]


def _in_time(
    rule: Rule,
    view: DesignView,
    catalogue: Catalogue,
    edition: Edition,
    subject: Component | Connection,
    memory: Memory | None,
    budget: Budget | None,
) -> list[Finding | Question]:
    if budget is not None and rule.id in budget.stopped:
        return []
    seconds = SECONDS if budget is None else budget.left(rule.id)
    case = TimedCase(view, catalogue, edition, subject, memory=memory, seconds=seconds)
    try:
        return list(_examine(rule, case))
    except TooSlowError:
        return [] if budget is not None else [too_slow(rule.id, SECONDS, subject)]
    finally:
        if budget is not None:
            budget.use(rule.id, case.used)


def too_slow(rule: str, seconds: float, subject: Component | Connection | None = None) -> Finding:
    ids, connection = about(subject) if subject is not None else ((), None)
    message = words_of(rule, seconds)
    return Finding(
        TOO_SLOW.id, TOO_SLOW.severity, ids, message, TOO_SLOW.title, TOO_SLOW.why, connection=connection
    )


def _examine(rule: Rule, case: Case) -> Iterator[Finding | Question]:
    ids, connection = about(case.subject)
    for report in rule.examine(case):
        if isinstance(report, Failed):
            yield Finding(
                rule.id,
                rule.severity,
                ids,
                report.message,
                rule.title,
                rule.why,
                report.cite or rule.cite,
                report.aws or rule.aws,
                report.fixes,
                None,
                connection,
                report.differs or rule.differs,
            )
        elif isinstance(report, Undecided):
            yield Question(rule.id, ids, report.missing, connection or "")


def about(subject: Component | Connection) -> tuple[tuple[str, ...], str | None]:
    """The components a finding names, and the connection where it is about one."""
    if isinstance(subject, Connection):
        return tuple(sorted({subject.source, subject.target})), subject.id
    return (subject.id,), None


@lru_cache(maxsize=8)
def known_rules(catalogue: Catalogue, edition: Edition) -> Mapping[str, Known]:
    """All rules that waivers and choices may name, those of the other edition and broken ones too."""
    on = {rule.id: rule.version for rule in rules_of(catalogue, edition).rules}
    written = {rule.id: rule.version for rule in catalogue.rules}
    return {
        id: Known(on.get(id, written.get(id, 1)), id in on)
        for id in sorted(on.keys() | written.keys())  # those that are no palette's are on in both editions
    }


def current_day() -> date:
    return datetime.now(tz=UTC).astimezone().date()


def _sort_out(said: Sequence[Finding | Question], findings: list[Finding], questions: list[Question]) -> None:
    for entry in said:
        if isinstance(entry, Finding):
            findings.append(entry)
        else:
            questions.append(entry)
