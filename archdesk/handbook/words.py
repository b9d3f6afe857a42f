"""Values and expressions as one writes them down when working something out by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from archdesk.catalog.arithmetic import exact
from archdesk.model.records import Value

_PLACES: Final = Decimal("0.000001")
_WIDE: Final = Context(prec=60)
_TOKEN: Final = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_]\w*|//|[<>!=]=|\s+|.")
_SIGNS: Final = {"*": "x", "==": "=", "!=": "is not", "%": "mod", "//": "whole times"}


def words(value: Value) -> str:
    """``12``, ``0.8``, ``yes``, ``1, 2, 4``; no more than six digits after the point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(words, value))
    number = exact(value)
    if number is None or not number.is_finite():
        return str(value)
    if number != number.to_integral_value():
        number = rounded(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Value, unit: str) -> str:
    """``20 RCU``, ``1 shard``, ``2 shards``, ``no``."""
    if value == 1 and not isinstance(value, bool) and "/" not in unit and len(unit) > 1:
        unit = unit.removesuffix("es") if unit.endswith(("ches", "xes")) else unit.removesuffix("s")
    return f"{words(value)} {unit}".rstrip()


def rounded(number: Decimal) -> Decimal:
    """The number with six digits after the point, as many as are shown."""
    return number.quantize(_PLACES, ROUND_HALF_EVEN, _WIDE)


def worked(expression: str, names: Mapping[str, Value]) -> str:
    """The expression with numbers for names: ``reads * ceil(item_kb / 4)`` is ``10 x ceil(6 / 4)``."""
    return "".join(_token(match[0], names) for match in _TOKEN.finditer(expression))


def _token(token: str, names: Mapping[str, Value]) -> str:
    if token[0] in "'\"":
        return token[1:-1]
    if token not in names:
        return _SIGNS.get(token, token)
    text = words(names[token])
    return f"({text})" if text.startswith("-") else text
