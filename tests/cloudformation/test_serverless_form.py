"""A template as SAM: the real transform makes of it what the plain template says, and it opens again equal."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import boto3
import pytest

from archdesk.cloudformation.export import export_design, write_draft, written
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.options import Options
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.records import Settings
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.meaning import differences
from tests.cloudformation.test_deploy import SAMPLES, deploy, deployable
from tests.cloudformation.test_every_wire import CATALOGUE, PAIRS, drawn
from tests.cloudformation.test_lint import linted

SAM, LAB = Options(serverless=True), Options(serverless=True, existing_role="LabRole")
SERVERLESS = {"lambda.function", "stepfunctions.state_machine", "apigateway.rest_api"}
SAID = [p for p in PAIRS if p[0].wire and SERVERLESS & {p[1], p[2]}]
TOGETHER = 60


@pytest.fixture
def translate(caplog):
    """SAM's own transform, as CloudFormation runs it."""
    transform = pytest.importorskip("samtranslator.translator.translator")
    parser = pytest.importorskip("samtranslator.parser.parser")
    caplog.set_level(logging.CRITICAL)

    def translated(template: dict[str, Any]) -> dict[str, Any]:
        session = boto3.session.Session(region_name="us-east-1")
        translator = transform.Translator({}, parser.Parser(), boto_session=session)
        found: dict[str, Any] = translator.translate(sam_template=template, parameter_values={})
        return found

    return translated


def shop() -> Design:
    """Functions called in every way that SAM has events for, and what it has no word for."""
    d = Drawing(tags={"team": "shop"})
    n = d.network()
    plain = d.put("lambda.function", "Plain", tracing=True, async_retries=0)
    aliased = d.put(
        "lambda.function", "Aliased", n["vpc"], (n["app_a"],), alias="live", provisioned_concurrency=2
    )
    d.connect(plain, "dead_letters_to", d.put("sqs.queue", "Dead"))
    hourly = d.put("events.rule", "Each hour", trigger="schedule", schedule_expression="rate(1 hour)")
    d.connect(hourly, "triggers", plain)
    off = d.put("events.rule", "Off", trigger="schedule", schedule_expression="rate(1 day)", enabled=False)
    d.connect(off, "triggers", aliased)
    d.connect(d.put("events.rule", "Started"), "triggers", plain)
    both = d.put("events.rule", "Both", trigger="schedule", schedule_expression="rate(1 day)")
    d.connect(both, "triggers", plain)
    d.connect(both, "triggers", aliased)
    d.connect(d.put("scheduler.schedule", "Each night"), "triggers", plain)
    pictures, named = d.put("s3.bucket", "Pictures"), d.put("s3.bucket", "Named", bucket_name="named-here")
    d.connect(pictures, "triggers", plain)
    d.connect(plain, "reads_writes", pictures)
    d.connect(named, "triggers", plain)
    topic = d.put("sns.topic", "News")
    d.connect(topic, "delivers", plain)
    d.connect(topic, "delivers", aliased)
    d.connect(d.put("logs.log_group", "Log"), "delivers", plain)
    api = d.put("apigateway.rest_api", "Shop API", tracing=True)
    d.connect(d.put("cognito.user_pool", "People"), "authorizes", api)
    d.connect(api, "invokes", plain, path="/orders/{id}", method="GET")
    d.connect(api, "invokes", aliased, path="/", method="POST")
    d.connect(d.put("apigateway.usage_plan", "Plan", api_key=True), "attached_to", api)
    own = d.put("apigateway.rest_api", "Own API")
    d.connect(own, "invokes", aliased, path="/a", method="GET")
    d.connect(aliased, "requests", own)
    flow = d.put("stepfunctions.state_machine", "Flow")
    d.connect(flow, "orchestrates", plain)
    d.connect(flow, "orchestrates", aliased)
    reader = d.put("lambda.function", "Reader")
    d.connect(d.put("sqs.queue", "Jobs"), "triggers", reader)
    d.connect(
        d.put("lambda.function", "Guest"), "uses", d.put("iam.role", "Shared", service="lambda.amazonaws.com")
    )
    return d.design()


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    found: dict[str, Any] = export_design(shop(), CATALOGUE, SAM)["Resources"]
    return found


def events(resources: dict[str, Any], function: str) -> dict[str, str]:
    return {k: e["Type"] for k, e in resources[function]["Properties"]["Events"].items()}


def without_drawing(template: dict[str, Any]) -> dict[str, Any]:
    bare = {k: {a: b for a, b in r.items() if a != "Metadata"} for k, r in template["Resources"].items()}
    return {**template, "Resources": bare}


def assert_same_meaning(design: Design, translate: Any) -> None:
    plain, sam = (without_drawing(export_design(design, CATALOGUE, o)) for o in (Options(), SAM))
    assert sam["Transform"] == "AWS::Serverless-2016-10-31"
    assert differences(plain, translate(sam)) == []


def test_the_transform_makes_the_plain_template_of_whatever_is_connected(translate):
    for start in range(0, len(SAID), TOGETHER):
        assert_same_meaning(drawn(SAID[start : start + TOGETHER]), translate)


def test_the_transform_makes_the_plain_template_of_every_kind_of_event(translate):
    assert_same_meaning(shop(), translate)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.stem != "three-tier-web"], ids=lambda p: p.stem)
def test_the_transform_makes_the_plain_template_of_a_sample(sample, translate):
    design = read_design(sample.read_text(encoding="utf-8"), sample.name, CATALOGUE).design
    assert_same_meaning(design, translate)


def test_a_translated_design_deploys(translate, aws):
    sam = without_drawing(export_design(DESIGNS["fan-out"](), CATALOGUE, SAM))
    template = deployable(translate(sam))
    assert set(deploy(template)) == set(template["Resources"])


def in_some_environments(design: Design, ids: set[str]) -> Design:
    records = []
    for record in design.records.values():
        if isinstance(record, Settings):
            record = replace(record, environments=("dev", "prod"))
        elif record.id in ids:
            record = replace(record, environments=("prod",))
        records.append(record)
    return Design(records)


@pytest.mark.parametrize(
    "ids",
    [{"jobs", "people", "log"}, {"aliased", "pictures"}, {"plain", "started"}],
    ids=lambda s: "-".join(sorted(s)),
)
def test_what_is_in_some_environments_only_is_so_after_the_transform(ids, translate):
    design = in_some_environments(shop(), ids)
    plain, sam = (without_drawing(export_design(design, CATALOGUE, o)) for o in (Options(), SAM))
    translated = translate(sam)
    assert differences(plain, translated) == []
    wanted, found = (
        {k: r["Condition"] for k, r in t["Resources"].items() if "Condition" in r}
        for t in (plain, translated)
    )
    assert wanted == found
    assert wanted


def test_with_the_role_that_is_there_the_transform_makes_none(translate):
    translated = translate(without_drawing(export_design(shop(), CATALOGUE, LAB)))
    assert [k for k, r in translated["Resources"].items() if r["Type"].startswith("AWS::IAM::")] == []


def test_a_serverless_template_is_clean():
    assert linted(export_design(shop(), CATALOGUE, SAM)) == []


def test_whatever_is_connected_opens_again_equal():
    for start in range(0, len(SAID), TOGETHER):
        design = drawn(SAID[start : start + TOGETHER])
        again = import_template(export_design(design, CATALOGUE, SAM), "again", CATALOGUE)
        assert [i for i in {**design.records, **again.records} if design.find(i) != again.find(i)] == []


@pytest.mark.parametrize("options", [SAM, LAB], ids=["sam", "sam in the lab"])
def test_a_template_in_sam_opens_again_equal(options):
    design = shop()
    text = write_template(export_design(design, CATALOGUE, options))
    assert import_template(text, "again", CATALOGUE).records == design.records


def test_what_calls_a_function_is_its_events(resources):
    assert events(resources, "Plain") == {
        "EachHour": "Schedule",
        "Started": "EventBridgeRule",
        "EachNight": "ScheduleV2",
        "Pictures": "S3",
        "News": "SNS",
        "Log": "CloudWatchLogs",
        "GetOrdersId": "Api",
    }
    assert events(resources, "Reader") == {"Jobs": "SQS"}


def test_what_sam_would_say_differently_stays_plain(resources):
    """A named bucket is held to its ARN; a rule with two targets is nobody's event; an API that its function calls."""
    assert "NotificationConfiguration" in resources["Named"]["Properties"]
    assert resources["Both"]["Type"] == "AWS::Events::Rule"
    assert resources["OwnAPI"]["Type"] == "AWS::ApiGateway::RestApi"


def test_a_policy_that_would_make_a_circle_stays_beside_the_role(resources):
    """The bucket waits for the permission, that for the function, that for its role: which may use the bucket."""
    assert resources["PlainRolePolicy"]["Properties"]["Roles"] == [{"Ref": "PlainRole"}]
    assert "PlainRole" not in resources


def test_a_function_that_polls_keeps_its_exact_role(resources):
    """SAM would let a role that it makes receive from every queue there is."""
    assert resources["Reader"]["Properties"]["Role"] == {"Fn::GetAtt": ["ReaderRole", "Arn"]}
    assert "Policies" not in resources["Reader"]["Properties"]


def test_a_drawn_role_stays_the_role(resources):
    assert resources["Guest"]["Properties"]["Role"] == {"Fn::GetAtt": ["Shared", "Arn"]}


def test_an_alias_is_published_by_sam_and_called_by_its_id(resources):
    assert resources["Aliased"]["Properties"]["AutoPublishAlias"] == "live"
    assert not {"AliasedAlias", "AliasedVersion"} & resources.keys()
    substitutions = resources["Flow"]["Properties"]["DefinitionSubstitutions"]
    assert {"Ref": "AliasedAliaslive"} in substitutions.values()


def test_a_state_machine_is_read_as_a_mapping_with_names_put_in(resources):
    flow = resources["Flow"]["Properties"]
    assert resources["Flow"]["Type"] == "AWS::Serverless::StateMachine"
    assert flow["Definition"]["States"]
    assert {"Fn::GetAtt": ["Plain", "Arn"]} in flow["DefinitionSubstitutions"].values()


def test_an_api_keeps_its_stage_its_callers_and_its_tags(resources):
    api = resources["ShopAPI"]["Properties"]
    assert api["Auth"]["Authorizers"]["ShopAPICallers"]["UserPoolArn"] == {"Fn::GetAtt": ["People", "Arn"]}
    assert api["TracingEnabled"] is True
    assert api["Tags"] == {"Name": "Shop API", "team": "shop"}
    assert api["PropagateTags"] is True
    (stage,) = resources["Plan"]["Properties"]["ApiStages"]
    assert stage["Stage"] == {"Ref": f"ShopAPI{api['StageName']}Stage"}


def test_lines_of_a_connection_name_what_is_there_now():
    draft = write_draft(shop(), CATALOGUE, SAM)
    named = {line.logical_id for lines in draft.lines.values() for line in lines} - {""}
    assert named - draft.resources.keys() == {"PlainRole"} & named


def test_each_event_is_commented_with_what_was_drawn():
    comments = written(shop(), CATALOGUE, SAM).comments
    assert comments["Resources", "Reader", "Properties", "Events", "Jobs"].startswith("Jobs triggers Reader")
    assert comments["Resources", "Plain", "Properties", "Events", "GetOrdersId"].startswith("Shop API")
    assert comments["Resources", "Plain", "Properties", "Events", "EachNight"].startswith("Each night (")


def test_nothing_serverless_needs_no_transform():
    d = Drawing()
    d.put("sqs.queue", "Jobs")
    assert export_design(d.design(), CATALOGUE, SAM) == export_design(d.design(), CATALOGUE)


FORMS = {"plain": Options(), "sam": SAM, "lab": Options(existing_role="LabRole"), "sam in the lab": LAB}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_each_form_of_a_sample_is_byte_stable(sample):
    design = read_design(sample.read_text(encoding="utf-8"), sample.name, CATALOGUE).design
    for options in FORMS.values():
        text = write_template(export_design(design, CATALOGUE, options))
        again = import_template(text, "again", CATALOGUE)
        turned = Design(list(reversed(design.records.values())))
        assert again.records == design.records
        for other in (again, turned):
            assert write_template(export_design(other, CATALOGUE, options)) == text
