"""The estimate as CSV, JSON and Markdown: all there, exact, and safe to open and to paste."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.costs.comparing import compare
from archdesk.costs.estimate import estimate
from archdesk.costs.purchase import purchase_of, with_purchase
from archdesk.costs.variants import subject_names
from archdesk.interchange.estimate import Statement
from archdesk.interchange.estimate_csv import COLUMNS, estimate_csv
from archdesk.interchange.estimate_json import difference_json, estimate_json
from archdesk.interchange.estimate_markdown import escaped, estimate_markdown
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.spreadsheet import safe_cell
from tests.costs.designs import books, catalogue, component, design

CATALOGUE, BOOKS = catalogue(), books()


def statement(of: Design, usage: str | None = None) -> Statement:
    return Statement("Shop", estimate(of, CATALOGUE, BOOKS, None, usage), subject_names(of))


def shop() -> Design:
    return design(
        component("home", "aws.region"), component("web", parent="home"), component("vast", size="vast"),
        component("odd", "test.stranger"),
    )  # fmt: skip


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def named(name: str) -> Design:
    return Design([Component("web", "test.machine", name, Rect(0, 0, 80, 80))])


def test_the_csv_has_a_row_for_each_item_in_every_state():
    found = statement(shop(), "none")
    read = [row for row in rows(estimate_csv(found)) if row["row"] == "item"]
    states = {(row["component"], row["item"]): row["state"] for row in read}
    assert states == {
        ("home", "Region"): "free",
        ("odd", "Stranger"): "no price",
        ("vast", "Data out"): "needs usage",
        ("vast", "Hours"): "no price",
        ("web", "Data out"): "needs usage",
        ("web", "Hours"): "priced",
    }
    hours = next(row for row in read if row["component"] == "web" and row["item"] == "Hours")
    assert (hours["quantity"], hours["unit_price"], hours["amount"]) == ("730", "0.0104", "7.5920")
    assert (hours["source"], hours["as_of"]) == ("numbers made up for tests", "2026-01-01")
    assert all(row["amount"] == "" for row in read if row["state"] in ("no price", "needs usage"))


def test_the_amounts_of_the_csv_add_up_to_its_total():
    read = rows(estimate_csv(statement(shop())))
    items = [Decimal(row["amount"]) for row in read if row["row"] == "item" and row["amount"]]
    assert [Decimal(row["amount"]) for row in read if row["row"] == "total"] == [sum(items)]


def test_the_csv_says_what_it_is_without_and_what_it_rests_on():
    notes = [row["reason"] for row in rows(estimate_csv(statement(shop()))) if row["row"] == "note"]
    assert "Items that need usage, which the total is without: 0." in notes
    assert "Items without a price, which the total is without: 2." in notes
    assert "Usage: medium." in notes
    assert "Prices as of 2025-06-18 to 2026-01-01." in notes


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"], ids=ascii)
def test_no_cell_is_taken_for_a_formula(start: str):
    text = estimate_csv(statement(named(f'{start}HYPERLINK("http://x","y")')))
    read = next(row for row in rows(text) if row["component"] == "web")
    assert read["name"] == f'\'{start}HYPERLINK("http://x","y")'


@given(st.text(max_size=20))
def test_any_name_comes_back_from_the_csv(name: str):
    read = rows(estimate_csv(statement(named(name))))
    assert all(set(row) == set(COLUMNS) for row in read)
    assert next(row for row in read if row["component"] == "web")["name"] == safe_cell(name or "web")


def test_numbers_of_the_csv_stay_numbers_even_below_zero():
    before, after = design(component("web")), design()
    difference = compare(
        estimate(before, CATALOGUE, BOOKS), estimate(after, CATALOGUE, BOOKS), subject_names(before)
    )
    read = rows(estimate_csv(statement(after), difference))
    changes = {row["item"]: row for row in read if row["row"] == "change"}
    assert changes["Hours"]["amount"] == "-7.5920"
    assert changes["Hours"]["reason"] == "'-$7.59: Web, Hours"


def test_the_json_has_exact_texts_for_amounts_and_null_for_what_is_not_known():
    found = json.loads(json.dumps(estimate_json(statement(shop(), "none"))))
    assert found["format"] == 1
    assert found["counts"] == {"priced": 1, "needs usage": 2, "no price": 2, "free": 1}
    assert found["total"]["month"] == "7.5920"
    assert Decimal(found["total"]["year"]) == 12 * Decimal("7.592")
    assert found["prices"]["newest"] == "2026-01-01"
    assert found["prices"]["sources"] == {"numbers made up for tests": 1}
    assert found["by_service"] == {"Testing": "7.5920"}
    assert found["by_container"] == {"home": {"name": "Home", "amount": "7.5920"}}
    assert found["by_component"] == {"web": {"name": "Web", "amount": "7.5920"}}
    vast = next(i for i in found["items"] if i["component"] == "vast" and i["label"] == "Hours")
    assert (vast["state"], vast["amount"], vast["unit_price"]) == ("no price", None, None)
    assert "Items in the state 'no price', which the total is without: 2." in found["assumptions"]
    assert [path for path, value in leaves(found) if isinstance(value, float)] == [("monthly",)]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if inner is None:
        yield path, value
    else:
        for key, each in inner:
            yield from leaves(each, (*path, key))


@given(st.lists(st.tuples(st.integers(1, 9), st.decimals(0, 9999, places=4).map(float)), max_size=5))
def test_the_items_of_the_json_add_up_exactly(machines: list[tuple[int, float]]):
    of = design(*(component(f"m{i}", count=n, usage={"gb_out": gb}) for i, (n, gb) in enumerate(machines)))
    found = estimate_json(statement(of))
    with localcontext(prec=200):
        amounts = [Decimal(i["amount"]) for i in found["items"] if i["amount"] is not None]
        assert sum(amounts, Decimal(0)) == Decimal(found["total"]["month"])
        assert sum((Decimal(c["amount"]) for c in found["by_component"].values()), Decimal(0)) == sum(amounts)


def test_the_json_says_what_it_is_with_another_way_to_buy():
    of = estimate(design(component("web")), CATALOGUE, BOOKS)
    found = estimate_json(Statement("Shop", of, {}, with_purchase(of, purchase_of("compute_1yr"))))
    assert (found["purchase"]["id"], found["purchase"]["saved"]) == ("compute_1yr", "0.0000")
    assert found["monthly"] == pytest.approx(float(of.monthly))


def test_the_json_of_a_difference_names_what_has_no_price():
    of = design(component("big", size="big"))
    difference = compare(
        estimate(of, CATALOGUE, BOOKS), estimate(of, CATALOGUE, BOOKS, "eu-west-1"), subject_names(of)
    )
    found = difference_json(difference)
    assert found["complete"] is False
    hours = next(e for e in found["entries"] if e["label"] == "Hours")
    assert (hours["kind"], hours["before"], hours["after"]) == ("price lost", "1095.0", None)


def test_the_markdown_is_a_table_that_no_name_breaks():
    text = estimate_markdown(statement(named("Web | <b>*x*</b>\n| $1 |")))
    row = next(line for line in text.splitlines() if line.startswith("| Web"))
    assert row == r"| Web \| \<b\>\*x\*\</b\> \| \$1 \| | Data out | 100 GB | \$0.09 / GB | \$9.00 |" or (
        row == r"| Web \| \<b\>\*x\*\</b\> \| \$1 \| | Hours | 730 hour | \$0.0104 / hour | \$7.59 |"
    )


def test_the_markdown_says_the_total_the_region_and_what_it_is_without():
    text = estimate_markdown(statement(shop()), "year")
    assert text.startswith("## What Shop costs\n\n**\\$259.10 a year** in us-east-1, medium usage.\n")
    assert "| **Total** | **\\$259.10** |" in text
    assert "| Odd | Stranger |  |  | no price: The palette says nothing about what Stranger costs. |" in text
    assert "- Items that need usage: 0; without a price: 2." in text
    assert "- Prices as of 2025-06-18 to 2026-01-01." in text
    assert "numbers made up for tests" in text
    without = estimate_markdown(statement(shop(), "none"))
    assert "in us-east-1, no usage assumed.\n" in without
    assert "- Region us-east-1, no usage assumed.\n" in without


@given(st.text(max_size=30))
def test_a_text_stays_in_its_cell(text: str):
    shown = escaped(text)
    assert len(shown.splitlines()) <= 1
    assert "|" not in shown.replace("\\\\", "").replace("\\|", "")
