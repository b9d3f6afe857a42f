"""Counting in rules: members of a set, their different values, their sum; open members widen the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from archdesk.catalog.bounds import is_number
from archdesk.model.records import Value
from archdesk.rules.comparing import COMPARE, within
from archdesk.rules.scope import Case, Item, Members, Outcome, Path, RuleError, Scope, Variable, mapping_of
from archdesk.rules.values import Getter, compile_value, named_set

Check: TypeAlias = Callable[[Case], Outcome]


def compile_count(raw: Value, scope: Scope, path: Path) -> Check:
    source, _, bounds = _measured(raw, scope, path, ())

    def check(case: Case) -> Outcome:
        members = case.value(source)
        assert isinstance(members, Members)
        outcome = within(members.sure, len(members.items), _bounds(case, bounds))
        _note(case, outcome, n=str(len(members.items)))
        return outcome

    return check


def compile_distinct(raw: Value, scope: Scope, path: Path) -> Check:
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
        outcome = within(least, len(sure | perhaps) + unknown, _bounds(case, bounds))
        values = ", ".join(sorted(sure | perhaps)) or "none"
        _note(case, outcome, n=str(len(sure | perhaps)), values=values)
        return outcome

    return check


def compile_sum(raw: Value, scope: Scope, path: Path) -> Check:
    times = raw.get("times") if isinstance(raw, dict) else None
    rest = {k: v for k, v in raw.items() if k != "times"} if isinstance(raw, dict) else raw
    source, prop, bounds = _measured(rest, scope, path, ("value",))
    if times is not None:
        _measured({**rest, "value": times}, scope, (*path, "times"), ("value",))

    def amount(case: Case, item: Item) -> Value:
        value = case.prop(item, prop)
        factor = 1 if times is None else case.prop(item, times)
        return value * factor if is_number(value) and is_number(factor) else None

    def check(case: Case) -> Outcome:
        members = case.value(source)
        assert isinstance(members, Members)
        values = [amount(case, item) for item in members]
        if members.open or any(not is_number(v) for v in values):
            return None
        total = sum(values)
        outcome = within(total, total, _bounds(case, bounds))
        _note(case, outcome, n=f"{total:g}")
        return outcome

    return check


def _measured(
    raw: Value, scope: Scope, path: Path, required: tuple[str, ...]
) -> tuple[str, str, tuple[tuple[str, Getter], ...]]:
    entry = mapping_of(raw, path, ("of", *required), tuple(COMPARE))
    source, variable = named_set(entry["of"], scope, (*path, "of"))
    prop = entry.get("value", "id")
    if not isinstance(prop, str):
        raise RuleError((*path, "value"), "must be the name of a property or fact")
    scope.having("each", Variable(variable.kind, variable.types)).demand_property("each", prop, path)
    bounds = tuple(
        (name, compile_value(entry[name], scope, (*path, name))) for name in COMPARE if name in entry
    )
    if not bounds:
        raise RuleError(path, f"needs a comparison: {', '.join(COMPARE)}")
    return source, prop, bounds


def _bounds(case: Case, bounds: Sequence[tuple[str, Getter]]) -> Sequence[tuple[str, Value]]:
    return [(name, get(case)) for name, get in bounds]


def _note(case: Case, outcome: Outcome, **notes: str) -> None:
    for key, text in notes.items():
        if outcome is False or key not in case.notes:
            case.notes[key] = text
