"""What the expressions of a palette may ask: properties and usage of a component, and the drawing round it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from archdesk.catalog import facts
from archdesk.catalog.arithmetic import Function, NoQuantity, exact
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.catalog.ways import carried
from archdesk.model.records import Component, Value
from archdesk.model.view import DesignView, ancestors

HOURS: Final = 730  # hours a month, as AWS's own calculator counts
SECONDS: Final = HOURS * 3600
ONE: Final = Decimal(1)
PRESETS: Final = ("small", "medium", "large")

# Names that expressions may use beside a type's properties and usage.
FACTS: Final = ("hours", "seconds", "spans", "subnets", "groups", "region")
# What they may ask, each with what its arguments have to name.
FUNCTIONS: Final[Mapping[str, Sequence[str]]] = {
    "incoming": ("relation", "type"),
    "outgoing": ("relation", "type"),
    "within": ("type", "property of it"),
    "first": ("property",),
    "given": ("property",),
    "written": ("",),
    "inside": ("type", *["property of it"] * 2),
    "spanning": ("type",),
    "around": ("type", "property of it"),
    "most": ("relation", "property of another"),
    "total": ("relation", *["property of another"] * 4),
    "rest": ("", ""),
    "count": ("",),
    "addresses": ("",),
    "length": ("",),
}


def names_of(
    view: DesignView, catalogue: Catalogue, component: Component, type: ComponentType, preset: str
) -> dict[str, Value]:
    """Everything an expression may name: properties, facts, and usage as entered or of the preset."""
    subnets = len(facts.subnets(view, component))
    names = {
        "region": facts.region(view, catalogue, component),
        **catalogue.values(component),
        "hours": HOURS,
        "seconds": SECONDS,
        "spans": max(1, subnets),
        "subnets": subnets,
        "groups": len(facts.security_groups(view, component)),
    }
    for name, usage in type.usage.items():
        entered = component.usage.get(name)
        names[name] = getattr(usage, preset) if entered is None and preset in PRESETS else entered
    return names


def functions_of(view: DesignView, catalogue: Catalogue, component: Component) -> dict[str, Function]:
    """What expressions may ask of the drawing.

    ``incoming(relation, type)`` and ``outgoing(relation, type)`` count connections ("" is any), and
    ``most(relation, property)`` is the largest value of a property at the other ends of the outgoing ones, and
    ``total(relation, property, property ...)`` adds up the first of the properties that each of them has, else 1;
    ``inside(type)`` and ``spanning(type)`` count what a container holds at any depth, and what reaches into it;
    ``inside(type, property ...)`` adds up the first of the properties that each of them has, else 1;
    ``within(type, property)`` is true where a container of the type, round it or spanned, has the property, and
    ``around(type, property)`` is its value in the innermost one;
    ``first(property)`` is true for one component of all that share its type and that property, so that a shared
    thing counts once; ``given(property)`` is true for a property that has a value;
    ``written(name)`` is true where the template that it was read from says this CloudFormation property of it, and
    for all that was drawn here, which ArchDesk writes itself (``""``: only for that);
    ``rest(amount, gate)`` is what is left of an amount of GB without what connections say they carry through a gate
    that this component is billed for, so that nothing is billed twice;
    ``count(list)`` counts the entries of a list, ``length(value)`` the bytes of a text, or of JSON without blanks,
    and ``addresses(block)`` those of a block such as 10.0.1.0/24 that AWS leaves to what is in a subnet.
    """

    def incoming(relation: str = "", type: str = "") -> Decimal:
        edges = [view.connection(e) for e in view.incoming(component.id)]
        return _counted(view, [(e.relation, e.source) for e in edges], relation, type)

    def outgoing(relation: str = "", type: str = "") -> Decimal:
        edges = [view.connection(e) for e in view.outgoing(component.id)]
        return _counted(view, [(e.relation, e.target) for e in edges], relation, type)

    def most(relation: str, name: str) -> Decimal:
        edges = [view.connection(e) for e in view.outgoing(component.id)]
        ends = [view.component(e.target) for e in edges if relation in ("", e.relation)]
        found = [v for end in ends if isinstance(v := catalogue.value(end, name), int | float)]
        return Decimal(str(max(found, default=0)))

    def total(relation: str, *names: str) -> Decimal:
        edges = [view.connection(e) for e in view.outgoing(component.id)]
        ends = [view.component(e.target) for e in edges if relation in ("", e.relation)]
        return _added(catalogue, ends, names)

    def within(type: str, name: str) -> bool:
        containers = (*ancestors(view, component.id), *map(view.component, component.spans))
        return any(c.type == type and bool(catalogue.value(c, name)) for c in containers)

    def around(type: str, name: str) -> Value:
        found = next((c for c in ancestors(view, component.id) if c.type == type), None)
        return None if found is None else catalogue.value(found, name)

    def first(name: str) -> bool:
        shared = catalogue.value(component, name)
        return not any(
            id < component.id and catalogue.value(view.component(id), name) == shared
            for id in view.of_type(component.type)
        )

    def given(name: str) -> bool:
        return catalogue.value(component, name) not in (None, "", [], {}, (), False)

    def rest(amount: Value, gate: str) -> Decimal:
        whole = exact(amount)
        if whole is None:
            raise NoQuantity(f"{amount!r} is no number")
        return max(Decimal(0), whole - carried(view, catalogue, component, gate))

    def inside(type: str, *names: str) -> Decimal:
        held = view.members(component.id, type)
        return _added(catalogue, map(view.component, held), names) if names else Decimal(len(held))

    def spanning(type: str = "") -> Decimal:
        return Decimal(sum(type in ("", view.component(id).type) for id in view.spanning(component.id)))

    return {
        "incoming": incoming, "outgoing": outgoing, "most": most, "total": total, "within": within, "around": around,
        "first": first, "given": given, "written": partial(_written, component), "inside": inside, "spanning": spanning, "rest": rest,
        "count": _count, "length": _length, "addresses": _addresses,
    }  # fmt: skip


def _counted(view: DesignView, ends: list[tuple[str, str]], relation: str, type: str) -> Decimal:
    return Decimal(
        sum(relation in ("", found) and type in ("", view.component(other).type) for found, other in ends)
    )


def _added(catalogue: Catalogue, components: Iterable[Component], names: Sequence[str]) -> Decimal:
    """The first of the properties that each component has, added up; one that has none counts as 1."""
    found = ((exact(catalogue.value(c, name)) for name in names) for c in components)
    return sum((next((n for n in numbers if n is not None), ONE) for numbers in found), Decimal(0))


def _written(component: Component, name: str) -> bool:
    kept = component.extra.get("cloudformation")
    resource = kept.get("resource") if isinstance(kept, dict) else None
    if not isinstance(resource, dict):
        return True
    said = resource.get("Properties")
    return isinstance(said, dict) and said.get(name) not in (None, False, "false")


def _count(value: Value) -> Decimal:
    if isinstance(value, list | tuple | dict):
        return Decimal(len(value))
    raise NoQuantity(f"{value!r} is no list")


def _addresses(block: Value) -> Decimal:
    """AWS keeps five addresses of each block."""
    prefix = str(block).partition("/")[2]
    if not prefix.isdecimal() or int(prefix) > 32:
        raise NoQuantity(f"{block!r} is no block of addresses")
    return Decimal(2 ** (32 - int(prefix)) - 5)


def _length(value: Value) -> Decimal:
    """Bytes in UTF-8; JSON counts as AWS does, without the blanks between."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Decimal(len(text.encode("utf-8", "replace")))
