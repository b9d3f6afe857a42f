"""Write a design as YAML text made for git: fixed key order, entries by id, no noise on a re-save."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Settings, Waiver
from archdesk.storage.migrations import FORMAT

_HEADER = "# A design drawn with ArchDesk\n"
_UNSAFE = re.compile("[\x85\u2028\u2029\ufeff]")


def write_design(design: Design) -> str:
    """The text of an .archdesk file. The same design always gives the same text."""
    settings = design.settings
    value: dict[str, Any] = {"format": FORMAT, **_settings(settings)}
    value["components"] = {c.id: _component(c) for c in sorted(design.components, key=_by_id)}
    value["connections"] = {c.id: _connection(c) for c in sorted(design.connections, key=_by_id)}
    value["waivers"] = {w.id: _waiver(w) for w in sorted(design.waivers, key=_by_id)}
    value.update(settings.extra)
    body = {k: v for k, v in value.items() if v not in ({}, [], None)}
    text: str = yaml.dump(body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return _HEADER + text


def _by_id(record: Component | Connection | Waiver) -> str:
    return record.id


def _settings(settings: Settings) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": settings.name,
        "region": settings.region,
        "edition": settings.edition,
        "usage": settings.usage,
    }
    if settings.prices:
        fields["prices"] = settings.prices
    if settings.free_tier:
        fields["free_tier"] = True
    if settings.purchase != "on_demand":
        fields["purchase"] = settings.purchase
    if settings.scenario:
        fields["scenario"] = settings.scenario
    if settings.tags:
        fields["tags"] = dict(sorted(settings.tags.items()))
    if settings.environments:
        fields["environments"] = _Flow(settings.environments)
    if settings.rules:
        fields["rules"] = dict(sorted(settings.rules.items()))
    return fields


def _component(component: Component) -> dict[str, Any]:
    rect = component.rect
    fields: dict[str, Any] = {"type": component.type, "name": component.name}
    if component.parent is not None:
        fields["parent"] = component.parent
    if component.spans:
        fields["spans"] = _Flow(component.spans)
    fields["at"] = _Flow([rect.x, rect.y, rect.width, rect.height])
    if component.z:
        fields["z"] = component.z
    if component.locked:
        fields["locked"] = True
    if component.environments:
        fields["environments"] = _Flow(component.environments)
    return {
        **fields,
        **_sorted("properties", component.properties),
        **_sorted("usage", component.usage),
        **component.extra,
    }


def _connection(connection: Connection) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "from": connection.source,
        "to": connection.target,
        "relation": connection.relation,
    }
    if connection.label:
        fields["label"] = connection.label
    return {
        **fields,
        **_sorted("properties", connection.properties),
        **_sorted("usage", connection.usage),
        **connection.extra,
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "rule": waiver.rule,
        "components": _Flow(waiver.components),
        "reason": waiver.reason,
    }
    if waiver.until:
        fields["until"] = waiver.until
    if waiver.rule_version:
        fields["rule_version"] = waiver.rule_version
    return {**fields, **waiver.extra}


def _sorted(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dict(sorted(values.items()))} if values else {}


class _Flow(list[Any]):
    """A short list, written on one line."""


_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # the C dumper has no typed base
    """The safe dumper; quotes what either YAML 1.1 or 1.2 would misread, and never writes an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # PyYAML's signature
        return True


# A string like 1e3 is a number in YAML 1.2 but not in the 1.1 that the dumper knows: say so, and it is quoted.
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$"),
    list("-+0123456789"),
)


def _text(dumper: Any, value: str) -> Any:
    style = '"' if _UNSAFE.search(value) else "|" if "\n" in value and value.strip() == value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _number(dumper: Any, value: float) -> Any:
    text = repr(value)
    return dumper.represent_scalar(
        "tag:yaml.org,2002:float", text if "." in text or "e" in text else f"{text}.0"
    )


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_representer(
    _Flow, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
