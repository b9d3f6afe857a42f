"""What is said of connecting two components depends on what they are set to, and on which way round it is drawn."""

from __future__ import annotations

import pytest

from archdesk.app.edits import connect
from archdesk.catalog.catalogue import Catalogue, load_catalogue, read_palettes
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Edition, Settings, Value
from archdesk.placement.connect import ConnectionOption, connection_options
from archdesk.rules.check import check_design

CATALOGUE = load_catalogue()


def design(edition: Edition = "current", **types: tuple[str, dict[str, Value]]) -> Design:
    return Design([
        Settings(edition=edition),
        *(Component(id, type, id, Rect(0, 0, 48, 48), properties=p) for id, (type, p) in types.items()),
    ])  # fmt: skip


def best(drawn: Design, source: str, target: str, catalogue: Catalogue = CATALOGUE) -> ConnectionOption:
    return connection_options(drawn, catalogue, source, target)[0]


def test_a_bucket_announces_to_a_standard_queue_and_not_to_a_fifo_one() -> None:
    drawn = design(b=("s3.bucket", {}), plain=("sqs.queue", {}), fifo=("sqs.queue", {"fifo": True}))
    assert best(drawn, "b", "plain").verdict == "recommended"
    wrong = best(drawn, "b", "fifo")
    assert (wrong.verdict, wrong.relation) == ("wrong", "notifies")
    assert wrong.reason
    assert wrong.instead


def test_what_a_rule_reports_is_not_reported_again_as_a_wrong_connection() -> None:
    drawn = design(b=("s3.bucket", {}), fifo=("sqs.queue", {"fifo": True}))
    connect(drawn, CATALOGUE, "b", "fifo", "notifies")
    found = {f.rule for f in check_design(drawn, CATALOGUE) if f.severity == "error"}
    assert "S3-007" in found
    assert "CON-001" not in found


def test_editions_may_judge_a_pair_otherwise() -> None:
    ends = {"a": ("cloudwatch.alarm", {}), "f": ("lambda.function", {})}
    relations = {
        edition: {
            o.relation: o.verdict for o in connection_options(design(edition, **ends), CATALOGUE, "a", "f")
        }
        for edition in ("notes", "current")
    }
    differing = {r for r in relations["notes"] if relations["notes"][r] != relations["current"][r]}
    assert differing, "an alarm may invoke a function today, and could not in 2019"


@pytest.mark.parametrize(
    ("source", "target", "relation"),
    [("dynamodb.table", "kms.key", "encrypts"), ("vpc.vpc", "vpc.internet_gateway", "attached_to")],
)
def test_what_is_known_the_other_way_round_is_drawn_that_way(source: str, target: str, relation: str) -> None:
    drawn = design(a=(source, {}), b=(target, {}))
    option = best(drawn, "a", "b")
    assert (option.relation, option.reversed) == (relation, True)
    edge = connect(drawn, CATALOGUE, "a", "b")
    assert edge is not None
    connection = drawn.connection(edge)
    assert (connection.source, connection.relation, connection.target) == ("b", relation, "a")
    assert not [f for f in check_design(drawn, CATALOGUE) if f.rule.startswith("CON-")]


def test_nothing_known_either_way_is_said_so() -> None:
    drawn = design(a=("ec2.key_pair", {}), b=("sns.topic", {}))
    option = best(drawn, "a", "b")
    assert option.verdict == "unlisted"
    assert option.reason == "There is no known direct connection from Key pair to SNS topic."


def test_ends_are_compared_with_defaults_and_with_lists_of_values() -> None:
    text = """
service: S
category: compute
relations: {sends: {label: sends to}}
components:
  s.a: {label: A}
  s.b:
    label: B
    properties: {size: {type: enum, label: Size, default: small, values: [small, large, huge]}}
connections:
  - {from: s.a, to: s.b, relation: sends}
  - {from: s.a, to: s.b, relation: sends, where: {to: {size: [large, huge]}}, verdict: wrong, reason: Too big.}
"""
    catalogue = read_palettes([("s.yaml", text)])
    assert catalogue.problems == ()
    drawn = design(a=("s.a", {}), b=("s.b", {}), c=("s.b", {"size": "huge"}))
    assert best(drawn, "a", "b", catalogue).verdict == "recommended"
    assert best(drawn, "a", "c", catalogue).verdict == "wrong"
