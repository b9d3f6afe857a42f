"""What a name in a mapping refers to, seen from a component or a connection of the template being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from archdesk.catalog import facts
from archdesk.cloudformation.groups import free_parts, ingress_lines, turn_of
from archdesk.cloudformation.naming import tag_value
from archdesk.cloudformation.values import MISSING, evaluate
from archdesk.model.records import Component, Connection, Value

if TYPE_CHECKING:
    from archdesk.cloudformation.draft import Draft


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mapping is read: a component, and the connection when it is a wire (``self`` is its source)."""

    draft: Draft
    component: Component
    connection: Connection | None = None
    item: Component | None = None
    line: Mapping[str, Value] | None = None

    def part(self, name: str) -> Value:
        return None if self.line is None else self.line.get(name)

    def turn(self) -> int:
        return turn_of(self.draft.design, self.connection)

    def prop(self, name: str, of: str) -> Value:
        catalogue = self.draft.catalogue
        if of:
            place = self.place(of)
            return None if place is None else catalogue.value(place, name)
        if self.item is not None:
            return catalogue.value(self.item, name)
        if self.connection is not None:
            if name in self.connection.properties:
                return self.connection.properties[name]
            target = self.draft.design.component(self.connection.target)
            entry = catalogue.connection_between(self.component, target, self.connection.relation)
            definition = entry.properties.get(name) if entry is not None else None
            return None if definition is None else definition.default
        return catalogue.value(self.component, name)

    def place(self, name: str) -> Component | None:
        design, here = self.draft.design, self.item or self.component
        if name == "self":
            return here
        if name == "item":
            return self.item
        if name in ("source", "target") and self.connection is not None:
            return design.component(getattr(self.connection, name))
        if name == "vpc":
            return facts.vpc(design, here)
        if name == "subnet":
            return next(iter(facts.subnets(design, here)), None)
        if name == "default_route":
            return facts.default_route(design, self.draft.catalogue, here)
        if name == "role":
            return self.draft.drawn_role(here)
        first, dot, rest = name.partition(".")
        if ":" in (first if dot else name):
            return next(iter(self.places(name)), None)
        if dot:
            place = self.place(first)
            return None if place is None else self.at(place).place(rest)
        return None

    def places(self, name: str) -> list[Component]:
        design, here = self.draft.design, self.item or self.component
        if name == "subnets":
            return list(facts.subnets(design, here))
        if name == "vpc_subnets":
            home = facts.vpc(design, here)
            return [] if home is None else list(facts.members(design, home, facts.SUBNET))
        kind, _, relation = name.partition(":")
        if kind == "in":
            found = facts.enclosing(design, here, relation)
            return [] if found is None else [found]
        edges = design.outgoing(here.id) if kind == "wire" else design.incoming(here.id)
        connections = [design.connection(e) for e in sorted(edges)]
        return [
            design.component(c.target if kind == "wire" else c.source)
            for c in connections
            if c.relation == relation
        ]

    def at(self, item: Component) -> Place:
        return Place(self.draft, self.component, self.connection, item)

    def logical(self, reference: str) -> str | None:
        draft = self.draft
        if reference.startswith("wire.") and self.connection is not None:
            return draft.wire_ids.get((self.connection.id, reference.removeprefix("wire.")))
        here = self.item or self.component
        if reference == "role":
            return draft.role_of(here)
        place = self.place(reference)
        if place is not None:
            return draft.logical_id(place) if draft.exported(place) else None
        owner, _, suffix = reference.rpartition(".")
        owning = self.place(owner) if owner else here
        if owning is None or not draft.exported(owning):
            return None
        if suffix == "role":
            return draft.role_of(owning)
        return draft.owned_id(owning, suffix) if draft.owned(owning, suffix) is not None else None

    def given(self, reference: str) -> Value:
        owner, _, name = reference.rpartition(".")
        if owner == "wire" and self.connection is not None:
            return self.draft.wire_values.get((self.connection.id, name), MISSING)
        several = owner.startswith(("wire:", "wired:"))
        for place in self.places(owner) if several else [self.place(owner or "self")]:
            if place is not None and self.draft.exported(place):
                found = evaluate(self.draft.mapping(place).gives.get(name), Place(self.draft, place))
                if found is not MISSING:
                    return found
        return MISSING

    def wires(self, relation: str, types: list[str], outgoing: bool) -> bool:
        design, here = self.draft.design, self.item or self.component
        for edge in design.outgoing(here.id) if outgoing else design.incoming(here.id):
            connection = design.connection(edge)
            other = design.component(connection.target if outgoing else connection.source)
            if connection.relation == relation and (
                other.type in types if types else self.draft.exported(other)
            ):
                return True
        return False

    def tags(self, extras: Mapping[str, Value]) -> list[dict[str, Value]]:
        name = tag_value((self.item or self.component).name)
        tags = {"Name": name, **dict(sorted(self.draft.design.settings.tags.items()))}
        return [{"Key": k, "Value": v, **extras} for k, v in tags.items()]

    def zone_index(self) -> int | None:
        design, here = self.draft.design, self.item or self.component
        zone = facts.zone(design, self.draft.catalogue, here)
        if zone is None:
            return None
        letter = zone[-1:].lower()
        if "a" <= letter <= "f" and (len(zone) == 1 or zone[-2:-1].isdigit()):
            return ord(letter) - ord("a")
        home = facts.vpc(design, here) or here
        known = sorted(
            {str(facts.zone(design, self.draft.catalogue, z)) for z in facts.members(design, home, facts.AZ)}
        )
        return known.index(zone) if zone in known else 0

    def group_ids(self) -> list[Value]:
        return [{"Fn::GetAtt": [g, "GroupId"]} for g in self.draft.group_ids(self.item or self.component)]

    def ingress_rules(self, name: str) -> list[Value]:
        """The lines from address ranges; those from other groups become resources of their own."""
        draft, group = self.draft, self.draft.logical_id(self.component)
        inline = []
        for line in ingress_lines(self.prop(name, "")):
            if line.cidr:
                key = "CidrIpv6" if ":" in line.cidr else "CidrIp"
                inline.append(
                    {"IpProtocol": line.protocol, "FromPort": line.first, "ToPort": line.last, key: line.cidr}
                )
                continue
            peer = draft.design.find(line.peer)
            if isinstance(peer, Component) and draft.exported(peer):
                for origin in draft.group_ids(peer):
                    logical = draft.add_ingress(group, origin, None, line.protocol, (line.first, line.last))
                    draft.owners.setdefault(logical, self.component.id)
        return inline

    def free_range(self, name: str) -> str | None:
        """The first part of the VPC's range that is free, siblings that have none served by id."""
        draft, here = self.draft, self.item or self.component
        home = facts.vpc(draft.design, here)
        if home is None:
            return None
        siblings = [s for s in facts.members(draft.design, home, here.type) if draft.exported(s)]
        ranges = {s.id: str(draft.catalogue.value(s, name) or "") for s in siblings}
        waiting = [id for id, taken in ranges.items() if not taken]
        if here.id not in waiting:
            return None
        free = free_parts(str(draft.catalogue.value(home, name) or ""), [r for r in ranges.values() if r])
        return next(islice(free, waiting.index(here.id), None), None)

    def parameter(self, name: str, shared: bool, definition: dict[str, Value]) -> str:
        draft, here = self.draft, self.item or self.component
        if shared:
            logical = draft.names.claim(name, ("parameter", name))
        else:
            logical = draft.names.claim(draft.logical_id(here) + name, (here.id, "parameter", name))
        draft.parameters.setdefault(logical, definition)
        return logical
