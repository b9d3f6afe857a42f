"""Where the components of a template stand: VPC, zone and subnets, those given by parameters among them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from archdesk.catalog.facts import AZ, SECURITY_GROUP, SUBNET, VPC
from archdesk.cloudformation.reading.template import Foreign

_VPC_KEYS: Final = frozenset({"vpcid"})
_SUBNET_KEYS: Final = frozenset({"subnetid", "subnetids", "subnets", "vpczoneidentifier"})
_HOPS: Final = 3  # an instance, its launch template, its network interface


@dataclass(slots=True)
class Container:
    """A network that is there already: a parameter of the template, an import, or an id."""

    key: str
    type: str
    name: str
    parameter: str = ""


@dataclass(slots=True)
class Networks:
    """The containers of a template. ``parents`` and ``spans`` name resources, or keys of ``existing`` and ``zones``."""

    existing: dict[str, Container] = field(default_factory=dict)
    zones: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> VPC, letter
    parents: dict[str, str | None] = field(default_factory=dict)
    spans: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)  # component -> its security groups


def networks_of(
    foreign: Foreign, homes: Mapping[str, tuple[str, ...]], template: Mapping[str, Any]
) -> Networks:
    """Parents and spans of every component (a helper that is a part, in ``homes``, has none)."""
    networks = Networks()
    parts: dict[str, list[str]] = {}
    for helper, owners in homes.items():
        for owner in owners:
            parts.setdefault(owner, []).append(helper)
    components = [k for k in foreign.resources if k not in homes]
    places = {c: _places(foreign, networks, template, c, parts.get(c, ())) for c in components}
    _home_existing_subnets(foreign, networks, places)
    for component in components:
        if foreign.kinds[component] is not None and _type(foreign, component) == SUBNET:
            networks.parents[component] = _zone(foreign, networks, component, places[component][0])
    for component in components:
        if component not in networks.parents:
            _stand(foreign, networks, component, *places[component])
    _hold_by_groups(foreign, networks, components, parts)
    return networks


def _type(foreign: Foreign, name: str) -> str:
    kind = foreign.kinds.get(name)
    return kind.id if kind is not None else ""


def _container_type(foreign: Foreign, networks: Networks, name: str) -> str:
    found = networks.existing.get(name)
    return found.type if found is not None else _type(foreign, name)


def _places(
    foreign: Foreign,
    networks: Networks,
    template: Mapping[str, Any],
    component: str,
    parts: Iterable[str],
) -> tuple[str | None, tuple[str, ...]]:
    """The VPC and the subnets a component names, itself or by its parts."""
    vpcs: list[str] = []
    subnets: list[str] = []
    for resource in (component, *parts):
        for type, value in _named(foreign.settled[resource]):
            for found in _containers(foreign, networks, template, type, value):
                (vpcs if type == VPC else subnets).append(found)
    if not vpcs:
        for group in _groups(foreign, component, parts):
            for type, value in _named(foreign.settled[group]):
                vpcs += _containers(foreign, networks, template, type, value) if type == VPC else []
    vpcs = [v for v in vpcs if v != component]
    return (vpcs[0] if vpcs else None), tuple(dict.fromkeys(s for s in subnets if s != component))


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    """The values of keys that mean a VPC or subnets."""
    if isinstance(value, dict):
        for key, entry in value.items():
            word = str(key).lower()
            if word in _VPC_KEYS:
                yield VPC, entry
            elif word in _SUBNET_KEYS:
                yield SUBNET, entry
            else:
                yield from _named(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _named(entry)


def _containers(
    foreign: Foreign, networks: Networks, template: Mapping[str, Any], type: str, value: Any
) -> list[str]:
    """The containers that a value means: resources of the template, or what is there already."""
    if isinstance(value, list):
        return [c for v in value for c in _containers(foreign, networks, template, type, v)]
    if isinstance(value, str):
        return [_existing(networks, type, value, value)] if value.startswith(("vpc-", "subnet-")) else []
    if not isinstance(value, dict) or len(value) != 1:
        return []
    ((function, entry),) = value.items()
    if function == "Ref" and entry in foreign.resources:
        return [entry] if _type(foreign, entry) == type else []
    if function == "Ref":
        definition = template.get("Parameters", {}).get(entry)
        if not isinstance(definition, dict) or "List" in str(definition.get("Type")):
            return []  # nobody knows how many there are
        return [_existing(networks, type, str(entry), str(entry), str(entry))]
    if function == "Fn::If" and isinstance(entry, list) and len(entry) == 3:
        both = [_containers(foreign, networks, template, type, e) for e in entry[1:]]
        return both[0] or both[1]
    if function == "Fn::GetAtt":
        path = entry if isinstance(entry, list) else str(entry).split(".", 1)
        named = ".".join(map(str, path))
        return [_existing(networks, type, named, named)]
    if function in ("Fn::ImportValue", "Fn::Select"):
        key = json.dumps(value, sort_keys=True)
        return [_existing(networks, type, key, _words(value))]
    return []


def _existing(networks: Networks, type: str, key: str, name: str, parameter: str = "") -> str:
    key = f"existing {type} {key}"
    networks.existing.setdefault(key, Container(key, type, name, parameter))
    return key


def _words(value: Any) -> str:
    """A short name for what an import or a choice from a list means."""
    if isinstance(value, dict):
        ((function, entry),) = value.items() if len(value) == 1 else (("", ""),)
        if function == "Fn::Select" and isinstance(entry, list) and len(entry) == 2:
            return f"{_words(entry[1])} {entry[0]}"
        if function in ("Ref", "Fn::ImportValue", "Fn::Sub"):
            return _words(entry).replace("${", "").replace("}", "")
        if function == "Fn::Split" and isinstance(entry, list) and len(entry) == 2:
            return _words(entry[1])
        return _words(entry)
    if isinstance(value, list):
        return " ".join(_words(v) for v in value)[:60]
    return str(value)


def _home_existing_subnets(
    foreign: Foreign, networks: Networks, places: Mapping[str, tuple[str | None, tuple[str, ...]]]
) -> None:
    """The VPC of each subnet that is there already: the one named beside it, the only one, or one not named."""
    subnets = [c.key for c in networks.existing.values() if c.type == SUBNET]
    vpcs = [k for k in foreign.resources if _type(foreign, k) == VPC]
    vpcs += [c.key for c in networks.existing.values() if c.type == VPC]
    for subnet in subnets:
        beside = [vpc for vpc, named in places.values() if vpc is not None and subnet in named]
        if beside:
            home = beside[0]
        elif len(vpcs) == 1:
            home = vpcs[0]
        else:
            home = _existing(networks, VPC, "", "Existing VPC")
        networks.parents[subnet] = home


def _zone(foreign: Foreign, networks: Networks, subnet: str, vpc: str | None) -> str | None:
    """The zone of a VPC that a subnet is in, as far as the template says it; else the VPC."""
    letter = _letter(foreign.settled[subnet].get("AvailabilityZone"))
    if vpc is None or not letter:
        return vpc
    key = f"zone {letter} of {vpc}"
    networks.zones[key] = (vpc, letter)
    networks.parents[key] = vpc
    return key


def _letter(value: Any) -> str:
    """``a`` for us-east-1a and for the first of !GetAZs; empty where only a deployment knows."""
    if isinstance(value, str):
        letter = value[-1:].lower()
        return letter if "a" <= letter <= "f" and value[-2:-1].isdigit() else ""
    if isinstance(value, dict) and list(value) == ["Fn::Sub"] and value["Fn::Sub"] in _SUB_ZONES:
        return str(value["Fn::Sub"])[-1]
    if not isinstance(value, dict) or list(value) != ["Fn::Select"]:
        return ""
    entry = value["Fn::Select"]
    if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[1], dict):
        return ""
    index = str(entry[0])
    return "abcdef"[int(index)] if "Fn::GetAZs" in entry[1] and index.isdigit() and int(index) < 6 else ""


_SUB_ZONES: Final = frozenset(f"${{AWS::Region}}{letter}" for letter in "abcdef")


def _stand(
    foreign: Foreign, networks: Networks, component: str, vpc: str | None, subnets: tuple[str, ...]
) -> None:
    """Set a component's parent and spans, as its type allows."""
    kind = foreign.kinds[component]
    allowed = kind.placement.parents if kind is not None else (VPC, SUBNET)
    spans = kind.placement.spans if kind is not None else ""
    networks.parents[component] = None
    own = [s for s in subnets if _container_type(foreign, networks, s) == SUBNET]
    if kind is not None and kind.id in (VPC, AZ):
        return
    home = vpc if vpc is not None and _container_type(foreign, networks, vpc) == VPC else None
    if home is None and own:
        home = _vpc_of(networks, own[0])
    if len(own) == 1 and SUBNET in allowed:
        networks.parents[component] = own[0]
    elif own and spans == SUBNET:
        networks.spans[component] = tuple(sorted(own))
        networks.parents[component] = home if VPC in allowed else own[0] if SUBNET in allowed else None
    elif home is not None and VPC in allowed:
        networks.parents[component] = home


def _vpc_of(networks: Networks, subnet: str) -> str | None:
    home = networks.parents.get(subnet)
    return networks.zones[home][0] if home in networks.zones else home


# -- security groups ----------------------------------------------------------------------------------------


def _groups(foreign: Foreign, component: str, parts: Iterable[str]) -> tuple[str, ...]:
    """The security groups a component stands in, by itself or by its launch template."""
    found: dict[str, None] = {}
    if _type(foreign, component) == SECURITY_GROUP:
        return ()
    for resource in (component, *parts):
        if resource != component and not foreign.type(resource).endswith(
            ("LaunchTemplate", "LaunchConfiguration", "MountTarget")
        ):
            continue
        for mention in foreign.mentions[resource]:
            if any("SecurityGroup" in k or k == "GroupSet" for k in mention.keys) and (
                _type(foreign, mention.name) == SECURITY_GROUP
            ):
                found[mention.name] = None
    return tuple(found)


def _hold_by_groups(
    foreign: Foreign, networks: Networks, components: Iterable[str], parts: Mapping[str, list[str]]
) -> None:
    """A group stands round what is in it where that stands in one place and in no other group."""
    users: dict[str, list[str]] = {}
    for component in components:
        groups = _groups(foreign, component, parts.get(component, ()))
        if groups:
            networks.groups[component] = groups
        for group in groups:
            users.setdefault(group, []).append(component)
    for group, inside in users.items():
        homes = {networks.parents.get(c) for c in inside}
        home = next(iter(homes))
        if len(homes) != 1 or home is None:
            continue
        alone = all(networks.groups[c] == (group,) for c in inside)
        kinds = [foreign.kinds[c] for c in inside]
        fits = all(k is not None and SECURITY_GROUP in k.placement.parents for k in kinds)
        if alone and fits and networks.parents.get(group) in (home, _vpc_of(networks, str(home)), None):
            networks.parents[group] = home
            for component in inside:
                networks.parents[component] = group
