"""What a template decides by its defaults is known; what only a deployment decides stays open."""

from __future__ import annotations

import pytest

from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.resolving import resolver
from archdesk.cloudformation.text import read_template

TEMPLATE = """
Parameters:
  Stage: {Type: String, Default: dev}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Open: {Type: String}
  Secret: {Type: String, Default: hunter2, NoEcho: true}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/ami}
Mappings:
  Sizes: {dev: {Memory: 128, Nodes: [1, 2]}, prod: {Memory: 1024}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Unknown: !Equals [!Ref Open, x]
  Either: !Or [!Condition Unknown, !Condition IsDev]
  Both: !And [!Condition Unknown, !Condition IsProd]
  Round: !Not [!Condition Round]
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
"""


@pytest.mark.parametrize(
    "text, expected",
    [
        ("!Ref Stage", "dev"),
        ("!Ref Zones", ["a", "b"]),
        ("!Ref AWS::Region", "us-east-1"),
        ("!FindInMap [Sizes, !Ref Stage, Memory]", 128),
        ("!FindInMap [Sizes, test, Memory, {DefaultValue: 7}]", 7),
        ("!If [IsProd, 1, 2]", 2),
        ("!If [IsDev, 1, 2]", 1),
        ("!If [Either, 1, 2]", 1),
        ("!If [Both, 1, 2]", 2),
        ('!Sub "${Stage}-${!kept}-${AWS::Partition}"', "dev-${kept}-aws"),
        ('!Sub ["${x}/${Stage}", {x: !Ref AWS::Region}]', "us-east-1/dev"),
        ('!Join ["-", [!Ref Stage, x, 3]]', "dev-x-3"),
        ("!Select [1, !Ref Zones]", "b"),
        ('!Select [1, !Split ["-", "a-b-c"]]', "b"),
        ("!Select [0, [!Ref Network, !Ref Other]]", {"Ref": "Network"}),
        ("!Select [1, !Cidr [!GetAtt Network.CidrBlock, 4, 8]]", "10.1.1.0/24"),
        ("[1, !If [IsProd, 2, !Ref AWS::NoValue]]", [1]),
        ("{a: !If [IsProd, 2, !Ref AWS::NoValue], b: !Ref Stage}", {"b": "dev"}),
    ],
)
def test_what_a_template_decides_is_known(text, expected):
    assert _resolved(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "!Ref Open",
        "!Ref Secret",
        "!Ref Image",
        "!Ref AWS::AccountId",
        "!Ref Network",
        "!GetAtt Network.DefaultSecurityGroup",
        "!FindInMap [Sizes, !Ref Open, Memory]",
        "!FindInMap [Sizes, missing, Memory]",
        "!If [Unknown, 1, 2]",
        "!If [Round, 1, 2]",
        "!If [Missing, 1, 2]",
        '!Sub "${Stage}-${Open}"',
        '!Join ["", [!Ref Stage, !Ref Open]]',
        "!Select [7, !Ref Zones]",
        "!ImportValue shared",
        "!Select [x]",
        "!Cidr [nonsense, 1]",
    ],
)
def test_what_a_deployment_decides_stays_as_it_is_written(text):
    assert _resolved(text) == read_template(f"v: {text}", "t").value["v"]


def test_a_default_that_a_parameter_says_is_told(catalogue):
    text = """
Parameters: {Seconds: {Type: Number, Default: 30}, Open: {Type: Number}}
Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Seconds, DelaySeconds: !Ref Open}}
"""
    (jobs,) = import_template(text, "t", catalogue).components
    assert jobs.properties == {"visibility_timeout": 30}


def _resolved(text):
    return resolver(read_template(TEMPLATE, "t").value)(read_template(f"v: {text}", "t").value["v"])
