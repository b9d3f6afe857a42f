"""Values in rules: literals, variables, properties and facts, and a little arithmetic. None means unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_network
from math import ceil
from typing import TypeAlias

from archdesk.catalog.bounds import is_number
from archdesk.model.records import Value
from archdesk.rules.scope import Case, Members, Path, RuleError, Scope, Variable

Getter: TypeAlias = Callable[[Case], Value]

_REFERENCE = re.compile(r"\$([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?")
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "mul": lambda a, b: a * b,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "div": lambda a, b: a / b,
    "min": min,
    "max": max,
}
_OPERATORS = (*_ARITHMETIC, "count", "length", "bytes", "prefix", "round_up", "pick", "at")


def compile_value(raw: Value, scope: Scope, path: Path) -> Getter:
    """A function that gives the value while a rule runs; raises RuleError for what is no value."""
    if isinstance(raw, str) and raw.startswith("$"):
        return _literal(raw[1:]) if raw.startswith("$$") else _reference(raw, scope, path)
    if isinstance(raw, list | tuple):
        if any(not isinstance(entry, str | int | float | bool) for entry in raw):
            raise RuleError(path, "a list may hold only plain values")
        if any(isinstance(entry, str) and _REFERENCE.match(entry) for entry in raw):
            getters = [compile_value(entry, scope.deeper(path), (*path, i)) for i, entry in enumerate(raw)]
            return lambda case: [get(case) for get in getters]
        return _literal(list(raw))
    if isinstance(raw, dict):
        return _operation(raw, scope.deeper(path), path)
    if raw is None:
        raise RuleError(path, "null is no value to compare with; use exists")
    return _literal(raw)


def reference(raw: Value, scope: Scope, path: Path) -> tuple[str, str | None]:
    """The variable and property that ``$var.prop`` names; raises RuleError for anything else."""
    match = _REFERENCE.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise RuleError(path, f"must be a variable such as $it, not {str(raw)[:60]!r}")
    name, prop = match.groups()
    scope.variable(name, path)
    if prop is not None:
        scope.demand_property(name, prop, path)
    return name, prop


def named_property(raw: Value) -> tuple[str, str] | None:
    """The variable and property of ``$var.prop``; None for anything else."""
    match = _REFERENCE.fullmatch(raw) if isinstance(raw, str) else None
    return (match[1], match[2]) if match is not None and match[2] is not None else None


def compile_pair(raw: Value, scope: Scope, path: Path) -> tuple[Getter, Getter]:
    """The two values of a list; raises RuleError for anything else."""
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise RuleError(path, "needs a list of two values")
    return compile_value(raw[0], scope, (*path, 0)), compile_value(raw[1], scope, (*path, 1))


def named_set(raw: Value, scope: Scope, path: Path) -> tuple[str, Variable]:
    """The name of the set that ``$name`` means, and what its members are."""
    name, prop = reference(raw, scope, path)
    variable = scope.variable(name, path)
    if prop is not None or not variable.several:
        raise RuleError(path, f"must be a named set from let, not {raw!r}")
    return name, variable


def _literal(value: Value) -> Getter:
    return lambda case: value


def _reference(raw: str, scope: Scope, path: Path) -> Getter:
    name, prop = reference(raw, scope, path)
    several = scope.variable(name, path).several

    def get(case: Case) -> Value:
        found = case.value(name)
        if isinstance(found, Members):
            return [item.id if prop is None else case.prop(item, prop) for item in found]
        return found.id if prop is None else case.prop(found, prop)

    def get_property(case: Case) -> Value:
        return case.prop(case.value(name), prop)  # type: ignore[arg-type]  # one item, with a property

    return get if several or prop is None else get_property


def _operation(raw: dict[str, Value], scope: Scope, path: Path) -> Getter:
    if raw.keys() == {"notes", "current"}:
        return compile_value(raw[scope.edition], scope, (*path, scope.edition))
    if len(raw) != 1:
        raise RuleError(path, "must hold one operator")
    ((operator, argument),) = raw.items()
    path = (*path, str(operator)[:60])
    if operator in _ARITHMETIC:
        return _arithmetic(operator, argument, scope, path)
    if operator == "count":
        name, prop = reference(argument, scope, path)
        if prop is not None or not scope.variable(name, path).several:
            raise RuleError(path, "counts the members of a named set")
        return lambda case: _size(case.value(name))
    if operator == "pick":
        return _pick(argument, scope, path)
    if operator == "at":
        return _at(argument, scope, path)
    if operator in _OF_ONE:
        inner, convert = compile_value(argument, scope, path), _OF_ONE[operator]
        return lambda case: convert(inner(case))
    raise RuleError(path, f"is no known operator of a value; known: {', '.join(_OPERATORS)}")


def _pick(raw: Value, scope: Scope, path: Path) -> Getter:
    """``{pick: [$from.type, {lambda.function: 3, other: 5}]}``; without ``other`` unknown for what is not listed."""
    if not isinstance(raw, list | tuple) or len(raw) != 2 or not isinstance(raw[1], dict):
        raise RuleError(path, "needs a value and a mapping of what may come out of it")
    key, results = compile_value(raw[0], scope, (*path, 0)), raw[1]
    return lambda case: results.get(str(key(case)), results.get("other"))


def _at(raw: Value, scope: Scope, path: Path) -> Getter:
    """``{at: [$it.mappings, Images, us-east-1]}``: what stands there in a mapping; unknown where nothing does."""
    if not isinstance(raw, list | tuple) or len(raw) < 2 or not all(isinstance(key, str) for key in raw[1:]):
        raise RuleError(path, "needs a value and the keys that lead into it")
    get, keys = compile_value(raw[0], scope, (*path, 0)), raw[1:]

    def found(case: Case) -> Value:
        value = get(case)
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if value is None:
            case.missing.append(" › ".join(keys))
        return value

    return found


def _arithmetic(operator: str, argument: Value, scope: Scope, path: Path) -> Getter:
    if not isinstance(argument, list | tuple) or len(argument) < 2:
        raise RuleError(path, "needs a list of at least two values")
    if operator in ("sub", "div") and len(argument) != 2:
        raise RuleError(path, "needs just two values")
    getters = [compile_value(entry, scope, (*path, i)) for i, entry in enumerate(argument)]
    combine = _ARITHMETIC[operator]

    def compute(case: Case) -> Value:
        values = [get(case) for get in getters]
        if any(not is_number(v) for v in values):
            return None
        result = values[0]
        for value in values[1:]:
            if operator == "div" and value == 0:
                return None
            result = combine(result, value)
        return int(result) if isinstance(result, float) and result.is_integer() else result

    return compute


def prefix_length(value: Value) -> int | None:
    """The 24 of 10.0.0.0/24; None where the text is no block."""
    try:
        return ip_network(str(value), strict=False).prefixlen if value is not None else None
    except ValueError:
        return None


def _size(value: object) -> int | None:
    return len(value.items) if isinstance(value, Members) and not value.open else None


def _length(value: Value) -> int | None:
    return len(value) if isinstance(value, str | list | tuple | dict) else None


def _bytes(value: Value) -> int | None:
    """What a text takes, or the names and values of a mapping; a value that a template decides takes nothing yet."""
    if isinstance(value, str):
        return len(value.encode())
    if not isinstance(value, dict):
        return None
    return sum(
        len(str(k).encode()) + (0 if isinstance(v, dict) else len(str(v).encode())) for k, v in value.items()
    )


def _round_up(value: Value) -> int | None:
    return ceil(value) if is_number(value) else None


_OF_ONE: dict[str, Callable[[Value], int | None]] = {
    "length": _length,
    "bytes": _bytes,
    "prefix": prefix_length,
    "round_up": _round_up,
}
