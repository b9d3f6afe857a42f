"""Small designs as rules and scenarios write them: components by id, connections in three words, no geometry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archdesk.catalog.catalogue import Catalogue
from archdesk.errors import EditError
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Record, Settings, Value
from archdesk.rules.fitting import size_of
from archdesk.rules.scope import Path, RuleError

_NO_PROPERTIES = ("type", "in", "spans", "name", "imported", "usage")


def read_small_design(
    entry: Mapping[str, Value], catalogue: Catalogue, settings: Settings, path: Path
) -> Design:
    """The design of ``components`` and ``connections``. Raises RuleError naming the key that is wrong."""
    records: list[Record] = [settings]
    components = entry.get("components", {})
    if not isinstance(components, dict):
        raise RuleError((*path, "components"), "must be a mapping of ids to components")
    for number, (id, given) in enumerate(components.items()):
        records.append(_component(str(id), given, number, catalogue, (*path, "components", id)))
    connections = entry.get("connections", [])
    if not isinstance(connections, list | tuple):
        raise RuleError((*path, "connections"), "must be a list of connections")
    for number, given in enumerate(connections):
        at = (*path, "connections", number)
        connection = read_connection(given, number, at)
        for end in (connection.source, connection.target):
            if end not in components:
                raise RuleError(at, f"there is no component {end!r}")
        if connection.relation not in catalogue.relations:
            raise RuleError(at, f"there is no relation {connection.relation!r}")
        while connection.id in components:  # a component may be called e1 too
            connection = replace(connection, id=f"{connection.id}_")
        records.append(connection)
    try:
        return Design(records)
    except EditError as error:
        raise RuleError(path, str(error)) from error


def read_connection(given: Value, number: int, path: Path) -> Connection:
    """A connection: ``source relation target``, or a mapping. Raises RuleError for anything else."""
    if isinstance(given, str):
        words = given.split()
        if len(words) != 3:
            raise RuleError(path, f"{given!r} must read: source relation target")
        return Connection(f"e{number}", words[0], words[2], words[1])
    if not isinstance(given, dict) or not {"from", "to", "relation"} <= given.keys():
        raise RuleError(path, "needs from, to and relation")
    properties = {k: v for k, v in given.items() if k not in ("from", "to", "relation", "id", "label")}
    label = str(given.get("label", ""))
    id = str(given.get("id", f"e{number}"))
    return Connection(id, given["from"], given["to"], given["relation"], label, properties)


def _component(id: str, given: Value, number: int, catalogue: Catalogue, path: Path) -> Component:
    entry = {"type": given} if isinstance(given, str) else given
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        raise RuleError(path, "must be a type, or a mapping with type")
    kind = catalogue.types.get(entry["type"])
    if kind is None:
        raise RuleError(path, f"there is no component type {entry['type']!r}")
    properties = {k: v for k, v in entry.items() if k not in _NO_PROPERTIES}
    for key in properties:
        if key not in kind.properties:
            raise RuleError((*path, key), f"{kind.id} has no such property")
    width, height = size_of(catalogue, kind.id)
    component = Component(
        id,
        kind.id,
        str(entry.get("name", id)),
        Rect(40 + number % 8 * 104, 40 + number // 8 * 104, width, height),
        entry.get("in"),
        tuple(sorted(entry.get("spans", ()))),
        properties,
        extra={"cloudformation": {}} if entry.get("imported") is True else {},
    )
    return replace(component, usage=dict(entry["usage"])) if "usage" in entry else component
