"""Clauses of checks: the same check, condition or sets without one of them, to ask whether anything needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BOUNDS = ("eq", "ne", "lt", "le", "gt", "ge")


def without_a_clause(parts: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """``let``, ``when`` and ``check`` of a rule, once for each clause that they can be without, with its label."""
    if parts.get("when") is not None:
        yield "when", {**parts, "when": None}
        for label, raw in _checks(parts["when"]):
            yield f"when › {label}", {**parts, "when": raw}
    for label, raw in _checks(parts.get("check")):
        yield f"check › {label}", {**parts, "check": raw}
    lets = parts.get("let") or {}
    for name, given in lets.items():
        rest = {key: value for key, value in lets.items() if key != name}
        if f"${name}" not in repr((rest, parts.get("when"), parts.get("check"))):
            continue  # only a fix or the message uses it
        for label, raw in _sets(given):
            yield f"let › {name} › {label}", {**parts, "let": {**lets, name: raw}}


def _sets(raw: Any) -> Iterator[tuple[str, Any]]:
    is_index = raw.get("of") == "$design" or "members" in raw.get("follow", ())[-1:]
    for key in ("type", "where"):
        if key in raw and not (
            key == "type" and is_index
        ):  # it says where to look, so as not to look everywhere
            yield key, {k: v for k, v in raw.items() if k != key}
    if "where" in raw:
        for label, inner in _checks(raw["where"]):
            yield f"where › {label}", {**raw, "where": inner}
    for number, step in enumerate(raw.get("follow", ())):
        ways = step.split(" | ")
        for way in ways if len(ways) > 1 else ():
            follow = list(raw["follow"])
            follow[number] = " | ".join(w for w in ways if w != way)
            yield f"follow › {way}", {**raw, "follow": follow}


def _checks(raw: Any) -> Iterator[tuple[str, Any]]:
    """A check without one of its clauses, for each clause at any depth."""
    if isinstance(raw, dict) and len(raw) == 1:
        ((name, argument),) = raw.items()
        if name in ("all", "any", "if") and isinstance(argument, list | tuple):
            yield from _combined(name, list(argument))
        elif name == "not":
            yield name, argument
            yield from ((f"{name} › {label}", {name: inner}) for label, inner in _checks(argument))
        elif name in ("every", "some", "none"):
            for label, inner in _checks(argument["check"]):
                yield f"{name} › {label}", {name: {**argument, "check": inner}}
        else:
            for label, inner in _optional(name, argument):
                yield f"{name} › {label}", {name: inner}


def _combined(name: str, parts: list[Any]) -> Iterator[tuple[str, Any]]:
    for number, part in enumerate(parts):
        if name == "if":
            yield f"if {number}", parts[1] if number == 0 else True
        elif len(parts) > 1:
            yield f"{name} {number}", {name: [p for i, p in enumerate(parts) if i != number]}
        for label, inner in _checks(part):
            yield (
                f"{name} {number} › {label}",
                {name: [inner if i == number else p for i, p in enumerate(parts)]},
            )


def _optional(name: str, argument: Any) -> Iterator[tuple[str, Any]]:
    """An operator's argument without a key that it can do without."""
    if name in ("count", "distinct", "sum"):
        keys = [key for key in argument if key in BOUNDS]
        yield from ((key, _without(argument, key)) for key in (keys if len(keys) > 1 else ()))
    elif name == "path":
        yield from ((key, _without(argument, key)) for key in ("over", "avoid") if key in argument)
    elif name == "entry":
        for key in argument["having"] if len(argument["having"]) > 1 else ():
            yield key, {**argument, "having": _without(argument["having"], key)}
        yield from (
            (key, _without(argument, key)) for key in ("ending", "holding", "lacking") if key in argument
        )


def _without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k != key}
