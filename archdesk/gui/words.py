"""Texts as a person reads them: type ids become labels, and what a file supplies is never markup."""

from __future__ import annotations

import html
import re

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """The text for a place that guesses markup (tooltips, message boxes), such that it shows as it is.

    Markup from a file could load pictures from disk or network, or keep Qt busy for minutes.
    """
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{html.escape(text).replace(chr(10), '<br>')}</span>"


_LONG = re.compile(r"\S{20,}")
_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[/._:-])(?=\w)")


def breakable(text: str) -> str:
    """The text with places where a long word may go on in the next line: ProvisionedThroughput|Exceeded."""
    return _LONG.sub(lambda word: _SEAM.sub("\u200b", word[0]), text)
