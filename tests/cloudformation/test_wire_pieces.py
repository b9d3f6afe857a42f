"""What a connection writes is just what is different without it, shown with its reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.cloudformation.differing import applied, differences, same, taken_back
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.references import mentions, referenced
from archdesk.cloudformation.text import write_template
from archdesk.cloudformation.wires import Piece, Wire, wire_of
from archdesk.model.design import Design
from archdesk.model.records import Component
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.test_every_wire import CATALOGUE, PAIRS, Pair, drawn

LEAVES = st.one_of(st.booleans(), st.integers(0, 2), st.sampled_from(["a", "b", ""]), st.just(1.0))
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.sampled_from("abcd"), v, max_size=4)
)


@given(VALUES, VALUES)
def test_the_steps_between_two_values_lead_from_one_to_the_other_and_back(one, other):
    kept = copy.deepcopy((one, other))
    steps = list(differences(one, other))
    assert same(applied(one, steps), other)
    assert same(taken_back(other, steps), one)
    assert bool(steps) is not same(one, other)
    assert same([one, other], list(kept))


def deployed(design: Design) -> dict[str, Any]:
    """The template without what is for ArchDesk alone, an empty section for one that is not there."""
    template = export_design(design, CATALOGUE)
    for resource in template["Resources"].values():
        resource.pop("Metadata", None)
    sections = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")
    return {name: template.get(name, {}) for name in sections}


def without(design: Design, connection: str) -> Design:
    return Design(r for r in design.records.values() if r.id != connection)


def check(design: Design, connection: str) -> Wire:
    """Done to the template without the connection, the fragments give the one with it; undone, the other way."""
    wire = wire_of(design, CATALOGUE, connection)
    with_it, without_it = deployed(design), deployed(without(design, connection))
    steps = [f.step for f in wire.fragments]
    assert same(applied(without_it, steps), with_it), connection
    assert same(taken_back(with_it, steps), without_it), connection
    assert bool(wire.nothing or wire.left_out) or steps, connection
    assert not (wire.nothing and steps), connection
    assert all(f.reason for f in wire.fragments), connection
    touched = {(f.section, f.logical_id) for f in wire.fragments}
    assert {(p.section, p.logical_id) for p in wire.pieces} == touched
    return wire


def alone(pair: Pair) -> Design:
    """The two ends of a connection, and no more of a network than they stand in."""
    design = drawn([pair])
    kept, asked = set(), [end for c in design.connections for end in (c.source, c.target)]
    while asked:
        component = design.component(asked.pop())
        kept.add(component.id)
        asked += [p for p in (component.parent, *component.spans) if p is not None]
    return Design(r for r in design.records.values() if not isinstance(r, Component) or r.id in kept)


@pytest.mark.parametrize("part", range(4))
def test_a_connection_writes_just_what_is_gone_without_it(part):
    for pair in PAIRS[part::4]:
        design = alone(pair)
        check(design, next(iter(design.connections)).id)


@pytest.mark.parametrize("name", DESIGNS)
def test_so_it_does_among_others(name):
    design = DESIGNS[name]()
    for connection in design.connections:
        check(design, connection.id)


def piece(wire: Wire, logical: str) -> Piece:
    return next(p for p in wire.pieces if p.logical_id == logical)


def text(piece: Piece, *kinds: str | None) -> list[str]:
    return [line.text for line in piece.lines if line.kind in kinds]


def test_what_is_new_reads_as_in_the_template():
    d = Drawing()
    queue, worker = d.put("sqs.queue", "Orders"), d.put("lambda.function", "Worker")
    triggers = d.connect(queue, "triggers", worker)
    design = d.design()
    template = export_design(design, CATALOGUE)
    added = piece(wire_of(design, CATALOGUE, triggers), "OrdersWorkerTrigger")
    resource = {k: v for k, v in template["Resources"]["OrdersWorkerTrigger"].items() if k != "Metadata"}
    assert added.kind == "added"
    assert added.type == "AWS::Lambda::EventSourceMapping"
    assert text(added, "added") == write_template({"OrdersWorkerTrigger": resource}).splitlines()


def test_an_addition_to_what_is_there_anyway_stands_below_its_keys():
    d = Drawing()
    worker, table, queue = (
        d.put("lambda.function", "Worker"),
        d.put("dynamodb.table", "Orders"),
        d.put("sqs.queue", "Done"),
    )
    reads = d.connect(worker, "reads", table)
    sends = d.connect(worker, "sends", queue)
    wire = wire_of(d.design(), CATALOGUE, sends)
    policy = piece(wire, "WorkerRolePolicy")
    assert policy.kind == "changed"
    assert text(policy, None) == [
        "WorkerRolePolicy:",
        "  Properties:",
        "    PolicyDocument:",
        "      Statement:",
    ]
    assert text(policy, "added") == [
        "      - Effect: Allow",
        "        Action:",
        "        - sqs:SendMessage",
        "        - sqs:GetQueueAttributes",
        "        Resource:",
        "        - !GetAtt Done.Arn",
    ]
    assert any(r.startswith("Worker may sqs:SendMessage") for r in policy.reasons)
    variables = piece(wire, "Worker")
    assert text(variables, "added") == ["        DONE_URL: !Ref Done"]
    assert "DONE_URL" in variables.reasons[0]
    assert reads != sends


def test_what_it_replaces_is_shown_as_removed():
    d = Drawing()
    network = d.network()
    front = d.put("elb.application", "Front", network["vpc"], (network["public_a"], network["public_b"]))
    web = d.put("ec2.instance", "Web", network["app_a"])
    routes = d.connect(front, "routes_to", web)
    listener = piece(wire_of(d.design(), CATALOGUE, routes), "FrontListener")
    assert "    - Type: fixed-response" in text(listener, "removed")
    assert "      TargetGroupArn: !Ref FrontTargetGroup" in text(listener, "added")
    d = Drawing()
    function, role = d.put("lambda.function", "Worker"), d.put("iam.role", "Shared")
    uses = d.connect(function, "uses", role)
    own = piece(wire_of(d.design(), CATALOGUE, uses), "WorkerRole")
    assert own.kind == "removed"
    assert "left out" in own.reasons[0]


def test_a_connection_that_writes_nothing_says_why():
    d = Drawing()
    users, bucket = d.put("external.users", "Customers"), d.put("s3.bucket", "Pages")
    other = d.put("s3.bucket", "More")
    from_users = d.connect(users, "requests", bucket)
    unknown = d.connect(bucket, "triggers", other)
    design = d.design()
    assert "Customers has no resource in a template" in wire_of(design, CATALOGUE, from_users).nothing
    assert "No palette says what “triggers”" in wire_of(design, CATALOGUE, unknown).nothing


def test_what_is_referred_to_is_what_is_mentioned():
    for design in (d() for d in DESIGNS.values()):
        for resource in export_design(design, CATALOGUE)["Resources"].values():
            assert referenced(resource) == {name for _, name in mentions(resource)}
    odd = [{"Fn::Sub": ["${A}-${B.C}-${!D}-${E}", {"E": {"Ref": "F"}}]}, {"Fn::GetAtt": ["G", {"Ref": "H"}]}]
    assert referenced(odd) == {"A", "B", "F", "G", "H"}
