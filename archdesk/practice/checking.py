"""What is wrong with a scenario: it cannot be read, its own designs do not get the grades it says, or a part of a
requirement makes no difference to any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from archdesk.errors import ArchDeskError, Problem
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Record, Settings
from archdesk.practice.definitions import Requirement, Scenario
from archdesk.practice.grading import Grade, Grader
from archdesk.practice.library import ScenarioFile
from archdesk.practice.mutating import survivors
from archdesk.rules.check import check_design
from archdesk.rules.scope import Path, RuleError

TOO_MUCH = 50  # percent of the points that having everything on the canvas may be worth, before what it costs


def problems_of(
    file: ScenarioFile, catalogue: Catalogue, sections: Iterable[str] = (), *, thorough: bool = True
) -> tuple[Problem, ...]:
    """All that is wrong with a scenario, each at its line; ``sections`` are those of the handbook.

    ``thorough`` also looks for parts of requirements that could be dropped without any design noticing.
    """
    if file.scenario is None:
        return file.problems
    try:
        found = list(_mistakes(file.scenario, catalogue, frozenset(sections), thorough))
    except RuleError as error:
        found = [(error.path, str(error))]
    return tuple(
        file.source.problem(path, f"{' › '.join(map(str, path))}: {message}" if path else message)
        for path, message in found
    )


def _mistakes(
    scenario: Scenario, catalogue: Catalogue, sections: frozenset[str], thorough: bool
) -> Iterator[tuple[Path, str]]:
    if sections:
        yield from _citations(scenario, sections)
    for index, type in enumerate(scenario.welcome):
        if type not in catalogue.types:
            yield ("welcome", index), f"there is no component type {type!r}"
    for type, usage in scenario.workload.items():
        kind = catalogue.types.get(type)
        for name in usage:
            if kind is None or name not in kind.usage:
                yield ("workload", type, name), "there is no such monthly quantity"
    grader = Grader(scenario, catalogue)
    wrong = list(_grades(scenario, grader))
    yield from wrong
    yield from _soundness(grader)
    if thorough and not wrong:
        for path, label in survivors(grader):
            requirement = scenario.requirements[int(path[1])].id
            yield (
                path,
                f"{requirement} › {label}: no design here needs it; drop it, or add one to broken_by or met_by",
            )


def _citations(scenario: Scenario, sections: frozenset[str]) -> Iterator[tuple[Path, str]]:
    for index, section in enumerate(scenario.sections):
        if section not in sections:
            path: Path = ("section",) if index == 0 else ("also", index - 1)
            yield path, f"the notes have no section {section!r}"
    for index, requirement in enumerate(scenario.requirements):
        if requirement.cite and requirement.cite not in sections:
            yield ("requirements", index, "cite"), f"the notes have no section {requirement.cite!r}"


def _grades(scenario: Scenario, grader: Grader) -> Iterator[tuple[Path, str]]:
    """Where a design of the scenario does not get the grade it should."""
    solution = grader.drawn.solution()
    yield from _whole(grader.grade(solution), ("solution",))
    for index, alternative in enumerate(scenario.alternatives):
        path: Path = ("alternatives", index)
        design = grader.sketch(alternative, path)
        yield from _whole(grader.grade(design), path)
        if _shape(design) == _shape(solution):
            yield path, "has the same parts and connections as the solution; draw it in another way"
    for index, wrong in enumerate(scenario.wrong):
        path = ("wrong", index)
        grade = grader.grade(grader.sketch(wrong, path))
        if sorted(grade.failed()) != sorted(wrong.fails):
            yield (*path, "fails"), f"it fails {', '.join(grade.failed()) or 'nothing'}"
        if grade.score != wrong.score:
            yield (*path, "score"), f"it scores {grade.score}{_why(grade)}"
        if grade.passed:
            yield path, f"passes with {grade.score} points; give what it fails more of them"
    for index, requirement in enumerate(scenario.requirements):
        yield from _examples(grader, requirement, ("requirements", index))
    empty = grader.grade(grader.drawn.nothing())
    if empty.score:
        met = ", ".join(v.requirement.id for v in empty.verdicts if v.met)
        yield (), f"an empty canvas scores {empty.score}, for {met}; let that need something that is there"
    if scenario.start is not None and (start := grader.grade(grader.drawn.start())).score:
        yield ("start",), f"untouched it scores {start.score}"
    if not empty.possible:
        yield ("start",), "meets every requirement already"
    placed = grader.grade(everything(scenario, grader.catalogue))
    if 100 * placed.earned > TOO_MUCH * placed.possible:
        met = ", ".join(v.requirement.id for v in placed.verdicts if v.met)
        points = f"{placed.earned} of {placed.possible} points"
        yield (), f"everything placed earns {points}, for {met}; ask for what is connected or set"


def _examples(grader: Grader, requirement: Requirement, path: Path) -> Iterator[tuple[Path, str]]:
    """What the requirement must notice and does not, and what it must not mind and does."""
    for name, sketches in (("broken_by", requirement.broken_by), ("met_by", requirement.met_by)):
        for index, sketch in enumerate(sketches):
            at: Path = (*path, name, index)
            design = grader.sketch(sketch, at)
            verdict = grader.verdict(requirement, design)
            if name == "met_by":
                yield from _unknown_connections(grader.catalogue, design, at)
            if verdict.met != (name == "met_by"):
                state = "met all the same" if verdict.met else f"not met ({verdict.state})"
                yield at, f"{requirement.id} is {state}"


def _whole(grade: Grade, path: Path) -> Iterator[tuple[Path, str]]:
    if grade.failed():
        yield path, f"does not meet {', '.join(grade.failed())}"
    if grade.score != 100:
        yield path, f"scores {grade.score}{_why(grade)}"


def _why(grade: Grade) -> str:
    return "".join(f"; {d.points} off: {d.text}" for d in grade.deductions)


def _soundness(grader: Grader) -> Iterator[tuple[Path, str]]:
    """The solution is without errors, and a template of it can be written."""
    yield from _unknown_connections(grader.catalogue, grader.drawn.start(), ("start",))
    for path, design in _right(grader):
        yield from _unknown_connections(grader.catalogue, design, path)
        for finding in check_design(design, grader.catalogue):
            if finding.severity == "error":
                yield path, f"has an error: {finding.message} ({finding.rule})"
    try:
        export_design(grader.drawn.solution(), grader.catalogue)
    except ArchDeskError as error:
        yield ("solution",), f"does not export: {error}"


def _unknown_connections(catalogue: Catalogue, design: Design, path: Path) -> Iterator[tuple[Path, str]]:
    """Connections that nobody could draw, since no palette has them: a relation was mistaken for another."""
    for c in design.connections:
        ends = design.component(c.source), design.component(c.target)
        if catalogue.connection_between(*ends, c.relation) is None:
            known = ", ".join(
                t.relation for t in catalogue.connections_between(*ends) if t.verdict != "wrong"
            )
            message = (
                f"no palette has `{ends[0].type} {c.relation} {ends[1].type}`; it has: {known or 'none'}"
            )
            yield path, message


def _right(grader: Grader) -> Iterator[tuple[Path, Design]]:
    yield ("solution",), grader.drawn.solution()
    for index, alternative in enumerate(grader.scenario.alternatives):
        yield ("alternatives", index), grader.sketch(alternative, ("alternatives", index))


def _shape(design: Design) -> tuple[Counter[str], Counter[tuple[str, str, str]], list[object]]:
    """What a design is made of, whatever its parts are called."""
    type = {c.id: c.type for c in design.components}
    return (
        Counter(type.values()),
        Counter((type[c.source], c.relation, type[c.target]) for c in design.connections),
        sorted(((c.type, repr(sorted(c.properties.items()))) for c in design.components), key=repr),
    )


def everything(scenario: Scenario, catalogue: Catalogue) -> Design:
    """One of each component type there is, side by side, and nothing thought about."""
    records: list[Record] = [Settings(edition=scenario.edition, region=scenario.region)]
    records += [
        Component(
            f"c{number}",
            type,
            catalogue.types[type].label,
            Rect(number % 12 * 400, number // 12 * 400, 48, 48),
        )
        for number, type in enumerate(sorted(catalogue.types))
    ]
    return Design(records)
