"""What the commands print: plain text without control characters, messages on standard error."""

from __future__ import annotations

import json
import sys
from typing import Any


def clean(text: str) -> str:
    """The text with control and bidirectional characters shown as escapes, safe for any terminal."""
    return "".join(
        c if c == "\n" or (c.isprintable() and not _steers(c)) else c.encode("unicode_escape").decode()
        for c in text
    )


def one_line(text: str) -> str:
    """The text cleaned and on one line: no name in a file can begin a line of its own."""
    return clean(text).replace("\n", "\\n")


def _steers(char: str) -> bool:
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"


def say(text: str = "") -> None:
    """A line of the result, on standard output."""
    print(clean(text))


def tell(text: str) -> None:
    """A message to the person, on standard error."""
    print(clean(text), file=sys.stderr)


def say_json(value: Any) -> None:
    """The result as JSON; everything beyond ASCII is escaped."""
    print(json.dumps(value, indent=2))


def table(rows: list[tuple[str, ...]], right: frozenset[int] = frozenset()) -> str:
    """Rows in columns, two spaces apart; the columns in ``right`` are aligned right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(
            cell.rjust(w) if i in right else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
