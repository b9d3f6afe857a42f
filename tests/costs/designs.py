"""Small designs and price books to price in tests."""

from __future__ import annotations

from typing import Any

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.costs.book import COLUMNS, PriceBook, PriceBooks, read_book
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Settings

PALETTE = """
service: Testing
category: general
components:
  aws.region:
    label: Region
    container: {group: region}
    properties:
      region: {type: string}
      existing: {type: boolean, default: false}
    costs: [{label: Region, free: "A region costs nothing."}]
  test.machine:
    label: Machine
    properties:
      size: {type: string, default: small}
      count: {type: integer, default: 1}
    usage:
      gb_out: {label: Data out, unit: GB, small: 10, medium: 100, large: 1000}
    costs:
      - {label: Hours, price: Test/hours, key: {size: "{size}"}, quantity: count * hours, note: "{count} x {size}."}
      - {label: Data out, price: Test/out, quantity: gb_out, usage: [gb_out]}
  test.stranger:
    label: Stranger
"""

HEADER = "# source test: numbers made up for tests\n" + ",".join(COLUMNS) + "\n"
HERE = HEADER + (
    "Test,hours,size=big,hour,account,,,1.5,2026-01-01,test,,\n"
    "Test,hours,size=small,hour,account,,,0.0104,2026-01-01,test,1,\n"
    "Test,out,,GB,account,,100,0.09,2025-06-18,test,,\n"
    "Test,out,,GB,account,100,,0.05,2025-06-18,test,,\n"
)
THERE = HEADER + "Test,hours,size=small,hour,account,,,0.0114,2026-01-01,test,,\n"


def catalogue(palette: str = PALETTE) -> Catalogue:
    found = read_palettes([("test.yaml", palette)])
    assert found.problems == ()
    return found


def book(text: str, region: str = "us-east-1") -> PriceBook:
    return read_book(text, f"{region}.csv", region)


def books() -> PriceBooks:
    return PriceBooks({"us-east-1": book(HERE), "eu-west-1": book(THERE, "eu-west-1")})


def component(id: str, type: str = "test.machine", parent: str | None = None, **properties: Any) -> Component:
    usage = properties.pop("usage", {})
    spans = properties.pop("spans", ())
    return Component(
        id, type, id.title(), Rect(0, 0, 80, 80), parent, spans, properties=properties, usage=usage
    )


def design(*records: Component | Connection | Settings) -> Design:
    return Design(records)
