"""The lines for the AWS CLI say what a template needs, and nothing else."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from archdesk.cloudformation.aws_cli import Deployment, deploy_command
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.stack_limits import capabilities, over_limits
from tests.cloudformation.drawing import Drawing


def template(*types: str, **sections: Any) -> dict[str, Any]:
    return {"Resources": {f"R{i}": {"Type": t} for i, t in enumerate(types)}, **sections}


def commands(of: dict[str, Any], file: str = "shop.yaml", **where: Any) -> list[list[str]]:
    return [shlex.split(line) for line in deploy_command(of, file, Deployment("shop", **where)).lines]


def option(words: list[str], name: str) -> list[str]:
    """The values behind an option."""
    rest = words[words.index(name) + 1 :] if name in words else []
    end = next((i for i, w in enumerate(rest) if w.startswith("--")), len(rest))
    return rest[:end]


def test_a_plain_template_needs_its_file_and_a_stack_alone():
    (words,) = commands(template("AWS::SQS::Queue"))
    assert " ".join(words) == (
        "aws cloudformation deploy --template-file shop.yaml --stack-name shop --no-fail-on-empty-changeset"
    )


def test_names_with_spaces_and_quotes_come_through_the_shell_as_they_are():
    (words,) = commands(
        template("AWS::SQS::Queue", Parameters={"Greeting": {"Type": "String"}}),
        "my shop's.yaml",
        region="eu-west-1",
        profile="o'hara",
        endpoint_url="http://localhost:5000",
        parameters={"Greeting": "it's $HOME; `rm`"},
        tags={"cost center": "a b"},
        execute=False,
    )
    assert option(words, "--template-file") == ["my shop's.yaml"]
    assert option(words, "--parameter-overrides") == ["Greeting=it's $HOME; `rm`"]
    assert option(words, "--tags") == ["cost center=a b"]
    assert option(words, "--profile") == ["o'hara"]
    assert option(words, "--region") == ["eu-west-1"]
    assert option(words, "--endpoint-url") == ["http://localhost:5000"]
    assert "--no-execute-changeset" in words


def test_a_parameter_without_default_is_asked_for_and_a_secret_stays_out_of_the_line():
    parameters = {
        "VpcId": {"Type": "AWS::EC2::VPC::Id", "Description": "The existing network"},
        "Password": {"Type": "String", "NoEcho": True},
        "Size": {"Type": "String", "Default": "small"},
    }
    command = deploy_command(
        template("AWS::SQS::Queue", Parameters=parameters),
        "a.yaml",
        Deployment("shop", parameters={"Password": "hunter2"}),
    )
    assert 'VpcId=YOUR-VPC-ID "Password=$ARCHDESK_PARAM_Password"' in command.lines[0]
    assert "hunter2" not in command.lines[0]
    assert "Size" not in command.lines[0]
    assert [line.split(":")[0] for line in command.fill_in] == ["YOUR-VPC-ID", "ARCHDESK_PARAM_Password"]


def test_a_template_that_is_too_long_to_send_goes_through_a_bucket():
    long = template("AWS::SQS::Queue", Metadata={"Note": "x" * 52_000})
    command = deploy_command(long, "a.yaml", Deployment("shop"))
    assert option(shlex.split(command.lines[0]), "--s3-bucket") == ["YOUR-BUCKET"]
    assert command.fill_in[0].startswith("YOUR-BUCKET")
    command = deploy_command(long, "a.yaml", Deployment("shop", bucket="mine"))
    assert option(shlex.split(command.lines[0]), "--s3-bucket") == ["mine"]
    assert command.fill_in == ()


def test_nested_templates_are_packaged_first_and_the_packaged_file_is_deployed():
    root = template(Resources={"Network": nested("./shop-network.json")})
    child = template("AWS::IAM::Role")
    first, second = deploy_command(root, "out/shop.json", Deployment("shop", bucket="b"), [child]).lines
    package, deploy = shlex.split(first), shlex.split(second)
    assert package[2] == "package"
    assert option(package, "--s3-bucket") == ["b"]
    assert "--use-json" in package
    assert option(package, "--output-template-file") == option(deploy, "--template-file")
    assert option(deploy, "--capabilities") == ["CAPABILITY_IAM"]
    assert len(deploy_command(template(Resources={"N": nested("https://x.s3.amazonaws.com/y")}), "a.yaml",
                              Deployment("shop")).lines) == 1  # fmt: skip


def nested(url: str) -> dict[str, Any]:
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}


@pytest.mark.parametrize(
    "resource, needed",
    [
        ({"Type": "AWS::SQS::Queue"}, ()),
        ({"Type": "AWS::IAM::Policy"}, ("CAPABILITY_IAM",)),
        ({"Type": "AWS::IAM::Role", "Properties": {"Path": "/"}}, ("CAPABILITY_IAM",)),
        ({"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}, ("CAPABILITY_NAMED_IAM",)),
        ({"Type": "AWS::Serverless::Function", "Properties": {"Role": "arn"}}, ()),
        ({"Type": "AWS::Serverless::Function"}, ("CAPABILITY_IAM",)),
        (
            {"Type": "AWS::SQS::Queue", "Properties": {"Tags": {"Fn::Transform": {"Name": "M"}}}},
            ("CAPABILITY_AUTO_EXPAND",),
        ),
    ],
)
def test_only_what_has_to_be_acknowledged_is(resource, needed):
    assert capabilities({"Resources": {"R": resource}}) == needed


def test_a_transform_of_the_whole_template_is_acknowledged():
    sam = template("AWS::Serverless::Function", Transform="AWS::Serverless-2016-10-31")
    assert capabilities(sam) == ("CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM")


def test_what_is_too_much_for_one_stack_is_named():
    assert over_limits(template("AWS::SQS::Queue"), 1000) == []
    many = template(*["AWS::SQS::Queue"] * 501, Parameters={f"P{i}": {} for i in range(201)})
    assert [words.split(",")[0] for words in over_limits(many, 2 * 1024 * 1024)] == [
        "it has 501 resources",
        "it has 201 parameters",
        "its text has 2",
    ]


def test_the_line_for_a_design_acknowledges_the_roles_of_its_functions(catalogue):
    d = Drawing()
    d.connect(d.put("lambda.function", "Intake"), "publishes", d.put("sns.topic", "Orders"))
    (words,) = commands(export_design(d.design(), catalogue))
    assert option(words, "--capabilities") == ["CAPABILITY_IAM"]
