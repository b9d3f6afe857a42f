"""Texts as a person reads them: type ids become labels, and what a file supplies is never markup."""

from __future__ import annotations

import html
import re

from PySide6.QtGui import Qt

from archdesk.catalog.catalogue import Catalogue


def spoken(catalogue: Catalogue, text: str) -> str:
    """The text with every component type's id replaced by its label: ``sqs.queue`` by ``SQS queue``."""
    return re.sub(r"\b[a-z0-9_]+\.[a-z0-9_]+\b", lambda found: _label(catalogue, found[0]), text)


def plain(text: str) -> str:
    """The text for a place that guesses markup (tooltips, message boxes), such that it shows as it is.

    Markup from a file could load pictures from disk or network, or keep Qt busy for minutes.
    """
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{html.escape(text).replace(chr(10), '<br>')}</span>"


def _label(catalogue: Catalogue, id: str) -> str:
    kind = catalogue.types.get(id)
    return kind.label if kind is not None else id
