"""No clause of a rule is there for nothing: dropping any makes one of the rule's examples fail."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import RuleDefinition
from tests.rules.mutations import mutants, survivors

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("definition", [pytest.param(d, id=d.id) for d in CATALOGUE.rules])
def test_each_clause_is_needed_by_an_example(definition):
    assert survivors(definition, CATALOGUE) == []


def test_a_clause_that_no_example_needs_is_told():
    small = {"components": {"q": {"type": "sqs.queue", "fifo": True}}}
    large = {"components": {"q": {"type": "sqs.queue", "fifo": True, "delay_seconds": 900}}}
    other = {"components": {"q": {"type": "sqs.queue", "delay_seconds": 900}}, "expect": []}
    raw = {
        "id": "OWN-001", "title": "Own", "severity": "info", "for": {"component": "sqs.queue"}, "message": "{it}", "why": "A test.",
        "when": {"eq": ["$it.fifo", True]}, "check": {"lt": ["$it.delay_seconds", 60]}, "fails": [large], "passes": [small, other],
    }  # fmt: skip
    assert survivors(RuleDefinition.model_validate(raw), CATALOGUE) == []
    assert survivors(RuleDefinition.model_validate({**raw, "passes": [small]}), CATALOGUE) == ["when"]


def test_a_rule_is_taken_apart_at_every_depth():
    definition = RuleDefinition.model_validate(
        {
            "id": "OWN-001", "title": "Own", "severity": "info", "for": {"component": "sqs.queue"}, "message": "{it}", "why": "A test.",
            "let": {"near": {"of": "$it", "follow": ["out:sends | into:sends", "out"], "type": "sqs.queue", "where": {"eq": ["$each.fifo", True]}}},
            "when": {"exists": "$near"},
            "check": {"all": [{"not": {"any": [{"exists": "$near"}, {"count": {"of": "$near", "ge": 1, "le": 2}}]}}, {"if": [{"exists": "$near"}, False]}]},
        }
    )  # fmt: skip
    assert [label for label, _ in mutants(definition)] == [
        "when",
        "check › all 0",
        "check › all 0 › not",
        "check › all 0 › not › any 0",
        "check › all 0 › not › any 1",
        "check › all 0 › not › any 1 › count › ge",
        "check › all 0 › not › any 1 › count › le",
        "check › all 1",
        "check › all 1 › if 0",
        "check › all 1 › if 1",
        "let › near › type",
        "let › near › where",
        "let › near › follow › out:sends",
        "let › near › follow › into:sends",
    ]
