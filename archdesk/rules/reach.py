"""Reachability in rules: whether a path along connections and into containers leads from here to there."""

from __future__ import annotations

from collections.abc import Callable

from archdesk.model.records import Value
from archdesk.rules.scope import (
    Case,
    Members,
    Outcome,
    Path,
    RuleError,
    Scope,
    Types,
    mapping_of,
    relations_of,
    types_of,
)
from archdesk.rules.values import reference


def compile_path(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """``{path: {from:, to:, over:, avoid:}}``: reachable in one or more steps; never unknown."""
    entry = mapping_of(raw, path, ("from", "to"), ("over", "avoid"))
    starts = _ids(entry["from"], scope, (*path, "from"))
    target = entry["to"]
    wanted: Types = frozenset()
    ends: Callable[[Case], frozenset[str]] = lambda case: frozenset()  # noqa: E731  # one of two ways to say it
    if isinstance(target, dict):
        by_type = mapping_of(target, (*path, "to"), ("type",))
        wanted = types_of(scope.catalogue, by_type["type"], (*path, "to", "type"))
    else:
        ends = _ids(target, scope, (*path, "to"))
    over = relations_of(scope.catalogue, entry["over"], (*path, "over")) if "over" in entry else None
    avoid = types_of(scope.catalogue, entry["avoid"], (*path, "avoid")) if "avoid" in entry else frozenset()
    if avoid is None:
        raise RuleError((*path, "avoid"), "cannot be any")

    def check(case: Case) -> Outcome:
        goal = ends(case)
        queue = sorted(starts(case))
        seen: set[str] = set()
        while queue:
            for id in _next(case, queue.pop(), over):
                if id in seen:
                    continue
                seen.add(id)
                type = case.view.component(id).type
                if id in goal or wanted is None or type in wanted:
                    return True
                if type not in avoid:
                    queue.append(id)
        return False

    return check


def _ids(raw: Value, scope: Scope, path: Path) -> Callable[[Case], frozenset[str]]:
    name, prop = reference(raw, scope, path)
    if prop is not None or scope.variable(name, path).kind != "component":
        raise RuleError(path, "must be a component or a set of them")

    def get(case: Case) -> frozenset[str]:
        found = case.value(name)
        return frozenset(found.items) if isinstance(found, Members) else frozenset({found.id})

    return get


def _next(case: Case, id: str, over: frozenset[str] | None) -> list[str]:
    found = []
    for edge in case.view.outgoing(id):
        connection = case.view.connection(edge)
        if over is None or connection.relation in over:
            found.append(connection.target)
    return [*found, *case.view.children(id), *case.view.spanning(id)]
