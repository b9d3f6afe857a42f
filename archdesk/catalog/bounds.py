"""Whether a property may have a value: its type, bounds, values and format in an edition."""

from __future__ import annotations

from archdesk.catalog.definitions import Property
from archdesk.catalog.describe import shown
from archdesk.catalog.formats import FORMATS, has_format
from archdesk.model.records import Edition, Value

NUMBERS = ("integer", "number", "duration")
_TEXTS = ("string", "text", "cidr", "enum")


def is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def wrong_value(definition: Property, value: Value, edition: Edition) -> str | None:
    """What is wrong with a value, in words; None where nothing is, or where a template decides it later."""
    if value is None or value == "" or (isinstance(value, dict) and definition.type != "json"):
        return None
    mistyped = _mistyped(definition, value)
    if mistyped is not None:
        return f"is {shown(value)}, which is no {mistyped}"
    values = definition.bound("values", edition)
    # a template may write a number as a text
    if values is not None and definition.type != "list" and str(value) not in map(str, values):
        return f"is {shown(value)}; possible are {shown(list(values))}"
    unit = f" {definition.unit}" if definition.unit else ""
    least, most = definition.bound("min", edition), definition.bound("max", edition)
    if is_number(value):
        if least is not None and value < least:
            return f"is {shown(value)}{unit}; at least {shown(least)}{unit} is needed"
        if most is not None and value > most:
            return f"is {shown(value)}{unit}; at most {shown(most)}{unit} is possible"
    format = "cidr" if definition.type == "cidr" and not definition.format else definition.format
    for text in value if isinstance(value, list) else [value]:
        if format and not isinstance(text, dict) and not has_format(text, format):
            return f"is {shown(text)}; it must be {FORMATS[format][1]}"
    return None


def _mistyped(definition: Property, value: Value) -> str | None:
    """The name of the type the value should have; None where it has it."""
    type = definition.type
    if type == "boolean" and not isinstance(value, bool):
        return "yes or no"
    if type in NUMBERS and not is_number(value):
        return "number"
    if type == "integer" and isinstance(value, float) and not value.is_integer():
        return "whole number"
    if type == "list" and not isinstance(value, list | tuple):
        return "list"
    if type in _TEXTS and definition.bound("values", "current") is None and isinstance(value, list | bool):
        return "text"
    return None
