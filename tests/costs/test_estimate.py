"""Estimates: three states that are never mixed, tiers of the whole account, and sums that are exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.costs.book import PriceBooks
from archdesk.costs.estimate import Estimate, LineItem, estimate
from archdesk.model.design import Design
from archdesk.model.records import Settings
from tests.costs.designs import HERE, PALETTE, book, books, catalogue, component, design

CATALOGUE, BOOKS = catalogue(), books()


def priced(of: Design, region: str | None = None, usage: str | None = None) -> Estimate:
    return estimate(of, CATALOGUE, BOOKS, region, usage)


def item(result: Estimate, id: str, label: str) -> LineItem:
    return next(i for i in result.items if (i.component, i.label) == (id, label))


def test_a_line_item_is_quantity_times_unit_price_with_date_and_source():
    hours = item(priced(design(component("web"))), "web", "Hours")
    assert hours == LineItem(
        "web", "Hours", "priced", Decimal(730), "hour", Decimal("0.0104"), Decimal("7.5920"),
        "numbers made up for tests", "2026-01-01", "1 x small.", "Testing", "us-east-1", price="Test/hours",
    )  # fmt: skip


def test_properties_change_the_quantity_and_the_price():
    result = priced(design(component("web", size="big", count=3)))
    assert item(result, "web", "Hours").amount == 3 * 730 * Decimal("1.5")


def test_usage_is_the_presets_until_somebody_enters_it():
    web = component("web")
    out = item(priced(design(web)), "web", "Data out")
    assert (out.state, out.quantity, out.amount) == ("priced", 100, 9)
    assert out.reason == "Assumes 100 GB (medium usage)."
    assert item(priced(design(web), usage="small"), "web", "Data out").quantity == 10
    assert item(priced(design(web, Settings(usage="small"))), "web", "Data out").quantity == 10
    entered = item(priced(design(replace(web, usage={"gb_out": 7}))), "web", "Data out")
    assert (entered.quantity, entered.reason) == (7, "")


def test_without_a_preset_an_item_needs_usage_and_has_no_amount():
    result = priced(design(component("web")), usage="none")
    out = item(result, "web", "Data out")
    assert (out.state, out.amount) == ("needs usage", None)
    assert out.reason == "Enter Data out (GB) a month."
    assert result.monthly == Decimal("7.5920")
    assert result.without_price() == (out,)


@pytest.mark.parametrize("wrong", ["lots", -1, True, float("inf"), float("nan")])
def test_usage_that_is_no_amount_is_asked_for_again(wrong: object):
    out = item(priced(design(component("web", usage={"gb_out": wrong}))), "web", "Data out")
    assert (out.state, out.amount) == ("needs usage", None)
    assert "enter a number from 0" in out.reason


@pytest.mark.parametrize(
    ("of", "label", "reason"),
    [
        (
            component("a", size="vast"),
            "Hours",
            "The price book of us-east-1 is without a price of vast (Test/hours).",
        ),
        (component("a", size=None), "Hours", "size is not set."),
        (component("a", count=-1), "Hours", "'count * hours' is -730, below zero."),
        (component("a", "test.stranger"), "Stranger", "The palette says nothing about what Stranger costs."),
        (component("a", "un.known"), "un.known", "No palette knows the type un.known."),
    ],
)
def test_a_missing_price_says_why_and_is_never_zero(of, label: str, reason: str):
    result = priced(design(of))
    missing = item(result, "a", label)
    assert (missing.state, missing.amount, missing.unit_price) == ("no price", None, None)
    assert missing.reason == reason
    assert missing in result.without_price()


def test_what_exists_already_adds_nothing_and_says_so():
    result = priced(design(component("home", "aws.region", existing=True)))
    assert [(i.state, i.reason) for i in result.items] == [
        ("free", "It exists already: this design adds nothing to its costs.")
    ]


def test_another_region_reprices_and_says_what_is_not_sold_there():
    web, big = component("web"), component("big", size="big")
    result = priced(design(web, big), region="eu-west-1")
    assert item(result, "web", "Hours").unit_price == Decimal("0.0114")
    assert item(result, "big", "Hours").state == "no price"
    assert "not sold there, or the book lacks it" in item(result, "big", "Hours").reason
    assert priced(design(web, Settings(region="eu-west-1"))).region == "eu-west-1"


def test_a_component_in_a_region_container_has_that_regions_price():
    home, away = component("home", "aws.region"), component("away", "aws.region", region="eu-west-1")
    of = design(home, away, component("a", parent="home"), component("b", parent="away"))
    result = priced(of)
    assert [item(result, id, "Hours").region for id in "ab"] == ["us-east-1", "eu-west-1"]
    assert item(result, "b", "Hours").unit_price == Decimal("0.0114")
    # The disaster recovery region stays where it is when the home region is priced elsewhere.
    assert [item(priced(of, "eu-west-1"), id, "Hours").region for id in "ab"] == ["eu-west-1", "eu-west-1"]


def test_tiers_apply_to_the_account_and_are_shared_by_quantity():
    of = design(component("a", usage={"gb_out": 100}), component("b", usage={"gb_out": 300}))
    result = priced(of)
    # 100 GB at 0.09 and 300 GB at 0.05 are 24 USD, a quarter of it caused by a.
    assert [item(result, id, "Data out").amount for id in "ab"] == [6, 18]
    out = item(result, "a", "Data out")
    assert out.unit_price == Decimal("0.06")
    assert out.reason == (
        "The unit price is the average over the tiers of the 2 items together: $0.09 from 0, $0.05 from 100."
    )


def test_the_free_tier_is_taken_off_once_for_the_account_and_only_when_asked():
    palette = PALETTE.replace("usage: [gb_out]}", "usage: [gb_out], free_tier: 50}")
    of = design(
        component("away", "aws.region", region="elsewhere"),
        component("a", usage={"gb_out": 20}),
        component("b", usage={"gb_out": 60}),
        component("c", parent="away", usage={"gb_out": 50}),
    )
    there = PriceBooks({**BOOKS.books, "elsewhere": book(HERE, "elsewhere")})
    with_tier = estimate(of, catalogue(palette), there, free_tier=True)
    # 50 of the 80 GB at home are free, so nothing is left to take off elsewhere.
    outs = [item(with_tier, id, "Data out") for id in "abc"]
    assert [o.amount for o in outs] == [Decimal("0.675"), Decimal("2.025"), Decimal("4.5")]
    assert outs[0].reason == "The free tier takes 50 off the 2 items together."
    assert "The free tier that every account has is taken off." in with_tier.assumptions
    without = estimate(of, catalogue(palette), there)
    assert [item(without, id, "Data out").amount for id in "abc"] == [
        Decimal("1.8"),
        Decimal("5.4"),
        Decimal("4.5"),
    ]


MACHINES = st.lists(
    st.fixed_dictionaries(
        {
            "count": st.integers(0, 50),
            "size": st.sampled_from(["small", "big", "vast"]),
            "usage": st.fixed_dictionaries({"gb_out": st.decimals(0, 10**6, places=3).map(float)}),
            "parent": st.sampled_from([None, "home", "away"]),
        }
    ),
    max_size=8,
)


@given(MACHINES)
def test_parts_add_up_to_the_total_exactly(machines: list[dict]):
    result = priced(
        design(
            component("home", "aws.region"),
            component("away", "aws.region", region="eu-west-1"),
            *(component(f"m{n}", **machine) for n, machine in enumerate(machines)),
        )
    )
    with localcontext(prec=60):
        assert sum((i.amount for i in result.items if i.amount is not None), Decimal(0)) == result.monthly
        assert sum(result.by_component().values()) == result.monthly
        assert sum(result.by_service().values()) == result.monthly
        inside = [i for i in result.items if i.within and i.amount is not None]
        assert sum(result.by_container().values()) == sum(i.amount for i in inside)
        for one in result.items:
            assert (one.amount is None) == (one.state in ("needs usage", "no price"))
            if one.state == "priced" and "average" not in one.reason:
                assert one.quantity * one.unit_price == one.amount


@given(MACHINES)
def test_the_order_in_which_components_were_drawn_changes_nothing(machines: list[dict]):
    drawn = [component(f"m{n}", **{**m, "parent": None}) for n, m in enumerate(machines)]
    assert priced(design(*drawn)) == priced(design(*reversed(drawn)))


def test_the_assumptions_say_what_the_total_is_made_of():
    said = " ".join(priced(design(component("web"), component("odd", "test.stranger"))).assumptions)
    assert "730 hours" in said
    assert "of us-east-1 in US dollars, without tax and discounts, as of 2025-06-18 to 2026-01-01" in said
    assert "from the medium preset" in said
    assert "'no price', which the total is without: 1." in said


def test_an_empty_design_costs_nothing():
    assert (priced(design()).monthly, priced(design()).items) == (0, ())


def test_an_environment_counts_what_is_deployed_there():
    dev, prod = component("a"), replace(component("b"), environments=("prod",))
    inside = component("c", parent="r")
    region = replace(component("r", "aws.region"), environments=("prod",))
    drawn = design(Settings(environments=("dev", "prod")), dev, prod, region, inside)
    found = {
        name: set(estimate(drawn, catalogue(), books(), environment=name).by_component())
        for name in ("", "dev", "prod")
    }
    assert found == {"": {"a", "b", "c"}, "dev": {"a"}, "prod": {"a", "b", "c"}}


def test_a_unit_price_that_the_free_tier_leaves_is_written_as_a_number():
    palette = PALETTE.replace("usage: [gb_out]}", "usage: [gb_out], free_tier: 500000000000}")

    def out(gb: int) -> LineItem:
        of = design(component("a", usage={"gb_out": gb}))
        return item(estimate(of, catalogue(palette), BOOKS, free_tier=True), "a", "Data out")

    assert str(out(500_000_000_000).unit_price) == "0"
    hardly = out(500_000_000_001)
    assert hardly.amount == Decimal("0.09")
    assert hardly.unit_price, "what is too small for twelve digits is not nothing"


def test_prices_without_a_date_are_counted_among_the_assumptions():
    undated = PriceBooks({"us-east-1": book(HERE.replace("0.0104,2026-01-01", "0.0104,"))})
    assert (
        "Items whose price bears no date: 1."
        in estimate(design(component("web")), CATALOGUE, undated).assumptions
    )
    assert not any("bears no date" in words for words in priced(design(component("web"))).assumptions)


@pytest.mark.parametrize(("amount", "words"), [(1, "1 zone"), (2, "2 zones")])
def test_one_of_something_is_said_in_the_singular(amount: int, words: str):
    palette = PALETTE.replace("unit: GB, small: 10,", f"unit: zones, small: {amount},")
    assert palette != PALETTE
    found = estimate(design(component("web")), catalogue(palette), BOOKS, usage="small")
    assert item(found, "web", "Data out").reason == f"Assumes {words} (small usage)."


def test_the_assumptions_name_every_region_whose_prices_count():
    of = design(
        component("away", "aws.region", region="eu-west-1"), component("a"), component("b", parent="away")
    )
    words = next(w for w in priced(of).assumptions if w.startswith("On-demand"))
    assert words.startswith("On-demand list prices of us-east-1 and eu-west-1 in US dollars")
    alone = next(w for w in priced(design(component("a"))).assumptions if w.startswith("On-demand"))
    assert alone.startswith("On-demand list prices of us-east-1 in US dollars")
