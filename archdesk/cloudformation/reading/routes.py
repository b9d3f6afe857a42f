"""Which subnets of a template are public or have no way out: by the default route of their route table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from archdesk.catalog.facts import INTERNET_GATEWAY, NAT_GATEWAY, SUBNET
from archdesk.cloudformation.reading.template import Foreign
from archdesk.model.records import Value

_EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})


@dataclass(slots=True)
class Ways:
    """``told`` has what each subnet is; ``gateways`` the NAT gateway its default route leads to, and that route."""

    told: dict[str, dict[str, Value]] = field(default_factory=dict)
    gateways: dict[str, tuple[str, str]] = field(default_factory=dict)


def ways_of(foreign: Foreign) -> Ways:
    """What the template decides; a subnet whose table or gateway it does not know is not in ``told``."""
    tables: dict[str, str | None] = {}  # subnet -> its table; None: given from outside
    for logical in foreign.resources:
        if foreign.type(logical) == "AWS::EC2::SubnetRouteTableAssociation":
            properties = foreign.settled[logical]
            subnet, named = _ref(properties.get("SubnetId")), _ref(properties.get("RouteTableId"))
            if subnet in foreign.resources:
                tables[subnet] = named if named in foreign.resources else None
    routes: dict[str, list[str]] = {}
    for logical in foreign.resources:
        properties = foreign.settled[logical]
        blocks = (properties.get("DestinationCidrBlock"), properties.get("DestinationIpv6CidrBlock"))
        if foreign.type(logical) == "AWS::EC2::Route" and any(str(b) in _EVERYWHERE for b in blocks):
            routes.setdefault(_ref(properties.get("RouteTableId")), []).append(logical)
    ways = Ways()
    subnets = [k for k in foreign.resources if is_subnet(foreign, k)]
    for subnet in subnets:
        table = tables.get(subnet)
        if subnet in tables and table is not None:
            _tell(foreign, ways, subnet, routes.get(table, []))
    return ways


def _tell(foreign: Foreign, ways: Ways, subnet: str, routes: list[str]) -> None:
    if not routes:
        ways.told[subnet] = {"isolated": True}
        return
    for route in routes:
        properties = foreign.settled[route]
        gateway = _ref(properties.get("GatewayId"))
        nat = _ref(properties.get("NatGatewayId"))
        if _type(foreign, gateway) == INTERNET_GATEWAY:
            ways.told[subnet] = {"public": True}
            return
        if _type(foreign, nat) == NAT_GATEWAY:
            ways.told[subnet] = {}
            ways.gateways[subnet] = (nat, route)


def is_subnet(foreign: Foreign, logical: str) -> bool:
    return _type(foreign, logical) == SUBNET


def _type(foreign: Foreign, name: str) -> str:
    kind = foreign.kinds.get(name)
    return kind.id if kind is not None else ""


def _ref(value: Any) -> str:
    """The resource a value names by Ref or GetAtt; empty for anything else."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((function, entry),) = value.items()
        if function == "Ref":
            return str(entry)
        if function == "Fn::GetAtt" and entry:
            return str(entry[0] if isinstance(entry, list) else str(entry).split(".")[0])
    return ""
