"""How much of something there is: an expression of a palette as an amount, exact and 0 or more."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from archdesk.catalog.arithmetic import Function, NoQuantity, evaluate, exact
from archdesk.model.records import Value

ONE: Final = Decimal(1)
DIGITS: Final = Decimal("0.000001")  # a quantity has no more digits than this; divisions end here


def quantity(expression: str, names: Mapping[str, Value], functions: Mapping[str, Function]) -> Decimal:
    """The amount the expression says: exact, 0 or more. Raises NotSet or NoQuantity."""
    value = evaluate(expression, names, functions)
    if isinstance(value, bool):
        value = Decimal(value)
    number = exact(value)
    if number is None:
        raise NoQuantity(f"{expression!r} is {value!r}, which is no number")
    if not number.is_finite():
        raise NoQuantity(f"{expression!r} is {number}, which is no amount")
    if number < 0:
        raise NoQuantity(f"{expression!r} is {number}, below zero")
    if number >= Decimal("1e18"):
        raise NoQuantity(f"{expression!r} is too large to be meant")
    if number == number.to_integral_value():
        return number.quantize(ONE)  # without the zeros behind the point of a difference
    return number.quantize(DIGITS).normalize() + 0
