"""How long checks take with the whole rule book: a full one, and what an edit costs.

Targets on two cores: full <= 600 ms at 1,000 components and <= 5 s at 5,000; an edit at 1,000 p99 <= 8 ms, at most
16 ms. ``pytest tests/benchmarks --benchmark-only -n 0``.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import quantiles
from time import perf_counter

import pytest

from archdesk.app.collector import leave_alone_what_is_there
from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.rules.check import check_design, rules_of
from archdesk.rules.live import LiveCheck
from tests.benchmarks.drawing import large_design
from tests.rules.random_edits import KINDS, one, random_design

CATALOGUE = load_catalogue()
DRAWN: dict[str, Callable[[int], Design]] = {
    "by chance": lambda count: random_design(Random(1), CATALOGUE, count),
    "as people draw": large_design,
}


def design_of(how: str, count: int) -> Design:
    rules_of(CATALOGUE, "current")  # compiled once a session
    design = DRAWN[how](count)
    assert len(design.component_ids()) >= count
    return design


@pytest.mark.parametrize("how", DRAWN)
@pytest.mark.parametrize("count", [1_000, 5_000])
def test_a_full_check(benchmark, how, count):
    design = design_of(how, count)
    found = benchmark.pedantic(check_design, (design, CATALOGUE), rounds=3, warmup_rounds=1)
    assert found


@pytest.mark.parametrize("how", DRAWN)
def test_the_first_check_of_a_session(benchmark, how):
    design = design_of(how, 1_000)
    benchmark.pedantic(lambda: LiveCheck(design, CATALOGUE).findings, rounds=2)


@pytest.mark.parametrize("how", DRAWN)
@pytest.mark.parametrize("count", [1_000, 5_000])
def test_an_edit(benchmark, how, count):
    design = design_of(how, count)
    check = LiveCheck(design, CATALOGUE)
    assert check.findings is not None
    leave_alone_what_is_there()  # as the window does once a design is open
    random = Random(2)
    taken: list[float] = []

    def follow(change: object) -> None:
        start = perf_counter()
        check.update(change)  # type: ignore[arg-type]
        assert check.findings is not None
        taken.append((perf_counter() - start) * 1000)

    design.follow(follow)
    benchmark.pedantic(
        lambda: one(design, random, CATALOGUE, random.choice([*KINDS, "remove"])), rounds=1_000
    )
    parts = quantiles(taken, n=100)
    benchmark.extra_info["ms"] = {
        "p50": round(parts[49], 2),
        "p95": round(parts[94], 2),
        "p99": round(parts[98], 2),
        "max": round(max(taken), 2),
    }
    print(how, count, benchmark.extra_info["ms"])


def test_the_longest_wait_when_a_large_design_is_opened(benchmark):
    """The window checks in slices: what it waits for is one slice, however large the design is."""
    design = design_of("as people draw", 5_000)
    check = LiveCheck(design, CATALOGUE)
    waits: list[float] = []

    def open_it() -> None:
        while check.pending:
            start = perf_counter()
            check.work(12)
            waits.append((perf_counter() - start) * 1000)

    benchmark.pedantic(open_it, rounds=1)
    benchmark.extra_info["ms"] = {"slices": len(waits), "longest": round(max(waits), 1)}
    print(benchmark.extra_info["ms"])
