"""Whole designs priced to the last digit by hand: what each component and connection costs, and the total in cents.

The arithmetic is in `by_hand/whole/`. Tiers and allowances that several components share are worked out together,
as AWS bills an account. Usage that is not entered has no preset, so nothing is assumed.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.costs.book import PriceBooks, load_books
from archdesk.costs.estimate import Estimate, estimate
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Settings
from tests.costs.designs import component, design
from tests.costs.test_by_hand import worked_out

WHOLE: Final = Path(__file__).parent / "by_hand" / "whole"


@cache
def shipped() -> tuple[Catalogue, PriceBooks]:
    return load_catalogue(), load_books()


def cases() -> list[dict[str, Any]]:
    return [case for file in sorted(WHOLE.glob("*.yaml")) for case in yaml.safe_load(file.read_text("utf-8"))]


def drawn(case: dict[str, Any]) -> Design:
    records: list[Component | Connection | Settings] = [
        Settings(region=case["region"], free_tier=case.get("free_tier", False))
    ]
    for id, one in case["components"].items():
        has = {name: value for name, value in one.items() if name not in ("type", "in", "spans")}
        records.append(component(id, one["type"], one.get("in"), spans=tuple(one.get("spans", ())), **has))
    for link in case.get("links", ()):
        source, relation, target, *gb = link.split()
        usage = {"gb": int(gb[0])} if gb else {"gb": 0}
        records.append(Connection(f"{source}-{relation}-{target}", source, target, relation, usage=usage))
    return design(*records)


def priced(case: dict[str, Any]) -> Estimate:
    return estimate(drawn(case), *shipped(), usage="none")


CASES: Final = [pytest.param(case, id=case["name"]) for case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_a_whole_design_costs_what_a_person_works_out(case: dict[str, Any]):
    result = priced(case)
    sums = {id: usd for id, usd in {**result.by_component(), **result.by_connection()}.items() if usd}
    for ids, arithmetic in case["costs"].items():
        found = sum(sums.pop(id, Decimal(0)) for id in ids.split(", "))
        assert found == worked_out(arithmetic), ids
    assert sums == {}
    total = sum(map(worked_out, case["costs"].values()))
    assert result.monthly == total
    assert f"{result.monthly:.2f}" == f"{Decimal(str(case['total'])):.2f}"
    assert result.without_price() == ()
    for end, amount in (("least", result.least), ("most", result.most)):
        if end in case:
            assert amount == worked_out(case[end])


@pytest.mark.parametrize("case", [p for p in CASES if "published" in p.values[0]])  # type: ignore[operator]
def test_an_example_that_is_published_costs_what_its_publisher_says(case: dict[str, Any]):
    assert priced(case).monthly == Decimal(str(case["published"]))


def test_designs_of_many_regions_are_priced_by_hand():
    assert len({case["region"] for case in cases()}) >= 8
