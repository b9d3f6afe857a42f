"""The same design gives the same bytes, and a small edit a small diff."""

from __future__ import annotations

import difflib
import hashlib
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import export_design, write_draft, written
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Record
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS
from tests.cloudformation.test_no_circles import web

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.archdesk"))
CATALOGUE = load_catalogue()
WEBS = 24


def designs() -> dict[str, Design]:
    found = {name: draw() for name, draw in DESIGNS.items()}
    for sample in SAMPLES:
        found[sample.stem] = read_design(sample.read_text(encoding="utf-8"), sample.name, CATALOGUE).design
    return found | {f"web {seed}": web(seed) for seed in range(WEBS)}


def text_of(design: Design) -> str:
    result = written(design, CATALOGUE)
    return write_template(result.template, "yaml", result.comments)


def shuffled(design: Design, seed: int) -> Design:
    records: list[Record] = list(design.records.values())
    random.Random(seed).shuffle(records)
    return Design(records)


def changed(before: Design, after: Design, *aside: str) -> set[str]:
    """The logical ids that are not the same in both templates, but for these attributes of resources."""
    old, new = export_design(before, CATALOGUE), export_design(after, CATALOGUE)
    for resource in (*old["Resources"].values(), *new["Resources"].values()):
        for attribute in aside:
            resource.pop(attribute, None)
    found = set()
    for section in ("Parameters", "Mappings", "Conditions", "Resources", "Outputs"):
        ids = {**old.get(section, {}), **new.get(section, {})}
        found |= {k for k in ids if old.get(section, {}).get(k) != new.get(section, {}).get(k)}
    return found


def lines_changed(before: Design, after: Design) -> tuple[list[str], list[str]]:
    """The lines of the text that went and those that came."""
    diff = list(difflib.ndiff(text_of(before).splitlines(), text_of(after).splitlines()))
    return [d[2:] for d in diff if d[0] == "-"], [d[2:] for d in diff if d[0] == "+"]


def test_the_order_of_the_records_changes_nothing():
    found = designs()
    assert [name for name, d in found.items() if text_of(d) != text_of(shuffled(d, len(name)))] == []


DIGEST = """
import hashlib
from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import written
from archdesk.cloudformation.text import write_template
from tests.cloudformation.drawing import DESIGNS
found = hashlib.sha256()
for draw in DESIGNS.values():
    result = written(draw(), load_catalogue())
    found.update(write_template(result.template, "yaml", result.comments).encode())
print(found.hexdigest())
"""


def test_another_run_writes_the_same_bytes():
    """Sets and hashes come in another order in each process; a template does not."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "4711"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    text = "".join(text_of(draw()) for draw in DESIGNS.values())
    assert ran.stdout.strip() == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", ["three tiers", "fan-out", "serverless"])
def test_a_component_more_is_that_many_lines_more(name):
    before = DESIGNS[name]()
    queue = Component("zz_extra", "sqs.queue", "Extra queue", Rect(640, 640, 48, 48))
    after = Design([*before.records.values(), queue])
    gone, come = lines_changed(before, after)
    assert all(i.startswith("ExtraQueue") for i in changed(before, after))
    assert gone == []
    assert len(come) <= 40


@pytest.mark.parametrize("name", DESIGNS)
def test_moving_a_component_changes_where_it_is_and_nothing_else(name):
    before = DESIGNS[name]()
    for moved in list(before.components)[::3]:
        rect = replace(moved.rect, x=moved.rect.x + 8, y=moved.rect.y + 16)
        after = Design([r for r in before.records.values() if r.id != moved.id] + [replace(moved, rect=rect)])
        ids = changed(before, after)
        assert len(ids) <= 1, (moved.name, ids)
        assert changed(before, after, "Metadata") == set(), moved.name


def test_moving_a_component_is_one_line():
    before = DESIGNS["fan-out"]()
    moved = before.component("orders")
    rect = replace(moved.rect, x=moved.rect.x + 8)
    gone, come = lines_changed(before, Design([*before.records.values(), replace(moved, rect=rect)]))
    assert (len(gone), len(come)) == (1, 1)


@pytest.mark.parametrize(
    "name, id", [("fan-out", "orders"), ("serverless", "pages"), ("three tiers", "fleet")]
)
def test_renaming_changes_what_is_named_after_it_and_who_names_it(name, id):
    before = DESIGNS[name]()
    old = before.component(id)
    after = Design([*before.records.values(), replace(old, name="Renamed thing")])
    first, second = export_design(before, CATALOGUE), export_design(after, CATALOGUE)
    stems = ("RenamedThing", _logical(first, id))
    everything = [
        {**t["Resources"], **t.get("Outputs", {}), **t.get("Parameters", {})} for t in (first, second)
    ]
    named = {k for t in everything for k, r in t.items() if any(stem in k for stem in stems)}
    naming = {
        k for t in everything for k, r in t.items() if any(s in n for n in referenced(r) for s in stems)
    }
    variables = {k for t in everything for k, r in t.items() if "RENAMED_THING" in str(r)}
    assert changed(before, after) <= named | naming | variables


def _logical(template: dict[str, Any], id: str) -> str:
    entries = {k: r.get("Metadata", {}).get("ArchDesk", {}) for k, r in template["Resources"].items()}
    return next(k for k, entry in entries.items() if entry.get("id") == id)


@pytest.mark.parametrize("name", DESIGNS)
def test_taking_a_connection_away_changes_what_it_wrote_and_its_ends_alone(name):
    """What stands in the template for the other connections stays to the letter."""
    before = DESIGNS[name]()
    draft = write_draft(before, CATALOGUE)
    for connection in before.connections:
        after = Design([r for r in before.records.values() if r.id != connection.id])
        ends = [before.component(id) for id in (connection.source, connection.target)]
        stems = tuple(draft.logical_id(end) for end in ends if draft.exported(end))
        wrote = {line.logical_id for line in draft.lines.get(connection.id, [])}
        wrote |= {k for k, owner in draft.owners.items() if owner == connection.id}
        # who waits for whom may change where two would wait for each other
        found = changed(before, after, "DependsOn") - wrote
        assert {k for k in found if not k.startswith(stems)} == set(), connection.id
