"""How long checks take: a full one, and what an edit costs, at 1,000 components and about 200 rules.

Targets on two cores: full <= 600 ms; an edit p99 <= 8 ms, at most 16 ms. ``pytest tests/benchmarks --benchmark-only -n 0``.
"""

from __future__ import annotations

from itertools import count
from random import Random
from statistics import quantiles
from time import perf_counter

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.model.design import Design
from archdesk.rules.check import check_design, rules_of
from archdesk.rules.live import LiveCheck
from tests.rules.random_edits import KINDS, one, random_design

COMPONENTS = 1_000
RULES = 200


@pytest.fixture(scope="module", params=["shipped rules", f"{RULES} rules"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    """The shipped palettes; and their rules again and again under other ids, until there are enough."""
    shipped = load_catalogue()
    if request.param == "shipped rules":
        return shipped
    number = count()
    rules = tuple(
        rule.model_copy(update={"id": f"{rule.id}-{next(number)}"})
        for _ in range(RULES // len(shipped.rules) + 1)
        for rule in shipped.rules
    )[:RULES]
    bare = [palette.model_copy(update={"rules": ()}) for palette in shipped.palettes]
    first = bare[0].model_copy(update={"rules": rules})
    catalogue = Catalogue([first, *bare[1:]])
    assert len(rules_of(catalogue, "current").rules) >= RULES * 0.8  # some rules are of one edition only
    return catalogue


@pytest.fixture
def design(catalogue: Catalogue) -> Design:
    design = random_design(Random(1), catalogue, COMPONENTS)
    assert len(design.component_ids()) == COMPONENTS
    return design


def test_a_full_check(benchmark, design, catalogue):
    found = benchmark.pedantic(check_design, (design, catalogue), rounds=3, warmup_rounds=1)
    assert found


def test_the_first_check_of_a_session(benchmark, design, catalogue):
    check = benchmark.pedantic(LiveCheck, (design, catalogue), rounds=2)
    assert check.findings


def test_an_edit(benchmark, design, catalogue):
    check = LiveCheck(design, catalogue)
    random = Random(2)
    taken: list[float] = []

    def follow(change: object) -> None:
        start = perf_counter()
        check.update(change)  # type: ignore[arg-type]
        assert check.findings is not None
        taken.append((perf_counter() - start) * 1000)

    design.follow(follow)
    benchmark.pedantic(
        lambda: one(design, random, catalogue, random.choice([*KINDS, "remove"])), rounds=1_000
    )
    parts = quantiles(taken, n=100)
    benchmark.extra_info["ms"] = {
        "p50": round(parts[49], 2),
        "p95": round(parts[94], 2),
        "p99": round(parts[98], 2),
        "max": round(max(taken), 2),
    }
    print(benchmark.extra_info["ms"])
