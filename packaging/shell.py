"""Running programs and speaking to the person, for the scripts beside this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence


class SetupError(Exception):
    """The machine cannot be set up; the message says what to do."""


def say(text: str) -> None:
    """One line to the person, apart from what the program itself prints."""
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)


def quietly(command: Sequence[str]) -> str | None:
    """Run a command that need not be watched: None if it went well, else what it printed."""
    try:
        done = subprocess.run(
            command,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return str(error)
    return None if done.returncode == 0 else done.stdout or f"exit code {done.returncode}"


def tail(output: str, lines: int = 12) -> str:
    """The end of what a command printed, indented: it tells why the command failed."""
    return "\n".join(f"  {line}" for line in output.strip().splitlines()[-lines:])


def clean_environment() -> dict[str, str]:
    """The environment without what would lead a Python of .venv, or pip, to another place."""
    misleading = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__"}
    environment = {name: value for name, value in os.environ.items() if name not in misleading}
    # uv trusts only its own certificates unless told that the system's count, as they do for pip.
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **environment}
