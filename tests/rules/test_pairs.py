"""Sound architectures and the same with one mistake: the mistake is found, by just its rule; nothing else is said."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules.check import examine_design
from tests.rules.pairs import Pair, drawn, read_pairs

CATALOGUE = load_catalogue()
PAIRS = [pytest.param(pair, id=f"{pair.file}: {pair.title}") for pair in read_pairs()]


@pytest.mark.parametrize("pair", PAIRS)
def test_of_the_sound_one_nothing_is_said(pair: Pair):
    findings, questions = examine_design(drawn(pair.sound, CATALOGUE), CATALOGUE)
    assert [f"{f.rule} {f.severity}: {f.message}" for f in findings] == []
    assert [f"{q.rule}: {', '.join(q.missing)}" for q in questions] == []


@pytest.mark.parametrize("pair", PAIRS)
def test_the_mistake_is_found_by_its_rules_alone(pair: Pair):
    findings, _ = examine_design(drawn(pair.wrong, CATALOGUE), CATALOGUE)
    assert pair.rules, "a mistake is found by some rule"
    assert tuple(sorted({f.rule for f in findings})) == pair.rules, [
        f"{f.rule}: {f.message}" for f in findings
    ]
