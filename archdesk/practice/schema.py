"""The database of what was reached: its schema, in numbered steps that lead any older file to it.

``PRAGMA user_version`` of a file is the number of steps it has taken. A step that was released is never changed:
what comes later is a step of its own, and `tests/practice/data` keeps a file of every version there was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

_ATTEMPTS: Final = """
CREATE TABLE attempt (
    number INTEGER PRIMARY KEY, scenario TEXT NOT NULL, section TEXT NOT NULL, domain TEXT NOT NULL,
    kind TEXT NOT NULL, difficulty TEXT NOT NULL, moment TEXT NOT NULL, seconds REAL NOT NULL,
    score INTEGER NOT NULL, passed INTEGER NOT NULL, hints INTEGER NOT NULL, mode TEXT NOT NULL,
    verdicts TEXT NOT NULL
)
"""
_EXAMS: Final = """
CREATE TABLE exam (
    id TEXT PRIMARY KEY, scenarios TEXT NOT NULL, domains TEXT NOT NULL, started TEXT NOT NULL,
    minutes INTEGER NOT NULL, edition TEXT, ended TEXT NOT NULL
)
"""
_CARDS: Final = "CREATE TABLE card (scenario TEXT PRIMARY KEY, card TEXT NOT NULL)"
_SITTINGS: Final = """
CREATE TABLE sitting (
    id TEXT PRIMARY KEY, scenarios TEXT NOT NULL, domains TEXT NOT NULL, started TEXT NOT NULL,
    minutes INTEGER NOT NULL, edition TEXT, position INTEGER NOT NULL
)
"""
_ANSWERS: Final = """
CREATE TABLE answer (
    sitting TEXT NOT NULL REFERENCES sitting (id), position INTEGER NOT NULL, design TEXT NOT NULL,
    seconds REAL NOT NULL, flagged INTEGER NOT NULL, PRIMARY KEY (sitting, position)
)
"""

Step = Callable[[sqlite3.Connection], None]


def _attempts(database: sqlite3.Connection) -> None:
    """Version 1: attempts."""
    database.execute(_ATTEMPTS)
    database.execute("CREATE INDEX attempt_by_scenario ON attempt (scenario, moment)")


def _exams_and_cards(database: sqlite3.Connection) -> None:
    """Version 2: by which edition an attempt was graded, exams, and when a scenario is due again."""
    database.execute("ALTER TABLE attempt ADD COLUMN edition TEXT NOT NULL DEFAULT 'current'")
    database.execute("ALTER TABLE attempt ADD COLUMN exam TEXT REFERENCES exam (id)")
    database.execute(_EXAMS)
    database.execute(_CARDS)


def _sittings(database: sqlite3.Connection) -> None:
    """Version 3: exams that are not over yet, with what was drawn in them."""
    database.execute(_SITTINGS)
    database.execute(_ANSWERS)


STEPS: Final[Sequence[Step]] = (_attempts, _exams_and_cards, _sittings)
VERSION: Final = len(STEPS)


def version_of(database: sqlite3.Connection) -> int:
    """The number of steps a database has taken; 0 for a new one."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def migrate(database: sqlite3.Connection) -> int:
    """Takes the steps that are left, each in a transaction of its own; returns the version there was before.

    Two windows may do so at once: the second finds the step taken.
    """
    before = version_of(database)
    for number, step in enumerate(STEPS[before:], start=before + 1):
        database.execute("BEGIN IMMEDIATE")
        try:
            if version_of(database) < number:
                step(database)
                database.execute(f"PRAGMA user_version = {number:d}")
            database.execute("COMMIT")
        except BaseException:
            database.execute("ROLLBACK")
            raise
    return before
