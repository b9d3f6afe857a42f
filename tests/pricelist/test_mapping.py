"""Where the price list carries the prices of the books: every price has its entry, and mistakes are named."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import GLOBAL, load_books
from archdesk.errors import PriceBookError
from archdesk.pricelist.mapping import load_mapping, read_mapping

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "compile_prices.py"
MAPPING = load_mapping()


def test_every_price_that_palettes_name_is_mapped_or_said_to_be_left_out():
    named = {
        cost.price for kind in load_catalogue().types.values() for cost in kind.costs if "/" in cost.price
    } | {"/".join(price) for price in runpy.run_path(str(SCRIPT))["wanted_prices"]()}
    mapped = {entry.name for entry in MAPPING.entries}
    assert sorted(named - mapped - set(MAPPING.left_out)) == []


def test_units_keys_and_kinds_of_tiers_are_those_of_the_books():
    books = load_books()
    there = {
        (f"{p.offer}/{p.component}", p.unit, p.each, region == GLOBAL, tuple(name for name, _ in p.key))
        for region, book in books.books.items()
        for p in book.prices.values()
    }
    priced = {name for name, *_ in there}
    other = [
        (e.name, e.meter.unit, e.meter.key)
        for e in MAPPING.entries
        if e.name in priced
        and (
            e.name,
            e.meter.unit,
            e.meter.tiers == "each",
            e.meter.book == GLOBAL,
            tuple(sorted(e.meter.key)),
        )
        not in there
    ]
    assert other == []


@pytest.mark.parametrize(
    ("usage", "name"),
    [
        ("NatGateway-Hours", "AmazonEC2/nat_gateway_hours"),
        ("EU-NatGateway-Hours", "AmazonEC2/nat_gateway_hours"),
        ("APN1-NatGateway-Hours", "AmazonEC2/nat_gateway_hours"),
        ("USE1-MIA1-NatGateway-Hours", None),  # a local zone
        ("EU-NatGateway-Prvd-Bytes", None),
    ],
)
def test_a_region_may_stand_before_a_usage_type(usage: str, name: str | None):
    product = {"productfamily": "NAT Gateway", "usagetype": usage}
    taken = [e.name for e in MAPPING.entries if e.meter.key_of(product) is not None]
    assert taken == ([name] if name else [])


def test_kms_puts_the_code_of_the_region_before_its_usage_types():
    product = {"usagetype": "ap-northeast-2-KMS-Requests"}
    assert [e.name for e in MAPPING.entries if e.meter.key_of(product) is not None] == ["awskms/requests"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{usage: X}", "a.yaml:3: unit: Field required"),
        ("{unit: hour, usage: '/(/'}", "a.yaml:3: usage: '(' is no regular expression"),
        ("{unit: hour, user: X}", "a.yaml:3: user: Extra inputs are not permitted"),
        ("{unit: hour, times: 0}", "a.yaml:3: times: Input should be greater than or equal to 1"),
        ("{unit: hour, book: moon}", "a.yaml:3: book: Input should be 'regional' or 'global'"),
        ("{unit: hour, unit: day}", "a.yaml:3: the key 'unit' is here twice"),
        ("{unit: hour}\n  B: 7", "a.yaml:4: B needs its components"),
        ("{unit: hour}\nleft_out: {A/c: why}", "a.yaml:4: A/c is left out and mapped"),
        ("{unit: hour}\nleft_out: {A/d: ''}", "a.yaml:4: A/d needs the reason"),
        ("{unit: hour}\nmore: 1", "a.yaml:4: the key more is not known"),
    ],
)
def test_a_mistake_is_named_with_its_line(entry: str, message: str):
    with pytest.raises(PriceBookError) as error:
        read_mapping(f"offers:\n  A:\n    c: {entry}\n", "a.yaml")
    assert message in str(error.value)
