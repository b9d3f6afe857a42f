"""The part of a template that is for ArchDesk alone: what was drawn, in `Metadata`, so that it opens as it was.

Each exported component's record stands in the Metadata of its resource; everything else that a template has no
place for (settings, connections, waivers, components that are not exported) in the template's own Metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from archdesk.model.geometry import LIMIT, Rect
from archdesk.model.records import Component, Connection, Record, Settings, Value, Waiver

KEY = "ArchDesk"
VERSION = 1


def component_entry(component: Component, recognised: Mapping[str, Value]) -> dict[str, Any]:
    """A component's record, without the properties that can be read from the resource (``recognised``)."""
    rect = component.rect
    own = {
        k: v
        for k, v in component.properties.items()
        if not _same(recognised.get(k), v) or k not in recognised
    }
    entry: dict[str, Any] = {
        "id": component.id,
        "name": component.name,
        "type": component.type,
        "rect": [rect.x, rect.y, rect.width, rect.height],
    }
    fields = {
        "parent": component.parent,
        "spans": list(component.spans),
        "properties": packed_values(own),
        "unset": sorted(k for k in recognised if k not in component.properties),
        "usage": packed_values(component.usage),
        "locked": component.locked,
        "z": component.z,
        "environments": list(component.environments),
        "extra": packed_values(component.extra),
    }
    return {**entry, **{k: v for k, v in fields.items() if v}}


def read_component(entry: Mapping[str, Any], recognised: Mapping[str, Value]) -> Component:
    """The record of ``component_entry``. Raises KeyError, TypeError or ValueError for what it never wrote."""
    gone = set(entry.get("unset", ()))
    x, y, width, height = (max(-LIMIT, min(LIMIT, int(v))) for v in entry["rect"])
    return Component(
        id=str(entry["id"]),
        type=str(entry["type"]),
        name=str(entry["name"]),
        rect=Rect(x, y, max(width, 1), max(height, 1)),
        parent=entry.get("parent"),
        spans=tuple(str(s) for s in entry.get("spans", ())),
        properties={
            **{k: v for k, v in recognised.items() if k not in gone},
            **unpacked_values(entry.get("properties", {})),
        },
        usage=unpacked_values(entry.get("usage", {})),
        locked=bool(entry.get("locked", False)),
        z=int(entry.get("z", 0)),
        environments=tuple(str(e) for e in entry.get("environments", ())),
        extra=unpacked_values(entry.get("extra", {})),
    )


def record_entry(record: Connection | Waiver | Settings) -> dict[str, Any]:
    """A record that has no resource, as plain values; what is empty is left out."""
    fields: dict[str, Any]
    if isinstance(record, Connection):
        fields = {
            "from": record.source,
            "to": record.target,
            "relation": record.relation,
            "label": record.label,
        }
        fields["properties"] = packed_values(record.properties)
        fields["usage"] = packed_values(record.usage)
    elif isinstance(record, Waiver):
        fields = {"rule": record.rule, "components": list(record.components), "reason": record.reason}
        fields["until"] = record.until
        if record.rule_version:
            fields["rule_version"] = record.rule_version
    else:
        fields = {
            "name": record.name,
            "region": record.region,
            "edition": record.edition,
            "usage": record.usage,
        }
        fields |= {"tags": dict(record.tags), "prices": record.prices, "rules": dict(record.rules)}
        fields["environments"] = list(record.environments)
        fields["purchase"] = "" if record.purchase == "on_demand" else record.purchase
        fields["scenario"] = record.scenario
        if record.free_tier:
            fields["free_tier"] = True
    fields["extra"] = packed_values(record.extra)
    return {k: v for k, v in fields.items() if v not in ("", {}, [])}


def read_records(entry: Mapping[str, Any]) -> list[Record]:
    """The records of the template's Metadata, but for components. Raises as ``read_component`` does."""
    design = entry.get("design", {})
    records: list[Record] = [
        Settings(
            name=str(design.get("name", "")),
            region=str(design.get("region", "")),
            edition="notes" if design.get("edition") == "notes" else "current",
            usage=str(design.get("usage", "")),
            tags={str(k): str(v) for k, v in design.get("tags", {}).items()},
            environments=tuple(str(e) for e in design.get("environments", ())),
            prices=str(design.get("prices", "")),
            extra=unpacked_values(design.get("extra", {})),
            rules={str(k): str(v) for k, v in design.get("rules", {}).items()},
            free_tier=bool(design.get("free_tier", False)),
            purchase=str(design.get("purchase", "on_demand")),
            scenario=str(design.get("scenario", "")),
        )
    ]
    for id, fields in entry.get("connections", {}).items():
        records.append(
            Connection(
                id=str(id),
                source=str(fields["from"]),
                target=str(fields["to"]),
                relation=str(fields.get("relation", "")),
                label=str(fields.get("label", "")),
                properties=unpacked_values(fields.get("properties", {})),
                extra=unpacked_values(fields.get("extra", {})),
                usage=unpacked_values(fields.get("usage", {})),
            )
        )
    for id, fields in entry.get("waivers", {}).items():
        records.append(
            Waiver(
                id=str(id),
                rule=str(fields.get("rule", "")),
                components=tuple(str(c) for c in fields.get("components", ())),
                reason=str(fields.get("reason", "")),
                until=str(fields.get("until", "")),
                extra=unpacked_values(fields.get("extra", {})),
                rule_version=int(fields.get("rule_version", 0)),
            )
        )
    return records


def packed_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Values that CloudFormation leaves alone: no null, and nothing that looks like an intrinsic function."""
    return {k: {"Json": json.dumps(v, sort_keys=False)} if _delicate(v) else v for k, v in values.items()}


def unpacked_values(values: Mapping[str, Any]) -> dict[str, Value]:
    """The values that ``packed_values`` packed. Raises ValueError for broken ones."""
    return {
        k: json.loads(v["Json"]) if isinstance(v, dict) and list(v) == ["Json"] else v
        for k, v in values.items()
    }


def _delicate(value: Value) -> bool:
    if value is None:
        return True
    if isinstance(value, dict):
        return any(
            k in ("Ref", "Json", "Condition") or k.startswith("Fn::") or _delicate(v)
            for k, v in value.items()
        )
    if isinstance(value, list | tuple):
        return any(_delicate(v) for v in value)
    # dynamic references are resolved by CloudFormation wherever they stand
    return isinstance(value, float) or (isinstance(value, str) and "{{resolve:" in value)


def _same(one: Value, other: Value) -> bool:
    """Equal, and of one kind: 1, 1.0 and true are three things in a file."""
    return type(one) is type(other) and bool(one == other)
