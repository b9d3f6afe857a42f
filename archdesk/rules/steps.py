"""What a fix may do, one step each: set, move, span, add, connect, relate, reverse, remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from archdesk.catalog import facts
from archdesk.errors import EditError
from archdesk.model.design import Design, Edit
from archdesk.model.records import Component, Connection, Value
from archdesk.model.view import descendants
from archdesk.rules.checks import Check, compile_check
from archdesk.rules.fitting import free_rect, put_into, size_of
from archdesk.rules.messages import compile_message
from archdesk.rules.scope import (
    Case,
    Item,
    Members,
    Path,
    RuleError,
    Scope,
    Types,
    Variable,
    mapping_of,
    prop_of,
    relations_of,
    types_of,
)
from archdesk.rules.values import Getter, compile_value, reference


@dataclass(frozen=True, slots=True)
class Step:
    """``ready`` tells whether what it needs is known; ``perform`` writes it (raises EditError)."""

    ready: Callable[[Case], bool]
    perform: Callable[[Case, Edit], None]


Things: TypeAlias = Callable[[Case], list[Item]]
Compile: TypeAlias = Callable[[Value, Scope, Path], Step]


def compile_step(name: str, raw: Value, scope: Scope, path: Path) -> Step:
    """One step of a fix; raises RuleError for what is no step."""
    return STEPS[name](raw, scope, (*path, name))


def _set(raw: Value, scope: Scope, path: Path) -> Step:
    if not isinstance(raw, dict) or not raw.keys() - {"what"}:
        raise RuleError(path, "needs properties to set")
    what = _things(raw.get("what", "$it"), scope, (*path, "what"))
    name = str(raw.get("what", "$it"))[1:]
    values: dict[str, Getter | None] = {}
    for prop, value in raw.items():
        if prop != "what":
            if prop != "name":
                scope.demand_property(name, prop, (*path, prop))
            values[prop] = None if value is None else compile_value(value, scope, (*path, prop))

    def perform(case: Case, edit: Edit) -> None:
        new = {prop: None if get is None else get(case) for prop, get in values.items()}
        for item in what(case):
            record = _fresh(edit, item)
            kept = {k: v for k, v in record.properties.items() if k not in new}
            given = {k: v for k, v in new.items() if v is not None and k != "name"}
            record = replace(record, properties={**kept, **given})
            if isinstance(record, Component) and "name" in new:
                record = replace(record, name=str(new["name"]))
            edit.put(record)

    def ready(case: Case) -> bool:
        """Whether all values are known, and one of them is not there already."""
        new = {prop: None if get is None else get(case) for prop, get in values.items()}
        if any(get is not None and new[prop] is None for prop, get in values.items()):
            return False
        return any(
            prop_of(case.view, case.catalogue, item, prop) != value
            or (value is None and prop in item.properties)
            for item in what(case)
            for prop, value in new.items()
        )

    return Step(ready, perform)


def _move(raw: Value, scope: Scope, path: Path) -> Step:
    entry = mapping_of(raw, path, ("to",), ("what",))
    what = _things(entry.get("what", "$it"), scope, (*path, "what"))
    target = _target(entry["to"], scope, (*path, "to"))

    def perform(case: Case, edit: Edit) -> None:
        for item in what(case):
            component = _component(edit, item)
            container = target.find(case, component, edit.design, same_zone=True)
            kept = [
                s
                for s in component.spans
                if s != container.id and target.fits(case, edit.design.component(s))
            ]
            rect = component.rect
            if component.parent != container.id:
                rect = free_rect(edit.design, container.id, (rect.width, rect.height))
            put_into(edit, replace(component, spans=tuple(kept)), container.id, rect)

    return Step(lambda case: bool(what(case)), perform)


def _span(raw: Value, scope: Scope, path: Path) -> Step:
    entry = mapping_of(raw, path, ("over",), ("what",))
    what = _things(entry.get("what", "$it"), scope, (*path, "what"))
    target = _target(entry["over"], scope, (*path, "over"))

    def perform(case: Case, edit: Edit) -> None:
        for item in what(case):
            component = _component(edit, item)
            own = facts.enclosing(edit.design, component, facts.SUBNET)
            spans = set(component.spans) | ({own.id} if own is not None else set())
            spans.add(target.find(case, component, edit.design, same_zone=False).id)
            edit.put(replace(component, spans=tuple(sorted(spans))))

    return Step(lambda case: bool(what(case)), perform)


def _add(raw: Value, scope: Scope, path: Path) -> Step:
    entry = mapping_of(raw, path, ("type",), ("name", "properties", "in", "connect"))
    type = entry["type"]
    kind = scope.catalogue.types.get(type) if isinstance(type, str) else None
    if kind is None:
        raise RuleError((*path, "type"), f"there is no component type {type!r}")
    name = compile_message(entry.get("name", kind.name or kind.label), scope, (*path, "name"))
    inner = scope.having("new", Variable("component", frozenset({kind.id})))
    properties: dict[str, Getter] = {}
    given = entry.get("properties", {})
    if not isinstance(given, dict):
        raise RuleError((*path, "properties"), "must be a mapping of properties")
    for prop, value in given.items():
        if prop not in kind.properties:
            raise RuleError((*path, "properties", prop), f"{kind.id} has no such property")
        properties[prop] = compile_value(value, scope, (*path, "properties", prop))
    holder = _things(entry["in"], scope, (*path, "in")) if "in" in entry else None
    connect = None
    if "connect" in entry:
        ends = mapping_of(entry["connect"], (*path, "connect"), ("relation",), ("from", "to"))
        connect = _connect({"from": "$new", "to": "$new", **ends}, inner, (*path, "connect"))

    def perform(case: Case, edit: Edit) -> None:
        beside = _component(edit, case.subject if "from" not in scope.variables else case.value("from"))
        parent = (
            next((i.id for i in holder(case)), None) if holder is not None else _round(case, beside, kind.id)
        )
        title = name(case)
        rect = free_rect(edit.design, parent, size_of(case.catalogue, kind.id), beside.rect)
        values = {prop: get(case) for prop, get in properties.items()}
        new = Component(edit.new_id(title), kind.id, title, rect, parent, (), values)
        put_into(edit, new, parent, rect)
        case.variables["new"] = new
        if connect is not None:
            connect.perform(case, edit)

    return Step(lambda case: all(get(case) is not None for get in properties.values()), perform)


def _round(case: Case, beside: Component, type: str) -> str | None:
    """The container for a new component: the innermost round ``beside`` that may hold its type."""
    parents = case.catalogue.types[type].placement.parents
    container = beside.parent
    while container is not None:
        held = case.view.component(container)
        if held.type in parents:
            return container
        container = held.parent
    return None


def _connect(raw: Value, scope: Scope, path: Path) -> Step:
    if not isinstance(raw, dict) or not {"from", "to", "relation"} <= raw.keys():
        raise RuleError(path, "needs from, to and relation")
    source = _things(raw["from"], scope, (*path, "from"))
    target = _things(raw["to"], scope, (*path, "to"))
    relation = _relation(raw["relation"], scope, (*path, "relation"))
    rest = {k: v for k, v in raw.items() if k not in ("from", "to", "relation")}
    properties = {k: compile_value(v, scope, (*path, k)) for k, v in rest.items()}

    def perform(case: Case, edit: Edit) -> None:
        values = {k: get(case) for k, get in properties.items()}
        for start in source(case):
            for end in target(case):
                id = edit.new_id(f"{start.id}_{relation}_{end.id}")
                edit.put(Connection(id, start.id, end.id, relation, properties=values))

    def ready(case: Case) -> bool:
        return (
            bool(source(case))
            and bool(target(case))
            and all(g(case) is not None for g in properties.values())
        )

    return Step(ready, perform)


def _relate(raw: Value, scope: Scope, path: Path) -> Step:
    entry = mapping_of(raw, path, ("relation",), ("what",))
    what = _things(entry.get("what", "$it"), scope, (*path, "what"))
    relation = _relation(entry["relation"], scope, (*path, "relation"))

    def perform(case: Case, edit: Edit) -> None:
        for item in what(case):
            edit.put(replace(_connection(edit, item), relation=relation))

    return Step(lambda case: bool(what(case)), perform)


def _reverse(raw: Value, scope: Scope, path: Path) -> Step:
    what = _things(raw, scope, path)

    def perform(case: Case, edit: Edit) -> None:
        for item in what(case):
            connection = _connection(edit, item)
            edit.put(replace(connection, source=connection.target, target=connection.source))

    return Step(lambda case: bool(what(case)), perform)


def _remove(raw: Value, scope: Scope, path: Path) -> Step:
    what = _things(raw, scope, path)

    def perform(case: Case, edit: Edit) -> None:
        for item in what(case):
            if edit.design.find(item.id) is not None:
                edit.remove(item.id)

    return Step(lambda case: bool(what(case)), perform)


# -- what steps are about ---------------------------------------------------------------------------------


def _relation(raw: Value, scope: Scope, path: Path) -> str:
    found = relations_of(scope.catalogue, raw, path)
    if len(found) != 1:
        raise RuleError(path, "must be one relation")
    return next(iter(found))


def _things(raw: Value, scope: Scope, path: Path) -> Things:
    name, prop = reference(raw, scope, path)
    if prop is not None:
        raise RuleError(path, "must be a variable or a set, not a property")

    def get(case: Case) -> list[Item]:
        found = case.value(name)
        return list(found) if isinstance(found, Members) else [found]

    return get


@dataclass(frozen=True, slots=True)
class Target:
    """The container a move or span leads to: one of a set, or the first that fits, in its own VPC if it has one."""

    types: Types
    where: Check | None = None
    given: Things | None = None

    def fits(self, case: Case, container: Component) -> bool:
        if self.given is not None:
            return any(thing.id == container.id for thing in self.given(case))
        if self.types is not None and container.type not in self.types:
            return False
        case.variables["each"] = container
        return self.where is None or self.where(case) is True

    def find(self, case: Case, component: Component, design: Design, same_zone: bool) -> Component:
        """The best container: in a zone the component is in already, or in another; then by id. EditError: none."""
        candidates = (
            _candidates(design, component, self.types)
            if self.given is None
            else [t for t in self.given(case) if isinstance(t, Component)]
        )
        own = {facts.zone(design, case.catalogue, s) for s in facts.subnets(design, component)}
        if component.parent is not None:
            here = facts.zone(design, case.catalogue, design.component(component.parent))
            own = {here} if same_zone and here is not None else own

        def order(candidate: Component) -> tuple[bool, str]:
            return (facts.zone(design, case.catalogue, candidate) in own) != same_zone, candidate.id

        for candidate in sorted(candidates, key=order):
            taken = self.given is None and candidate.id in (component.parent, *component.spans)
            if not taken and self.fits(case, candidate):
                return candidate
        label = " or ".join(case.catalogue.types[t].label for t in sorted(self.types or ()))
        raise EditError(f"There is no fitting {label or 'container'} for {component.name}; draw one first.")


def _target(raw: Value, scope: Scope, path: Path) -> Target:
    if isinstance(raw, str):
        return Target(None, given=_things(raw, scope, path))
    entry = mapping_of(raw, path, ("type",), ("where",))
    types = types_of(scope.catalogue, entry["type"], (*path, "type"))
    if "where" not in entry:
        return Target(types)
    inner = scope.having("each", Variable("component", types))
    return Target(types, compile_check(entry["where"], inner.deeper(path), (*path, "where")))


def _candidates(design: Design, component: Component, types: Types) -> list[Component]:
    home = facts.vpc(design, component)
    held = descendants(design, home.id) if home is not None and home.id != component.id else design.components
    own = {component.id, *(d.id for d in descendants(design, component.id))}
    return [c for c in held if (types is None or c.type in types) and c.id not in own]


def _fresh(edit: Edit, item: object) -> Component | Connection:
    """The record as it is now: an earlier step may have changed it."""
    record = edit.design.find(str(getattr(item, "id", "")))
    if not isinstance(record, Component | Connection):
        raise EditError("What this fix is about is no longer there.")
    return record


def _component(edit: Edit, item: object) -> Component:
    record = _fresh(edit, item)
    if not isinstance(record, Component):
        raise EditError("This fix needs a component.")
    return record


def _connection(edit: Edit, item: object) -> Connection:
    record = _fresh(edit, item)
    if not isinstance(record, Connection):
        raise EditError("This fix needs a connection.")
    return record


STEPS: Mapping[str, Compile] = {
    "set": _set,
    "move": _move,
    "span": _span,
    "add": _add,
    "connect": _connect,
    "relate": _relate,
    "reverse": _reverse,
    "remove": _remove,
}
