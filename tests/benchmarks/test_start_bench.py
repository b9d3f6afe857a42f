"""How long a person waits: the command line on a sample, and the window's first paint.

Each figure stands beside a bare start of Python in the same run, so that machines can be compared.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from archdesk.shipped import shipped

SAMPLE = str(shipped("samples") / "three-tier-web.archdesk")

FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from archdesk.app.session import Session
from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.gui.window import MainWindow
session = Session(load_catalogue(), load_books())
session.open(Path(sys.argv[1]))
window = MainWindow(session)
window.show()
app.processEvents()
assert not window.grab().isNull()
window.close()  # as a person does; what is left open at the end of the interpreter crashes in Qt
app.processEvents()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "pass"],
        ["-m", "archdesk", "--version"],
        ["-m", "archdesk", "check", SAMPLE],
        ["-m", "archdesk", "cost", SAMPLE],
        ["-c", FIRST_PAINT, SAMPLE],
    ],
    ids=["bare python", "version", "check", "cost", "first paint"],
)
def test_start(benchmark: BenchmarkFixture, arguments: list[str]) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = benchmark.pedantic(
        subprocess.run,
        ([sys.executable, *arguments],),
        {"env": environment, "capture_output": True, "check": True},
        rounds=5,
    )
    assert result.returncode == 0
