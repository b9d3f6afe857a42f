"""What only the template of an imported component decides is not known, whatever the type's default says."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.facts import property_value
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component

CATALOGUE = load_catalogue()


def value(name: str, written: dict[str, Any], **properties: Any) -> Any:
    """What is known of a property of an alarm whose template says ``written``."""
    extra = {"cloudformation": {"id": "Alarm", "resource": {"Properties": written}}}
    alarm = Component(
        "a", "cloudwatch.alarm", "Alarm", Rect(0, 0, 48, 48), properties=properties, extra=extra
    )
    return property_value(Design([alarm]), CATALOGUE, alarm, name)


@pytest.mark.parametrize("open_value", [{"Ref": "Space"}, {"Fn::Sub": "Shop/${Stage}"}])
def test_a_parameter_or_function_leaves_a_property_open(open_value):
    assert value("namespace", {"Namespace": open_value}) is None


def test_what_the_template_leaves_out_has_its_default():
    assert value("namespace", {"MetricName": {"Ref": "Metric"}}) == "AWS/EC2"


def test_what_was_set_since_counts():
    assert value("namespace", {"Namespace": {"Ref": "Space"}}, namespace="Shop") == "Shop"
