"""Checks in rules: the closed grammar of operators, compiled to functions that pass, fail, or cannot tell."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, TypeAlias

from archdesk.catalog.formats import FORMATS, has_format
from archdesk.model.records import Value
from archdesk.rules.reach import compile_path
from archdesk.rules.scope import (
    Case,
    Item,
    Members,
    Outcome,
    Path,
    RuleError,
    Scope,
    Variable,
    mapping_of,
    name_of,
)
from archdesk.rules.values import Getter, compile_value, is_number, reference

Check: TypeAlias = Callable[[Case], Outcome]
Compile: TypeAlias = Callable[[Value, Scope, Path], Check]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def compile_check(raw: Value, scope: Scope, path: Path) -> Check:
    """A function that tells whether the check holds for a case; raises RuleError for what is no check."""
    if isinstance(raw, bool):
        return lambda case: raw
    if not isinstance(raw, dict):
        raise RuleError(path, "must be a check: a mapping with one operator")
    if len(raw) != 1:
        raise RuleError(path, f"must hold one operator, not {len(raw)}; combine them with all or any")
    ((name, argument),) = raw.items()
    path = (*path, str(name)[:60])
    compiler = _OPERATORS.get(name)
    if compiler is None:
        raise RuleError(path, f"is no known operator; known: {', '.join(_OPERATORS)}")
    return compiler(argument, scope.deeper(path), path)


def compare(name: str, left: Value, right: Value) -> Outcome:
    """One comparison; None where a side is unknown, or where the sides cannot be ordered."""
    if left is None or right is None:
        return None
    if name in ("eq", "ne"):
        same = bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
        return same == (name == "eq")
    if (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return _COMPARE[name](left, right)
    return None


# -- comparing values -------------------------------------------------------------------------------------


def _comparison(name: str) -> Compile:
    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        left, right = _pair(raw, scope, path)
        return lambda case: compare(name, left(case), right(case))

    return compiler


def _in(raw: Value, scope: Scope, path: Path) -> Check:
    item, options = _pair(raw, scope, path)
    return lambda case: _among(item(case), options(case))


def _contains(raw: Value, scope: Scope, path: Path) -> Check:
    options, item = _pair(raw, scope, path)
    return lambda case: _among(item(case), options(case))


def _among(item: Value, options: Value) -> Outcome:
    if item is None or options is None:
        return None
    if isinstance(options, str):
        return str(item) in options
    if not isinstance(options, list | tuple):
        return None
    if any(compare("eq", item, option) for option in options):
        return True
    return None if any(option is None for option in options) else False


def _exists(raw: Value, scope: Scope, path: Path) -> Check:
    name, prop = reference(raw, scope, path)

    def check(case: Case) -> Outcome:
        found = case.value(name)
        if isinstance(found, Members) and prop is None:
            return _within(found.sure, len(found.items), (("ge", 1),))
        if prop is None:
            return True
        known = len(case.missing)
        items = found if isinstance(found, Members) else [found]
        values = [case.prop(item, prop) for item in items]
        del case.missing[known:]  # asking whether it is there is no question to a person
        return any(value not in (None, "", [], {}, ()) for value in values)

    return check


def _text(test: Callable[[str, tuple[str, ...]], bool]) -> Compile:
    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        text, ends = _pair(raw, scope, path)

        def check(case: Case) -> Outcome:
            value, wanted = text(case), ends(case)
            if value is None or wanted is None:
                return None
            return test(str(value), tuple(map(str, wanted if isinstance(wanted, list) else [wanted])))

        return check

    return compiler


def _matches_format(raw: Value, scope: Scope, path: Path) -> Check:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise RuleError(path, "needs a value and the name of a format")
    name = raw[1]
    if name not in FORMATS:
        raise RuleError(path, f"there is no format {name!r}; known: {', '.join(FORMATS)}")
    get = compile_value(raw[0], scope, (*path, 0))

    def check(case: Case) -> Outcome:
        value = get(case)
        return None if value is None else has_format(value, name)

    return check


# -- combining --------------------------------------------------------------------------------------------


def _all(raw: Value, scope: Scope, path: Path) -> Check:
    checks = _several(raw, scope, path)

    def check(case: Case) -> Outcome:
        result: Outcome = True
        for part in checks:
            outcome = part(case)
            if outcome is False:
                return False
            if outcome is None:
                result = None
        return result

    return check


def _any(raw: Value, scope: Scope, path: Path) -> Check:
    checks = _several(raw, scope, path)

    def check(case: Case) -> Outcome:
        result: Outcome = False
        for part in checks:
            outcome = part(case)
            if outcome is True:
                return True
            if outcome is None:
                result = None
        return result

    return check


def _not(raw: Value, scope: Scope, path: Path) -> Check:
    inner = compile_check(raw, scope, path)

    def check(case: Case) -> Outcome:
        outcome = inner(case)
        return None if outcome is None else not outcome

    return check


def _if(raw: Value, scope: Scope, path: Path) -> Check:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise RuleError(path, "needs two checks: [condition, then]")
    condition, then = _several(raw, scope, path)

    def check(case: Case) -> Outcome:
        given = condition(case)
        if given is False:
            return True
        outcome = then(case)
        return outcome if given or outcome else None

    return check


def _quantified(name: str) -> Compile:
    """``every``, ``some`` and ``none``; members that only perhaps belong to the set decide nothing alone."""

    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        entry = mapping_of(raw, path, ("in", "check"), ("as",))
        source, variable = _set(entry["in"], scope, (*path, "in"))
        each = entry.get("as", "each")
        if not isinstance(each, str) or not each.isidentifier() or not each.islower():
            raise RuleError((*path, "as"), "must be a plain lowercase word")
        inner = scope.having(each, Variable(variable.kind, variable.types))
        test = compile_check(entry["check"], inner, (*path, "check"))
        return lambda case: _over(case, name, source, each, test)

    return compiler


def _over(case: Case, name: str, source: str, each: str, test: Check) -> Outcome:
    members = case.value(source)
    assert isinstance(members, Members)
    bad: list[Item] = []
    found: set[Outcome] = set()
    outer = case.variables.get(each)
    for item in members:
        case.variables[each] = item
        outcome = test(case)
        if name == "none" and outcome is not None:
            outcome = not outcome
        decides = outcome is (name == "some")  # the outcome that settles the matter by itself
        found.add(None if decides and item.id in members.open else outcome)
        if outcome is False:
            bad.append(item)
    case.variables[each] = outer
    if name == "some":
        result: Outcome = True if True in found else None if None in found else False
    else:
        result = False if False in found else None if None in found else True
    if result is False:
        case.notes["bad"] = ", ".join(name_of(case.view, item) for item in bad)
    return result


# -- counting ---------------------------------------------------------------------------------------------


def _count(raw: Value, scope: Scope, path: Path) -> Check:
    source, _, bounds = _measured(raw, scope, path, ())

    def check(case: Case) -> Outcome:
        members = case.value(source)
        assert isinstance(members, Members)
        outcome = _within(members.sure, len(members.items), _bounds(case, bounds))
        _note(case, outcome, n=str(len(members.items)))
        return outcome

    return check


def _distinct(raw: Value, scope: Scope, path: Path) -> Check:
    source, prop, bounds = _measured(raw, scope, path, ("value",))

    def check(case: Case) -> Outcome:
        members = case.value(source)
        assert isinstance(members, Members)
        sure: set[str] = set()
        perhaps: set[str] = set()
        unknown = 0
        for item in members:
            value = case.prop(item, prop)
            if value is None:
                unknown += 1
            else:
                (perhaps if item.id in members.open else sure).add(str(value))
        least = len(sure) or int(unknown > 0 and members.sure > 0)
        outcome = _within(least, len(sure | perhaps) + unknown, _bounds(case, bounds))
        values = ", ".join(sorted(sure | perhaps)) or "none"
        _note(case, outcome, n=str(len(sure | perhaps)), values=values)
        return outcome

    return check


def _sum(raw: Value, scope: Scope, path: Path) -> Check:
    source, prop, bounds = _measured(raw, scope, path, ("value",))

    def check(case: Case) -> Outcome:
        members = case.value(source)
        assert isinstance(members, Members)
        values = [case.prop(item, prop) for item in members]
        if members.open or any(not is_number(v) for v in values):
            return None
        total = sum(values)
        outcome = _within(total, total, _bounds(case, bounds))
        _note(case, outcome, n=f"{total:g}")
        return outcome

    return check


def _measured(
    raw: Value, scope: Scope, path: Path, required: tuple[str, ...]
) -> tuple[str, str, tuple[tuple[str, Getter], ...]]:
    entry = mapping_of(raw, path, ("of", *required), tuple(_COMPARE))
    source, variable = _set(entry["of"], scope, (*path, "of"))
    prop = entry.get("value", "id")
    if not isinstance(prop, str):
        raise RuleError((*path, "value"), "must be the name of a property or fact")
    scope.having("each", Variable(variable.kind, variable.types)).demand_property("each", prop, path)
    bounds = tuple(
        (name, compile_value(entry[name], scope, (*path, name))) for name in _COMPARE if name in entry
    )
    if not bounds:
        raise RuleError(path, f"needs a comparison: {', '.join(_COMPARE)}")
    return source, prop, bounds


def _bounds(case: Case, bounds: Sequence[tuple[str, Getter]]) -> Sequence[tuple[str, Value]]:
    return [(name, get(case)) for name, get in bounds]


def _within(least: float, most: float, bounds: Sequence[tuple[str, Value]]) -> Outcome:
    """Whether a number that lies somewhere from ``least`` to ``most`` keeps all bounds."""
    outcomes = []
    for name, bound in bounds:
        if not is_number(bound):
            outcomes.append(None)
        elif least == most:
            outcomes.append(_COMPARE[name](least, bound))
        elif name in ("eq", "ne"):
            outcomes.append((name == "ne") if bound < least or bound > most else None)
        else:
            ends = {_COMPARE[name](least, bound), _COMPARE[name](most, bound)}
            outcomes.append(ends.pop() if len(ends) == 1 else None)
    return False if False in outcomes else None if None in outcomes else True


def _note(case: Case, outcome: Outcome, **notes: str) -> None:
    for key, text in notes.items():
        if outcome is False or key not in case.notes:
            case.notes[key] = text


# -- address blocks ---------------------------------------------------------------------------------------


def _blocks(test: Callable[[Any, Any], bool], quantifier: Callable[[list[Outcome]], Outcome]) -> Compile:
    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        left, right = _pair(raw, scope, path)

        def check(case: Case) -> Outcome:
            firsts, seconds = _networks(left(case)), _networks(right(case))
            return quantifier(
                [_or([None if a is None or b is None else test(a, b) for b in seconds]) for a in firsts]
            )

        return check

    return compiler


def _networks(value: Value) -> list[IPv4Network | IPv6Network | None]:
    found: list[IPv4Network | IPv6Network | None] = []
    for text in value if isinstance(value, list | tuple) else [value]:
        try:
            found.append(ip_network(str(text), strict=False) if text is not None else None)
        except ValueError:
            found.append(None)
    return found


def _or(outcomes: list[Outcome]) -> Outcome:
    return True if True in outcomes else None if None in outcomes else False


def _and(outcomes: list[Outcome]) -> Outcome:
    return False if False in outcomes else None if None in outcomes else True


def _inside(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version


def _overlap(a: IPv4Network | IPv6Network, b: IPv4Network | IPv6Network) -> bool:
    return a.version == b.version and a.overlaps(b)


# -- arguments --------------------------------------------------------------------------------------------


def _pair(raw: Value, scope: Scope, path: Path) -> tuple[Getter, Getter]:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise RuleError(path, "needs a list of two values")
    return compile_value(raw[0], scope, (*path, 0)), compile_value(raw[1], scope, (*path, 1))


def _several(raw: Value, scope: Scope, path: Path) -> list[Check]:
    if not isinstance(raw, list | tuple) or not raw:
        raise RuleError(path, "needs a list of checks")
    return [compile_check(entry, scope, (*path, index)) for index, entry in enumerate(raw)]


def _set(raw: Value, scope: Scope, path: Path) -> tuple[str, Variable]:
    name, prop = reference(raw, scope, path)
    variable = scope.variable(name, path)
    if prop is not None or not variable.several:
        raise RuleError(path, f"must be a named set from let, not {raw!r}")
    return name, variable


_OPERATORS: Mapping[str, Compile] = {
    **{name: _comparison(name) for name in _COMPARE},
    "in": _in,
    "contains": _contains,
    "exists": _exists,
    "all": _all,
    "any": _any,
    "not": _not,
    "if": _if,
    "every": _quantified("every"),
    "some": _quantified("some"),
    "none": _quantified("none"),
    "count": _count,
    "distinct": _distinct,
    "sum": _sum,
    "cidr_within": _blocks(_inside, _and),
    "cidr_overlap": _blocks(_overlap, _or),
    "path": compile_path,
    "starts_with": _text(lambda text, ends: text.startswith(ends)),
    "ends_with": _text(lambda text, ends: text.endswith(ends)),
    "matches_format": _matches_format,
}
