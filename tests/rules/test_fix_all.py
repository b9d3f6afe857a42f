"""All safe fixes at once: planned without touching the design, applied as one step, and none that makes it worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.records import Waiver
from archdesk.rules.check import check_design
from archdesk.rules.fix_all import fix_all_safe, plan_safe_fixes
from archdesk.storage.files import open_design
from tests.rules.random_edits import design_of_mistakes
from tests.rules.worked import drawn, worked

SHIPPED = load_catalogue()
MISTAKES = Path(__file__).parents[2] / "samples" / "ten-mistakes.archdesk"
SLOW = {"q": {"type": "sqs.queue", "name": "Orders"}, "f": {"type": "lambda.function", "timeout": 60}}


def open_errors(design):
    return {f.key for f in check_design(design, SHIPPED) if f.severity == "error"}


def test_the_plan_says_what_would_change_and_changes_nothing():
    design = drawn(SLOW, "q triggers f")
    before = dict(design.records)
    (planned,) = plan_safe_fixes(design, worked())
    assert planned.finding.rule == "SQS-001"
    assert planned.words == ("Orders: visibility timeout 30 → 360",)
    assert design.records == before


def test_the_plan_is_applied_as_one_step():
    design = open_design(MISTAKES, SHIPPED).design
    planned = plan_safe_fixes(design, SHIPPED)
    assert len(planned) >= 3
    before = dict(design.records)
    change, left = fix_all_safe(design, SHIPPED, planned)
    assert change is not None
    assert left == ()
    found = {f.key for f in check_design(design, SHIPPED)}
    assert not found & {p.finding.key for p in planned}
    design.undo()
    assert design.records == before
    assert design.undo_label is None


def test_a_waived_finding_is_left_alone():
    design = drawn(SLOW, "q triggers f")
    with design.edit("Waive") as writing:
        writing.put(Waiver("w", "SQS-001", ("f", "q"), "measured: it never takes so long"))
    assert plan_safe_fixes(design, worked()) == ()


def test_what_is_not_possible_any_more_is_left_and_told():
    design = drawn({**SLOW, "r": "sqs.queue"}, "q triggers f", "r triggers f")
    planned = plan_safe_fixes(design, worked())
    assert [p.finding.components for p in planned] == [("f", "q"), ("f", "r")]
    with design.edit("Delete") as writing:
        writing.remove("r")
    change, left = fix_all_safe(design, worked(), planned)
    assert [p.finding.components for p in left] == [("f", "r")]
    assert change is not None
    assert design.component("q").properties == {"visibility_timeout": 360}


def test_where_nothing_is_wrong_nothing_is_planned():
    design = drawn({"q": "sqs.queue"})
    assert plan_safe_fixes(design, worked()) == ()
    assert fix_all_safe(design, worked(), ()) == (None, ())


@pytest.mark.parametrize("seed", range(9))
def test_no_plan_adds_an_error_and_each_resolves_what_it_says(seed):
    design = design_of_mistakes(SHIPPED, seed, 30)
    errors = open_errors(design)
    planned = plan_safe_fixes(design, SHIPPED)
    assert planned, "a design of mistakes has some that can be mended safely"
    _, left = fix_all_safe(design, SHIPPED, planned)
    assert left == ()
    assert open_errors(design) <= errors
