"""Templates that others wrote: resources recognised by the palettes' mappings, containers inferred from references."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from archdesk.catalog.catalogue import GENERIC, Catalogue
from archdesk.catalog.definitions import ComponentType, ConnectionType
from archdesk.catalog.facts import SUBNET, VPC
from archdesk.cloudformation.draft import KEPT
from archdesk.cloudformation.recognise import recognised
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.resolving import resolver
from archdesk.model.geometry import Rect
from archdesk.model.records import SETTINGS_ID, Component, Connection, Record, Settings

_CELL, _NODE, _MARGIN, _TITLE = 128, 48, 40, 48
_FIXED = frozenset({"Resources", "AWSTemplateFormatVersion"})


def foreign_records(
    template: Mapping[str, Any],
    name: str,
    catalogue: Catalogue,
    taken: Collection[str] = (),
    below: int | None = None,
) -> list[Record]:
    """The records of a template without drawing: components, connections, and what the template says besides.

    Below a drawing, at y = ``below``, they stand on a grid; with none they are one heap, to be arranged.
    """
    resources = {k: v for k, v in template["Resources"].items() if isinstance(v, dict) and "Type" in v}
    kinds = _kinds(catalogue)
    resolve = resolver(template, Settings().region)
    ids = _ids(resources, {*taken, SETTINGS_ID})
    components: dict[str, Component] = {}
    for logical, resource in resources.items():
        properties = resource.get("Properties", {})
        kind = _kind_of(kinds.get(resource["Type"], ()), properties)
        known = recognised(kind, properties, resolve) if kind is not None else {}
        if kind is None and GENERIC in catalogue.types:
            known = {"cfn_type": resource["Type"], **({"properties": properties} if properties else {})}
        type = kind.id if kind is not None else GENERIC
        extra = {KEPT: {"id": logical, "resource": resource}}
        components[logical] = Component(
            ids[logical], type, logical, Rect(0, 0, _NODE, _NODE), properties=known, extra=extra
        )
    parents = _parents(resources, components, catalogue)
    placed = {
        logical: replace(
            c,
            parent=ids[parents[logical][0]] if parents[logical] else None,
            spans=tuple(ids[s] for s in parents[logical][1:]),
        )
        for logical, c in components.items()
    }
    arranged = list(placed.values()) if below is None else _arranged(placed, catalogue, below)
    rest = {k: v for k, v in template.items() if k not in _FIXED and v != {}}
    loops = {k: v for k, v in template["Resources"].items() if k not in resources}  # Fn::ForEach and its like
    if loops:
        rest["Resources"] = loops
    title = str(template.get("Description") or name)[:200]
    settings = Settings(name=title, extra={KEPT: rest} if rest else {})
    return [settings, *arranged, *_connections(resources, components, ids, catalogue)]


def _kinds(catalogue: Catalogue) -> dict[str, list[ComponentType]]:
    """CloudFormation type -> the component types that are written as it."""
    found: dict[str, list[ComponentType]] = {}
    for kind in catalogue.types.values():
        if kind.cloudformation.type and not kind.cloudformation.type.startswith("{"):
            found.setdefault(kind.cloudformation.type, []).append(kind)
    return found


def _kind_of(kinds: Sequence[ComponentType], properties: Mapping[str, Any]) -> ComponentType | None:
    """Of types written as the same resource, the one whose fixed properties it has: ``Type: network``."""

    def likeness(kind: ComponentType) -> int:
        fixed = {k: v for k, v in kind.cloudformation.properties.items() if isinstance(v, str)}
        return sum(1 if properties.get(k) == v else -1 for k, v in fixed.items() if k in properties)

    fitting = [kind for kind in kinds if not properties.keys() & set(kind.cloudformation.not_with)]
    return max(fitting, key=likeness, default=None)


def _ids(resources: Mapping[str, Any], taken: set[str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for logical in resources:
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in logical.lower()) or "item"
        id, number = plain, 1
        while id in taken:
            number += 1
            id = f"{plain}_{number}"
        taken.add(id)
        ids[logical] = id
    return ids


def _parents(
    resources: Mapping[str, Any], components: Mapping[str, Component], catalogue: Catalogue
) -> dict[str, list[str]]:
    """For each resource the containers it refers to: its parent first, then what it spans (further subnets)."""
    order = [SUBNET, VPC]  # innermost first
    result: dict[str, list[str]] = {}
    for logical, component in components.items():
        kind = catalogue.types.get(component.type)
        found: list[str] = []
        scope = kind.placement.scope if kind is not None else "regional"
        allowed = {"subnet": order, "az": order, "vpc": order[1:]}.get(scope, [])
        if kind is not None and kind.placement.spans:
            allowed = order
        for container in allowed:
            if found or container == component.type:
                continue
            names = referenced(resources[logical].get("Properties", {})) | _through(resources, logical)
            found = sorted(
                n for n in names if n in components and components[n].type == container and n != logical
            )
        if kind is not None and kind.placement.spans and len(found) > 1:
            home = sorted(
                n for f in found for n in referenced(resources[f].get("Properties", {})) if n in components
            )
            vpcs = [n for n in home if components[n].type == VPC]
            result[logical] = [vpcs[0], *found] if vpcs else found
            continue
        result[logical] = found[:1]
    return result


def _through(resources: Mapping[str, Any], logical: str) -> set[str]:
    """What the subnet groups and templates that a resource refers to refer to themselves."""
    found: set[str] = set()
    for name in referenced(resources[logical].get("Properties", {})):
        if name in resources and str(resources[name].get("Type", "")).endswith("SubnetGroup"):
            found |= referenced(resources[name].get("Properties", {}))
    return found


def _connections(
    resources: Mapping[str, Any],
    components: Mapping[str, Component],
    ids: Mapping[str, str],
    catalogue: Catalogue,
) -> list[Connection]:
    """Connections that the resources tell, read from the palettes' wires the other way round."""
    found: dict[str, Connection] = {}
    between, inside = _signs(catalogue)

    def connect(source: str, target: str, entry: ConnectionType) -> None:
        ends = components[source], components[target]
        if source == target or ends[0].type not in entry.sources or ends[1].type not in entry.targets:
            return
        id = f"{ids[source]}_{entry.relation}_{ids[target]}"
        if id not in ids.values():
            extra = {KEPT: {"recognised": True}}
            found[id] = Connection(id, ids[source], ids[target], entry.relation, extra=extra)

    for logical, resource in resources.items():
        properties = resource.get("Properties", {})
        for from_key, to_key, entry in between.get(resource["Type"], ()):
            for source in _known(properties.get(from_key), components):
                for target in _known(properties.get(to_key), components):
                    connect(source, target, entry)
        for path, owner, entry in inside:
            for other in _known(_at(properties, path), components):
                connect(*((logical, other) if owner == "source" else (other, logical)), entry)
    return list(found.values())


_Between = dict[str, list[tuple[str, str, ConnectionType]]]
_Inside = list[tuple[tuple[str, ...], str, ConnectionType]]


def _signs(catalogue: Catalogue) -> tuple[_Between, _Inside]:
    """By which a connection is known: a resource that names both ends, or a property of one that names the other."""
    between: _Between = {}
    inside: _Inside = []
    for palette in catalogue.palettes:
        for entry in palette.connections:
            for wire in entry.wire:
                if "resource" in wire:
                    keys = {
                        end: [k for k, v in wire.get("properties", {}).items() if _mentions(v, end)]
                        for end in ("source", "target")
                    }
                    if len(keys["source"]) == len(keys["target"]) == 1:
                        sign = (keys["source"][0], keys["target"][0], entry)
                        between.setdefault(wire["type"], []).append(sign)
                elif "set" in wire and wire["set"][0] in ("source", "target"):
                    owner, *keys_to = wire["set"]
                    path = tuple(takewhile(lambda k: isinstance(k, str), keys_to))
                    if _mentions(wire["value"], "target" if owner == "source" else "source"):
                        inside.append((path, owner, entry))
    return between, inside


def _mentions(value: Any, place: str) -> bool:
    """Whether a mapping refers to a place: {ref: place}, {given: place.arn}, {att: [place, Arn]}."""
    if isinstance(value, dict):
        named = value.get("ref") or value.get("given") or (value.get("att") or [None])[0]
        if isinstance(named, str) and (named == place or named.startswith(f"{place}.")):
            return True
        return any(_mentions(v, place) for v in value.values())
    return isinstance(value, list) and any(_mentions(v, place) for v in value)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _known(value: Any, components: Mapping[str, Component]) -> list[str]:
    return sorted(n for n in referenced(value) if n in components)


def _arranged(components: Mapping[str, Component], catalogue: Catalogue, top: int) -> list[Component]:
    """Everything on a grid: what a container holds inside it, containers as large as they need to be."""
    inside: dict[str | None, list[Component]] = {}
    for component in components.values():
        inside.setdefault(component.parent, []).append(component)
    sizes: dict[str, tuple[int, int]] = {}
    result: list[Component] = []

    def size(component: Component) -> tuple[int, int]:
        if component.id not in sizes:
            kind = catalogue.types.get(component.type)
            children = inside.get(component.id, [])
            if kind is None or kind.container is None or (kind.container.holds_spans and not children):
                sizes[component.id] = (_NODE, _NODE)
            else:
                width, height, _ = grid(children)
                sizes[component.id] = (max(width + 2 * _MARGIN, 200), max(height + _MARGIN + _TITLE, 120))
        return sizes[component.id]

    def grid(members: list[Component]) -> tuple[int, int, list[tuple[Component, int, int]]]:
        columns = max(1, math.ceil(math.sqrt(len(members))))
        x = y = row = width = 0
        cells = []
        for index, member in enumerate(members):
            w, h = size(member)
            if index and index % columns == 0:
                x, y, row = 0, y + row, 0
            cells.append((member, x, y))
            x += max(w + _MARGIN, _CELL)
            row = max(row, h + 2 * _MARGIN)
            width = max(width, x)
        return width, y + row, cells

    def place(parent: str | None, left: int, upper: int) -> None:
        for member, x, y in grid(inside.get(parent, []))[2]:
            w, h = size(member)
            result.append(replace(member, rect=Rect(left + x, upper + y, w, h)))
            place(member.id, left + x + _MARGIN, upper + y + _TITLE)

    place(None, _MARGIN, top + _MARGIN)
    return result
