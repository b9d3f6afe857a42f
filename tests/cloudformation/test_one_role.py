"""The Learner Lab's form: no IAM is written, one role that is there is everybody's, and nothing points at nothing."""

from __future__ import annotations

import boto3
import pytest

from archdesk.cloudformation.export import export_design, write_draft, written
from archdesk.cloudformation.forms.one_role import is_role_name
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.options import Options
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.test_deploy import SAMPLES, deploy, deployable
from tests.cloudformation.test_every_wire import CATALOGUE, PAIRS, drawn, sheets
from tests.cloudformation.test_lint import linted

LAB = Options(existing_role="LabRole")
ARN = {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/LabRole"}


def needed(resource):
    depends = resource.get("DependsOn", [])
    return referenced(resource) | ({depends} if isinstance(depends, str) else set(depends))


def test_whatever_is_connected_no_iam_is_written_and_nothing_of_it_is_referred_to():
    for sheet in sheets(PAIRS):
        design = drawn(sheet)
        template = export_design(design, CATALOGUE, LAB)
        plain = write_draft(design, CATALOGUE).resources
        iam = {k for k, r in plain.items() if r["Type"].startswith("AWS::IAM::")}
        assert set(template["Resources"]) == set(plain) - iam
        assert [k for k, r in template["Resources"].items() if needed(r) & iam] == []
        assert [k for k, o in template.get("Outputs", {}).items() if referenced(o) & iam] == []
        again = import_template(write_template(template), "again", CATALOGUE)
        assert [i for i in {**design.records, **again.records} if design.find(i) != again.find(i)] == []


def test_a_template_for_the_lab_is_clean():
    assert linted(export_design(DESIGNS["everything"](), CATALOGUE, LAB)) == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_a_sample_deploys_with_the_role_that_is_there(sample, aws):
    iam = boto3.client("iam")
    iam.create_role(RoleName="LabRole", AssumeRolePolicyDocument="{}")
    iam.create_instance_profile(InstanceProfileName="LabInstanceProfile")
    design = read_design(sample.read_text(encoding="utf-8"), sample.name, CATALOGUE).design
    template = deployable(export_design(design, CATALOGUE, LAB))
    assert set(deploy(template)) == set(template["Resources"])
    assert [r["RoleName"] for r in iam.list_roles()["Roles"]] == ["LabRole"]


def reading() -> Drawing:
    d = Drawing()
    network = d.network()
    d.connect(d.put("lambda.function", "Worker"), "reads", d.put("dynamodb.table", "Orders"))
    d.connect(d.put("ec2.instance", "Web", network["app_a"]), "sends", d.put("sqs.queue", "Jobs"))
    return d


def test_functions_get_the_role_and_instances_its_profile():
    resources = export_design(reading().design(), CATALOGUE, LAB)["Resources"]
    assert resources["Worker"]["Properties"]["Role"] == ARN
    assert resources["Web"]["Properties"]["IamInstanceProfile"] == "LabInstanceProfile"


def test_the_profile_of_another_role_has_its_name():
    resources = export_design(reading().design(), CATALOGUE, Options(existing_role="Ours"))["Resources"]
    assert resources["Web"]["Properties"]["IamInstanceProfile"] == "Ours"


def test_what_the_role_has_to_allow_is_told_where_it_is_used_and_by_the_connection():
    design = reading().design()
    comment = written(design, CATALOGUE, LAB).comments["Resources", "Worker", "Properties", "Role"]
    assert comment.startswith("LabRole is used; it has to allow logs:CreateLogStream, ")
    assert "dynamodb:Query" in comment
    assert "sqs:" not in comment
    lines = write_draft(design, CATALOGUE, LAB).lines["web_sends_jobs"]
    told = [line.text for line in lines if line.kind == "existing role"]
    assert len(told) == 1
    assert told[0].startswith("LabRole is used; it has to allow that Web may sqs:SendMessage")


def test_what_others_allow_stays():
    d = Drawing()
    topic, queue = d.put("sns.topic", "News"), d.put("sqs.queue", "Inbox")
    d.connect(topic, "delivers", queue)
    d.connect(topic, "delivers", d.put("lambda.function", "Reader"))
    resources = export_design(d.design(), CATALOGUE, LAB)["Resources"].values()
    assert {"AWS::SQS::QueuePolicy", "AWS::Lambda::Permission"} <= {r["Type"] for r in resources}


def test_a_role_that_is_drawn_gives_way_too_and_is_there_again():
    d = reading()
    role = d.put("iam.role", "Reader", service="lambda.amazonaws.com")
    d.connect("worker", "uses", role)
    design = d.design()
    template = export_design(design, CATALOGUE, LAB)
    assert template["Resources"]["Worker"]["Properties"]["Role"] == ARN
    assert import_template(write_template(template), "again", CATALOGUE).records == design.records


@pytest.mark.parametrize("name", ["LabRole", "my-role_1", "a+b=c,d.e@f"])
def test_what_iam_takes_as_a_name(name):
    assert is_role_name(name)


@pytest.mark.parametrize("name", ["", "arn:aws:iam::1:role/x", "${AWS::StackName}", "a b", "é", "x" * 65])
def test_what_iam_does_not_take_as_a_name(name):
    assert not is_role_name(name)


def test_raw_iam_of_any_kind_goes_too():
    d = Drawing()
    odd = {"ManagedPolicyArns": True, "Policies": [1, {"PolicyDocument": {"Statement": "none"}}]}
    d.put("aws.resource", "Odd", cfn_type="AWS::IAM::Role", properties=odd)
    design = d.design()
    template = export_design(design, CATALOGUE, LAB)
    assert template["Resources"] == {}
    assert import_template(template, "again", CATALOGUE).records == design.records
