"""What expressions of a palette may ask of a component and of the drawing round it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from archdesk.catalog.arithmetic import NoQuantity, evaluate
from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.drawn import FUNCTIONS, SECONDS, functions_of, names_of
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Settings, Value

CATALOGUE = load_catalogue()


def component(id: str, type: str, parent: str | None = None, **properties: Any) -> Component:
    spans = properties.pop("spans", ())
    return Component(id, type, id, Rect(0, 0, 80, 80), parent, spans, properties=properties)


DESIGN = Design(
    [
        Settings(region="us-east-1"),
        component("r", "aws.region", region="eu-west-1"),
        component("v", "vpc.vpc", "r", is_default=True),
        component("z", "vpc.az", "v", zone="a"),
        component("s", "vpc.subnet", "z"),
        component("t", "vpc.subnet", "z"),
        component("w", "vpc.security_group", "s"),
        component("i", "ec2.instance", "w", count=4),
        component("l", "elb.application", "v", spans=("s", "t")),
        component("f", "lambda.function", timeout=20),
        component("g", "lambda.function", timeout=90, layers=["a", "b"], environment={"KEY": "é"}),
        component("q", "sqs.queue"),
        component("n", "vpc.network_acl", "v"),
        Connection("e1", "l", "i", "routes_to"),
        Connection("e2", "l", "f", "routes_to"),
        Connection("e3", "l", "g", "routes_to"),
        Connection("e4", "q", "f", "triggers"),
    ]
)


def asked(id: str, expression: str) -> Value:
    at = DESIGN.component(id)
    names = names_of(DESIGN, CATALOGUE, at, CATALOGUE.type_of(at), "small")
    return evaluate(expression, names, functions_of(DESIGN, CATALOGUE, at))


@pytest.mark.parametrize(
    ("id", "expression", "value"),
    [
        ("l", "outgoing()", 3),
        ("l", "outgoing('routes_to', 'lambda.function')", 2),
        ("f", "incoming('triggers')", 1),
        ("f", "incoming('', 'elb.application')", 1),
        ("l", "most('routes_to', 'timeout')", 90),
        ("q", "most('routes_to', 'timeout')", 0),
        ("l", "total('routes_to', 'desired', 'count')", 6),
        ("v", "inside('vpc.subnet')", 2),
        ("z", "inside('ec2.instance')", 1),
        ("z", "inside('ec2.instance', 'count')", 4),
        ("z", "inside('vpc.subnet', 'count')", 2),
        ("z", "addresses('10.0.0.0/28')", 11),
        ("s", "spanning()", 1),
        ("s", "spanning('elb.network')", 0),
        ("i", "within('vpc.vpc', 'is_default')", True),
        ("n", "within('vpc.az', 'zone')", False),
        ("i", "around('vpc.az', 'zone')", "a"),
        ("f", "first('runtime')", True),
        ("g", "first('runtime')", False),
        ("g", "given('layers')", True),
        ("f", "given('layers')", False),
        ("g", "count(layers)", 2),
        ("g", "length(environment)", len('{"KEY":"é"}'.encode())),
        ("l", "spans", 2),
        ("l", "subnets", 2),
        ("q", "spans", 1),
        ("q", "subnets", 0),
        ("i", "groups", 1),
        ("q", "groups", 0),
        ("i", "region", "eu-west-1"),
        ("q", "region", "us-east-1"),
        ("f", "seconds", SECONDS),
    ],
)
def test_a_question_has_its_answer(id: str, expression: str, value: Value):
    found = asked(id, expression)
    assert found == (Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def test_every_function_is_asked_something():
    at = DESIGN.component("f")
    assert set(functions_of(DESIGN, CATALOGUE, at)) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("expression", "says"), [("count(runtime)", "no list"), ("addresses(runtime)", "no block")]
)
def test_a_question_about_the_wrong_thing_has_no_answer(expression: str, says: str):
    with pytest.raises(NoQuantity, match=says):
        asked("f", expression)
