"""What the README and the hooks say works as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from archdesk.cli.main import _parser, main
from archdesk.shipped import shipped
from archdesk.source import read_yaml
from archdesk.storage.project import read_project
from tests.cli.test_check import PLAIN, write

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
YAML = [match[1] for match in re.finditer(r"```yaml\n(.*?)```", README, re.DOTALL)]


def hooks() -> dict[str, Any]:
    source = read_yaml((ROOT / ".pre-commit-hooks.yaml").read_bytes(), ".pre-commit-hooks.yaml")
    assert source.problems == ()
    return {hook["id"]: hook for hook in source.value}


def test_every_command_of_the_readme_is_one() -> None:
    lines = [line.partition("#")[0].strip() for line in README.splitlines() if line.startswith("archdesk ")]
    lines += re.findall(r"run: (archdesk .*)", README)
    lines += [line for line in re.findall(r"`(archdesk [a-z]+ [^`]*)`", README) if "..." not in line]
    assert len(lines) > 10
    for line in lines:
        _parser().parse_args(shlex.split(line)[1:])


def test_the_project_file_of_the_readme_is_sound(tmp_path: Path) -> None:
    (text,) = (block for block in YAML if block.startswith("rules:"))
    write(tmp_path / "archdesk.yaml", text)
    write(tmp_path / "rules" / "ours.yaml", "rules: []\n")
    project = read_project(tmp_path / "x.archdesk")
    assert project.problems == ()
    assert dict(project.rules) == {"DDB-004": "off", "SQS-004": "error", "CW-*": "info"}
    assert [w.until for w in project.waivers] == ["2027-01-31"]


def test_the_hooks_of_the_readme_are_there() -> None:
    named = re.findall(r"id: (archdesk-\w+)", README)
    assert named
    assert set(named) <= hooks().keys()


@pytest.mark.parametrize("id", sorted(hooks()))
def test_a_hook_says_what_the_tool_needs(id: str) -> None:
    hook = hooks()[id]
    assert hook.keys() >= {"id", "name", "entry", "language", "files"}
    assert hook["entry"].split()[0] == "archdesk"
    for name, is_meant in (("a/b.archdesk", True), ("b.archdesk.txt", False), ("x.yaml", False)):
        assert bool(re.search(hook["files"], name)) == is_meant


def test_the_hooks_run_on_the_files_of_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    shutil.copy(shipped("samples") / "serverless-api.archdesk", tmp_path / "sound.archdesk")
    shutil.copy(shipped("samples") / "ten-mistakes.archdesk", tmp_path / "mistakes.archdesk")
    check = hooks()["archdesk-check"]["entry"].split()[1:]
    assert main([*check, "sound.archdesk"]) == 0
    assert main([*check, "sound.archdesk", "mistakes.archdesk"]) == 1
    assert main([*hooks()["archdesk-fix"]["entry"].split()[1:], "mistakes.archdesk"]) == 0
    assert "SQS-001" in capsys.readouterr().out


def test_a_commit_of_the_project_file_checks_the_designs_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "deep" / "a.archdesk", PLAIN)
    write(tmp_path / "archdesk.yaml", 'rules: {"*": off}')
    assert re.search(hooks()["archdesk-check"]["files"], "archdesk.yaml")
    assert main(["check", "archdesk.yaml"]) == 0
    write(tmp_path / "archdesk.yaml", 'rules: {"*": off, SNS-001: error}')
    assert main(["check", "archdesk.yaml"]) == 1
    assert "1 design checked: 1 error" in capsys.readouterr().err
