"""What a connection writes into a template, in words: for the inspector."""

from __future__ import annotations

from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.draft import KEPT, WireLine
from archdesk.cloudformation.export import write_draft
from archdesk.model.design import Design

NOTHING = WireLine("nothing", "", "drawn for the reader; writes nothing into the template")
IMPORTED = WireLine(
    "imported", "", "came with the template, which says it already; nothing is written for it"
)


def wires_of(design: Design, catalogue: Catalogue, connection_id: str) -> tuple[WireLine, ...]:
    """The lines of one connection, in the order they are written; one that says so where it writes nothing.

    A mapping may ask whether a connection is there, as that of an instance for its role: what it changes in this
    way is what is different without the connection.
    """
    if KEPT in design.connection(connection_id).extra:
        return (IMPORTED,)
    draft = write_draft(design, catalogue)
    lines = list(draft.lines.get(connection_id, ()))
    said = {line.logical_id for line in lines}
    without = write_draft(Design(r for r in design.records.values() if r.id != connection_id), catalogue)
    before, after = _properties(without.resources), _properties(draft.resources)
    changed = (k for k in sorted({**before, **after}) if before.get(k) != after.get(k))
    lines += [WireLine("implied", k, _implied(k, before, after)) for k in changed if k not in said]
    return tuple(lines) or (NOTHING,)


def _properties(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {k: r.get("Properties", {}) for k, r in resources.items()}


def _implied(logical: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    if logical not in after:
        return f"{logical} is not needed, and is left out"
    if logical not in before:
        return f"{logical} is there for it"
    keys = {*before[logical], *after[logical]}
    changed = sorted(k for k in keys if before[logical].get(k) != after[logical].get(k))
    return f"changes {', '.join(changed)} of {logical}"


__all__ = ["WireLine", "wires_of"]
