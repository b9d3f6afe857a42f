"""A palette's mistakes about limits are told by `archdesk palette check`, each at its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archdesk.app.palettes import check_palette
from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.limits.checking import limit_mistakes

PALETTE = """\
service: Mine
category: compute
components:
  mine.thing:
    label: Thing
    summary: A thing.
    icon: general/general
    placement: {scope: regional, parents: [aws.region], reason: "It is regional."}
    properties:
      size: {type: integer, label: Size, default: 1, max: 10}
      tags: {type: list, label: Tags, default: []}
    limits:
      - {label: Sizes, current: "10", measure: size}
      - {label: Tags, current: "5", measure: count(tgas), most: 5}
    costs: [{label: Thing, free: "It is mine."}]
    cloudformation: {why_not: "It is mine."}
"""


def thing(limit: dict[str, Any]) -> ComponentType:
    """A type with one limit."""
    return ComponentType.model_validate(
        {
            "label": "Thing",
            "properties": {"size": {"type": "integer", "max": 10}, "tags": {"type": "list"}},
            "usage": {"calls": {"label": "Calls", "unit": "calls", "small": 1, "medium": 2, "large": 3}},
            "limits": [{"label": "Some", "current": "5", **limit}],
        }
    )


CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("key", "limit", "says"),
    [
        ("measure", {"measure": "count(tag)", "most": 5}, "no property or usage 'tag'; did you mean 'tags'"),
        ("measure", {"measure": "cuont(tags)", "most": 5}, "no function 'cuont'; did you mean 'count'"),
        (
            "measure",
            {"measure": "count(tags", "most": 5},
            "'count(tags' is no arithmetic: '(' was never closed",
        ),
        ("measure", {"measure": "count(tags)"}, "there is nothing to hold it against"),
        ("most", {"measure": "count(tags)", "most": 0}, "the most is above 0"),
        ("most", {"measure": "count(tags)", "most": {"current": "many"}}, "the most is a number"),
        ("most", {"most": 5}, "it says how to measure nothing"),
        (
            "when",
            {"measure": "size", "when": "seize > 1"},
            "no property or usage 'seize'; did you mean 'size'",
        ),
        ("rule", {"measure": "size", "rule": "NO-001"}, "there is no rule 'NO-001'"),
        (
            "measure",
            {"measure": "incoming('tirggers')", "most": 5},
            "no relation 'tirggers'; did you mean 'triggers'",
        ),
        ("measure", {"measure": "inside('vpc.subnt')", "most": 5}, "there is no component type 'vpc.subnt'"),
        (
            "measure",
            {"measure": "given('tag')", "most": 5},
            "there is no property 'tag'; did you mean 'tags'",
        ),
        (
            "measure",
            {"measure": "around('aws.region', 'regoin')", "most": 5},
            "aws.region has no property 'regoin'",
        ),
        ("measure", {"measure": "count(tags, 'x')", "most": 5}, "count takes no more than 1 words"),
    ],
)
def test_a_mistake_is_told_at_its_key(key: str, limit: dict[str, Any], says: str):
    found = list(limit_mistakes(thing(limit), CATALOGUE))
    assert [path for path, message in found if says in message] == [("limits", 0, key)], found


@pytest.mark.parametrize(
    "limit",
    [
        {"measure": "size"},
        {"measure": "count(tags)", "most": {"notes": 4, "current": 5}, "unit": "tags"},
        {"measure": "calls / seconds", "most": 5, "when": "region == 'us-east-1'", "scope": "region"},
        {"measure": "outgoing('', 'sqs.queue')", "most": {"current": 5}, "rule": "SQS-001"},
        {},
    ],
)
def test_a_limit_that_can_be_measured_is_no_mistake(limit: dict[str, Any]):
    assert list(limit_mistakes(thing(limit), CATALOGUE)) == []


def test_the_check_of_a_palette_names_the_line(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text(PALETTE, "utf-8")
    (problem,) = check_palette(file)
    assert (
        problem.line == PALETTE.splitlines().index(next(x for x in PALETTE.splitlines() if "tgas" in x)) + 1
    )
    assert problem.message == (
        "components › mine.thing › limits › 1 › measure: there is no property or usage 'tgas'; did you mean 'tags'?"
    )
