"""What does not matter changes nothing: ids, places on the canvas, the order of the file, what is unrelated."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Point
from archdesk.model.records import Component, Connection, Record
from archdesk.rules.check import all_rules, check_design
from archdesk.rules.findings import Finding
from tests.rules.random_edits import random_design
from tests.rules.worked import worked

CATALOGUES = {"worked": worked(), "shipped": load_catalogue()}
CASES = [pytest.param(name, seed, id=f"{name}-{seed}") for name in CATALOGUES for seed in range(4)]


def plain(finding: Finding, ids: dict[str, str]) -> tuple[object, ...]:
    about = tuple(sorted(ids.get(id, id) for id in finding.components))
    return finding.rule, finding.severity, about, ids.get(finding.connection or "", finding.connection)


def findings(design: Design, name: str, ids: dict[str, str] | None = None) -> list[tuple[object, ...]]:
    return sorted((plain(f, ids or {}) for f in check_design(design, CATALOGUES[name])), key=repr)


@pytest.mark.parametrize("name, seed", CASES)
def test_other_ids_give_the_same_findings(name, seed):
    design = random_design(Random(seed), CATALOGUES[name], 50)
    # in the same order: of two that clash, a rule may name the later one
    ids = {id: f"x{number:04}" for number, id in enumerate(sorted(design.records)) if id != "design"}

    def renamed(record: Record) -> Record:
        if isinstance(record, Component):
            parent = None if record.parent is None else ids[record.parent]
            return replace(
                record, id=ids[record.id], parent=parent, spans=tuple(ids[s] for s in record.spans)
            )
        if isinstance(record, Connection):
            return replace(record, id=ids[record.id], source=ids[record.source], target=ids[record.target])
        return record

    other = Design([renamed(r) for r in design.records.values()])
    assert findings(other, name) == findings(design, name, ids)


@pytest.mark.parametrize("name, seed", CASES)
def test_another_order_and_another_place_give_the_same_findings(name, seed):
    design = random_design(Random(seed), CATALOGUES[name], 50)
    records = [
        replace(r, rect=r.rect.moved(Point(seed, 40)), z=seed) if isinstance(r, Component) else r
        for r in reversed(list(design.records.values()))
    ]
    assert check_design(Design(records), CATALOGUES[name]) == check_design(design, CATALOGUES[name])


@pytest.mark.parametrize("name, seed", CASES)
def test_two_designs_side_by_side_have_the_findings_of_both(name, seed):
    design = random_design(Random(seed), CATALOGUES[name], 40)
    with design.edit("Add what is unrelated") as writing:
        before = findings(design, name)
        for number in range(5):
            lonely = Component(
                f"lonely{number}", "sns.topic", f"Lonely {number}", next(design.components).rect
            )
            writing.put(lonely)
    after = [f for f in findings(design, name) if not any("lonely" in id for id in f[2])]
    assert after == before


def test_no_rule_gets_lost():
    """Raise the number with the rules; that it may not fall is the point."""
    assert len(all_rules(CATALOGUES["shipped"])) >= 130


def test_every_rule_has_an_id_of_its_own_and_says_why():
    rules = all_rules(CATALOGUES["shipped"])
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.title, rule.id
        assert rule.why, rule.id
        assert rule.severity in ("error", "warning", "info"), rule.id
