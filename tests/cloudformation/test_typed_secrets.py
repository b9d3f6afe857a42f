"""What somebody typed where no secret belongs is not written into a template: 25 places, none in plain text."""

from __future__ import annotations

import json
from types import MappingProxyType

import pytest

from archdesk.catalog.secrets import WITHHELD
from archdesk.cloudformation.export import export_design, written
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_lint import complaints

WORD = "hunter2xyz"
KEY = "AKIA" + "IOSFODNN7EXAMPLE"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow" + "IBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
PLACES = {
    "a variable of a function": ("lambda.function", {"environment": {"DB_PASSWORD": WORD}}),
    "another": ("lambda.function", {"environment": {"STAGE": "dev", "API_KEY": WORD}}),
    "a token": ("lambda.function", {"environment": {"GITHUB_TOKEN": WORD}}),
    "a client's secret": ("lambda.function", {"environment": {"CLIENT_SECRET": WORD}}),
    "an address": ("lambda.function", {"environment": {"DATABASE": f"postgres://app:{WORD}@db/shop"}}),
    "an access key": ("lambda.function", {"environment": {"ID": KEY}}),
    "code": ("lambda.function", {"code": f"password = '{WORD}'\ndef handler(e, c): return '${{e}}'"}),
    "a private key in code": ("lambda.function", {"code": f"KEY = '''{PEM}'''"}),
    "a description": ("lambda.function", {"description": f"called with password={WORD}"}),
    "a script of a server": ("ec2.instance", {"user_data": f"mysql --password={WORD} ${{HOST}}"}),
    "a key in a script": ("ec2.instance", {"user_data": f"export AWS_ACCESS_KEY_ID={KEY}"}),
    "a script of a fleet": ("autoscaling.group", {"user_data": f"export DB_PASSWORD={WORD}"}),
    "a variable of a build": ("codebuild.project", {"environment_variables": [{"Name": "NPM_TOKEN", "Value": WORD}]}),
    "a build's steps": ("codebuild.project", {"buildspec": f"env:\n  variables:\n    DB_PASSWORD: {WORD}\n"}),
    "a variable of a task": ("ecs.task", {"environment": [{"Name": "DB_PASSWORD", "Value": WORD}]}),
    "a parameter": ("ssm.parameter", {"value": f"password={WORD}"}),
    "a raw password": ("aws.resource", {"cfn_type": "AWS::RDS::DBInstance", "properties": {"MasterUserPassword": WORD}}),
    "a raw secret": ("aws.resource", {"cfn_type": "AWS::SecretsManager::Secret", "properties": {"SecretString": f'{{"password": "{WORD}"}}'}}),
    "a raw key": ("aws.resource", {"cfn_type": "AWS::SSM::Parameter", "properties": {"Type": "String", "Value": KEY}}),
    "an unknown property": ("sqs.queue", {"admin_password": WORD}),
    "a queue's name": ("sqs.queue", {"queue_name": KEY}),
}  # fmt: skip


def drawn(kind, properties, name="It", settings=MappingProxyType({})):
    d = Drawing(**settings)
    n = d.network()
    spans = (n["app_a"], n["app_b"]) if kind == "autoscaling.group" else ()
    d.put(kind, name, n["vpc"] if spans else n["app_a"], spans, **properties)
    return d.design()


def texts(design, catalogue):
    result = written(design, catalogue)
    yield write_template(result.template, "yaml", result.comments)
    yield write_template(result.template, "json")


def hidden(text):
    return not any(secret in text for secret in (WORD, KEY, "MIIEow"))


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_is_written(place, catalogue):
    design = drawn(*PLACES[place])
    for text in texts(design, catalogue):
        assert hidden(text), place


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (KEY, {}),
        ("It", {"name": f"Shop {KEY}"}),
        ("It", {"tags": {"password": WORD}}),
        ("It", {"tags": {"id": KEY}}),
    ],
)
def test_nor_where_a_name_or_a_tag_says_it(name, settings, catalogue):
    for text in texts(drawn("sqs.queue", {}, name, settings), catalogue):
        assert hidden(text)


def test_a_variable_becomes_a_parameter_that_is_never_shown(catalogue):
    template = export_design(drawn(*PLACES["a variable of a function"]), catalogue)
    variables = template["Resources"]["It"]["Properties"]["Environment"]["Variables"]
    assert variables == {"DB_PASSWORD": {"Ref": "ItDBPASSWORD"}}
    asked = template["Parameters"]["ItDBPASSWORD"]
    assert (asked["NoEcho"], "Default" in asked) == (True, False)


def test_a_text_keeps_what_is_no_secret(catalogue):
    template = export_design(drawn(*PLACES["a script of a server"]), catalogue)
    script = template["Resources"]["It"]["Properties"]["UserData"]["Fn::Base64"]
    assert script == {"Fn::Sub": "mysql --password=${ItPassword} ${!HOST}"}


def test_the_design_opens_with_a_word_in_its_place_and_asks_again(catalogue):
    design = drawn(*PLACES["a variable of a function"])
    template = export_design(design, catalogue)
    again = import_template(write_template(template), "again", catalogue)
    assert again.component("it").properties["environment"] == {"DB_PASSWORD": WITHHELD}
    assert export_design(again, catalogue) == template


def test_what_only_sounds_like_a_secret_stays(catalogue):
    design = drawn(
        "lambda.function",
        {"environment": {"SECRET_ARN": "arn:aws:x", "TOKEN_URL": "https://a/b", "KEY": "id"}},
    )
    template = export_design(design, catalogue)
    assert (
        not [p for p in template["Parameters"].values() if p.get("NoEcho")]
        if "Parameters" in template
        else True
    )
    assert json.dumps(template).count("https://a/b") == 1


def test_cfn_lint_says_nothing(catalogue):
    d = Drawing()
    n = d.network()
    for number, (kind, properties) in enumerate(PLACES.values()):
        if kind in ("lambda.function", "ec2.instance", "ecs.task", "codebuild.project"):
            d.put(kind, f"It {number}", n["app_a"], **properties)
    assert complaints(d.design(), catalogue) == []
