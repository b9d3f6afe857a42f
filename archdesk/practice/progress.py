"""What a person has reached: every attempt, exam and card, kept in a SQLite database of one file.

An attempt whose `add` has returned is on the disk: a crash right after it loses nothing, and one within it leaves the
file as it was. Two windows may write at once. A file that is damaged is set aside, never deleted, and a new one begun;
one of a later ArchDesk is refused and left as it is.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from archdesk.errors import ProgressError
from archdesk.practice.attempts import Attempt, in_utc
from archdesk.practice.exam import Answer, Exam, ExamResult, OpenExam
from archdesk.practice.scheduling import reviewed
from archdesk.practice.schema import VERSION, migrate, version_of

__all__ = ["Attempt", "ProgressStore"]

BUSY: Final = 10.0  # seconds to wait for another window to finish writing
_BESIDE: Final = ("-wal", "-shm")  # SQLite's own files, which belong to the database
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_COLUMNS: Final = (
    "scenario", "section", "domain", "kind", "difficulty", "edition", "moment", "seconds", "score", "passed",
    "hints", "mode", "exam", "verdicts",
)  # fmt: skip
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM attempt"  # noqa: S608 - our own names
_INSERT: Final = (
    f"INSERT INTO attempt ({', '.join(_COLUMNS)}) "  # noqa: S608 - our own names
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)


class ProgressStore:
    """The attempts, exams and cards of one file, which is made where there is none.

    Raises ProgressError, from every method, where the file cannot be read or written. ``notice`` says in words that a
    damaged file was set aside, and where to; else it is empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""
        with self._told("opened"):
            self._make_private()
            identity = _identity(path)
            try:
                self._database = self._opened()
            except _DamagedError as error:
                self._set_aside(identity, str(error))
                self._make_private()
                self._database = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; the store is of no use after that."""
        with self._told("closed"):
            self._database.close()

    # -- writing --------------------------------------------------------------------------------------------

    def add(self, attempt: Attempt) -> None:
        """Keeps an attempt, and reviews the card of its scenario."""
        with self._transaction():
            self._keep(attempt)

    def add_exam(self, result: ExamResult) -> None:
        """Keeps an exam with its attempts, which are not to be added one by one as well; all or nothing.

        ProgressError where it is there already.
        """
        exam = result.exam
        with self._transaction():
            if self._database.execute("SELECT 1 FROM exam WHERE id = ?", (exam.id,)).fetchone():
                raise ProgressError(f"{self.path}: the exam {exam.id} is kept already; nothing was added")
            row = (*_exam_row(exam), _text(result.ended))
            self._database.execute("INSERT INTO exam VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            for attempt in result.attempts:
                self._keep(attempt)
            self._forget_sitting(exam.id)

    def keep_answer(self, exam: Exam, position: int, answer: Answer) -> None:
        """Keeps what is drawn for a question of an exam that is going on; that question is the one that is open."""
        with self._transaction():
            if self._database.execute("SELECT 1 FROM exam WHERE id = ?", (exam.id,)).fetchone():
                return  # it is over: another window has ended it
            row = (*_exam_row(exam), position)
            self._database.execute("INSERT OR REPLACE INTO sitting VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            given = (exam.id, position, answer.design, answer.seconds, answer.flagged)
            self._database.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", given)

    def forget_open_exam(self, id: str) -> None:
        """Gives up an exam that is not over yet, and what was drawn in it."""
        with self._transaction():
            self._forget_sitting(id)

    def reset(self) -> None:
        """Forgets everything, all or nothing, and gives its space on the disk back."""
        with self._transaction():
            for table in ("attempt", "exam", "card", "answer", "sitting"):
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        with suppress(
            sqlite3.OperationalError
        ):  # another window is reading: everything is forgotten all the same
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # -- reading --------------------------------------------------------------------------------------------

    def attempts(self, since: datetime | None = None, scenario: str | None = None) -> tuple[Attempt, ...]:
        """The attempts, the oldest first: from a moment on, at one scenario, or all."""
        start = "" if since is None else _text(since)
        with self._told("read"):
            rows = self._database.execute(
                f"{_SELECT} WHERE moment >= ? AND (? IS NULL OR scenario = ?) ORDER BY moment, number",
                (start, scenario, scenario),
            )
            return tuple(_attempt(row) for row in rows)

    def exams(self) -> tuple[ExamResult, ...]:
        """The exams with their attempts, the oldest first."""
        made: dict[str, list[Attempt]] = {}
        with self._told("read"), self._one_view():
            rows = self._database.execute("SELECT * FROM exam ORDER BY started, id").fetchall()
            attempts = self._database.execute(f"{_SELECT} WHERE exam IS NOT NULL ORDER BY moment, number")
            for attempt in map(_attempt, attempts):
                made.setdefault(attempt.exam or "", []).append(attempt)
            return tuple(_result(row, tuple(made.get(row[0], ()))) for row in rows)

    def open_exams(self) -> tuple[OpenExam, ...]:
        """The exams that are not over yet, the oldest first."""
        answers: dict[str, dict[int, Answer]] = {}
        with self._told("read"), self._one_view():
            rows = self._database.execute("SELECT * FROM sitting ORDER BY started, id").fetchall()
            for id, position, design, seconds, flagged in self._database.execute("SELECT * FROM answer"):
                answers.setdefault(id, {})[position] = Answer(design, seconds, bool(flagged))
            return tuple(OpenExam(_exam(row[:-1]), row[-1], answers.get(row[0], {})) for row in rows)

    def best(self) -> dict[str, Attempt]:
        """The best attempt at each scenario, by the scenario's id; of equal ones the first."""
        best: dict[str, Attempt] = {}
        for attempt in self.attempts():
            if attempt.scenario not in best or attempt.score > best[attempt.scenario].score:
                best[attempt.scenario] = attempt
        return dict(sorted(best.items()))

    def last_done(self) -> dict[str, datetime]:
        """When each scenario was tried last (UTC), as an exam is drawn by."""
        return {attempt.scenario: attempt.when for attempt in self.attempts()}

    def cards(self) -> Mapping[str, str]:
        """The card of each scenario that was tried, as JSON; see `archdesk.practice.scheduling`."""
        with self._told("read"):
            return dict(self._database.execute("SELECT scenario, card FROM card ORDER BY scenario"))

    # -- the file -------------------------------------------------------------------------------------------

    def _keep(self, attempt: Attempt) -> None:
        self._database.execute(_INSERT, _row(attempt))
        self._review(attempt)

    def _forget_sitting(self, id: str) -> None:
        self._database.execute("DELETE FROM answer WHERE sitting = ?", (id,))
        self._database.execute("DELETE FROM sitting WHERE id = ?", (id,))

    def _review(self, attempt: Attempt) -> None:
        found = self._database.execute("SELECT card FROM card WHERE scenario = ?", (attempt.scenario,))
        card = reviewed(next((row[0] for row in found), None), attempt)
        self._database.execute("INSERT OR REPLACE INTO card VALUES (?, ?)", (attempt.scenario, card))

    def _opened(self) -> sqlite3.Connection:
        """The database, sound and of the present version."""
        if _is_cut_to_nothing(self.path):
            raise _DamagedError("it is empty")
        database = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None)
        self._database = database
        try:
            self._refuse_what_is_not_ours(database)
            _write_ahead(database)
            database.execute("PRAGMA synchronous = FULL")
            wrong = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if wrong != "ok":
                raise _DamagedError(wrong)
            migrate(database)
            self._read_through()
        except BaseException as error:
            database.close()
            cause = error.__cause__ if isinstance(error, ProgressError) else error
            if _is_damage(cause):
                raise _DamagedError(str(cause)) from error
            raise
        return database

    def _refuse_what_is_not_ours(self, database: sqlite3.Connection) -> None:
        database.execute("BEGIN")  # another window may be making it just now
        version = version_of(database)
        tables = database.execute("SELECT 1 FROM sqlite_master").fetchone()
        database.execute("ROLLBACK")
        if version > VERSION:
            raise ProgressError(
                f"{self.path} was written by a later ArchDesk (version {version} of the file; this one knows "
                f"{VERSION}). It is as it was: update ArchDesk, or keep your progress in another file."
            )
        if not version and tables:
            raise ProgressError(
                f"{self.path} is a database of another program. It is as it was: name another file."
            )

    def _read_through(self) -> None:
        """Reads all there is, so that what is damaged shows now; attempts from before there were cards get theirs."""
        attempts, cards = self.attempts(), self.cards()
        self.exams()
        self.open_exams()
        for card in cards.values():
            json.loads(card)
        if attempts and not cards:
            with self._transaction():
                if not self.cards():  # another window may have been faster
                    for attempt in attempts:
                        self._review(attempt)

    def _make_private(self) -> None:
        """Makes the file where there is none, for nobody but the user to read."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    def _set_aside(self, identity: tuple[int, int], why: str) -> None:
        """Gives a damaged file, and what belongs to it, a name that is free beside it."""
        if _identity(self.path) != identity:
            return  # another window has just done so
        number = 1
        while (aside := self.path.with_name(f"{self.path.stem}-damaged-{number}{self.path.suffix}")).exists():
            number += 1
        self.path.rename(aside)
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + ending).rename(aside.with_name(aside.name + ending))
        self.notice = (
            f"{self.path} is damaged ({why.splitlines()[0]}). It was set aside as {aside.name}, "
            "and your progress begins anew; put a copy you have in its place to go on from there."
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told("written"):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # on a full disk SQLite has rolled back already
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _one_view(self) -> Iterator[None]:
        """All that is read within it is as of one moment, whatever another window writes."""
        self._database.execute("BEGIN")
        try:
            yield
        finally:
            self._database.execute("ROLLBACK")

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Errors of the file in words of ours."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            why = (error.strerror if isinstance(error, OSError) else "") or str(error)
            raise ProgressError(f"{self.path} cannot be {what}: {why}. {_advice(error)}") from error


class _DamagedError(Exception):
    """The file is no sound database."""


def _write_ahead(database: sqlite3.Connection) -> None:
    """Has the database write ahead to a log. A new one changes over to it while nobody else reads: SQLite does not wait."""
    end = time.monotonic() + BUSY
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.005)


def _advice(error: Exception) -> str:
    if isinstance(error, OSError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
    }:  # fmt: skip
        return "See to it that you may write to the file and its folder, or name another."
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "Another window is writing to it; try again when it has finished."
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
        return "Make room on the disk, and try again; what was kept before is as it was."
    return "Close what else uses it and try again; if that does not help, name another file."


def _is_damage(error: BaseException | None) -> bool:
    """Whether an error says that what stands in the file is not what was written there."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in _DAMAGED or str(error).startswith("Could not decode")
    return isinstance(error, ValueError | TypeError)


def _is_cut_to_nothing(path: Path) -> bool:
    """Whether a database lost all of its file but left its log: SQLite would take it for new, and drop the log."""
    log = path.with_name(f"{path.name}-wal")
    try:  # the log first: of a database that is just being made, it is begun after the file
        return log.stat().st_size > 0 and not path.stat().st_size
    except FileNotFoundError:
        return False


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _text(moment: datetime) -> str:
    """A moment as text of one length, so that texts sort as moments do."""
    return in_utc(moment).isoformat(timespec="microseconds")


def _row(attempt: Attempt) -> tuple[Any, ...]:
    verdicts = json.dumps(dict(attempt.verdicts), ensure_ascii=False)
    return (
        attempt.scenario, attempt.section, attempt.domain, attempt.kind, attempt.difficulty, attempt.edition,
        _text(attempt.when), attempt.seconds, attempt.score, attempt.passed, attempt.hints, attempt.mode,
        attempt.exam, verdicts,
    )  # fmt: skip


def _attempt(row: tuple[Any, ...]) -> Attempt:
    known = dict(zip(_COLUMNS, row, strict=True))
    when = datetime.fromisoformat(known.pop("moment"))
    passed, verdicts = bool(known.pop("passed")), json.loads(known.pop("verdicts"))
    return Attempt(**known, when=when, passed=passed, verdicts=verdicts)


def _exam_row(exam: Exam) -> tuple[Any, ...]:
    return (
        exam.id, json.dumps(exam.scenarios), json.dumps(exam.domains), _text(exam.started), exam.minutes, exam.edition,
    )  # fmt: skip


def _exam(row: tuple[Any, ...]) -> Exam:
    id, scenarios, domains, started, minutes, edition = row
    when = datetime.fromisoformat(started)
    return Exam(id, tuple(json.loads(scenarios)), tuple(json.loads(domains)), when, minutes, edition)


def _result(row: tuple[Any, ...], attempts: tuple[Attempt, ...]) -> ExamResult:
    return ExamResult(_exam(row[:-1]), datetime.fromisoformat(row[-1]), attempts)
