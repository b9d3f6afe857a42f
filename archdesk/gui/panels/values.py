"""What a person types into a field, as a property's value; or why it is none."""

from __future__ import annotations

import ipaddress
import json
import math
import re
from typing import Final

from archdesk.catalog.definitions import Property
from archdesk.model.records import Edition, Value

_SECONDS: Final = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400, "day": 86400, "days": 86400}


class BadValueError(ValueError):
    """What was typed cannot be stored; the message says why and what would do."""


def parse(text: str, definition: Property, edition: Edition) -> Value:
    """The value ``text`` stands for; None for an empty field. Raises BadValueError."""
    text = text.strip()
    if not text:
        if definition.required:
            raise BadValueError("This is needed.")
        return None
    match definition.type:
        case "integer" | "number" | "duration":
            return _bounded(_number(text, definition), definition, edition)
        case "list":
            return [line.strip() for line in re.split(r"[\n,]", text) if line.strip()]
        case "json":
            return _json(text)
        case "cidr":
            return _cidr(text)
        case _:
            return text


def shown(value: Value, definition: Property) -> str:
    """A value as the field shows it."""
    if value is None:
        return ""
    if definition.type == "list" and isinstance(value, list | tuple):
        return "\n".join(str(v) for v in value)
    if definition.type == "json":
        return json.dumps(value, indent=2) if value not in ({}, []) else ""
    return str(value)


def bounds_in_words(definition: Property, edition: Edition) -> str:
    """``0 to 43,200 s``; empty where there are no bounds."""
    low, high = (definition.bound(name, edition) for name in ("min", "max"))
    unit = f" {definition.unit}" if definition.unit else ""
    if low is not None and high is not None:
        return f"{low:,g} to {high:,g}{unit}"
    if low is not None:
        return f"at least {low:,g}{unit}"
    return f"at most {high:,g}{unit}" if high is not None else ""


def in_words(seconds: float) -> str:
    """A duration as a person says it: ``4 d``, ``90 s``."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length:g} {unit}"
    return f"{seconds:g} s"


def _number(text: str, definition: Property) -> int | float:
    plain = text.replace(",", "").replace("_", "")
    if definition.type == "duration":
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|min|m|h|d|days?)?", plain)
        if match is None:
            raise BadValueError("A number of seconds, or something like 5 min, 4 h, 7 d.")
        factor = _SECONDS[match[2]] if match[2] and definition.unit in ("s", "") else 1
        seconds = float(match[1]) * factor
        return int(seconds) if seconds.is_integer() else seconds
    try:
        number = float(plain)
    except ValueError:
        raise BadValueError("A number is needed here.") from None
    if not math.isfinite(number):
        raise BadValueError("A number is needed here.")
    if number.is_integer():
        return int(number)
    if definition.type == "integer":
        raise BadValueError("A whole number is needed here.")
    return number


def _bounded(number: float, definition: Property, edition: Edition) -> int | float:
    low, high = (definition.bound(name, edition) for name in ("min", "max"))
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadValueError(f"Must be {bounds_in_words(definition, edition)}.")
    return number


def _json(text: str) -> Value:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadValueError(f"Not valid JSON: {error.msg} in line {error.lineno}.") from None


def _cidr(text: str) -> str:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        try:
            near = ipaddress.ip_network(text, strict=False)
        except ValueError:
            raise BadValueError("An address block such as 10.0.0.0/16 is needed here.") from None
        raise BadValueError(f"Bits are set behind the mask; the block is {near}.") from None
    return str(network)
