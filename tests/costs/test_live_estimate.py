"""The incremental estimate says at any moment just what a full one would say, and does little for it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from archdesk.app.edits import set_settings, set_usage
from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import estimate
from archdesk.costs.live import LiveEstimate
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection
from tests.costs.designs import component, design
from tests.rules.random_edits import edit, random_design

CATALOGUE, BOOKS = load_catalogue(), load_books()


def followed(drawn: Design) -> LiveEstimate:
    live = LiveEstimate(drawn, CATALOGUE, BOOKS)
    drawn.follow(live.update)
    return live


def edit_costs(drawn: Design, random: Random) -> None:
    """An edit that is about money alone: usage of a component or a connection, or the terms."""
    match random.randrange(4):
        case 0:
            found = [c for c in drawn.components if CATALOGUE.type_of(c).usage]
            if found:
                chosen = random.choice(found)
                name = random.choice(sorted(CATALOGUE.type_of(chosen).usage))
                set_usage(drawn, chosen.id, name, random.choice([None, 0, 7, 3_000_000, "much"]))
        case 1:
            if edges := sorted(drawn.connection_ids()):
                set_usage(drawn, random.choice(edges), "gb", random.choice([None, 0, 120, -1]))
        case 2:
            set_settings(drawn, "Terms", usage=random.choice(["small", "medium", "large"]))
        case _:
            set_settings(drawn, "Terms", free_tier=not drawn.settings.free_tier)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_edited_it_equals_the_full_estimate(seed: int):
    random = Random(seed)
    drawn = random_design(random, CATALOGUE, 14)
    live = followed(drawn)
    for _ in range(30):
        if random.random() < 0.4:
            edit_costs(drawn, random)
        else:
            edit(drawn, random, CATALOGUE)
        if random.random() < 0.2:
            continue  # the next edit comes before anybody asked
        assert live.estimate == estimate(drawn, CATALOGUE, BOOKS)


def test_an_edit_prices_only_what_it_touches():
    drawn = design(*(component(f"q{n}", "sqs.queue") for n in range(50)), component("web", "ec2.instance"))
    live = followed(drawn)
    before = live.estimate
    asked = live.evaluations
    with drawn.edit("Larger") as it:
        web = drawn.component("web")
        it.put(replace(web, properties={"instance_type": "t3.large"}))
    assert live.estimate.by_component()["web"] > before.by_component()["web"]
    assert live.evaluations == asked + 1


def test_who_shares_a_tier_is_billed_again():
    drawn = design(*(component(f"b{n}", "s3.bucket", usage={"storage_gb": 40_000}) for n in range(2)))
    live = followed(drawn)
    stays = [i for i in live.estimate.items if (i.component, i.label) == ("b0", "Storage")]
    set_usage(drawn, "b1", "storage_gb", 500_000)
    shares = [i for i in live.estimate.items if (i.component, i.label) == ("b0", "Storage")]
    assert stays != shares
    assert shares[0].amount is not None
    assert stays[0].amount is not None
    assert shares[0].amount < stays[0].amount  # the account is in cheaper tiers now


def test_a_removed_component_takes_its_costs_along():
    drawn = design(
        component("a", "ec2.instance"),
        component("b", "ec2.instance"),
        Connection("c", "a", "b", "connects"),
    )
    live = followed(drawn)
    assert "b" in live.estimate.by_component()
    with drawn.edit("Remove") as it:
        it.remove("b")
    assert "b" not in live.estimate.by_component()
    drawn.undo()
    assert live.estimate == estimate(drawn, CATALOGUE, BOOKS)
    assert isinstance(drawn.component("b"), Component)
