"""What does not matter changes nothing: ids, places on the canvas, the order of the file, what is unrelated."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Point
from archdesk.model.records import Component
from archdesk.rules.check import all_rules, check_design
from archdesk.rules.findings import Finding
from tests.rules.random_edits import design_of_mistakes, random_design, renamed
from tests.rules.worked import worked

CATALOGUES = {"worked": worked(), "shipped": load_catalogue()}
SEEDS = 20
CASES = [pytest.param(name, seed, id=f"{name}-{seed}") for name in CATALOGUES for seed in range(SEEDS)]


def drawn_by_chance(name: str, seed: int) -> Design:
    """Of the rules that ship: all their failing examples, over the seeds; else a design without sense."""
    if name == "shipped":
        return design_of_mistakes(CATALOGUES[name], seed, SEEDS)
    return random_design(Random(seed), CATALOGUES[name], 50)


def plain(finding: Finding, ids: dict[str, str]) -> tuple[object, ...]:
    about = tuple(sorted(ids.get(id, id) for id in finding.components))
    return finding.rule, finding.severity, about, ids.get(finding.connection or "", finding.connection)


def findings(design: Design, name: str, ids: dict[str, str] | None = None) -> list[tuple[object, ...]]:
    return sorted((plain(f, ids or {}) for f in check_design(design, CATALOGUES[name])), key=repr)


@pytest.mark.parametrize("name, seed", CASES)
def test_other_ids_give_the_same_findings(name, seed):
    design = drawn_by_chance(name, seed)
    # in the same order: of two that clash, a rule may name the later one
    ids = {id: f"x{number:04}" for number, id in enumerate(sorted(design.records)) if id != "design"}

    other = Design([renamed(r, ids) for r in design.records.values()])
    assert findings(other, name) == findings(design, name, ids)


@pytest.mark.parametrize("name, seed", CASES)
def test_another_order_and_another_place_give_the_same_findings(name, seed):
    design = drawn_by_chance(name, seed)
    records = [
        replace(r, rect=r.rect.moved(Point(seed, 40)), z=seed) if isinstance(r, Component) else r
        for r in reversed(list(design.records.values()))
    ]
    assert check_design(Design(records), CATALOGUES[name]) == check_design(design, CATALOGUES[name])


@pytest.mark.parametrize("name, seed", CASES)
def test_two_designs_side_by_side_have_the_findings_of_both(name, seed):
    design = drawn_by_chance(name, seed)
    with design.edit("Add what is unrelated") as writing:
        before = findings(design, name)
        for number in range(5):
            lonely = Component(
                f"lonely{number}", "sns.topic", f"Lonely {number}", next(design.components).rect
            )
            writing.put(lonely)
    after = [f for f in findings(design, name) if not any("lonely" in id for id in f[2])]
    assert after == before


def test_the_hash_seed_of_the_process_changes_nothing():
    """Sets are walked in another order with each; what is said is the same to the letter."""
    said = {_in_another_process(seed) for seed in ("0", "1", "4242")}
    assert len(said) == 1
    assert len(next(iter(said)).splitlines()) > 100


def _in_another_process(hash_seed: str) -> str:
    code = "import tests.rules.test_steady as t; t.print_all()"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def print_all() -> None:
    for seed in range(SEEDS):
        for finding in check_design(drawn_by_chance("shipped", seed), CATALOGUES["shipped"]):
            print(seed, finding.rule, finding.components, finding.connection, finding.message, finding.fixes)


def test_no_rule_gets_lost():
    """Raise the number with the rules; that it may not fall is the point."""
    assert len(all_rules(CATALOGUES["shipped"])) >= 540


def test_at_least_half_of_the_rules_can_be_fixed():
    """Three in four; that applying a fix clears its finding is tested beside each rule's examples."""
    rules = CATALOGUES["shipped"].rules
    assert sum(bool(rule.fix) for rule in rules) >= len(rules) * 0.75


def test_every_rule_has_an_id_of_its_own_and_says_why():
    rules = all_rules(CATALOGUES["shipped"])
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.title, rule.id
        assert rule.why, rule.id
        assert rule.severity in ("error", "warning", "info"), rule.id
