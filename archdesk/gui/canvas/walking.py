"""Walking along connections with the keyboard."""

from __future__ import annotations

from archdesk.model.design import Design
from archdesk.model.records import Component


def neighbour(design: Design, id: str | None, dx: int, dy: int) -> str | None:
    """The component joined to this one that lies most in a direction; None where none does."""
    record = design.find(id) if id is not None else None
    if not isinstance(record, Component):
        return None
    here = record.rect.center
    ends = [design.connection(e).target for e in design.outgoing(record.id)]
    ends += [design.connection(e).source for e in design.incoming(record.id)]
    ways = {e: design.component(e).rect.center - here for e in ends}
    ahead = {e: w for e, w in ways.items() if w.x * dx + w.y * dy > 0}
    return min(ahead, key=lambda e: abs(ahead[e].x * dy) + abs(ahead[e].y * dx), default=None)
