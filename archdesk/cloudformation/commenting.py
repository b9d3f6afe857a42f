"""What a template says about itself in comments: what each resource is, for whom, and why a line is as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archdesk.catalog.secrets import masked
from archdesk.cloudformation.draft import KEPT, Draft
from archdesk.model.records import Component, Connection

Comments = Mapping[tuple[str, ...], str]  # path of keys in the template -> text


def owners_of(draft: Draft) -> dict[str, str]:
    """For each resource and parameter of a component its id; for what a connection wrote, the connection's."""
    owners = {draft.logical_id(c): c.id for c in draft.design.components if draft.exported(c)}
    for logical, owner in draft.owners.items():
        owners[logical] = owner if draft.design.find(owner) is not None else owners.get(owner, owner)
    return {k: v for k, v in owners.items() if k in draft.resources or k in draft.parameters}


def comments_of(draft: Draft) -> Comments:
    """The comments of all resources but those that an imported template had."""
    found: dict[tuple[str, ...], str] = {}
    for logical, owner in owners_of(draft).items():
        record = draft.design.find(owner)
        if isinstance(record, Component) and KEPT not in record.extra and logical in draft.resources:
            found["Resources", logical] = _of_component(draft, record, logical)
        elif isinstance(record, Connection):
            found["Resources", logical] = _of_connection(draft, record)
    for (logical, event), owner in draft.events.items():
        record, path = draft.design.find(owner), ("Resources", logical, "Properties", "Events", event)
        if isinstance(record, Component):
            found[path] = _of_component(draft, record, draft.logical_id(record))
        elif isinstance(record, Connection):
            found[path] = _of_connection(draft, record)
    for logical, reasons in draft.reasons.items():
        properties = draft.resources.get(logical, {}).get("Properties", {})
        for key, reason in reasons.items():
            if key in properties:
                found["Resources", logical, "Properties", key] = reason
    return {path: masked(text) for path, text in found.items()} if draft.withholds else found


def _of_component(draft: Draft, component: Component, logical: str) -> str:
    own = draft.logical_id(component)
    if logical == own:
        return f"{component.name} ({draft.catalogue.type_of(component).label})"
    part = _words(logical.removeprefix(own)) if logical.startswith(own) else _words(logical)
    return f"{part} of {component.name}"


def _of_connection(draft: Draft, connection: Connection) -> str:
    source, target = (draft.design.component(end) for end in (connection.source, connection.target))
    relation = draft.catalogue.relations.get(connection.relation)
    verb = relation.label if relation is not None else connection.relation
    text = f"{source.name} {verb} {target.name}"
    entry = draft.catalogue.connection_between(source, target, connection.relation)
    if entry is None or not entry.reason:
        return text
    cite = f" (notes: {entry.cite})" if entry.cite else ""
    return f"{text}: {entry.reason.rstrip('.')}{cite}"


def _words(name: str) -> str:
    """``RouteTableAssociation`` as words."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|\d+|[a-z]+", name)
    text = " ".join(p if p.isupper() and len(p) > 1 else p.lower() for p in parts)
    return text[:1].upper() + text[1:]
