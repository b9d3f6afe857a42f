"""A design at a limit is left alone, and one beyond it is reported: once, in words, and as hard as the limit is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import Limit
from archdesk.limits.headroom import Headroom, headroom
from archdesk.limits.measuring import most_of
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import EDITIONS, Component, Connection, Edition, Record, Settings
from archdesk.rules.builtin.limits import LIMIT, QUOTA
from archdesk.rules.builtin.properties import VALUE
from archdesk.rules.check import check_design, examine
from archdesk.rules.examples import read_examples
from archdesk.rules.findings import Finding
from archdesk.rules.memory import Memory
from archdesk.rules.rule import Rule

CATALOGUE = load_catalogue()
SECONDS = 730 * 3600
SQUARE = Rect(0, 0, 80, 80)


def limit_of(type: str, label: str) -> Limit:
    return next(limit for limit in CATALOGUE.types[type].limits if limit.label == label)


def component(
    id: str, type: str, parent: str | None = None, usage: Mapping[str, Any] | None = None, **properties: Any
) -> Component:
    return Component(
        id, type, id, SQUARE, parent, properties.pop("spans", ()), properties=properties, usage=usage or {}
    )


def edges(count: int, source: str, target: str, relation: str) -> Iterator[Record]:
    """As many connections, each to or from one more component: ``source`` or ``target`` is the type with a dot."""
    for number in range(count):
        other = f"o{number:04}"
        yield component(other, source if "." in source else target)
        ends = (other, target) if "." in source else (source, other)
        yield Connection(f"e{number:04}", *ends, relation)


def drawn(*records: Record, edition: Edition = "current", region: str = "us-east-1") -> Design:
    return Design([Settings(edition=edition, region=region), *records])


def found(design: Design, rules: tuple[Rule, ...] = (LIMIT, QUOTA)) -> list[Finding]:
    memory, edition = Memory(), design.settings.edition
    said = (
        f
        for rule in rules
        for c in design.components
        for f in examine(rule, design, CATALOGUE, edition, c, memory)
    )
    return [f for f in said if isinstance(f, Finding)]


def about(design: Design, label: str) -> list[Finding]:
    return [f for f in found(design) if f": {label}: " in f.message]


def of(design: Design, type: str, label: str, preset: str = "") -> list[Headroom]:
    return [h for h in headroom(design, CATALOGUE, preset) if (h.type, h.limit.label) == (type, label)]


def lines(count: int) -> list[str]:
    return [f"line {number}" for number in range(count)]


# type, label, edition, what is at the limit and what is beyond it: properties, and usage a second under "usage".
Case = tuple[str, str, Edition, dict[str, Any], dict[str, Any]]
DYNAMO, FIFO, EXPRESS = {"billing_mode": "provisioned"}, {"fifo": True}, {"workflow_type": "EXPRESS"}
CASES: list[Case] = [
    ("acm.certificate", "Names per certificate", "current", {"other_names": lines(9)}, {"other_names": lines(10)}),
    ("apigateway.rest_api", "Rate", "current", {"usage": {"requests": 10000}}, {"usage": {"requests": 10001}}),
    ("apigateway.rest_api", "Burst", "current", {"burst_limit": 5000}, {"burst_limit": 5001}),
    ("apigateway.rest_api", "Stage variables", "current", {"stage_variables": dict.fromkeys(lines(100), "v")}, {"stage_variables": dict.fromkeys(lines(101), "v")}),
    ("cloudformation.stack", "Outputs per template", "notes", {"exports": lines(60)}, {"exports": lines(61)}),
    ("cloudformation.stack", "Outputs per template", "current", {"exports": lines(200)}, {"exports": lines(201)}),
    ("cloudformation.stack", "Parameters per template", "notes", {"parameters": dict.fromkeys(lines(60), "v")}, {"parameters": dict.fromkeys(lines(61), "v")}),
    ("cloudformation.stack", "Mappings per template", "notes", {"mappings": dict.fromkeys(lines(100), "v")}, {"mappings": dict.fromkeys(lines(101), "v")}),
    ("cloudformation.stack", "Mappings per template", "current", {"mappings": dict.fromkeys(lines(200), "v")}, {"mappings": dict.fromkeys(lines(201), "v")}),
    ("cloudfront.distribution", "Requests", "current", {"usage": {"requests": 250000}}, {"usage": {"requests": 250001}}),
    ("cloudfront.distribution", "Transfer rate", "current", {"usage": {"gb_out": 18.75}}, {"usage": {"gb_out": 18.76}}),
    ("cloudwatch.metric", "PutMetricData", "current", {"usage": {"puts": 500}}, {"usage": {"puts": 501}}),
    ("dynamodb.table", "Local secondary indexes", "current", {"lsi_sort_key": "s", "further_local_indexes": lines(4)}, {"lsi_sort_key": "s", "further_local_indexes": lines(5)}),
    ("dynamodb.table", "Global secondary indexes", "notes", {"further_indexes": lines(20)}, {"gsi_partition_key": "g", "further_indexes": lines(20)}),
    ("dynamodb.table", "Attributes projected by name", "current", {"gsi_included": lines(100)}, {"gsi_included": lines(101)}),
    ("dynamodb.table", "Partition throughput", "current", {"hot_key": True, "usage": {"reads": 1500, "writes": 500}}, {"hot_key": True, "usage": {"reads": 1500, "writes": 501}}),
    ("dynamodb.table", "Reads of a table", "current", {"usage": {"reads": 40000}}, {"usage": {"reads": 40001}}),
    ("dynamodb.table", "Writes of a table", "notes", {"usage": {"writes": 40000}}, {"usage": {"writes": 40001}}),
    ("dynamodb.table", "Provisioned reads", "current", {**DYNAMO, "read_capacity": 7, "usage": {"reads": 7}}, {**DYNAMO, "read_capacity": 7, "usage": {"reads": 7.1}}),
    ("dynamodb.table", "Provisioned writes", "current", {**DYNAMO, "auto_scaling": True, "max_write_capacity": 50, "usage": {"writes": 50}}, {**DYNAMO, "auto_scaling": True, "max_write_capacity": 50, "usage": {"writes": 51}}),
    ("ec2.instance", "Running on-demand", "notes", {"count": 20}, {"count": 21}),
    ("ecs.service", "Tasks per service", "notes", {"desired_count": 1000}, {"desired_count": 1001}),
    ("ecs.service", "Tasks that a service scales to", "notes", {"auto_scaling": True, "max_count": 1000}, {"auto_scaling": True, "max_count": 1001}),
    ("elasticache.redis", "Nodes per region", "notes", {"shards": 25, "replicas": 3}, {"shards": 26, "replicas": 3}),
    ("elasticache.redis", "Nodes per cluster", "current", {"shards": 30, "replicas": 2}, {"shards": 31, "replicas": 2}),
    ("events.bus", "Events sent", "current", {"usage": {"bus_events": 10000}}, {"usage": {"bus_events": 10001}}),
    ("events.rule", "Event pattern", "current", {"event_pattern": {"a": "x" * 2040}}, {"event_pattern": {"a": "x" * 2041}}),
    ("firehose.delivery_stream", "Data sent directly in a large region", "current", {"usage": {"records": 5120, "record_kb": 1 / SECONDS}}, {"usage": {"records": 5121, "record_kb": 1 / SECONDS}}),
    ("iam.role", "Managed policies per role", "current", {"managed_policies": lines(10)}, {"managed_policies": lines(11)}),
    ("iam.role", "Inline policies", "current", {"statements": ["x" * 10236]}, {"statements": ["x" * 10237]}),
    ("iam.policy", "Size of a managed policy", "current", {"actions": ["x" * 6136], "resources": []}, {"actions": ["x" * 6143], "resources": []}),
    ("kinesis.stream", "Writes per shard", "current", {"shards": 2, "usage": {"records": 512, "record_kb": 4 / SECONDS}}, {"shards": 2, "usage": {"records": 513, "record_kb": 4 / SECONDS}}),
    ("kinesis.stream", "Records per shard", "current", {"shards": 3, "usage": {"records": 3000}}, {"shards": 3, "usage": {"records": 3001}}),
    ("kinesis.stream", "Shards per region", "notes", {"shards": 500}, {"shards": 501}),
    ("kinesis.stream", "Shards per region", "current", {"shards": 20000}, {"shards": 20001}),
    ("kms.key", "Requests in a large region", "current", {"usage": {"requests": 100000}}, {"usage": {"requests": 100001}}),
    ("lambda.function", "Concurrency", "current", {"usage": {"requests": 2000, "duration_ms": 500 / SECONDS}}, {"usage": {"requests": 2000, "duration_ms": 501 / SECONDS}}),
    ("lambda.function", "Code written into the template", "current", {"code": "x" * 4194304}, {"code": "x" * 4194305}),
    ("mq.broker", "Storage", "current", {"usage": {"storage_gb": 200 / SECONDS}}, {"usage": {"storage_gb": 201 / SECONDS}}),
    ("rds.aurora", "Storage", "notes", {"usage": {"storage_gb": 65536 / SECONDS}}, {"usage": {"storage_gb": 65537 / SECONDS}}),
    ("rds.aurora", "Storage", "current", {"usage": {"storage_gb": 262144 / SECONDS}}, {"usage": {"storage_gb": 262145 / SECONDS}}),
    ("redshift.cluster", "Nodes per region", "current", {"nodes": 200}, {"nodes": 201}),
    ("s3.bucket", "Writes per prefix", "current", {"prefixes": 2, "usage": {"put_requests": 7000}}, {"prefixes": 2, "usage": {"put_requests": 7001}}),
    ("s3.bucket", "Reads per prefix", "notes", {"usage": {"get_requests": 5500}}, {"usage": {"get_requests": 5501}}),
    ("scheduler.schedule", "Invocations", "current", {"usage": {"invocations": 500}}, {"usage": {"invocations": 501}}),
    ("scheduler.schedule", "Input", "current", {"input": "x" * 262144}, {"input": "x" * 262145}),
    ("secretsmanager.secret", "Reads", "current", {"usage": {"requests": 10000}}, {"usage": {"requests": 10001}}),
    ("ses.identity", "New accounts", "current", {"production": False, "usage": {"emails": 6000 / SECONDS}}, {"production": False, "usage": {"emails": 6001 / SECONDS}}),
    ("sns.topic", "Message size", "notes", {"usage": {"message_kb": 256 / SECONDS}}, {"usage": {"message_kb": 257 / SECONDS}}),
    ("sns.topic", "Message size", "current", {"usage": {"message_kb": 1024 / SECONDS}}, {"usage": {"message_kb": 1025 / SECONDS}}),
    ("sns.topic", "Messages published", "current", {"usage": {"publishes": 30000}}, {"usage": {"publishes": 30001}}),
    ("sns.topic", "Messages of a FIFO topic", "current", {**FIFO, "usage": {"publishes": 3000}}, {**FIFO, "usage": {"publishes": 3001}}),
    ("sqs.queue", "FIFO throughput", "current", {**FIFO, "usage": {"messages": 300}}, {**FIFO, "usage": {"messages": 301}}),
    ("sqs.queue", "FIFO throughput", "notes", {**FIFO, "batching": True, "usage": {"messages": 3000}}, {**FIFO, "batching": True, "usage": {"messages": 3001}}),
    ("sqs.queue", "FIFO throughput in high-throughput mode", "current", {**FIFO, "high_throughput": True, "usage": {"messages": 70000}}, {**FIFO, "high_throughput": True, "usage": {"messages": 70001}}),
    ("sqs.queue", "Messages in flight", "current", {"processing_time": 60, "usage": {"messages": 2000}}, {"processing_time": 60, "usage": {"messages": 2001}}),
    ("ssm.parameter", "Reads", "current", {"usage": {"requests": 40}}, {"usage": {"requests": 41}}),
    ("stepfunctions.state_machine", "Runs started", "current", {"usage": {"executions": 300}}, {"usage": {"executions": 301}}),
    ("stepfunctions.state_machine", "State transitions", "current", {"usage": {"transitions": 5000}}, {"usage": {"transitions": 5001}}),
    ("stepfunctions.state_machine", "Runs started of Express workflows", "current", {**EXPRESS, "usage": {"executions": 6000}}, {**EXPRESS, "usage": {"executions": 6001}}),
    ("vpc.network_acl", "Lines per direction", "current", {"inbound": lines(20)}, {"inbound": lines(20), "outbound": lines(21)}),
    ("vpc.security_group", "Rules per group", "current", {"ingress": lines(60)}, {"ingress": lines(61)}),
    ("vpc.vpn", "Bandwidth per tunnel", "notes", {"usage": {"gb_out": 0.15625}}, {"usage": {"gb_out": 0.15626}}),
]  # fmt: skip


def a_month(given: dict[str, Any]) -> dict[str, Any]:
    return {
        **given,
        "usage": {name: round(value * SECONDS, 6) for name, value in given.get("usage", {}).items()},
    }


@pytest.mark.parametrize(
    ("type", "label", "edition", "at", "beyond"),
    [pytest.param(*case, id=f"{case[0]}-{case[1]}-{case[2]}") for case in CASES],
)
def test_what_is_at_a_limit_is_left_alone_and_what_is_beyond_it_reported(
    type: str, label: str, edition: Edition, at: dict[str, Any], beyond: dict[str, Any]
):
    good = drawn(component("c", type, **a_month(at)), edition=edition)
    (full,) = of(good, type, label)
    assert (full.share, full.is_broken) == (1, False) or label == "Size of a managed policy"
    assert about(good, label) == []
    bad = drawn(component("c", type, **a_month(beyond)), edition=edition)
    (finding,) = about(bad, label)
    limit = limit_of(type, label)
    assert (finding.rule, finding.severity) == (
        ("LMT-002", "warning") if limit.raisable else ("LMT-001", "error")
    )
    assert finding.components == ("c",)
    assert finding.cite == limit.cite
    assert ("It can be raised" in finding.message) == limit.raisable


CONNECTED = [
    ("elb.application", "Target groups per balancer", "c", "lambda.function", "routes_to", 100),
    ("cloudfront.distribution", "Origins per distribution", "c", "s3.bucket", "serves", 100),
    ("apigateway.rest_api", "Authorisers per API", "lambda.function", "c", "authorizes", 10),
    ("ecs.service", "Target groups per service", "elb.application", "c", "routes_to", 5),
    ("sns.topic", "Subscriptions of a FIFO topic", "c", "sqs.queue", "delivers", 100),
    ("s3.bucket", "Event notifications", "c", "sqs.queue", "notifies", 100),
    ("ec2.instance", "Security groups per interface", "c", "vpc.security_group", "uses", 5),
    ("vpc.vpc", "Peerings per VPC", "c", "vpc.vpc", "peers", 50),
    ("cloudwatch.alarm", "Actions", "c", "sns.topic", "notifies", 5),
    ("cloudwatch.composite_alarm", "Alarms of one composite", "cloudwatch.alarm", "c", "triggers", 100),
    ("autoscaling.group", "Target groups per group", "elb.application", "c", "routes_to", 50),
    ("lambda.function", "Security groups per function", "c", "vpc.security_group", "uses", 5),
]


@pytest.mark.parametrize(
    ("type", "label", "source", "target", "relation", "most"),
    [pytest.param(*case, id=f"{case[0]}-{case[1]}") for case in CONNECTED],
)
def test_connections_are_counted(type: str, label: str, source: str, target: str, relation: str, most: int):
    properties = {"fifo": True} if "FIFO" in label else {}
    own = component("c", type, **properties)
    assert about(drawn(own, *edges(most, source, target, relation)), label) == []
    (finding,) = about(drawn(own, *edges(most + 1, source, target, relation)), label)
    assert finding.components == ("c",)
    assert f": {most + 1}" in finding.message


def test_what_a_target_stands_for_is_counted_with_it():
    targets = [
        component("i", "ec2.instance", count=100),
        component("g", "autoscaling.group", desired=400),
        component("s", "ecs.service", desired_count=499),
        component("f", "lambda.function"),
    ]
    wires = [Connection(f"e{t.id}", "l", t.id, "routes_to") for t in targets]
    (found,) = of(
        drawn(component("l", "elb.application"), *targets, *wires), "elb.application", "Targets per balancer"
    )
    assert (found.used, found.most, found.share) == (1000, 1000, 1)


def counting() -> list[Any]:
    """Each limit on how many of a type there may be, in both editions where there are not too many to draw."""
    found = []
    for kind in CATALOGUE.types.values():
        for limit in kind.limits:
            for edition in EDITIONS if limit.measure == "1" and not limit.rule else ():
                most = most_of(kind, limit, edition)
                if most is not None and most <= 300:
                    found.append(
                        pytest.param(
                            kind.id, limit, edition, int(most), id=f"{kind.id}-{limit.label}-{edition}"
                        )
                    )
    return found


def several(type: str, limit: Limit, count: int, edition: Edition) -> Design:
    """So many components of a type in one place, each as the limit's condition asks for."""
    asked = dict(re.findall(r"(\w+) == '(\w+)'", limit.when))
    if limit.when == "fifo":
        asked = {"fifo": True}
    around: list[Record] = []
    parent = None
    if limit.scope in ("vpc", "az"):
        around, parent = [component("v", "vpc.vpc")], "v"
    if limit.scope == "az":
        around, parent = [*around, component("z", "vpc.az", "v", zone="a")], "z"
    return drawn(
        *around, *(component(f"c{n:03}", type, parent, **asked) for n in range(count)), edition=edition
    )


@pytest.mark.parametrize(("type", "limit", "edition", "most"), counting())
def test_how_many_there_may_be_in_a_place_is_counted_and_reported_once(
    type: str, limit: Limit, edition: Edition, most: int
):
    assert about(several(type, limit, most, edition), limit.label) == []
    (finding,) = about(several(type, limit, most + 1, edition), limit.label)
    assert finding.components == ("c000",)
    assert finding.severity == ("warning" if limit.raisable else "error")


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_property_beyond_its_bound_is_reported_by_its_own_rule_only(edition: Edition):
    for kind in CATALOGUE.types.values():
        for limit in kind.limits:
            known = kind.properties.get(limit.measure)
            bound = None if known is None else known.bound("max", edition)
            if bound is None or limit.scope != "component":
                continue
            design = drawn(component("c", kind.id, **{limit.measure: int(bound) + 1}), edition=edition)
            said = [f for f in found(design, (LIMIT, QUOTA, VALUE)) if f.rule != "PRP-001"]
            assert [f for f in said if f": {limit.label}: " in f.message] == []
            assert any(f.rule == "PRP-001" for f in found(design, (VALUE,))), (kind.id, limit.label)


# Where the examples of the rule that tells of a limit are about something else.
TOLD: dict[tuple[str, str], tuple[Record, ...]] = {
    ("autoscaling.group", "User data"): (component("c", "autoscaling.group", user_data="x" * 16385),),
    ("ec2.instance", "Roles per instance"): (
        component("c", "ec2.instance"),
        *edges(2, "c", "iam.role", "uses"),
    ),
    ("ec2.volume", "st1 and sc1"): (component("c", "ec2.volume", volume_type="st1", size=16385),),
}


def told() -> list[Any]:
    return [
        pytest.param(kind.id, limit, id=f"{kind.id}-{limit.label}")
        for kind in CATALOGUE.types.values()
        for limit in kind.limits
        if limit.rule
    ]


@pytest.mark.parametrize(("type", "limit"), told())
def test_a_rule_that_tells_of_a_limit_finds_it_broken_and_nothing_says_it_twice(type: str, limit: Limit):
    rule = next(r for r in CATALOGUE.rules if r.id == limit.rule)
    own = TOLD.get((type, limit.label))
    designs = [e.design for e in read_examples(rule, CATALOGUE) if e.result == "fails"]
    broken = []
    for design in designs if own is None else [drawn(*own)]:
        far = [h for h in of(design, type, limit.label) if h.is_broken]
        said = {f.rule for f in check_design(design, CATALOGUE)} if far else set()
        assert not far or limit.rule in said
        assert about(design, limit.label) == []
        broken += far
    assert broken, f"no failing example of {rule.id} breaks it"
    assert {h.told_by for h in broken} == {rule.id}


def test_what_only_a_template_knows_is_not_measured():
    table = component("t", "dynamodb.table", billing_mode="provisioned")
    kept = {
        "resource": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {"ProvisionedThroughput": {"Ref": "Sizes"}},
        }
    }
    imported = replace(table, extra={"cloudformation": kept})
    label = "Read capacity per region"
    assert [h.used for h in of(drawn(table), "dynamodb.table", label)] == [5]
    assert of(drawn(imported), "dynamodb.table", label) == []


def test_a_subnet_has_as_many_addresses_as_its_block_less_five():
    def subnet(machines: int, cidr: str = "10.0.0.0/28") -> Design:
        wide = component("l", "elb.application", spans=("s",))
        return drawn(
            component("s", "vpc.subnet", cidr=cidr), wide, component("m", "ec2.instance", "s", count=machines)
        )

    assert about(subnet(10), "Addresses in use") == []
    (finding,) = about(subnet(11), "Addresses in use")
    assert finding.components == ("s",)
    assert finding.message.startswith("s: Addresses in use: 109.09% of the addresses; the limit is 100%")
    assert of(subnet(11, ""), "vpc.subnet", "Addresses in use") == []


def test_a_group_drawn_round_an_instance_counts_with_those_it_uses():
    own = [component("g", "vpc.security_group"), component("c", "ec2.instance", "g")]
    label = "Security groups per interface"
    assert about(drawn(*own, *edges(4, "c", "vpc.security_group", "uses")), label) == []
    (finding,) = about(drawn(*own, *edges(5, "c", "vpc.security_group", "uses")), label)
    assert finding.components == ("c",)


def test_usage_that_nobody_entered_is_no_finding():
    many = [component(f"f{n}", "lambda.function") for n in range(2000)]
    design = drawn(*many)
    (assumed,) = of(design, "lambda.function", "Concurrency", "large")
    assert (assumed.assumed, assumed.is_broken) == (True, True)
    assert about(design, "Concurrency") == []


def test_an_average_says_so_and_the_other_edition_is_told():
    function = component("f", "lambda.function", usage={"requests": 10**10, "duration_ms": 1000})
    (finding,) = about(drawn(function), "Concurrency")
    assert finding.message == (
        "us-east-1: Concurrency: 3,805.18 runs at once; the limit is 1,000 runs at once. "
        "That is the average of a month, and peaks are higher. It can be raised: ask AWS before you deploy."
    )
    assert finding.differs == "The notes of 2019 say: 1,000 per account, can be raised."
    tables = several("dynamodb.table", limit_of("dynamodb.table", "Tables per region"), 257, "notes")
    (finding,) = about(tables, "Tables per region")
    assert finding.differs == "Today it is: 2,500, can be raised (March 2022)."


def test_a_whole_check_reports_it_too_and_a_waiver_would_name_it():
    design = several(
        "vpc.internet_gateway", limit_of("vpc.internet_gateway", "Gateways per region"), 6, "current"
    )
    (finding,) = [f for f in check_design(design, CATALOGUE) if f.rule == "LMT-002"]
    assert finding.key == ("LMT-002", ("c000",))
    assert finding.message.startswith("us-east-1: Gateways per region: 6; the limit is 5.")
