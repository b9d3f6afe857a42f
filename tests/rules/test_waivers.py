"""Waivers accept findings with a reason; what is wrong with a waiver is a finding itself, with a fix."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import Project
from archdesk.model.design import Design
from archdesk.model.records import Waiver
from archdesk.rules.check import check_design
from archdesk.rules.findings import Finding
from archdesk.rules.fixes import apply_fix, preview_fix
from tests.rules.worked import drawn, worked

TODAY = date(2026, 11, 25)
REASON = "logs are few here"


def waived(rule: str, *components: str, until: str = "", reason: str = REASON, version: int = 0) -> Design:
    design = drawn({"b": "s3.bucket"}, "b logs_to b")
    with design.edit("Accept") as writing:
        writing.put(Waiver("w", rule, components, reason, until, rule_version=version))
    return design


def of(findings: tuple[Finding, ...], rule: str) -> Finding:
    (found,) = (f for f in findings if f.rule == rule)
    return found


def test_a_waived_finding_stays_visible_with_its_reason():
    (finding,) = check_design(waived("S3-001", "b"), worked(), today=TODAY)
    assert finding.rule == "S3-001"
    assert finding.waived == REASON


def test_a_waiver_without_a_finding_is_told():
    findings = check_design(waived("RDS-001", "b"), worked(), today=TODAY)
    assert [(f.rule, f.severity) for f in findings] == [("S3-001", "warning"), ("WVR-001", "info")]
    assert findings[0].waived is None


def test_a_waiver_that_has_expired_accepts_nothing():
    findings = check_design(waived("S3-001", "b", until="2026-11-24"), worked(), today=TODAY)
    assert {f.rule: f.waived for f in findings} == {"S3-001": None, "WVR-002": None}
    assert "expired on 2026-11-24" in of(findings, "WVR-002").message


def test_a_waiver_holds_to_the_end_of_its_day():
    (finding,) = check_design(waived("S3-001", "b", until="2026-11-25"), worked(), today=TODAY)
    assert finding.waived == REASON


def test_a_waiver_of_a_rule_that_does_not_exist_is_told_with_the_one_that_was_meant():
    findings = check_design(waived("S3-0001", "b"), worked(), today=TODAY)
    assert "did you mean 'S3-001'?" in of(findings, "WVR-003").message


def test_a_waiver_of_a_component_that_does_not_exist_is_told_without_pointing_at_it():
    findings = check_design(waived("S3-001", "b", "bastion"), worked(), today=TODAY)
    found = of(findings, "WVR-004")
    assert found.components == ("b",)
    assert "bastion, which is not in the design" in found.message
    assert "WVR-001" not in [f.rule for f in findings]


@pytest.mark.parametrize(
    ("reason", "is_in_force"), [("too short", False), ("          x", False), ("ten signs!", True)]
)
def test_a_reason_has_at_least_ten_characters(reason, is_in_force):
    findings = check_design(waived("S3-001", "b", reason=reason), worked(), today=TODAY)
    assert of(findings, "S3-001").waived == (reason if is_in_force else None)
    assert ("WVR-005" in [f.rule for f in findings]) != is_in_force


@pytest.mark.parametrize("until", ["31.12.2026", "soon", "2026-02-30", "2026"])
def test_an_end_that_is_no_date_accepts_nothing_and_is_told(until):
    findings = check_design(waived("S3-001", "b", until=until), worked(), today=TODAY)
    assert of(findings, "S3-001").waived is None
    assert f"{until!r}, which is no date" in of(findings, "WVR-006").message


def newer(catalogue: Catalogue) -> Catalogue:
    """The same rules, S3-001 with another meaning since."""
    palettes = [
        p.model_copy(
            update={
                "rules": tuple(
                    r.model_copy(update={"version": 2 if r.id == "S3-001" else 1}) for r in p.rules
                )
            }
        )
        for p in catalogue.palettes
    ]
    return Catalogue(palettes)


def test_a_waiver_of_an_older_version_of_the_rule_still_holds_and_is_told():
    catalogue = newer(worked())
    findings = check_design(waived("S3-001", "b", version=1), catalogue, today=TODAY)
    assert of(findings, "S3-001").waived == REASON
    assert "version 1 of the rule, which is now at version 2" in of(findings, "WVR-007").message
    for version in (0, 2):
        findings = check_design(waived("S3-001", "b", version=version), catalogue, today=TODAY)
        assert [f.rule for f in findings] == ["S3-001"]


def test_a_waiver_of_a_rule_that_is_off_in_this_edition_is_no_unused_one():
    one_edition = Catalogue(
        [
            p.model_copy(
                update={"rules": tuple(r.model_copy(update={"editions": ("notes",)}) for r in p.rules)}
            )
            for p in worked().palettes
        ]
    )
    assert check_design(waived("S3-001", "b"), one_edition, "current", TODAY) == ()
    (finding,) = check_design(waived("S3-001", "b"), one_edition, "notes", TODAY)
    assert finding.waived == REASON


def test_a_waiver_of_a_rule_that_is_switched_off_is_no_unused_one():
    design = waived("RDS-001", "b")
    with design.edit("Off") as writing:
        writing.put(replace(design.settings, rules={"RDS-*": "off"}))
    assert [f.rule for f in check_design(design, worked(), today=TODAY)] == ["S3-001"]


@pytest.mark.parametrize(
    ("rule", "told", "until", "reason"),
    [
        ("RDS-001", "WVR-001", "", REASON),
        ("S3-001", "WVR-002", "2020-01-01", REASON),
        ("S3-999", "WVR-003", "", REASON),
        ("S3-001", "WVR-005", "", "short"),
        ("S3-001", "WVR-006", "soon", REASON),
    ],
)
def test_the_fix_takes_the_waiver_away_and_undo_brings_it_back(rule, told, until, reason):
    design = waived(rule, "b", until=until, reason=reason)
    finding = of(check_design(design, worked(), today=TODAY), told)
    (fix,) = finding.fixes
    assert preview_fix(design, worked(), finding, fix) == (f"Take back the waiver of {rule} ({reason})",)
    apply_fix(design, worked(), finding, fix)
    assert design.waivers == ()
    assert [f.rule for f in check_design(design, worked(), today=TODAY)] == ["S3-001"]
    design.undo()
    assert [w.id for w in design.waivers] == ["w"]


def test_what_is_told_about_a_waiver_can_be_waived_too():
    design = waived("RDS-001", "b")
    with design.edit("Accept") as writing:
        writing.put(Waiver("w2", "WVR-001", ("b",), "kept for the next migration"))
    assert of(check_design(design, worked(), today=TODAY), "WVR-001").waived == "kept for the next migration"


def test_removing_the_component_takes_its_waiver_along():
    design = waived("S3-001", "b")
    with design.edit("Delete") as writing:
        writing.remove("b")
    assert check_design(design, worked(), today=TODAY) == ()


# -- waivers of the project -------------------------------------------------------------------------------


def project(*waivers: Waiver) -> Project:
    return Project(waivers=waivers, file="archdesk.yaml")


def test_a_waiver_of_the_project_accepts_as_one_of_the_design_does():
    design = drawn({"b": "s3.bucket"}, "b logs_to b")
    found = check_design(
        design, worked(), today=TODAY, project=project(Waiver("p", "S3-001", ("b",), REASON))
    )
    assert [(f.rule, f.waived) for f in found] == [("S3-001", REASON)]


def test_the_reason_of_the_design_goes_before_that_of_the_project():
    shared = project(Waiver("p", "S3-001", ("b",), "the project's own reason"))
    (finding,) = check_design(waived("S3-001", "b"), worked(), today=TODAY, project=shared)
    assert finding.waived == REASON


def test_a_waiver_of_the_project_is_about_other_designs_too_so_it_may_accept_nothing_here():
    shared = project(
        Waiver("p", "S3-001", ("elsewhere",), REASON), Waiver("q", "RDS-001", ("b",), REASON, "2020-01-01")
    )
    design = drawn({"b": "s3.bucket"}, "b logs_to b")
    assert [f.rule for f in check_design(design, worked(), today=TODAY, project=shared)] == ["S3-001"]


def test_an_expired_waiver_of_the_project_is_told_where_it_would_accept_and_names_the_file():
    shared = project(Waiver("p", "S3-001", ("b",), REASON, "2020-01-01"))
    found = check_design(drawn({"b": "s3.bucket"}, "b logs_to b"), worked(), today=TODAY, project=shared)
    assert of(found, "S3-001").waived is None
    told = of(found, "WVR-002")
    assert "in archdesk.yaml" in told.message
    assert told.fixes == (), "the file is the project's: nothing here writes to it"
