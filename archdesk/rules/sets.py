"""Named sets in rules: which components or connections stand in some relation to the subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from archdesk.catalog import facts
from archdesk.model.records import Value
from archdesk.model.view import ancestors, descendants
from archdesk.rules.checks import Check, compile_check
from archdesk.rules.scope import (
    Case,
    Item,
    Kind,
    Let,
    Members,
    Path,
    RuleError,
    Scope,
    Types,
    Variable,
    mapping_of,
    relations_of,
    types_of,
)
from archdesk.rules.shared import SharedMembers
from archdesk.rules.values import reference

Start: TypeAlias = Callable[[Case], tuple[dict[str, Item], frozenset[str]]]
Step: TypeAlias = Callable[[Case, Item], Iterable[Item]]

# Steps without an argument: what they lead to from a component, and of which type that is.
_PLAIN: Mapping[str, tuple[Step, Types]] = {
    "in": (lambda c, i: _one(next(ancestors(c.view, i.id), None)), None),
    "children": (lambda c, i: map(c.view.component, c.view.children(i.id)), None),
    "members": (lambda c, i: descendants(c.view, i.id), None),
    "spans": (lambda c, i: map(c.view.component, c.view.component(i.id).spans), None),
    "spanning": (lambda c, i: map(c.view.component, c.view.spanning(i.id)), None),
    "subnets": (lambda c, i: facts.subnets(c.view, c.view.component(i.id)), frozenset({facts.SUBNET})),
    "vpc": (lambda c, i: _one(facts.vpc(c.view, c.view.component(i.id))), frozenset({facts.VPC})),
    "groups": (
        lambda c, i: facts.security_groups(c.view, c.view.component(i.id)),
        frozenset({facts.SECURITY_GROUP}),
    ),
    "route": (lambda c, i: _one(facts.gateway(c.view, c.catalogue, c.view.component(i.id))), None),
    "self": (lambda c, i: [i], None),
    "out": (lambda c, i: _ends(c, i, "out", None), None),
    "into": (lambda c, i: _ends(c, i, "into", None), None),
    "outgoing": (lambda c, i: _edges(c, i, "out", None), None),
    "incoming": (lambda c, i: _edges(c, i, "into", None), None),
}
_FAR = ("members", "subnets", "vpc", "groups", "route")  # steps worth remembering
_WITH_RELATION = ("out", "into", "outgoing", "incoming")
_OF_CONNECTIONS: Mapping[str, Step] = {
    "from": lambda c, i: [c.view.component(getattr(i, "source", ""))],
    "to": lambda c, i: [c.view.component(getattr(i, "target", ""))],
}


def compile_set(raw: Value, scope: Scope, path: Path) -> tuple[Let, Variable]:
    """A function that gathers the set while a rule runs, and what its members are."""
    entry = mapping_of(raw, path, ("of",), ("follow", "type", "where"))
    start, kind, types = _start(entry["of"], scope, (*path, "of"))
    follow = entry.get("follow", [])
    steps = []
    if not isinstance(follow, str | list | tuple):
        raise RuleError((*path, "follow"), "must be a list of steps")
    follow = [follow] if isinstance(follow, str) else list(follow)
    for index, words in enumerate(follow):
        step, kind, types = _step(words, kind, types, scope, (*path, "follow", index))
        steps.append(step)
    if "type" in entry:
        if kind == "connection":
            raise RuleError((*path, "type"), "connections have no component type")
        types = types_of(scope.catalogue, entry["type"], (*path, "type"))
    variable = Variable(kind, types, several=True, shared=_shared(entry, kind, types, scope, path))
    where: Check | None = None
    if "where" in entry:
        inner = scope.having("each", Variable(kind, types))
        where = compile_check(entry["where"], inner.deeper(path), (*path, "where"))
    kept = types if "type" in entry else None
    if entry["of"] == "$design" and not steps and kept is not None:
        start = _everywhere(kept)
    elif kept is not None and follow[-1:] == ["members"]:
        steps[-1] = _members(kept)

    def gather(case: Case) -> Members:
        items, open_ = start(case)
        for step in steps:
            items, open_ = _follow(case, step, items, open_)
        if kept is not None:
            items = {id: i for id, i in items.items() if getattr(i, "type", None) in kept}
        ordered = {id: items[id] for id in sorted(items)}
        members = Members(ordered, open_ & ordered.keys())
        return members if where is None else _only(case, members, where)

    return (_once(variable, gather) if variable.shared else gather), variable


def _shared(entry: Mapping[str, Value], kind: Kind, types: Types, scope: Scope, path: Path) -> str:
    """The key of a set that depends on the design alone, whichever subject a rule looks at; empty for others."""
    source = entry["of"]
    begins = "$design" if source == "$design" else scope.variables[source[1:]].shared
    if not begins:
        return ""
    alone = {name: variable for name, variable in scope.variables.items() if variable.shared}
    if "where" in entry:
        each = replace(scope, variables=alone).having("each", Variable(kind, types))
        try:
            compile_check(entry["where"], each.deeper(path), path)
        except RuleError:
            return ""
    used = {name: variable.shared for name, variable in alone.items() if f"${name}" in repr(entry)}
    return repr((begins, entry, used, scope.edition))


def _once(variable: Variable, gather: Let) -> Let:
    """A shared set: gathered once for the design, and its members looked up by whoever asks for them."""

    def get(case: Case) -> Members:
        found = case.memory.share(variable.shared, gather, case)
        case.missing.extend(found.missing)
        look = case.view.component if variable.kind == "component" else case.view.connection
        return SharedMembers(variable.shared, found, case.memory, look)

    return get


def _start(raw: Value, scope: Scope, path: Path) -> tuple[Start, Kind, Types]:
    if raw == "$design":
        return (
            lambda case: ({i: case.view.component(i) for i in case.view.component_ids()}, frozenset()),
            "component",
            None,
        )
    name, prop = reference(raw, scope, path)
    if prop is not None:
        raise RuleError(path, "a set starts at a variable, not at a property")

    def start(case: Case) -> tuple[dict[str, Item], frozenset[str]]:
        found = case.value(name)
        return (
            (dict(found.items), found.open)
            if isinstance(found, Members)
            else ({found.id: found}, frozenset())
        )

    variable = scope.variable(name, path)
    return start, variable.kind, variable.types


def _everywhere(types: frozenset[str]) -> Start:
    """All components of some types."""

    def start(case: Case) -> tuple[dict[str, Item], frozenset[str]]:
        ids = (id for type in types for id in case.view.of_type(type))
        return {id: case.view.component(id) for id in ids}, frozenset()

    return start


def _step(words: Value, kind: Kind, types: Types, scope: Scope, path: Path) -> tuple[Step, Kind, Types]:
    """One step of a path; ``a | b`` takes both ways, which must lead to the same kind of thing."""
    if not isinstance(words, str):
        raise RuleError(path, "a step is a word such as in:vpc.vpc")
    ways = [_way(word.strip(), kind, types, scope, path) for word in words.split("|")]
    if len({k for _, k, _ in ways}) > 1:
        raise RuleError(path, "leads to components one way and to connections the other")
    several: Sequence[Step] = [step for step, _, _ in ways]
    known: Types = None
    if all(t is not None for _, _, t in ways):
        known = frozenset().union(*(t for _, _, t in ways if t is not None))

    def both(case: Case, item: Item) -> Iterator[Item]:
        for step in several:
            yield from step(case, item)

    return several[0] if len(several) == 1 else both, ways[0][1], known


def _way(word: str, kind: Kind, types: Types, scope: Scope, path: Path) -> tuple[Step, Kind, Types]:
    name, colon, argument = word.partition(":")
    if kind == "connection":
        if colon or name not in (*_OF_CONNECTIONS, "self"):
            raise RuleError(path, f"{word!r} is no step from a connection; known: from, to, self")
        step = _OF_CONNECTIONS.get(name)
        return (step, "component", None) if step is not None else (_PLAIN["self"][0], kind, None)
    leads: Kind = "connection" if name in ("outgoing", "incoming") else "component"
    if colon and name == "in":
        wanted = types_of(scope.catalogue, argument, path)
        return _remembered(word, lambda c, i: _enclosing(c, i, wanted)), leads, wanted
    if colon and name in _WITH_RELATION:
        relation = relations_of(scope.catalogue, argument, path)
        direction = "out" if name in ("out", "outgoing") else "into"
        gather = _ends if leads == "component" else _edges
        return (lambda c, i: gather(c, i, direction, relation)), leads, None
    if colon or name not in _PLAIN:
        raise RuleError(path, f"{word!r} is no known step; known: {', '.join(_PLAIN)}")
    step, found = _PLAIN[name]
    if name in _FAR:
        step = _remembered(word, step)
    return step, leads, types if name == "self" else found


def _members(types: frozenset[str]) -> Step:
    """What a component holds of some types, at any depth."""

    def find(case: Case, item: Item) -> Iterator[Item]:
        return (case.view.component(id) for type in types for id in case.view.members(item.id, type))

    return find


def _remembered(word: str, step: Step) -> Step:
    """A step from a component to components that is taken only once, whichever rules ask for it."""

    def look(case: Case, item: Item) -> Iterator[Item]:
        ids = case.memory.remember(("step", item.id, word), lambda: [c.id for c in step(case, item)])
        return map(case.view.component, ids)

    return look


def _follow(
    case: Case, step: Step, items: dict[str, Item], open_: frozenset[str]
) -> tuple[dict[str, Item], frozenset[str]]:
    """Where a step leads from all items; what is only reached from open ones is open too."""
    found: dict[str, Item] = {}
    sure: set[str] = set()
    for id, item in items.items():
        for reached in step(case, item):
            found[reached.id] = reached
            if id not in open_:
                sure.add(reached.id)
    return found, frozenset(found.keys() - sure) if open_ else frozenset()


def _only(case: Case, members: Members, where: Check) -> Members:
    kept: dict[str, Item] = {}
    open_: set[str] = set()
    outer = case.variables.get("each")
    for item in members:
        case.variables["each"] = item
        outcome = where(case)
        if outcome is not False:
            kept[item.id] = item
            if outcome is None or item.id in members.open:
                open_.add(item.id)
    case.variables["each"] = outer
    return Members(kept, frozenset(open_))


def _edges(case: Case, item: Item, direction: str, relation: frozenset[str] | None) -> Iterator[Item]:
    ids = case.view.outgoing(item.id) if direction == "out" else case.view.incoming(item.id)
    for id in ids:
        connection = case.view.connection(id)
        if relation is None or connection.relation in relation:
            yield connection


def _ends(case: Case, item: Item, direction: str, relation: frozenset[str] | None) -> Iterator[Item]:
    for connection in _edges(case, item, direction, relation):
        yield case.view.component(getattr(connection, "target" if direction == "out" else "source"))


def _enclosing(case: Case, item: Item, types: Types) -> Iterable[Item]:
    return _one(next((c for c in ancestors(case.view, item.id) if types is None or c.type in types), None))


def _one(item: Item | None) -> Iterable[Item]:
    return () if item is None else (item,)
