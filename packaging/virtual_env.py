"""The folder .venv: made with uv or Python's own venv, brought to what pyproject.toml asks for, left alone after."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shell import SetupError, quietly, say, tail

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


@dataclass(frozen=True)
class Stamp:
    """What .venv holds, noted in a file inside it."""

    made_here: bool  # by this script, which may therefore make it anew
    finished: bool  # False while it is being made: whoever finds that knows an earlier run was cut short
    python: str
    project: str
    tests: bool


def prepare_venv(*, with_tests: bool) -> None:
    """Bring .venv to what pyproject.toml asks for; nothing where it is so already."""
    stamp = read_stamp()
    python, project = python_version(), project_digest()
    if stamp and is_current(stamp, python, project, with_tests=with_tests):
        return
    made_here = bool(stamp and stamp.made_here)
    tests = with_tests or bool(stamp and stamp.tests)
    if must_remake(stamp, python):
        made_here = True
        say(f"making {VENV} with Python {python}")
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        write_stamp(Stamp(made_here=True, finished=False, python=python, project=project, tests=tests))
        make_venv()
    say(f"installing the libraries{' and the development tools' if tests else ''} (once; a minute or two)")
    install(["-e", str(ROOT), *(development_requirements() if tests else [])])
    write_stamp(Stamp(made_here=made_here, finished=True, python=python, project=project, tests=tests))


def is_current(stamp: Stamp, python: str, project: str, *, with_tests: bool) -> bool:
    """Whether nothing needs to be installed."""
    return (
        stamp.finished
        and stamp.project == project
        and (stamp.python == python or not stamp.made_here)
        and (stamp.tests or not with_tests)
        and Path(program("archdesk")).exists()
    )


def must_remake(stamp: Stamp | None, python: str) -> bool:
    """Whether .venv is no use: cut short, of another Python, or broken. One the developer made stays if it works."""
    if stamp and stamp.made_here and (not stamp.finished or stamp.python != python):
        return True
    return not venv_works()


def venv_works() -> bool:
    """Whether .venv's Python starts, is new enough, and something can install into it."""
    if not Path(program("python")).exists():
        return False
    if quietly([program("python"), "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"]):
        return False
    return bool(shutil.which("uv")) or quietly([program("python"), "-m", "pip", "--version"]) is None


def needs_pythons_own_venv() -> bool:
    """Whether .venv is still to be made, and uv is not there to make it."""
    if shutil.which("uv"):
        return False
    stamp = read_stamp()
    return not (stamp and stamp.finished) and not venv_works()


def make_venv() -> None:
    """An empty .venv, with uv where it is; Python's own way else, and where uv fails."""
    if uv := shutil.which("uv"):
        made = quietly([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)])
        if made is None:
            return
        say("uv could not make .venv; trying Python's own venv.")
    if output := quietly([sys.executable, "-m", "venv", str(VENV)]):
        raise SetupError(f"could not make {VENV}:\n{tail(output)}")


def install(requirements: Sequence[str]) -> None:
    """Install into .venv with uv where it is, else with pip, which may know an index that uv does not."""
    python = program("python")
    if uv := shutil.which("uv"):
        if (output := quietly([uv, "pip", "install", "--quiet", "--python", python, *requirements])) is None:
            return
        say(f"uv could not install; trying pip. uv said:\n{tail(output, 4)}")
        quietly([python, "-m", "ensurepip"])
    if output := quietly([python, "-m", "pip", "install", "--quiet", "--no-input", *requirements]):
        raise SetupError(f"could not install the libraries; is the network there?\n{tail(output)}")


def development_requirements() -> list[str]:
    """The ``dev`` group of pyproject.toml; read here because pip knows groups only since 25.1."""
    return list(read_pyproject()["dependency-groups"]["dev"])


def read_pyproject() -> dict[str, Any]:
    """All of pyproject.toml."""
    import tomllib  # not in the older Pythons that main() turns away

    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def python_version() -> str:
    """Such as 3.11: a .venv serves all releases of one."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def project_digest() -> str:
    """Changes with what pyproject.toml says of installing (not with a linter's settings), and with the
    checkout's place, which .venv's programs have in them.
    """
    pyproject = read_pyproject()
    said = {name: pyproject.get(name) for name in ("build-system", "project", "dependency-groups")}
    said["hatch"] = pyproject.get("tool", {}).get("hatch")
    return hashlib.sha256(json.dumps([str(ROOT), said], sort_keys=True).encode()).hexdigest()


def program(name: str) -> str:
    """The path of a program in .venv."""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / name) + (".exe" if os.name == "nt" else "")


def stamp_file() -> Path:
    """The note inside .venv."""
    return VENV / "archdesk-setup.json"


def read_stamp() -> Stamp | None:
    """What .venv holds; None if it was not made here, or the note cannot be read."""
    try:
        return Stamp(**json.loads(stamp_file().read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_stamp(stamp: Stamp) -> None:
    """Note what .venv holds."""
    stamp_file().write_text(json.dumps(asdict(stamp)) + "\n", "utf-8")
