"""Expressions of palettes: exact arithmetic, and nothing else."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.catalog.arithmetic import NoQuantity, NotSet, evaluate, filled

NAMES = {"size": 8, "rate": 0.1, "fifo": True, "mode": "on_demand", "unset": None, "tags": ["a"]}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("730", "730"),
        ("size", "8"),
        ("size * 730", "5840"),
        ("rate * 3", "0.3"),
        ("0.1 + 0.2", "0.3"),
        ("(1 + size) * 2 - 3", "15"),
        ("2 - size", "-6"),
        ("max(0, size - 10)", "0"),
        ("ceil(size / 3)", "3"),
        ("ceil(1 / 60 * 60)", "1"),  # and not 2, for the digits of 1 / 60 that are lost
        ("floor(1 / 3 * 3)", "1"),
        ("round(2 / 3, 2)", "0.67"),
        ("round(2.5)", "2"),
        ("size // 3", "2"),
        ("size % 3", "2"),
        ("(8 - 17) // 24", "-1"),  # rounded down, as in Python, and unlike Decimal's own
        ("(8 - 17) % 24", "15"),
        ("2 if fifo else 1", "2"),
    ],
)
def test_arithmetic_is_exact(expression: str, expected: str):
    assert evaluate(expression, NAMES, {}) == Decimal(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mode == 'on_demand'", True),
        ("mode in ('provisioned', 'x')", False),
        ("fifo and not (size > 8)", True),
        ("1 < size <= 8", True),
        ("count('x') >= 1", True),
    ],
)
def test_conditions_compare_properties(expression: str, expected: bool):
    assert bool(evaluate(expression, NAMES, {"count": len})) is expected


@pytest.mark.parametrize("expression", ["unset * 2", "unset", "nothing + 1"])
def test_a_name_without_a_value_is_named(expression: str):
    with pytest.raises(NotSet, match=r"(unset|nothing) is not set"):
        evaluate(expression, NAMES, {})


@pytest.mark.parametrize(
    "expression",
    [
        "size / 0",
        "size // 0",
        "size % 0",
        "mode * 3",
        "mode % 3",
        "'%999999999d' % size",
        "mode // 3",
        "size +",
        "1; 2",
        "1\r2",
        "size = 3",
        "ceil('x')",
        "round(size, 99999999)",
        "round(size, -1)",
        "f'{size:>999999999}'",
        "tags[0]",
        "-" * 400 + "1/0",
        "(" * 300,
        "1 + " * 1000 + "1",
        "9 ** 9 ** 9",
        "1 << 99999",
        "'a' * 1000000",
        "size.__class__",
        "__import__('os')",
        "(lambda: 1)()",
        "[x for x in tags]",
        "open('/etc/passwd')",
        "ceil(1e400)",
    ],
)
def test_what_is_no_arithmetic_is_refused_with_words(expression: str):
    with pytest.raises(NoQuantity):
        evaluate(expression, NAMES, {})


@given(st.text(max_size=60) | st.text("0123456789+-*/%()., size'\"", max_size=60))
def test_no_expression_does_worse_than_be_refused(expression: str):
    with contextlib.suppress(NoQuantity):
        evaluate(expression, NAMES, {})


def test_words_are_filled_in():
    assert filled("{fifo?fifo:standard} {size} x {rate}", NAMES) == "fifo 8 x 0.1"
    with pytest.raises(NotSet):
        filled("{unset}", NAMES)


@pytest.mark.parametrize("expression", ["1 / 0", "5 // 0", "5 % 0", "1 / (size - 8)"])
def test_a_division_by_zero_is_told_in_words(expression):
    with pytest.raises(NoQuantity, match=r"cannot be worked out: it divides by zero$"):
        evaluate(expression, NAMES, {})
