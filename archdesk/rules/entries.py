"""Entries in rules: whether a list of mappings, such as the statements of a role, holds one like this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from archdesk.model.records import Value
from archdesk.rules.comparing import compare
from archdesk.rules.scope import Case, Outcome, Path, RuleError, Scope, mapping_of
from archdesk.rules.values import Getter, compile_value

Check: TypeAlias = Callable[[Case], Outcome]


def compile_entry(raw: Value, scope: Scope, path: Path) -> Check:
    """``{entry: {of: $it.statements, having: {Effect: Allow, Action: ["*"]}}}``: one mapping has all of these.

    A key fits where its value, or one value of its list, is the wanted one, or one of the wanted list. Beside
    ``having`` may stand ``ending: {Action: ":*"}`` (the value ends so), ``holding: [NotAction]`` and
    ``lacking: [Condition]`` (the mapping has such a key, or has it not).
    """
    given = mapping_of(raw, path, ("of", "having"), ("ending", "holding", "lacking"))
    source = compile_value(given["of"], scope, (*path, "of"))
    having = given["having"]
    if not isinstance(having, dict) or not having:
        raise RuleError((*path, "having"), "must be a mapping of keys to wanted values")
    wanted: dict[str, Getter] = {
        str(key): compile_value(value, scope, (*path, "having", str(key))) for key, value in having.items()
    }
    ending = given.get("ending", {})
    if not isinstance(ending, dict):
        raise RuleError((*path, "ending"), "must be a mapping of keys to how their value ends")
    holding, lacking = (_keys(given.get(key, []), (*path, key)) for key in ("holding", "lacking"))

    def check(case: Case) -> Outcome:
        entries = source(case)
        values = {key: get(case) for key, get in wanted.items()}
        if entries is None or any(value is None for value in values.values()):
            return None
        return any(
            _fits(entry, values) and _ends(entry, ending) and _has(entry, holding, lacking)
            for entry in _list(entries)
        )

    return check


def _fits(entry: Value, wanted: Mapping[str, Value]) -> bool:
    if not isinstance(entry, dict):
        return False
    return all(
        any(compare("eq", has, want) for has in _list(entry.get(key)) for want in _list(value))
        for key, value in wanted.items()
    )


def _ends(entry: Value, ending: Mapping[str, Value]) -> bool:
    return isinstance(entry, dict) and all(
        any(
            isinstance(has, str) and has.endswith(str(end))
            for has in _list(entry.get(key))
            for end in _list(want)
        )
        for key, want in ending.items()
    )


def _has(entry: Value, holding: list[str], lacking: list[str]) -> bool:
    return (
        isinstance(entry, dict)
        and all(entry.get(key) for key in holding)
        and not any(map(entry.get, lacking))
    )


def _keys(raw: Value, path: Path) -> list[str]:
    if not isinstance(raw, list | tuple) or not all(isinstance(key, str) for key in raw):
        raise RuleError(path, "must be a list of keys")
    return list(raw)


def _list(value: Value) -> list[Value]:
    return list(value) if isinstance(value, list | tuple) else [value]
