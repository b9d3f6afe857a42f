"""Aliases, authorisers, event patterns, metrics and trails: what a part of a component changes elsewhere."""

from __future__ import annotations

import json
from typing import Any

from archdesk.cloudformation.export import export_design
from tests.cloudformation.drawing import Drawing


def resources(drawing: Drawing, catalogue: Any) -> dict[str, dict[str, Any]]:
    return {
        k: r.get("Properties", {}) for k, r in export_design(drawing.design(), catalogue)["Resources"].items()
    }


def test_an_api_calls_the_alias_of_a_function_that_has_one(catalogue):
    d = Drawing()
    api, orders = d.put("apigateway.rest_api", "Shop"), d.put("lambda.function", "Orders", alias="prod")
    d.connect(api, "invokes", orders)
    written = resources(d, catalogue)
    assert written["OrdersAlias"]["FunctionVersion"] == {"Fn::GetAtt": ["OrdersVersion", "Version"]}
    assert written["ShopOrdersPermission"]["FunctionName"] == {"Ref": "OrdersAlias"}
    assert "${OrdersAlias}" in written["ShopOrdersMethod"]["Integration"]["Uri"]["Fn::Sub"]


def test_an_alias_may_point_at_two_versions_by_weight(catalogue):
    d = Drawing()
    d.put(
        "lambda.function",
        "Orders",
        alias="prod",
        alias_version="7",
        additional_version="8",
        additional_weight=0.1,
    )
    written = resources(d, catalogue)
    assert "OrdersVersion" not in written
    assert written["OrdersAlias"]["FunctionVersion"] == "7"
    weights = written["OrdersAlias"]["RoutingConfig"]["AdditionalVersionWeights"]
    assert weights == [{"FunctionVersion": "8", "FunctionWeight": 0.1}]


def test_a_function_without_an_alias_publishes_nothing(catalogue):
    d = Drawing()
    d.put("lambda.function", "Orders")
    assert set(resources(d, catalogue)) == {"Orders", "OrdersRole", "OrdersRolePolicy", "OrdersLogGroup"}


def test_a_user_pool_guards_every_method_of_its_api(catalogue):
    d = Drawing()
    api, pool = d.put("apigateway.rest_api", "Shop"), d.put("cognito.user_pool", "People")
    for name, path in (("Read", "/orders"), ("Write", "/baskets")):
        d.connect(api, "invokes", d.put("lambda.function", name), path=path)
    d.connect(pool, "authorizes", api)
    written = resources(d, catalogue)
    assert written["ShopAuthorizer"]["ProviderARNs"] == [{"Fn::GetAtt": ["People", "Arn"]}]
    for method in ("ShopReadMethod", "ShopWriteMethod"):
        assert written[method]["AuthorizationType"] == "COGNITO_USER_POOLS"
        assert written[method]["AuthorizerId"] == {"Ref": "ShopAuthorizer"}


def test_a_rule_listens_to_what_is_drawn_unless_it_has_a_pattern_of_its_own(catalogue):
    d = Drawing()
    bucket, build = d.put("s3.bucket", "Photos"), d.put("codebuild.project", "Build")
    drawn = d.put("events.rule", "Drawn")
    own = d.put("events.rule", "Own", event_pattern={"source": ["shop"]})
    for rule in (drawn, own):
        d.connect(bucket, "emits", rule)
        d.connect(build, "emits", rule)
    written = resources(d, catalogue)
    assert sorted(written["Drawn"]["EventPattern"]["source"]) == ["aws.codebuild", "aws.s3"]
    assert written["Own"]["EventPattern"] == {"source": ["shop"]}
    bridge = written["Photos"]["NotificationConfiguration"]["EventBridgeConfiguration"]
    assert bridge == {"EventBridgeEnabled": True}


def test_a_dashboard_shows_all_metrics_it_watches(catalogue):
    d = Drawing()
    board = d.put("cloudwatch.dashboard", "Board")
    for name in ("Orders", "Refunds"):
        d.connect(board, "watches", d.put("cloudwatch.metric", name, namespace="Shop", metric=name))
    start, widgets, end = resources(d, catalogue)["Board"]["DashboardBody"]["Fn::Join"][1]
    texts = [w["Fn::Sub"] for w in widgets["Fn::Join"][1]]
    shown = json.loads(start + ",".join(texts) + end)["widgets"]
    assert [w["properties"]["metrics"] for w in shown] == [[["Shop", "Orders"]], [["Shop", "Refunds"]]]


def test_a_trail_records_data_events_of_what_it_audits_only_if_asked(catalogue):
    d = Drawing()
    bucket = d.put("s3.bucket", "Photos")
    calm, keen = d.put("cloudtrail.trail", "Calm"), d.put("cloudtrail.trail", "Keen", data_events=True)
    d.connect(bucket, "audited_by", calm)
    d.connect(bucket, "audited_by", keen)
    written = resources(d, catalogue)
    assert "EventSelectors" not in written["Calm"]
    recorded = written["Keen"]["EventSelectors"][0]["DataResources"]
    assert recorded == [{"Type": "AWS::S3::Object", "Values": [{"Fn::Sub": "${Photos.Arn}/"}]}]


def test_a_key_that_aws_manages_is_not_created(catalogue):
    d = Drawing()
    key, queue = d.put("kms.key", "Service key", key_type="aws managed"), d.put("sqs.queue", "Jobs")
    d.connect(key, "encrypts", queue)
    template = export_design(d.design(), catalogue)
    assert "ServiceKey" in template["Parameters"]
    assert "ServiceKey" not in template["Resources"]
    assert template["Resources"]["Jobs"]["Properties"]["KmsMasterKeyId"] == {"Ref": "ServiceKey"}


def test_a_distribution_asks_for_an_origin_where_none_that_is_drawn_answers(catalogue):
    d = Drawing()
    site = d.put("cloudfront.distribution", "Site")
    d.connect(site, "serves", d.put("dynamodb.table", "Pages"))
    config = resources(d, catalogue)["Site"]["DistributionConfig"]
    assert [o["Id"] for o in config["Origins"]] == [config["DefaultCacheBehavior"]["TargetOriginId"]]
    d.connect(site, "serves", d.put("s3.bucket", "Photos"))
    config = resources(d, catalogue)["Site"]["DistributionConfig"]
    assert [o["Id"] for o in config["Origins"]] == ["Photos"]
    assert config["DefaultCacheBehavior"]["TargetOriginId"] == "Photos"


def test_the_first_origin_with_a_path_answers_the_rest_only_if_nothing_else_does(catalogue):
    d = Drawing()
    site = d.put("cloudfront.distribution", "Site")
    d.connect(site, "serves", d.put("apigateway.rest_api", "API"), path="/api/*")
    assert (
        resources(d, catalogue)["Site"]["DistributionConfig"]["DefaultCacheBehavior"]["TargetOriginId"]
        == "API"
    )
    d.connect(site, "serves", d.put("s3.bucket", "Pages"))
    config = resources(d, catalogue)["Site"]["DistributionConfig"]
    assert config["DefaultCacheBehavior"]["TargetOriginId"] == "Pages"
    assert [b["TargetOriginId"] for b in config["CacheBehaviors"]] == ["API"]


def test_a_volume_takes_the_zone_of_an_instance_and_of_nothing_else(catalogue):
    d = Drawing()
    disk, wrong = d.put("ec2.volume", "Disk"), d.put("ec2.volume", "Wrong")
    d.connect(disk, "attached_to", d.put("ec2.instance", "Web"))
    d.connect(wrong, "attached_to", d.put("lambda.function", "Code"))
    written = resources(d, catalogue)
    assert written["Disk"]["AvailabilityZone"] == {"Fn::GetAtt": ["Web", "AvailabilityZone"]}
    assert written["Wrong"]["AvailabilityZone"] == {"Fn::Select": [0, {"Fn::GetAZs": ""}]}


def test_two_rules_that_deliver_to_one_log_group_have_a_policy_each(catalogue):
    d = Drawing()
    group = d.put("logs.log_group", "Events")
    for name in ("Builds", "Deployments"):
        d.connect(d.put("events.rule", name), "delivers", group)
    written = resources(d, catalogue)
    names = [written[f"{rule}EventsEventLogs"]["PolicyName"]["Fn::Sub"] for rule in ("Builds", "Deployments")]
    assert names == [
        "${AWS::StackName}-Builds-Events-EventLogs",
        "${AWS::StackName}-Deployments-Events-EventLogs",
    ]


def test_a_record_that_is_an_alias_lists_no_addresses(catalogue):
    d = Drawing()
    record = d.put("route53.record", "Name")
    d.connect(record, "resolves_to", d.put("ec2.instance", "Web"))
    assert resources(d, catalogue)["Name"]["ResourceRecords"] == [{"Fn::GetAtt": ["Web", "PublicIp"]}]
    d.connect(record, "resolves_to", d.put("elb.application", "Front"))
    written = resources(d, catalogue)["Name"]
    assert "AliasTarget" in written
    assert not {"ResourceRecords", "TTL"} & set(written)


def test_a_service_takes_its_network_from_the_task_it_uses(catalogue):
    d = Drawing()
    service, task = d.put("ecs.service", "Web"), d.put("ecs.task", "App", network_mode="bridge", port=8080)
    balancer = d.put("elb.application", "Front")
    d.connect(balancer, "routes_to", service)
    assert "NetworkConfiguration" in resources(d, catalogue)["Web"]
    assert resources(d, catalogue)["FrontWebTargetGroup"]["TargetType"] == "ip"
    d.connect(service, "uses", task)
    written = resources(d, catalogue)
    assert "NetworkConfiguration" not in written["Web"]
    assert written["FrontWebTargetGroup"]["TargetType"] == "instance"
    assert written["Web"]["LoadBalancers"][0]["ContainerPort"] == 8080
