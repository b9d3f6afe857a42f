"""Waivers accept findings with a reason; what is wrong with a waiver is a finding itself."""

from __future__ import annotations

from datetime import date

from archdesk.model.design import Design
from archdesk.model.records import Waiver
from archdesk.rules.check import check_design
from tests.rules.worked import drawn, worked

TODAY = date(2026, 11, 25)


def waived(rule: str, *components: str, until: str = "") -> Design:
    design = drawn({"b": "s3.bucket"}, "b logs_to b")
    with design.edit("Accept") as writing:
        writing.put(Waiver("w", rule, components, "logs are few here", until))
    return design


def test_a_waived_finding_stays_visible_with_its_reason():
    (finding,) = check_design(waived("S3-001", "b"), worked(), today=TODAY)
    assert finding.rule == "S3-001"
    assert finding.waived == "logs are few here"


def test_a_waiver_without_a_finding_is_told():
    findings = check_design(waived("RDS-001", "b"), worked(), today=TODAY)
    assert [(f.rule, f.severity) for f in findings] == [("S3-001", "warning"), ("WVR-001", "info")]
    assert findings[0].waived is None


def test_a_waiver_that_has_expired_accepts_nothing():
    findings = check_design(waived("S3-001", "b", until="2026-11-24"), worked(), today=TODAY)
    assert {f.rule: f.waived for f in findings} == {"S3-001": None, "WVR-002": None}


def test_a_waiver_holds_to_the_end_of_its_day():
    (finding,) = check_design(waived("S3-001", "b", until="2026-11-25"), worked(), today=TODAY)
    assert finding.waived == "logs are few here"


def test_a_waiver_of_a_rule_that_does_not_exist_is_told():
    findings = check_design(waived("S3-999", "b"), worked(), today=TODAY)
    assert "WVR-003" in [f.rule for f in findings]


def test_removing_the_component_takes_its_waiver_along():
    design = waived("S3-001", "b")
    with design.edit("Delete") as writing:
        writing.remove("b")
    assert check_design(design, worked(), today=TODAY) == ()
