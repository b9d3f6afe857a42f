"""A new service takes one palette file and no Python: it is placed, connected, checked, priced, exported, drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.app.edits import connect, place
from archdesk.app.picture import picture_of
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from archdesk.costs.book import load_books
from archdesk.costs.estimate import estimate
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.placement.connect import connection_options
from archdesk.rules.check import check_design

PALETTE = """
service: Amazon ECR
category: compute
components:
  ecr.repository:
    label: ECR repository
    name: Images
    summary: Keeps container images.
    icon: compute/ec2-container-registry
    keywords: [docker, image]
    detail: "{scan?scanned:not scanned}"
    placement: {scope: regional, parents: [aws.region]}
    properties:
      scan: {type: boolean, label: Scan on push, default: false}
    costs: [{label: Repository, free: "Only what it stores is charged."}]
    cloudformation:
      type: AWS::ECR::Repository
      gives: {arn: {att: [self, Arn]}}
      properties:
        ImageScanningConfiguration: {ScanOnPush: {prop: scan, omit: false}}
connections:
  - {from: lambda.function, to: ecr.repository, relation: reads, wire: [{allow: ["ecr:BatchGetImage"]}]}
rules:
  - id: ECR-001
    title: Images are not scanned
    severity: warning
    for: {component: ecr.repository}
    check: {eq: [$it.scan, true]}
    message: "{it} is not scanned."
    why: Known holes are found when an image is pushed.
    fix: [{label: Scan, safe: true, set: {what: $it, scan: true}}]
    passes: [{components: {r: {type: ecr.repository, scan: true}}}]
    fails: [{components: {r: ecr.repository}}]
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "ecr.yaml").write_text(PALETTE)
    return load_catalogue([tmp_path])


@pytest.fixture
def drawn(catalogue: Catalogue) -> tuple[Design, str]:
    design = Design()
    images = place(design, catalogue, "ecr.repository", Rect(200, 0, 48, 48))
    worker = place(design, catalogue, "lambda.function", Rect(0, 0, 48, 48))
    assert images is not None
    assert worker is not None
    assert connect(design, catalogue, worker, images) is not None
    return design, images


def test_the_palette_has_no_problem(catalogue: Catalogue) -> None:
    assert catalogue.problems == ()


def test_it_is_placed_and_connected(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, images = drawn
    assert design.component(images).name == "Images"
    [edge] = design.incoming(images)
    source = design.connection(edge).source
    assert connection_options(design, catalogue, source, images)[0].relation == "reads"


def test_its_rule_finds_what_is_wrong(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, images = drawn
    found = [f for f in check_design(design, catalogue) if f.rule == "ECR-001"]
    assert [f.components for f in found] == [(images,)]


def test_it_is_priced_as_free_with_the_reason(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, images = drawn
    [item] = [i for i in estimate(design, catalogue, load_books()).items if i.component == images]
    assert (item.state, item.reason) == ("free", "Only what it stores is charged.")


def test_it_is_exported_with_its_wire_and_comes_back(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, _ = drawn
    template = export_design(design, catalogue)
    assert template["Resources"]["Images"]["Type"] == "AWS::ECR::Repository"
    assert "ecr:BatchGetImage" in write_template(template)
    again = import_template(write_template(template), "t.yaml", catalogue)
    assert dict(again.records) == dict(design.records)


def test_it_is_drawn_with_its_name_and_detail(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, images = drawn
    part = next(p for p in picture_of(design, catalogue).parts if p.id == images)
    assert {getattr(s, "text", "") for s in part.shapes} >= {"Images", "not scanned"}
