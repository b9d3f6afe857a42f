"""Tiers: what a quantity costs, and how the sum of an account is shared among those who caused it, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from archdesk.costs.book import Tier

SHARE: Final = Decimal("0.000000000001")  # the last digit of a share, in USD


def charge(tiers: Sequence[Tier], quantity: Decimal) -> Decimal:
    """What the quantity costs in USD: each part at the price of its tier."""
    total = Decimal(0)
    for tier in tiers:
        if quantity > tier.start:
            reached = quantity if tier.end is None else min(quantity, tier.end)
            total += (reached - tier.start) * tier.usd
    return total


def allocate(total: Decimal, quantities: Sequence[Decimal]) -> list[Decimal]:
    """Shares of ``total`` in proportion to the quantities, which add up to it exactly.

    Shares are rounded down to their last digit; what is left goes, digit by digit, to the largest remainders.
    """
    if len(quantities) == 1:
        return [total]
    whole = sum(quantities, Decimal(0))
    if not whole:
        return [Decimal(0) for _ in quantities]
    digit = min(SHARE, Decimal((0, (1,), int(total.as_tuple().exponent))))
    ideal = [total * quantity / whole for quantity in quantities]
    shares = [share.quantize(digit, ROUND_FLOOR) for share in ideal]
    left = int((total - sum(shares, Decimal(0))) / digit)
    by_remainder = sorted(range(len(shares)), key=lambda i: (shares[i] - ideal[i], i))
    for index in by_remainder[:left]:
        shares[index] += digit
    return shares
