"""What the samples show: three sound designs are left alone, and ten mistakes are found, each where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.errors import EditError
from archdesk.rules.check import check_design, examine_design
from archdesk.rules.findings import Finding
from archdesk.rules.fixes import apply_fix
from archdesk.storage.files import open_design

SAMPLES = Path(__file__).parents[2] / "samples"
CATALOGUE = load_catalogue()
SOUND = ("order-pipeline", "serverless-api", "three-tier-web")
MISTAKES = {
    ("ASG-001", ("web",)),
    ("DDB-001", ("parcels", "tell")),
    ("EBS-001", ("disk", "reports")),
    ("R53-001", ("dns",)),
    ("RDS-001", ("db",)),
    ("S3-001", ("invoices",)),
    ("SNS-001", ("billing", "orders")),
    ("SQS-001", ("shipper", "shipping")),
    ("VPC-003", ("data_b",)),
    ("VPC-005", ("nat",)),
}


def sample(name: str):
    return open_design(SAMPLES / f"{name}.archdesk", CATALOGUE).design


def keys(findings: tuple[Finding, ...]) -> set[tuple[str, tuple[str, ...]]]:
    return {(f.rule, f.components) for f in findings}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_design_has_no_finding(name):
    findings, questions = examine_design(sample(name), CATALOGUE)
    assert [f"{f.rule}: {f.message}" for f in findings] == []
    assert questions == ()


def test_ten_mistakes_are_found_where_they_are():
    findings = check_design(sample("ten-mistakes"), CATALOGUE)
    assert keys(findings) == MISTAKES
    assert len(findings) == 10
    assert all(f.severity in ("error", "warning") for f in findings)


def test_a_group_cannot_reach_a_zone_in_which_there_is_no_subnet_for_it():
    design = sample("ten-mistakes")
    finding = next(f for f in check_design(design, CATALOGUE) if f.rule == "ASG-001")
    with pytest.raises(EditError, match="draw one first"):
        apply_fix(design, CATALOGUE, finding, finding.fixes[0])


@pytest.mark.parametrize("rule, components", sorted(m for m in MISTAKES if m[0] != "ASG-001"))
def test_the_first_fix_of_a_mistake_leaves_just_the_other_nine(rule, components):
    design = sample("ten-mistakes")
    finding = next(f for f in check_design(design, CATALOGUE) if f.rule == rule)
    apply_fix(design, CATALOGUE, finding, finding.fixes[0])
    left = check_design(design, CATALOGUE)
    assert keys(left) == MISTAKES - {(rule, components)}
