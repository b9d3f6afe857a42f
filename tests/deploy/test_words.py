"""What a change set and its events say, in the words of the drawing; as AWS's documentation shows them."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from archdesk.cloudformation.export import export_design
from archdesk.deploy.account import Account
from archdesk.deploy.changes import change_lines, changes_of, summary
from archdesk.deploy.events import follow
from archdesk.deploy.owners import owners_of
from archdesk.deploy.parameters import settle
from archdesk.errors import UsageError
from tests.cloudformation.drawing import Drawing


def drawing() -> Drawing:
    d = Drawing()
    intake, topic = d.put("lambda.function", "Intake"), d.put("sns.topic", "Orders")
    queue = d.put("sqs.queue", "Order queue")
    d.connect(intake, "publishes", topic)
    d.connect(topic, "delivers", queue)
    return d


def changed(action: str, logical: str, **about: Any) -> dict[str, Any]:
    change = {"Action": action, "LogicalResourceId": logical, "ResourceType": "AWS::X::Y", **about}
    return {"Type": "Resource", "ResourceChange": change}


def detail(name: str, recreation: str = "Never", **about: str) -> dict[str, Any]:
    return {
        "Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation},
        **about,
    }


def test_each_resource_is_told_by_the_component_or_connection_it_is_for(catalogue):
    owners = owners_of(export_design(drawing().design(), catalogue), catalogue)
    assert str(owners["OrderQueue"]) == str(owners["OrderQueuePolicy"]) == "Order queue (SQS queue)"
    assert str(owners["IntakeRolePolicy"]) == "Intake (Lambda function)"
    assert str(owners["OrdersOrderQueueSubscription"]) == "Orders delivers to Order queue (connection)"


def test_changes_say_what_and_a_replacement_says_why(catalogue):
    owners = owners_of(export_design(drawing().design(), catalogue), catalogue)
    moved = {"Replacement": "False", "Scope": ["Metadata"]}
    lines = change_lines(
        changes_of(
            [
                changed("Add", "OrderQueue"),
                changed("Add", "OrderQueuePolicy"),
                changed(
                    "Modify",
                    "Intake",
                    Replacement="False",
                    Scope=["Properties"],
                    Details=[detail("Timeout"), detail("Role", CausingEntity="IntakeRole.Arn")],
                ),
                changed(
                    "Modify",
                    "IntakeRole",
                    Replacement="True",
                    Scope=["Properties"],
                    PolicyAction="ReplaceAndDelete",
                    Details=[detail("Tags"), detail("RoleName", "Always")],
                ),
                changed("Modify", "Orders", Details=[{"Target": {"Attribute": "Metadata"}}], **moved),
                changed("Remove", "OldBucket", PolicyAction="Retain"),
            ],
            owners,
        )
    )
    replaced = (
        "  ! Intake (Lambda function), IntakeRole: replaced by a new one, because RoleName cannot change in"
    )
    replaced += " place; the old one is deleted"
    assert lines == [
        "added:",
        "  + Order queue (SQS queue): OrderQueue, OrderQueuePolicy",
        "changed:",
        "  ~ Intake (Lambda function): Timeout, Role (through IntakeRole)",
        "replaced:",
        replaced,
        "removed:",
        "  - OldBucket (AWS::X::Y): OldBucket leaves the stack and is kept",
        "only the drawing kept with them changes: Orders (SNS topic)",
    ]


def test_what_may_be_replaced_says_on_what_it_depends(catalogue):
    details = [detail("Engine", "Conditionally")]
    changes = changes_of([changed("Modify", "DB", Replacement="Conditional", Details=details)], {})
    assert change_lines(changes)[1] == "  ! DB (AWS::X::Y): may be replaced, depending on how Engine changes"
    assert summary(changes) == "1 resource replaced"


def event(number: int, logical: str, status: str, stack: str = "arn:root", **about: str) -> dict[str, Any]:
    return {
        "EventId": str(number),
        "StackId": stack,
        "StackName": stack.removeprefix("arn:"),
        "Timestamp": "2026-01-01T00:00:00Z",
        "LogicalResourceId": logical,
        "ResourceStatus": status,
        **about,
    }


def test_events_are_told_once_in_order_with_those_of_nested_stacks_until_the_stack_has_ended():
    client = boto3.client(
        "cloudformation", "us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    nested = {"ResourceType": "AWS::CloudFormation::Stack", "PhysicalResourceId": "arn:child"}
    root = {"ResourceType": "AWS::CloudFormation::Stack", "PhysicalResourceId": "arn:root"}
    old, begun = event(1, "root", "CREATE_COMPLETE", **root), event(2, "root", "UPDATE_IN_PROGRESS", **root)
    child = event(3, "Network", "UPDATE_IN_PROGRESS", **nested)
    again = event(4, "Network", "UPDATE_IN_PROGRESS", **nested)
    inner = event(5, "Gate", "UPDATE_FAILED", "arn:child", ResourceStatusReason="in use")
    end = event(6, "root", "UPDATE_ROLLBACK_COMPLETE", **root)
    with Stubber(client) as stub:
        for stack, events, token in (
            ("arn:root", [child, begun], "more"),
            ("arn:root", [old], ""),
            ("arn:root", [again, child, begun, old], ""),
            ("arn:child", [inner], ""),
            ("arn:root", [end, again, child, begun, old], ""),
            ("arn:child", [inner], ""),
        ):
            asked = {"StackName": stack}
            if events == [old]:
                asked["NextToken"] = "more"
            stub.add_response(
                "describe_stack_events",
                {"StackEvents": events, **({"NextToken": token} if token else {})},
                asked,
            )
        told = []
        status = follow(Account("1", "us-east-1", "", client, lambda: None), "arn:root", "1", 0, told.append)
        stub.assert_no_pending_responses()
    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert [(e.logical_id, e.words()) for e in told] == [
        ("root", "is being changed"),
        ("Network", "is being changed"),
        ("Gate", "could not be changed"),
        ("root", "is rolled back"),
    ]


PARAMETERS = {
    "VpcId": {"Type": "AWS::EC2::VPC::Id", "Description": "The network"},
    "Size": {"Type": "String", "Default": "small"},
    "Password": {"Type": "String", "NoEcho": True},
}


def test_values_come_from_the_line_the_environment_the_stack_and_the_person_in_this_order():
    environment = {"ARCHDESK_PARAM_Password": "correct horse", "ARCHDESK_PARAM_VpcId": "vpc-2"}
    values = settle(PARAMETERS, {"VpcId": "vpc-1"}, environment, frozenset({"Size", "VpcId"}), None)
    assert {v["ParameterKey"]: v.get("ParameterValue", "as before") for v in values.given} == {
        "VpcId": "vpc-1",
        "Size": "as before",
        "Password": "correct horse",
    }
    assert values.without_secrets("it said: correct horse!") == "it said: ****!"
    assert "correct horse" not in repr(values)
    asked = settle(PARAMETERS, {}, {}, frozenset(), lambda name, _: f"my {name}")
    assert {v["ParameterKey"] for v in asked.given} == {"VpcId", "Password"}


@pytest.mark.parametrize(
    "given, words",
    [
        ({}, ["--param VpcId=...  The network", "ARCHDESK_PARAM_Password=..."]),
        ({"Password": "hunter2"}, ["Password is a secret", "ARCHDESK_PARAM_Password"]),
        ({"Vpcid": "vpc-1"}, ["no parameter 'Vpcid'", "VpcId"]),
    ],
)
def test_a_value_that_is_missing_secret_or_unknown_is_said(given, words):
    with pytest.raises(UsageError) as error:
        settle(PARAMETERS, given, {}, frozenset(), None)
    assert all(w in str(error.value) for w in words)
    assert "hunter2" not in str(error.value)
