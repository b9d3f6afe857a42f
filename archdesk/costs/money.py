"""Amounts of money as a person reads them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

_CENT = Decimal("0.01")


def money(amount: Decimal, per: str = "mo") -> str:
    """``$43.80 / mo``: US dollars to the cent, with the time they are for; less than half a cent is ``< $0.01``."""
    return f"{dollars(amount)} / {per}"


def dollars(amount: Decimal) -> str:
    """``$1,234.50``; an amount too small for a cent is not shown as nothing."""
    with localcontext(prec=max(60, amount.adjusted() + 4)):
        cents = amount.quantize(_CENT, ROUND_HALF_EVEN)
    if amount and not cents:
        return "< $0.01"
    return f"-${-cents:,f}" if cents < 0 else f"${cents:,f}"


def unit_price(amount: Decimal, unit: str) -> str:
    """``$0.0000004 / request``: every digit of a price, at least two after the point."""
    text = f"{amount.normalize():f}"
    whole, _, rest = text.partition(".")
    return f"${whole}.{rest.ljust(2, '0')} / {unit}"
