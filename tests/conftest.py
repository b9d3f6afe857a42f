"""What every test gets: no display, a home of its own, and no dialog or warning that nobody asked for."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything imports Qt: Qt reads it once, when the application object is made.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Two busy cores make wall-clock deadlines a matter of luck; ARCHDESK_FUZZ=N hunts N times as long.
FUZZ = max(1, int(os.environ.get("ARCHDESK_FUZZ", "1")))
settings.register_profile("archdesk", deadline=None, max_examples=60 * FUZZ, print_blob=True)
settings.load_profile("archdesk")

# The calls that open a window of their own and wait for a person.
_DIALOGS = {
    "QMessageBox": ("about", "aboutQt", "critical", "information", "question", "warning"),
    "QFileDialog": ("getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"),
    "QInputDialog": ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
    "QColorDialog": ("getColor",),
    "QFontDialog": ("getFont",),
}


def pytest_collection_finish() -> None:
    """What the collected tests hold stays to the end: the garbage collector need not look at it ever again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where palettes are compiled once a run, as they are once for a person: reading them all takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_home(
    tmp_path_factory: pytest.TempPathFactory, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty home directory, so that settings, recovery files and caches are never the developer's."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for variable, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
    }.items():
        (home / folder).mkdir(parents=True)
        monkeypatch.setenv(variable, str(home / folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))
    # The home just left holds AWS profiles; a test that forgot its stand-in must not find any.
    for variable in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    return home


@pytest.fixture(autouse=True)
def no_surprise_dialogs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dialog that waits for a person fails the test, instead of hanging it for ever.

    Only where Qt is loaded already: tests of the core must not load it. A test that wants a dialog
    replaces the call with its own answer, or is marked ``allow_dialog``.
    """
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or request.node.get_closest_marker("allow_dialog"):
        yield
        return
    surprises: list[str] = []

    def refuse(name: str, answer: object) -> object:
        # Recorded as well as raised: an exception inside a slot does not reach the test.
        def surprise(*args: object, **_: object) -> object:
            texts = [a for a in args if isinstance(a, str)]
            surprises.append(f"{name}({', '.join(map(repr, texts))})")
            return answer

        return surprise

    for class_name, calls in _DIALOGS.items():
        dialog = getattr(widgets, class_name)
        for call in calls:
            answer = ("", "") if class_name == "QFileDialog" else None
            monkeypatch.setattr(dialog, call, staticmethod(refuse(f"{class_name}.{call}", answer)))
        monkeypatch.setattr(dialog, "exec", refuse(f"{class_name}.exec", 0))
    monkeypatch.setattr(widgets.QDialog, "exec", refuse("QDialog.exec", 0))
    yield
    if surprises:
        pytest.fail(f"a dialog opened that the test did not expect: {'; '.join(surprises)}")


@pytest.fixture(autouse=True)
def no_stray_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log record of ours at WARNING or above fails the test, unless it is marked ``allow_log``."""
    yield
    if request.node.get_closest_marker("allow_log"):
        return
    stray = [
        record.getMessage()
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.name.split(".")[0] == "archdesk" and record.levelno >= logging.WARNING
    ]
    if stray:
        pytest.fail(f"logged without the test expecting it: {'; '.join(stray)}")
