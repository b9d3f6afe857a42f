"""Nested stacks say together what the one template says, wait for each other in no circle, and deploy."""

from __future__ import annotations

import json
import re
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.cloudformation.models import Stack

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.nesting import Nested, nest
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.stack_limits import over_limits
from archdesk.cloudformation.text import write_template
from archdesk.errors import UsageError
from archdesk.model.design import Design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.test_any_design import scribble
from tests.cloudformation.test_deploy import deployable
from tests.cloudformation.test_lint import OLD_RUNTIMES, linted


def split(design: Design, catalogue) -> tuple[dict[str, Any], Nested]:
    template = export_design(design, catalogue)
    return template, nest(template, design, catalogue, "shop")


def stack(nested: Nested, file: str) -> dict[str, Any]:
    found: dict[str, Any] = nested.root["Resources"][nested.stacks[file]]
    return found


def unfolded(nested: Nested) -> dict[str, Any]:
    """All resources of the children, every parameter replaced by what the root gives for it."""
    outputs = {
        nested.stacks[file]: {k: o["Value"] for k, o in child.get("Outputs", {}).items()}
        for file, child in nested.children.items()
    }

    def meant(value: Any) -> Any:
        """What a value in the root stands for: an output's, without what makes a list text, or a parameter."""
        key, entry = next(iter(value.items()))
        if key == "Fn::If":
            return meant(entry[1])
        if key == "Fn::Join":
            return meant(entry[1])
        if key == "Fn::GetAtt" and entry[1].startswith("Outputs."):
            found = outputs[entry[0]][entry[1].removeprefix("Outputs.")]
            return found["Fn::Join"][1] if "Fn::Join" in found else found
        return value

    def resolved(value: Any, given: dict[str, Any]) -> Any:
        if isinstance(value, list):
            return [resolved(v, given) for v in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Ref"} and value["Ref"] in given:
            return given[value["Ref"]]
        return {k: substituted(v, given) if k == "Fn::Sub" else resolved(v, given) for k, v in value.items()}

    def substituted(entry: Any, given: dict[str, Any]) -> Any:
        if isinstance(entry, list):
            return [substituted(entry[0], given), *(resolved(v, given) for v in entry[1:])]

        def named(match: re.Match[str]) -> str:
            found = given.get(match[1])
            if found is None:
                return match[0]
            return "${" + (found["Ref"] if "Ref" in found else ".".join(found["Fn::GetAtt"])) + "}"

        return re.sub(r"\$\{([^!}]+)\}", named, entry)

    resources: dict[str, Any] = {}
    for file, child in nested.children.items():
        passed = stack(nested, file)["Properties"].get("Parameters", {})
        assert set(passed) == set(child.get("Parameters", {}))
        given = {k: meant(v) for k, v in passed.items()}
        assert not set(resources) & set(child["Resources"])
        resources |= {k: resolved(r, given) for k, r in child["Resources"].items()}
    return resources


def without_order(resources: dict[str, Any]) -> dict[str, Any]:
    return {k: {a: v for a, v in r.items() if a != "DependsOn"} for k, r in resources.items()}


def waits(nested: Nested) -> dict[str, set[str]]:
    """For each nested stack, all that come before it."""
    direct = {
        k: referenced(s["Properties"]) & set(nested.stacks.values()) | set(s.get("DependsOn", []))
        for k, s in nested.root["Resources"].items()
    }
    for _ in direct:
        direct = {k: v.union(*(direct[n] for n in v)) for k, v in direct.items()}
    return direct


def check(template: dict[str, Any], nested: Nested) -> None:
    """Nothing is lost, nothing waits in a circle, what waited still waits, and every part fits."""
    assert without_order(unfolded(nested)) == without_order(template["Resources"])
    before = waits(nested)
    assert not any(k in v for k, v in before.items())
    where = {k: nested.stacks[f] for f, child in nested.children.items() for k in child["Resources"]}
    for logical, resource in template["Resources"].items():
        needed = resource.get("DependsOn", [])
        own = next(c["Resources"][logical] for c in nested.children.values() if logical in c["Resources"])
        for other in [needed] if isinstance(needed, str) else needed:
            if where[other] == where[logical]:
                kept = own["DependsOn"]
                assert other in ([kept] if isinstance(kept, str) else kept)
            else:
                assert where[other] in before[where[logical]]
    for child in nested.children.values():
        assert over_limits(child, len(write_template(child).encode())) == []
        known = {*child["Resources"], *child.get("Parameters", {})}
        body = {k: {a: v for a, v in r.items() if a != "Metadata"} for k, r in child["Resources"].items()}
        assert {n for n in referenced(body) if not n.startswith(("AWS::", "!"))} <= known


@pytest.mark.parametrize("name", DESIGNS)
def test_a_usual_design_in_parts_is_the_same_and_opens_again_equal(name, catalogue):
    design = DESIGNS[name]()
    template, nested = split(design, catalogue)
    check(template, nested)
    assert len(nested.children) > 1
    assert set(nested.root["Outputs"]) == set(template["Outputs"])
    again = import_template(write_template(nested.root), "root", catalogue)
    assert dict(again.records) == dict(design.records)
    assert split(DESIGNS[name](), catalogue) == (template, nested)


def test_the_network_the_tiers_and_the_kinds_are_stacks_of_their_own(catalogue):
    _, nested = split(DESIGNS["three tiers"](), catalogue)
    assert set(nested.children) == {
        "shop-network.yaml",
        "shop-entry-in-vpc.yaml",
        "shop-compute-in-vpc.yaml",
        "shop-database-in-vpc.yaml",
    }
    assert {"Main", "PublicA", "DoorAttachment"} <= set(nested.children["shop-network.yaml"]["Resources"])
    database = nested.children["shop-database-in-vpc.yaml"]
    assert database["Parameters"]["Main"]["Type"] == "AWS::EC2::VPC::Id"
    assert database["Parameters"]["DataA"]["Type"] == "AWS::EC2::Subnet::Id"
    passed = stack(nested, "shop-database-in-vpc.yaml")["Properties"]["Parameters"]
    assert passed["Main"] == {"Fn::GetAtt": ["Network", "Outputs.Main"]}


def test_root_and_parts_are_clean(catalogue):
    _, nested = split(DESIGNS["serverless"](), catalogue)
    for part in (nested.root, *nested.children.values()):
        assert linted(part, OLD_RUNTIMES) == []


@pytest.mark.parametrize("seed", range(25))
def test_any_design_in_parts_is_the_same(seed, catalogue):
    design = scribble(seed, catalogue)
    template = export_design(design, catalogue)
    if template["Resources"]:
        check(template, nest(template, design, catalogue, "any"))


FOREIGN = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"]},
        "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/images/web"},
        "Zones": {"Type": "CommaDelimitedList", "Default": "a,b"},
    },
    "Mappings": {"Sizes": {"prod": {"delay": "5"}, "dev": {"delay": "0"}}, "Other": {"a": {"b": "c"}}},
    "Conditions": {
        "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "IsDev": {"Fn::Not": [{"Condition": "IsProd"}]},
    },
    "Resources": {
        "Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
        "Store": {
            "Type": "AWS::SQS::Queue",
            "Condition": "IsProd",
            "Properties": {"DelaySeconds": {"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "delay"]}},
        },
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
                "Tags": [
                    {
                        "Key": "at",
                        "Value": {
                            "Fn::Sub": [
                                "${Net.CidrBlock} ${Net} ${!Net} ${own} ${AWS::Region}",
                                {"own": {"Ref": "Stage"}},
                            ]
                        },
                    },
                    {"Key": "zones", "Value": {"Fn::Join": ["-", {"Ref": "Zones"}]}},
                    {"Key": "blocks", "Value": {"Fn::Select": [0, {"Fn::GetAtt": ["Net", "CidrBlockAssociations"]}]}},
                ],
            },
        },
        "News": {
            "Type": "AWS::SNS::Topic",
            "DependsOn": ["Table"],
            "Properties": {"DisplayName": {"Fn::If": ["IsProd", {"Fn::GetAtt": ["Store", "QueueName"]}, "none"]}},
        },
    },
    "Outputs": {
        "Where": {"Value": {"Fn::Sub": "${Table.Arn} in ${Net}"}},
        "Queue": {"Condition": "IsProd", "Value": {"Ref": "Store"}},
    },
}  # fmt: skip
FOREIGN["Outputs"]["Where"]["Value"] = {"Fn::Sub": ["${Table.Arn} in ${Net} ${z}", {"z": {"Ref": "Stage"}}]}


def test_a_template_of_others_keeps_its_conditions_mappings_lists_and_what_is_looked_up(catalogue):
    design = import_template(FOREIGN, "foreign", catalogue)
    template, nested = split(design, catalogue)
    check(template, nested)
    assert nested.root["Parameters"] == template["Parameters"]
    for file, child in nested.children.items():
        passed = stack(nested, file)["Properties"].get("Parameters", {})
        if "Table" in child["Resources"]:
            assert child["Parameters"]["NetCidrBlock"]["Type"] == "String"
            assert child["Parameters"]["NetCidrBlockAssociationsList"]["Type"] == "CommaDelimitedList"
            assert passed["Zones"] == {"Fn::Join": [",", {"Ref": "Zones"}]}
        if "Store" in child["Resources"]:
            assert set(child["Mappings"]) == {"Sizes"}
            assert set(child["Conditions"]) == {"IsProd"}
        assert "Default" not in child.get("Parameters", {}).get("Stage", {})
    table, queue = (nested.root["Outputs"][k]["Value"] for k in ("Where", "Queue"))
    assert "Outputs.TableArn}" in table["Fn::Sub"][0]
    assert queue["Fn::If"][0] == "IsProd"
    again = import_template(write_template(nested.root), "root", catalogue)
    assert dict(again.records) == dict(design.records)


def test_what_is_too_much_for_one_stack_is_split_further(catalogue):
    d = Drawing()
    for number in range(520):
        d.put("sqs.queue", f"Queue {number}")
    d.connect(d.put("lambda.function", "Worker"), "sends", "queue_7")
    design = d.design()
    template = export_design(design, catalogue)
    exported = list(template["Outputs"])[-1]
    for name, output in template["Outputs"].items():
        output.pop("Export", None)
        if name == exported:
            output["Export"] = {"Name": "used-elsewhere"}
    nested = nest(template, design, catalogue, "shop")
    assert over_limits(template, 0)
    assert over_limits(nested.root, 0) == []
    check(template, nested)
    assert {"shop-integration1.yaml", "shop-integration2.yaml"} <= set(nested.children)
    assert exported in nested.root["Outputs"]
    assert {*nested.root["Outputs"], *nested.left_out} == set(template["Outputs"])


def test_a_transform_is_refused(catalogue):
    design = DESIGNS["fan-out"]()
    template = {**export_design(design, catalogue), "Transform": "AWS::Serverless-2016-10-31"}
    with pytest.raises(UsageError, match="Transform"):
        nest(template, design, catalogue, "shop")


def output_of(stack: Stack, attribute: str) -> Any:
    return stack.output_map[attribute.removeprefix("Outputs.")].value


def test_parts_deploy_with_what_they_pass_to_each_other(catalogue, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    design = DESIGNS["three tiers"]()
    template = deployable(export_design(design, catalogue))
    nested = nest(template, design, catalogue, "shop")
    # what moto lacks: the outputs of a nested stack as its attributes
    monkeypatch.setattr(Stack, "get_cfn_attribute", output_of, raising=False)
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="mine")
        addresses = {}
        for file, child in nested.children.items():
            boto3.client("s3").put_object(Bucket="mine", Key=file, Body=json.dumps(child).encode())
            addresses[file] = f"https://s3.us-east-1.amazonaws.com/mine/{file}"
        cloudformation = boto3.client("cloudformation")
        cloudformation.create_stack(
            StackName="shop",
            TemplateBody=json.dumps(nested.placed(addresses)),
            Capabilities=["CAPABILITY_IAM"],
        )
        made = {
            r["LogicalResourceId"]
            for stack in cloudformation.describe_stacks()["Stacks"]
            for r in cloudformation.list_stack_resources(StackName=stack["StackName"])[
                "StackResourceSummaries"
            ]
        }
        assert made == {*template["Resources"], *nested.stacks.values()}
        ec2 = boto3.client("ec2")
        vpc = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"][0]["VpcId"]
        groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
        assert {"Traffic of Fleet", "Traffic of Orders DB"} <= {g["Description"] for g in groups}
