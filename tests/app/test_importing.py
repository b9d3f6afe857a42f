"""A template opens as it was drawn; one that never was is arranged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archdesk.app.importing import design_of_template
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.text import write_template
from archdesk.model.geometry import Point

TEMPLATE = """
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Left: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.0.0/24}}
  Right: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.1.0/24}}
  Server: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Left, InstanceType: t3.micro}}
  Failed: {Type: AWS::SQS::Queue}
  Jobs: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3}}}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_a_template_that_was_never_drawn_is_arranged(catalogue: Catalogue) -> None:
    design = design_of_template(TEMPLATE, "t.yaml", catalogue)
    for parent in (None, *design.component_ids()):
        rects = [design.component(c).rect for c in design.children(parent)]
        assert not [(a, b) for i, a in enumerate(rects) for b in rects[:i] if a.overlap(b)]
        if parent is not None:
            assert all(design.component(parent).rect.contains(r) for r in rects)
    assert design.component("failed").rect.x > design.component("jobs").rect.x
    assert design.component("server").parent == "left"


def test_what_was_moved_stays_where_it_was_put(catalogue: Catalogue) -> None:
    design = design_of_template(TEMPLATE, "t.yaml", catalogue)
    jobs = design.component("jobs")
    with design.edit("Move") as edit:
        edit.put(replace(jobs, rect=jobs.rect.moved(Point(800, 400))))
    again = design_of_template(write_template(export_design(design, catalogue)), "t.yaml", catalogue)
    assert {c.id: c.rect for c in again.components} == {c.id: c.rect for c in design.components}


def test_a_drawing_with_all_in_one_spot_is_left_as_it_is(catalogue: Catalogue) -> None:
    design = design_of_template(TEMPLATE, "t.yaml", catalogue)
    with design.edit("Heap") as edit:
        for component in tuple(design.components):
            edit.put(replace(component, rect=replace(component.rect, x=8, y=8)))
    again = design_of_template(write_template(export_design(design, catalogue)), "t.yaml", catalogue)
    assert {(c.rect.x, c.rect.y) for c in again.components} == {(8, 8)}


def test_a_single_resource_is_enough(catalogue: Catalogue) -> None:
    design = design_of_template("Resources: {Only: {Type: AWS::SNS::Topic}}", "t.yaml", catalogue)
    assert [c.type for c in design.components] == ["sns.topic"]
