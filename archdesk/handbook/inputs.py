"""What a calculator is given: values of its inputs as numbers, yes or no, and words, checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from archdesk.catalog.arithmetic import exact
from archdesk.catalog.bounds import NUMBERS
from archdesk.errors import CalculationError
from archdesk.handbook.definitions import Calculator, Input
from archdesk.handbook.words import words
from archdesk.model.records import Edition, Value

_YES: Final = ("true", "yes", "on", "1")
_NO: Final = ("false", "no", "off", "0")


def checked(calculator: Calculator, given: Mapping[str, Value], edition: Edition) -> dict[str, Value]:
    """A value for every input, defaults filled in. Raises CalculationError for the first that will not do."""
    for name in given:
        if name not in calculator.inputs:
            known = ", ".join(calculator.inputs)
            raise CalculationError(f"{calculator.label} has no input {name!r}; its inputs are: {known}.")
    return {name: typed(name, asked, given.get(name), edition) for name, asked in calculator.inputs.items()}


def typed(name: str, asked: Input, value: Value, edition: Edition) -> Value:
    """The value as the input's type; text, as a command line has it, is read. None stands for the default."""
    label = asked.label or name
    if value is None or value == "":
        value = asked.default
    if value is None or value == "":
        raise CalculationError(f"{label} is missing; enter {_wanted(asked, edition)}.")
    if asked.type in NUMBERS:
        return _number(label, asked, value, edition)
    if asked.type == "boolean":
        return _truth(label, value)
    if asked.type == "enum":
        return _choice(label, asked, value, edition)
    return str(value)


def _number(label: str, asked: Input, value: Value, edition: Edition) -> Decimal:
    number = exact(value)
    if isinstance(value, str):
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            number = None
    if number is None or not number.is_finite() or abs(number) >= Decimal("1e18"):
        raise CalculationError(f"{label} is {value!r}; enter {_wanted(asked, edition)}.")
    low, high = exact(asked.bound("min", edition)), exact(asked.bound("max", edition))
    whole = asked.type != "integer" or number == number.to_integral_value()
    if not whole or (low is not None and number < low) or (high is not None and number > high):
        raise CalculationError(f"{label} is {words(number)}{_unit(asked)}; enter {_wanted(asked, edition)}.")
    return number


def _wanted(asked: Input, edition: Edition) -> str:
    """``a whole number from 1 to 10 KB``."""
    if asked.type == "boolean":
        return "true or false"
    if asked.type == "enum":
        return f"one of {', '.join(map(str, asked.bound('values', edition) or ()))}"
    if asked.type not in NUMBERS:
        return "a text"
    low, high = exact(asked.bound("min", edition)), exact(asked.bound("max", edition))
    from_ = f" from {words(low)}" if low is not None else ""
    to = f" {'to' if from_ else 'up to'} {words(high)}" if high is not None else ""
    return f"a{' whole' if asked.type == 'integer' else ''} number{from_}{to}{_unit(asked)}"


def _unit(asked: Input) -> str:
    return f" {asked.unit}" if asked.unit else ""


def _truth(label: str, value: Value) -> bool:
    text = str(value).strip().lower()
    if text not in (*_YES, *_NO):
        raise CalculationError(f"{label} is {value!r}; enter true or false.")
    return text in _YES


def _choice(label: str, asked: Input, value: Value, edition: Edition) -> Value:
    values = asked.bound("values", edition) or ()
    found = [v for v in values if str(v).casefold() == str(value).strip().casefold()]
    if not found:
        raise CalculationError(f"{label} is {value!r}; enter {_wanted(asked, edition)}.")
    return found[0]
