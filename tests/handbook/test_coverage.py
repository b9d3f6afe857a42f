"""The table of what becomes of the notes counts right and is current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from archdesk.catalog.catalogue import load_catalogue, read_palettes
from archdesk.handbook.coverage import COLUMNS, coverage_table
from archdesk.handbook.reading import load_handbook, read_handbook

ROOT = Path(__file__).resolve().parents[2]

PALETTE = """
service: Test
category: general
components:
  test.thing:
    label: Thing
    cite: one
    limits: [{label: Size, current: "1", cite: one}, {label: Weight, current: "1", cite: two}]
"""
HANDBOOK = """
group: Things
sections:
  one: {title: One, summary: About one., mistakes: [{claim: A., correct: B.}]}
  two: {title: Two, summary: About two.}
"""


def test_each_section_has_a_line_with_what_draws_on_it() -> None:
    table = coverage_table(
        read_palettes([("p.yaml", PALETTE)]), read_handbook([("h.yaml", HANDBOOK)]), {"one": 3}
    )
    lines = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    header = next(line for line in lines if line[0] == "Section")
    assert header[1:] == list(COLUMNS)
    cells = {line[0]: [c.strip() for c in line] for line in lines}
    one = dict(zip(header, cells["One (`one`)"] + [""] * len(header), strict=False))
    assert {k: v for k, v in one.items() if v} == {
        "Section": "One (`one`)", "Components": "1", "Limits": "1", "Mistakes": "1", "Scenarios": "3",
    }  # fmt: skip
    total = dict(zip(header, cells["2"] + [""] * len(header), strict=False))
    assert (total["Components"], total["Limits"]) == ("1", "2")


def test_the_shipped_table_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "write_coverage.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_section_has_its_line() -> None:
    handbook = load_handbook()
    table = coverage_table(load_catalogue(), handbook)
    assert [id for id in handbook.sections if f"(`{id}`) |" not in table] == []
