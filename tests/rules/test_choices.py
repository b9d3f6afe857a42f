"""A design and its project choose which rules report, and how loudly; what they choose wrongly is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archdesk.catalog.project import NO_PROJECT, Project
from archdesk.model.design import Design
from archdesk.rules.check import check_design, examine_design
from archdesk.rules.choices import choice_in
from archdesk.rules.fixes import apply_fix, preview_fix
from archdesk.rules.live import LiveCheck
from tests.rules.worked import drawn, worked


def chosen(**rules: str) -> Design:
    design = drawn({"b": "s3.bucket"}, "b logs_to b")
    with design.edit("Choose") as writing:
        writing.put(replace(design.settings, rules={k.replace("_", "-"): v for k, v in rules.items()}))
    return design


def reported(design: Design, project: Project = NO_PROJECT) -> dict[str, str]:
    return {f.rule: f.severity for f in check_design(design, worked(), project=project)}


def test_a_rule_that_is_off_reports_nothing():
    assert reported(chosen()) == {"S3-001": "warning"}
    assert reported(chosen(S3_001="off")) == {}


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_another_severity_is_reported_and_what_the_rule_says_is_kept(severity):
    (finding,) = check_design(chosen(S3_001=severity), worked())
    assert finding.severity == severity
    assert (finding.default or finding.severity) == "warning"


def test_an_id_goes_before_a_pattern_and_a_longer_pattern_before_a_shorter():
    rules = {"S3-*": "off", "S3-001": "error", "S3-00*": "info", "*": "warning"}
    assert choice_in(rules, "S3-001") == "error"
    assert choice_in(rules, "S3-002") == "info"
    assert choice_in(rules, "S3-100") == "off"
    assert choice_in(rules, "RDS-001") == "warning"
    assert choice_in({"S3-*": "off"}, "RDS-001") is None


def test_a_design_goes_before_its_project_even_with_a_pattern():
    project = Project(rules={"S3-001": "off"}, file="archdesk.yaml")
    assert reported(chosen(), project) == {}
    assert reported(chosen(**{"S3-*": "error"}), project) == {"S3-001": "error"}


def test_choices_of_a_project_count_like_those_of_a_design():
    assert reported(chosen(), Project(rules={"S3-*": "info"}, file="archdesk.yaml")) == {"S3-001": "info"}


def test_a_choice_about_a_rule_that_does_not_exist_is_told_with_the_one_that_was_meant():
    design = chosen(S3_0001="off")
    (finding,) = (f for f in check_design(design, worked()) if f.rule == "RUL-003")
    assert "did you mean 'S3-001'?" in finding.message
    (fix,) = finding.fixes
    assert preview_fix(design, worked(), finding, fix) == ("Take back 'off' for S3-0001",)
    apply_fix(design, worked(), finding, fix)
    assert dict(design.settings.rules) == {}


def test_a_pattern_that_means_no_rule_is_told_with_the_file_it_stands_in():
    project = Project(rules={"CW-*": "off"}, file="infra/archdesk.yaml")
    found = check_design(chosen(), worked(), project=project)
    (finding,) = (f for f in found if f.rule == "RUL-003")
    assert finding.message == "infra/archdesk.yaml says 'off' about CW-*, but there is no such rule."
    assert finding.fixes == ()


def test_a_word_that_is_no_choice_changes_nothing_and_is_told():
    design = chosen(S3_001="fatal")
    assert reported(design) == {"S3-001": "warning", "RUL-004": "warning"}


def test_what_is_told_about_choices_can_be_switched_off_like_any_rule():
    assert reported(chosen(S3_999="off", RUL_003="off")) == {"S3-001": "warning"}


def test_the_questions_of_a_rule_that_is_off_are_not_asked():
    design = drawn({"v": "ec2.volume", "i": {"type": "ec2.instance", "zone": "a"}}, "v attached_to i")
    _, questions = examine_design(design, worked())
    asked = {q.rule for q in questions}
    assert asked
    with design.edit("Off") as writing:
        writing.put(replace(design.settings, rules=dict.fromkeys(asked, "off")))
    assert examine_design(design, worked())[1] == ()
    assert LiveCheck(design, worked()).questions == ()


def test_the_live_check_follows_choices_in_the_design_and_its_project():
    design = chosen()
    project = Project(rules={"S3-001": "error"}, file="archdesk.yaml")
    live = LiveCheck(design, worked(), project=project)
    design.follow(live.update)
    assert [f.severity for f in live.findings] == ["error"]
    with design.edit("Off") as writing:
        writing.put(replace(design.settings, rules={"S3-001": "off"}))
    assert live.findings == ()
    design.undo()
    assert live.findings == check_design(design, worked(), project=project) != ()
