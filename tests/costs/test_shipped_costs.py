"""What the shipped palettes say about costs: complete, and what the notes and AWS's price list say."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import Any

import pytest

from archdesk.catalog.arithmetic import FUNCTIONS as ARITHMETIC
from archdesk.catalog.arithmetic import evaluate
from archdesk.catalog.catalogue import GENERIC, load_catalogue
from archdesk.catalog.definitions import ComponentType, Cost
from archdesk.catalog.drawn import FACTS, FUNCTIONS, functions_of, names_of
from archdesk.catalog.quantity import quantity
from archdesk.costs.book import load_books
from archdesk.costs.estimate import LineItem, estimate
from archdesk.model.records import Connection, Settings
from tests.costs.designs import component, design

CATALOGUE, BOOKS = load_catalogue(), load_books()
COSTS = [(type, cost) for type in CATALOGUE.types.values() for cost in type.costs]


def items(type: str, *others: Any, region: str = "us-east-1", **properties: Any) -> dict[str, LineItem]:
    """The line items of one component called ``it``, by label."""
    it = component("it", type, **properties)
    result = estimate(design(it, *others), CATALOGUE, BOOKS, region)
    return {i.label: i for i in result.items if i.component == "it"}


def amounts(
    type: str, *others: Any, region: str = "us-east-1", **properties: Any
) -> dict[str, Decimal | None]:
    return {k: i.amount for k, i in items(type, *others, region=region, **properties).items()}


# What no source of the books has at all, or has for some regions only: said, never counted as 0.
OF_SOME_REGIONS = {
    "us-east-1 us-east-2 us-west-2": {
        ("opensearch.domain", "Instance hours"), ("opensearch.domain", "Storage"),
        ("redshift.cluster", "Managed storage"),
    },
    "us-east-1 us-east-2 us-west-2 eu-west-1 eu-west-2": {
        ("neptune.cluster", "Storage"), ("neptune.cluster", "I/O requests"),
    },
    "us-east-1 us-east-2 us-west-2 eu-west-1 eu-west-2 eu-central-1 ap-south-1 ap-southeast-1 ap-northeast-1": {
        ("rds.aurora", "Instance hours"), ("neptune.cluster", "Instance hours"),
        ("elasticache.redis", "Node hours"), ("elasticache.memcached", "Node hours"),
    },
    (
        "us-east-1 us-east-2 us-west-2 sa-east-1 eu-west-1 eu-west-2 eu-central-1 "
        "ap-south-1 ap-southeast-1 ap-northeast-1 ap-northeast-2"
    ): {("rds.instance", "Instance hours")},
    "us-east-1 us-west-2 eu-west-1 eu-west-2 eu-central-1 ap-south-1 ap-southeast-1 ap-northeast-1": {
        ("dms.task", "Instance hours"),
    },
}  # fmt: skip
NOT_SOLD = {("dax.cluster", "Node hours", region) for region in ("ca-central-1", "ap-northeast-2")} | {
    ("cognito.sync", "Synchronisations", region)
    for region in ("us-west-1", "ca-central-1", "sa-east-1", "eu-west-3", "eu-north-1")
}


def may_lack(type: str, label: str, region: str) -> bool:
    regions = next((r for r, items in OF_SOME_REGIONS.items() if (type, label) in items), region)
    return region not in regions.split() or (type, label, region) in NOT_SOLD


def test_there_are_books_of_sixteen_regions():
    assert BOOKS.regions == (
        "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2",
        "us-west-1", "us-west-2",
    )  # fmt: skip


@pytest.mark.parametrize("region", BOOKS.regions)
def test_every_type_is_priced_or_free_with_its_reason(region: str):
    for type in sorted(CATALOGUE.types):
        is_priced_or_free(type, region)


def is_priced_or_free(type: str, region: str) -> None:
    for item in items(type, region=region).values():
        if type == GENERIC:
            assert (item.state, item.amount) == ("no price", None)
        elif may_lack(type, item.label, region):
            assert (item.state, item.amount) == ("no price", None), (
                "the books have it now: drop the exception"
            )
            assert item.reason.endswith(".")
        else:
            assert item.state in ("priced", "free"), item
            assert item.state == "priced" or item.reason.endswith(".")


@pytest.mark.parametrize("preset", sorted(CATALOGUE.presets))
def test_every_preset_has_a_price(preset: str):
    found = CATALOGUE.presets[preset]
    for item in items(found.type, **found.properties).values():
        assert item.state in ("priced", "free"), item


@pytest.mark.parametrize(("type", "cost"), COSTS, ids=[f"{t.id}-{c.label}-{c.when}" for t, c in COSTS])
def test_expressions_name_what_there_is(type: ComponentType, cost: Cost):
    names: set[str] = set()
    for expression in filter(None, (cost.quantity, cost.when, cost.least, cost.most)):
        names |= {n.id for n in ast.walk(ast.parse(expression, mode="eval")) if isinstance(n, ast.Name)}
    assert names <= {*type.properties, *type.usage, *FACTS, *FUNCTIONS, *ARITHMETIC}
    assert {n for n in names if n in type.usage} <= set(cost.usage) <= set(type.usage)
    said = [bool(cost.free), bool(cost.price), bool(cost.unknown)]
    assert said.count(True) == 1, "a cost has a price, is free, or nobody knows it"


@pytest.mark.parametrize("type", sorted(t.id for t in CATALOGUE.types.values() if t.usage))
def test_usage_presets_grow(type: str):
    for name, usage in CATALOGUE.types[type].usage.items():
        assert 0 <= usage.small <= usage.medium <= usage.large, name
        assert any(name in cost.usage for cost in CATALOGUE.types[type].costs), f"{name} is used by no cost"


# -- what the notes say, in today's prices --------------------------------------------------------------


def test_an_auto_scaling_group_is_free_its_instances_are_not():  # asg
    group = items("autoscaling.group", instance_type="t3.micro", min=1, desired=3, max=5)
    assert group["Auto Scaling group"].state == "free"
    assert group["Instance hours"].amount == 3 * 730 * Decimal("0.0104")
    assert "between 1 and 5" in group["Instance hours"].reason


def test_a_volume_is_billed_for_its_provisioned_size_and_performance():  # ebs
    assert amounts("ec2.volume", volume_type="gp3", size=100)["Storage"] == 8
    assert amounts("ec2.volume", volume_type="gp2", size=100)["Storage"] == 10
    fast = amounts("ec2.volume", volume_type="gp3", size=100, iops=4000, throughput=250)
    assert fast["IOPS beyond 3000"] == 5
    assert round(fast["Throughput beyond 125 MiB/s"], 2) == 5  # 125 MiB/s at $0.04
    assert amounts("ec2.volume", volume_type="io1", size=100, iops=1000)["Provisioned IOPS"] == 65


def test_an_elastic_ip_is_billed_in_use_or_idle():  # elastic-ips
    attached = (component("web", "ec2.instance"), Connection("c", "it", "web", "attached_to"))
    assert amounts("ec2.elastic_ip", *attached) == {"Public IPv4 address": Decimal("3.650")}
    assert amounts("ec2.elastic_ip") == {"Idle public IPv4 address": Decimal("3.650")}
    # The instance's own public address is then the elastic one, and billed once.
    it = component("it", "ec2.instance", public_ip=True)
    eip = (component("eip", "ec2.elastic_ip"), Connection("c", "eip", "it", "attached_to"))
    labels = [i.label for i in estimate(design(it, *eip), CATALOGUE, BOOKS).items if "IPv4" in i.label]
    assert labels == ["Public IPv4 address"]


def test_a_nat_gateway_costs_by_the_hour_and_by_the_gigabyte():  # vpc
    nat = amounts("vpc.nat_gateway", connectivity="public", usage={"gb_processed": 1000, "gb_out": 0})
    assert (nat["Gateway hours"], nat["Data processed"]) == (Decimal("32.850"), 45)


def test_gateway_endpoints_are_free_and_interface_endpoints_billed_by_zone():  # s3-security
    assert [i.state for i in items("vpc.endpoint", service="s3", kind="gateway").values()] == ["free"]
    subnets = (component("a", "vpc.subnet"), component("b", "vpc.subnet"))
    both = amounts("vpc.endpoint", *subnets, service="sqs", kind="interface", spans=("a", "b"))
    assert both["Endpoint hours"] == 2 * 730 * Decimal("0.01")


def test_a_multi_az_database_costs_double():  # rds
    single = amounts("rds.instance", engine="mysql", instance_class="db.t3.medium", allocated_storage=100)
    double = amounts(
        "rds.instance", engine="mysql", instance_class="db.t3.medium", allocated_storage=100, multi_az=True
    )
    assert single["Instance hours"] == 730 * Decimal("0.068")
    assert double["Instance hours"] == 2 * single["Instance hours"]
    assert (single["Storage"], double["Storage"]) == (Decimal("11.5"), 23)


@pytest.mark.parametrize("engine", ["oracle-se2", "sqlserver-ex", "mariadb"])
def test_every_engine_has_a_price_with_its_licence(engine: str):  # rds
    assert (
        items("rds.instance", engine=engine, instance_class="db.t3.small")["Instance hours"].state == "priced"
    )


def test_instances_of_a_subnet_that_gives_public_addresses_pay_for_them():  # elastic-ips
    subnet = component("subnet", "vpc.subnet", public_ips=True)
    assert amounts("ec2.instance", subnet, parent="subnet", count=2)["Public IPv4 address"] == 2 * Decimal(
        "3.65"
    )
    group = amounts("autoscaling.group", subnet, spans=("subnet",), desired=3)
    assert group["Public IPv4 addresses"] == 3 * Decimal("3.65")
    assert "Public IPv4 address" not in amounts("ec2.instance")


def test_detailed_monitoring_is_seven_custom_metrics():  # cw-metrics
    assert amounts("ec2.instance", monitoring=True)["Detailed monitoring"] == Decimal("2.1")


def test_a_read_replica_is_billed_as_an_instance():  # rds
    main = component("it", "rds.instance", engine="postgres")
    replica = component("replica", "rds.instance", engine="postgres")
    result = estimate(
        design(main, replica, Connection("c", "it", "replica", "replicates_to")), CATALOGUE, BOOKS
    )
    hours = {i.component: i.amount for i in result.items if i.label == "Instance hours"}
    assert hours == {"it": 730 * Decimal("0.018"), "replica": 730 * Decimal("0.018")}
    # The main database's password is a secret of its own; the replica has none.
    assert [i.component for i in result.items if i.label.startswith("Secret")] == ["it"]


def test_lambda_costs_by_request_and_by_gigabyte_second():  # lambda
    run = amounts(
        "lambda.function",
        architecture="x86_64",
        memory=1024,
        usage={"requests": 1_000_000, "duration_ms": 1000},
    )
    assert run["Requests"] == Decimal("0.2")
    assert run["Compute"] == 1_000_000 * Decimal("0.0000166667")


def test_a_tables_capacity_is_billed_by_the_hour_or_its_requests():  # ddb-throughput
    table = amounts("dynamodb.table", billing_mode="provisioned", read_capacity=10, write_capacity=10)
    assert table["Read capacity"] == 10 * 730 * Decimal("0.00013")
    assert table["Write capacity"] == 10 * 730 * Decimal("0.00065")
    asked = amounts(
        "dynamodb.table", billing_mode="on_demand", usage={"reads": 1_000_000, "writes": 1_000_000}
    )
    assert (asked["Reads"], asked["Writes"]) == (Decimal("0.125"), Decimal("0.625"))
    assert "Read capacity" not in asked


def test_a_key_costs_a_dollar_and_its_calls_three_cents_for_ten_thousand():  # kms
    key = amounts("kms.key", usage={"requests": 10_000})
    assert (key["Key"], key["Requests"]) == (1, Decimal("0.03"))


def test_a_topic_costs_by_request_and_delivers_to_queues_for_nothing():  # sns
    topic = items("sns.topic", usage={"publishes": 1_000_000, "message_kb": 1})
    assert topic["Publish requests"].amount == Decimal("0.5")
    assert topic["Deliveries to queues and functions"].state == "free"


def test_a_dead_letter_queue_is_assumed_to_receive_what_fails_only():  # sqs
    main = component("main", "sqs.queue")
    it = items("sqs.queue", main, Connection("c", "main", "it", "dead_letters_to"))
    assert it["Requests"].reason.endswith("Assumes 3,000 messages and 4 KB (medium usage).")
    assert items("sqs.queue")["Requests"].reason.endswith(
        "Assumes 3,000,000 messages and 4 KB (medium usage)."
    )


def test_a_response_cache_is_billed_by_its_size():  # apigw-caching
    assert amounts("apigateway.rest_api", cache=True, cache_size="0.5")["Response cache"] == Decimal("14.6")
    assert "Response cache" not in amounts("apigateway.rest_api")


def test_the_free_tier_covers_a_small_function():  # lambda
    usage = {"requests": 1_500_000, "duration_ms": 100}
    small = component("it", "lambda.function", memory=1024, usage=usage)
    result = estimate(design(small), CATALOGUE, BOOKS, free_tier=True)
    assert {i.label: i.amount for i in result.items} == {"Requests": Decimal("0.1"), "Compute": 0}


def test_a_high_resolution_alarm_costs_three_times_as_much():  # cw-metrics
    assert amounts("cloudwatch.alarm", period=60) == {"Alarm": Decimal("0.1")}
    assert amounts("cloudwatch.alarm", period=10) == {"High-resolution alarm": Decimal("0.3")}


def test_a_hosted_zone_is_counted_once_for_all_its_records():
    records = [component(id, "route53.record", hosted_zone_name="example.com") for id in "abc"]
    other = component("d", "route53.record", hosted_zone_name="example.org")
    result = estimate(design(*records, other), CATALOGUE, BOOKS)
    assert [i.component for i in result.items if i.label == "Hosted zone"] == ["a", "d"]


def test_the_load_balancers_and_the_instances_data_out_share_their_tiers():
    one = component("one", "elb.application", scheme="internet-facing", usage={"gb_out": 10_240, "lcu": 1})
    two = component("two", "ec2.instance", public_ip=True, usage={"gb_out": 10_240})
    result = estimate(design(one, two), CATALOGUE, BOOKS)
    out = [i.amount for i in result.items if i.label == "Data out to the internet"]
    assert out == [(Decimal("921.6") + Decimal("870.4")) / 2] * 2


def test_another_region_has_prices_of_its_own():
    here, there = (
        amounts("ec2.instance", instance_type="t3.micro", region=r) for r in ("us-east-1", "eu-west-1")
    )
    assert (here["Instance hours"], there["Instance hours"]) == (
        730 * Decimal("0.0104"),
        730 * Decimal("0.0114"),
    )


def test_a_region_without_a_book_has_no_price_instead_of_zero():
    result = estimate(design(component("web", "ec2.instance"), Settings(region="mars-1")), CATALOGUE, BOOKS)
    assert {i.state for i in result.items} == {"no price"}
    assert result.monthly == 0


def test_each_kind_of_notice_and_alarm_has_a_free_tier_of_its_own():  # sns, cw-alarms
    topic = component("t", "sns.topic", usage={"publishes": 0, "notices": 150_000})
    mail, web = component("m", "external.mailbox"), component("w", "external.http_endpoint")
    edges = (Connection("a", "t", "m", "delivers"), Connection("b", "t", "w", "delivers"))
    alarms = (component("a1", "cloudwatch.alarm", period=10), component("a2", "cloudwatch.alarm", period=60))
    result = estimate(design(topic, mail, web, *edges, *alarms), CATALOGUE, BOOKS, free_tier=True)
    found = {i.label: i.amount for i in result.items if i.component in ("t", "a1", "a2")}
    assert found["E-mails"] == (150_000 - 1_000) * Decimal("0.00002")
    assert found["Deliveries over HTTP"] == (150_000 - 100_000) * Decimal("0.0000006")
    assert (found["High-resolution alarm"], found["Alarm"]) == (Decimal("0.3"), 0)


# -- what scales by itself: at the fewest, as estimated, and at the most --------------------------------


def scale(type: str, label: str, **properties: Any) -> tuple[Decimal, Decimal, Decimal]:
    """The three quantities of one line."""
    it = component("it", type, **properties)
    view, definition = design(it), CATALOGUE.types[type]
    names = names_of(view, CATALOGUE, it, definition, "medium")
    functions = functions_of(view, CATALOGUE, it)
    fits = (c for c in definition.costs if c.label == label)
    cost = next(c for c in fits if not c.when or evaluate(c.when, names, functions))
    least, most = (quantity(bound or cost.quantity, names, functions) for bound in (cost.least, cost.most))
    return least, quantity(cost.quantity, names, functions), most


@pytest.mark.parametrize(
    ("type", "label", "properties", "expected"),
    [
        ("autoscaling.group", "Instance hours", {"min": 1, "desired": 3, "max": 6}, (730, 3 * 730, 6 * 730)),
        ("autoscaling.group", "Root volumes", {"min": 1, "desired": 3, "max": 6, "volume_size": 20}, (20, 60, 120)),
        # AWS refuses a wanted size outside of the bounds; the template keeps within them.
        ("autoscaling.group", "Instance hours", {"min": 2, "desired": 9, "max": 4}, (2 * 730, 4 * 730, 4 * 730)),
        ("autoscaling.group", "Instance hours", {"min": 5, "desired": 1, "max": 4}, (5 * 730, 5 * 730, 5 * 730)),
        ("beanstalk.environment", "Instance hours", {"min": 2, "max": 8}, (2 * 730, 2 * 730, 8 * 730)),
        ("beanstalk.environment", "Instance hours", {"architecture": "single-instance"}, (730, 730, 730)),
        (
            "ecs.service", "Fargate CPU",
            {"launch_type": "FARGATE", "cpu": 1024, "desired_count": 2, "auto_scaling": True, "max_count": 10},
            (2 * 730, 2 * 730, 10 * 730),
        ),
        (
            "ecs.service", "Fargate CPU", {"launch_type": "FARGATE", "cpu": 1024, "desired_count": 2, "max_count": 10},
            (2 * 730, 2 * 730, 2 * 730),
        ),
        ("eks.cluster", "Node hours", {"nodes": 3, "max_nodes": 5}, (730, 3 * 730, 5 * 730)),
        ("eks.cluster", "Node hours", {"nodes": 0, "max_nodes": 5}, (0, 0, 5 * 730)),
        (
            "dynamodb.table", "Read capacity",
            {"billing_mode": "provisioned", "read_capacity": 5, "auto_scaling": True, "max_read_capacity": 50},
            (5 * 730, 5 * 730, 50 * 730),
        ),
        (
            "dynamodb.table", "Write capacity", {"billing_mode": "provisioned", "write_capacity": 5},
            (5 * 730, 5 * 730, 5 * 730),
        ),
        (
            "rds.aurora", "Serverless capacity",
            {"serverless": True, "min_capacity": 0.5, "max_capacity": 8, "replicas": 1},
            (730, 2 * 2 * 730, 2 * 8 * 730),
        ),
        ("kms.key", "Key", {"rotation": True}, (1, 1, 3)),
        ("kms.key", "Key", {"rotation": False}, (1, 1, 1)),
    ],
)  # fmt: skip
def test_what_scales_by_itself_has_a_fewest_and_a_most(
    type: str, label: str, properties: dict[str, Any], expected: tuple[int, int, int]
):
    assert scale(type, label, **properties) == expected


@pytest.mark.parametrize("type", sorted({t.id for t, c in COSTS if c.least or c.most}))
def test_the_estimate_is_between_the_fewest_and_the_most(type: str):
    it = component("it", type)
    definition = CATALOGUE.types[type]
    names = names_of(design(it), CATALOGUE, it, definition, "medium")
    functions = functions_of(design(it), CATALOGUE, it)
    for cost in definition.costs:
        if cost.price:
            least, expected, most = (
                quantity(e, names, functions)
                for e in (cost.least or cost.quantity, cost.quantity, cost.most or cost.quantity)
            )
            assert least <= expected <= most, cost.label


def test_a_design_that_scales_costs_between_its_fewest_and_its_most():
    group = component("it", "autoscaling.group", instance_type="m5.large", min=1, desired=3, max=6)
    fixed = component("disk", "ec2.volume", size=100)
    result = estimate(design(group, fixed), CATALOGUE, BOOKS, "us-east-1")
    one = 730 * Decimal("0.096") + 8 * Decimal("0.08")
    assert result.monthly == 3 * one + 8
    assert (result.least, result.most) == (one + 8, 6 * one + 8)
