"""``archdesk deploy`` against moto's server: what it shows, does, and leaves in the account."""

from __future__ import annotations

import json
import os
import pty
import shlex
import sys
from pathlib import Path

import boto3
import pytest
from moto.cloudformation.models import CloudFormationBackend, Event, Stack, cloudformation_backends
from moto.cloudformation.utils import yaml_tag_constructor

from archdesk.cli.main import main
from archdesk.cloudformation.aws_cli import Deployment
from archdesk.deploy import change_sets
from archdesk.deploy.account import connect, in_words
from archdesk.deploy.stacks import look
from archdesk.deploy.uploading import upload
from archdesk.errors import AccessError, DeployError
from archdesk.storage.files import open_design
from tests.cloudformation.drawing import Drawing

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings(
    "ignore:datetime:DeprecationWarning", "ignore:unclosed:ResourceWarning"
)


def queue(**properties: object) -> Drawing:
    d = Drawing(region="eu-west-1")
    d.put("sqs.queue", "Order queue", **properties)
    return d


def template(folder: Path, **sections: object) -> Path:
    resources = {"Store": {"Type": "AWS::SQS::Queue"}}
    file = folder / "template.json"
    file.write_text(json.dumps({"Resources": resources, **sections}))
    return file


def left(cloudformation) -> list[str]:
    """The states of the stacks that are there, and the change sets."""
    backend = cloudformation_backends["123456789012"]["eu-west-1"]
    return [
        *(s.status for s in backend.stacks.values()),
        *(
            c.change_set_name
            for c in backend.change_sets.values()
            if c.execution_status != "EXECUTE_COMPLETE"
        ),
    ]


def test_a_stack_is_created_changed_and_left_alone_when_nothing_changes(
    deploy, drawn, cloudformation, capsys, account
):
    assert deploy(drawn(queue().design()), "--yes", "--tag", "team=shop") == 0
    said = capsys.readouterr()
    assert "Stack shop in eu-west-1, account 123456789012" in said.err
    assert "  + Order queue (SQS queue)\n" in said.out
    assert "stack shop is there" in said.out
    found = cloudformation.describe_stacks(StackName="shop")["Stacks"][0]
    assert found["StackStatus"] == "CREATE_COMPLETE"

    assert deploy(drawn(queue().design()), "--yes") == 0
    assert "Nothing to change" in capsys.readouterr().out
    assert left(cloudformation) == ["CREATE_COMPLETE"]

    d = queue(visibility_timeout=60)
    d.put("sns.topic", "News")
    assert deploy(drawn(d.design()), "--yes") == 0
    said = capsys.readouterr()
    assert "  + News (SNS topic)" in said.out
    assert "  ~ Order queue (SQS queue)" in said.out
    sqs = boto3.client("sqs", endpoint_url=account)
    (url,) = sqs.list_queues()["QueueUrls"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"][
        "VisibilityTimeout"
    ] == ("60")

    only_news = Drawing(region="eu-west-1")
    only_news.put("sns.topic", "News")
    assert deploy(drawn(only_news.design()), "--yes") == 0
    assert "  - Order queue (SQS queue)" in capsys.readouterr().out


def test_without_a_terminal_and_without_yes_it_shows_and_stops(deploy, drawn, cloudformation, capsys):
    assert deploy(drawn(queue().design())) == 2
    said = capsys.readouterr()
    assert "  + Order queue (SQS queue)" in said.out
    assert "--yes" in said.err
    assert left(cloudformation) == []


def test_the_change_set_can_be_left_to_be_looked_at(deploy, drawn, cloudformation, capsys):
    assert deploy(drawn(queue().design()), "--no-execute") == 0
    assert "execute-change-set --change-set-name arn:" in capsys.readouterr().err
    assert left(cloudformation)[0] == "REVIEW_IN_PROGRESS"
    assert deploy(drawn(queue().design()), "--yes") == 0  # an empty stack waits for its first change set


def test_what_cloudformation_finds_wrong_in_the_template_is_said(
    deploy_checked, tmp_path, cloudformation, capsys
):
    store = {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": "soon"}}
    assert deploy_checked(template(tmp_path, Resources={"Store": store}), "--yes") == 2
    assert "'soon' is not of type 'integer'" in capsys.readouterr().err
    assert left(cloudformation) == []


def test_the_roles_are_acknowledged_and_said(deploy, drawn, capsys):
    d = Drawing(region="eu-west-1")
    d.put("iam.role", "Worker role", service="ec2.amazonaws.com")
    assert deploy(drawn(d.design()), "--yes") == 0
    assert "acknowledged for it: CAPABILITY_IAM" in capsys.readouterr().err


def test_an_error_of_our_own_stops_it_before_anything_is_asked(deploy_checked, drawn, cloudformation, capsys):
    d = queue(fifo=True)
    topic = d.put("sns.topic", "News")
    d.connect(topic, "delivers", "order_queue")
    assert deploy_checked(drawn(d.design()), "--yes") == 1
    said = capsys.readouterr()
    assert "order_queue" in said.err
    assert "--force" in said.err
    assert left(cloudformation) == []


def test_a_failed_creation_tells_the_component_the_reason_and_what_was_done(
    deploy, drawn, cloudformation, capsys, monkeypatch
):
    def fails(backend, change_set_name, stack_name=None):
        """What moto does not play: the events of a creation that AWS rolls back."""
        stack = backend.stacks[backend.change_sets[change_set_name].stack_id]
        for logical, kind, status, reason in (
            ("shop", "AWS::CloudFormation::Stack", "CREATE_IN_PROGRESS", None),
            ("OrderQueue", "AWS::SQS::Queue", "CREATE_IN_PROGRESS", None),
            ("OrderQueue", "AWS::SQS::Queue", "CREATE_FAILED", "Queue already exists"),
            ("News", "AWS::SNS::Topic", "CREATE_FAILED", "Resource creation cancelled"),
            ("shop", "AWS::CloudFormation::Stack", "ROLLBACK_IN_PROGRESS", "failed"),
            ("OrderQueue", "AWS::SQS::Queue", "DELETE_COMPLETE", None),
            ("shop", "AWS::CloudFormation::Stack", "ROLLBACK_COMPLETE", None),
        ):
            physical = stack.stack_id if logical == "shop" else ""
            stack.events.append(
                Event(stack.stack_id, stack.name, logical, physical, kind, status, reason, None)
            )
        stack.status = "ROLLBACK_COMPLETE"

    monkeypatch.setattr(CloudFormationBackend, "execute_change_set", fails)
    file = drawn(queue().design())
    assert deploy(file, "--yes") == 1
    said = capsys.readouterr().out
    assert "Order queue (SQS queue) could not be created: Queue already exists\n" in said
    assert said.split("What failed:\n")[1].startswith(
        "  Order queue (SQS queue): Queue already exists\nCloud"
    )
    assert "delete-stack --stack-name shop --region eu-west-1" in said

    assert deploy(file, "--yes") == 2  # and such a stack cannot be updated
    assert "ROLLBACK_COMPLETE: its creation failed" in capsys.readouterr().err


def test_a_stack_in_no_state_for_it_is_refused_with_what_to_do(tmp_path, account, cloudformation):
    cloudformation.create_stack(StackName="shop", TemplateBody=template(tmp_path).read_text())
    (stack,) = cloudformation_backends["123456789012"]["eu-west-1"].stacks.values()
    here = connect(Deployment("shop", endpoint_url=account))
    for state, hint in (
        ("UPDATE_IN_PROGRESS", "Wait for its end"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback"),
        ("DELETE_FAILED", "delete-stack"),
    ):
        stack.status = state
        with pytest.raises(DeployError) as error:
            look(here, "shop")
        assert state in str(error.value)
        assert hint in str(error.value)
    stack.status = "UPDATE_ROLLBACK_COMPLETE"
    assert look(here, "shop").change == "UPDATE"


def test_ctrl_c_says_what_goes_on_and_how_to_stop_it(deploy, drawn, cloudformation, capsys, monkeypatch):
    def interrupted(account, made):
        raise KeyboardInterrupt

    file = drawn(queue().design())
    with monkeypatch.context() as patched:
        patched.setattr(change_sets, "wait", lambda *_: interrupted(None, None))
        assert deploy(file, "--yes") == 130
    assert "nothing is changed" in capsys.readouterr().err
    assert left(cloudformation) == []
    monkeypatch.setattr(change_sets, "execute", interrupted)
    assert deploy(file, "--yes") == 130
    said = capsys.readouterr().err
    assert "goes on with the stack shop" in said
    assert "delete-stack --stack-name shop" in said


def test_a_long_template_goes_through_a_bucket(deploy, tmp_path, account, cloudformation, capsys):
    file = template(tmp_path, Metadata={"Note": "x" * 60_000})
    assert deploy(file, "--yes") == 2
    assert "--bucket" in capsys.readouterr().err
    with pytest.raises(AccessError, match="no such bucket"):
        upload(connect(Deployment("shop", endpoint_url=account)), "no-such-bucket", "shop", "a.yaml", "{}")
    s3 = boto3.client("s3", endpoint_url=account)
    s3.create_bucket(Bucket="mine", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert deploy(file, "--yes", "--bucket", "mine") == 0
    assert [o["Key"].split("-")[0] for o in s3.list_objects(Bucket="mine")["Contents"]] == [
        "archdesk/shop/template"
    ]


# -- no access ------------------------------------------------------------------------------------------


def test_without_credentials_it_says_how_to_sign_in(deploy, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert deploy(template(tmp_path), "--yes") == 2
    assert "no AWS credentials here: sign in with `aws sso login`" in capsys.readouterr().err


def test_a_network_that_is_refused_is_one_sentence(deploy, tmp_path, capsys):
    assert deploy(template(tmp_path), "--endpoint-url", "http://127.0.0.1:9") == 2
    said = capsys.readouterr().err
    assert said == "No answer from http://127.0.0.1:9/: check the address behind --endpoint-url.\n"


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"endpoint_url": "nowhere"}, "whole address"),
        ({"region": "eu west"}, "Name a region with --region"),
        ({"profile": "nobody"}, "profile (nobody) could not be found"),
    ],
)
def test_a_wrong_address_region_or_profile_is_one_sentence(wrong, words, account):
    with pytest.raises(AccessError) as error:
        connect(Deployment("shop", **wrong))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "code, words",
    [
        ("ExpiredToken", "have expired: sign in again"),
        ("InvalidClientTokenId", "does not know these credentials"),
        ("AccessDenied", "may not call CreateChangeSet: not for you"),
        ("ValidationError", "CloudFormation says: not for you"),
    ],
)
def test_what_aws_refuses_is_a_sentence(code, words, account):
    from botocore.exceptions import ClientError

    with pytest.raises(DeployError) as error, in_words():
        raise ClientError({"Error": {"Code": code, "Message": "not for you"}}, "CreateChangeSet")
    assert words in str(error.value)


def test_without_boto3_it_says_what_to_install(deploy, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert deploy(template(tmp_path), "--yes") == 2
    assert 'pip install "archdesk[aws]"' in capsys.readouterr().err


def test_the_lines_for_the_aws_cli_need_no_account(deploy, drawn, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert deploy(drawn(queue().design()), "--print-command") == 0
    export, deployed = capsys.readouterr().out.splitlines()
    assert deployed.startswith("aws cloudformation deploy --template-file ")
    assert main(shlex.split(export)[1:]) == 0
    assert Path(shlex.split(deployed)[4]).is_file()


# -- a terminal -----------------------------------------------------------------------------------------


def on_a_terminal(arguments: list[str], answers: dict[str, str]) -> tuple[int, str]:
    """Run archdesk on a terminal of its own, and type each answer when its question is there."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(
            sys.executable,
            [sys.executable, "-m", "archdesk", *arguments],
            {**os.environ, "PYTHONPATH": str(ROOT)},
        )
    shown, waiting = "", dict(answers)
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the other side has ended
            break
        if not more:
            break
        shown += more.decode()
        for question in [q for q in waiting if q in shown]:
            os.write(terminal, f"{waiting.pop(question)}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return code, shown


@pytest.mark.parametrize("answer, code", [("n", 1), ("y", 0)])
def test_a_person_is_asked_for_values_and_for_a_yes_and_a_secret_is_never_shown(
    answer, code, tmp_path, account, unvalidated, cloudformation
):
    parameters = {
        "Name": {"Type": "String", "Description": "What it is called"},
        "Password": {"Type": "String", "NoEcho": True},
    }
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Name"}}}
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Password"}}}
    file = template(tmp_path, Parameters=parameters, Resources={"Store": queue, "News": topic})
    where = ["--stack", "shop", "--endpoint-url", account, "--every", "0", "--force"]
    answers = {"Name (What it is called):": "stores", "Password (String):": "hunter2", "[y/N]": answer}
    ended, shown = on_a_terminal(["deploy", str(file), *where], answers)
    assert ended == code, shown
    assert "hunter2" not in shown
    assert "stores" in shown
    made = {"y": ["CREATE_COMPLETE"], "n": []}[answer]
    assert left(cloudformation) == made


# -- nested stacks --------------------------------------------------------------------------------------


@pytest.fixture
def bucket(account, monkeypatch) -> str:
    boto3.client("s3", endpoint_url=account).create_bucket(
        Bucket="mine", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    # what moto lacks: the outputs of a nested stack as its attributes, also where YAML's short form names them
    monkeypatch.setattr(Stack, "get_cfn_attribute", output_of, raising=False)
    monkeypatch.setattr("moto.cloudformation.models.yaml_tag_constructor", whole_attribute)
    return "mine"


def output_of(stack: Stack, attribute: str):
    return stack.output_map[attribute.removeprefix("Outputs.")].value


def whole_attribute(loader, tag, node):
    if tag == "!GetAtt":
        return {"Fn::GetAtt": node.value.split(".", 1)}
    return yaml_tag_constructor(loader, tag, node)


def in_two_kinds() -> Drawing:
    d = Drawing(region="eu-west-1")
    d.connect(d.put("lambda.function", "Intake"), "sends", d.put("sqs.queue", "Order queue"))
    return d


def resources_of(cloudformation) -> set[str]:
    return {
        r["LogicalResourceId"]
        for stack in cloudformation.describe_stacks()["Stacks"]
        for r in cloudformation.list_stack_resources(StackName=stack["StackName"])["StackResourceSummaries"]
    }


def test_a_design_is_deployed_as_nested_stacks(deploy, drawn, cloudformation, bucket, capsys):
    file = drawn(in_two_kinds().design())
    assert deploy(file, "--yes", "--nested") == 2
    assert "--bucket" in capsys.readouterr().err
    assert deploy(file, "--yes", "--nested", "--bucket", bucket) == 0
    said = capsys.readouterr()
    assert "acknowledged for it: CAPABILITY_IAM" in said.err
    assert "  + Integration (AWS::CloudFormation::Stack)" in said.out
    assert {"Compute", "Integration", "Intake", "IntakeRole", "OrderQueue"} <= resources_of(cloudformation)


def test_exported_parts_are_deployed_from_the_root_file_and_open_as_the_design(
    deploy, drawn, tmp_path, cloudformation, bucket, capsys, catalogue
):
    design, out = in_two_kinds().design(), tmp_path / "out.yaml"
    assert main(["export", str(drawn(design)), "-o", str(out), "--nested"]) == 0
    said = capsys.readouterr().err
    assert "aws cloudformation package --template-file" in said
    assert (tmp_path / "out-integration.yaml").is_file()
    again = tmp_path / "again.archdesk"
    assert main(["import", str(out), "-o", str(again)]) == 0
    assert dict(open_design(again, catalogue).design.records) == dict(design.records)
    assert deploy(out, "--yes") == 2
    assert "--nested" in capsys.readouterr().err
    assert deploy(out, "--yes", "--nested", "--bucket", bucket) == 0
    assert {"Intake", "OrderQueue"} <= resources_of(cloudformation)


def test_what_is_too_much_for_one_stack_names_the_way_out(deploy, tmp_path, drawn, capsys):
    d = Drawing(region="eu-west-1")
    for number in range(501):
        d.put("sqs.queue", f"Queue {number}")
    file = drawn(d.design())
    assert deploy(file, "--yes") == 2
    assert "501 resources, and a stack may have 500" in (said := capsys.readouterr().err)
    assert "--nested" in said
    assert main(["export", str(file), "-o", str(tmp_path / "x.yaml")]) == 0
    assert "--nested splits it" in capsys.readouterr().err
