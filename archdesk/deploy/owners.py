"""Which component or connection each resource of a template is there for, by the Metadata that ArchDesk writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.metadata import KEY


@dataclass(frozen=True, slots=True)
class Owner:
    """What a person drew: a component with its type, a connection in words, or a resource nobody drew.

    ``main`` is the logical id that goes without saying: the component's own.
    """

    id: str
    name: str
    type: str = ""
    main: str = ""

    def with_resource(self, logical: str) -> str:
        """The owner, and which of its resources is meant."""
        return str(self) if logical == self.main else f"{self}, {logical}"

    def __str__(self) -> str:
        return f"{self.name} ({self.type})" if self.type else self.name


def owners_of(template: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Owner]:
    """The owner of each logical id. A resource without ArchDesk's Metadata is its own, under its id and type."""
    resources = {k: r for k, r in template.get("Resources", {}).items() if isinstance(r, dict)}
    about = _section(template.get("Metadata"), KEY)
    drawn = {
        str(id): _component(str(id), entry, catalogue) for id, entry in _section(about, "components").items()
    }
    entries = {k: _section(r.get("Metadata"), KEY) for k, r in resources.items()}
    for logical, entry in entries.items():
        if "id" in entry:
            drawn[str(entry["id"])] = _component(str(entry["id"]), entry, catalogue, logical)
    for id, entry in _section(about, "connections").items():
        drawn[str(id)] = _connection(str(id), entry, drawn, catalogue)
    return {k: _owner(k, resources, entries, drawn) for k in resources}


def _owner(
    logical: str,
    resources: Mapping[str, Mapping[str, Any]],
    entries: Mapping[str, Mapping[str, Any]],
    drawn: Mapping[str, Owner],
) -> Owner:
    seen: set[str] = set()
    at = logical
    while at in entries and at not in seen:
        seen.add(at)
        entry = entries[at]
        id = str(entry.get("id", entry.get("of", "")))
        if id in drawn:
            return drawn[id]
        at = id  # the policy of a role belongs to whom the role does
    return Owner(logical, logical, str(resources[logical].get("Type", "")), logical)


def _component(id: str, entry: Mapping[str, Any], catalogue: Catalogue, main: str = "") -> Owner:
    type = str(entry.get("type", ""))
    kind = catalogue.types.get(type)
    return Owner(id, str(entry.get("name") or id), kind.label if kind is not None else type, main)


def _connection(id: str, entry: Any, drawn: Mapping[str, Owner], catalogue: Catalogue) -> Owner:
    if not isinstance(entry, dict):
        return Owner(id, id)
    ends = [str(entry.get(end, "")) for end in ("from", "to")]
    names = [drawn[end].name if end in drawn else end for end in ends]
    relation = str(entry.get("relation", ""))
    known = catalogue.relations.get(relation)
    verb = known.label if known is not None else relation.replace("_", " ")
    return Owner(id, f"{names[0]} {verb} {names[1]}", "connection")


def _section(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
