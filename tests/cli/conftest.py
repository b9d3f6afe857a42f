"""What the tests of commands share: the palettes are compiled once, as they are for a person."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def compiled_palettes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def shared_cache(own_home: Path, compiled_palettes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ``own_home``, which gives each test a cache of its own that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(compiled_palettes))
