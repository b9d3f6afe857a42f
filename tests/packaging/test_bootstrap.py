"""The two commands of the README, run as a person runs them, on a checkout that is set up already."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

MARK_AS_SET_UP = """
import virtual_env as v
v.write_stamp(v.Stamp(True, True, v.python_version(), v.project_digest(), True))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A set-up checkout whose ``archdesk`` and ``python`` only say how they were called."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "packaging", root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "samples").mkdir()
    add_program(root, "archdesk", 'echo "archdesk $*"')
    add_program(root, "python", 'echo "python $*"; pwd')
    subprocess.run([sys.executable, "-c", MARK_AS_SET_UP], cwd=root / "packaging", check=True)
    return root


def add_program(root: Path, name: str, script: str) -> None:
    file = root / ".venv" / "bin" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)


def call(root: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    return subprocess.run(
        [sys.executable, str(root / "packaging" / "bootstrap.py"), *arguments],
        cwd=cwd or root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("separator", [[], ["--"]], ids=["plain", "after --"])
def test_run_passes_arguments_and_the_exit_code_through(checkout: Path, separator: list[str]) -> None:
    add_program(checkout, "archdesk", 'for a; do echo "[$a]"; done; exit 3')
    done = call(checkout, "run", *separator, "check", "my design.archdesk", "--", "-x")
    assert done.stdout.splitlines() == ["[check]", "[my design.archdesk]", "[--]", "[-x]"]
    assert done.returncode == 3


def test_run_without_a_display_does_the_main_job_and_says_where_the_files_are(
    checkout: Path, tmp_path: Path
) -> None:
    done = call(checkout, "run", cwd=tmp_path)
    sample, out = checkout / "samples" / "three-tier-web.archdesk", tmp_path / "archdesk-out"
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if line.startswith("archdesk")] == [
        f"archdesk check {sample}",
        f"archdesk cost {sample}",
        f"archdesk export {sample} -o {out / 'template.yaml'}",
        f"archdesk render {sample} -o {out / 'design.png'}",
    ]
    assert done.stdout.splitlines()[-1].endswith(str(out))
    assert len(done.stderr.splitlines()) == 1
    assert "no display" in done.stderr


def test_a_check_with_findings_does_not_stop_the_rest_but_a_failed_export_is_an_error(checkout: Path) -> None:
    add_program(checkout, "archdesk", 'echo "archdesk $1"; [ "$1" = check ] && exit 1; exit 0')
    assert call(checkout, "run").returncode == 0
    add_program(checkout, "archdesk", 'echo "archdesk $1"; [ "$1" = export ] && exit 1; exit 0')
    done = call(checkout, "run")
    assert done.returncode == 2
    assert "archdesk render" in done.stdout
    assert "a command above failed" in done.stderr


def test_run_with_a_display_opens_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(bootstrap, "start", lambda command: started.append(command) or 0)
    assert bootstrap.run([]) == 0
    assert started == [[bootstrap.program("archdesk")]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "-n 2 --dist worksteal"),
        (["tests/model", "-q"], "-n 2 --dist worksteal tests/model -q"),
        (["-n0", "-x"], "-n0 -x"),
        (["--numprocesses=4"], "--numprocesses=4"),
        (["tests/benchmarks", "--benchmark-only"], "tests/benchmarks --benchmark-only"),
    ],
)
def test_tests_run_in_two_processes_from_the_checkout_unless_told_otherwise(
    checkout: Path, tmp_path: Path, arguments: list[str], expected: str
) -> None:
    done = call(checkout, "test", "--", *arguments, cwd=tmp_path)
    assert done.stdout.splitlines() == [f"python -m pytest {expected}".strip(), str(checkout)]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_anything_else_shows_how_it_is_called(checkout: Path, arguments: list[str], code: int) -> None:
    done = call(checkout, *arguments)
    assert "python3 packaging/bootstrap.py run" in done.stdout
    assert done.returncode == code


def test_an_old_python_is_turned_away_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (9, 0))
    assert bootstrap.main(["run"]) == 2
    assert "too old; start this with Python 3.11 or newer" in capsys.readouterr().err


def test_a_second_run_starts_at_once(checkout: Path) -> None:
    add_program(checkout, "archdesk", "exit 0")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "packaging/bootstrap.py", "run", "--", "check"],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    )
    slow = {"ssl", "urllib.request", "venv", "ensurepip", "asyncio", "pip"}
    assert {line.split("|")[-1].strip() for line in done.stderr.splitlines()}.isdisjoint(slow)


def test_no_script_names_an_address_to_install_from() -> None:
    for file in (*(ROOT / "packaging").glob("*.py"), ROOT / "pyproject.toml", ROOT / ".ci" / "run"):
        assert "://" not in file.read_text("utf-8"), file.name
