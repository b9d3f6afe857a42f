"""The incremental check says at any moment just what a full check would say, and does little for it."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules import live, tracking
from archdesk.rules.check import examine_design
from archdesk.rules.live import LiveCheck
from tests.rules.random_edits import edit, random_design
from tests.rules.worked import drawn, worked

TODAY = date(2026, 11, 25)
SEEDS = 6 * int(os.environ.get("ARCHDESK_FUZZ", "1"))
EDITS = 50
CATALOGUES = {"worked": worked(), "shipped": load_catalogue()}


def differences(seed: int, name: str, fired: Counter[str], kinds: Counter[str]) -> int:
    """How many of the edits of a seed left the incremental check with another result than a full one."""
    random, catalogue = Random(seed), CATALOGUES[name]
    design = random_design(random, catalogue, 40)
    checked = LiveCheck(design, catalogue, TODAY)
    design.follow(checked.update)
    wrong = 0
    for _ in range(EDITS):
        kinds[edit(design, random, catalogue)] += 1
        findings, questions = examine_design(design, catalogue, today=TODAY)
        fired.update(f.rule for f in findings)
        fired["questions"] += len(questions)
        fired["waived"] += sum(f.waived is not None for f in findings)
        wrong += checked.findings != findings or checked.questions != questions
    return wrong


@pytest.mark.fuzz
@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_any_edit_the_findings_are_those_of_a_full_check(seed, name):
    assert differences(seed, name, Counter(), Counter()) == 0


def test_the_random_edits_make_every_rule_find_something():
    fired: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for seed in range(16):
        differences(seed, "worked", fired, kinds)
    silent = {r.id for r in CATALOGUES["worked"].rules} - fired.keys()
    assert silent == set()
    expected = {
        "PLC-001",
        "PRP-001",
        "PRP-002",
        "CON-001",
        "CON-002",
        "CON-003",
        "TYP-001",
        "WVR-001",
        "WVR-002",
    }
    assert expected | {"WVR-003", "questions", "waived"} <= fired.keys()
    assert {"undo", "redo", "retype", "turn", "edition", "remove", "reparent", "span"} <= kinds.keys()


@pytest.mark.parametrize(
    "forgotten", ["children", "spans", "properties", "outgoing", "parent", "name", "of type"]
)
def test_a_check_that_forgets_what_it_read_would_be_caught(monkeypatch, forgotten):
    whole = tracking.touched
    monkeypatch.setattr(live, "touched", lambda change: (k for k in whole(change) if k[1] != forgotten))
    wrong = sum(differences(seed, "worked", Counter(), Counter()) for seed in range(8))
    assert wrong > 0


def test_moving_a_picture_runs_no_rule():
    design = drawn(
        {"v": "vpc.vpc", "s": {"type": "vpc.subnet", "in": "v"}, "i": {"type": "ec2.instance", "in": "s"}}
    )
    checked = LiveCheck(design, worked())
    design.follow(checked.update)
    before = checked.evaluations
    with design.edit("Move") as writing:
        for component in tuple(design.components):
            writing.put(
                replace(component, rect=replace(component.rect, x=component.rect.x + 8), z=3, locked=True)
            )
    assert checked.evaluations == before


def test_an_edit_runs_only_the_rules_that_read_what_it_touched():
    design = drawn(
        {"q": "sqs.queue", "f": "lambda.function", **{f"b{n}": "s3.bucket" for n in range(50)}},
        "q triggers f",
    )
    checked = LiveCheck(design, worked())
    design.follow(checked.update)
    before = checked.evaluations
    with design.edit("Slower function") as writing:
        writing.put(replace(design.component("f"), properties={"timeout": 60}))
    assert checked.evaluations - before <= 4
    assert [f.rule for f in checked.findings] == ["SQS-001"]


def test_another_edition_is_another_check():
    design = drawn(
        {"t": {"type": "sns.topic", "fifo": True}, "q": {"type": "sqs.queue", "fifo": True}}, "t delivers q"
    )
    checked = LiveCheck(design, worked())
    design.follow(checked.update)
    assert "SNS-001" not in [f.rule for f in checked.findings]
    with design.edit("Practise with the notes") as writing:
        writing.put(replace(design.settings, edition="notes"))
    assert "SNS-001" in [f.rule for f in checked.findings]
    design.undo()
    assert "SNS-001" not in [f.rule for f in checked.findings]


def test_a_missing_zone_is_a_question_and_no_finding():
    design = drawn(
        {"v": {"type": "ec2.volume", "name": "Data"}, "i": {"type": "ec2.instance", "zone": "a"}},
        "v attached_to i",
    )
    checked = LiveCheck(design, worked())
    (question,) = checked.questions
    assert question.rule == "EBS-001"
    assert question.missing == ("Data: availability zone",)
    assert checked.rule_count >= 18
