"""A rule of somebody's own that takes too long is stopped, and nothing of it counts; the others do."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.rules import budget
from archdesk.rules.check import check_design
from archdesk.rules.live import LiveCheck
from tests.rules.worked import FILE, worked

RULE = """
  - id: {id}
    title: A rule of our own
    severity: warning
    for: {{component: s3.bucket}}
    let: {{all: {{of: $design}}}}
    check: {check}
    message: "{{it}} is not as we want it."
    why: Because.
"""
SLOW = "{ne: [$it.name, x]}"
for name in "abcde":
    SLOW = f"{{every: {{in: $all, as: {name}, check: {SLOW}}}}}"


def own(*rules: tuple[str, str], file: str = "packs/own.yaml") -> Catalogue:
    text = "rules:" + "".join(RULE.format(id=id, check=check) for id, check in rules)
    found = read_palettes([(FILE.name, FILE.read_bytes()), (file, text)])
    assert found.problems == ()
    return found


def buckets(count: int) -> Design:
    return Design(Component(f"b{n:04}", "s3.bucket", f"Bucket {n}", Rect(0, 0, 48, 48)) for n in range(count))


def test_a_rule_without_end_is_stopped_and_its_neighbours_count():
    catalogue = own(("OUR-001", SLOW), ("OUR-002", "{eq: [$it.name, x]}"))
    began = perf_counter()
    findings = check_design(buckets(60), catalogue)  # 60 times 60^5 looks: some hours
    assert perf_counter() - began < 20
    assert {f.rule for f in findings} == {"RUL-002", "OUR-002"}
    (told,) = (f for f in findings if f.rule == "RUL-002")
    assert told.components == ()
    assert told.message.startswith("The rule OUR-001 needed more than 50 ms and was stopped")
    assert len([f for f in findings if f.rule == "OUR-002"]) == 60


def test_what_it_found_before_it_was_stopped_does_not_count(monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]

    def ticking() -> float:
        clock[0] += 0.001
        return clock[0]

    monkeypatch.setattr(budget, "thread_time", ticking)
    catalogue = own(("OUR-001", "{eq: [$it.name, x]}"))
    assert {f.rule for f in check_design(buckets(5), catalogue)} == {"OUR-001"}
    assert [f.rule for f in check_design(buckets(40), catalogue)] == ["RUL-002"]


def test_a_larger_design_gives_a_rule_more_time():
    assert budget.Budget(10).seconds == budget.Budget(1000).seconds == pytest.approx(0.05)
    assert budget.Budget(4000).seconds == pytest.approx(0.2)


def test_rules_that_ship_are_not_timed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(budget, "SECONDS", -1.0)
    assert "RUL-002" not in [f.rule for f in check_design(buckets(5), worked())]
    assert "RUL-002" in [f.rule for f in check_design(buckets(5), own(("OUR-001", "{eq: [$it.name, x]}")))]


def test_the_live_check_stops_it_too_and_goes_on():
    catalogue = own(("OUR-001", SLOW), ("OUR-002", "{ne: [$it.name, Bucket 3]}"))
    design = buckets(40)
    live = LiveCheck(design, catalogue)
    design.follow(live.update)
    assert live.findings == check_design(design, catalogue)
    assert [f.rule for f in live.findings] == ["OUR-002", "RUL-002"]
    before = live.evaluations
    with design.edit("Rename") as writing:
        for component in design.components:
            writing.put(replace(component, name="Bucket 3"))
    assert len(live.findings) == 41
    assert live.evaluations - before < 100, "what was stopped is not tried again"
    with design.edit("Clear") as writing:
        for id in list(design.component_ids()):
            writing.remove(id)
    assert [f.rule for f in live.findings] == ["RUL-002"]


def test_a_set_that_takes_too_long_to_gather_stops_its_rule_as_well():
    deep = "{ne: [$each.name, x]}"
    for name in "bcdef":
        deep = f"{{every: {{in: $all, as: {name}, check: {deep}}}}}"
    text = "rules:" + RULE.format(id="OUR-001", check="{exists: $few}")
    text = text.replace(
        "{all: {of: $design}}", f"{{all: {{of: $design}}, few: {{of: $design, where: {deep}}}}}"
    )
    catalogue = read_palettes([(FILE.name, FILE.read_bytes()), ("packs/own.yaml", text)])
    design = buckets(40)
    assert [f.rule for f in check_design(design, catalogue)] == ["RUL-002"]
    live = LiveCheck(design, catalogue)
    design.follow(live.update)
    assert [f.rule for f in live.findings] == ["RUL-002"]
    with design.edit("Rename") as writing:
        writing.put(replace(design.component("b0001"), name="other"))
    assert [f.rule for f in live.findings] == ["RUL-002"]


def test_a_sensible_pack_is_far_from_its_limit_on_a_thousand_components():
    catalogue = own(("OUR-001", "{eq: [$it.name, x]}"))
    assert "RUL-002" not in [f.rule for f in check_design(buckets(1000), catalogue)]


def test_one_pause_of_the_machine_stops_no_rule(monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    monkeypatch.setattr(budget, "thread_time", lambda: clock[0])
    whole = budget.TimedCase._look
    paused = []

    def look(case: budget.TimedCase) -> None:
        if not paused:
            paused.append(case)
            clock[0] += 1.0
        whole(case)

    monkeypatch.setattr(budget.TimedCase, "_look", look)
    catalogue = own(("OUR-001", "{eq: [$it.name, x]}"))
    assert [f.rule for f in check_design(buckets(3), catalogue)] == ["OUR-001"] * 3
    paused.clear()
    assert [f.rule for f in LiveCheck(buckets(3), catalogue).findings] == ["OUR-001"] * 3
