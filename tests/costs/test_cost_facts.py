"""What the study notes say about costs, fact by fact in their order, in today's list prices of us-east-1.

The arithmetic is written out: hours of a month, times what is provisioned, times the price.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import LineItem, estimate
from archdesk.model.records import Component, Connection
from tests.costs.designs import component, design

CATALOGUE, BOOKS = load_catalogue(), load_books()
HOURS = 730


def lines(*records: Component | Connection, free_tier: bool = False) -> dict[str, LineItem]:
    """The line items of the component called ``it``, by label."""
    result = estimate(design(*records), CATALOGUE, BOOKS, "us-east-1", free_tier=free_tier)
    return {i.label: i for i in result.items if i.component == "it"}


def it(type: str, **properties: Any) -> Component:
    return component("it", type, **properties)


def cost(of: Component, label: str, *others: Component | Connection, free_tier: bool = False) -> Decimal:
    """USD a month of one line."""
    item = lines(of, *others, free_tier=free_tier)[label]
    assert item.state == "priced", item
    assert item.amount is not None
    return item.amount


def free(of: Component, label: str, *others: Component | Connection) -> str:
    """Why a line is free."""
    item = lines(of, *others)[label]
    assert (item.state, item.amount) == ("free", 0)
    return item.reason


def test_an_auto_scaling_group_is_free_and_its_instances_are_paid():  # asg
    group = it("autoscaling.group", instance_type="m5.large", min=2, desired=3, max=6)
    assert "instances" in free(group, "Auto Scaling group")
    assert cost(group, "Instance hours") == 3 * HOURS * Decimal("0.096")


def test_beanstalk_is_free_and_what_it_uses_is_paid():  # beanstalk
    environment = it("beanstalk.environment", instance_type="t3.small", min=2, usage={"lcu": 1})
    assert "costs nothing" in free(environment, "Environment")
    assert cost(environment, "Instance hours") == 2 * HOURS * Decimal("0.0208")
    assert cost(environment, "Root volumes") == 2 * 8 * Decimal("0.08")
    assert cost(environment, "Load balancer hours") == HOURS * Decimal("0.0225")
    assert cost(environment, "Capacity units") == HOURS * Decimal("0.008")


def test_a_stack_is_free_for_the_types_of_aws_and_says_where_its_costs_show():  # cfn
    stack = it("cloudformation.stack")
    reason = free(stack, "Stack")
    assert "what they make does" in reason
    assert "bears the name of the stack as a tag" in reason, "costs can be told apart by stack"


def test_what_is_deleted_over_night_saves_fifteen_hours_of_twenty_four():  # cfn
    # Down from 17:00 to 08:00: 15 of 24 hours. A task that runs 9 hours a day instead of 24:
    all_day = it("ecs.task", launch_type="FARGATE", cpu=1024, memory=2048, usage={"task_hours": 24 * 20})
    by_day = it("ecs.task", launch_type="FARGATE", cpu=1024, memory=2048, usage={"task_hours": 9 * 20})
    for label in ("Fargate CPU", "Fargate memory"):
        assert 1 - cost(by_day, label) / cost(all_day, label) == Decimal(15) / 24


def test_a_volume_is_billed_by_provisioned_size_iops_and_throughput():  # ebs
    assert cost(it("ec2.volume", volume_type="gp3", size=500), "Storage") == 500 * Decimal("0.08")
    assert cost(it("ec2.volume", volume_type="gp2", size=500), "Storage") == 500 * Decimal("0.10")
    io1 = it("ec2.volume", volume_type="io1", size=500, iops=2000)
    assert cost(io1, "Storage") + cost(io1, "Provisioned IOPS") == 500 * Decimal("0.125") + 2000 * Decimal(
        "0.065"
    )
    gp3 = it("ec2.volume", volume_type="gp3", size=500, iops=5000, throughput=637)
    assert cost(gp3, "IOPS beyond 3000") == (5000 - 3000) * Decimal("0.005")
    assert cost(gp3, "Throughput beyond 125 MiB/s") == (637 - 125) * Decimal("0.04")


def test_many_iops_of_an_io2_volume_are_cheaper_by_the_volume():  # ebs
    volume = it("ec2.volume", volume_type="io2", size=1000, iops=40_000)
    assert cost(volume, "Provisioned IOPS") == 32_000 * Decimal("0.065") + 8_000 * Decimal("0.0455")
    other = component("other", "ec2.volume", volume_type="io2", size=1000, iops=32_000)
    assert cost(volume, "Provisioned IOPS", other) == 32_000 * Decimal("0.065") + 8_000 * Decimal("0.0455")


def test_the_root_volume_of_an_instance_is_paid_too():  # ebs
    assert cost(it("ec2.instance", volume_size=50, count=2), "Root volume") == 2 * 50 * Decimal("0.08")
    assert "part of the price" in free(it("ec2.instance", root_device="instance-store"), "Root volume")


def test_a_snapshot_is_billed_for_the_blocks_it_holds():  # ebs
    assert cost(it("ec2.snapshot", usage={"gb_stored": 40}), "Stored blocks") == 40 * Decimal("0.05")


@pytest.mark.parametrize(
    ("instance_class", "rds", "aurora"),
    [("db.r6g.large", "0.215", "0.26"), ("db.t4g.medium", "0.065", "0.073"), ("db.r5.large", "0.24", "0.29")],
)
def test_aurora_costs_about_a_fifth_more_than_rds(instance_class: str, rds: str, aurora: str):  # rds
    mysql = cost(it("rds.instance", engine="mysql", instance_class=instance_class), "Instance hours")
    cluster = cost(it("rds.aurora", engine="aurora-mysql", instance_class=instance_class), "Instance hours")
    assert (mysql, cluster) == (HOURS * Decimal(rds), HOURS * Decimal(aurora))
    assert Decimal("1.1") < cluster / mysql < Decimal("1.25")


def test_aurora_is_billed_by_storage_and_io_or_by_dearer_storage_alone():  # rds
    usage = {"storage_gb": 100, "io_requests": 50_000_000}
    standard = it("rds.aurora", instance_class="db.r6g.large", replicas=1, usage=usage)
    assert cost(standard, "Instance hours") == 2 * HOURS * Decimal("0.26")
    assert cost(standard, "Storage") == 100 * Decimal("0.10")
    assert cost(standard, "I/O requests") == 50_000_000 * Decimal("0.0000002")
    optimized = it("rds.aurora", instance_class="db.r6g.large", storage_mode="io_optimized", usage=usage)
    assert cost(optimized, "Storage") == 100 * Decimal("0.225")
    assert "I/O requests" not in lines(optimized)


def test_aurora_serverless_is_billed_by_capacity_units_between_its_bounds():  # databases
    cluster = it("rds.aurora", serverless=True, min_capacity=1, max_capacity=8, usage={"average_capacity": 3})
    assert cost(cluster, "Serverless capacity") == 3 * HOURS * Decimal("0.12")
    beyond = it("rds.aurora", serverless=True, min_capacity=1, max_capacity=8, usage={"average_capacity": 20})
    assert cost(beyond, "Serverless capacity") == 8 * HOURS * Decimal("0.12")


def test_the_first_five_users_of_codecommit_are_free():  # codecommit
    assert cost(it("codecommit.repository", usage={"users": 5}), "Active users") == 0
    assert cost(it("codecommit.repository", usage={"users": 8}), "Active users") == 3 * Decimal(1)


def test_codebuild_is_paid_by_the_minute_of_building():  # codebuild
    small = it("codebuild.project", compute_type="general1.small", usage={"build_minutes": 400})
    assert cost(small, "Build minutes") == 400 * Decimal("0.005")
    assert cost(small, "Build minutes", free_tier=True) == (400 - 100) * Decimal("0.005")
    assert cost(it("codebuild.project", usage={"build_minutes": 0}), "Build minutes") == 0


@pytest.mark.parametrize("policy", ["AllAtOnce", "Rolling"])
def test_deployments_in_place_add_nothing(policy: str):  # beanstalk-deployment
    environment = it("beanstalk.environment", deployment_policy=policy, instance_type="t3.micro", min=4)
    assert cost(environment, "Instance hours") == 4 * HOURS * Decimal("0.0104")


def test_deployments_with_further_servers_say_that_they_cost_more():  # beanstalk-deployment
    for policy in ("RollingWithAdditionalBatch", "Immutable"):
        reason = free(it("beanstalk.environment", deployment_policy=policy), "Environment")
        assert "immutable deployment doubles the servers" in reason
        assert "additional batch adds its own" in reason


def test_detailed_monitoring_is_billed_as_custom_metrics_and_ten_are_free():  # cw-metrics
    watched = it("ec2.instance", monitoring=True, count=2)
    assert cost(watched, "Detailed monitoring") == 2 * 7 * Decimal("0.30")
    assert cost(watched, "Detailed monitoring", free_tier=True) == (2 * 7 - 10) * Decimal("0.30")
    assert cost(it("ec2.instance", memory_metric=True), "Memory metric") == Decimal("0.30")


def test_high_resolution_metrics_cost_the_same_and_need_more_calls():  # cw-metrics
    coarse = it("cloudwatch.metric", custom=True, usage={"series": 20, "puts": 43_200})
    fine = it(
        "cloudwatch.metric", custom=True, storage_resolution=1, usage={"series": 20, "puts": 43_200 * 60}
    )
    assert cost(coarse, "Metrics of your own") == cost(fine, "Metrics of your own") == 20 * Decimal("0.30")
    assert cost(coarse, "Calls of PutMetricData") == 43_200 * Decimal("0.00001")
    assert cost(fine, "Calls of PutMetricData") == 60 * 43_200 * Decimal("0.00001")
    assert cost(it("cloudwatch.alarm", period=60), "Alarm") == Decimal("0.10")
    assert cost(it("cloudwatch.alarm", period=10), "High-resolution alarm") == Decimal("0.30")


def test_a_stream_is_billed_by_the_provisioned_shard_or_by_the_gigabyte():  # kinesis
    stream = it("kinesis.stream", shards=3, usage={"records": 10_000_000, "record_kb": 5})
    assert cost(stream, "Shard hours") == 3 * HOURS * Decimal("0.015")
    assert cost(stream, "PUT payload units") == 10_000_000 * 1 * Decimal("0.000000014")
    demand = it(
        "kinesis.stream", capacity_mode="ON_DEMAND", usage={"records": 1_048_576 * 10, "record_kb": 10}
    )
    assert cost(demand, "Stream hours") == HOURS * Decimal("0.04")
    assert cost(demand, "Data written") == 100 * Decimal("0.08")


def test_records_put_together_need_fewer_payload_units():  # kinesis
    # 25 records of 1 KB are 25 units, but one of 25 KB is one.
    alone = it("kinesis.stream", usage={"records": 25_000_000, "record_kb": 1})
    together = it("kinesis.stream", usage={"records": 1_000_000, "record_kb": 25})
    assert cost(alone, "PUT payload units") == 25 * cost(together, "PUT payload units")
    assert cost(it("kinesis.stream", usage={"records": 1_000_000, "record_kb": 26}), "PUT payload units") == (
        1_000_000 * 2 * Decimal("0.000000014")
    )


def test_analytics_is_billed_by_the_processing_unit():  # kinesis-analytics
    flink = it("kinesis.analytics", runtime="FLINK-1_20", kpus=2)
    assert cost(flink, "Processing") == (2 + 1) * HOURS * Decimal("0.11")
    assert cost(flink, "Running storage") == 2 * 50 * Decimal("0.10")


def test_firehose_is_billed_by_volume_in_steps_of_five_kilobytes():  # firehose
    usage = {"records": 1_048_576 * 2, "record_kb": 3}
    stream = it("firehose.delivery_stream", format_conversion=True, usage=usage)
    assert cost(stream, "Data taken in") == 2 * 5 * Decimal("0.029")
    assert cost(stream, "Format conversion") == 2 * 5 * Decimal("0.018")


def test_a_functions_free_tier_is_a_million_requests_and_400000_gigabyte_seconds():  # lambda
    usage = {"requests": 3_000_000, "duration_ms": 400}
    function = it("lambda.function", memory=512, usage=usage)
    compute = 3_000_000 * Decimal("0.4") * Decimal("0.5")  # 600,000 GB-s
    assert cost(function, "Requests", free_tier=True) == (3_000_000 - 1_000_000) * Decimal("0.0000002")
    assert cost(function, "Compute", free_tier=True) == (compute - 400_000) * Decimal("0.0000166667")


def test_a_function_is_billed_by_request_and_by_compute_time():  # lambda
    usage = {"requests": 3_000_000, "duration_ms": 400}
    function = it("lambda.function", memory=512, usage=usage)
    assert cost(function, "Requests") == 3_000_000 * Decimal("0.0000002")
    assert cost(function, "Compute") == 600_000 * Decimal("0.0000166667")
    arm = it("lambda.function", memory=512, architecture="arm64", usage=usage)
    assert cost(arm, "Compute") == 600_000 * Decimal("0.0000133334")


def test_what_a_function_logs_is_paid_where_it_is_entered_and_no_group_is_drawn():  # cw-logs
    assert "Logs taken in" not in lines(it("lambda.function"))
    talkative = it("lambda.function", usage={"log_gb": 12})
    assert cost(talkative, "Logs taken in") == 12 * Decimal("0.5")
    group, edge = component("group", "logs.log_group"), Connection("c", "it", "group", "logs_to")
    assert "Logs taken in" not in lines(talkative, group, edge)


def test_runs_kept_warm_are_paid_whether_they_run_or_not():  # lambda-concurrency
    usage = {"requests": 3_000_000, "duration_ms": 400}
    function = it("lambda.function", memory=512, provisioned_concurrency=10, usage=usage)
    assert cost(function, "Provisioned concurrency") == 10 * Decimal("0.5") * HOURS * 3600 * Decimal(
        "0.0000041667"
    )
    assert cost(function, "Compute") == 600_000 * Decimal("0.0000097222")
    assert cost(function, "Compute", free_tier=True) == 600_000 * Decimal("0.0000097222"), (
        "no free tier for these"
    )


def test_temporary_storage_beyond_512_megabytes_is_paid():  # lambda
    usage = {"requests": 1_000_000, "duration_ms": 1000}
    function = it("lambda.function", ephemeral_storage=2560, usage=usage)
    assert cost(function, "Ephemeral storage beyond 512 MB") == 1_000_000 * 2 * Decimal("0.0000000309")


@pytest.mark.parametrize(
    ("capacity", "label", "price"),
    [("read_capacity", "Read capacity", "0.00013"), ("write_capacity", "Write capacity", "0.00065")],
)
def test_capacity_units_are_billed_by_the_hour(capacity: str, label: str, price: str):  # ddb-throughput
    # The notes give $0.00013 and $0.00065 and leave the hour out.
    table = it("dynamodb.table", billing_mode="provisioned", **{capacity: 100})
    assert cost(table, label) == 100 * HOURS * Decimal(price)
    # Every account has 25 units of each for nothing, for ever.
    assert cost(table, label, free_tier=True) == (100 - 25) * HOURS * Decimal(price)


def test_an_index_has_capacity_of_its_own():  # ddb-indexes
    table = it(
        "dynamodb.table",
        billing_mode="provisioned",
        gsi_partition_key="email",
        gsi_read_capacity=10,
        gsi_write_capacity=4,
        further_indexes=["by-status: status S", "by-day: day S"],
    )
    assert cost(table, "Read capacity of the index") == 10 * HOURS * Decimal("0.00013")
    assert cost(table, "Write capacity of further indexes") == 2 * 4 * HOURS * Decimal("0.00065")


def test_a_scan_pays_for_all_it_reads_whatever_it_returns():  # ddb-apis
    # A scan of 4 GB reads 4 GB / 4 KB units, half of that eventually consistent; a filter or projection saves nothing.
    units = 4 * 1024 * 1024 // 4 // 2
    table = it("dynamodb.table", access_pattern="scan", usage={"reads": units, "writes": 0, "storage_gb": 4})
    assert cost(table, "Reads") == units * Decimal("0.000000125")
    doc = CATALOGUE.types["dynamodb.table"].properties["access_pattern"].doc
    assert "A scan reads the whole table and pays for it." in doc


def test_a_key_that_aws_manages_is_free_and_its_calls_count():  # kms
    key = it("kms.key", key_type="aws managed", usage={"requests": 50_000})
    assert "costs nothing" in free(key, "Key")
    assert cost(key, "Requests") == 5 * Decimal("0.03")


@pytest.mark.parametrize("key_type", ["customer managed", "customer imported"])
def test_a_key_of_your_own_costs_a_dollar(key_type: str):  # kms
    assert cost(it("kms.key", key_type=key_type), "Key") == 1


def test_the_first_rotations_of_a_key_add_a_dollar_each():  # kms
    assert "first two rotations" in lines(it("kms.key", rotation=True))["Key"].reason
    assert "rotations" not in lines(it("kms.key", rotation=False))["Key"].reason


def test_calls_of_keys_cost_three_cents_for_ten_thousand_beyond_twenty_thousand():  # kms
    key = it("kms.key", usage={"requests": 100_000})
    assert cost(key, "Requests") == 10 * Decimal("0.03")
    assert cost(key, "Requests", free_tier=True) == 8 * Decimal("0.03")


def test_the_shorter_data_keys_are_reused_the_more_calls_a_queue_makes():  # sqs-security
    producers = [component(f"p{n}", "lambda.function") for n in range(3)]
    reader = component("reader", "ec2.instance")
    edges = [Connection(f"c{n}", f"p{n}", "it", "sends") for n in range(3)]
    edges.append(Connection("r", "reader", "it", "reads"))
    for seconds in (60, 300, 3600):
        queue = it("sqs.queue", encryption="SSE-KMS", data_key_reuse=seconds)
        calls = Decimal(HOURS * 3600) / seconds * (2 * 3 + 1)
        found = cost(queue, "Key requests", *producers, reader, *edges)
        assert round(found, 6) == round(calls * Decimal("0.03") / 10_000, 6)


def test_the_first_million_requests_of_queues_are_free():  # sqs
    queue = it("sqs.queue", usage={"messages": 1_000_000, "message_kb": 1})
    assert cost(queue, "Requests") == 3_000_000 * Decimal("0.0000004")
    assert cost(queue, "Requests", free_tier=True) == (3_000_000 - 1_000_000) * Decimal("0.0000004")
    fifo = it("sqs.queue", fifo=True, usage={"messages": 1_000_000, "message_kb": 1})
    assert cost(fifo, "Requests") == 3_000_000 * Decimal("0.0000005")
    large = it("sqs.queue", usage={"messages": 1_000_000, "message_kb": 200})
    assert cost(large, "Requests") == 4 * 3_000_000 * Decimal("0.0000004"), "64 KB are a request"
    assert "long polling" in lines(queue)["Requests"].reason


def test_standard_parameters_are_free_and_advanced_ones_are_not():  # ssm
    assert "cost nothing" in free(it("ssm.parameter"), "Standard parameter")
    advanced = it("ssm.parameter", tier="Advanced", usage={"requests": 20_000})
    assert round(cost(advanced, "Advanced parameter"), 2) == Decimal("0.05")
    assert cost(advanced, "Requests") == 2 * Decimal("0.05")
    large = it("ssm.parameter", tier="Intelligent-Tiering", value_size=5000)
    assert "Advanced parameter" in lines(large)


def test_authorisation_by_iam_adds_nothing_and_by_a_function_its_runs():  # apigw-security
    assert "IAM costs nothing" in free(it("apigateway.rest_api", authorization="AWS_IAM"), "Authorisation")
    authorizer = component("auth", "lambda.function")
    edge = Connection("c", "auth", "it", "authorizes")
    reason = free(it("apigateway.rest_api"), "Authorisation", authorizer, edge)
    assert "billed as a function, for each call that its cache does not answer" in reason


@pytest.mark.parametrize(
    ("size", "price"),
    [
        ("0.5", "0.02"), ("1.6", "0.038"), ("6.1", "0.2"), ("13.5", "0.25"), ("28.4", "0.5"), ("58.2", "1"),
        ("118", "1.9"), ("237", "3.8"),
    ],
)  # fmt: skip
def test_a_response_cache_is_billed_by_the_hour_and_by_size(size: str, price: str):  # apigw-caching
    assert cost(it("apigateway.rest_api", cache=True, cache_size=size), "Response cache") == HOURS * Decimal(
        price
    )


def test_dax_is_billed_by_the_node_hour():  # ddb-dax
    assert cost(it("dax.cluster", node_type="dax.t3.small", nodes=3), "Node hours") == 3 * HOURS * Decimal(
        "0.04"
    )


def test_every_version_of_an_object_is_billed_whole():  # s3-versioning
    assert "every version of an object counts whole" in CATALOGUE.types["s3.bucket"].usage["storage_gb"].doc
    bucket = it("s3.bucket", versioning=True, usage={"storage_gb": 3 * 100})
    assert cost(bucket, "Storage") == 300 * Decimal("0.023")


def test_cors_is_no_matter_of_billing():  # s3-cors
    usage = {"storage_gb": 1, "put_requests": 0, "get_requests": 0}
    with_cors = it("s3.bucket", cors_origins=["https://example.com"], usage=usage)
    without = it("s3.bucket", usage=usage)
    assert {k: i.amount for k, i in lines(with_cors).items()} == {
        k: i.amount for k, i in lines(without).items()
    }


def test_a_public_address_costs_half_a_cent_an_hour_in_use_or_idle():  # elastic-ips
    web = component("web", "ec2.instance")
    used = cost(it("ec2.elastic_ip"), "Public IPv4 address", web, Connection("c", "it", "web", "attached_to"))
    assert used == cost(it("ec2.elastic_ip"), "Idle public IPv4 address") == HOURS * Decimal("0.005")


def test_an_elastic_address_takes_the_place_of_one_other():  # elastic-ips
    eip, edge = component("eip", "ec2.elastic_ip"), Connection("edge", "eip", "it", "attached_to")
    servers = it("ec2.instance", public_ip=True, count=3)
    assert cost(servers, "Public IPv4 address", eip, edge) == 2 * HOURS * Decimal("0.005")
    # A load balancer with elastic addresses stands in their subnets only.
    assert "Public IPv4 addresses" not in lines(it("elb.network"), eip, edge)


def test_the_ways_to_buy_capacity_of_a_cluster_are_named():  # ecs
    reason = free(it("ecs.cluster"), "Cluster")
    assert "on demand, reserved, Spot or with a Savings Plan" in reason


def test_fargate_is_billed_by_cpu_and_memory_of_every_task():  # ecs
    service = it("ecs.service", launch_type="FARGATE", desired_count=3, cpu=512, memory=1024)
    assert cost(service, "Fargate CPU") == 3 * HOURS * Decimal("0.5") * Decimal("0.04048")
    assert cost(service, "Fargate memory") == 3 * HOURS * 1 * Decimal("0.004445")
    arm = it(
        "ecs.service", launch_type="FARGATE", desired_count=3, cpu=512, memory=1024, architecture="arm64"
    )
    assert cost(arm, "Fargate CPU") == 3 * HOURS * Decimal("0.5") * Decimal("0.03238")


def test_a_task_definition_of_a_service_is_paid_once_with_its_own_size():  # ecs
    task = component("task", "ecs.task", launch_type="FARGATE", cpu=2048, memory=4096)
    service = it("ecs.service", launch_type="FARGATE", desired_count=2, cpu=256, memory=512)
    result = estimate(
        design(task, service, Connection("c", "it", "task", "uses")), CATALOGUE, BOOKS, "us-east-1"
    )
    assert {i.label: i.amount for i in result.items if i.component == "it"} == {
        "Fargate CPU": 2 * HOURS * 2 * Decimal("0.04048"),
        "Fargate memory": 2 * HOURS * 4 * Decimal("0.004445"),
    }
    assert {i.state for i in result.items if i.component == "task"} == {"free"}


def test_tasks_on_instances_are_paid_where_the_instances_are_drawn():  # ecs
    cluster, service = component("cluster", "ecs.cluster"), component("it", "ecs.service", "cluster")
    hosts = component("hosts", "autoscaling.group", instance_type="t3.medium", min=2, desired=2, max=4)
    result = estimate(
        design(cluster, service, hosts, Connection("c", "hosts", "cluster", "member_of")), CATALOGUE, BOOKS
    )
    paid = {(i.component, i.label): i.amount for i in result.items if i.state == "priced"}
    assert paid == {
        ("hosts", "Instance hours"): 2 * HOURS * Decimal("0.0416"),
        ("hosts", "Root volumes"): 2 * 30 * Decimal("0.08"),  # the image of ECS needs 30 GiB
    }


def test_a_pipeline_is_billed_by_the_month_or_by_the_minute():  # cicd
    assert cost(it("codepipeline.pipeline", pipeline_type="V1"), "Active pipeline") == 1
    v2 = it("codepipeline.pipeline", pipeline_type="V2", usage={"action_minutes": 600})
    assert cost(v2, "Action minutes") == 600 * Decimal("0.002")
    assert cost(v2, "Action minutes", free_tier=True) == (600 - 100) * Decimal("0.002")


def test_a_lower_sampling_rate_costs_less_and_100000_traces_are_free():  # xray
    traces = it("xray.tracing", usage={"traces": 1_100_000, "traces_read": 0})
    assert cost(traces, "Traces recorded") == Decimal("1.1") * 5
    assert cost(traces, "Traces recorded", free_tier=True) == 5
    assert "lower sampling rate" in lines(traces)["Traces recorded"].reason


def test_a_topic_is_billed_by_request_and_messages_to_people_apart():  # sns
    topic = it("sns.topic", usage={"publishes": 2_000_000, "message_kb": 1, "notices": 10_000})
    assert cost(topic, "Publish requests") == 2 * Decimal("0.5")
    assert cost(topic, "Publish requests", free_tier=True) == Decimal("0.5")
    mail, edge = component("m", "external.mailbox"), Connection("c", "it", "m", "delivers")
    assert cost(topic, "E-mails", mail, edge) == 10_000 * Decimal("0.00002")
    assert cost(topic, "E-mails", mail, edge, free_tier=True) == 9_000 * Decimal("0.00002")


def test_a_standby_doubles_the_database():  # rds
    single = it("rds.instance", engine="postgres", instance_class="db.m5.large", allocated_storage=100)
    double = it(
        "rds.instance", engine="postgres", instance_class="db.m5.large", allocated_storage=100, multi_az=True
    )
    assert cost(single, "Instance hours") == HOURS * Decimal("0.178")
    assert cost(double, "Instance hours") == HOURS * Decimal("0.356")
    assert cost(double, "Storage") == 2 * cost(single, "Storage") == 2 * 100 * Decimal("0.115")


def test_a_read_replica_is_billed_as_a_database_of_its_own():  # rds
    main = component("main", "rds.instance", engine="mysql", instance_class="db.m5.large")
    replica = it("rds.instance", engine="mysql", instance_class="db.m5.large", allocated_storage=50)
    edge = Connection("c", "main", "it", "replicates_to")
    assert cost(replica, "Instance hours", main, edge) == HOURS * Decimal("0.171")
    assert cost(replica, "Storage", main, edge) == 50 * Decimal("0.115")


def test_backups_are_free_up_to_the_size_of_the_database():  # rds
    assert "up to the size" in free(it("rds.instance"), "Backups")
    assert "Backups beyond its size" not in lines(it("rds.instance"))
    more = it("rds.instance", usage={"extra_backup_gb": 30})
    assert cost(more, "Backups beyond its size") == 30 * Decimal("0.095")


def test_a_nat_gateway_is_billed_by_the_hour_and_by_the_gigabyte():  # vpc
    nat = it("vpc.nat_gateway", usage={"gb_processed": 200, "gb_out": 0})
    assert cost(nat, "Gateway hours") == HOURS * Decimal("0.045")
    assert cost(nat, "Data processed") == 200 * Decimal("0.045")


def test_gateway_endpoints_are_free_and_interface_endpoints_are_paid_in_each_zone():  # s3-security
    assert "cost nothing" in free(it("vpc.endpoint", service="s3", kind="gateway"), "Gateway endpoint")
    subnets = [component(id, "vpc.subnet") for id in "abc"]
    endpoint = it(
        "vpc.endpoint", service="sqs", kind="interface", spans=("a", "b", "c"), usage={"gb_processed": 500}
    )
    assert cost(endpoint, "Endpoint hours", *subnets) == 3 * HOURS * Decimal("0.01")
    assert cost(endpoint, "Data processed", *subnets) == 500 * Decimal("0.01")


def test_what_is_serverless_costs_nothing_while_nobody_uses_it():  # serverless
    for type in ("lambda.function", "dynamodb.table", "sqs.queue", "apigateway.rest_api"):
        nothing = dict.fromkeys(CATALOGUE.types[type].usage, 0)
        assert sum(i.amount or 0 for i in lines(it(type, usage=nothing)).values()) == 0


# -- what is billed beside, line by line ----------------------------------------------------------------


def test_a_bucket_pays_for_moves_retrieval_and_acceleration():  # s3-buckets
    usage = {"moved_objects": 200_000, "ia_read_gb": 40, "archive_read_gb": 30, "accelerated_gb": 50}
    bucket = it("s3.bucket", transition_days=30, archive_days=90, transfer_acceleration=True, usage=usage)
    assert cost(bucket, "Moves to infrequent access") == 200_000 * Decimal("0.00001")
    assert cost(bucket, "Moves to Glacier") == 200_000 * Decimal("0.00003")
    assert cost(bucket, "Data read from infrequent access") == 40 * Decimal("0.01")
    assert cost(bucket, "Data read back from Glacier") == 30 * Decimal("0.01")
    assert cost(bucket, "Transfer acceleration") == 50 * Decimal("0.04")


def test_a_bucket_that_is_encrypted_by_kms_pays_for_the_calls_of_the_key():  # kms
    bucket = it("s3.bucket", encryption="SSE-KMS", usage={"put_requests": 30_000, "get_requests": 170_000})
    assert cost(bucket, "Key requests") == 200_000 * Decimal("0.000003")
    key, edge = component("key", "kms.key"), Connection("c", "key", "it", "encrypts")
    assert "Key requests" not in lines(bucket, key, edge), "the drawn key counts them"


def test_a_file_system_is_billed_by_class_and_by_what_is_read():
    usage = {"storage_gb": 100, "ia_storage_gb": 400, "read_gb": 50, "write_gb": 20, "ia_read_gb": 10}
    elastic = it("efs.file_system", ia_days=30, usage=usage)
    assert cost(elastic, "Storage") == 100 * Decimal("0.30")
    assert cost(elastic, "Storage in infrequent access") == 400 * Decimal("0.016")
    assert cost(elastic, "Data read") == 50 * Decimal("0.03")
    assert cost(elastic, "Data written") == 20 * Decimal("0.06")
    assert cost(elastic, "Data read from infrequent access") == 10 * Decimal("0.01")
    fixed = it(
        "efs.file_system", ia_days=30, throughput_mode="provisioned", provisioned_throughput=25, usage=usage
    )
    assert cost(fixed, "Storage in infrequent access") == 400 * Decimal("0.025")
    assert cost(fixed, "Provisioned throughput") == (25 - 100 / Decimal(20)) * 6


@pytest.mark.parametrize(
    ("policy", "label", "price"),
    [
        ("simple", "Queries", "0.4"), ("weighted", "Queries", "0.4"), ("latency", "Latency queries", "0.6"),
        ("geolocation", "Geolocation queries", "0.7"), ("geoproximity", "Geolocation queries", "0.7"),
        ("ip-based", "Queries by address", "0.8"),
    ],
)  # fmt: skip
def test_queries_cost_by_the_policy_of_the_record(policy: str, label: str, price: str):  # route53
    record = it("route53.record", routing_policy=policy, usage={"queries": 5_000_000})
    assert cost(record, label) == 5 * Decimal(price)


def test_an_express_workflow_is_rounded_up_to_100_milliseconds_and_64_megabytes():  # step-functions
    usage = {"executions": 1_000_000, "duration_ms": 120}
    machine = it("stepfunctions.state_machine", workflow_type="EXPRESS", memory_mb=70, usage=usage)
    assert cost(machine, "Requests") == 1
    assert cost(machine, "Duration") == 1_000_000 * Decimal("0.2") * 128 / 1024 * Decimal("0.00001667")


def test_databases_with_public_addresses_pay_for_them():  # elastic-ips
    assert cost(it("rds.instance", publicly_accessible=True), "Public IPv4 address") == HOURS * Decimal(
        "0.005"
    )
    cluster = it("rds.aurora", publicly_accessible=True, replicas=2)
    assert cost(cluster, "Public IPv4 addresses") == 3 * HOURS * Decimal("0.005")


@pytest.mark.parametrize(
    ("instance_type", "linux", "windows"),
    [("t3.micro", "0.0104", "0.0196"), ("t3.large", "0.0832", "0.1108"), ("m5.large", "0.096", "0.188"),
     ("c5.xlarge", "0.17", "0.354"), ("r6i.2xlarge", "0.504", "0.872")],
)  # fmt: skip
def test_windows_costs_its_licence_more(instance_type: str, linux: str, windows: str):
    assert cost(it("ec2.instance", instance_type=instance_type), "Instance hours") == HOURS * Decimal(linux)
    server = it("ec2.instance", instance_type=instance_type, os="windows")
    assert cost(server, "Instance hours") == HOURS * Decimal(windows)


def test_a_root_volume_has_a_type():  # ebs
    assert cost(it("ec2.instance", volume_size=50, root_volume_type="gp2"), "Root volume") == 50 * Decimal(
        "0.1"
    )


def test_flow_logs_cost_half_where_they_go_to_a_bucket():  # vpc
    bucket, edge = component("b", "s3.bucket"), Connection("c", "it", "b", "logs_to")
    log = it("vpc.flow_log", usage={"gb_logged": 100})
    assert cost(log, "Log data to CloudWatch") == 100 * Decimal("0.5")
    assert cost(log, "Log data to S3", bucket, edge) == 100 * Decimal("0.25")


def test_a_web_acl_is_billed_by_the_list_the_rule_and_the_request():
    acl = it("waf.web_acl", rate_limit=1000, usage={"requests": 5_000_000})
    assert cost(acl, "Web ACL") == 5
    assert cost(acl, "Rules") + cost(acl, "Rate rule") == 3 + 1
    assert cost(acl, "Requests") == 5 * Decimal("0.6")


def test_a_second_trail_pays_for_management_events():  # cloudtrail
    first, second = (
        component("a", "cloudtrail.trail"),
        it("cloudtrail.trail", usage={"management_event_count": 300_000}),
    )
    assert cost(second, "Management events", first) == 300_000 * Decimal("0.00002")
    assert "first trail" in free(it("cloudtrail.trail"), "Management events")


def test_events_of_a_bus_are_counted_once():  # cw-events
    bus = component("bus", "events.bus", usage={"bus_events": 2_000_000})
    rule = it("events.rule", usage={"custom_events": 2_000_000})
    edge = Connection("c", "bus", "it", "emits")
    result = estimate(design(bus, rule, edge), CATALOGUE, BOOKS, "us-east-1")
    assert {(i.component, i.amount) for i in result.items if i.state == "priced"} == {("bus", 2)}


def test_further_snapshots_of_a_cache_are_paid():  # elasticache
    cache = it("elasticache.redis", snapshot_retention=5, usage={"extra_backup_gb": 12})
    assert cost(cache, "Further backups") == 12 * Decimal("0.085")
    assert "for nothing" in free(it("elasticache.redis", snapshot_retention=1), "Backup")


def test_nodes_of_a_cache_are_counted_in_shards_and_replicas():  # elasticache
    cache = it("elasticache.redis", node_type="cache.m5.large", shards=3, replicas=2)
    assert cost(cache, "Node hours") == 3 * (1 + 2) * HOURS * Decimal("0.156")
