"""What a deployer may change is a typed parameter with its bounds, and opens again as the property it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.parameters import INTERFACE
from archdesk.cloudformation.text import write_template
from tests.cloudformation.drawing import Drawing


def fleet(**properties):
    d = Drawing()
    n = d.network()
    d.put("autoscaling.group", "Web fleet", n["vpc"], (n["app_a"], n["app_b"]), **properties)
    return d.design()


def parameter(template, name):
    return template["Parameters"][name]


def test_an_instance_type_may_be_changed_and_what_is_allowed_is_said(catalogue):
    template = export_design(fleet(instance_type="m7i.large"), catalogue)
    asked = parameter(template, "WebFleetInstanceType")
    assert asked["Type"] == "String"
    assert asked["Default"] == "m7i.large"
    assert asked["AllowedPattern"]
    assert "instance type" in asked["ConstraintDescription"]
    launched = next(r for r in template["Resources"].values() if r["Type"] == "AWS::EC2::LaunchTemplate")[
        "Properties"
    ]["LaunchTemplateData"]
    assert launched["InstanceType"] == {"Ref": "WebFleetInstanceType"}


def test_a_number_has_its_bounds(catalogue):
    asked = parameter(export_design(fleet(max=6), catalogue), "WebFleetMax")
    assert (asked["Type"], asked["Default"]) == ("Number", 6)
    assert (asked["MinValue"], asked["MaxValue"]) == (0, 1000)
    assert asked["ConstraintDescription"] == "from 0 to 1000"


def test_the_console_asks_by_component(catalogue):
    template = export_design(fleet(), catalogue)
    groups = {
        g["Label"]["default"]: g["Parameters"] for g in template["Metadata"][INTERFACE]["ParameterGroups"]
    }
    assert "WebFleetInstanceType" in groups["Web fleet"]
    assert (
        template["Metadata"][INTERFACE]["ParameterLabels"]["WebFleetInstanceType"]["default"]
        == "Instance type"
    )


def test_another_default_in_the_text_is_another_property(catalogue):
    d = Drawing()
    d.put("ec2.instance", "Web", d.network()["app_a"], instance_type="t3.small")
    text = write_template(export_design(d.design(), catalogue))
    again = import_template(text.replace("Default: t3.small", "Default: m7i.large"), "again", catalogue)
    assert catalogue.value(again.component("web"), "instance_type") == "m7i.large"


@pytest.mark.parametrize("wrong", ["no type at all", 7, True, {"Ref": "Somewhere"}])
def test_a_value_that_no_parameter_may_have_stands_as_it_is(wrong, catalogue):
    design = fleet(instance_type=wrong)
    template = export_design(design, catalogue)
    assert "WebFleetInstanceType" not in template.get("Parameters", {})
    assert import_template(template, "again", catalogue).records == design.records


def test_a_design_too_large_to_ask_for_everything_asks_for_what_it_must(catalogue):
    d = Drawing()
    n = d.network()
    for number in range(130):
        d.put("ec2.instance", f"Web {number}", n["app_a"])
    template = export_design(d.design(), catalogue)
    assert not [name for name in template["Parameters"] if name.endswith("InstanceType")]
    assert len(template["Parameters"]) <= 200
    assert template["Resources"]["Web7"]["Properties"]["InstanceType"] == "t3.micro"


def test_outputs_can_be_imported_by_other_stacks(catalogue):
    d = Drawing()
    d.put("sqs.queue", "Orders")
    outputs = export_design(d.design(), catalogue)["Outputs"]
    assert outputs
    for name, output in outputs.items():
        assert output["Export"] == {"Name": {"Fn::Sub": "${AWS::StackName}-" + name}}


def test_renaming_renames_its_parameter_alone(catalogue):
    design = fleet()
    renamed = [replace(r, name="Shop fleet") if r.id == "web_fleet" else r for r in design.records.values()]
    names = set(export_design(type(design)(renamed), catalogue)["Parameters"])
    assert "ShopFleetInstanceType" in names
    assert not [name for name in names if name.startswith("WebFleet")]
