"""Rules broken at random: each is a problem that names its place or a rule that runs, and never a crash."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from archdesk.catalog.catalogue import Catalogue, load_catalogue, read_palettes
from archdesk.catalog.definitions import RuleDefinition
from archdesk.rules.check import check_design, rule_problems
from archdesk.rules.compiling import compile_rule
from archdesk.rules.scope import RuleError
from tests.rules.random_edits import random_design
from tests.rules.worked import worked

ROUNDS = 40 * int(os.environ.get("ARCHDESK_FUZZ", "1"))
JUNK: list[Any] = [
    None, True, 0, -1, 10**40, 1.5, "", "$", "$it", "$it.", "$nobody", "$it.az", "$$x", "{it", "any", "*", "[", [], [[]],
    ["$it"], [None], {}, {"eq": [1, 1]}, {"a": {"b": 1}}, {"of": "$it"}, {1: 2}, {"mul": [1]}, "in:", "out:", "in:*", "a|b",
    {"notes": 1, "current": {}}, {"type": "vpc.subnet", "where": 3}, {"what": "$it"}, {"in": "$it", "check": True}, "name",
]  # fmt: skip
PARTS = ("for", "when", "let", "check", "message", "fix", "notes")


def broken(random: Random, value: Any, depth: int = 0) -> Any:
    """The value with one place of it replaced by something that does not belong there."""
    if depth and random.random() < 0.2:
        return random.choice(JUNK)
    if isinstance(value, dict) and value:
        key = random.choice(sorted(value, key=str))
        if random.random() < 0.1:
            return {**value, random.choice(["extra", "eq", "what", "type"]): random.choice(JUNK)}
        if random.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: broken(random, value[key], depth + 1)}
    if isinstance(value, list | tuple) and value:
        index = random.randrange(len(value))
        parts = [broken(random, v, depth + 1) if i == index else v for i, v in enumerate(value)]
        return type(value)(parts)
    return random.choice(JUNK)


@pytest.mark.fuzz
@pytest.mark.parametrize("catalogue", [worked(), load_catalogue()], ids=["worked", "shipped"])
def test_a_broken_rule_never_crashes(catalogue):
    random = Random(7)
    design = random_design(Random(1), catalogue, 30)
    refused = ran = 0
    for _ in range(ROUNDS):
        for definition in random.sample(list(catalogue.rules), 10):
            said = definition.model_dump(by_alias=True)
            part = random.choice([p for p in PARTS if said[p]])
            value = broken(random, said[part])
            try:
                wrong = RuleDefinition.model_validate({**said, part: value})
                compile_rule(wrong, catalogue, random.choice(["notes", "current"]))
            except (RuleError, ValidationError):
                refused += 1
                continue
            (first, *others) = (p.model_copy(update={"rules": ()}) for p in catalogue.palettes)
            alone = Catalogue([first.model_copy(update={"rules": (wrong,)}), *others])
            crashes = [f.message for f in check_design(design, alone) if f.rule == "RUL-001"]
            assert crashes == [], (part, value)
            ran += 1
    assert refused > ROUNDS
    assert ran > ROUNDS


def test_a_palette_with_one_bad_rule_keeps_its_others():
    text = """
service: Test
category: test
components: {a.b: {label: B}}
rules:
  - {id: A-001, title: Good, severity: info, for: {component: a.b}, check: true, message: m, why: w}
  - {id: A-002, title: Bad, severity: info, for: {component: a.b}, check: {equals: [1, 2]}, message: m, why: w}
  - {id: A-003, title: No check, severity: info, for: {component: a.b}, message: m, why: w}
  - {id: A-004, title: Fatal, severity: fatal, for: {component: a.b}, check: true, message: m, why: w}
"""
    catalogue = read_palettes([("own.yaml", text)])
    assert [rule.id for rule in catalogue.rules] == ["A-001", "A-002"]
    assert min(p.line for p in catalogue.problems if p.file == "own.yaml") > 0
    (problem,) = rule_problems(catalogue)
    assert str(problem).startswith("own.yaml:7: rules › A-002 › check › equals: is no known operator")
