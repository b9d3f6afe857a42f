"""The incremental check says at any moment just what a full check would say, and does little for it."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.model import tracking
from archdesk.model.design import Design
from archdesk.model.records import EDITIONS
from archdesk.rules import live
from archdesk.rules.check import examine_design
from archdesk.rules.live import LiveCheck
from tests.rules.random_edits import KINDS, MORE, design_of_mistakes, edit, failing_examples, random_design
from tests.rules.worked import drawn, worked

TODAY = date(2026, 11, 25)
HUNT = int(os.environ.get("ARCHDESK_FUZZ", "1"))
CATALOGUES = {"worked": worked(), "shipped": load_catalogue()}
SEEDS, EDITS = 100, 90  # of the rules that ship


def differences(design: Design, seed: int, name: str, seen: Counter[str], edits: int = 50) -> int:
    """How many of the edits of a seed left the incremental check with another result than a full one."""
    random, catalogue = Random(seed), CATALOGUES[name]
    checked = LiveCheck(design, catalogue, TODAY)
    design.follow(checked.update)
    wrong = 0
    shown: set[object] = set()
    for _ in range(edits):
        seen[edit(design, random, catalogue)] += 1
        if random.random() < 0.2:
            checked.work(0)  # one evaluation, and the next edit comes before the rest is done
            continue
        findings, questions = examine_design(design, catalogue, today=TODAY)
        keys = {f.key for f in findings}
        seen.update(f.rule for f in findings)
        seen["compared"] += 1
        seen["questions"] += len(questions)
        seen["waived"] += sum(f.waived is not None for f in findings)
        seen["came"] += len(keys - shown)
        seen["went"] += len(shown - keys)
        shown = keys
        wrong += checked.findings != findings or checked.questions != questions
    return wrong


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(SEEDS * HUNT))
def test_after_any_edit_the_findings_are_those_of_a_full_check(seed):
    seen: Counter[str] = Counter()
    assert (
        differences(design_of_mistakes(CATALOGUES["shipped"], seed, SEEDS), seed, "shipped", seen, EDITS) == 0
    )
    assert seen["compared"] > EDITS / 2
    assert min(seen["came"], seen["went"]) > 5, "edits that change no finding would prove nothing"


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(6 * HUNT))
def test_it_is_so_for_the_worked_rules_and_in_designs_without_sense(seed):
    for name, catalogue in CATALOGUES.items():
        design = random_design(Random(seed), catalogue, 40)
        assert differences(design, seed, name, Counter()) == 0


def test_every_rule_has_something_to_find_where_the_edits_begin():
    catalogue = CATALOGUES["shipped"]
    found: set[str] = set()
    for seed in range(SEEDS):
        design = design_of_mistakes(catalogue, seed, SEEDS)
        found |= {f.rule for f in LiveCheck(design, catalogue, TODAY).findings}
    silent = {rule.id for rule in catalogue.rules} - found
    assert len(silent) <= 3, "beside others an example may no longer be a mistake, but rarely"
    for edition in EDITIONS:
        for example in failing_examples(catalogue, edition):
            found |= {f.rule for f in LiveCheck(example.design, catalogue, TODAY).findings} & silent
    assert silent <= found


def test_the_random_edits_are_of_every_kind_and_move_every_worked_rule():
    seen: Counter[str] = Counter()
    for seed in range(40):
        differences(random_design(Random(seed), CATALOGUES["worked"], 40), seed, "worked", seen)
    rules = {r.id for r in CATALOGUES["worked"].rules}
    rules |= {"PLC-001", "PRP-001", "PRP-002", "CON-001", "CON-002", "CON-003", "TYP-001"}
    assert rules | {"WVR-001", "WVR-002", "WVR-003", "questions", "waived"} <= seen.keys()
    assert {*KINDS, *MORE} <= seen.keys()


@pytest.mark.parametrize(
    "forgotten", ["children", "spans", "properties", "outgoing", "parent", "name", "of type", "holds"]
)
def test_a_check_that_forgets_what_it_read_would_be_caught(monkeypatch, forgotten):
    whole = tracking.touched
    monkeypatch.setattr(
        live, "touched", lambda *at: (k for k in whole(*at) if not k[1].startswith(forgotten))
    )
    designs = (random_design(Random(seed), CATALOGUES["worked"], 40) for seed in range(16))
    assert any(differences(design, seed, "worked", Counter()) > 0 for seed, design in enumerate(designs))


def test_moving_a_picture_runs_no_rule():
    design = drawn(
        {"v": "vpc.vpc", "s": {"type": "vpc.subnet", "in": "v"}, "i": {"type": "ec2.instance", "in": "s"}}
    )
    checked = LiveCheck(design, worked())
    design.follow(checked.update)
    checked.work()
    before = checked.evaluations
    assert before > 0
    with design.edit("Move") as writing:
        for component in tuple(design.components):
            writing.put(
                replace(component, rect=replace(component.rect, x=component.rect.x + 8), z=3, locked=True)
            )
    assert not checked.pending
    assert checked.evaluations == before


def test_an_edit_runs_only_the_rules_that_read_what_it_touched():
    design = drawn(
        {"q": "sqs.queue", "f": "lambda.function", **{f"b{n}": "s3.bucket" for n in range(50)}},
        "q triggers f",
    )
    checked = LiveCheck(design, worked())
    design.follow(checked.update)
    assert checked.findings == ()
    before = checked.evaluations
    with design.edit("Slower function") as writing:
        writing.put(replace(design.component("f"), properties={"timeout": 60}))
    assert [f.rule for f in checked.findings] == ["SQS-001"]
    assert 0 < checked.evaluations - before <= 4


def test_a_check_in_slices_shows_what_it_knew_until_it_is_done():
    design = drawn({"q": "sqs.queue", "f": "lambda.function"}, "q triggers f")
    checked = LiveCheck(design, worked())
    assert checked.pending
    assert checked.latest == ()
    slices = 1
    while not checked.work(0):
        slices += 1
    assert slices > 3
    design.follow(checked.update)
    with design.edit("Slower function") as writing:
        writing.put(replace(design.component("f"), properties={"timeout": 60}))
    assert checked.pending
    assert checked.latest == ()
    checked.work()
    assert [f.rule for f in checked.latest] == ["SQS-001"]


EVIDENCE = {
    "id": "OWN-001", "title": "Own", "severity": "info", "for": {"component": "sqs.queue"}, "message": "{it}", "why": "Test",
    "let": {
        "queues": {"of": "$design", "type": "sqs.queue"},
        "aside": {"of": "$queues", "follow": ["out:dead_letters_to"]},
        "own": {"of": "$it", "follow": ["out:dead_letters_to"]},
    },
    "when": {"exists": "$aside"}, "check": {"exists": "$own"},
}  # fmt: skip


def test_a_set_of_the_design_is_gathered_once_and_only_its_change_matters():
    (palette,) = worked().palettes
    rule = RuleDefinition.model_validate(EVIDENCE)
    catalogue = Catalogue([palette.model_copy(update={"rules": (rule,)})])
    queues = {f"q{n}": "sqs.queue" for n in range(40)}
    design = drawn(queues, "q0 dead_letters_to q1", "q2 dead_letters_to q1")
    checked = LiveCheck(design, catalogue)
    design.follow(checked.update)

    def found() -> set[str]:
        return {f.components[0] for f in checked.findings if f.rule == "OWN-001"}

    assert found() == queues.keys() - {"q0", "q2"}
    before = checked.evaluations
    with design.edit("Rename") as writing:
        writing.put(replace(design.component("q5"), name="Five"))
    with design.edit("Remove") as writing:  # the set stays the same: there is still another
        writing.remove(next(c.id for c in design.connections if c.source == "q2"))
    assert found() == queues.keys() - {"q0"}
    assert checked.evaluations - before < 12
    with design.edit("Remove") as writing:
        writing.remove(next(c.id for c in design.connections if c.source == "q0"))
    assert found() == set()
    design.undo()
    assert found() == queues.keys() - {"q0"}


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
    (question,) = (q for q in checked.questions if q.rule == "EBS-001")
    assert question.missing == ("Data: availability zone",)
    assert checked.rule_count >= 18
