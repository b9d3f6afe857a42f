"""Which properties of an imported component only its template decides, by a parameter or a function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.model.records import Component, Value


def is_deferred(catalogue: Catalogue, component: Component, name: str) -> bool:
    """Whether the default would be a guess: the kept resource says it with a Ref or an Fn:: function."""
    if component.type == "vpc.subnet" and component.properties.get("existing") is True:
        return name not in component.properties  # made by another template, which alone knows
    kept = component.extra.get("cloudformation")
    if not isinstance(kept, dict) or name in component.properties:
        return False
    resource = kept.get("resource")
    written = resource.get("Properties") if isinstance(resource, dict) else None
    if not isinstance(written, dict):
        return False
    return is_written_open(catalogue.type_of(component), written, name)


def is_written_open(kind: ComponentType, written: Mapping[str, Value], name: str) -> bool:
    """Whether the resource's properties say this property by a Ref or an Fn:: function."""
    mappings = kind.cloudformation.properties
    return any(
        _is_open_at(mappings[key], written[key], name) for key in _keys_of(kind, name) & written.keys()
    )


def _keys_of(kind: ComponentType, name: str) -> frozenset[str]:
    return _keys(_Identity(kind), name)


class _Identity:
    """A component type as a key of the cache: it holds mappings, but there is one of each."""

    __slots__ = ("kind",)

    def __init__(self, kind: ComponentType) -> None:
        self.kind = kind

    def __hash__(self) -> int:
        return id(self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.kind is self.kind


@lru_cache(maxsize=4096)
def _keys(kind: _Identity, name: str) -> frozenset[str]:
    """The CloudFormation properties whose mapping speaks of this property: those that are it, where there are."""
    mappings = kind.kind.cloudformation.properties
    same = frozenset(k for k, v in mappings.items() if isinstance(v, dict) and v.get("prop") == name)
    return same or frozenset(k for k, v in mappings.items() if _mentions(v, name))


def _mentions(mapping: Value, name: str) -> bool:
    if isinstance(mapping, dict):
        return mapping.get("prop") == name or any(_mentions(v, name) for v in mapping.values())
    if isinstance(mapping, list | tuple):
        return any(_mentions(v, name) for v in mapping)
    return isinstance(mapping, str) and f"${{prop:{name}}}" in mapping


def _is_open_at(mapping: Value, value: Value, name: str) -> bool:
    """Whether the value is open where its mapping speaks of the property, not just somewhere in it."""
    if not _mentions(mapping, name):
        return False
    if isinstance(mapping, dict) and isinstance(value, dict) and all(key[:1].isupper() for key in mapping):
        if _is_intrinsic(value):
            return True
        return any(_is_open_at(entry, value[key], name) for key, entry in mapping.items() if key in value)
    if isinstance(mapping, list | tuple) and isinstance(value, list | tuple):
        entries = [_entry(m) for m in mapping]
        return any(_is_open_at(m, v, name) for m in entries for v in value if not _is_another(m, v))
    return _is_open(value)


def _entry(mapping: Value) -> Value:
    """The entry of a list without the condition that it is written on."""
    return mapping["value"] if isinstance(mapping, dict) and {"when", "value"} <= mapping.keys() else mapping


def _is_another(mapping: Value, value: Value) -> bool:
    """Whether an entry of a list says a word otherwise than its mapping: it is about something else."""
    return (
        isinstance(mapping, dict)
        and isinstance(value, dict)
        and any(
            isinstance(m, str) and isinstance(value.get(k), str) and value[k] != m for k, m in mapping.items()
        )
    )


def _is_intrinsic(value: Mapping[str, Value]) -> bool:
    return len(value) == 1 and all(key == "Ref" or str(key).startswith("Fn::") for key in value)


def _is_open(value: Value) -> bool:
    if isinstance(value, dict):
        return _is_intrinsic(value) or any(_is_open(v) for v in value.values())
    return isinstance(value, list | tuple) and any(_is_open(v) for v in value)
