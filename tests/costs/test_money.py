from decimal import Decimal

import pytest

from archdesk.costs.money import dollars, money, unit_price


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("43.8", "$43.80 / mo"),
        ("1234567.891", "$1,234,567.89 / mo"),
        ("0", "$0.00 / mo"),
        ("0.0001", "< $0.01 / mo"),
        ("-2", "-$2.00 / mo"),
    ],
)
def test_money_is_read_to_the_cent_and_a_little_is_not_nothing(amount: str, words: str):
    assert money(Decimal(amount)) == words


def test_a_unit_price_keeps_all_its_digits():
    assert unit_price(Decimal("0.0000004"), "request") == "$0.0000004 / request"
    assert unit_price(Decimal("1.00"), "key-month") == "$1.00 / key-month"


def test_no_amount_is_too_large_to_be_shown():
    assert dollars(Decimal("1e70")) == f"${10**70:,}.00"
