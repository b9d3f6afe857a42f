"""The ways of data: which zones, regions and gateways the data of a connection passes, as it is billed.

Sources: AWS's page of EC2 on-demand prices, "Data Transfer" (each of two ends in different zones pays; what comes
from the internet is free), and the pages of the services whose ends pay nothing (Elastic Load Balancing, RDS,
ElastiCache).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from archdesk.catalog import facts
from archdesk.catalog.arithmetic import exact
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import SCOPE_RANK
from archdesk.model.records import Component, Connection
from archdesk.model.view import DesignView

GB: Final = "gb"  # the usage of a connection that says how much it carries a month
_AGAINST: Final = ("reads", "serves", "pulls_from")  # their data flows against the arrow
_ENDPOINT: Final = "vpc.endpoint"
_SERVICES: Final = {  # the name an endpoint has for a service that types call otherwise
    "kinesis": "kinesis-streams", "firehose": "kinesis-firehose", "stepfunctions": "states",
    "cloudwatch": "monitoring", "apigateway": "execute-api",
}  # fmt: skip

Gate = Literal["", "internet", "nat", "endpoint"]


@dataclass(frozen=True, slots=True)
class Way:
    """Where data comes from and goes to. ``zone_share`` is the part that leaves its zone (0 to 1, as if each place
    at one end met each at the other equally often), ``paying_ends`` how many ends pay for that; ``gate`` is what it
    passes on its way out of the VPC, which the component ``payer`` is billed for.
    """

    from_region: str = ""
    to_region: str = ""
    zone_share: Decimal = Decimal(0)
    paying_ends: int = 0
    gate: Gate = ""
    payer: str = ""


def way_of(view: DesignView, catalogue: Catalogue, connection: Connection) -> Way:
    """What the data of a connection passes; what is not known is not passed."""
    source, target = view.component(connection.source), view.component(connection.target)
    gate, payer = _gate(view, catalogue, source, target)
    if gate == "nat":
        return _through_nat(view, catalogue, source, view.component(payer))
    sender, receiver = (target, source) if connection.relation in _AGAINST else (source, target)
    if any(_rank(catalogue, end) < SCOPE_RANK["regional"] for end in (source, target)):
        return Way(gate=gate, payer=payer)
    home, other = facts.region(view, catalogue, sender), facts.region(view, catalogue, receiver)
    if home != other:
        return Way(home, other, gate=gate, payer=payer)
    kinds = [catalogue.type_of(end).between_zones for end in (source, target)]
    copied = source.type == target.type and connection.relation == "replicates_to" and "free here" in kinds
    paying = 0 if "free" in kinds or copied else kinds.count("paid")
    share = _zone_share(view, catalogue, source, target) if paying else Decimal(0)
    return Way(home, other, share, paying if share else 0, gate, payer)


def _through_nat(view: DesignView, catalogue: Catalogue, source: Component, gateway: Component) -> Way:
    """The way to a NAT gateway: one of another zone costs what leaving the zone does, and it is easily overlooked."""
    home = facts.region(view, catalogue, source)
    share = _zone_share(view, catalogue, source, gateway)
    return Way(home, home, share, 2 if share else 0, "nat", gateway.id)


def carried(view: DesignView, catalogue: Catalogue, component: Component, gate: str) -> Decimal:
    """GB a month that connections say they carry through this gate, of those that the component is billed for."""
    ids = (
        (*view.outgoing(component.id), *view.incoming(component.id))
        if gate == "internet"
        else view.connection_ids()
    )
    total = Decimal(0)
    for id in ids:
        connection = view.connection(id)
        amount = exact(connection.usage.get(GB)) if connection.usage else None
        if amount is not None and amount.is_finite() and amount > 0:
            way = way_of(view, catalogue, connection)
            total += amount if (way.gate, way.payer) == (gate, component.id) else 0
    return total


def _rank(catalogue: Catalogue, component: Component) -> int:
    return SCOPE_RANK[catalogue.type_of(component).placement.scope]


def _gate(view: DesignView, catalogue: Catalogue, source: Component, target: Component) -> tuple[Gate, str]:
    """What data passes on its way, and who is billed for that."""
    for end in (source, target):
        if end.type == _ENDPOINT:
            return ("endpoint", end.id) if catalogue.value(end, "kind") == "interface" else ("", "")
    outside = [_rank(catalogue, end) == SCOPE_RANK["external"] for end in (source, target)]
    home = facts.vpc(view, source)
    if home is not None and facts.vpc(view, target) is None:
        endpoint = _endpoint_for(view, catalogue, home, target)
        if endpoint is not None:
            interface = catalogue.value(endpoint, "kind") == "interface"
            return ("endpoint", endpoint.id) if interface else ("", "")
        gateway = facts.gateway(view, catalogue, source)
        if gateway is not None and gateway.type == facts.NAT_GATEWAY:
            return "nat", gateway.id
    if outside.count(True) == 1:
        inside = target if outside[0] else source
        costs = catalogue.type_of(inside).costs
        if any(cost.price == "AWSDataTransfer/internet_out" for cost in costs):
            return "internet", inside.id
    return "", ""


def _endpoint_for(
    view: DesignView, catalogue: Catalogue, home: Component, target: Component
) -> Component | None:
    """The endpoint of a VPC that leads to the service of the target."""
    prefix = target.type.partition(".")[0]
    wanted = _SERVICES.get(prefix, prefix)
    found = facts.members(view, home, _ENDPOINT)
    return next((e for e in found if catalogue.value(e, "service") == wanted), None)


def _zone_share(view: DesignView, catalogue: Catalogue, source: Component, target: Component) -> Decimal:
    here, there = _zones(view, catalogue, source), _zones(view, catalogue, target)
    if not here or not there:
        return Decimal(0)
    return 1 - Decimal(len(here & there)) / (len(here) * len(there))


def _zones(view: DesignView, catalogue: Catalogue, component: Component) -> set[str]:
    """The zones a component is in, where all of them are known."""
    own = facts.zone(view, catalogue, component)
    found = {own} if own is not None else set(facts.zones(view, catalogue, component))
    return set() if None in found else {zone for zone in found if zone is not None}
