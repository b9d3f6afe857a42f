"""The system packages Qt needs: finds what this machine lacks and installs it with apt-get."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from shell import SetupError, quietly, say, tail

# What Qt opens while it starts, by the name the loader knows it by -> Debian's package. Debian 13 calls one
# of them libglib2.0-0t64 and still answers to the older name.
DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
FONTS = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def prepare_system(*, with_window: bool, with_venv: bool) -> None:
    """Install the system packages that are needed and missing; nothing where all are there.

    ``with_venv`` asks for Python's own venv too, which Debian packs apart.
    """
    if not sys.platform.startswith("linux"):
        return
    packages = missing_packages(with_window=with_window, with_venv=with_venv)
    if not packages:
        return
    if shutil.which("apt-get") is None:
        if packages == [FONTS]:
            say("no font found: text in pictures will be missing until one is installed.")
            return
        lacking = missing_libraries(libraries(with_window=with_window, environment=os.environ))
        raise SetupError(
            f"install these with this system's package manager first: {', '.join(lacking) or 'python3-venv'}"
        )
    apt_install(packages)
    importlib.invalidate_caches()
    if still := missing_packages(with_window=with_window, with_venv=with_venv):
        raise SetupError(f"still missing after apt-get: {' '.join(still)}")


def missing_packages(*, with_window: bool, with_venv: bool) -> list[str]:
    """Debian's packages for all that this machine lacks, sorted."""
    wanted = libraries(with_window=with_window, environment=os.environ)
    packages = {wanted[name] for name in missing_libraries(wanted)}
    if not has_fonts(FONT_FOLDERS):
        packages.add(FONTS)
    if with_venv and importlib.util.find_spec("ensurepip") is None:
        packages.add("python3-venv")
    return sorted(packages)


def libraries(*, with_window: bool, environment: Mapping[str, str]) -> dict[str, str]:
    """What Qt needs here: to draw into memory, and where there is a display, to open a window on it."""
    window = {**WINDOW, **(WAYLAND if environment.get("WAYLAND_DISPLAY") else {})}
    return {**DRAWING, **window} if with_window else dict(DRAWING)


def missing_libraries(names: Iterable[str]) -> list[str]:
    """Those that the loader does not find. It is asked itself: package lists do not know of other sources."""
    return [name for name in names if not can_load(name)]


def can_load(name: str) -> bool:
    """Whether the dynamic loader finds a library and all that it needs."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_fonts(folders: Iterable[str]) -> bool:
    """Whether any font file is there; Qt draws empty boxes, or nothing, without one."""
    kinds = {".ttf", ".otf", ".ttc", ".pfb"}
    for folder in folders:
        for _, _, files in os.walk(Path(folder).expanduser()):
            if any(Path(file).suffix.lower() in kinds for file in files):
                return True
    return False


def has_display(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can open: always on macOS and Windows, elsewhere where a display is named."""
    return platform in {"darwin", "win32"} or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )


def apt_install(packages: Sequence[str]) -> None:
    """Install packages as root or with a sudo that asks nothing; else say the line to type."""
    prefix = root_prefix()
    if prefix is None:
        line = f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
        raise SetupError(
            f"some system packages are missing and take root's rights; type this, then try again:\n  {line}"
        )
    say(f"installing with apt-get: {' '.join(packages)}")
    install = apt_line(packages, prefix)
    if quietly(install) is None:
        return
    # The package lists may be absent or old: fetch them only now, it takes a while.
    quietly([*prefix, "apt-get", "update", "-q"])
    if output := quietly(install):
        raise SetupError(f"apt-get failed:\n{tail(output)}\n  the line was: {shlex.join(install)}")


def apt_line(packages: Sequence[str], prefix: Sequence[str]) -> list[str]:
    """The command that installs packages and asks nothing."""
    options = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    return [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", *options, *packages]


def root_prefix() -> list[str] | None:
    """What to write before a command to run it as root: nothing, sudo, or None where neither is possible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and quietly(["sudo", "-n", "true"]) is None:
        return ["sudo", "-n"]
    return None
