"""A large design, nested and connected as people draw them."""

from __future__ import annotations

from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection


def large_design(count: int) -> Design:
    """A design of ``count`` components: VPCs of two zones, four subnets, and chains of services beside them."""
    records: list[Component | Connection] = []
    block = 0
    while len([r for r in records if isinstance(r, Component)]) < count:
        x, y = block % 8 * 1000, block // 8 * 700
        vpc = f"vpc_{block}"
        records.append(
            Component(
                vpc,
                "vpc.vpc",
                f"Network {block}",
                Rect(x, y, 700, 600),
                properties={"cidr": f"10.{block}.0.0/16"},
            )
        )
        for zone in range(2):
            az = f"az_{block}_{zone}"
            zone_rect = Rect(x + 24 + 340 * zone, y + 48, 320, 520)
            records.append(
                Component(az, "vpc.az", f"Zone {zone}", zone_rect, vpc, properties={"zone": "ab"[zone]})
            )
            for tier in range(2):
                subnet = f"subnet_{block}_{zone}_{tier}"
                rect = Rect(zone_rect.x + 16, zone_rect.y + 48 + 232 * tier, 288, 208)
                cidr = {"cidr": f"10.{block}.{zone * 2 + tier}.0/24"}
                records.append(
                    Component(subnet, "vpc.subnet", f"Subnet {zone}{tier}", rect, az, properties=cidr)
                )
                server = f"server_{block}_{zone}_{tier}"
                records.append(
                    Component(
                        server,
                        "ec2.instance",
                        f"Server {zone}{tier}",
                        Rect(rect.x + 120, rect.y + 72, 48, 48),
                        subnet,
                    )
                )
        for row in range(3):
            queue, function = f"queue_{block}_{row}", f"function_{block}_{row}"
            records.append(
                Component(queue, "sqs.queue", f"Queue {row}", Rect(x + 740, y + 48 + 176 * row, 48, 48))
            )
            records.append(
                Component(
                    function, "lambda.function", f"Function {row}", Rect(x + 900, y + 48 + 176 * row, 48, 48)
                )
            )
            records.append(Connection(f"edge_{block}_{row}", queue, function, "triggers"))
            records.append(Connection(f"send_{block}_{row}", f"server_{block}_1_{row % 2}", queue, "sends"))
        block += 1
    return Design(records)
