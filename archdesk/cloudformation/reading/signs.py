"""The palettes read backwards: by which resources and properties a component, its parts and its connections are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Any, Final

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType, ConnectionType

POLICIES: Final = frozenset({"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy"})
OPENINGS: Final = frozenset({"AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"})
PERMISSION: Final = "AWS::Lambda::Permission"
ROUTES: Final = frozenset(
    {"AWS::EC2::Route", "AWS::EC2::RouteTable", "AWS::EC2::SubnetRouteTableAssociation"}
)
# a part of these says nothing of what stands on its other side
_LEAVES: Final = POLICIES | OPENINGS | {PERMISSION}


@dataclass(frozen=True, slots=True)
class Between:
    """A resource whose one property names the source of a connection and whose other names the target."""

    source: str
    target: str
    entry: ConnectionType


@dataclass(frozen=True, slots=True)
class Inside:
    """A property, at ``path``, of one end of a connection that names the other."""

    path: tuple[str, ...]
    owner: str  # source or target
    entry: ConnectionType | None  # None: any of this relation
    relation: str
    kind: str = ""  # the type of the owner, where a mapping says it


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a catalogue. ``parts`` of a type are the resources that belong to a component of it."""

    kinds: Mapping[str, Sequence[ComponentType]]
    parts: Mapping[str, frozenset[str]]
    links: Mapping[int, frozenset[str]]  # id of an entry -> resource types that join its ends
    between: Mapping[str, Sequence[Between]]
    inside: Sequence[Inside]
    helpers: frozenset[str] = field(default=frozenset())

    def leads_on(self, cfn_type: str) -> bool:
        """Whether what stands on both sides of such a resource has to do with each other through it."""
        return cfn_type in self.helpers and cfn_type not in _LEAVES


@lru_cache(maxsize=4)
def signs_of(catalogue: Catalogue) -> Signs:
    """The signs of a catalogue; found once."""
    kinds: dict[str, list[ComponentType]] = {}
    parts: dict[str, set[str]] = {}
    inside: list[Inside] = []
    for kind in catalogue.types.values():
        mapping = kind.cloudformation
        if not mapping.type or mapping.type.startswith("{"):
            continue
        kinds.setdefault(mapping.type, []).append(kind)
        own = parts.setdefault(kind.id, set())
        own.update(owned.type for owned in mapping.also)
        own.update([str(mapping.policy["type"])] if mapping.policy else ())
        own.update(
            POLICIES if mapping.type in ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group") else ()
        )
        own.update(OPENINGS if mapping.type == "AWS::EC2::SecurityGroup" else ())
        own.update(_READ_AS_PARTS.get(mapping.type, ()))
        for relation, outgoing, path in _wired(mapping.properties):
            inside.append(Inside(path, "source" if outgoing else "target", None, relation, kind.id))
    links: dict[int, frozenset[str]] = {}
    between: dict[str, list[Between]] = {}
    for palette in catalogue.palettes:
        for entry in palette.connections:
            joining: set[str] = set()
            for wire in entry.wire:
                joining.update(_types_of(wire, entry, catalogue))
                between_sign = _between(wire, entry)
                if between_sign is not None:
                    between.setdefault(wire["type"], []).append(between_sign)
                inside_sign = _inside(wire, entry)
                if inside_sign is not None:
                    inside.append(inside_sign)
            links[id(entry)] = frozenset(joining)
            for end in (*entry.sources, *entry.targets):
                if end in parts:
                    parts[end].update(joining)
    helpers = {t for own in parts.values() for t in own} - kinds.keys()
    helpers |= {
        "AWS::RDS::DBInstance",
        "AWS::Neptune::DBInstance",
    }  # of a cluster: then it has no type of its own
    return Signs(
        kinds,
        {k: frozenset(v) for k, v in parts.items()},
        links,
        between,
        inside,
        frozenset(helpers) | POLICIES | OPENINGS | {PERMISSION},
    )


# what older templates, or ones with more detail, write where the palettes write something else or nothing
_READ_AS_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::AutoScaling::AutoScalingGroup": (
        "AWS::AutoScaling::LaunchConfiguration",
        "AWS::AutoScaling::LifecycleHook",
    ),
    "AWS::EC2::Instance": ("AWS::EC2::LaunchTemplate",),
    "AWS::EC2::VPC": ("AWS::EC2::DHCPOptions", "AWS::EC2::VPCDHCPOptionsAssociation"),
    "AWS::CloudFront::Distribution": ("AWS::CloudFront::CloudFrontOriginAccessIdentity",),
    "AWS::Logs::LogGroup": ("AWS::Logs::LogStream",),
    "AWS::AppSync::GraphQLApi": ("AWS::AppSync::Resolver", "AWS::AppSync::DataSource"),
    "AWS::ApiGateway::RestApi": (
        "AWS::ApiGateway::Model",
        "AWS::ApiGateway::RequestValidator",
        "AWS::ApiGateway::GatewayResponse",
    ),
    "AWS::Cognito::UserPool": ("AWS::Cognito::UserPoolDomain",),
    "AWS::RDS::DBInstance": ("AWS::RDS::OptionGroup",),
    "AWS::RDS::DBCluster": ("AWS::RDS::DBClusterParameterGroup", "AWS::RDS::DBParameterGroup"),
    "AWS::ElastiCache::ReplicationGroup": ("AWS::ElastiCache::ParameterGroup",),
    "AWS::ElastiCache::CacheCluster": ("AWS::ElastiCache::ParameterGroup",),
}


def _types_of(wire: Mapping[str, Any], entry: ConnectionType, catalogue: Catalogue) -> Iterator[str]:
    """The resource types by which a wire joins the ends of a connection."""
    if "type" in wire and ("resource" in wire or "nested" in wire):
        if wire["type"] not in POLICIES:
            yield wire["type"]
    elif "permission" in wire:
        yield PERMISSION
    elif "set" in wire:
        owner, _, suffix = str(wire["set"][0]).partition(".")
        ends = {"source": entry.sources, "target": entry.targets}.get(owner, ()) if suffix else ()
        for end in ends:
            kind = catalogue.types.get(end)
            yield from (o.type for o in kind.cloudformation.also if o.suffix == suffix) if kind else ()
        for suffix in _suffixes(wire.get("value")):
            for end in (*entry.sources, *entry.targets):
                kind = catalogue.types.get(end)
                yield from (o.type for o in kind.cloudformation.also if o.suffix == suffix) if kind else ()


def _suffixes(value: Any) -> Iterator[str]:
    """The resources of an end that a value refers to: {ref: source.TargetGroup}."""
    if isinstance(value, dict):
        for named in (value.get("ref"), (value.get("att") or [None])[0]):
            if isinstance(named, str) and named.startswith(("source.", "target.")):
                yield named.partition(".")[2]
        for entry in value.values():
            yield from _suffixes(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _suffixes(entry)


def _between(wire: Mapping[str, Any], entry: ConnectionType) -> Between | None:
    if "resource" not in wire:
        return None
    keys = {
        end: [k for k, v in wire.get("properties", {}).items() if speaks_of(v, end)]
        for end in ("source", "target")
    }
    if len(keys["source"]) == len(keys["target"]) == 1:
        return Between(keys["source"][0], keys["target"][0], entry)
    return None


def _inside(wire: Mapping[str, Any], entry: ConnectionType) -> Inside | None:
    if "set" not in wire or wire["set"][0] not in ("source", "target"):
        return None
    owner, *keys = wire["set"]
    path = tuple(takewhile(lambda k: isinstance(k, str), keys))
    if not path or not speaks_of(wire["value"], "target" if owner == "source" else "source"):
        return None
    return Inside(path, owner, entry, entry.relation)


def _wired(properties: Mapping[str, Any]) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Where a mapping names the other end of a connection: {ref: "wire:runs_on"}."""
    for key, value in properties.items():
        for relation, outgoing in sorted(set(_places(value))):
            yield relation, outgoing, (key,)


def _places(value: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(value, dict):
        named = value.get("ref") or value.get("given") or (value.get("att") or [None])[0]
        if isinstance(named, str) and named.startswith(("wire:", "wired:")):
            word, _, rest = named.partition(":")
            yield rest.partition(".")[0], word == "wire"
        for key, entry in value.items():
            if key != "when":
                yield from _places(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _places(entry)


def speaks_of(value: Any, place: str) -> bool:
    """Whether a mapping refers to a place: {ref: place}, {given: place.arn}, {att: [place, Arn]}."""
    if isinstance(value, dict):
        named = value.get("ref") or value.get("given") or (value.get("att") or [None])[0]
        if isinstance(named, str) and (named == place or named.startswith(f"{place}.")):
            return True
        return any(speaks_of(v, place) for v in value.values())
    return isinstance(value, list) and any(speaks_of(v, place) for v in value)


def kind_of(kinds: Iterable[ComponentType], properties: Mapping[str, Any]) -> ComponentType | None:
    """Of types written as the same resource, the one whose fixed properties it has: ``Type: network``."""

    def likeness(kind: ComponentType) -> int:
        fixed = {k: v for k, v in kind.cloudformation.properties.items() if isinstance(v, str)}
        return sum(1 if properties.get(k) == v else -1 for k, v in fixed.items() if k in properties)

    fitting = [kind for kind in kinds if not properties.keys() & set(kind.cloudformation.not_with)]
    return max(fitting, key=likeness, default=None)
