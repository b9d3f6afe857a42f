"""What a connection tells the code: environment variables, as a mapping or as a list of entries."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.setting import put
from archdesk.cloudformation.text import write_template
from archdesk.cloudformation.wires import wire_of
from archdesk.model.design import Design
from tests.cloudformation.drawing import Drawing

NAMESPACE = "aws:elasticbeanstalk:application:environment"
NAME = {"Ref": "Orders"}


def orders(kind: str, relation: str, store: str, **properties: object) -> Design:
    d = Drawing()
    n = d.network()
    worker = d.put(kind, "Worker", n["vpc"], (n["app_a"], n["app_b"]), **properties)
    d.connect(worker, relation, d.put(store, "Orders"))
    return d.design()


def properties(design: Design, catalogue: Catalogue, logical: str) -> dict[str, Any]:
    return export_design(design, catalogue)["Resources"][logical]["Properties"]


def variables(design: Design, catalogue: Catalogue, kind: str) -> list[dict[str, Any]]:
    """The list of variables of the worker in an exported design."""
    if kind == "codebuild.project":
        return properties(design, catalogue, "Worker")["Environment"]["EnvironmentVariables"]
    if kind == "beanstalk.environment":
        settings = properties(design, catalogue, "Worker")["OptionSettings"]
        return [s for s in settings if s["Namespace"] == NAMESPACE]
    task = "WorkerTaskDefinition" if kind == "ecs.service" else "Worker"
    return properties(design, catalogue, task)["ContainerDefinitions"][0]["Environment"]


LISTS = [
    ("ecs.service", "sends", "sqs.queue", {"Name": "ORDERS_URL", "Value": NAME}),
    ("ecs.task", "reads", "sqs.queue", {"Name": "ORDERS_URL", "Value": NAME}),
    ("ecs.task", "writes", "dynamodb.table", {"Name": "ORDERS_TABLE", "Value": NAME}),
    ("codebuild.project", "reads_writes", "s3.bucket", {"Name": "ORDERS_BUCKET", "Value": NAME}),
    (
        "beanstalk.environment",
        "sends",
        "sqs.queue",
        {"Namespace": NAMESPACE, "OptionName": "ORDERS_URL", "Value": NAME},
    ),
]


@pytest.mark.parametrize(("kind", "relation", "store", "entry"), LISTS)
def test_a_connection_sets_a_variable_in_a_list(kind, relation, store, entry, catalogue):
    design = orders(kind, relation, store)
    assert variables(design, catalogue, kind) == [entry]
    (connection,) = design.connections
    said = [
        words
        for piece in wire_of(design, catalogue, connection.id).pieces
        for words in piece.reasons
        if "variable" in words
    ]
    assert said == [f"Worker finds it in the variable {entry.get('Name', entry.get('OptionName'))}"]


SECRETS = [
    ("ecs.service", {"Name": "ORDERS_ARN"}),
    ("ecs.task", {"Name": "ORDERS_ARN"}),
    ("codebuild.project", {"Name": "ORDERS_VALUE", "Type": "SECRETS_MANAGER"}),  # which fetches it itself
]


@pytest.mark.parametrize(("kind", "entry"), SECRETS)
def test_ones_own_variables_stay_and_open_again_equal(kind, entry, catalogue):
    own = [{"Name": "LEVEL", "Value": "debug"}, {"Name": entry["Name"], "Value": "to be replaced"}]
    design = orders(kind, "reads", "secretsmanager.secret", environment=own)
    assert variables(design, catalogue, kind) == [own[0], {**entry, "Value": NAME}]
    again = import_template(write_template(export_design(design, catalogue)), "again", catalogue)
    assert again.component("worker") == design.component("worker")


def test_a_worker_tier_is_given_messages_and_needs_no_address_of_the_queue(catalogue):
    design = orders("beanstalk.environment", "reads", "sqs.queue", tier="Worker", architecture="asg-only")
    assert variables(design, catalogue, "beanstalk.environment") == []
    web = orders("beanstalk.environment", "reads", "sqs.queue")
    assert [v["OptionName"] for v in variables(web, catalogue, "beanstalk.environment")] == ["ORDERS_URL"]


@pytest.mark.parametrize(
    "containers",
    [
        '{"Fn::If": [Big, [{Name: a}], [{Name: b}]]}',
        "[{Ref: Container}]",
        '[{Name: app, Image: nginx, Environment: {"Fn::If": [Big, [], []]}}]',
    ],
)
def test_what_an_imported_task_says_by_an_intrinsic_stays(containers, catalogue):
    text = f"""
        Resources:
          Worker: {{Type: AWS::ECS::TaskDefinition, Properties: {{ContainerDefinitions: {containers}}}}}
          Orders: {{Type: AWS::SQS::Queue}}
        """
    design = import_template(text, "theirs.yaml", catalogue)
    before = properties(design, catalogue, "Worker")
    worker, queue = (next(c for c in design.components if c.name == n) for n in ("Worker", "Orders"))
    d = Drawing()
    d.records = [*design.records.values()]
    d.connect(worker.id, "sends", queue.id)
    assert properties(d.design(), catalogue, "Worker") == before


@pytest.mark.parametrize("old", [{"Ref": "Jobs"}, {"Fn::Sub": "${Jobs.Arn}"}, "text", ["a"], {"Key": 1}])
@pytest.mark.parametrize("new", [{"Ref": "JobsAlias"}, {"Fn::GetAtt": ["Jobs", "Arn"]}])
def test_an_intrinsic_replaces_what_was_written(old, new):
    written: dict[str, Any] = {"Target": {"Arn": old, "Id": "1"}}
    put(written, ["Target", "Arn"], new)
    assert written == {"Target": {"Arn": new, "Id": "1"}}
    put(written, ["Target", "Arn"], {"Key": 2})
    assert written["Target"]["Arn"] == {"Key": 2}


def test_plain_mappings_are_merged():
    written: dict[str, Any] = {"Target": {"Id": "1", "Arn": NAME}}
    put(written, ["Target"], {"Id": "2", "RoleArn": NAME})
    assert written == {"Target": {"Id": "2", "Arn": NAME, "RoleArn": NAME}}


PALETTE = """
service: Own
category: compute
components:
  own.first: {label: First, cloudformation: {type: "AWS::SQS::Queue", gives: {name: {ref: self}}}}
  own.last: {label: Last, cloudformation: {type: "AWS::SNS::Topic", properties: {TopicName: {ref: self}}}}
connections:
  - {from: own.last, to: own.first, relation: names, properties: {late: {type: boolean, default: false}},
    wire: [
      {when: {prop: late}, set: [source, TopicName], value: {given: target.name}, last: true},
      {when: {not: {prop: late}}, set: [source, TopicName], value: {"Fn::GetAtt": [X, Name]}},
    ]}
relations: {names: {label: names}}
"""


def test_what_is_last_is_written_after_all_other_connections():
    own = read_palettes([("own.yaml", PALETTE)])
    assert not own.problems
    d = Drawing()
    topic = d.put("own.last", "Topic")
    d.connect(topic, "names", d.put("own.first", "A queue"), late=True)
    d.connect(topic, "names", d.put("own.first", "Z queue"))
    assert properties(d.design(), own, "Topic")["TopicName"] == {"Ref": "AQueue"}


def test_a_service_acts_and_is_told_as_the_task_that_it_uses(catalogue):
    d = Drawing()
    service, queue = d.put("ecs.service", "Web"), d.put("sqs.queue", "Orders")
    d.connect(service, "uses", d.put("ecs.task", "App"))
    d.connect(service, "sends", queue)
    app = properties(d.design(), catalogue, "App")
    assert app["ContainerDefinitions"][0]["Environment"] == [{"Name": "ORDERS_URL", "Value": NAME}]
    assert app["TaskRoleArn"] == {"Fn::GetAtt": ["AppRole", "Arn"]}
    policy = properties(d.design(), catalogue, "AppRolePolicy")
    assert policy["Roles"] == [{"Ref": "AppRole"}]
    assert policy["PolicyDocument"]["Statement"][0]["Resource"] == [{"Fn::GetAtt": ["Orders", "Arn"]}]
