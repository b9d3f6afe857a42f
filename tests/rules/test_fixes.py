"""Fixes: shown in words first, applied as one undo step, and refused where there is no way to apply them."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.errors import EditError
from archdesk.model.design import Design
from archdesk.rules.check import check_design, rule_problems
from archdesk.rules.findings import Finding
from archdesk.rules.fixes import apply_fix, preview_fix
from tests.rules.worked import drawn, worked

NETWORK = {
    "v": "vpc.vpc",
    "za": {"type": "vpc.az", "in": "v", "zone": "a"},
    "zb": {"type": "vpc.az", "in": "v", "zone": "b"},
    "pa": {"type": "vpc.subnet", "in": "za", "public": True},
    "pb": {"type": "vpc.subnet", "in": "zb", "public": True},
    "ra": {"type": "vpc.subnet", "in": "za"},
    "rb": {"type": "vpc.subnet", "in": "zb"},
}
PRIVATE = {"type": "vpc.subnet", "where": {"eq": ["$each.public", False]}}


def offered(design: Design, subject: dict[str, Any], let: dict[str, Any] | None = None, **steps: Any):
    """A catalogue with a rule that always finds fault and offers this fix, and its first finding."""
    raw = {
        "id": "OWN-001", "title": "Own", "severity": "info", "for": subject, "let": let or {}, "check": False,
        "message": "{it}", "why": "Test", "fix": ({"label": "Mend {it}", "safe": True, **steps},), "file": "own.yaml",
    }  # fmt: skip
    (palette,) = worked().palettes
    catalogue = Catalogue([palette.model_copy(update={"rules": (RuleDefinition.model_validate(raw),)})])
    assert rule_problems(catalogue) == ()
    return catalogue, next(f for f in check_design(design, catalogue) if f.rule == "OWN-001")


def mended(design: Design, catalogue: Catalogue, finding: Finding) -> tuple[str, ...]:
    """The preview; the fix is then applied, as one step that undo takes back."""
    before = dict(design.records)
    words = preview_fix(design, catalogue, finding, finding.fixes[0])
    assert design.records == before, "a preview changes nothing"
    apply_fix(design, catalogue, finding, finding.fixes[0])
    design.undo()
    assert design.records == before
    design.redo()
    return words


def test_setting_a_value():
    design = drawn({"q": {"type": "sqs.queue", "name": "Orders"}})
    rule = offered(
        design,
        {"component": "sqs.queue"},
        set={"visibility_timeout": {"add": ["$it.visibility_timeout", 60]}},
    )
    assert mended(design, *rule) == ("Orders: visibility timeout 30 → 90",)
    assert design.component("q").properties == {"visibility_timeout": 90}


def test_taking_a_value_away():
    design = drawn({"q": {"type": "sqs.queue", "fifo": True}})
    rule = offered(design, {"component": "sqs.queue"}, set={"what": "$it", "fifo": None})
    assert mended(design, *rule) == ("q: fifo yes → not set",)
    assert design.component("q").properties == {}


def test_a_fix_that_would_change_nothing_is_not_offered():
    design = drawn({"q": {"type": "sqs.queue", "fifo": True}})
    _, finding = offered(design, {"component": "sqs.queue"}, set={"fifo": True})
    assert finding.fixes == ()


def test_moving_keeps_the_zone_and_the_spans_that_fit():
    design = drawn({**NETWORK, "db": {"type": "rds.instance", "in": "pb", "spans": ["pa", "ra"]}})
    rule = offered(design, {"component": "rds.instance"}, move={"what": "$it", "to": PRIVATE})
    assert mended(design, *rule) == ("Move db into rb", "db spans ra")
    assert design.component("rb").rect.contains(design.component("db").rect)


def test_spanning_prefers_another_zone():
    design = drawn({**NETWORK, "l": {"type": "elb.application", "in": "v", "spans": ["pa"]}})
    rule = offered(
        design, {"component": "elb.application"}, span={"what": "$it", "over": {"type": "vpc.subnet"}}
    )
    assert mended(design, *rule) == ("l spans pa, pb",)


def test_adding_a_component_and_connecting_it():
    design = drawn({"f": {"type": "lambda.function", "name": "Worker"}})
    add = {
        "type": "sqs.queue", "name": "{it} dead letters", "properties": {"visibility_timeout": 60},
        "connect": {"from": "$it", "relation": "dead_letters_to"},
    }  # fmt: skip
    rule = offered(design, {"component": "lambda.function"}, add=add)
    assert mended(design, *rule) == (
        "Add SQS queue Worker dead letters",
        "Connect Worker dead-letters to Worker dead letters",
    )
    new = design.component("worker_dead_letters")
    assert new.properties == {"visibility_timeout": 60}
    assert new.rect.overlap(design.component("f").rect) is None


def test_adding_into_a_container():
    design = drawn({**NETWORK})
    rule = offered(design, {"component": "vpc.vpc"}, add={"type": "vpc.internet_gateway", "in": "$it"})
    mended(design, *rule)
    assert design.component("internet_gateway").parent == "v"


def test_replacing_a_connection():
    design = drawn({"q": "sqs.queue", "f": "lambda.function"}, "f triggers q")
    rule = offered(design, {"connection": {"relation": "triggers"}}, reverse="$it")
    assert mended(design, *rule) == ("Connection f triggers q becomes q triggers f",)


def test_another_relation():
    design = drawn({"q": "sqs.queue", "f": "lambda.function"}, "f reads q")
    rule = offered(design, {"connection": {}}, relate={"what": "$it", "relation": "sends"})
    assert mended(design, *rule) == ("Connection f reads q becomes f sends to q",)


def test_removing_all_of_a_set():
    design = drawn(
        {"q": "sqs.queue", "f": "lambda.function", "g": "lambda.function"}, "f sends q", "g sends q"
    )
    rule = offered(
        design,
        {"component": "sqs.queue"},
        {"edges": {"of": "$it", "follow": ["incoming:sends"]}},
        remove="$edges",
    )
    assert mended(design, *rule) == (
        "Remove the connection f sends to q",
        "Remove the connection g sends to q",
    )


def test_connecting_what_is_there():
    design = drawn({"t": "sns.topic", "q": "sqs.queue"})
    rule = offered(
        design,
        {"component": "sns.topic"},
        {"queues": {"of": "$design", "type": "sqs.queue"}},
        connect={"from": "$it", "to": "$queues", "relation": "delivers"},
    )
    assert mended(design, *rule) == ("Connect t delivers to q",)


def test_several_steps_are_one_undo_step():
    design = drawn({"q": {"type": "sqs.queue", "fifo": True}, "f": "lambda.function"}, "f sends q")
    rule = offered(design, {"component": "sqs.queue"}, set={"fifo": False}, add={"type": "sns.topic"})
    assert len(mended(design, *rule)) == 2
    assert design.undo_label == "Mend q"


def test_where_no_container_fits_nothing_changes_and_it_is_said():
    design = drawn(
        {
            "v": "vpc.vpc",
            "p": {"type": "vpc.subnet", "in": "v", "public": True},
            "db": {"type": "rds.instance", "in": "p"},
        }
    )
    catalogue, finding = offered(design, {"component": "rds.instance"}, move={"to": PRIVATE})
    before = dict(design.records)
    with pytest.raises(EditError, match="no fitting Subnet for db; draw one first"):
        apply_fix(design, catalogue, finding, finding.fixes[0])
    assert design.records == before
    assert design.undo_label is None


def test_a_fix_of_what_is_gone_is_refused():
    design = drawn({"q": "sqs.queue"})
    catalogue, finding = offered(design, {"component": "sqs.queue"}, set={"fifo": True})
    with design.edit("Delete") as writing:
        writing.remove("q")
    with pytest.raises(EditError, match="no longer there"):
        apply_fix(design, catalogue, finding, finding.fixes[0])
