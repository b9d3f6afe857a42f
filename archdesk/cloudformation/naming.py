"""Logical ids, variables, tags and descriptions, made from the names people give components."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_LENGTH = 48  # two of these and what they are for stay under the 128 characters of a plain YAML key


@lru_cache(maxsize=8192)
def pascal(text: str) -> str:
    """The text as a logical id: ``Order queue`` is ``OrderQueue``; empty where it has no usable letter."""
    words = re.findall(r"[A-Za-z0-9]+", _ascii(text))
    joined = "".join(w[:1].upper() + w[1:] for w in words)[:MAX_LENGTH]
    return f"R{joined}" if joined[:1].isdigit() else joined


def shout(text: str) -> str:
    """The text as the name of an environment variable: ``Order queue`` is ``ORDER_QUEUE``."""
    joined = "_".join(re.findall(r"[A-Za-z0-9]+", _ascii(text))).upper()
    return f"_{joined}" if joined[:1].isdigit() else joined


def tag_value(text: str) -> str:
    """The text as the value of a tag, without what some services refuse (IAM takes no comma and no bracket)."""
    kept = "".join(c if c.isalnum() or c in " _.:/=+-@" else " " for c in text)
    return " ".join(kept.split())[:256]


def described(text: str) -> str:
    """The text with only what the description of a security group may hold; never empty."""
    kept = "".join(c if c.isalnum() or c in " ._-:/()#,@[]+=&;{}!$*" else " " for c in _ascii(text))
    return " ".join(kept.split())[:255] or "A component"


def opening_words(origin: str, of: str, protocol: str, first: int, last: int) -> str:
    """Who a rule of a security group lets in, to whom and how, as its description may say it."""
    if origin in ("0.0.0.0/0", "::/0"):
        origin = "Everyone"
    ports = "all traffic" if protocol == "-1" else protocol
    if protocol in ("tcp", "udp"):
        ports += f" {first}" if first == last else f" {first}-{last}"
    return described(f"{origin} to {of}, {ports}")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


class Names:
    """Unique logical ids: the first to ask for a name gets it, later ones a number behind it."""

    def __init__(self) -> None:
        self._taken: dict[str, object] = {}

    def claim(self, wanted: str, owner: object) -> str:
        """The id that ``owner`` has for ``wanted``; the same owner gets the same one again."""
        number = 1
        name = wanted
        while self._taken.setdefault(name, owner) != owner:
            number += 1
            name = f"{wanted}{number}"
        return name
