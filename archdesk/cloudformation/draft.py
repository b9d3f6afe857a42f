"""The template being written: logical ids, resources, parameters, roles and security groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import CloudFormation, Environment, Owned
from archdesk.catalog.secrets import masked
from archdesk.cloudformation.conditions import holds
from archdesk.cloudformation.naming import Names, described, pascal
from archdesk.cloudformation.options import PLAIN, Options
from archdesk.cloudformation.parameters import MOST
from archdesk.cloudformation.place import Place
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.values import operators
from archdesk.model.design import Design
from archdesk.model.records import Component, Value

GROUP = "SecurityGroup"  # the suffix of the group a component has of its own
ROLE = "Role"  # the suffix of the role a component has of its own
PERMISSIONS = "permissions"  # in `depends`: the policy of the place's role
KEPT = "cloudformation"  # the key of `extra` with what an imported template said
TOLD = "cloudformation_told"  # of the settings: whose the kept parts are, and where connections are said
GIVEN = "cloudformation_parameter"  # of a network that is there already: the parameter that gives it


@dataclass(frozen=True, slots=True)
class WireLine:
    """One thing a connection writes: a kind, the logical id it is written to, and words for a person."""

    kind: str
    logical_id: str
    text: str


class Presence(Protocol):
    """On which condition something is there."""

    def of(self, value: Any) -> str | None: ...


@dataclass(slots=True)
class Draft:
    """A template in the making. Filled by `export`, component by component and wire by wire."""

    design: Design
    catalogue: Catalogue
    options: Options = PLAIN
    names: Names = field(default_factory=Names)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    mappings: dict[str, dict[str, Any]] = field(default_factory=dict)
    conditions: dict[str, dict[str, Any]] = field(default_factory=dict)
    present: Presence | None = None  # what is not in all environments, where a design has any
    # logical id of a resource of its own -> component, or connection
    owners: dict[str, str] = field(default_factory=dict)
    # logical id -> property -> why it is so
    reasons: dict[str, Mapping[str, str]] = field(default_factory=dict)
    depends: list[tuple[str, str, Place]] = field(default_factory=list)  # settled when all is written
    statements: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # role -> what it may do
    # component -> its resource policy
    policies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    # connection, role or service, resource it uses
    grants: set[tuple[str, str, str]] = field(default_factory=set)
    # connection, component, name, value, more of its entry
    environment: list[tuple[str, str, str, Any, Mapping[str, Value]]] = field(default_factory=list)
    lines: dict[str, list[WireLine]] = field(default_factory=dict)
    wire_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    kept_types: dict[str, str] = field(default_factory=dict)  # of the resources an imported template had
    giving: set[tuple[str, str]] = field(default_factory=set)  # component and name of what is being found out
    wire_values: dict[tuple[str, str], Value] = field(default_factory=dict)
    # parameter -> the component whose property it is, and the property's label
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    transform: str = ""  # the macro that a form needs
    # function, event of it that a form made -> the connection or component that calls it
    events: dict[tuple[str, str], str] = field(default_factory=dict)
    withholds: bool = False  # whether somebody typed a secret, which is then not written
    few_enough: bool | None = None  # whether parameters for all that may be changed fit; found out once

    def mapping(self, component: Component) -> CloudFormation:
        return self.catalogue.type_of(component).cloudformation

    def cfn_type(self, component: Component) -> str:
        """The CloudFormation type a component is written as; empty for none."""
        kind = self.mapping(component).type
        if kind.startswith("{"):
            return str(self.catalogue.value(component, kind.strip("{}")) or "")
        return kind

    def asks(self, component: Component) -> bool:
        """Whether the template asks for what of a component may be changed; not of one that was imported."""
        if self.few_enough is None:
            kinds = (self.catalogue.types.get(c.type) for c in self.design.components)
            most = sum(p.parameter for k in kinds if k is not None for p in k.properties.values())
            self.few_enough = most <= MOST
        return self.few_enough and KEPT not in component.extra

    def stands_for_existing(self, component: Component) -> bool:
        existing = self.mapping(component).existing
        return bool(existing) and holds(existing.get("when"), Place(self, component))

    def exported(self, component: Component) -> bool:
        """Whether the component has a logical id: as a resource, or as the parameter for what exists."""
        return bool(self.cfn_type(component))

    def claim_all(self) -> None:
        """Give every component its logical id, kept ones first, then by component id: stable and independent."""
        exported = sorted((c for c in self.design.components if self.exported(c)), key=lambda c: c.id)
        for logical in self.design.settings.extra.get(KEPT, {}).get("Resources", {}):
            self.names.claim(logical, ("kept", logical))
        for component in sorted(exported, key=lambda c: KEPT not in c.extra and GIVEN not in c.extra):
            self.logical_id(component)

    def logical_id(self, component: Component) -> str:
        kept = component.extra.get(KEPT)
        wanted = (
            str(kept["id"])
            if kept
            else pascal(masked(component.name) if self.withholds else component.name)
            or pascal(component.id)
            or "Resource"
        )
        if GIVEN in component.extra and self.stands_for_existing(component):
            wanted = str(component.extra[GIVEN])
        return self.names.claim(wanted, component.id)

    def owned_id(self, component: Component, suffix: str) -> str:
        return self.names.claim(self.logical_id(component) + suffix, (component.id, suffix))

    def owned_ids(self, component: Component, suffix: str) -> list[str]:
        """The logical ids of the resources of this suffix: one, or one for each place of its `each`."""
        entry = self.owned(component, suffix)
        if entry is None:
            return []
        if not entry.each:
            return [self.owned_id(component, suffix)]
        return [self.owned_id(component, suffix + self.logical_id(p)) for p in self.each_of(component, entry)]

    def each_of(self, component: Component, entry: Owned) -> list[Component]:
        """The components that an entry of `also` with places in `each` is written for."""
        return [p for p in Place(self, component).places(entry.each) if self.exported(p)]

    def owned(self, component: Component, suffix: str) -> Owned | None:
        """The entry of `also` for this suffix, if the component has that resource."""
        if KEPT in component.extra or self.stands_for_existing(component):
            return None
        for entry in self.mapping(component).also:
            if entry.suffix == suffix and holds(entry.when, Place(self, component)):
                return entry
        return None

    def role_of(self, component: Component) -> str | None:
        """The logical id of the role a component acts as: drawn and used by it, or its own."""
        drawn = self.drawn_role(component)
        if drawn is not None:
            return self.logical_id(drawn)
        if KEPT in component.extra:
            return next(iter(self.kept_references(component, "AWS::IAM::Role")), None)
        if self.owned(component, ROLE) is not None:
            return self.owned_id(component, ROLE)
        return next((role for c in self.code_of(component) if (role := self.role_of(c)) is not None), None)

    def code_of(self, component: Component) -> list[Component]:
        """The components that run this one's code, by its mapping."""
        place = self.mapping(component).code_of
        found = Place(self, component).places(place) if place else []
        return [c for c in found if not self.mapping(c).code_of]

    def variables_of(self, component: Component) -> tuple[str, Environment] | None:
        """The resource that has a component's environment variables, and where in it they are."""
        kept = self.mapping(component).environment
        logical = None if kept is None else Place(self, component).logical(kept.of or "self")
        if kept is not None and logical is not None:
            return logical, kept
        return next((v for c in self.code_of(component) if (v := self.variables_of(c)) is not None), None)

    def kept_references(self, component: Component, cfn_type: str) -> list[str]:
        """The logical ids of such resources that an imported resource refers to."""
        if not self.kept_types:
            kept = [c.extra[KEPT] for c in self.design.components if KEPT in c.extra]
            self.kept_types = {k["id"]: k["resource"]["Type"] for k in kept if "resource" in k}
        names = referenced(component.extra[KEPT]["resource"].get("Properties", {}))
        return sorted(n for n in names if self.kept_types.get(n) == cfn_type)

    def policy_id(self, role: str) -> str:
        """The logical id of the policy that says what a role may do."""
        return self.names.claim(f"{role}Policy", (role, PERMISSIONS))

    def drawn_role(self, component: Component) -> Component | None:
        for edge in sorted(self.design.outgoing(component.id)):
            target = self.design.component(self.design.connection(edge).target)
            if self.cfn_type(target) == "AWS::IAM::Role":
                return target
        return None

    def has_groups(self, component: Component) -> bool:
        """Whether this component type stands in security groups at all."""
        mapping = self.mapping(component)
        parts = [mapping.properties, *(owned.properties for owned in mapping.also)]
        return any("security_groups" in operators(p) for p in parts)

    def group_ids(self, component: Component) -> list[str]:
        """The logical ids of a component's security groups; one of its own is written when it has none drawn."""
        if self.cfn_type(component) == "AWS::EC2::SecurityGroup":
            return [self.logical_id(component)]
        if KEPT in component.extra:
            return self.kept_references(component, "AWS::EC2::SecurityGroup")
        home = facts.vpc(self.design, component)
        if home is None or not self.exported(home) or not self.has_groups(component):
            return []
        drawn = facts.security_groups(self.design, component)
        if drawn:
            return [self.logical_id(g) for g in drawn]
        logical = self.owned_id(component, GROUP)
        if logical not in self.resources:
            self.owners[logical] = component.id
            self.resources[logical] = {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {
                    "GroupDescription": described(f"Traffic of {component.name}"),
                    "VpcId": {"Ref": self.logical_id(home)},
                    "Tags": Place(self, component).tags({}),
                },
            }
        return [logical]

    def wired_groups(self, component: Component) -> list[str]:
        """Its groups that connections may open: all but drawn ones with ``wired`` false."""
        closed = {
            self.logical_id(g)
            for g in (*facts.security_groups(self.design, component), component)
            if self.exported(g) and self.catalogue.value(g, "wired") is False
        }
        return [g for g in self.group_ids(component) if g not in closed]

    def add_ingress(
        self, group: str, peer: str | None, cidr: Any, protocol: str, ports: tuple[int, int], words: str
    ) -> str:
        """Open ``group`` to another group or an address range; the same opening is written once."""
        told = "_".join(sorted(referenced(cidr))) if isinstance(cidr, dict) else f"range {cidr}"
        origin = peer or ("Internet" if cidr in ("0.0.0.0/0", "::/0") else pascal(told))
        port = (
            "" if protocol == "-1" else f"Port{ports[0]}" + (f"To{ports[1]}" if ports[1] != ports[0] else "")
        )
        key = (group, peer or str(cidr), protocol, ports)
        logical = self.names.claim(f"{group}From{origin}{port}", key)
        source: dict[str, Any]
        if peer:
            source = {"SourceSecurityGroupId": {"Fn::GetAtt": [peer, "GroupId"]}}
        else:
            source = {"CidrIpv6" if isinstance(cidr, str) and ":" in cidr else "CidrIp": cidr}
        self.resources.setdefault(
            logical,
            {
                "Type": "AWS::EC2::SecurityGroupIngress",
                "Properties": {
                    "GroupId": {"Fn::GetAtt": [group, "GroupId"]},
                    "Description": words,
                    "IpProtocol": protocol,
                    "FromPort": ports[0],
                    "ToPort": ports[1],
                    **source,
                },
            },
        )
        return logical

    def say(self, connection: str, kind: str, logical: str, text: str) -> None:
        line = WireLine(kind, logical, text)
        lines = self.lines.setdefault(connection, [])
        if line not in lines:
            lines.append(line)
