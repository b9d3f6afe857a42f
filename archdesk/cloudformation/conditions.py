"""The conditions of the mapping language: whether a value, a wire, or a part of a wire is written."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from archdesk.cloudformation.scope import MISSING, Scope
from archdesk.model.records import Value


def holds(condition: Value, scope: Scope) -> bool:
    """Whether a condition holds; None (no condition) does."""
    if condition is None:
        return True
    if "not" in condition and len(condition) == 1:
        return not holds(condition["not"], scope)
    if "all" in condition:
        return all(holds(c, scope) for c in condition["all"])
    if "any" in condition:
        return any(holds(c, scope) for c in condition["any"])
    if "has" in condition:
        return scope.logical(condition["has"]) is not None
    if "gives" in condition:
        return scope.given(condition["gives"]) is not MISSING
    if "part" in condition:
        return scope.part(condition["part"]) is not None
    if "chosen" in condition:
        return scope.chosen(condition["chosen"], condition.get("of", ""))
    for key, outgoing in (("wire", True), ("wired", False)):
        if key in condition:
            of = str(condition.get("of", ""))
            return scope.wires(str(condition[key]), as_list(condition.get("types")), outgoing, of)
    if "type" in condition:
        place = scope.place(condition.get("of", "self"))
        return place is not None and place.type in as_list(condition["type"])
    return test(scope.prop(condition["prop"], condition.get("of", "")), condition)


def test(value: Value, condition: Mapping[str, Value]) -> bool:
    """Whether a property's value meets ``is``, ``not``, ``in`` or ``matches``; without one: whether it is set."""
    if "is" in condition:
        return bool(value == condition["is"])
    if "not" in condition:
        return bool(value != condition["not"])
    if "in" in condition:
        return value in condition["in"]
    if "matches" in condition:
        return any(fnmatchcase(str(value), pattern) for pattern in as_list(condition["matches"]))
    return bool(value)


def as_list(value: Value) -> list[Any]:
    """A list of one for a single value, empty for None."""
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
