"""Which system packages the bootstrap asks for, and how it gets them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import system_packages
from shell import SetupError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt-get is Linux's")


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where one library, a made-up one, is missing for good."""
    monkeypatch.setattr(system_packages, "WINDOW", {})
    monkeypatch.setattr(system_packages, "DRAWING", {"libc.so.6": "libc6", "libmade-up.so.9": "libmade-up9"})
    monkeypatch.setattr(system_packages, "has_fonts", lambda folders: True)


def prepare() -> None:
    system_packages.prepare_system(with_window=False, with_venv=False)


def test_the_loader_says_which_libraries_are_missing() -> None:
    assert system_packages.missing_libraries(["libc.so.6", "libmade-up.so.9"]) == ["libmade-up.so.9"]


def test_the_machine_that_runs_these_tests_can_draw() -> None:
    assert system_packages.missing_libraries(system_packages.DRAWING) == []


@pytest.mark.usefixtures("lacking")
def test_only_the_package_of_the_missing_library_is_asked_for() -> None:
    assert system_packages.missing_packages(with_window=False, with_venv=False) == ["libmade-up9"]


@pytest.mark.usefixtures("lacking")
def test_a_machine_without_fonts_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "has_fonts", lambda folders: False)
    assert "fonts-dejavu-core" in system_packages.missing_packages(with_window=False, with_venv=False)


@pytest.mark.usefixtures("lacking")
def test_a_python_without_its_venv_gets_it_only_where_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "python3-venv" in system_packages.missing_packages(with_window=False, with_venv=True)
    assert "python3-venv" not in system_packages.missing_packages(with_window=False, with_venv=False)


def test_fonts_are_looked_for_in_folders_below_too(tmp_path: Path) -> None:
    (tmp_path / "truetype" / "dejavu").mkdir(parents=True)
    assert not system_packages.has_fonts([str(tmp_path), "/no/such/folder"])
    (tmp_path / "truetype" / "dejavu" / "DejaVuSans.ttf").touch()
    assert system_packages.has_fonts(["/no/such/folder", str(tmp_path)])


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_what_the_environment_names(
    environment: dict[str, str], platform: str, expected: bool
) -> None:
    assert system_packages.has_display(environment, platform) is expected


def test_a_window_takes_more_libraries_than_a_picture_and_wayland_its_own() -> None:
    picture = system_packages.libraries(with_window=False, environment={"DISPLAY": ":0"})
    x11 = system_packages.libraries(with_window=True, environment={"DISPLAY": ":0"})
    wayland = system_packages.libraries(with_window=True, environment={"WAYLAND_DISPLAY": "wayland-0"})
    assert "libEGL.so.1" in picture
    assert set(x11) - set(picture) >= {"libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxkbcommon-x11.so.0"}
    assert "libwayland-cursor.so.0" in wayland
    assert "libwayland-cursor.so.0" not in x11


INSTALL = "apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 libmade-up9"


@pytest.mark.usefixtures("lacking")
def test_root_installs_at_once_and_package_lists_are_fetched_only_if_that_fails(
    programs, as_user: Callable[[int], None]
) -> None:
    as_user(0)
    programs.add("apt-get")
    with pytest.raises(SetupError, match="still missing after apt-get: libmade-up9"):
        prepare()
    assert programs.calls() == [INSTALL]

    programs.log.unlink()
    programs.add("apt-get", 'echo "E: Unable to locate package libmade-up9"; exit 100')
    with pytest.raises(SetupError, match="Unable to locate package libmade-up9"):
        prepare()
    assert programs.calls() == [INSTALL, "apt-get update -q", INSTALL]


@pytest.mark.usefixtures("lacking")
def test_a_sudo_that_asks_nothing_is_used(programs, as_user: Callable[[int], None]) -> None:
    as_user(1000)
    programs.add("sudo")
    programs.add("apt-get")
    with pytest.raises(SetupError, match="still missing"):
        prepare()
    assert programs.calls() == ["sudo -n true", f"sudo -n env DEBIAN_FRONTEND=noninteractive {INSTALL}"]


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize("sudo", ["absent", "asks for a password"])
def test_without_roots_rights_the_line_to_type_is_said(
    programs, as_user: Callable[[int], None], sudo: str
) -> None:
    as_user(1000)
    programs.add("apt-get")
    if sudo == "asks for a password":
        programs.add("sudo", 'echo "sudo: a password is required"; exit 1')
    with pytest.raises(SetupError) as error:
        prepare()
    assert str(error.value).splitlines()[-1].strip() == (
        "sudo apt-get update && sudo apt-get install -y libmade-up9"
    )
    assert not any(call.startswith("apt-get") for call in programs.calls())


@pytest.mark.usefixtures("lacking", "programs")
def test_a_system_without_apt_is_told_which_libraries_to_find() -> None:
    with pytest.raises(SetupError, match=r"package manager first: libmade-up\.so\.9"):
        prepare()


@pytest.mark.usefixtures("lacking", "programs")
@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    prepare()
