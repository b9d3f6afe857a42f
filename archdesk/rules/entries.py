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

    A key fits where its value, or one value of its list, is the wanted one, or one of the wanted list.
    """
    given = mapping_of(raw, path, ("of", "having"))
    source = compile_value(given["of"], scope, (*path, "of"))
    having = given["having"]
    if not isinstance(having, dict) or not having:
        raise RuleError((*path, "having"), "must be a mapping of keys to wanted values")
    wanted: dict[str, Getter] = {
        str(key): compile_value(value, scope, (*path, "having", str(key))) for key, value in having.items()
    }

    def check(case: Case) -> Outcome:
        entries = source(case)
        values = {key: get(case) for key, get in wanted.items()}
        if entries is None or any(value is None for value in values.values()):
            return None
        return any(_fits(entry, values) for entry in _list(entries))

    return check


def _fits(entry: Value, wanted: Mapping[str, Value]) -> bool:
    if not isinstance(entry, dict):
        return False
    return all(
        any(compare("eq", has, want) for has in _list(entry.get(key)) for want in _list(value))
        for key, value in wanted.items()
    )


def _list(value: Value) -> list[Value]:
    return list(value) if isinstance(value, list | tuple) else [value]
