"""How well what a person typed fits a name: exact, beginnings, words, parts of words, and typing errors last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

ENOUGH: Final = 62.0  # of 140: below it, a match is a coincidence
_ALIAS, _ALIAS_START = 126.0, 118.0
_WORD: Final = 127.0  # a whole word of a title
_DERIVED_WORD: Final = 120.0  # below a whole alias, above the beginning of one
_CLOSENESS: Final = 4.0  # how much of a name was typed decides among equals


def score(
    typed: str,
    title: str,
    aliases: Sequence[str] = (),
    words: str = "",
    inherited: Sequence[str] = (),
    derived: bool = False,
) -> float:
    """How well ``typed`` fits a title, its aliases and further words, all in lower case; 0 to 144.

    ``inherited`` names, the type's label first, count as words: a FIFO queue is a queue, but the plain queue is
    meant first. Likewise a word of the title of something ``derived``: who types server means an instance, not a
    Windows server.
    """
    best = _exactly(typed, title, aliases)
    if best < _WORD and typed in title.split():
        if not derived:
            best = _WORD
        elif any(typed in name.split() for name in inherited[:1]):
            best = _WORD - 0.5  # and so is what it is made from: the kinds of a queue follow the queue
        else:
            best = max(best, _DERIVED_WORD)
    if not best:
        best = _by_words(typed, title, [*aliases, *inherited, *words.split()])
    if not best:
        best = _loosely(typed, title, [*aliases, *inherited, *words.split()])
    by_title = (
        best and best not in (_ALIAS, _ALIAS_START) and (typed in title or initials(title).startswith(typed))
    )
    # Titles that share the word that was typed stay in the palette's order, the usual one first.
    close = 1.0 if typed in title.split() else min(1.0, len(typed) / max(1, len(title)))
    return best + (_CLOSENESS * close if by_title else 0.0)


def _exactly(typed: str, title: str, aliases: Sequence[str]) -> float:
    """The whole name or alias, or its beginning."""
    if title == typed:
        return 140.0
    if title.startswith(typed):
        return 132.0
    if typed in aliases:
        return _ALIAS
    if len(typed) > 1 and initials(title) == typed:
        return 124.0
    return _ALIAS_START if len(typed) > 1 and any(a.startswith(typed) for a in aliases) else 0.0


def _by_words(typed: str, title: str, names: Sequence[str]) -> float:
    """The beginning of a word of the title, of an alias, or each typed word the beginning of one."""
    of_title = title.split()
    if typed in of_title:
        return 112.0
    if any(word.startswith(typed) for word in of_title):
        return 108.0
    if typed in names:
        return 104.0
    words = {*of_title, *(w for name in names for w in name.split())}
    if any(word.startswith(typed) for word in words):
        return 98.0
    parts = typed.split()
    if len(parts) > 1 and all(any(word.startswith(part) for word in words) for part in parts):
        return 96.0
    return 0.0


def _loosely(typed: str, title: str, names: Sequence[str]) -> float:
    """Somewhere inside a word, the first letters of the title, or a word with a typing error."""
    if len(typed) > 1 and initials(title).startswith(typed):
        return 92.0
    if len(typed) < 3:
        return 0.0
    every = [title, *title.split(), *names]
    if any(typed in name for name in every):
        return 88.0
    of_title = max(fuzz.ratio(typed, word) for word in (title, *title.split()))
    of_others = max((fuzz.ratio(typed, name) for name in names), default=0.0)
    close = max(of_title * 0.85, of_others * 0.8)
    return close if close >= ENOUGH else 0.0


@lru_cache(maxsize=2048)
def initials(title: str) -> str:
    """``network load balancer`` is nlb."""
    return "".join(word[0] for word in title.replace("(", "").split() if word)
