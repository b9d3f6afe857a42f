"""What serverless parts write for each other, read line by line: workflows, subscriptions, streams, roles."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design, write_draft
from archdesk.cloudformation.references import referenced
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_deploy import deploy, deployable


def properties(drawing: Drawing, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    draft = write_draft(drawing.design(), catalogue)
    return {k: r.get("Properties", {}) for k, r in draft.resources.items()}


def may(written: dict[str, dict[str, Any]], role: str) -> dict[str, list[Any]]:
    """What a role may do: action -> resources."""
    statements = written[f"{role}Policy"]["PolicyDocument"]["Statement"]
    return {action: s["Resource"] for s in statements for action in s["Action"]}


def workflow(drawing: Drawing, catalogue: Catalogue, name: str = "Flow") -> dict[str, Any]:
    """The definition of a state machine, variables as they stand in it."""
    text = properties(drawing, catalogue)[name]["DefinitionString"]
    text = text.get("Fn::Sub", text) if isinstance(text, dict) else text
    found: dict[str, Any] = json.loads(text[0] if isinstance(text, list) else text)
    return found


# -- workflows


def test_a_workflow_runs_its_steps_in_their_order(catalogue):
    d = Drawing()
    flow, check, orders = (
        d.put("stepfunctions.state_machine", "Flow"),
        d.put("lambda.function", "Check", alias="live"),
        d.put("dynamodb.table", "Orders"),
    )
    d.connect(flow, "orchestrates", check, order=2)
    d.connect(flow, "reads", orders, order=1)
    d.connect(flow, "sends", d.put("sqs.queue", "Jobs"))
    d.connect(flow, "uses", d.put("iam.role", "Duty"))
    said = workflow(d, catalogue)
    assert said["StartAt"] == "Orders"
    assert [s.get("Next") for s in said["States"].values()] == ["Check", "Jobs", None]
    assert said["States"]["Jobs"]["End"] is True
    assert said["States"]["Check"]["Parameters"]["FunctionName"] == "${CheckAlias}"
    assert said["States"]["Orders"]["Resource"].endswith(":states:::dynamodb:getItem")
    assert said["States"]["Jobs"]["ResultPath"] is None  # the next step gets what this one got


def test_a_workflow_that_uses_parallel_runs_its_steps_side_by_side(catalogue):
    d = Drawing()
    flow = d.put("stepfunctions.state_machine", "Flow", features=["parallel"])
    for name in ("Left", "Right"):
        d.connect(flow, "orchestrates", d.put("lambda.function", name))
    (together,) = workflow(d, catalogue)["States"].values()
    assert together["Type"] == "Parallel"
    assert [list(b["States"]) for b in together["Branches"]] == [["Left"], ["Right"]]
    assert all(b["States"][b["StartAt"]]["End"] is True for b in together["Branches"])


@pytest.mark.parametrize(("kind", "waits"), [("STANDARD", True), ("EXPRESS", False)])
def test_only_a_standard_workflow_waits_for_the_end_of_another(kind, waits, catalogue):
    d = Drawing()
    flow = d.put("stepfunctions.state_machine", "Flow", workflow_type=kind)
    d.connect(flow, "orchestrates", d.put("stepfunctions.state_machine", "Ship"))
    step = workflow(d, catalogue)["States"]["Ship"]
    assert step["Resource"].endswith(":states:::states:startExecution" + (".sync:2" if waits else ""))
    allowed = may(properties(d, catalogue), "FlowRole")
    assert allowed["states:StartExecution"] == [{"Ref": "Ship"}]
    assert ("states:StopExecution" in allowed) is waits
    assert ("events:PutRule" in allowed) is waits


def test_a_worker_on_a_server_asks_for_the_tasks_of_an_activity(catalogue):
    d = Drawing()
    n = d.network()
    flow, host = d.put("stepfunctions.state_machine", "Flow"), d.put("ec2.instance", "Host", n["app_a"])
    d.connect(flow, "orchestrates", host)
    d.connect(flow, "orchestrates", d.put("external.on_premises", "Office"))
    written = properties(d, catalogue)
    steps = workflow(d, catalogue)["States"]
    assert {s["Resource"] for s in steps.values()} == {"${FlowActivity}"}
    assert set(steps) == {"Host", "Office"}
    assert may(written, "HostRole")["states:GetActivityTask"] == [{"Ref": "FlowActivity"}]


def test_a_workflow_starts_on_moto(catalogue, aws):
    d = Drawing()
    flow = d.put("stepfunctions.state_machine", "Flow")
    d.connect(flow, "orchestrates", d.put("lambda.function", "Check"))
    assert "Flow" in deploy(deployable(export_design(d.design(), catalogue)))


# -- topics and what is outside


def told(catalogue: Catalogue, type: str, **outside: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The subscription of something outside, and the parameters that the template asks for."""
    d = Drawing()
    topic = d.put("sns.topic", "News")
    d.connect(topic, "delivers", d.put(type, "Them", **outside), filter={"kind": ["order"]})
    d.connect(topic, "dead_letters_to", d.put("sqs.queue", "Failed"))
    template = export_design(d.design(), catalogue)
    subscription = template["Resources"]["NewsThemSubscription"]
    assert subscription["DependsOn"] == "FailedPolicy"
    return subscription["Properties"], template["Parameters"]


@pytest.mark.parametrize(
    ("type", "protocol", "parameter", "fits", "does_not"),
    [
        ("external.mailbox", "email", "ThemAddress", "ops@example.com", "ops"),
        ("external.phone", "sms", "ThemNumber", "+4915112345678", "0151"),
        ("external.http_endpoint", "https", "ThemUrl", "https://example.com/hook", "example.com"),
        (
            "external.push_service",
            "application",
            "ThemDeviceArn",
            "arn:aws:sns:us-east-1:123456789012:endpoint/GCM/shop/1",
            "shop",
        ),
    ],
)
def test_who_is_outside_subscribes_by_an_address_that_the_template_asks_for(
    type, protocol, parameter, fits, does_not, catalogue
):
    subscription, parameters = told(catalogue, type)
    assert subscription == {
        "TopicArn": {"Ref": "News"},
        "Protocol": protocol,
        "Endpoint": {"Ref": parameter},
        "FilterPolicy": {"kind": ["order"]},
        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Failed", "Arn"]}},
    }
    pattern = parameters[parameter]["AllowedPattern"]
    assert re.fullmatch(pattern, fits)
    assert not re.fullmatch(pattern, does_not)
    assert "Default" not in parameters[parameter]


def test_an_address_that_is_drawn_is_the_default_and_one_that_is_not_stays_unseen(catalogue):
    _, parameters = told(catalogue, "external.mailbox", address="ops@example.com")
    assert parameters["ThemAddress"]["Default"] == "ops@example.com"
    _, parameters = told(catalogue, "external.http_endpoint")
    assert parameters["ThemUrl"]["NoEcho"] is True  # the address of a hook is often its only secret
    subscription, parameters = told(catalogue, "external.http_endpoint", url="http://example.com")
    assert subscription["Protocol"] == "http"
    assert "NoEcho" not in parameters["ThemUrl"]


@pytest.mark.parametrize("raw", [True, False])
def test_a_queue_gets_the_message_with_or_without_its_envelope(raw, catalogue):
    d = Drawing()
    d.connect(d.put("sns.topic", "News"), "delivers", d.put("sqs.queue", "Jobs"), raw=raw)
    assert properties(d, catalogue)["NewsJobsSubscription"].get("RawMessageDelivery", False) is raw


# -- streams, queues and brokers that call functions


@pytest.mark.parametrize("type", ["kinesis.stream", "dynamodb.table", "dynamodb.global_table"])
@pytest.mark.parametrize("aside", [True, False])
def test_a_batch_that_fails_is_given_up_only_where_it_is_put_aside(type, aside, catalogue):
    d = Drawing()
    worker = d.put("lambda.function", "Worker")
    d.connect(d.put(type, "Clicks"), "triggers", worker, filter={"data": {"kind": ["order"]}}, window=5)
    if aside:
        d.connect(worker, "dead_letters_to", d.put("sqs.queue", "Failed"))
    trigger = properties(d, catalogue)["ClicksWorkerTrigger"]
    assert json.loads(trigger["FilterCriteria"]["Filters"][0]["Pattern"]) == {"data": {"kind": ["order"]}}
    assert trigger["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert trigger["MaximumBatchingWindowInSeconds"] == 5
    assert trigger.get("MaximumRetryAttempts") == (3 if aside else None)
    assert trigger.get("BisectBatchOnFunctionError") is (True if aside else None)
    destination = {"OnFailure": {"Destination": {"Fn::GetAtt": ["Failed", "Arn"]}}}
    assert trigger.get("DestinationConfig") == (destination if aside else None)


def test_a_queue_calls_a_function_for_what_fits_and_so_many_at_once(catalogue):
    d = Drawing()
    queue, worker = d.put("sqs.queue", "Jobs"), d.put("lambda.function", "Worker")
    d.connect(
        queue, "triggers", worker, filter={"body": {"n": [1]}}, max_concurrency=5, report_failures=False
    )
    trigger = properties(d, catalogue)["JobsWorkerTrigger"]
    assert trigger["ScalingConfig"] == {"MaximumConcurrency": 5}
    assert "FunctionResponseTypes" not in trigger
    assert json.loads(trigger["FilterCriteria"]["Filters"][0]["Pattern"]) == {"body": {"n": [1]}}


@pytest.mark.parametrize(("engine", "port"), [("ACTIVEMQ", 61617), ("RABBITMQ", 5671)])
def test_a_broker_calls_a_function_by_pollers_beside_it(engine, port, catalogue):
    d = Drawing()
    n = d.network()
    broker = d.put(
        "mq.broker", "A broker with a name of more than fifty characters", n["app_a"], engine=engine
    )
    d.connect(broker, "triggers", d.put("lambda.function", "Worker"), queue="orders")
    written = properties(d, catalogue)
    name = "ABrokerWithANameOfMoreThanFiftyCharacters"
    joined = written[name]["BrokerName"]["Fn::Join"]
    assert len(joined[1][0]) + len("-12345678") <= 50
    trigger = written[f"{name}WorkerTrigger"]
    assert trigger["Queues"] == ["orders"]
    secret = {"Type": "BASIC_AUTH", "URI": {"Ref": f"{name}Secret"}}
    assert trigger["SourceAccessConfigurations"][0] == secret
    allowed = may(written, "WorkerRole")
    assert allowed["mq:DescribeBroker"] == [{"Fn::GetAtt": [name, "Arn"]}]
    assert allowed["secretsmanager:GetSecretValue"] == [{"Ref": f"{name}Secret"}]
    openings = [p for p in written.values() if p.get("FromPort") == port]
    assert [referenced(o["SourceSecurityGroupId"]) == referenced(o["GroupId"]) for o in openings] == [True]


# -- functions


def test_a_function_in_a_network_makes_its_interfaces_with_whatever_role_it_has(catalogue):
    d = Drawing()
    n = d.network()
    d.put("lambda.function", "Own", n["app_a"])
    d.connect(d.put("lambda.function", "Given", n["app_a"], tracing=True), "uses", d.put("iam.role", "Duty"))
    written = properties(d, catalogue)
    (inline,) = written["OwnRole"]["Policies"]
    (statement,) = inline["PolicyDocument"]["Statement"]
    assert "ec2:CreateNetworkInterface" in statement["Action"]
    assert not [a for a in statement["Action"] if not a.startswith("ec2:")]
    allowed = may(written, "Duty")
    assert set(statement["Action"]) <= set(allowed)
    assert "xray:PutTraceSegments" in allowed
    resources = export_design(d.design(), catalogue)["Resources"]
    assert resources["Given"]["DependsOn"] == "DutyPolicy"


def test_a_function_may_put_aside_before_it_is_made(catalogue):
    d = Drawing()
    worker = d.put("lambda.function", "Worker")
    d.connect(worker, "dead_letters_to", d.put("sqs.queue", "Failed"))
    assert export_design(d.design(), catalogue)["Resources"]["Worker"]["DependsOn"] == "WorkerRolePolicy"


@pytest.mark.parametrize("alias", ["", "live"])
def test_a_function_with_an_address_answers_whom_it_says(alias, catalogue):
    d = Drawing()
    d.put("lambda.function", "Open", function_url="NONE", alias=alias)
    d.put("lambda.function", "Signed", function_url="AWS_IAM", alias=alias)
    written = properties(d, catalogue)
    assert written["OpenFunctionUrl"].get("Qualifier", "") == alias
    called = {"Ref": "OpenAlias" if alias else "Open"}
    permissions = {k: p for k, p in written.items() if p.get("Principal") == "*"}
    assert {p["Action"] for p in permissions.values()} == {
        "lambda:InvokeFunctionUrl",
        "lambda:InvokeFunction",
    }
    assert all(p["FunctionName"] == called for p in permissions.values())
    assert written["OpenUrlInvokePermission"]["InvokedViaFunctionUrl"] is True
    assert written["SignedFunctionUrl"]["AuthType"] == "AWS_IAM"


# -- roles and tags


def trusted(catalogue: Catalogue, *users: str, **properties_of_role: object) -> list[Any]:
    d = Drawing()
    n = d.network()
    role = d.put("iam.role", "Duty", **properties_of_role)
    for number, type in enumerate(users):
        parent = n["app_a"] if type == "ec2.instance" else None
        relation = "assumes" if type in ("iam.user", "iam.role") else "uses"
        d.connect(d.put(type, f"User {number}", parent), relation, role)
    statements = properties(d, catalogue)["Duty"]["AssumeRolePolicyDocument"]["Statement"]
    return [
        p
        for s in statements
        for key, value in s["Principal"].items()
        for p in (value if isinstance(value, list) else [value])
        if key != "AWS"
    ]


@pytest.mark.parametrize(
    ("users", "services"),
    [
        ((), ["lambda.amazonaws.com"]),
        (("ec2.instance",), ["ec2.amazonaws.com"]),
        (("lambda.function", "ec2.instance"), ["lambda.amazonaws.com", "ec2.amazonaws.com"]),
        (("cognito.identity_pool",), ["cognito-identity.amazonaws.com"]),
        (("apigateway.rest_api",), ["apigateway.amazonaws.com"]),
        (("iam.user",), []),
    ],
)
def test_a_role_trusts_who_uses_it_and_no_service_by_default(users, services, catalogue):
    assert trusted(catalogue, *users) == services


def test_a_role_whose_service_was_chosen_trusts_that(catalogue):
    assert trusted(catalogue, "lambda.function", service="glue.amazonaws.com") == ["glue.amazonaws.com"]


@pytest.mark.parametrize("mfa", [True, False])
def test_a_person_with_a_second_factor_takes_on_a_role_with_it(mfa, catalogue):
    d = Drawing()
    d.connect(d.put("iam.user", "Ann", mfa=mfa), "assumes", d.put("iam.role", "Duty"))
    (statement,) = properties(d, catalogue)["Duty"]["AssumeRolePolicyDocument"]["Statement"]
    asked = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if mfa else None
    assert statement.get("Condition") == asked


def test_tags_hold_only_what_every_service_takes(catalogue):
    d = Drawing(tags={"team, or so": "a, b (c)"})
    d.put("iam.role", "Duty")
    d.put("dax.cluster", "Cache")
    written = properties(d, catalogue)
    assert {"Key": "team or so", "Value": "a b c"} in written["Duty"]["Tags"]
    assert written["Cache"]["Tags"]["team or so"] == "a b c"


@pytest.mark.parametrize(("outcome", "key"), [("failed", "OnFailure"), ("succeeded", "OnSuccess")])
@pytest.mark.parametrize(
    ("type", "action"),
    [("sqs.queue", "sqs:SendMessage"), ("sns.topic", "sns:Publish"), ("events.bus", "events:PutEvents")],
)
def test_the_outcome_of_a_call_that_nobody_waits_for_goes_where_it_is_drawn_to(
    type, action, outcome, key, catalogue
):
    d = Drawing()
    worker, there = d.put("lambda.function", "Worker"), d.put(type, "There")
    d.connect(worker, "notifies", there, outcome=outcome)
    written = properties(d, catalogue)
    (destination,) = written["WorkerAsyncConfig"]["DestinationConfig"].items()
    assert destination[0] == key
    assert referenced(destination[1]) == {"There"}
    assert referenced(may(written, "WorkerRole")[action]) == {"There"}


@pytest.mark.parametrize(("engine", "audit"), [("ACTIVEMQ", True), ("RABBITMQ", False)])
def test_a_broker_writes_logs_and_active_mq_may(engine, audit, catalogue):
    d = Drawing()
    n = d.network()
    d.put("mq.broker", "Broker", n["app_a"], engine=engine)
    written = properties(d, catalogue)
    assert written["Broker"]["Logs"] == ({"General": True, "Audit": True} if audit else {"General": True})
    assert ("BrokerLogPolicy" in written) is audit
    if audit:
        (statement,) = json.loads(written["BrokerLogPolicy"]["PolicyDocument"]["Fn::Sub"])["Statement"]
        assert statement["Principal"] == {"Service": "mq.amazonaws.com"}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "${AWS::AccountId}"}
