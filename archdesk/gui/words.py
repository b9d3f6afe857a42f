"""Texts as a person reads them: type ids become labels, and what a file supplies is never markup."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """The text for a place that guesses markup (tooltips, message boxes), such that it shows as it is.

    Markup from a file could load pictures from disk or network, or keep Qt busy for minutes.
    """
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{html.escape(text).replace(chr(10), '<br>')}</span>"
