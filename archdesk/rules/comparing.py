"""Comparing values in rules: None where a side is unknown, or where the sides cannot be ordered."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archdesk.catalog.bounds import is_number
from archdesk.model.records import Value
from archdesk.rules.scope import Outcome

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def compare(name: str, left: Value, right: Value) -> Outcome:
    """One comparison; None where a side is unknown, or where the sides cannot be ordered."""
    if left is None or right is None:
        return None
    if name in ("eq", "ne"):
        same = bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
        return same == (name == "eq")
    if (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return COMPARE[name](left, right)
    return None


def within(least: float, most: float, bounds: Sequence[tuple[str, Value]]) -> Outcome:
    """Whether a number that lies somewhere from ``least`` to ``most`` keeps all bounds."""
    outcomes: list[Outcome] = []
    for name, bound in bounds:
        if not is_number(bound):
            outcomes.append(None)
        elif least == most:
            outcomes.append(COMPARE[name](least, bound))
        elif name in ("eq", "ne"):
            outcomes.append((name == "ne") if bound < least or bound > most else None)
        else:
            ends = {COMPARE[name](least, bound), COMPARE[name](most, bound)}
            outcomes.append(ends.pop() if len(ends) == 1 else None)
    return False if False in outcomes else None if None in outcomes else True
