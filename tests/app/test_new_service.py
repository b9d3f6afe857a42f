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
service: Amazon Athena
category: analytics
components:
  athena.workgroup:
    label: Athena workgroup
    name: Queries
    summary: Asks questions in SQL of data in S3.
    icon: analytics/athena
    keywords: [sql, query]
    detail: "{strict?strict:not strict}"
    placement: {scope: regional, parents: [aws.region]}
    properties:
      strict: {type: boolean, label: Its settings win, default: false}
    costs: [{label: Workgroup, free: "Only what a query reads is charged."}]
    cloudformation:
      type: AWS::Athena::WorkGroup
      gives: {arn: {sub: "arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/${self}"}}
      properties:
        Name: {id: self}
        WorkGroupConfiguration: {EnforceWorkGroupConfiguration: {prop: strict, omit: false}}
connections:
  - {from: lambda.function, to: athena.workgroup, relation: reads, wire: [{allow: ["athena:GetQueryResults"]}]}
rules:
  - id: ATH-001
    title: Settings of clients win
    severity: warning
    for: {component: athena.workgroup}
    check: {eq: [$it.strict, true]}
    message: "{it} lets each client have its own settings."
    why: A limit on what a query reads is no limit when a client may lift it.
    fix: [{label: Let its settings win, safe: true, set: {what: $it, strict: true}}]
    passes: [{components: {r: {type: athena.workgroup, strict: true}}}]
    fails: [{components: {r: athena.workgroup}}]
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "athena.yaml").write_text(PALETTE)
    return load_catalogue([tmp_path])


@pytest.fixture
def drawn(catalogue: Catalogue) -> tuple[Design, str]:
    design = Design()
    queries = place(design, catalogue, "athena.workgroup", Rect(200, 0, 48, 48))
    worker = place(design, catalogue, "lambda.function", Rect(0, 0, 48, 48))
    assert queries is not None
    assert worker is not None
    assert connect(design, catalogue, worker, queries) is not None
    return design, queries


def test_the_palette_has_no_problem(catalogue: Catalogue) -> None:
    assert catalogue.problems == ()


def test_it_is_placed_and_connected(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, queries = drawn
    assert design.component(queries).name == "Queries"
    [edge] = design.incoming(queries)
    source = design.connection(edge).source
    assert connection_options(design, catalogue, source, queries)[0].relation == "reads"


def test_its_rule_finds_what_is_wrong(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, queries = drawn
    found = [f for f in check_design(design, catalogue) if f.rule == "ATH-001"]
    assert [f.components for f in found] == [(queries,)]


def test_it_is_priced_as_free_with_the_reason(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, queries = drawn
    [item] = [i for i in estimate(design, catalogue, load_books()).items if i.component == queries]
    assert (item.state, item.reason) == ("free", "Only what a query reads is charged.")


def test_it_is_exported_with_its_wire_and_comes_back(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, _ = drawn
    template = export_design(design, catalogue)
    assert template["Resources"]["Queries"]["Type"] == "AWS::Athena::WorkGroup"
    assert "athena:GetQueryResults" in write_template(template)
    again = import_template(write_template(template), "t.yaml", catalogue)
    assert dict(again.records) == dict(design.records)


def test_it_is_drawn_with_its_name_and_detail(catalogue: Catalogue, drawn: tuple[Design, str]) -> None:
    design, queries = drawn
    part = next(p for p in picture_of(design, catalogue).parts if p.id == queries)
    assert {getattr(s, "text", "") for s in part.shapes} >= {"Queries", "not strict"}
