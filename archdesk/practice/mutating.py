"""Mutants of requirements: the same one without a clause. A part that no design of the scenario needs proves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from archdesk.model.design import Design
from archdesk.practice.conditions import compile_condition
from archdesk.practice.definitions import Condition, Requirement, Sketch
from archdesk.practice.grading import Grader
from archdesk.rules.clauses import without_a_clause
from archdesk.rules.scope import Path, RuleError

ALWAYS = Condition(check=True)


def survivors(grader: Grader) -> Iterator[tuple[Path, str]]:
    """The parts of requirements that can be dropped without any design of the scenario noticing."""
    for index, requirement in enumerate(grader.scenario.requirements):
        path: Path = ("requirements", index)
        designs = list(_designs(grader, requirement, path))
        usual = [grader.verdict(requirement, design).met for design in designs]
        for label, mutant in mutants(requirement):
            try:
                ask = compile_condition(mutant, grader.catalogue, grader.scenario.edition, path)
            except RuleError:
                continue  # the rest cannot stand without it
            if [grader.verdict(requirement, design, ask).met for design in designs] == usual:
                yield path, label
        for name in requirement.needs:
            fewer = requirement.model_copy(update={"needs": tuple(n for n in requirement.needs if n != name)})
            if [grader.verdict(fewer, design).met for design in designs] == usual:
                yield path, f"needs › {name}"


def mutants(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Each with the part that it lacks; the first one asks for nothing at all."""
    yield "the whole condition", ALWAYS
    yield from _weaker(condition)


def _weaker(condition: Condition) -> Iterator[tuple[str, Condition]]:
    for name in ("any", "all"):
        parts: tuple[Condition, ...] = getattr(condition, name)
        for index, part in enumerate(parts):
            rest = (*parts[:index], *parts[index + 1 :])
            if rest:
                yield f"{name} {index}", condition.model_copy(update={name: rest})
            for label, weaker in _weaker(part):
                yield (
                    f"{name} {index} › {label}",
                    condition.model_copy(update={name: (*parts[:index], weaker, *parts[index + 1 :])}),
                )
    if condition.applies is None and condition.check is None:
        return
    parts_of: dict[str, Any] = {"let": condition.let, "when": condition.when, "check": condition.check}
    for label, changed in without_a_clause(parts_of):
        yield label, condition.model_copy(update=changed)
    if condition.applies is not None and condition.check is not None:
        yield "check", condition.model_copy(update={"check": None})
    if isinstance(condition.holds_for, dict):
        yield "holds_for", condition.model_copy(update={"holds_for": "some"})


def _designs(grader: Grader, requirement: Requirement, path: Path) -> Iterator[Design]:
    scenario = grader.scenario
    yield grader.drawn.nothing()
    yield grader.drawn.start()
    yield grader.drawn.solution()
    sketches: list[tuple[Path, Sequence[Sketch]]] = [
        (("alternatives",), scenario.alternatives),
        (("wrong",), scenario.wrong),
        ((*path, "broken_by"), requirement.broken_by),
        ((*path, "met_by"), requirement.met_by),
    ]
    for at, several in sketches:
        yield from (grader.sketch(sketch, (*at, index)) for index, sketch in enumerate(several))
