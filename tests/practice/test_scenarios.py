"""Every scenario proves itself: its solution, what is wrong, an empty canvas, everything placed, each clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.handbook.reading import load_handbook
from archdesk.practice.checking import problems_of
from archdesk.practice.library import read_scenario, scenario_files, shipped_folder

CATALOGUE = load_catalogue()
SECTIONS = frozenset(load_handbook().sections)
FILES = scenario_files(shipped_folder())


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_a_scenario_proves_itself(path: Path):
    file = read_scenario(path.read_bytes(), path.name)
    assert [str(p) for p in problems_of(file, CATALOGUE, SECTIONS)] == []
