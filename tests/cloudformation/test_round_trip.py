"""A template that ArchDesk wrote opens again as it was drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import read_template, write_template
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Settings, Waiver
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS, Drawing

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.archdesk"))


def assert_same(one: Design, other: Design) -> None:
    for id in {**one.records, **other.records}:
        assert one.find(id) == other.find(id)


@pytest.mark.parametrize("format", ["yaml", "json"])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_comes_back_equal(name, format, catalogue):
    design = DESIGNS[name]()
    template = export_design(design, catalogue)
    text = write_template(template, format)
    assert read_template(text, "t").value == template
    assert_same(design, import_template(text, "t", catalogue))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_a_sample_comes_back_equal(sample, catalogue):
    design = read_design(sample.read_text(encoding="utf-8"), sample.name, catalogue).design
    text = write_template(export_design(design, catalogue))
    assert_same(design, import_template(text, "t", catalogue))
    assert text == write_template(export_design(import_template(text, "t", catalogue), catalogue))


def test_odd_values_come_back_too(catalogue):
    rect = Rect(-5, 7, 31, 17)
    odd = Component(
        "odd",
        "sqs.queue",
        'Очередь № 1: "yes" #!',
        rect,
        properties={
            "fifo": None,
            "visibility_timeout": 30,  # at its default, but said
            "delay_seconds": 1.5,
            "unknown": {"Ref": "Thing", "list": [None, {"Fn::Sub": "${x}"}]},
            "encryption": "SSE-SQS",
        },
        usage={"requests": 1e6},
        locked=True,
        z=3,
        extra={"note": "012345678901", "later": None},
    )
    strange = Component("strange", "made.up", "Strange", rect, properties={"a": [1, "1", True]})
    settings = Settings(name="no", tags={"owner": "yes", "id": "0123"}, extra={"x": {"Ref": "y"}})
    settings = replace(settings, rules={"SQS-001": "off", "CW-*": "info", "X-1": "loud"})
    waiver = Waiver("w", "SQS-001", ("odd",), "long enough it is", "2027-01-31", rule_version=2)
    design = Design([settings, odd, strange, waiver])
    assert_same(design, import_template(write_template(export_design(design, catalogue)), "t", catalogue))


def test_an_edit_of_the_template_by_hand_is_seen(catalogue):
    d = Drawing()
    d.put("sqs.queue", "Orders", visibility_timeout=60)
    text = write_template(export_design(d.design(), catalogue)).replace(
        "VisibilityTimeout: 60", "VisibilityTimeout: 90"
    )
    assert import_template(text, "t", catalogue).component("orders").properties == {"visibility_timeout": 90}


def test_a_resource_added_by_hand_is_drawn_below(catalogue):
    d = Drawing()
    d.put("sqs.queue", "Orders")
    template = export_design(d.design(), catalogue)
    template["Resources"]["Extra"] = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "Hello"}}
    design = import_template(write_template(template), "t", catalogue)
    assert design.component("extra").type == "sns.topic"
    assert design.component("extra").properties == {"display_name": "Hello"}
    assert design.component("extra").rect.y >= design.component("orders").rect.bottom


def test_the_same_design_always_gives_the_same_text(catalogue):
    design = DESIGNS["everything"]()
    shuffled = Design(sorted(design.records.values(), key=lambda r: r.id[::-1]))
    assert write_template(export_design(design, catalogue)) == write_template(
        export_design(shuffled, catalogue)
    )
