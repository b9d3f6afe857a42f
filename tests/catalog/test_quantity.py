"""An amount that is billed is a number, 0 or more, with six digits."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.catalog.arithmetic import NoQuantity, NotSet
from archdesk.catalog.quantity import quantity

NAMES = {"size": 8, "rate": 0.1, "fifo": True, "mode": "on_demand", "unset": None, "tags": ["a"]}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("730", "730"), ("size * rate", "0.8"), ("1 / 3", "0.333333"), ("fifo", "1"), ("size - 8", "0")],
)
def test_an_amount_is_exact(expression: str, expected: str):
    assert quantity(expression, NAMES, {}) == Decimal(expected)


def test_what_is_not_set_is_named():
    with pytest.raises(NotSet, match="unset is not set"):
        quantity("unset * 2", NAMES, {})


@pytest.mark.parametrize(
    "expression",
    [
        "size - 9",  # below zero
        "size / 0",
        "mode",
        "tags",
        "1e400 * 1e400",
        "999999999999999999 * 999999999999999999",
    ],
)
def test_what_is_no_amount_is_refused_with_words(expression: str):
    with pytest.raises(NoQuantity):
        quantity(expression, NAMES, {})


@given(st.text(max_size=60) | st.text("0123456789+-*/%()., size'\"", max_size=60))
def test_no_amount_is_below_zero(expression: str):
    with contextlib.suppress(NoQuantity):
        assert quantity(expression, NAMES, {}) >= 0


def test_a_whole_amount_has_no_zeros_behind_the_point():
    assert str(quantity("100 - size", {"size": 1e-30}, {})) == "100"
    assert str(quantity("size * 2", {"size": 0.5}, {})) == "1"
