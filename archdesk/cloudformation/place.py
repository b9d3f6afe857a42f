"""What a name in a mapping refers to, seen from a component or a connection of the template being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from archdesk.catalog import facts
from archdesk.cloudformation.groups import free_parts, ingress_lines, turn_of
from archdesk.cloudformation.naming import opening_words, pascal, tag_value
from archdesk.cloudformation.parameters import parameter_for
from archdesk.cloudformation.scope import MISSING
from archdesk.cloudformation.values import evaluate
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Value

if TYPE_CHECKING:
    from archdesk.cloudformation.draft import Draft


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mapping is read: a component, and the connection when it is a wire (``self`` is its source)."""

    draft: Draft
    component: Component
    connection: Connection | None = None
    item: Component | None = None  # what a value of `each` is for: it is then `self` as well
    line: Mapping[str, Value] | None = None
    one: Component | None = None  # what a resource or wire with `each` is for: `item`, while `self` stays
    after: Component | None = None  # what follows the item: `next`

    def part(self, name: str) -> Value:
        return None if self.line is None else self.line.get(name)

    def turn(self, of: str) -> int:
        return turn_of(self.draft.design, self.connection, of)

    def mapping(self, name: str, values: dict[str, Value]) -> str:
        logical = self.draft.names.claim(name, ("mapping", name))
        self.draft.mappings.setdefault(logical, values)
        return logical

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

    def chosen(self, name: str, of: str) -> bool:
        if of or self.connection is None or self.item is not None:
            place = self.place(of or "self")
            return place is not None and name in place.properties
        return name in self.connection.properties

    def place(self, name: str) -> Component | None:
        design, here = self.draft.design, self.item or self.component
        if name == "self":
            return here
        if name == "owner":
            return self.component
        if name == "item":
            return self.item or self.one
        if name == "owner":
            return self.component
        if name == "next":
            return self.after
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
        first, rest = _parted(name)
        if not rest:
            return next(iter(self.places(name)), None) if ":" in first else None
        found = (p for f in self.places(first) for p in [self.at(f).place(rest)] if p is not None)
        return next(found, None)

    def places(self, name: str) -> list[Component]:
        design, here = self.draft.design, self.item or self.component
        if name == "subnets":
            return list(facts.subnets(design, here))
        if name == "zone_subnets":
            zoned = {
                facts.zone(design, self.draft.catalogue, s) or s.id: s
                for s in reversed(facts.subnets(design, here))
            }
            return [zoned[z] for z in sorted(zoned)]
        if name == "vpc_subnets":
            home = facts.vpc(design, here)
            return [] if home is None else list(facts.members(design, home, facts.SUBNET))
        first, rest = _parted(name)
        if rest:
            return [p for f in self.places(first) for p in self.at(f).places(rest)]
        kind, _, relation = name.partition(":")
        if not relation:
            one = self.place(name)
            return [] if one is None else [one]
        if kind == "in":
            found = facts.enclosing(design, here, relation)
            return [] if found is None else [found]
        edges = design.outgoing(here.id) if kind == "wire" else design.incoming(here.id)
        drawn = [c for e in sorted(edges) if relation in ((c := design.connection(e)).relation, "*")]
        if relation == "*":
            drawn = [c for c in drawn if not _comes_back(design, c)]
        ends = [c.target if kind == "wire" else c.source for c in sorted(drawn, key=_order)]
        return [design.component(id) for id in dict.fromkeys(ends)]

    def at(self, item: Component, after: Component | None = None) -> Place:
        return Place(self.draft, self.component, self.connection, item, self.line, self.one, after)

    def on(self, line: Mapping[str, Value]) -> Place:
        return replace(self, line=line)

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
        return next(iter(draft.owned_ids(owning, suffix)), None)

    def called(self, reference: str) -> str | None:
        """The name that a component has, or would have, as a resource."""
        place = self.place(reference)
        return None if place is None else self.draft.logical_id(place)

    def logicals(self, reference: str) -> list[str]:
        """All that a place refers to: what `each` writes is several."""
        owner, _, suffix = reference.rpartition(".")
        if owner != "wire" and self.place(reference) is None:
            owning = self.places(owner) if owner else [self.item or self.component]
            written = [o for o in owning if self.draft.exported(o) and self.draft.owned(o, suffix)]
            if written:
                return [id for o in written for id in self.draft.owned_ids(o, suffix)]
        one = self.logical(reference)
        return [] if one is None else [one]

    def given(self, reference: str) -> Value:
        owner, _, name = reference.rpartition(".")
        if owner == "wire" and self.connection is not None:
            return self.draft.wire_values.get((self.connection.id, name), MISSING)
        several = owner.startswith(("wire:", "wired:"))
        for place in self.places(owner) if several else [self.place(owner or "self")]:
            if place is None or not self.draft.exported(place) or (place.id, name) in self.draft.giving:
                continue  # what is drawn in a circle gives nothing
            self.draft.giving.add((place.id, name))
            found = evaluate(self.draft.mapping(place).gives.get(name), Place(self.draft, place))
            self.draft.giving.discard((place.id, name))
            if found is not MISSING:
                return found
        return MISSING

    def wires(self, relation: str, types: list[str], outgoing: bool, of: str) -> bool:
        design, here = self.draft.design, self.place(of or "self")
        if here is None:
            return False
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
        drawn = sorted(self.draft.design.settings.tags.items())
        tags = {"Name": name, **{tag_value(k)[:128]: tag_value(v) for k, v in drawn if tag_value(k)}}
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

    def group_ids(self, wired: bool) -> list[Value]:
        found = self.draft.wired_groups if wired else self.draft.group_ids
        return [{"Fn::GetAtt": [g, "GroupId"]} for g in found(self.item or self.component)]

    def ingress_rules(self, name: str) -> list[Value]:
        """The lines from address ranges; those from other groups become resources of their own."""
        draft, group = self.draft, self.draft.logical_id(self.component)
        inline = []
        for line in ingress_lines(self.prop(name, "")):
            if line.cidr:
                key = "CidrIpv6" if ":" in line.cidr else "CidrIp"
                inline.append(
                    {
                        "IpProtocol": line.protocol,
                        "FromPort": line.first,
                        "ToPort": line.last,
                        key: line.cidr,
                        "Description": opening_words(
                            line.cidr, self.component.name, line.protocol, line.first, line.last
                        ),
                    }
                )
                continue
            peer = draft.design.find(line.peer)
            if isinstance(peer, Component) and draft.exported(peer):
                for origin in draft.group_ids(peer):
                    words = opening_words(
                        peer.name, self.component.name, line.protocol, line.first, line.last
                    )
                    ports = (line.first, line.last)
                    logical = draft.add_ingress(group, origin, None, line.protocol, ports, words)
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

    def parameter(self, name: str, shared: bool, definition: dict[str, Value], of: str = "self") -> str:
        draft, here = self.draft, self.place(of) or self.component
        if shared:
            logical = draft.names.claim(name, ("parameter", name))
        else:
            logical = draft.names.claim(draft.logical_id(here) + name, (here.id, "parameter", name))
        draft.parameters.setdefault(logical, definition)
        return logical

    def asked_for(self, name: str) -> str | None:
        """The parameter of one of its own properties, where the template asks for it; its logical id."""
        draft = self.draft
        definition = draft.catalogue.type_of(self.component).properties.get(name)
        own = self.connection is None and self.item is None and self.line is None
        if not own or definition is None or not definition.parameter or not draft.asks(self.component):
            return None
        value = draft.catalogue.value(self.component, name)
        parameter = parameter_for(definition, name, value, self.component.name)
        if parameter is None:
            return None
        logical = self.parameter(pascal(name.replace("_", " ")), False, parameter)
        draft.asked.setdefault(logical, (self.component.id, definition.label or name))
        return logical


def _parted(name: str) -> tuple[str, str]:
    """The first step of a place and the rest; a type (`in:ecs.cluster`) has a dot of its own."""
    parts = name.split(".")
    size = 2 if name.startswith("in:") else 1
    return ".".join(parts[:size]), ".".join(parts[size:])


def _comes_back(design: Design, connection: Connection) -> bool:
    """Whether a connection closes a circle of its relation; of each circle one connection does, by the ids."""
    if connection.target > connection.source:
        return False
    seen, queue = {connection.target}, [connection.target]
    while queue:
        at = queue.pop()
        if at == connection.source:
            return True
        for edge in map(design.connection, design.outgoing(at)):
            if edge.relation == connection.relation and edge.target not in seen:
                seen.add(edge.target)
                queue.append(edge.target)
    return False


def _order(connection: Connection) -> float:
    """Where a connection comes among others: as its `order` says, those without one last."""
    order = connection.properties.get("order")
    return order if isinstance(order, int | float) else float("inf")
