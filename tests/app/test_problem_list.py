"""Findings filtered, grouped and named; what is missing; what an edit would do; accepting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archdesk.app.accepting import (
    accept,
    choices_in,
    choose,
    end_problem,
    names_of_choices,
    reason_problem,
    report_as,
    take_back,
)
from archdesk.app.edits import set_property
from archdesk.app.fix_preview import preview
from archdesk.app.problem_list import Filter, copied, counts, grouped, matching, open_ones, subject_of
from archdesk.app.unknowns import unknowns
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.catalog.project import Project
from archdesk.errors import EditError
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from archdesk.rules.findings import Finding, Question


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def drawn() -> Design:
    return Design(
        [
            Component("q", "sqs.queue", "Orders", Rect(0, 0, 48, 48)),
            Component("f", "lambda.function", "Worker", Rect(200, 0, 48, 48)),
            Component("v", "ec2.volume", "Disk: new", Rect(0, 200, 48, 48)),
            Connection("e", "q", "f", "triggers"),
        ]
    )


def finding(rule: str, severity: str, *components: str, **others: object) -> Finding:
    found = Finding(rule, severity, components, f"{rule} says so.", f"Title of {rule}", "Because.")  # type: ignore[arg-type]
    return replace(found, **others)  # type: ignore[arg-type]


FOUND = [
    finding("B-002", "info", "q"),
    finding("A-001", "warning", "f", "q", connection="e"),
    finding("B-001", "error", "q"),
    finding("B-001", "error", "f", waived="a reason to accept"),
]


def test_what_is_open_comes_worst_first_without_what_is_waived() -> None:
    assert [f.rule for f in open_ones(FOUND)] == ["B-001", "A-001", "B-002"]
    assert counts(open_ones(FOUND)) == {"error": 1, "warning": 1, "info": 1}


@pytest.mark.parametrize(
    ("chosen", "rules"),
    [
        (Filter(), ["B-001", "A-001", "B-002"]),
        (Filter(severities=frozenset({"error", "info"})), ["B-001", "B-002"]),
        (Filter(text="WORKER"), ["A-001"]),
        (Filter(text="b-00 orders"), ["B-001", "B-002"]),
        (Filter(text="nowhere"), []),
        (Filter(severities=frozenset()), []),
    ],
)
def test_a_filter_lets_through_what_fits_all_of_it(chosen: Filter, rules: list[str]) -> None:
    assert [f.rule for f in matching(drawn(), open_ones(FOUND), chosen)] == rules


def test_findings_are_grouped_by_rule_and_by_what_they_are_about() -> None:
    found = open_ones([*FOUND, finding("B-001", "error", "f")])
    by_rule = grouped(drawn(), found, "rule")
    assert [(g.title, len(g.findings)) for g in by_rule] == [
        ("Title of B-001 (B-001)", 2),
        ("Title of A-001 (A-001)", 1),
        ("Title of B-002 (B-002)", 1),
    ]
    by_component = grouped(drawn(), found, "component")
    assert [(g.title, len(g.findings)) for g in by_component] == [
        ("Worker", 1),
        ("Orders", 2),
        ("Orders → Worker", 1),
    ]
    assert [g.title for g in grouped(drawn(), found, "worst first")] == [""]
    assert grouped(drawn(), [], "worst first") == []


def test_a_finding_is_named_by_what_it_is_about_even_when_that_is_gone() -> None:
    assert subject_of(drawn(), finding("A-001", "error", "gone")) == "gone"
    assert subject_of(drawn(), finding("A-001", "error")) == "the design"
    assert copied(drawn(), FOUND[1]) == "A-001 warning: Orders → Worker: A-001 says so."


def test_one_missing_thing_is_one_entry_however_many_rules_wait_for_it(catalogue: Catalogue) -> None:
    asked = [
        Question("EBS-001", ("v",), ("Disk: new: availability zone",)),
        Question("EBS-002", ("f", "v"), ("Disk: new: availability zone", "Worker: timeout")),
    ]
    first, second = unknowns(drawn(), catalogue, asked)
    assert (first.subject, first.property, first.rules) == ("v", "zone", ("EBS-001", "EBS-002"))
    assert (second.subject, second.property, second.rules) == ("f", "timeout", ("EBS-002",))


def test_a_preview_says_what_would_change_and_changes_nothing(catalogue: Catalogue) -> None:
    design = drawn()
    before = dict(design.records)

    def apply(copy: Design) -> None:
        with copy.edit("all kinds") as edit:
            set_property(copy, catalogue, "q", "visibility_timeout", 360)
            edit.put(replace(copy.component("f"), name="Runner"))
            edit.remove("v")
            edit.put(Component("d", "sqs.queue", "Letters", Rect(0, 400, 48, 48)))
            edit.put(Connection("l", "q", "d", "dead_letters_to"))

    found = preview(design, catalogue, apply)
    assert found is not None
    assert dict(design.records) == before
    assert (found.added, found.removed, found.moved, found.changed) == (("d", "l"), ("v",), (), ("f", "q"))
    said = [line.words for line in found.lines]
    assert "Orders: visibility timeout: 30 s → 6 min" in said
    assert "Name: Worker → Runner" in said
    assert "Remove Disk: new" in said
    assert "Add SQS queue Letters" in said
    assert any(words.startswith("Connect Orders ") and words.endswith(" Letters") for words in said)
    assert preview(design, catalogue, lambda copy: None) is None


def test_a_preview_passes_on_why_an_edit_is_not_possible(catalogue: Catalogue) -> None:
    def apply(copy: Design) -> None:
        raise EditError("There is no subnet.")

    with pytest.raises(EditError, match="no subnet"):
        preview(drawn(), catalogue, apply)


def test_a_reason_is_long_enough_and_an_end_is_a_day_to_come() -> None:
    today = date(2026, 11, 25)
    assert reason_problem("too short") == "1 more character"
    assert reason_problem("  short   ") == "5 more characters"
    assert reason_problem("long enough") == ""
    assert (
        end_problem("", today) == end_problem("2026-11-25", today) == end_problem(" 2027-01-31 ", today) == ""
    )
    assert "past" in end_problem("2026-11-24", today)
    assert "2027-01-31" in end_problem("31.1.2027", today)


def test_waiving_again_replaces_the_waiver_and_taking_back_is_one_step() -> None:
    design, found = drawn(), finding("B-001", "error", "q")
    accept(design, found, "the first reason", "2030-01-01", 2)
    accept(design, found, "the second reason")
    (waiver,) = design.waivers
    assert (waiver.reason, waiver.until, waiver.components) == ("the second reason", "", ("q",))
    take_back(design, found)
    assert design.waivers == ()
    design.undo()
    assert design.waivers == (waiver,)


def test_a_choice_about_a_rule_is_kept_and_taken_back() -> None:
    design = drawn()
    report_as(design, "SQS-001", "off")
    assert design.undo_label == "Turn SQS-001 off"
    report_as(design, "CW-001", "info")
    assert dict(design.settings.rules) == {"CW-001": "info", "SQS-001": "off"}
    report_as(design, "SQS-001", "")
    assert dict(design.settings.rules) == {"CW-001": "info"}


def test_a_choice_is_written_only_where_it_changes_something() -> None:
    design, project = drawn(), Project(rules={"SQS-*": "error"}, file="archdesk.yaml")
    choose(design, project, "SQS-001", "error", "warning")
    choose(design, project, "CW-001", "info", "info")
    assert not design.settings.rules
    choose(design, project, "SQS-001", "warning", "warning")
    assert dict(design.settings.rules) == {"SQS-001": "warning"}
    choose(design, project, "SQS-001", "error", "warning")
    assert not design.settings.rules
    assert list(choices_in(design, project)) == [("SQS-*", "error", "archdesk.yaml")]


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (["off"], "1 rule is off"),
        (["off", "off", "error"], "2 rules are off, 1 is reported otherwise"),
        (["info"], "1 rule is reported otherwise"),
        (["info", "error"], "2 rules are reported otherwise"),
    ],
)
def test_choices_are_counted_in_words(choices: list[str], words: str) -> None:
    assert names_of_choices(choices) == words
