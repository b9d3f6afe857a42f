"""While a design is edited, what is reported of its limits is what a full check would report."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Settings
from archdesk.rules.check import check_design
from archdesk.rules.live import LiveCheck

CATALOGUE = load_catalogue()
SQUARE = Rect(0, 0, 80, 80)
REGIONS = ("r1", "r2", None)
TYPES = ("vpc.internet_gateway", "vpc.client_vpn", "sqs.queue", "dynamodb.table", "lambda.function")


def told(findings: tuple[object, ...]) -> list[object]:
    return [f for f in findings if getattr(f, "rule", "").startswith("LMT-")]


def start() -> Design:
    regions = [
        Component("r1", "aws.region", "Here", SQUARE, properties={"region": "eu-west-1"}),
        Component("r2", "aws.region", "There", SQUARE, properties={"region": "us-west-2"}),
    ]
    return Design([Settings(region="us-east-1"), *regions])


def edit(design: Design, random: Random, step: int) -> None:
    """One edit of a kind that a limit could depend on."""
    things = [c for c in design.components if c.type in TYPES]
    kind = random.choice(
        ["add", "add", "add", "remove", "move", "usage", "property", "connect", "settings", "region"]
    )
    with design.edit(kind) as writing:
        if kind == "add" or not things:
            writing.put(
                Component(f"c{step}", random.choice(TYPES), f"C{step}", SQUARE, random.choice(REGIONS))
            )
            return
        thing = random.choice(things)
        if kind == "remove":
            writing.remove(thing.id)
        elif kind == "move":
            writing.put(replace(thing, parent=random.choice(REGIONS)))
        elif kind == "usage":
            amount = random.choice([None, 10, 10**9, 10**11])
            usage = dict.fromkeys(("requests", "messages", "reads", "duration_ms"), amount)
            writing.put(replace(thing, usage={k: v for k, v in usage.items() if v is not None}))
        elif kind == "property":
            lines = [f"line {n}" for n in range(random.choice([0, 3, 30]))]
            given = {
                "sqs.queue": {"fifo": bool(lines), "processing_time": len(lines)},
                "dynamodb.table": {"further_indexes": lines},
            }
            writing.put(replace(thing, properties=given.get(thing.type, {})))
        elif kind == "connect":
            writing.put(Connection(f"e{step}", thing.id, random.choice(things).id, "triggers"))
        elif kind == "settings":
            writing.put(replace(design.settings, edition=random.choice(["notes", "current"])))
        else:
            chosen = random.choice(["eu-west-1", "us-west-2", "us-east-1"])
            writing.put(replace(design.component("r1"), properties={"region": chosen}))


@pytest.mark.parametrize("seed", range(4))
def test_findings_of_limits_follow_every_edit(seed: int):
    random, design = Random(seed), start()
    live = LiveCheck(design, CATALOGUE)
    design.follow(live.update)
    came = 0
    for step in range(120):
        edit(design, random, step)
        now = told(live.findings)
        assert now == told(check_design(design, CATALOGUE)), step
        came += bool(now)
    assert came > 20, "edits that break no limit would prove nothing"


def test_one_more_of_many_is_looked_at_once():
    """The others of the type are not examined again when there is one more, as long as no limit is broken."""
    design = Design(
        [Settings(), *(Component(f"q{n}", "dynamodb.table", f"Q{n}", SQUARE) for n in range(200))]
    )
    live = LiveCheck(design, CATALOGUE)
    design.follow(live.update)
    assert live.findings is not None
    before = live.evaluations
    with design.edit("Add") as writing:
        writing.put(Component("one-more", "dynamodb.table", "One more", SQUARE))
    assert live.findings is not None
    assert live.evaluations - before < 200
