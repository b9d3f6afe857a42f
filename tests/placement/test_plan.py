"""One function colours the drop target and decides the drop."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.placement.connect import connection_options
from archdesk.placement.plan import plan


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def two_zones() -> Design:
    """A VPC of two zones, a private subnet in each, in a region."""
    parts = [
        Component("region", "aws.region", "Ireland", Rect(0, 0, 1000, 800)),
        Component("vpc", "vpc.vpc", "Main", Rect(40, 40, 900, 700), "region"),
    ]
    for index, letter in enumerate("ab"):
        zone = Rect(80 + 400 * index, 80, 360, 600)
        parts.append(
            Component(f"az_{letter}", "vpc.az", f"Zone {letter}", zone, "vpc", properties={"zone": letter})
        )
        parts.append(
            Component(
                f"subnet_{letter}",
                "vpc.subnet",
                f"private {letter}",
                Rect(zone.x + 24, 300, 300, 200),
                f"az_{letter}",
            )
        )
    return Design(parts)


@pytest.mark.parametrize(
    ("type", "rect", "parent", "verdict"),
    [
        ("ec2.instance", Rect(160, 360, 48, 48), "subnet_a", "fits"),
        ("ec2.instance", Rect(120, 120, 48, 48), "az_a", "misplaced"),
        ("ec2.instance", Rect(2000, 0, 48, 48), None, "fits"),
        ("vpc.vpc", Rect(120, 320, 100, 100), "subnet_a", "refused"),
        ("vpc.subnet", Rect(500, 100, 200, 100), "az_b", "fits"),
        ("sqs.queue", Rect(8, 8, 24, 24), "region", "fits"),
        ("sqs.queue", Rect(160, 360, 48, 48), "subnet_a", "misplaced"),
        ("external.users", Rect(8, 8, 24, 24), "region", "misplaced"),
    ],
)
def test_the_innermost_container_takes_it_or_says_why_not(
    catalogue: Catalogue, type: str, rect: Rect, parent: str | None, verdict: str
) -> None:
    answer = plan(two_zones(), catalogue, type, rect)
    assert (answer.parent, answer.verdict) == (parent, verdict)
    assert bool(answer.reason) == (verdict != "fits")


def test_a_wide_rectangle_spans_the_subnets_it_covers(catalogue: Catalogue) -> None:
    answer = plan(two_zones(), catalogue, "rds.instance", Rect(160, 360, 500, 60))
    assert (answer.parent, answer.spans, answer.verdict) == ("vpc", ("subnet_a", "subnet_b"), "fits")


def test_one_subnet_is_the_parent_and_no_span(catalogue: Catalogue) -> None:
    answer = plan(two_zones(), catalogue, "rds.instance", Rect(160, 360, 48, 48))
    assert (answer.parent, answer.spans) == ("subnet_a", ())


def test_what_moves_does_not_take_itself_in(catalogue: Catalogue) -> None:
    answer = plan(two_zones(), catalogue, "vpc.subnet", Rect(110, 310, 200, 100), frozenset({"subnet_a"}))
    assert answer.parent == "az_a"


def test_connection_options_are_never_empty_and_say_what_to_do_instead(catalogue: Catalogue) -> None:
    design = Design(
        [
            Component("q", "sqs.queue", "Q", Rect(0, 0, 48, 48)),
            Component("f", "lambda.function", "F", Rect(0, 0, 48, 48)),
            Component("t", "sns.topic", "T", Rect(0, 0, 48, 48)),
            Component("u", "external.users", "U", Rect(0, 0, 48, 48)),
        ]
    )
    assert connection_options(design, catalogue, "q", "f")[0].relation == "triggers"
    wrong = connection_options(design, catalogue, "q", "t")[0]
    assert wrong.verdict == "wrong"
    assert wrong.instead
    unlisted = connection_options(design, catalogue, "q", "u")[0]
    assert unlisted.verdict == "unlisted"
    assert "no known direct connection" in unlisted.reason
