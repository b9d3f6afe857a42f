"""APIs in front of topics and tables, dead letters of topics, and connections that are only drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from archdesk.cloudformation.wires import wire_of
from archdesk.model.design import Design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.test_lint import complaints
from tests.cloudformation.test_round_trip import assert_same


def written(design: Design, catalogue: Catalogue) -> dict[str, Any]:
    """The resources of a design, of which cfn-lint has nothing to say and which opens again as it was."""
    template = export_design(design, catalogue)
    text = write_template(template)
    assert_same(design, import_template(text, "t", catalogue))
    assert complaints(design, catalogue) == []
    resources: dict[str, Any] = template["Resources"]
    return resources


def allowed(resources: dict[str, Any]) -> list[dict[str, Any]]:
    """What the API may do, with the one role that it has."""
    found: list[dict[str, Any]] = resources["FrontRolePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    return found


def only(resources: dict[str, Any], type: str) -> dict[str, Any]:
    (found,) = (r for r in resources.values() if r["Type"] == type)
    return dict(found["Properties"])


def filled_in(text: dict[str, str]) -> dict[str, Any]:
    """A request template as JSON, once API Gateway has put in what the caller sent."""
    plain: dict[str, Any] = json.loads(text["Fn::Sub"].replace('.replaceAll("\\\\\'", "\'")', ""))
    return plain


def test_an_api_publishes_to_its_topic_and_to_no_other(catalogue):
    d = Drawing()
    api, topic = d.put("apigateway.rest_api", "Front"), d.put("sns.topic", "News")
    d.connect(api, "publishes", topic, path="/news/today")
    resources = written(d.design(), catalogue)
    assert allowed(resources) == [
        {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [{"Ref": "News"}]}
    ]
    method = only(resources, "AWS::ApiGateway::Method")
    assert method["HttpMethod"] == "POST"
    assert method["ResourceId"] == {"Ref": "FrontNewsTodayResource"}
    integration = method["Integration"]
    assert integration["Credentials"] == {"Fn::GetAtt": ["FrontRole", "Arn"]}
    assert integration["Uri"] == {
        "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:sns:path//",
    }
    body = integration["RequestTemplates"]["application/json"]["Fn::Sub"]
    assert body == ("Action=Publish&TopicArn=$util.urlEncode('${News}')&Message=$util.urlEncode($input.body)")
    assert "FrontNewsMethod" in str(resources["FrontDeployment"]["DependsOn"])


@pytest.mark.parametrize(("by_content", "said"), [(True, False), (False, True)])
def test_an_api_keeps_the_order_of_a_fifo_topic(by_content, said, catalogue):
    d = Drawing()
    api = d.put("apigateway.rest_api", "Front")
    topic = d.put(
        "sns.topic", "News", fifo=True, topic_name="news.fifo", content_based_deduplication=by_content
    )
    d.connect(api, "publishes", topic)
    integration = only(written(d.design(), catalogue), "AWS::ApiGateway::Method")["Integration"]
    body = integration["RequestTemplates"]["application/json"]["Fn::Sub"]
    assert "&MessageGroupId=Front" in body
    assert ("MessageDeduplicationId" in body) is said


def test_an_api_may_use_the_key_of_its_topic(catalogue):
    d = Drawing()
    api, topic = d.put("apigateway.rest_api", "Front"), d.put("sns.topic", "News")
    d.connect(api, "publishes", topic)
    d.connect(d.put("kms.key", "News key"), "encrypts", topic)
    d.connect(d.put("kms.key", "Other key"), "encrypts", d.put("sns.topic", "Other"))
    assert allowed(written(d.design(), catalogue))[1:] == [
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": [{"Fn::GetAtt": ["NewsKey", "Arn"]}],
        }
    ]


@pytest.mark.parametrize("sort_key", ["", "at"])
def test_an_api_puts_items_into_its_table_and_does_nothing_else(sort_key, catalogue):
    d = Drawing()
    api = d.put("apigateway.rest_api", "Front")
    table = d.put("dynamodb.table", "Orders", partition_key="order_id", sort_key=sort_key, sort_key_type="N")
    d.connect(api, "reads_writes", table)
    resources = written(d.design(), catalogue)
    assert allowed(resources) == [
        {
            "Effect": "Allow",
            "Action": ["dynamodb:PutItem"],
            "Resource": [{"Fn::GetAtt": ["Orders", "Arn"]}],
        }
    ]
    method = only(resources, "AWS::ApiGateway::Method")
    assert method["HttpMethod"] == "POST"
    uri = method["Integration"]["Uri"]["Fn::Sub"]
    assert uri.endswith(":dynamodb:action/PutItem")
    said = filled_in(method["Integration"]["RequestTemplates"]["application/json"])
    assert said["TableName"] == "${Orders}"
    assert said["Item"]["order_id"] == {"S": "$util.escapeJavaScript($input.path('$.order_id'))"}
    assert set(said["Item"]) == {"order_id", "body", *([sort_key] if sort_key else [])}
    if sort_key:
        assert set(said["Item"]["at"]) == {"N"}


def test_an_api_that_nothing_is_connected_to_is_still_whole(catalogue):
    d = Drawing()
    d.put("apigateway.rest_api", "Front")
    assert "FrontEmptyMethod" in written(d.design(), catalogue)


def dead_letters(*delivered: str) -> tuple[Design, str]:
    d = Drawing()
    topic, failed = d.put("sns.topic", "News"), d.put("sqs.queue", "Failed")
    for type in delivered:
        d.connect(topic, "delivers", d.put(type, f"Reader {type.partition('.')[0]}"))
    aside = d.connect(topic, "dead_letters_to", failed)
    return d.design(), aside


def test_every_subscription_of_a_topic_puts_aside_what_it_cannot_deliver(catalogue):
    design, aside = dead_letters("sqs.queue", "lambda.function")
    resources = written(design, catalogue)
    subscriptions = {k: r for k, r in resources.items() if r["Type"] == "AWS::SNS::Subscription"}
    assert len(subscriptions) == 2
    for subscription in subscriptions.values():
        redrive = subscription["Properties"]["RedrivePolicy"]
        assert redrive == {"deadLetterTargetArn": {"Fn::GetAtt": ["Failed", "Arn"]}}
        assert "FailedPolicy" in subscription["DependsOn"]
    (statement,) = resources["FailedPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["sqs:SendMessage"]
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": {"Ref": "News"}}}
    assert {piece.logical_id for piece in wire_of(design, catalogue, aside).pieces} == {
        "FailedPolicy",
        *subscriptions,
    }


def test_a_topic_that_delivers_nothing_has_no_dead_letters(catalogue):
    design, aside = dead_letters()
    assert "FailedPolicy" not in written(design, catalogue)
    wire = wire_of(design, catalogue, aside)
    assert wire.fragments == ()
    assert "drawn for the reader" in wire.nothing


def test_a_name_for_the_web_site_of_a_bucket_is_an_alias(catalogue):
    d = Drawing()
    name = d.put("route53.record", "Name", domain_name="www.example.com", hosted_zone_name="example.com")
    site = d.put("s3.bucket", "Pages", website=True, bucket_name="www.example.com", block_public_access=False)
    d.connect(name, "resolves_to", site)
    record = written(d.design(), catalogue)["Name"]["Properties"]
    assert "ResourceRecords" not in record
    assert "Fn::FindInMap" in record["AliasTarget"]["DNSName"]


@pytest.mark.parametrize("name", DESIGNS)
def test_no_list_without_entries_is_written(name, catalogue):
    def empty(value: Any, path: str) -> list[str]:
        if isinstance(value, dict):
            return [p for k, v in value.items() for p in empty(v, f"{path}/{k}")]
        if isinstance(value, list):
            return [p for v in value for p in empty(v, f"{path}[]")] if value else [path]
        return []

    resources = export_design(DESIGNS[name](), catalogue)["Resources"]
    assert [p for k, r in resources.items() for p in empty(r.get("Properties", {}), k)] == []


def test_a_role_of_a_function_outside_a_network_names_no_managed_policies(catalogue):
    d = Drawing()
    d.put("lambda.function", "Worker")
    assert "ManagedPolicyArns" not in written(d.design(), catalogue)["WorkerRole"]["Properties"]


@pytest.mark.parametrize("name", DESIGNS)
def test_no_connection_is_silent(name, catalogue):
    design = DESIGNS[name]()
    for connection in design.connections:
        wire = wire_of(design, catalogue, connection.id)
        assert wire.pieces or wire.nothing, connection.id
        assert all(all(piece.reasons) and piece.reasons for piece in wire.pieces), connection.id


def test_a_connection_that_only_a_mapping_asks_about_tells_what_it_changes(catalogue):
    d = Drawing()
    worker, role = d.put("lambda.function", "Worker"), d.put("iam.role", "Worker duty")
    uses = d.connect(worker, "uses", role)
    said = {piece.logical_id: piece.reasons for piece in wire_of(d.design(), catalogue, uses).pieces}
    assert "Is written differently with this connection: Role" in said["Worker"]
    assert "Is not needed with this connection, and is left out" in said["WorkerRole"]
