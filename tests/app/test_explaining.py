"""A rule explains itself in the terminal, as JSON, and on the page of all rules, which is current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archdesk.app.explaining import explain, explanation, severities
from archdesk.app.rule_reference import rule_reference
from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules.check import all_rules
from tests.rules.worked import worked

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_catalogue()


def test_a_rule_says_what_it_looks_at_why_and_what_mends_it():
    lines = list(explain(worked(), "RDS-001"))
    assert lines[0] == "RDS-001 (error): Database in a public subnet"
    assert "A database needs no route to the internet." in lines
    assert "Looks at: RDS database" in lines
    assert "Fix:      Move {it} to a private subnet" in lines


def test_an_example_is_drawn_in_words():
    lines = list(explain(SHIPPED, "SQS-001"))
    at = lines.index("Fails:")
    assert lines[at + 1 : at + 4] == [
        "    q: SQS queue (visibility timeout 60)",
        "    f: Lambda function (timeout 60)",
        "    q triggers f",
    ]
    nested = list(explain(SHIPPED, "VPC-002"))
    assert "    v: VPC" in nested
    assert any(line.startswith("      s: Subnet") for line in nested)


def test_what_the_editions_make_of_it_is_said():
    def said(id: str) -> str:
        found = explanation(SHIPPED, id)
        assert found is not None
        return severities(found)

    assert said("SNS-006") == "error, only in the notes"
    assert said("SQS-012") == "error, only today"
    assert said("SQS-003") == "error"
    assert said("LAM-012") == "error in the notes, warning today"


def test_a_rule_that_nobody_knows_has_nothing_to_say():
    assert explanation(SHIPPED, "NO-001") is None
    assert list(explain(SHIPPED, "NO-001")) == []


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in all_rules(SHIPPED)])
def test_every_rule_shows_a_mistake_and_a_sound_design(rule):
    found = explanation(SHIPPED, rule.id)
    assert found is not None
    if rule.subject.types == frozenset() or rule.id == "TYP-001":
        return  # about rules and waivers themselves; a type that nobody knows cannot be drawn
    assert found.about
    results = [result for result, _, lines in found.examples if lines]
    assert {"fails", "passes"} <= set(results)
    assert results[0] == "fails"


def test_the_page_has_every_rule_once_and_its_links_lead_there():
    page = rule_reference(SHIPPED).splitlines()
    headings = [line.removeprefix("### ") for line in page if line.startswith("### ")]
    links = [line.split("](#")[1].split(")")[0] for line in page if line.startswith("| [")]
    assert sorted(headings) == [rule.id for rule in all_rules(SHIPPED)]
    assert links == [id.lower() for id in headings]


def test_the_page_in_the_palettes_is_current():
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "write_rules.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
