"""Templates that others wrote: resources recognised by the palettes' mappings, containers inferred from references."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from archdesk.catalog.catalogue import GENERIC, Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.cloudformation.draft import KEPT
from archdesk.cloudformation.recognise import recognised
from archdesk.cloudformation.wiring import referenced
from archdesk.model.geometry import Rect
from archdesk.model.records import SETTINGS_ID, Component, Connection, Record, Settings

_CELL, _NODE, _MARGIN, _TITLE = 128, 48, 40, 48
_FIXED = frozenset({"Resources", "AWSTemplateFormatVersion"})


def foreign_records(
    template: Mapping[str, Any],
    name: str,
    catalogue: Catalogue,
    taken: Collection[str] = (),
    top: int = 0,
) -> list[Record]:
    """The records of a template without drawing: components, connections, and what the template says besides."""
    resources = {k: v for k, v in template["Resources"].items() if isinstance(v, dict) and "Type" in v}
    kinds = _kinds(catalogue)
    ids = _ids(resources, {*taken, SETTINGS_ID})
    components: dict[str, Component] = {}
    for logical, resource in resources.items():
        kind = kinds.get(resource["Type"])
        properties = resource.get("Properties", {})
        known = recognised(kind, properties) if kind is not None else {}
        if kind is None and GENERIC in catalogue.types:
            known = {"cfn_type": resource["Type"], "properties": properties}
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
    arranged = _arranged(placed, catalogue, top)
    rest = {k: v for k, v in template.items() if k not in _FIXED}
    title = str(template.get("Description") or name)[:200]
    settings = Settings(name=title, extra={KEPT: rest} if rest else {})
    return [settings, *arranged, *_connections(resources, components, ids, catalogue)]


def _kinds(catalogue: Catalogue) -> dict[str, ComponentType]:
    """CloudFormation type -> the component type that is written as it."""
    found: dict[str, ComponentType] = {}
    for kind in catalogue.types.values():
        if kind.cloudformation.type and not kind.cloudformation.type.startswith("{"):
            found.setdefault(kind.cloudformation.type, kind)
    return found


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
    order = ["vpc.subnet", "vpc.vpc"]  # innermost first
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
            vpcs = [n for n in home if components[n].type == "vpc.vpc"]
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
    """Connections told by a reference from one recognised component to another, or by a mapping resource."""
    found: dict[str, Connection] = {}

    def connect(source: str, target: str, relation: str) -> None:
        if catalogue.connection_type(components[source].type, components[target].type, relation) is None:
            return
        id = f"{ids[source]}_{relation}_{ids[target]}"
        if id not in ids.values():
            found[id] = Connection(id, ids[source], ids[target], relation, extra={KEPT: {"recognised": True}})

    for logical, resource in resources.items():
        properties = resource.get("Properties", {})
        for keys, ends in _MAPPINGS.get(resource["Type"], {}).items():
            sources, targets = (_known(properties.get(k), components) for k in keys)
            for relation in ends:
                for source in sources:
                    for target in targets:
                        connect(source, target, relation)
        for key, relation in _REFERENCES.items():
            for target in _known(properties.get(key), components):
                if target != logical:
                    connect(logical, target, relation)
    return list(found.values())


# resources that stand between two components: the properties of both ends, and the relations they may mean
_MAPPINGS: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {
    "AWS::Lambda::EventSourceMapping": {("EventSourceArn", "FunctionName"): ("triggers",)},
    "AWS::SNS::Subscription": {("TopicArn", "Endpoint"): ("delivers",)},
    "AWS::EC2::VolumeAttachment": {("VolumeId", "InstanceId"): ("attached_to",)},
    "AWS::EC2::EIPAssociation": {("AllocationId", "InstanceId"): ("attached_to",)},
}
# properties of a component that name another one
_REFERENCES = {
    "RedrivePolicy": "dead_letters_to",
    "DeadLetterConfig": "dead_letters_to",
    "AlarmActions": "notifies",
    "AliasTarget": "resolves_to",
    "SourceDBInstanceIdentifier": "replicates_to",
}


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
