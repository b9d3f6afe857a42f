"""Templates that others wrote, as records: components where they stand, connections, and all the rest kept.

`reading` finds out what is what. A resource that only says more of a component or of a connection (a policy, a
listener, a route) is a part: it is kept with the settings and written back as long as what it belongs to is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archdesk.catalog.catalogue import GENERIC, Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.catalog.facts import AZ
from archdesk.cloudformation.draft import GIVEN, KEPT, TOLD
from archdesk.cloudformation.gridded import gridded
from archdesk.cloudformation.reading.connecting import Ends, Place, connections_of
from archdesk.cloudformation.reading.networks import Networks, networks_of
from archdesk.cloudformation.reading.routes import Ways, is_subnet, ways_of
from archdesk.cloudformation.reading.signs import ROUTES
from archdesk.cloudformation.reading.template import Foreign, homes_of, read_foreign
from archdesk.cloudformation.recognise import recognised, recognised_of_part
from archdesk.model.geometry import Rect
from archdesk.model.records import SETTINGS_ID, Component, Connection, Record, Settings, Value

_NODE = 48
_FIXED = frozenset({"Resources", "AWSTemplateFormatVersion"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a template says, before it has ids: parts with their owners, networks, ways out, connections."""

    foreign: Foreign
    homes: Mapping[str, tuple[str, ...]]
    networks: Networks
    ways: Ways
    connections: Mapping[Ends, tuple[Place, ...]]


def foreign_records(
    template: Mapping[str, Any],
    name: str,
    catalogue: Catalogue,
    taken: Collection[str] = (),
    below: int | None = None,
) -> list[Record]:
    """The records of a template without drawing: components, connections, and what the template says besides.

    Below a drawing, at y = ``below``, they stand on a grid, and every resource is a component; with none they are
    one heap, to be arranged.
    """
    told = read_told(template, catalogue, with_parts=below is None)
    foreign, networks = told.foreign, told.networks
    components = [k for k in foreign.resources if k not in told.homes]
    names = [*components, *networks.existing, *networks.zones]
    ids = _ids(names, {*taken, SETTINGS_ID})
    records = [
        *(_component(told, k, catalogue) for k in components),
        *_existing(networks),
        *_zones(networks),
    ]
    placed = {
        c.name: replace(
            c.record,
            id=ids[c.name],
            parent=_id(ids, networks.parents.get(c.name)),
            spans=tuple(sorted(ids[s] for s in networks.spans.get(c.name, ()))),
        )
        for c in records
    }
    arranged = list(placed.values()) if below is None else gridded(placed, catalogue, below)
    connections: dict[str, Connection] = {}
    said: dict[str, list[Value]] = {}
    for (source, relation, target), places in told.connections.items():
        if source not in ids or target not in ids:
            continue
        id = f"{ids[source]}_{relation}_{ids[target]}"
        if id in ids.values():
            continue
        extra = {KEPT: {"recognised": True}}
        connections[id] = Connection(id, ids[source], ids[target], relation, extra=extra)
        said[id] = [[logical, *path] for logical, path in places]
    return [_settings(template, name, told, ids, said), *arranged, *connections.values()]


def read_told(template: Mapping[str, Any], catalogue: Catalogue, with_parts: bool = True) -> Told:
    """All that a template says of itself."""
    foreign = read_foreign(template, catalogue)
    ways = ways_of(foreign)
    homes: dict[str, tuple[str, ...]] = {}
    for logical in foreign.resources:
        if with_parts and foreign.is_helper(logical):
            owners = homes_of(foreign, logical)
            if foreign.type(logical) in ROUTES:
                owners = tuple(o for o in owners if is_subnet(foreign, o))
            known = foreign.type(logical) not in ROUTES or all(o in ways.told for o in owners)
            if owners and known:
                homes[logical] = owners
    networks = networks_of(foreign, homes, template)
    connections = connections_of(foreign, catalogue, homes, networks, ways)
    return Told(foreign, homes, networks, ways, connections)


@dataclass(frozen=True, slots=True)
class _Named:
    """A record, by what the template calls it."""

    name: str
    record: Component


def _component(told: Told, logical: str, catalogue: Catalogue) -> _Named:
    foreign = told.foreign
    resource, properties, kind = (
        foreign.resources[logical],
        foreign.properties(logical),
        foreign.kinds[logical],
    )
    known: dict[str, Value] = {}
    if kind is not None:
        known = {
            **_told_by_parts(told, logical, kind),
            **recognised(kind, properties, foreign.resolve),
            **told.ways.told.get(logical, {}),
        }
    elif GENERIC in catalogue.types:
        known = {"cfn_type": resource["Type"], **({"properties": dict(properties)} if properties else {})}
    extra = {KEPT: {"id": logical, "resource": dict(resource)}}
    type = kind.id if kind is not None else GENERIC
    return _Named(
        logical, Component("", type, logical, Rect(0, 0, _NODE, _NODE), properties=known, extra=extra)
    )


def _told_by_parts(told: Told, logical: str, kind: ComponentType) -> dict[str, Value]:
    """What the parts that are this component's alone tell of it: the machines that its launch template names."""
    foreign, known = told.foreign, dict[str, Value]()
    for part, owners in told.homes.items():
        if owners == (logical,):
            known |= recognised_of_part(kind, foreign.type(part), foreign.properties(part), foreign.resolve)
    return known


def _existing(networks: Networks) -> Iterable[_Named]:
    """Networks that are there already; one that a parameter gives is that parameter."""
    for key, container in networks.existing.items():
        extra: dict[str, Value] = {GIVEN: container.parameter} if container.parameter else {}
        record = Component(
            "",
            container.type,
            container.name,
            Rect(0, 0, _NODE, _NODE),
            properties={"existing": True},
            extra=extra,
        )
        yield _Named(key, record)


def _zones(networks: Networks) -> Iterable[_Named]:
    for key, (_, letter) in networks.zones.items():
        rect = Rect(0, 0, _NODE, _NODE)
        yield _Named(key, Component("", AZ, f"Zone {letter}", rect, properties={"zone": letter}))


def _settings(
    template: Mapping[str, Any],
    name: str,
    told: Told,
    ids: Mapping[str, str],
    said: Mapping[str, Sequence[Value]],
) -> Settings:
    rest = {k: v for k, v in template.items() if k not in _FIXED and v != {}}
    resources = template["Resources"]
    kept = {k: v for k, v in resources.items() if k in told.homes or k not in told.foreign.resources}
    if kept:
        rest["Resources"] = kept  # parts, and loops: Fn::ForEach and its like
    title = str(template.get("Description") or name)[:200]
    extra: dict[str, Value] = {KEPT: rest} if rest else {}
    notes = notes_of(told, {k: ids[k] for k in ids if k in told.foreign.resources}, said)
    if notes:
        extra[TOLD] = notes
    return Settings(name=title, extra=extra)


def notes_of(told: Told, ids: Mapping[str, str], said: Mapping[str, Sequence[Value]]) -> dict[str, Value]:
    """What has to be known to write the parts back: whose they are, and where each connection is said."""
    notes: dict[str, Value] = {
        "parts": {
            helper: sorted(ids[o] for o in owners if o in ids) for helper, owners in told.homes.items()
        },
        "said": {id: list(places) for id, places in said.items()},
        "resources": sorted(told.foreign.resources),
    }
    return notes if told.homes or said else {}


def told_again(template: Mapping[str, Any], records: list[Record], catalogue: Catalogue) -> list[Record]:
    """The records of an imported template that was written back, with the notes on its parts found once more.

    Positions in it may have changed since; a connection that is not drawn any more is not noted.
    """
    settings = next(r for r in records if isinstance(r, Settings))
    ids = {
        str(r.extra[KEPT]["id"]): r.id
        for r in records
        if isinstance(r, Component) and isinstance(r.extra.get(KEPT), dict) and "resource" in r.extra[KEPT]
    }
    kept = settings.extra.get(KEPT, {})
    if not ids and "Resources" not in kept:
        return records
    resources = {
        k: {n: v for n, v in r.items() if n != "Metadata"} if isinstance(r, dict) else r
        for k, r in template["Resources"].items()
        if k in ids or k in kept.get("Resources", {})
    }
    told = read_told({**kept, "Resources": resources}, catalogue)
    drawn = {
        (r.source, r.relation, r.target): r.id
        for r in records
        if isinstance(r, Connection) and KEPT in r.extra
    }
    said: dict[str, list[Value]] = {}
    for (source, relation, target), places in told.connections.items():
        id = drawn.get((ids.get(source, ""), relation, ids.get(target, "")))
        if id is not None:
            said[id] = [[logical, *path] for logical, path in places]
    notes = notes_of(told, ids, said)
    if not notes:
        return records
    noted = replace(settings, extra={**settings.extra, TOLD: notes})
    return [noted if r is settings else r for r in records]


def _id(ids: Mapping[str, str], name: str | None) -> str | None:
    return None if name is None else ids.get(name)


def _ids(names: Iterable[str], taken: set[str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for name in names:
        short = name.removeprefix("existing ")[:60]
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in short.lower()).strip("_") or "item"
        plain = plain if name == short else "_".join(p for p in plain.split("_") if p)
        id, number = plain, 1
        while id in taken:
            number += 1
            id = f"{plain}_{number}"
        taken.add(id)
        ids[name] = id
    return ids
