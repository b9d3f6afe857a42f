"""Tiers and shares: exact, whatever the numbers."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archdesk.costs.book import Tier
from archdesk.costs.tiers import allocate, charge

# Internet data out of us-east-1 as the shipped book has it: 10 TB, 40 TB, 100 TB, more.
OUT = (
    Tier(Decimal(0), Decimal(10240), Decimal("0.09")),
    Tier(Decimal(10240), Decimal(51200), Decimal("0.085")),
    Tier(Decimal(51200), Decimal(153600), Decimal("0.07")),
    Tier(Decimal(153600), None, Decimal("0.05")),
)
QUANTITY = st.decimals(0, 10**12, places=6)


def test_each_part_pays_the_price_of_its_tier():
    assert charge(OUT, Decimal(10240)) == Decimal("921.60")
    assert charge(OUT, Decimal(10241)) == Decimal("921.685")
    assert charge(OUT, Decimal(153601)) == Decimal("11571.25")
    assert charge(OUT, Decimal(0)) == 0


@given(QUANTITY, QUANTITY)
def test_more_never_costs_less_and_tiers_only_make_it_cheaper(a: Decimal, b: Decimal):
    with localcontext(prec=60):
        assert charge(OUT, a) <= charge(OUT, a + b) <= charge(OUT, a) + charge(OUT, b)


@given(st.lists(QUANTITY, min_size=1, max_size=12))
def test_shares_add_up_exactly_and_follow_the_quantities(quantities: list[Decimal]):
    with localcontext(prec=60):
        total = charge(OUT, sum(quantities, Decimal(0)))
        shares = allocate(total, quantities)
        assert sum(shares, Decimal(0)) == total
        assert all(share >= 0 for share in shares)
        by_quantity = sorted(zip(quantities, shares, strict=True))
        assert all(a[1] <= b[1] for a, b in pairwise(by_quantity) if a[0] < b[0])


def test_equal_shares_of_what_cannot_be_halved_differ_in_the_last_digit():
    assert allocate(Decimal("0.000000000001"), [Decimal(1), Decimal(1)]) == [
        Decimal("0.000000000001"),
        Decimal(0),
    ]
