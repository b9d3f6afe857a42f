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
    return any(_is_open(written[key]) for key in _keys_of(kind, name) & written.keys())


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
    """The CloudFormation properties whose mapping speaks of this property."""
    return frozenset(k for k, v in kind.kind.cloudformation.properties.items() if _mentions(v, name))


def _mentions(mapping: Value, name: str) -> bool:
    if isinstance(mapping, dict):
        return mapping.get("prop") == name or any(_mentions(v, name) for v in mapping.values())
    if isinstance(mapping, list | tuple):
        return any(_mentions(v, name) for v in mapping)
    return isinstance(mapping, str) and f"${{prop:{name}}}" in mapping


def _is_open(value: Value) -> bool:
    if isinstance(value, dict):
        if len(value) == 1:
            (key,) = value
            if key == "Ref" or str(key).startswith("Fn::"):
                return True
        return any(_is_open(v) for v in value.values())
    return isinstance(value, list | tuple) and any(_is_open(v) for v in value)
