"""Copy and paste: components with all they hold, and the connections among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archdesk.app.defaults import free_name
from archdesk.app.edits import roots_of, settle
from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Point
from archdesk.model.records import Component, Connection
from archdesk.model.view import descendants


@dataclass(frozen=True, slots=True)
class Clipping:
    """What was copied: components with all they hold, and the connections among them."""

    components: tuple[Component, ...]
    connections: tuple[Connection, ...]


def copied(design: Design, ids: Iterable[str]) -> Clipping:
    """What a copy of these components takes along."""
    whole: dict[str, Component] = {}
    for root in roots_of(design, ids):
        whole[root] = design.component(root)
        whole.update({d.id: d for d in descendants(design, root)})
    inner = [c for c in design.connections if c.source in whole and c.target in whole]
    return Clipping(tuple(whole.values()), tuple(inner))


def paste(design: Design, catalogue: Catalogue, clipping: Clipping, by: Point) -> tuple[str, ...]:
    """Put copies into the design, moved by ``by``; returns the ids of the outermost ones."""
    if not clipping.components:
        return ()
    with design.edit(f"Paste {len(clipping.components)} components") as edit:
        ids: dict[str, str] = {}
        for component in clipping.components:
            ids[component.id] = edit.new_id(component.id)
            parent = ids.get(component.parent) if component.parent is not None else None
            spans = tuple(ids.get(s, s) for s in component.spans if s in ids or design.find(s) is not None)
            name = free_name(design, component.name)
            edit.put(
                replace(
                    component,
                    id=ids[component.id],
                    name=name,
                    parent=parent,
                    spans=spans,
                    rect=component.rect.moved(by),
                )
            )
        for connection in clipping.connections:
            source, target = ids[connection.source], ids[connection.target]
            id = edit.new_id(f"{source}_{connection.relation}_{target}")
            edit.put(replace(connection, id=id, source=source, target=target))
        roots = tuple(ids[c.id] for c in clipping.components if c.parent not in ids)
        for root in roots:
            settle(edit, catalogue, root, frozenset(ids.values()))
    return roots
