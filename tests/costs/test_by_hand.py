"""Every type that has a price, priced by hand: the arithmetic is written out in `by_hand/`, and the estimate agrees.

Each case says the component, the region, what is entered, and for each line the sum a person would write, such as
``2 x 730 h x 0.096 USD = 140.16 USD``, with where the price is from and its date. Nothing is assumed: usage that is
not entered has no preset here. The prices were looked up in AWS's list, not in the books that are tested.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import Estimate, LineItem, estimate
from archdesk.model.records import Connection, Settings
from tests.costs.designs import component, design

CATALOGUE, BOOKS = load_catalogue(), load_books()
BY_HAND: Final = Path(__file__).parent / "by_hand"
SOURCE: Final = re.compile(r"\[.*\]")
WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9%-]*|%")
SIGNS: Final[dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def worked_out(arithmetic: str) -> Decimal:
    """``2 x 730 h x 0.096 USD = 140.16 USD``: the sum, which the right side must be too. Words are units."""
    sums = [_value(side) for side in SOURCE.sub("", arithmetic).split("=")]
    assert len(set(sums)) == 1, f"{arithmetic} is {sums[0]}"
    return sums[0]


def _value(text: str) -> Decimal:
    source = WORD.sub("", re.sub(r"\bx\b", "*", text).replace(",", "")).strip()
    with localcontext(prec=60):
        return _of(ast.parse(source, mode="eval").body, source)


def _of(node: ast.expr, source: str) -> Decimal:
    match node:
        case ast.Constant():
            return Decimal(ast.get_source_segment(source, node) or "")
        case ast.BinOp():
            return SIGNS[type(node.op)](_of(node.left, source), _of(node.right, source))
    raise AssertionError(f"{source!r} is no sum of products")


def cases() -> list[tuple[str, dict[str, Any]]]:
    """All cases with the file that each is in."""
    files = sorted(BY_HAND.glob("*.yaml"))
    return [(file.stem, case) for file in files for case in yaml.safe_load(file.read_text("utf-8"))]


def priced(case: dict[str, Any]) -> Estimate:
    """The estimate of a case's component ``it`` and of what stands beside it."""
    records: list[Any] = [Settings(region=case["region"], free_tier=case.get("free_tier", False))]
    beside = [{"id": "it", **case}, *case.get("beside", ())]
    for one in beside:
        has = {"usage": one.get("usage", {}), "spans": tuple(one.get("spans", ())), **one.get("has", {})}
        records.append(component(one["id"], one["type"], one.get("parent"), **has))
    for source, relation, target in case.get("links", ()):
        records.append(Connection(f"{source}-{relation}-{target}", source, target, relation))
    return estimate(design(*records), CATALOGUE, BOOKS, usage="none")


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{file}: {case['name']}") for file, case in cases()])
def test_an_estimate_is_what_a_person_works_out(case: dict[str, Any]):
    result = priced(case)
    mine: dict[str, LineItem] = {i.label: i for i in result.items if i.component == "it"}
    expected = {label: worked_out(text) for label, text in case["lines"].items()}
    together = {
        tuple(labels.split(", ")): worked_out(text) for labels, text in case.get("together", {}).items()
    }
    amounts = {label: i.amount for label, i in mine.items() if i.state != "free"}
    for labels, sum_of_all in together.items():
        assert sum(amounts.pop(label) or 0 for label in labels) == sum_of_all
    assert amounts == expected
    total = sum(expected.values()) + sum(together.values())
    assert total == worked_out(case["total"])
    assert result.by_component()["it"] == total
    for end in ("least", "most"):
        if end in case:
            ends = [i.amount if getattr(i, end) is None else getattr(i, end) for i in mine.values()]
            assert sum(e or 0 for e in ends) == worked_out(case[end])


def test_every_type_that_has_a_price_is_priced_by_hand():
    with_a_price = {name for name, type in CATALOGUE.types.items() if any(cost.price for cost in type.costs)}
    by_hand = {case["type"] for _, case in cases()}
    assert with_a_price - by_hand == set()


def test_an_arithmetic_that_does_not_add_up_is_refused():
    assert worked_out(
        "2 x 730 h x 0.096 USD + 1,000 GB x 0.1 USD = 240.16 USD [pages 2025-06-18]"
    ) == Decimal("240.16")
    with pytest.raises(AssertionError, match=r"is 140\.160"):
        worked_out("2 x 730 h x 0.096 USD = 140 USD")
