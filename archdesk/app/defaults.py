"""What a new component starts with: a free name, and properties that do not clash with its neighbours'."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.model.design import Design
from archdesk.model.records import Component, Value
from archdesk.model.view import descendants
from archdesk.placement.plan import Plan


def free_name(design: Design, stem: str) -> str:
    taken = {c.name for c in design.components}
    base = stem
    head, _, tail = stem.rpartition(" ")
    if head and tail.isdigit():
        base = head
    name, number = stem, 2
    while name in taken:
        name, number = f"{base} {number}", number + 1
    return name


def first_properties(
    design: Design, catalogue: Catalogue, kind: ComponentType, target: Plan, given: Mapping[str, Value]
) -> dict[str, Value]:
    """The properties a new component starts with: the preset's, and a free zone letter or CIDR block."""
    properties = dict(given)
    for name, definition in kind.properties.items():
        if name in properties:
            continue
        if definition.type == "cidr" and definition.default is None and target.parent is not None:
            block = free_block(design, catalogue, target.parent)
            if block:
                properties[name] = block
        elif name == "zone" and kind.container is not None:
            letters = {catalogue.value(design.component(s), name) for s in design.children(target.parent)}
            free = next((letter for letter in "abcdef" if letter not in letters), None)
            if free:
                properties[name] = free
    return properties


def free_block(design: Design, catalogue: Catalogue, container: str) -> str | None:
    """The first /24 of the VPC round ``container`` that no subnet in it uses; None where there is none."""
    home: Component | None = design.component(container)
    while home is not None and not (
        catalogue.value(home, "cidr") and _is_outermost_block(design, catalogue, home)
    ):
        home = design.component(home.parent) if home.parent is not None else None
    if home is None:
        return None
    try:
        whole = ip_network(str(catalogue.value(home, "cidr")))
        used = [
            ip_network(str(block))
            for d in descendants(design, home.id)
            if (block := catalogue.value(d, "cidr"))
        ]
        step = max(24, whole.prefixlen)
        return next(
            (str(b) for b in whole.subnets(new_prefix=step) if not any(b.overlaps(u) for u in used)), None
        )
    except ValueError:
        return None


def _is_outermost_block(design: Design, catalogue: Catalogue, component: Component) -> bool:
    """Whether no container round this one has a CIDR block of its own: it is the VPC."""
    parent = component.parent
    while parent is not None:
        outer = design.component(parent)
        if catalogue.value(outer, "cidr"):
            return False
        parent = outer.parent
    return True
