"""Message templates: ``{var}``, ``{var.prop}``, ``{var.prop:time}``, ``{bad}``, ``{values}``, ``{n}``; all else is text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from archdesk.catalog.describe import duration, shown
from archdesk.model.records import Component, Value
from archdesk.model.view import DesignView
from archdesk.rules.scope import Case, Item, Members, Path, RuleError, Scope, name_of, prop_of

Template: TypeAlias = Callable[[Case], str]

_PART = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*)(:time)?)?\}")
_NOTED = ("bad", "values", "n")
_NAMED = ("vpc", "parent", "default_route", "from", "to", "subnets", "security_groups")  # ids shown as names


def compile_message(raw: Value, scope: Scope, path: Path) -> Template:
    """A function that fills the template for a case; raises RuleError for a variable that is not there."""
    if not isinstance(raw, str):
        raise RuleError(path, "must be text")
    parts: list[str | tuple[str, str | None, bool]] = []
    end = 0
    for match in _PART.finditer(raw):
        name, prop, time = match.groups()
        if name in _NOTED and prop is None:
            pass
        elif name in scope.variables:
            if prop is not None:
                scope.demand_property(name, prop, path)
        else:
            raise RuleError(path, f"there is no {{{name}}} here")
        parts += [raw[end : match.start()], (name, prop, time is not None)]
        end = match.end()
    parts.append(raw[end:])
    return lambda case: "".join(p if isinstance(p, str) else _fill(case, *p) for p in parts)


def _fill(case: Case, name: str, prop: str | None, is_time: bool) -> str:
    if name not in case.variables and name in _NOTED and name not in case.lets:
        return case.notes.get(name, "") or "none"
    found = case.value(name)
    items = list(found) if isinstance(found, Members) else [found]
    return ", ".join(_item(case, item, prop, is_time) for item in items) or "none"


def _item(case: Case, item: Item, prop: str | None, is_time: bool) -> str:
    if prop is None:
        return name_of(case.view, item)
    value = prop_of(case.view, case.catalogue, item, prop)
    if prop in _NAMED and value:
        ids = value if isinstance(value, list) else [value]
        return ", ".join(_name(case.view, str(id)) for id in ids)
    return duration(value) or shown(value) if is_time else shown(value)


def _name(view: DesignView, id: str) -> str:
    try:
        found: Component = view.component(id)
    except KeyError:
        return id
    return found.name
