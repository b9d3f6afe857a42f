"""The connections that the resources of a template tell, each with the places that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ConnectionType
from archdesk.catalog.facts import SECURITY_GROUP
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.reading.networks import Networks
from archdesk.cloudformation.reading.openings import openings_of
from archdesk.cloudformation.reading.permissions import grants_of, relation_of
from archdesk.cloudformation.reading.routes import Ways
from archdesk.cloudformation.reading.signs import PERMISSION
from archdesk.cloudformation.reading.template import Foreign, Path, neighbours

Place = tuple[str, Path]  # a logical id, and a path below its Properties; () is the resource itself
Ends = tuple[str, str, str]  # source, relation, target


@dataclass(slots=True)
class _Found:
    foreign: Foreign
    catalogue: Catalogue
    told: dict[Ends, dict[Place, None]] = field(default_factory=dict)

    def type(self, logical: str) -> str:
        kind = self.foreign.kinds.get(logical)
        return kind.id if kind is not None else ""

    def connect(self, source: str, target: str, relation: str, place: Place) -> None:
        if source != target:
            self.told.setdefault((source, relation, target), {})[place] = None

    def fits(self, source: str, target: str, entry: ConnectionType) -> bool:
        return (
            entry.verdict != "wrong"
            and self.type(source) in entry.sources
            and self.type(target) in entry.targets
        )


def connections_of(
    foreign: Foreign,
    catalogue: Catalogue,
    homes: Mapping[str, Sequence[str]],
    networks: Networks,
    ways: Ways,
) -> dict[Ends, tuple[Place, ...]]:
    """What is connected to what, and where the template says it."""
    found = _Found(foreign, catalogue)
    _by_properties(found)
    _by_resources(found)
    _by_parts(found, homes)
    _by_groups(found, networks)
    _by_routes(found, ways)
    _by_policies(found, homes)
    _by_openings(found, networks)
    _add_statements(found, homes)
    return {ends: tuple(places) for ends, places in found.told.items()}


def _ends(found: _Found, name: str) -> list[str]:
    """The components a reference means: itself, or what a version, an alias or a profile belongs to."""
    if not found.foreign.is_helper(name):
        return [name]
    return [n for n, way in neighbours(found.foreign, name).items() if way == (name,)]


def _by_properties(found: _Found) -> None:
    """A property of one end names the other: RedrivePolicy, Cluster, Targets."""
    foreign = found.foreign
    by_type: dict[str, list[Any]] = {}
    for sign in foreign.signs.inside:
        owners: tuple[str, ...] = (sign.kind,) if sign.kind else ()
        if sign.entry is not None:
            owners = sign.entry.sources if sign.owner == "source" else sign.entry.targets
        for owner in owners:
            by_type.setdefault(owner, []).append(sign)
    for logical in foreign.resources:
        for sign in by_type.get(found.type(logical), ()):
            for mention in foreign.mentions[logical]:
                if mention.keys[: len(sign.path)] != sign.path:
                    continue
                for other in _ends(found, mention.name):
                    source, target = (logical, other) if sign.owner == "source" else (other, logical)
                    entry = sign.entry or next(
                        (
                            e
                            for e in found.catalogue.connection_types(found.type(source), found.type(target))
                            if e.relation == sign.relation
                        ),
                        None,
                    )
                    if entry is not None and found.fits(source, target, entry):
                        place = (logical, _entry_path(mention.path, sign.path))
                        found.connect(source, target, entry.relation, place)


def _entry_path(path: Path, least: Path) -> Path:
    """The entry of a list that a reference stands in, else the property that a sign names."""
    cut = max((i for i, key in enumerate(path) if isinstance(key, int) and _is_entry(path, i)), default=-1)
    return path[: cut + 1] if cut >= 0 else tuple(least)


def _is_entry(path: Path, index: int) -> bool:
    """Whether a number in a path is a place in a real list rather than an argument of a function."""
    return not any(isinstance(k, str) and k.startswith("Fn::") for k in path[:index])


def _by_resources(found: _Found) -> None:
    """A resource of its own names both ends: a subscription, an event source mapping."""
    foreign = found.foreign
    for logical in foreign.resources:
        for sign in foreign.signs.between.get(foreign.type(logical), ()):
            named = {
                key: [
                    e for m in foreign.mentions[logical] if m.keys[:1] == (key,) for e in _ends(found, m.name)
                ]
                for key in (sign.source, sign.target)
            }
            for source in named[sign.source]:
                for target in named[sign.target]:
                    if found.fits(source, target, sign.entry):
                        found.connect(source, target, sign.entry.relation, (logical, ()))


def _by_parts(found: _Found, homes: Mapping[str, Sequence[str]]) -> None:
    """Parts lead from one end to the other: load balancer, listener, target group, instance."""
    foreign = found.foreign
    for helper in homes:
        if foreign.type(helper) not in foreign.signs.helpers:
            continue
        near = neighbours(foreign, helper)
        known = [n for n in near if found.type(n)]
        if len(known) > 40:
            continue
        for source, target in permutations(known, 2):
            if found.type(source) == found.type(target):
                continue
            for entry in found.catalogue.connection_types(found.type(source), found.type(target)):
                links = foreign.signs.links.get(id(entry), frozenset())
                way = (*reversed(near[source]), *near[target][1:])
                if entry.verdict not in ("recommended", "allowed") or not links:
                    continue
                # a permission alone does not tell one way of calling a function from another
                joining = {foreign.type(h) for h in way} - {PERMISSION}
                if joining and joining <= links:
                    found.connect(source, target, entry.relation, _joint(found, near[target][-1], target))


def _joint(found: _Found, helper: str, end: str) -> Place:
    """Where a helper and an end of its connection name each other: an entry of a list, else the whole helper."""
    for logical, name in ((helper, end), (end, helper)):
        for mention in found.foreign.mentions[logical]:
            if mention.name == name:
                path = _entry_path(mention.path, ())
                if path or logical == helper:
                    return logical, path
    return helper, ()


def _by_groups(found: _Found, networks: Networks) -> None:
    """What stands in a security group that is not drawn round it uses it."""
    for component, groups in networks.groups.items():
        for group in groups:
            if networks.parents.get(component) == group:
                continue
            for entry in found.catalogue.connection_types(found.type(component), SECURITY_GROUP):
                if entry.relation == "uses" and entry.verdict != "wrong":
                    for mention in found.foreign.mentions[component]:
                        if mention.name == group:
                            path = _entry_path(mention.path, mention.path[:1])
                            found.connect(component, group, "uses", (component, path))


def _by_routes(found: _Found, ways: Ways) -> None:
    """Which of several NAT gateways a subnet takes."""
    gateways = {nat for nat, _ in ways.gateways.values()}
    if len(gateways) > 1:
        for subnet, (nat, route) in ways.gateways.items():
            found.connect(subnet, nat, "routes_to", (route, ()))


def _actors(found: _Found, homes: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Role -> the components that act as it."""
    acting: dict[str, list[str]] = {}
    foreign = found.foreign
    for logical in foreign.resources:
        owners = [logical] if found.type(logical) else list(homes.get(logical, ()))
        if found.type(logical) == "iam.role" or foreign.type(logical) == PERMISSION:
            continue
        for mention in foreign.mentions[logical]:
            keys = mention.keys
            if foreign.type(mention.name) == "AWS::IAM::Role" and _names_role(keys):
                acting.setdefault(mention.name, []).extend(owners)
    return {role: sorted(set(who)) for role, who in acting.items()}


def _by_policies(found: _Found, homes: Mapping[str, Sequence[str]]) -> None:
    acting = _actors(found, homes)
    for role, components in acting.items():
        for who in components:
            _act_as(found, who, role)
    granted: dict[tuple[str, str], tuple[list[str], list[Place]]] = {}
    for grant in grants_of(found.foreign):
        for who in acting.get(grant.role, ()):
            for target in _ends(found, grant.resource):
                actions, places = granted.setdefault((who, target), ([], []))
                actions.extend(grant.actions)
                places.append(grant.place)
    for (who, target), (actions, places) in granted.items():
        entry = relation_of(found.catalogue, found.type(who), found.type(target), actions)
        if entry is None:
            continue
        for place in places:
            found.connect(who, target, entry.relation, place)


def _names_role(keys: Sequence[str]) -> bool:
    """Whether what stands under these keys is the role itself, rather than told to the code in a variable."""
    if not 0 < len(keys) < 3 or "Environment" in keys:  # further in it is the role of something else
        return False
    return keys[-1].lower().endswith(("role", "roles", "rolearn"))


def _act_as(found: _Found, who: str, role: str) -> None:
    """A component that names its role uses it."""
    for entry in found.catalogue.connection_types(found.type(who), found.type(role)):
        if entry.relation == "uses" and entry.verdict in ("recommended", "allowed"):
            for mention in found.foreign.mentions[who]:
                if mention.name == role and _names_role(mention.keys):
                    found.connect(who, role, "uses", (who, _entry_path(mention.path, mention.keys)))


def _by_openings(found: _Found, networks: Networks) -> None:
    """One security group lets another in: then what stands in the one connects to what stands in the other."""
    inside: dict[str, list[str]] = {}
    for component, groups in networks.groups.items():
        for group in groups:
            inside.setdefault(group, []).append(component)
    joined: dict[tuple[str, str], Ends] = {(s, t): (s, r, t) for s, r, t in found.told}
    for opening in openings_of(found.foreign):
        for source in inside.get(opening.source, ()):
            for target in inside.get(opening.target, ()):
                known = joined.get((source, target))
                if known is not None:
                    found.told[known][opening.place] = None
                    continue
                entry = _opened(found, source, target)
                if entry is not None:
                    found.connect(source, target, entry.relation, opening.place)
                    joined[source, target] = (source, entry.relation, target)


def _opened(found: _Found, source: str, target: str) -> ConnectionType | None:
    """The connection that would open the target's group."""
    entries = found.catalogue.connection_types(found.type(source), found.type(target))
    return next(
        (
            e
            for e in entries
            if e.verdict in ("recommended", "allowed") and e.relation == "connects" and _opens(e)
        ),
        None,
    )


def _opens(entry: ConnectionType) -> bool:
    return any("ingress" in wire for wire in entry.wire)


def _add_statements(found: _Found, homes: Mapping[str, Sequence[str]]) -> None:
    """The permission of a function and the statement of a resource policy belong to the connection they allow."""
    by_pair: dict[frozenset[str], list[Ends]] = {}
    for ends in found.told:
        by_pair.setdefault(frozenset((ends[0], ends[2])), []).append(ends)
    policies = {t for own in _policy_types(found) for t in [own]}
    for helper, owners in homes.items():
        type = found.foreign.type(helper)
        if type != PERMISSION and type not in policies:
            continue
        for mention in found.foreign.mentions[helper]:
            for owner in owners:
                for ends in by_pair.get(frozenset((owner, mention.name)), ()):
                    path = () if type == PERMISSION else _statement_path(found, helper, mention.path)
                    if path is not None:
                        found.told[ends][helper, path] = None


def _policy_types(found: _Found) -> Iterator[str]:
    for kind in found.catalogue.types.values():
        if kind.cloudformation.policy:
            yield str(kind.cloudformation.policy["type"])


def _statement_path(found: _Found, helper: str, path: Path) -> Path | None:
    """The statement a reference stands in; None outside any."""
    if path[:2] != ("PolicyDocument", "Statement"):
        return None
    statements = found.foreign.properties(helper)["PolicyDocument"]["Statement"]
    return path[:3] if isinstance(statements, list) and len(as_list(statements)) > 1 else ()
