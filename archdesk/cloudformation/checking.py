"""What is wrong with a type's mapping to CloudFormation, told by the resource schemas that cfn-lint brings.

cfn-lint is not needed to run ArchDesk; without it there is nothing to hold the names against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from archdesk.catalog.definitions import CloudFormation, ComponentType, ConnectionType
from archdesk.catalog.mistakes import did_you_mean
from archdesk.model.records import Value
from archdesk.source import Path

_REGION = "us-east-1"  # where every resource type is


def has_schemas() -> bool:
    """Whether there are schemas to hold names against."""
    return find_spec("cfnlint") is not None


def naming_mistakes(kind: ComponentType) -> Iterator[tuple[Path, str]]:
    """Properties that the mapping takes and the type does not have."""
    written = kind.cloudformation.model_dump(exclude_defaults=True)
    for path, name in _properties_named(written, ("cloudformation",)):
        if name not in kind.properties:
            yield path, f"there is no property {name!r}{did_you_mean(name, kind.properties)}"


def _properties_named(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Where a mapping says ``{prop: name}`` of the component itself."""
    if isinstance(value, dict):
        if "each" in value:
            return  # there it is a property of each other component
        name = value.get("prop")
        if isinstance(name, str) and "of" not in value:
            yield (*path, "prop"), name
        for key, inner in value.items():
            yield from _properties_named(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _properties_named(inner, (*path, index))


def mapping_mistakes(mapping: CloudFormation) -> Iterator[tuple[Path, str]]:
    """Resource types and properties of a component's mapping that CloudFormation does not have."""
    if mapping.type and "{" not in mapping.type:
        yield from _mistakes(mapping.type, mapping.properties, mapping.because, ("cloudformation",))
    for index, owned in enumerate(mapping.also):
        path = ("cloudformation", "also", index)
        yield from _mistakes(owned.type, owned.properties, owned.because, path)
    policy = mapping.policy.get("type")
    if isinstance(policy, str):
        properties = mapping.policy.get("properties") or {}
        yield from _mistakes(policy, properties, {}, ("cloudformation", "policy"))


def wire_mistakes(entry: ConnectionType) -> Iterator[tuple[Path, str]]:
    """The same for the resources that a connection writes."""
    for index, wire in enumerate(entry.wire):
        type = wire.get("type")
        if isinstance(type, str) and ("resource" in wire or "nested" in wire):
            yield from _mistakes(
                type, wire.get("properties") or {}, wire.get("because") or {}, ("wire", index)
            )


def _mistakes(
    type: str, properties: Mapping[str, Value], because: Mapping[str, str], path: Path
) -> Iterator[tuple[Path, str]]:
    known = properties_of(type)
    if known is None:
        yield (*path, "type"), f"CloudFormation has no {type}{did_you_mean(type, _types())}"
        return
    for where, names in (("properties", properties), ("because", because)):
        for name in names:
            if name != "+" and name not in known:
                yield (*path, where, name), f"{type} has no property {name!r}{did_you_mean(name, known)}"


def properties_of(type: str) -> Mapping[str, Any] | None:
    """The schema of each property of a resource type; None where CloudFormation has no such type."""
    if type.startswith(("Custom::", "AWS::CloudFormation::CustomResource")):
        return _Any()
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, type).schema
    except ResourceNotFoundError:
        return None
    found: Mapping[str, Any] = schema.get("properties", {})
    return found


class _Any(dict[str, Any]):
    """A custom resource takes any property."""

    def __contains__(self, key: object) -> bool:
        return True


def _types() -> list[str]:
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    return list(PROVIDER_SCHEMA_MANAGER.get_resource_types(_REGION))
