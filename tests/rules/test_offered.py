"""A machine that its region does not have is found, and one of the same size is offered instead."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.machines import in_its_place, is_offered
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Settings
from archdesk.rules.check import check_design

CATALOGUE = load_catalogue()


def found(type: str, region: str, **properties: str) -> list[tuple[str, list[str]]]:
    it = Component("it", type, "It", Rect(0, 0, 48, 48), properties=properties)
    design = Design([Settings(region=region), it])
    return [
        (f.message, [fix.label for fix in f.fixes])
        for f in check_design(design, CATALOGUE)
        if f.rule == "RGN-001"
    ]


def test_an_old_machine_in_a_new_region_is_found_with_one_of_its_size_instead():
    [(message, fixes)] = found("ec2.instance", "eu-north-1", instance_type="m4.large")
    assert "m4.large has no price in eu-north-1" in message
    assert fixes == ["Take m5.large"]


def test_the_design_s_region_decides():
    assert found("ec2.instance", "eu-west-1", instance_type="m4.large") == []


@pytest.mark.parametrize("region", ["sa-east-1", "xx-nowhere-9"])
def test_what_nobody_lists_is_no_finding(region: str):
    assert is_offered("AmazonRDS", "db.r7g.large", region) is None  # no list of databases tells of it
    assert found("rds.instance", region, instance_class="db.r7g.large") == []
    assert found("ec2.instance", region, instance_type="z9.colossal") == []


def test_a_fleet_and_the_nodes_of_a_cluster_are_machines_too():
    assert found("autoscaling.group", "eu-north-1", instance_type="m4.large")
    assert found("eks.cluster", "eu-north-1", node_type="m4.large")


def test_what_stands_in_has_the_same_processor():
    other = in_its_place("AmazonEC2", "m8g.large", "eu-west-3")
    assert other is None or other.split(".")[0] in ("m6g", "m7g", "m8g")
