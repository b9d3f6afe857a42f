"""Templates deploy: moto, which plays AWS, creates every resource of them.

Moto's CloudFormation lacks some types and attributes. They are taken out here, openly: moto_lacks.txt is
the whole list, and a test fails when it holds more or less than it must.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.cloudformation.parsing import resource_class_from_type

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.statements import examples
from tests.cloudformation.test_every_component import TYPES, placed
from tests.cloudformation.test_least_privilege import ENTRIES, drafts, surroundings

# the sample of ten mistakes is wrong on purpose, also to AWS
SAMPLES = [
    f for f in sorted((Path(__file__).parents[2] / "samples").glob("*.archdesk")) if "mistakes" not in f.stem
]
UNSUPPORTED = set((Path(__file__).parents[1] / "data" / "moto_lacks.txt").read_text(encoding="utf-8").split())
# what moto plays, but not as the component writes it when it stands alone
ASIDE = {
    "apigateway.rest_api": "moto asks for an HTTP method of every integration, a mock's too",
    "cloudformation.stack": "moto fetches the nested template from a bucket",
    "ecr.repository": "moto names it after the logical id, in capitals that ECR refuses",
    "ecs.service": "moto wants the cluster that a parameter names to be there",
    "iam.policy": "what a parameter lists is no ARN that moto takes",
    "rds.aurora": "moto knows no Aurora instance",
    "route53.hosted_zone": "moto does not give the name servers",
    "ssm.parameter": "moto fails on a value that a parameter without default gives",
}
# GetAtt that moto does not know, of types that it does
UNKNOWN_ATTRIBUTES = ("MasterUserSecret.SecretArn", "MasterPasswordSecretArn", "PublicIp")
# connections of which moto cannot play what they write, from the first type to the second
PAIRS_ASIDE = {
    ("dynamodb.global_table", "lambda.function"): "moto has no such table, so no stream of it",
    ("events.bus", "events.rule"): "moto takes the name of a bus for its record",
    ("mq.broker", "lambda.function"): "moto has no such broker to take messages from",
}
ENDS_ASIDE = {
    "efs.file_system": "moto gives no ARN of a file system",
    "elb.network": "moto knows listeners of HTTP alone",
}
STAND_IN = "arn:aws:none:::not-supported-by-moto"


def deployable(template: dict[str, Any]) -> dict[str, Any]:
    """The template without what moto cannot play; references to it are replaced."""
    gone = {k for k, r in template["Resources"].items() if r["Type"] in UNSUPPORTED}

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            intrinsic = len(value) == 1 and next(iter(value)) in {"Ref", "Fn::GetAtt", "Fn::Sub"}
            if intrinsic and (referenced(value) & gone or any(a in str(value) for a in UNKNOWN_ATTRIBUTES)):
                return STAND_IN
            return {k: without(v) for k, v in value.items()}
        return [without(v) for v in value] if isinstance(value, list) else value

    resources = {}
    for logical, resource in template["Resources"].items():
        if logical in gone:
            continue
        kept = without({k: v for k, v in resource.items() if k != "DependsOn"})
        needed = resource.get("DependsOn", [])
        still = [d for d in ([needed] if isinstance(needed, str) else needed) if d not in gone]
        if still:
            kept["DependsOn"] = still
        if kept["Type"] == "AWS::KMS::Key":
            kept["Properties"].pop(
                "Tags"
            )  # moto reads TagKey there, which is not what CloudFormation calls it
        resources[logical] = kept
    kept = {k: o for k, o in template.get("Outputs", {}).items() if not referenced(o) & gone}
    outputs = {k: without(o) for k, o in kept.items()}
    return {**template, "Resources": resources, "Outputs": outputs}


def deploy(template: dict[str, Any]) -> dict[str, str]:
    """Create the stack; the physical id of each logical id. Raises what moto raises."""
    boto3.client("route53").create_hosted_zone(Name="example.com.", CallerReference="test")
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(
        StackName="Test",
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    )
    assert cloudformation.describe_stacks(StackName="Test")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName="Test")
    return {
        r["LogicalResourceId"]: r["PhysicalResourceId"] for p in pages for r in p["StackResourceSummaries"]
    }


@pytest.mark.parametrize("name", DESIGNS)
def test_a_usual_design_deploys(name, catalogue, aws):
    template = deployable(export_design(DESIGNS[name](), catalogue))
    assert set(deploy(template)) == set(template["Resources"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_a_sample_deploys(sample, catalogue, aws):
    design = read_design(sample.read_text(encoding="utf-8"), sample.name, catalogue).design
    template = deployable(export_design(design, catalogue))
    assert set(deploy(template)) == set(template["Resources"])


def test_the_network_is_as_drawn(catalogue, aws):
    deploy(deployable(export_design(DESIGNS["three tiers"](), catalogue)))
    ec2 = boto3.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"][0]["VpcId"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    by_name = {next(t["Value"] for t in s["Tags"] if t["Key"] == "Name"): s for s in subnets}
    assert {n: s["AvailabilityZone"][-1] for n, s in by_name.items()} == {
        "Public a": "a", "App a": "a", "Data a": "a", "Public b": "b", "App b": "b", "Data b": "b",
    }  # fmt: skip
    ways = {}  # by the table's logical id: moto does not tell the associations that a stack made
    for table in ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]:
        default = next((r for r in table["Routes"] if r.get("DestinationCidrBlock") == "0.0.0.0/0"), {})
        tags = {t["Key"]: t["Value"] for t in table["Tags"]}
        way = default.get("GatewayId") or default.get("NatGatewayId") or ""
        ways[tags.get("aws:cloudformation:logical-id", "main")] = way.split("-")[0]
    assert ways == {
        "main": "",
        "PublicARouteTable": "igw",
        "PublicBRouteTable": "igw",
        "AppARouteTable": "nat",
        "AppBRouteTable": "nat",
        "DataARouteTable": "",
        "DataBRouteTable": "",
    }


def test_the_database_has_no_password_in_the_template_and_a_standby(catalogue, aws):
    template = export_design(DESIGNS["three tiers"](), catalogue)
    properties = template["Resources"]["OrdersDB"]["Properties"]
    assert properties["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in properties
    deploy(deployable(template))
    databases = boto3.client("rds").describe_db_instances()["DBInstances"]
    assert sorted(d["MultiAZ"] for d in databases) == [False, True]


def test_messages_reach_the_dead_letter_queue_after_three_tries(catalogue, aws):
    made = deploy(deployable(export_design(DESIGNS["fan-out"](), catalogue)))
    sqs = boto3.client("sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=made["BillingQueue"], AttributeNames=["RedrivePolicy"])
    policy = json.loads(attributes["Attributes"]["RedrivePolicy"])
    assert policy["deadLetterTargetArn"].endswith(made["BillingFailures"].rsplit("/", 1)[1])
    assert policy["maxReceiveCount"] == 3


def test_what_is_left_out_is_just_what_moto_lacks():
    used = {r["Type"] for _, draft, _ in drafts() for r in draft.resources.values()}
    assert {t for t in used if resource_class_from_type(t) is None} == UNSUPPORTED


def filled(template: dict[str, Any]) -> dict[str, Any]:
    """The template with a value for each parameter that has none: one that its pattern lets in."""
    likely = [
        "name",
        "a@example.com",
        "example.com",
        "https://example.com/x",
        "10.0.0.1",
        "65000",
        "10.0.0.0/16",
    ]
    for parameter in template.get("Parameters", {}).values():
        pattern = parameter.get("AllowedPattern", ".*")
        value = next((v for v in [*likely, *examples()] if re.fullmatch(pattern, v)), "name")
        parameter.setdefault("Default", "a,b" if "List" in parameter["Type"] else value)
    return template


def test_every_component_deploys(catalogue, aws):
    """All in one stack, each where it belongs; but for a few that moto cannot play, listed with the reason."""
    kinds = [kind for kind in TYPES if kind not in ASIDE]
    template = deployable(filled(export_design(placed([(kind, {}) for kind in kinds]), catalogue)))
    assert set(deploy(template)) == set(template["Resources"])


WIRED = [
    (entry, source, target)
    for number, entry in enumerate(ENTRIES)
    if entry.wire
    for source in [entry.sources[number % len(entry.sources)]]
    for target in entry.targets
    if not {source, target} & (ASIDE.keys() | ENDS_ASIDE) and (source, target) not in PAIRS_ASIDE
]
SHEETS = [WIRED[n : n + 48] for n in range(0, len(WIRED), 48)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: f"{s[0][1]}-{s[-1][2]}")
def test_what_connections_write_deploys(sheet, catalogue, aws):
    d = Drawing()
    network = surroundings(d)
    for pair in sheet:
        d.ends(catalogue, network, *pair)
    template = deployable(filled(export_design(d.design(), catalogue)))
    assert set(deploy(template)) == set(template["Resources"])


@pytest.mark.parametrize("kind", ASIDE)
def test_what_is_set_aside_does_fail(kind, catalogue, aws):
    template = deployable(filled(export_design(placed([(kind, {})]), catalogue)))
    with pytest.raises(Exception, match=r".") as failure:
        deploy(template)
    assert not isinstance(failure.value, AssertionError)


def test_yaml_deploys_as_well_as_json(catalogue, aws):
    template = deployable(export_design(DESIGNS["fan-out"](), catalogue))
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(
        StackName="Yaml", TemplateBody=write_template(template), Capabilities=["CAPABILITY_IAM"]
    )
    assert cloudformation.describe_stacks(StackName="Yaml")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")  # moto names what it passes over
@pytest.mark.allow_log
def test_a_template_deploys_untouched_where_nothing_refers_to_what_moto_lacks(catalogue, aws):
    file = next(f for f in SAMPLES if f.stem == "order-pipeline")
    design = read_design(file.read_text(encoding="utf-8"), file.name, catalogue).design
    template = export_design(design, catalogue)
    playable = {k for k, r in template["Resources"].items() if r["Type"] not in UNSUPPORTED}
    assert playable <= set(deploy(template))
