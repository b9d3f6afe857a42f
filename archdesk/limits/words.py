"""A limit in words: how much of it is used, what it is, and what the other edition says."""

from __future__ import annotations

from decimal import Decimal

from archdesk.catalog.definitions import Limit
from archdesk.limits.headroom import Headroom
from archdesk.model.records import Edition


def amount(value: Decimal, unit: str = "") -> str:
    """``1,234.5 MB``: no more than two digits behind the point, but never nothing where there is something."""
    rounded = value.quantize(Decimal("0.01"))
    shown = rounded if rounded or not value else value
    number = (
        f"{shown.normalize():,f}" if shown != shown.to_integral_value() else f"{shown.to_integral_value():,f}"
    )
    return f"{number}{'' if unit.startswith('%') else ' '}{unit}" if unit else number


def breach(headroom: Headroom, name: str) -> str:
    """That a limit is broken, about the component or the place of that name."""
    used, most = amount(headroom.used, headroom.unit), amount(headroom.most, headroom.unit)
    parts = [f"{headroom.where or name}: {headroom.limit.label}: {used}; the limit is {most}."]
    if headroom.average:
        parts.append("That is the average of a month, and peaks are higher.")
    if headroom.raisable:
        parts.append("It can be raised: ask AWS before you deploy.")
    return " ".join(parts)


def differs(limit: Limit, edition: Edition) -> str:
    """What the other edition says of a limit; empty where it says the same."""
    if limit.value("notes") == limit.value("current"):
        return ""
    if edition == "current":
        return f"The notes of 2019 say: {limit.notes}."
    since = f" ({limit.changed})" if limit.changed else ""
    return f"Today it is: {limit.current}{since}."
