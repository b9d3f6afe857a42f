"""The house rules as tests: who may import whom, and what a plain command must not load."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "archdesk"
SAMPLE = ROOT / "samples" / "three-tier-web.archdesk"

# What takes from a quarter of a second to three seconds to import, or needs a display.
SLOW = ("PySide6", "shiboken6", "networkx", "ijson", "cfnlint", "boto3", "moto", "diagrams", "jinja2")

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

REPORT_IMPORTS = """
import contextlib, io, json, sys
from archdesk.cli.main import main
arguments = sys.argv[1:]
if arguments:
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            main(arguments)
        except SystemExit:
            pass
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def loaded_by(*arguments: str) -> set[str]:
    """The top-level modules in memory after ``archdesk ARGUMENTS``; without arguments, after its import."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT_IMPORTS, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_imports_point_down_and_qt_stays_in_the_gui() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_command_line_starts_without_qt_and_other_slow_libraries() -> None:
    assert loaded_by().isdisjoint(SLOW)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check", str(SAMPLE)], id="check"),
        pytest.param(["--help"], id="help"),
        pytest.param(["--version"], id="version"),
    ],
)
def test_a_plain_command_loads_no_slow_library(arguments: list[str]) -> None:
    assert SAMPLE.is_file()
    assert loaded_by(*arguments).isdisjoint(SLOW)


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_says_its_job_in_its_first_line(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring, f"{named(path)} has no docstring"
    assert docstring.splitlines()[0].strip(), f"{named(path)} says nothing in its first line"


def test_no_module_is_a_drawer_for_everything() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py", "manager.py"}
    assert [named(path) for path in modules() if path.name in vague] == []


def test_nothing_evaluates_text_as_python() -> None:
    found = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    ]
    assert found == []


def test_nothing_but_deploying_and_the_price_refresh_reaches_for_the_network() -> None:
    """ArchDesk works offline; prices are fetched, and stacks deployed, only when a person asks for it."""
    clients = {"socket", "http", "urllib", "requests", "urllib3", "boto3", "ftplib"}
    allowed = {"urllib.parse"}
    found = [
        f"{named(path)}:{node.lineno} {name}"
        for path in modules()
        if "deploy" not in path.parts and named(path) != "archdesk/pricelist/download.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in imported_names(node)
        if name.split(".")[0] in clients and name not in allowed
    ]
    assert found == []


def imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


CARELESS = """
import logging
import warnings

from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QFileDialog, QMessageBox


def test_asks_a_person(qtbot):
    QMessageBox.warning(None, "Title", "Text")


def test_waits_in_a_dialog(qtbot):
    QMessageBox().exec()


def test_asks_for_a_file(qtbot):
    QFileDialog.getOpenFileName(None)


def test_logs():
    logging.getLogger("archdesk.storage").warning("not expected")


def test_warns():
    warnings.warn("not expected")


def test_makes_qt_complain(qtbot):
    qWarning("not expected")


def test_is_careful(qtbot, monkeypatch):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: "yes")
    assert QMessageBox.question(None, "Title", "Text") == "yes"
"""


def test_a_test_fails_on_a_dialog_a_warning_or_a_log_record_that_it_did_not_expect(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "tests" / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "tests" / "test_careless.py").write_text(CARELESS, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    complained = {
        line.split("::")[1].split()[0]
        for line in done.stdout.splitlines()
        if line.startswith(("FAILED ", "ERROR "))
    }
    written = {
        line.removeprefix("def ").split("(")[0] for line in CARELESS.splitlines() if "def test" in line
    }
    assert complained == written - {"test_is_careful"}, done.stdout
