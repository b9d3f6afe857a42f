"""Watching files: what a check depends on, looked at again and again until somebody stops it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import sleep

from archdesk.app.checking import Projects, designs_in

PAUSE = 0.3  # seconds between two looks

State = Mapping[Path, tuple[int, int] | None]  # path -> time and size; None: not there


def watch(
    state: Callable[[], object], act: Callable[[], None], stop: Callable[[], bool], pause: float = PAUSE
) -> None:
    """Act at once and whenever the state is another than it was, until ``stop`` says so."""
    last: object = None
    while not stop():
        now = state()
        if now != last:
            last = now
            act()
        sleep(pause)


def watched(paths: Sequence[Path], with_projects: bool = True) -> State:
    """The designs that are meant as they are now, and their project files and packs."""
    files, _ = designs_in(paths)
    found = {file: _stamp(file) for file in files}
    if with_projects:
        projects = Projects()
        for file in files:
            projects.of(file)
        found |= {path: _stamp(path) for path in projects.paths}
    return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
