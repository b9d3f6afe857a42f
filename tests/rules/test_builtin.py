"""The rules that need Python: places, values, connections and types."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from archdesk.rules import builtin
from archdesk.rules.check import check_design, examine_design
from archdesk.rules.examples import mismatch, read_examples, results
from archdesk.rules.findings import Finding
from archdesk.rules.fixes import apply_fix, preview_fix
from tests.rules.worked import drawn, worked

NETWORK = {"v": "vpc.vpc", "s": {"type": "vpc.subnet", "in": "v"}}


def found(design: Design, rule: str) -> list[Finding]:
    return [f for f in check_design(design, worked()) if f.rule == rule]


def test_every_file_is_in_the_list():
    folder = Path(builtin.__file__).parent
    files = {f.stem for f in folder.glob("*.py")} - {"__init__"}
    modules = {rule.examine.__module__.rpartition(".")[2] for rule in builtin.BUILTIN}
    assert modules == files - {"examples"}


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in builtin.BUILTIN if r.id != "TYP-001"])
def test_the_examples_are_as_the_rule_says(rule):
    catalogue = load_catalogue()
    assert rule.definition is not None
    examples = list(read_examples(rule.definition, catalogue))
    assert {e.result for e in examples} >= {"passes", "fails"}
    for example in examples:
        assert mismatch(example, results(rule, catalogue, example.design, example.edition)) is None


@pytest.mark.parametrize(
    "components",
    [
        {"q": "sqs.queue"},
        {"r": "aws.region", "q": {"type": "sqs.queue", "in": "r"}},
        {"r": "aws.region", "v": {"type": "vpc.vpc", "in": "r"}},
        {"v": "vpc.vpc"},
        {**NETWORK, "i": {"type": "ec2.instance", "in": "s"}},
        {**NETWORK, "n": {"type": "vpc.nat_gateway", "in": "v"}},
        {**NETWORK, "l": {"type": "elb.application", "spans": ["s"]}},
        {**NETWORK, "r": "aws.region", "l": {"type": "elb.application", "in": "r", "spans": ["s"]}},
        {"v": {"type": "ec2.volume", "zone": "a"}},
    ],
)
def test_what_stands_where_it_may_is_left_alone(components):
    assert found(drawn(components), "PLC-001") == []


@pytest.mark.parametrize(
    "components, id, says",
    [
        ({"v": "vpc.vpc", "i": "ec2.instance"}, "i", "i is in no VPC. An instance runs in a subnet."),
        (
            {**NETWORK, "i": {"type": "ec2.instance", "in": "v"}},
            "i",
            "i stands in v. An instance runs in a subnet.",
        ),
        ({**NETWORK, "q": {"type": "sqs.queue", "in": "s"}}, "q", "q stands in s. A queue is regional."),
        ({"s": "vpc.subnet"}, "s", "s is in no VPC."),
        ({"z": "vpc.az", "s": {"type": "vpc.subnet", "in": "z"}}, "s", "s is in no VPC."),
        (
            {**NETWORK, "g": {"type": "vpc.internet_gateway", "in": "s"}},
            "g",
            "g stands in s. An internet gateway belongs to a VPC.",
        ),
    ],
)
def test_what_stands_where_it_may_not_is_a_warning(components, id, says):
    findings = {f.components: f for f in found(drawn(components), "PLC-001")}
    assert findings[(id,)].message == says
    assert findings[(id,)].severity == "warning"


@pytest.mark.parametrize(
    "components", [{"i": "ec2.instance"}, {"r": "aws.region", "i": {"type": "ec2.instance", "in": "r"}}]
)
def test_where_no_network_is_drawn_yet_it_is_a_question(components):
    findings, questions = examine_design(drawn(components), load_catalogue())
    assert findings == ()
    assert [(q.rule, q.missing) for q in questions] == [("PLC-001", ("i: VPC",))]


def test_moving_it_into_a_fitting_container_clears_the_warning():
    design = drawn({**NETWORK, "i": {"type": "ec2.instance", "in": "v"}})
    (finding,) = found(design, "PLC-001")
    assert preview_fix(design, worked(), finding, finding.fixes[0]) == ("Move i into s",)
    apply_fix(design, worked(), finding, finding.fixes[0])
    assert design.component("i").parent == "s"
    assert design.component("s").rect.contains(design.component("i").rect)
    assert found(design, "PLC-001") == []
    design.undo()
    assert design.component("i").parent == "v"


@pytest.mark.parametrize(
    "component, says",
    [
        ({"type": "sqs.queue", "visibility_timeout": 50_000}, "at most 43200 s is possible"),
        ({"type": "sqs.queue", "visibility_timeout": -1}, "at least 0 s is needed"),
        ({"type": "sqs.queue", "visibility_timeout": "soon"}, "is soon, which is no number"),
        ({"type": "sqs.queue", "fifo": "yes"}, "is yes, which is no yes or no"),
        ({"type": "rds.instance", "engine": "access"}, "possible are postgres, mysql"),
        ({"type": "s3.bucket", "bucket_name": "My_Bucket"}, "it must be 3 to 63 lowercase letters"),
        ({"type": "vpc.vpc", "cidr": "10.0.0.1/16"}, "it must be a block such as 10.0.0.0/16"),
    ],
)
def test_a_value_outside_its_bounds_is_an_error_that_a_fix_clears(component, says):
    design = drawn({"x": component})
    (finding,) = found(design, "PRP-001")
    assert says in finding.message
    assert finding.severity == "error"
    assert finding.fixes
    for fix in finding.fixes:
        design = drawn({"x": component})
        apply_fix(design, worked(), finding, fix)
        assert found(design, "PRP-001") == []


def test_the_bounds_are_those_of_the_edition():
    components = {**NETWORK, "i": {"type": "ec2.instance", "in": "s", "count": 15}}
    assert found(drawn(components), "PRP-001") == []
    (finding,) = found(drawn(components, edition="notes"), "PRP-001")
    assert "at most 10" in finding.message


def test_a_value_that_a_template_decides_later_is_left_alone():
    assert found(drawn({"b": {"type": "s3.bucket", "bucket_name": {"Ref": "Name"}}}), "PRP-001") == []


def test_a_connections_values_have_bounds_too():
    edge = {"from": "q", "to": "f", "relation": "triggers", "batch_size": 20_000}
    (finding,) = found(drawn({"q": "sqs.queue", "f": "lambda.function"}, edge), "PRP-002")
    assert finding.connection == "e0"
    assert finding.components == ("f", "q")


def test_a_wrong_connection_says_why_and_what_to_do_instead():
    design = drawn({"b": "s3.bucket", "t": "dynamodb.table"}, "b sends t")
    (finding,) = found(design, "CON-001")
    assert finding.severity == "error"
    assert finding.message == (
        "b sends to t: A bucket cannot write. Instead: S3 bucket triggers Lambda function."
    )
    apply_fix(design, worked(), finding, finding.fixes[0])
    assert tuple(design.connections) == ()


def test_a_pair_that_is_wrong_is_wrong_with_any_relation():
    assert len(found(drawn({"b": "s3.bucket", "t": "dynamodb.table"}, "b reads t"), "CON-001")) == 1


def test_a_discouraged_connection_is_a_warning():
    (finding,) = found(drawn({"i": "ec2.instance", "b": "s3.bucket"}, "i reads b"), "CON-002")
    assert finding.severity == "warning"


def test_an_unknown_pair_is_said_once_and_gently():
    design = drawn({"b": "s3.bucket", "t": "sns.topic"}, "b sends t")
    assert [f.rule for f in check_design(design, worked()) if f.connection] == ["CON-003"]
    (finding,) = found(design, "CON-003")
    assert finding.severity == "info"
    assert "no known direct connection from S3 bucket to SNS topic" in finding.message


def test_another_relation_of_a_known_pair_offers_the_known_ones():
    design = drawn({"q": "sqs.queue", "f": "lambda.function"}, "q sends f")
    (finding,) = found(design, "CON-003")
    assert [fix.label for fix in finding.fixes] == ["Make it: triggers"]
    assert preview_fix(design, worked(), finding, finding.fixes[0]) == (
        "Connection q sends to f becomes q triggers f",
    )


def test_an_unknown_type_is_named_and_kept():
    design = Design([Component("x", "quantum.ledger", "Ledger", Rect(0, 0, 48, 48))])
    (finding,) = check_design(design, worked())
    assert (finding.rule, finding.severity) == ("TYP-001", "info")
    assert "quantum.ledger" in finding.message


def test_a_connection_drawn_the_wrong_way_round_is_said_to_be_so():
    volume = Component("v", "ec2.volume", "Data", Rect(0, 0, 48, 48))
    server = Component("i", "ec2.instance", "Server", Rect(200, 0, 48, 48))
    design = Design([volume, server, Connection("e", "i", "v", "attached_to")])
    (found,) = [f for f in check_design(design, load_catalogue()) if f.rule == "CON-003"]
    assert found.message == "Server → Data: it is the other way round, Data attached to Server."


def test_a_value_that_the_other_edition_accepts_is_said_to_be():
    design = Design(
        [Component("f", "lambda.function", "F", Rect(0, 0, 48, 48), properties={"memory": 10_240})]
    )
    found = [f.differs for f in check_design(design, load_catalogue(), "notes") if f.rule == "PRP-001"]
    assert found == ["Today's AWS accepts it."]
    assert check_design(design, load_catalogue(), "current") == ()


def test_what_a_template_says_in_its_own_way_is_not_called_misplaced():
    template = {"cloudformation": {"id": "Subnet", "resource": {"Type": "AWS::EC2::Subnet"}}}
    group = Component("g", "vpc.subnet", "Subnet", Rect(0, 0, 200, 200))
    assert [f.rule for f in check_design(Design([group]), worked())] == ["PLC-001"]
    assert check_design(Design([replace(group, extra=template)]), worked()) == ()


def test_what_to_draw_instead_names_the_types_at_hand():
    design = Design(
        [
            Component("u", "external.users", "Users", Rect(0, 0, 48, 48)),
            Component("g", "autoscaling.group", "Web", Rect(96, 0, 96, 96)),
            Component("b", "beanstalk.environment", "Shop", Rect(96, 0, 48, 48)),
            Connection("e", "g", "b", "requests"),
        ]
    )
    (finding,) = (f for f in check_design(design, load_catalogue()) if f.rule == "CON-002")
    assert "Instead: Auto Scaling group sends to SQS queue" in finding.message
