"""Texts of the catalogue as a person reads them: type ids become labels."""

from __future__ import annotations

import re

from archdesk.catalog.catalogue import Catalogue


def spoken(catalogue: Catalogue, text: str) -> str:
    """The text with every component type's id replaced by its label: ``sqs.queue`` by ``SQS queue``."""
    return re.sub(r"\b[a-z0-9_]+\.[a-z0-9_]+\b", lambda found: _label(catalogue, found[0]), text)


def _label(catalogue: Catalogue, id: str) -> str:
    kind = catalogue.types.get(id)
    return kind.label if kind is not None else id
