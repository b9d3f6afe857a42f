"""How long grading takes: every scenario's solution, everything placed, and a large design."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.practice.checking import everything
from archdesk.practice.grading import Grader
from archdesk.practice.library import load_library

CATALOGUE = load_catalogue()
SCENARIOS = load_library().scenarios


@pytest.mark.benchmark(group="practice")
def test_every_solution_is_graded(benchmark) -> None:
    """All of them once: divided by their number, a grade is to take no more than 50 ms."""
    asked = [
        (grader, grader.drawn.solution()) for grader in (Grader(s, CATALOGUE) for s in SCENARIOS.values())
    ]
    for grader, design in asked:
        grader.grade(design)  # what is worked out once a scenario

    def grade_all() -> int:
        return sum(grader.grade(design).score for grader, design in asked)

    assert benchmark(grade_all) == 100 * len(asked)


@pytest.mark.benchmark(group="practice")
def test_everything_placed_is_graded(benchmark) -> None:
    scenario = next(iter(SCENARIOS.values()))
    grader = Grader(scenario, CATALOGUE)
    design = everything(scenario, CATALOGUE)
    grader.grade(design)
    assert not benchmark(grader.grade, design).passed
