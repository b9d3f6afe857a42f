"""What holds for the estimate of any design: sums are exact, more never costs less, nothing is silently zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.costs.book import COLUMNS, PriceBooks, load_books
from archdesk.costs.estimate import Estimate, LineItem, estimate
from archdesk.costs.items import PRECISION
from archdesk.errors import PriceBookError
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Settings
from tests.costs.designs import component, design
from tests.costs.test_by_hand import cases

REGIONS: Final = ("us-east-1", "eu-central-1", "sa-east-1", "ap-south-1", "us-west-1")
CASES: Final = [case for _, case in cases()]


@cache
def shipped() -> tuple[Catalogue, PriceBooks]:
    return load_catalogue(), load_books()


def priced(
    of: Design, region: str | None = None, usage: str | None = None, free: bool | None = None
) -> Estimate:
    return estimate(of, *shipped(), region, usage, free_tier=free)


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Some of the components that are priced by hand, with other usage, one of them in a region of its own."""
    chosen = draw(st.lists(st.sampled_from(CASES), min_size=1, max_size=6))
    records: list[Component | Connection | Settings] = [
        Settings(region=draw(st.sampled_from(REGIONS)), free_tier=draw(st.booleans())),
        component("away", "aws.region", region="eu-west-1"),
    ]
    for index, case in enumerate(chosen):
        usage = {
            name: draw(st.integers(0, 3 * int(amount) + 10))
            for name, amount in case.get("usage", {}).items()
            if draw(st.integers(0, 4))
        }
        parent = "away" if draw(st.booleans()) else None
        records.append(component(f"c{index}", case["type"], parent, usage=usage, **case.get("has", {})))
    machines = [r.id for r in records if isinstance(r, Component) and r.type == "ec2.instance"]
    records += [
        Connection(f"{source}-{target}", source, target, "connects", usage={"gb": draw(st.integers(0, 9000))})
        for source, target in pairwise(machines)
    ]
    return design(*records)


PRESET: Final = st.sampled_from(("none", "small", "medium", "large"))


def summed(amounts: Any) -> Decimal:
    with localcontext(prec=PRECISION):
        return sum(amounts, Decimal(0))


@given(designs(), PRESET)
def test_the_parts_add_up_to_the_total_exactly(of: Design, usage: str):
    result = priced(of, usage=usage)
    assert summed((*result.by_component().values(), *result.by_connection().values())) == result.monthly
    assert summed(result.by_service().values()) == result.monthly
    assert summed(i.amount for i in result.items if i.state == "priced") == result.monthly


@given(designs(), st.data())
def test_more_usage_never_costs_less(of: Design, data: st.DataObject):
    entered = [c for c in of.components if c.usage]
    if entered:
        it = data.draw(st.sampled_from(entered))
        name = data.draw(st.sampled_from(sorted(it.usage)))
        more = {**it.usage, name: int(str(it.usage[name])) + data.draw(st.integers(0, 10**9))}
        records = [replace(it, usage=more) if r.id == it.id else r for r in of.records.values()]
        assert priced(design(*records), usage="none").monthly >= priced(of, usage="none").monthly


@given(designs(), st.sampled_from(REGIONS))
def test_a_design_that_moves_and_comes_back_costs_the_same(of: Design, there: str):
    def moved(design_of: Design, region: str) -> Design:
        settings = replace(design_of.settings, region=region)
        return design(*(settings if isinstance(r, Settings) else r for r in design_of.records.values()))

    away = moved(of, there)
    assert priced(away).items == priced(of, there).items or any(c.parent == "away" for c in of.components)
    assert priced(moved(away, of.settings.region)) == priced(of)


@given(designs(), PRESET)
def test_what_it_costs_lies_between_the_least_and_the_most(of: Design, usage: str):
    result = priced(of, usage=usage)
    assert result.least <= result.monthly <= result.most
    for item in result.items:
        if item.amount is not None:
            assert (item.amount if item.least is None else item.least) <= item.amount
            assert item.amount <= (item.amount if item.most is None else item.most)


@given(designs(), PRESET)
def test_no_item_is_zero_without_a_reason(of: Design, usage: str):
    for item in priced(of, usage=usage).items:
        if item.state == "priced":
            assert item.amount is not None
            nothing = item.quantity == 0 or item.unit_price == 0
            assert item.amount > 0 or nothing or "free tier" in item.reason, item
            assert item.source, item
        else:
            assert item.reason, item
            assert item.amount == (0 if item.state == "free" else None), item


@given(designs(), PRESET)
def test_the_total_says_how_many_items_it_is_without(of: Design, usage: str):
    result = priced(of, usage=usage)
    for state in ("needs usage", "no price"):
        count = sum(i.state == state for i in result.items)
        said = f"Items in the state {state!r}, which the total is without: {count}."
        assert (said in result.assumptions) == (count > 0)
    assert len(result.without_price()) == result.count("needs usage") + result.count("no price")


@given(designs(), st.randoms(use_true_random=False))
def test_the_order_of_components_does_not_matter(of: Design, random: Any):
    records = list(of.records.values())
    random.shuffle(records)
    assert priced(design(*records)) == priced(of)


@given(st.lists(st.integers(0, 60_000), min_size=2, max_size=7))
def test_those_who_share_tiers_pay_together_just_what_the_account_pays(sizes: list[int]):
    usage = {"put_requests": 0, "get_requests": 0, "gb_out": 0}
    of = design(
        *(component(f"b{i}", "s3.bucket", usage={**usage, "storage_gb": gb}) for i, gb in enumerate(sizes))
    )
    whole = sum(sizes)
    assert whole < 512_000  # where the third tier begins
    account = min(whole, 51_200) * Decimal("0.023") + max(0, whole - 51_200) * Decimal("0.022")
    assert priced(of).monthly == account
    by_size = sorted(zip(sizes, (priced(of).by_component()[f"b{i}"] for i in range(len(sizes))), strict=True))
    assert [usd for _, usd in by_size] == sorted(usd for _, usd in by_size)


def function(id: str, requests: int, parent: str | None = None) -> Component:
    return component(
        id, "lambda.function", parent, usage={"requests": requests, "duration_ms": 0, "log_gb": 0}
    )


def site(id: str, gb: int, parent: str | None = None) -> Component:
    usage = {"storage_gb": 0, "put_requests": 0, "get_requests": 0, "gb_out": gb}
    return component(id, "s3.bucket", parent, website=True, usage=usage)


@pytest.mark.parametrize(
    ("part", "allowance", "usd"),
    [(function, 1_000_000, Decimal("0.0000002")), (site, 100, Decimal("0.09"))],
    ids=["requests of functions", "data out"],
)
@pytest.mark.parametrize("beyond", [-1, 0, 1, 1000])
def test_an_allowance_ends_just_where_it_says_for_one_and_for_all_of_an_account(
    part: Callable[..., Component], allowance: int, usd: Decimal, beyond: int
):
    quantity = allowance + beyond
    away = component("away", "aws.region", region="eu-west-1")
    for parts in (
        [part("one", quantity)],
        [part("one", quantity - 40), part("two", 40)],
        [away, part("one", quantity - 40), part("two", 40, "away")],
    ):
        of = design(Settings(region="us-east-1"), *parts)
        assert priced(of, free=True).monthly == max(0, beyond) * usd
        assert priced(of, free=False).monthly == quantity * usd


def machine(region: str, **properties: Any) -> dict[str, LineItem]:
    of = design(Settings(region=region), component("it", "ec2.instance", usage={"gb_out": 0}, **properties))
    return {i.label: i for i in priced(of).items}


def test_a_region_without_the_machine_says_so_and_prices_the_rest():
    lines = machine(
        "eu-north-1", instance_type="t2.micro", root_device="instance-store"
    )  # Stockholm began with t3
    hours = lines["Instance hours"]
    assert (hours.state, hours.amount) == ("no price", None)
    assert hours.reason.startswith("t2.micro linux shared has no price in eu-north-1")
    assert "it is probably not sold there" in hours.reason
    lines = machine("eu-west-1", instance_type="m4.vast")
    assert (lines["Instance hours"].state, lines["Root volume"].amount) == ("no price", 8 * Decimal("0.088"))
    assert "without a price of m4.vast" in lines["Instance hours"].reason


@pytest.mark.parametrize("region", REGIONS)
def test_windows_is_never_priced_as_linux(region: str):
    windows = machine(region, instance_type="m5.large", os="windows")["Instance hours"]
    linux = machine(region, instance_type="m5.large")["Instance hours"]
    assert linux.amount is not None
    if windows.amount is None:
        assert "windows" in windows.reason
    else:
        assert windows.amount > linux.amount


def test_a_type_that_nobody_knows_has_no_price():
    (item,) = priced(design(component("it", "who.knows"))).items
    assert (item.state, item.amount) == ("no price", None)
    assert item.reason == "No palette knows the type who.knows."


def test_what_is_billed_only_with_some_usage_asks_for_it_and_does_not_vanish():
    usage = {"requests": 1, "duration_ms": 1}
    fn = component("fn", "lambda.function", usage=usage)
    logs = [i for i in priced(design(fn), usage="none").items if i.label == "Logs taken in"]
    assert [(i.state, i.amount) for i in logs] == [("needs usage", None)]
    group = component("group", "logs.log_group")  # which is billed for them in its place
    of = design(fn, group, Connection("l", "fn", "group", "logs_to"))
    assert [i.label for i in priced(of, usage="none").items if i.component == "fn"] == ["Requests", "Compute"]
    none = design(replace(fn, usage={**usage, "log_gb": 0}))
    assert [i.label for i in priced(none, usage="none").items] == ["Requests", "Compute"]


SOURCE_LINE: Final = "# source mine: my own list\n" + ",".join(COLUMNS) + "\n"
ROW: Final = "AmazonEC2,nat_gateway_hours,,hour,account,,,0.045,2026-01-01,mine,,\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("\x00\x01\x02", 1),
        (SOURCE_LINE + ROW.replace("0.045", "-1"), 3),
        (SOURCE_LINE + ROW.replace("0.045", "NaN"), 3),
        (SOURCE_LINE + ROW.replace("0.045", "1e9"), 3),
        (SOURCE_LINE + ROW.replace("0.045", ""), 3),
        (SOURCE_LINE + ROW.replace("mine", "nobody"), 3),
        (SOURCE_LINE + ROW + ROW, 4),
        (SOURCE_LINE + ROW[:30], 3),
        ("<html>please log in</html>\n", 1),
    ],
    ids=["empty", "bytes", "negative", "nan", "power", "blank", "source", "twice", "cut", "page"],
)
def test_a_corrupted_price_book_is_refused_with_its_file_and_line(tmp_path: Path, text: str, line: int):
    (tmp_path / "us-east-1.csv").write_text(text, "utf-8")
    with pytest.raises(PriceBookError) as refused:
        load_books([tmp_path])
    assert {(p.file, p.line) for p in refused.value.problems} == {("us-east-1.csv", line)}
