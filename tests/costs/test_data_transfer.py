"""Data between zones, regions and through gateways is billed with the connection that carries it, once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import estimate
from archdesk.costs.items import Estimate
from archdesk.model.records import Component, Connection, Settings
from tests.costs.designs import component, design

CATALOGUE, BOOKS = load_catalogue(), load_books()

# A VPC of two zones, each with a private subnet; the public subnet of the first has the NAT gateway.
NETWORK = (
    component("net", "vpc.vpc"),
    component("a", "vpc.az", "net", zone="a"),
    component("b", "vpc.az", "net", zone="b"),
    component("public", "vpc.subnet", "a", public=True),
    component("private_a", "vpc.subnet", "a"),
    component("private_b", "vpc.subnet", "b"),
)
IGW = component("igw", "vpc.internet_gateway", "net")
NAT = component("nat", "vpc.nat_gateway", "public", usage={"gb_processed": 500, "gb_out": 0})


def carries(source: str, target: str, relation: str, gb: float | None = None) -> Connection:
    usage: dict[str, Any] = {} if gb is None else {"gb": gb}
    return Connection(f"{source}_{target}", source, target, relation, usage=usage)


def priced(*records: Component | Connection | Settings) -> Estimate:
    return estimate(design(*NETWORK, *records), CATALOGUE, BOOKS)


def lines(result: Estimate, id: str) -> dict[str, Decimal | None]:
    return {i.label: i.amount for i in result.items if i.connection == id}


def test_two_servers_in_different_zones_pay_at_both_ends():
    one, other = component("one", "ec2.instance", "private_a"), component("two", "ec2.instance", "private_b")
    result = priced(one, other, carries("one", "two", "connects", 100))
    assert lines(result, "one_two") == {"Data between zones": 2 * 100 * Decimal("0.01")}
    assert result.by_connection() == {"one_two": Decimal(2)}


def test_in_one_zone_data_is_free():
    one, other = component("one", "ec2.instance", "private_a"), component("two", "ec2.instance", "private_a")
    assert lines(priced(one, other, carries("one", "two", "connects", 100)), "one_two") == {}


def test_a_database_pays_nothing_at_its_end():
    server, db = component("one", "ec2.instance", "private_a"), component("db", "rds.instance", "private_b")
    result = priced(server, db, carries("one", "db", "connects", 100))
    assert lines(result, "one_db") == {"Data between zones": 100 * Decimal("0.01")}


def test_a_fleet_in_two_zones_leaves_its_zone_half_the_time():
    fleet = component("fleet", "autoscaling.group", "net", spans=("private_a", "private_b"))
    result = priced(
        fleet, component("db", "rds.instance", "private_b"), carries("fleet", "db", "connects", 100)
    )
    assert lines(result, "fleet_db") == {"Data between zones": 100 * Decimal("0.5") * Decimal("0.01")}


def test_an_application_load_balancer_reaches_its_targets_in_any_zone_for_nothing():
    balancer = component("alb", "elb.application", "net", spans=("private_a", "private_b"))
    target = component("one", "ec2.instance", "private_a")
    assert lines(priced(balancer, target, carries("alb", "one", "routes_to", 100)), "alb_one") == {}


def test_what_nobody_entered_is_the_presets_and_said():
    one, other = component("one", "ec2.instance", "private_a"), component("two", "ec2.instance", "private_b")
    item = next(i for i in priced(one, other, carries("one", "two", "connects")).items if i.connection)
    assert item.amount == 2 * 10 * Decimal("0.01")
    assert item.assumed == ("gb",)
    assert "Assumes 10 GB (medium usage)." in item.reason


def test_data_to_another_region_is_paid_where_it_leaves():
    regions = (
        component("east", "aws.region", region="us-east-1"),
        component("west", "aws.region", region="eu-west-1"),
    )
    one, two = component("one", "s3.bucket", "east"), component("two", "s3.bucket", "west")
    result = priced(*regions, one, two, carries("one", "two", "replicates_to", 50))
    item = next(i for i in result.items if i.connection == "one_two")
    assert (item.label, item.region, item.amount) == (
        "Data to another region",
        "us-east-1",
        50 * Decimal("0.02"),
    )


def test_what_a_connection_carries_through_the_nat_gateway_is_not_billed_twice():
    server, api = component("one", "ec2.instance", "private_a"), component("api", "external.http_endpoint")
    without = priced(IGW, NAT, server, api, carries("one", "api", "requests"))
    told = priced(IGW, NAT, server, api, carries("one", "api", "requests", 200))
    assert without.monthly == told.monthly
    assert lines(told, "one_api") == {"Through the NAT gateway": 200 * Decimal("0.045")}
    gateway = {i.label: i.amount for i in told.items if i.component == "nat"}
    assert gateway["Data processed"] == 300 * Decimal("0.045")


def test_the_way_to_a_nat_gateway_of_another_zone_leaves_the_zone():
    server, api = component("one", "ec2.instance", "private_b"), component("api", "external.http_endpoint")
    told = priced(IGW, NAT, server, api, carries("one", "api", "requests", 200))
    assert lines(told, "one_api") == {
        "Data between zones": 2 * 200 * Decimal("0.01"),
        "Through the NAT gateway": 200 * Decimal("0.045"),
    }


def test_more_than_the_gateway_says_is_billed_with_the_connections_alone():
    server, api = component("one", "ec2.instance", "private_a"), component("api", "external.http_endpoint")
    told = priced(IGW, NAT, server, api, carries("one", "api", "requests", 900))
    gateway = {i.label: i.amount for i in told.items if i.component == "nat"}
    assert (gateway["Data processed"], lines(told, "one_api")["Through the NAT gateway"]) == (
        0,
        900 * Decimal("0.045"),
    )


def test_a_gateway_endpoint_takes_the_data_past_the_nat_gateway_for_nothing():
    server, bucket = component("one", "ec2.instance", "private_a"), component("bucket", "s3.bucket")
    edge = carries("one", "bucket", "writes", 200)
    assert "Through the NAT gateway" in lines(priced(IGW, NAT, server, bucket, edge), "one_bucket")
    endpoint = component("door", "vpc.endpoint", "net", service="s3", kind="gateway")
    assert lines(priced(IGW, NAT, endpoint, server, bucket, edge), "one_bucket") == {}


def test_data_through_an_interface_endpoint_is_billed_with_its_connection():
    server, queue = component("one", "ec2.instance", "private_a"), component("q", "sqs.queue")
    door = component(
        "door",
        "vpc.endpoint",
        "net",
        service="sqs",
        kind="interface",
        spans=("private_a",),
        usage={"gb_processed": 100},
    )
    told = priced(door, server, queue, carries("one", "q", "sends", 40))
    assert lines(told, "one_q") == {"Through the endpoint": 40 * Decimal("0.01")}
    at_door = {i.label: i.amount for i in told.items if i.component == "door"}
    assert at_door["Data processed"] == 60 * Decimal("0.01")


def test_data_out_to_people_is_billed_with_their_connection_and_shares_the_accounts_tiers():
    server = component("one", "ec2.instance", "public", public_ip=True, usage={"gb_out": 1000})
    people = component("people", "external.users")
    told = priced(IGW, server, people, carries("people", "one", "requests", 400))
    assert lines(told, "people_one") == {"Data out to the internet": 400 * Decimal("0.09")}
    rest = next(i for i in told.items if i.component == "one" and i.label == "Data out to the internet")
    assert rest.amount == 600 * Decimal("0.09")


def test_usage_that_is_no_amount_is_asked_for_again():
    one, other = component("one", "ec2.instance", "private_a"), component("two", "ec2.instance", "private_b")
    item = next(i for i in priced(one, other, carries("one", "two", "connects", -5)).items if i.connection)
    assert (item.state, item.amount) == ("needs usage", None)
