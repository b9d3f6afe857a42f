#!/usr/bin/env python3
"""Sets a machine up for ArchDesk and starts it: needs nothing but Python 3.11 and this checkout.

    python3 packaging/bootstrap.py run  [-- ARGUMENTS OF archdesk]
    python3 packaging/bootstrap.py test [-- ARGUMENTS OF pytest]

The first run installs what is missing: Qt's system libraries with apt-get, the Python libraries into
.venv with uv or pip. Every later run sees that all is there and starts at once.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from shell import SetupError, clean_environment, say
from system_packages import has_display, prepare_system
from virtual_env import OLDEST, ROOT, needs_pythons_own_venv, prepare_venv, program

SAMPLE = Path("samples") / "three-tier-web.archdesk"


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; the exit code."""
    if not arguments or arguments[0] not in {"run", "test"}:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    command, rest = arguments[0], list(arguments[1:])
    if rest[:1] == ["--"]:
        rest = rest[1:]
    try:
        if sys.version_info < OLDEST:
            raise SetupError(
                f"Python {sys.version.split()[0]} is too old; start this with Python 3.11 or newer."
            )
        prepare_system(
            with_window=command == "run" and has_display(os.environ),
            with_venv=needs_pythons_own_venv(),
        )
        prepare_venv(with_tests=command == "test")
        return test(rest) if command == "test" else run(rest)
    except (SetupError, OSError) as error:
        say(f"error: {error}")
        return 2
    except KeyboardInterrupt:
        say("interrupted; the next run goes on from here.")
        return 130


def run(arguments: Sequence[str]) -> int:
    """Open the window, or pass the arguments on; without a display and arguments, do the main job anyway."""
    if arguments or has_display(os.environ):
        return start([program("archdesk"), *arguments])
    say(
        f"no display (DISPLAY and WAYLAND_DISPLAY are unset): checking, pricing and exporting {SAMPLE} instead."
    )
    output = Path.cwd() / "archdesk-out"
    output.mkdir(exist_ok=True)
    failed = False
    for step in headless_plan(ROOT / SAMPLE, output):
        print(f"\n$ archdesk {shlex.join(step)}", flush=True)
        code = subprocess.run([program("archdesk"), *step], env=clean_environment(), check=False).returncode
        # A check that found something has done its job.
        failed |= code != 0 and not (step[0] == "check" and code == 1)
    if failed:
        raise SetupError(
            "a command above failed; try it by hand with: python3 packaging/bootstrap.py run -- COMMAND"
        )
    print(f"\nThe template and the picture are in {output}", flush=True)
    return 0


def headless_plan(design: Path, output: Path) -> list[list[str]]:
    """The commands that do without a window what the window is for."""
    return [
        ["check", str(design)],
        ["cost", str(design)],
        ["export", str(design), "-o", str(output / "template.yaml")],
        ["render", str(design), "-o", str(output / "design.png")],
    ]


def test(arguments: Sequence[str]) -> int:
    """Run the tests, in two processes unless the arguments say how."""
    os.chdir(ROOT)
    return start([program("python"), "-m", "pytest", *with_workers(arguments)])


def with_workers(arguments: Sequence[str]) -> list[str]:
    """The arguments with two processes before them, unless they choose or cannot use several.

    A process that is done takes over tests of the other: they differ a thousandfold in how long they take.
    """
    own = ("-n", "--numprocesses", "--benchmark-only", "--pdb")
    if any(argument.startswith(own) for argument in arguments):
        return list(arguments)
    return ["-n", "2", "--dist", "worksteal", *arguments]


def start(command: Sequence[str]) -> int:
    """Become that program where the system can, so that signals and exit codes are its own."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], list(command), clean_environment())  # noqa: S606  # no shell is wanted
    return subprocess.run(command, env=clean_environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
