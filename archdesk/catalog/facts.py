"""Facts that follow from where things stand and what they connect to: AZ, VPC, region, public or not.

Each fact is None where the design does not say yet; missing information is never a guess. All reading goes
through a DesignView, so that the rule engine can note what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.deferred import is_deferred
from archdesk.model.records import Component, Value
from archdesk.model.view import DesignView, ancestors

REGION: Final = "aws.region"
VPC: Final = "vpc.vpc"
AZ: Final = "vpc.az"
SUBNET: Final = "vpc.subnet"
SECURITY_GROUP: Final = "vpc.security_group"
INTERNET_GATEWAY: Final = "vpc.internet_gateway"
NAT_GATEWAY: Final = "vpc.nat_gateway"


def enclosing(view: DesignView, component: Component, type: str) -> Component | None:
    """The innermost container of ``type`` round the component (or itself)."""
    if component.type == type:
        return component
    return next((c for c in ancestors(view, component.id) if c.type == type), None)


def subnets(view: DesignView, component: Component) -> Sequence[Component]:
    """The subnets a component stands in or reaches into, by id."""
    own = enclosing(view, component, SUBNET)
    found = {own.id: own} if own is not None else {}
    for span in component.spans:
        container = view.component(span)
        if container.type == SUBNET:
            found[span] = container
    return tuple(found[id] for id in sorted(found))


def vpc(view: DesignView, component: Component) -> Component | None:
    """The VPC a component is in: by its containers, else by the subnets it spans."""
    own = enclosing(view, component, VPC)
    if own is not None:
        return own
    return next((v for s in subnets(view, component) if (v := enclosing(view, s, VPC)) is not None), None)


def zone(view: DesignView, catalogue: Catalogue, component: Component) -> str | None:
    """The id of the availability zone a component is in, or its ``zone`` property; None if open."""
    own = enclosing(view, component, AZ)
    if own is not None:
        return str(catalogue.value(own, "zone") or own.id)
    chosen = catalogue.value(component, "zone")
    return str(chosen) if chosen else None


def zones(view: DesignView, catalogue: Catalogue, component: Component) -> Sequence[str | None]:
    """The zones of all subnets a component uses; None among them where a subnet's zone is open."""
    return tuple(zone(view, catalogue, s) for s in subnets(view, component))


def region(view: DesignView, catalogue: Catalogue, component: Component) -> str:
    """The AWS region a component is in: its region container's, else the design's."""
    own = enclosing(view, component, REGION)
    return str((catalogue.value(own, "region") if own is not None else None) or view.settings.region)


def is_public(catalogue: Catalogue, subnet: Component) -> bool:
    """Whether a subnet is meant to be public (its route table leads to the internet gateway)."""
    return bool(catalogue.value(subnet, "public"))


def is_open(catalogue: Catalogue, subnet: Component) -> bool:
    """Whether nobody says where the traffic of a subnet goes: it is there already, in another template."""
    return bool(catalogue.value(subnet, "existing")) and not {"public", "isolated"} & subnet.properties.keys()


def members(view: DesignView, container: Component, type: str) -> Sequence[Component]:
    """All components of ``type`` at any depth inside ``container``, by id."""
    return tuple(view.component(id) for id in sorted(view.members(container.id, type)))


def security_groups(view: DesignView, component: Component) -> Sequence[Component]:
    """The drawn security groups of a component: round it, or connected by ``uses``. Empty: one of its own."""
    found = {c.id: c for c in ancestors(view, component.id) if c.type == SECURITY_GROUP}
    for edge in view.outgoing(component.id):
        target = view.component(view.connection(edge).target)
        if target.type == SECURITY_GROUP:
            found[target.id] = target
    return tuple(found[id] for id in sorted(found))


def default_route(view: DesignView, catalogue: Catalogue, subnet: Component) -> Component | None:
    """Where a subnet's 0.0.0.0/0 leads: the gateway it routes to, or the one its VPC offers.

    A drawn ``routes_to`` wins. Else a public subnet takes its VPC's internet gateway, and a private one a NAT
    gateway of its own zone, or the VPC's first. None: no way out.
    """
    for edge in sorted(view.outgoing(subnet.id)):
        connection = view.connection(edge)
        if connection.relation == "routes_to":
            return view.component(connection.target)
    home = vpc(view, subnet)
    if home is None:
        return None
    if is_public(catalogue, subnet):
        return next(iter(members(view, home, INTERNET_GATEWAY)), None)
    if catalogue.value(subnet, "isolated"):
        return None
    gateways = members(view, home, NAT_GATEWAY)
    own = zone(view, catalogue, subnet)
    return next((g for g in gateways if zone(view, catalogue, g) == own), next(iter(gateways), None))


def availability_zone(view: DesignView, catalogue: Catalogue, component: Component) -> str | None:
    """The one zone a component is in: its own, else that of its only subnet; None if open or several."""
    own = zone(view, catalogue, component)
    if own is not None:
        return own
    found = {zone(view, catalogue, s) for s in subnets(view, component)}
    return found.pop() if len(found) == 1 else None


def stands_public(view: DesignView, catalogue: Catalogue, component: Component) -> bool | None:
    """Whether a component stands in or reaches into a public subnet; None while it is in no subnet."""
    found = subnets(view, component)
    if any(is_public(catalogue, s) for s in found):
        return True
    return None if not found or any(is_open(catalogue, s) for s in found) else False


def gateway(view: DesignView, catalogue: Catalogue, component: Component) -> Component | None:
    """The gateway that the default route of a component's first subnet leads to."""
    return next(
        (g for s in subnets(view, component) if (g := default_route(view, catalogue, s)) is not None), None
    )


def egress(view: DesignView, catalogue: Catalogue, component: Component) -> str | None:
    """How a component reaches the internet: ``internet``, ``nat`` or ``none``; the worst of its subnets counts.

    Outside any subnet AWS's own network is used: ``internet``. None where a subnet is open.
    """
    ways = {INTERNET_GATEWAY: "internet", NAT_GATEWAY: "nat"}
    found = set()
    for subnet in subnets(view, component):
        if is_open(catalogue, subnet):
            return None
        way_out = default_route(view, catalogue, subnet)
        found.add("none" if way_out is None else ways.get(way_out.type, "none"))
    return next((way for way in ("none", "nat") if way in found), "internet")


ENGINE_PORTS: Final[dict[str, int]] = {
    "postgres": 5432,
    "aurora-postgresql": 5432,
    "mysql": 3306,
    "aurora-mysql": 3306,
    "mariadb": 3306,
    "oracle": 1521,
    "sqlserver": 1433,
    "redis": 6379,
    "valkey": 6379,
    "memcached": 11211,
}

TYPE_PORTS: Final[dict[str, int]] = {"efs.file_system": 2049, "opensearch.domain": 443, "mq.broker": 5671}


def port(catalogue: Catalogue, component: Component) -> int | None:
    """The port a component listens on: its own property, else its engine's (``oracle-se2`` is an oracle)."""
    own = catalogue.value(component, "port") or catalogue.value(component, "listener_port")
    own = own or TYPE_PORTS.get(component.type)
    if own is not None:
        return int(own) if isinstance(own, int) else None
    engine = str(catalogue.value(component, "engine") or component.type.rpartition(".")[2])
    return ENGINE_PORTS.get(engine, ENGINE_PORTS.get(engine.partition("-")[0]))


def _zones_if_all_known(view: DesignView, catalogue: Catalogue, component: Component) -> Value:
    found = zones(view, catalogue, component)
    return None if None in found else sorted({z for z in found if z is not None})


def _parent_type(view: DesignView, component: Component) -> str | None:
    return None if component.parent is None else view.component(component.parent).type


def _about_type(catalogue: Catalogue, component: Component, name: Literal["service", "category"]) -> Value:
    """The service or category of a type; an endpoint and a role have a property ``service`` of their own."""
    kind = catalogue.type_of(component)
    return catalogue.value(component, name) if name in kind.properties else getattr(kind, name)


Fact = Callable[[DesignView, Catalogue, Component], Value]

FACTS: Final[Mapping[str, Fact]] = {
    "id": lambda view, catalogue, component: component.id,
    "type": lambda view, catalogue, component: component.type,
    "name": lambda view, catalogue, component: component.name,
    "service": lambda view, catalogue, component: (
        catalogue.value(component, "service") or catalogue.type_of(component).service
    ),
    "category": lambda view, catalogue, component: catalogue.type_of(component).category,
    "parent": lambda view, catalogue, component: component.parent,
    "parent_type": lambda view, catalogue, component: _parent_type(view, component),
    "region": region,
    "vpc": lambda view, catalogue, component: getattr(vpc(view, component), "id", None),
    "in_vpc": lambda view, catalogue, component: vpc(view, component) is not None,
    "az": availability_zone,
    "zones": _zones_if_all_known,
    "subnets": lambda view, catalogue, component: [s.id for s in subnets(view, component)],
    "public": stands_public,
    "isolated": lambda view, catalogue, component: (
        None if (way := egress(view, catalogue, component)) is None else way == "none"
    ),
    "default_route": lambda view, catalogue, component: getattr(
        gateway(view, catalogue, component), "id", None
    ),
    "default_route_type": lambda view, catalogue, component: getattr(
        gateway(view, catalogue, component), "type", None
    ),
    "egress": egress,
    "security_groups": lambda view, catalogue, component: [s.id for s in security_groups(view, component)],
    "port": lambda view, catalogue, component: port(catalogue, component),
    "edition": lambda view, catalogue, component: view.settings.edition,
    "imported": lambda view, catalogue, component: "cloudformation" in component.extra,
}


def property_value(view: DesignView, catalogue: Catalogue, component: Component, name: str) -> Value:
    """A fact of that name, else a property (defaults filled in); None where the design does not say."""
    fact = FACTS.get(name)
    if fact is not None:
        return fact(view, catalogue, component)
    return None if is_deferred(catalogue, component, name) else catalogue.value(component, name)
