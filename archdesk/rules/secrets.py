"""The check ``holds_secret``: whether a script, a setting or a list of variables writes a password or key down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from archdesk.catalog.secrets import secrets_in
from archdesk.model.records import Value
from archdesk.rules.scope import Case, Outcome, Path, Scope
from archdesk.rules.values import compile_value

Check: TypeAlias = Callable[[Case], Outcome]


def compile_holds_secret(raw: Value, scope: Scope, path: Path) -> Check:
    """``{holds_secret: $it.environment}``; {bad} in the message names the variable, never its value."""
    get = compile_value(raw, scope, path)

    def check(case: Case) -> Outcome:
        value = get(case)
        if value is None:
            return None
        found = next(secrets_in(value), None)
        if found is not None:
            case.notes["bad"] = found
        return found is not None

    return check
