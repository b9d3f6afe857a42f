"""Puts the bootstrap's modules within reach, and stand-ins for the programs it calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))


class Programs:
    """A folder of stand-in programs, the only ones on PATH, that note how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "called.txt"
        folder.mkdir()

    def add(self, name: str, script: str = "exit 0") -> None:
        """A program that notes its arguments, then runs a few lines of shell."""
        file = self.folder / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.log}"\n{script}\n', "utf-8")
        file.chmod(0o755)

    def calls(self) -> list[str]:
        """What was called so far, with arguments, in order."""
        return self.log.read_text("utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    stand_ins = Programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(stand_ins.folder))
    (stand_ins.folder / "env").symlink_to("/usr/bin/env")
    return stand_ins


@pytest.fixture
def as_user(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes the bootstrap believe it runs as that user id; 0 is root."""

    def become(uid: int) -> None:
        monkeypatch.setattr("os.geteuid", lambda: uid)

    return become
