"""What was drawn and not saved survives a crash: a copy two seconds after the last change, offered at the next start."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject, QTimer

from archdesk.app.session import Session
from archdesk.errors import ArchDeskError
from archdesk.model.design import Change, Design
from archdesk.storage.files import SUFFIX, open_design, save_bytes
from archdesk.storage.writing import write_design

_QUIET = 1500  # ms without a change before a copy is written
_numbers = count(1)


def folder() -> Path:
    """Where the copies are; made if it is not there."""
    path = platformdirs.user_state_path("ArchDesk") / "recovery"
    with contextlib.suppress(OSError):  # then there is nothing to find, and writing says why it cannot
        path.mkdir(parents=True, exist_ok=True)
    return path


@dataclass(frozen=True)
class Leftover:
    """A copy whose program went away without saving; ``path`` is the design's own file, if it had one."""

    copy: Path
    path: Path | None

    def discard(self) -> None:
        for file in (self.copy, self.copy.with_suffix(".path"), self.copy.with_suffix(".lock")):
            file.unlink(missing_ok=True)


def leftovers() -> list[Leftover]:
    """The copies nobody works on any more, newest first."""
    found = []
    for copy in folder().glob(f"*{SUFFIX}"):
        lock = QLockFile(str(copy.with_suffix(".lock")))
        lock.setStaleLockTime(0)  # only a process that is gone makes it stale, never age
        if lock.tryLock(0):
            lock.unlock()
            origin = copy.with_suffix(".path")
            text = origin.read_text("utf-8") if origin.is_file() else ""
            found.append(Leftover(copy, Path(text) if text else None))
    return sorted(found, key=lambda left: left.copy.stat().st_mtime, reverse=True)


def recover(session: Session, leftover: Leftover) -> None:
    """Work on the copy: as changes that are not saved yet. Raises DesignError where it cannot be read."""
    records = open_design(leftover.copy, session.catalogue).design.records
    session.replace(Design(), leftover.path)
    with session.design.edit("Recover") as edit:
        for record in records.values():
            edit.put(record)


class Recovery(QObject):
    """Follows a session and keeps its copy; ``say`` is told once where none can be written.

    What is ``kept_elsewhere``, as the drawings of an exam are, needs no copy.
    """

    def __init__(
        self,
        session: Session,
        say: Callable[[str], None],
        parent: QObject,
        kept_elsewhere: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.kept_elsewhere = kept_elsewhere
        self._say = say
        self.copy = folder() / f"{os.getpid()}-{next(_numbers)}{SUFFIX}"
        self._lock = QLockFile(str(self.copy.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)
        self._timer = QTimer(self, singleShot=True, interval=_QUIET)
        self._timer.timeout.connect(self.write)
        session.follow(self._changed)

    def write(self) -> None:
        """Write the copy now, if there is something that is not saved."""
        if not self.session.dirty or self.kept_elsewhere():
            return
        path = self.session.path
        try:
            save_bytes(self.copy, write_design(self.session.design).encode())
            save_bytes(self.copy.with_suffix(".path"), str(path.absolute() if path else "").encode())
        except ArchDeskError as error:
            self._say(f"No copy for recovery: {error}")

    def end(self) -> None:
        """The person closed the design: nothing is left to recover."""
        self._timer.stop()
        self._forget()
        self._lock.unlock()

    def _changed(self, change: Change | None) -> None:
        if self.session.dirty:
            if not self._timer.isActive():  # a steady hand must not put the copy off for ever
                self._timer.start()
        else:
            self._timer.stop()
            self._forget()

    def _forget(self) -> None:
        for file in (self.copy, self.copy.with_suffix(".path")):
            file.unlink(missing_ok=True)
