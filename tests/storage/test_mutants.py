"""Files damaged at random: each is read, or refused in words; nothing else ever happens."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from archdesk.app.packs import start_pack
from archdesk.catalog.catalogue import load_catalogue, read_palettes
from archdesk.errors import DesignError, Problem
from archdesk.rules.compiling import compile_rule
from archdesk.rules.scope import RuleError
from archdesk.shipped import shipped
from archdesk.storage.project import read_project
from archdesk.storage.reading import read_design
from archdesk.storage.writing import write_design

ROUNDS = 400 * max(1, int(os.environ.get("ARCHDESK_FUZZ", "1")))
BITS = [
    "",
    "\x00",
    "\x1b",
    "*a",
    "&a ",
    "!!x ",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "'",
    '"',
    "\t",
    "~",
    "yes",
    "1e999",
    "9" * 40,
]
BITS += [
    "0x1F",
    "2024-99-99",
    "<<: ",
    "\ud7ff",
    "\u2028",
    "null",
    "-1",
    "true",
    "\n",
    "  ",
    "? ",
    "| \n",
    "% ",
    "@",
    "`",
]


def damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:at] + chance.choice(BITS) + text[at + 1 :]
        elif kind == 1:
            text = text[:at] + chance.choice(BITS) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + chance.randint(1, 40) :]
        else:
            lines = text.splitlines(keepends=True)
            chance.shuffle(lines[:30])
            line = chance.choice(lines)
            text = text[:at] + line + text[at:]
    return text or " "


@pytest.mark.fuzz
@pytest.mark.parametrize("sample", sorted(shipped("samples").glob("*.archdesk")), ids=lambda f: f.stem)
def test_a_damaged_design_is_read_or_refused_in_words(sample: object) -> None:
    catalogue = load_catalogue()
    text = sample.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    refused = kept = 0
    unsaid: list[Problem] = []
    for seed in range(ROUNDS // 4):
        try:
            design = read_design(damaged(text, random.Random(seed)), "x", catalogue).design
        except DesignError as error:
            unsaid += [p for p in error.problems if not p.message or p.file != "x"]
            refused += 1
        else:
            again = read_design(write_design(design), "x", catalogue).design
            assert dict(again.records) == dict(design.records)
            kept += 1
    assert unsaid == []
    assert refused > 5
    assert kept > 5


@pytest.mark.fuzz
def test_a_damaged_palette_is_named_and_never_stops_the_others() -> None:
    files = sorted((shipped("palettes") / "aws").glob("*.yaml"))
    chance = random.Random(0)
    named = 0
    for _ in range(ROUNDS // 8):
        file = chance.choice(files)
        text = damaged(file.read_text(encoding="utf-8"), chance)
        catalogue = read_palettes(
            [("good.yaml", "service: A\ncategory: general\ncomponents: {a.a: {label: A}}"), (file.name, text)]
        )
        assert "a.a" in catalogue.types
        named += any(p.file == file.name for p in catalogue.problems)
    assert named > 5


PROJECT = """\
rules: {DDB-004: off, SQS-004: error, "CW-*": info}
waivers:
  - {rule: SG-004, components: [bastion], reason: "jump host of the lab, closed at night", until: 2027-01-31}
  - rule: SQS-001
    components: [orders, work]
    reason: One batch a day.
    rule_version: 2
packs: [ours.yaml]
"""


@pytest.mark.fuzz
def test_a_damaged_project_or_pack_is_read_or_refused_in_words(tmp_path: Path) -> None:
    start_pack(tmp_path / "ours.yaml")
    pack = (tmp_path / "ours.yaml").read_text("utf-8")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "archdesk.yaml").write_text("packs: [ours.yaml]")
    refused = kept = compiled = unsaid = 0
    catalogue = load_catalogue()
    for seed in range(ROUNDS // 4):
        chance = random.Random(seed)
        (tmp_path / "archdesk.yaml").write_text(damaged(PROJECT, chance), "utf-8")
        project = read_project(tmp_path / "x.archdesk")
        assert all(p.message and p.file for p in project.problems)
        refused += bool(project.problems)
        kept += bool(project.rules and project.waivers)
        (tmp_path / "pack" / "ours.yaml").write_text(damaged(pack, chance), "utf-8")
        project = read_project(tmp_path / "pack" / "x.archdesk")
        for definition in project.packs:
            try:
                compile_rule(definition, catalogue, "current")
            except RuleError as error:
                unsaid += not str(error)
            else:
                compiled += 1
    assert min(refused, kept, compiled) > 5
    assert unsaid == 0
