"""What a connection writes into a template, in words: for the inspector."""

from __future__ import annotations

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.draft import WireLine
from archdesk.cloudformation.export import write_draft
from archdesk.model.design import Design


def wires_of(design: Design, catalogue: Catalogue, connection_id: str) -> tuple[WireLine, ...]:
    """The lines of one connection, in the order they are written; empty where it writes nothing."""
    return tuple(write_draft(design, catalogue).lines.get(connection_id, ()))


__all__ = ["WireLine", "wires_of"]
