"""Which resources of a template go together into a stack, so that no stack waits for one that waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.metadata import KEY
from archdesk.cloudformation.naming import pascal
from archdesk.cloudformation.references import referenced
from archdesk.model.design import Design

NETWORK, ENTRY, REST = "Network", "Entry", "Rest"


def needs_of(resource: Mapping[str, Any], known: Iterable[str]) -> set[str]:
    """The resources that one waits for."""
    body = {k: v for k, v in resource.items() if k != "Metadata"}
    return (referenced(body) | set(as_list(resource.get("DependsOn")))) & set(known)


def group_resources(
    resources: Mapping[str, Any], needs: Mapping[str, set[str]], design: Design, catalogue: Catalogue
) -> dict[str, str]:
    """The group of each resource. What nobody waits for goes where the last of what it needs is."""
    found: dict[str, str] = {}
    loose: list[str] = []
    needed = {n for of in needs.values() for n in of}
    for logical in sorted(resources):
        component, drawn = _component(logical, resources, design)
        if component and (drawn or logical in needed):
            found[logical] = _group(component, design, catalogue)
        else:
            loose.append(logical)
            found[logical] = _group(component, design, catalogue) if component else REST
    firm = {k: g for k, g in found.items() if k not in loose}
    order = _ranks(acyclic(firm, {k: needs[k] - set(loose) for k in firm}), needs)
    for logical in loose:
        if logical not in needed:
            at = [(order[n], found[n]) for n in sorted(needs[logical]) if n in order]
            found[logical] = max(at)[1] if at else found[logical]
    return found


def _component(logical: str, resources: Mapping[str, Any], design: Design) -> tuple[str, bool]:
    """The component a resource is there for, and whether it is the component's own and not a connection's."""
    seen: set[str] = set()
    drawn = True
    while logical in resources and logical not in seen:
        seen.add(logical)
        metadata = resources[logical].get("Metadata", {})
        entry = metadata.get(KEY) if isinstance(metadata, dict) else None
        if not isinstance(entry, dict):
            return "", False
        logical = str(entry.get("id", entry.get("of", "")))
        if logical in design.connection_ids():
            logical, drawn = design.connection(logical).source, False
        if logical in design.component_ids():
            return logical, drawn
    return "", False


def _group(id: str, design: Design, catalogue: Catalogue) -> str:
    component = design.component(id)
    kind = catalogue.types.get(component.type)
    if component.type.startswith("vpc."):
        return NETWORK
    category = pascal(getattr(kind, "category", "") or component.type.split(".")[0]) or REST
    if category == NETWORK:
        category = (
            ENTRY  # load balancers, APIs, distributions and names: what stands in the network, and before it
        )
    inside = any(design.component(h).type == "vpc.vpc" for h in _holders(id, design))
    return f"{category}InVpc" if inside else category


def _holders(id: str, design: Design) -> Iterable[str]:
    parent = design.component(id).parent
    while parent is not None:
        yield parent
        parent = design.component(parent).parent


def acyclic(group_of: Mapping[str, str], needs: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """The groups with their resources; those that need each other both ways are one, named after the first."""
    names = sorted(set(group_of.values()))
    after: dict[str, set[str]] = {name: set() for name in names}
    for logical, group in group_of.items():
        after[group] |= {group_of[n] for n in needs[logical] if n in group_of}
    reach = {name: _reach(after, name) for name in names}
    head = {n: min(m for m in names if m == n or (m in reach[n] and n in reach[m])) for n in names}
    found: dict[str, list[str]] = {}
    for logical, group in sorted(group_of.items()):
        found.setdefault(head[group], []).append(logical)
    return found


def _reach(after: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    queue = [start]
    while queue:
        for further in after[queue.pop()] - seen:
            seen.add(further)
            queue.append(further)
    return seen


def _ranks(groups: Mapping[str, list[str]], needs: Mapping[str, set[str]]) -> dict[str, int]:
    """How far behind the first each resource's group comes."""
    group_of = {k: name for name, members in groups.items() for k in members}
    after = {
        name: {group_of[n] for k in members for n in needs[k] if n in group_of} - {name}
        for name, members in groups.items()
    }
    order = sorted(groups, key=lambda name: (len(_reach(after, name)), name))
    return {k: order.index(name) for k, name in group_of.items()}


def in_order(members: Iterable[str], needs: Mapping[str, set[str]]) -> list[str]:
    """The resources, each after those it needs; by name where that leaves a choice."""
    waiting = sorted(members)
    done: dict[str, None] = {}
    while waiting:
        ready = [k for k in waiting if not (needs[k] - {k}) & set(waiting)] or waiting[:1]
        done |= dict.fromkeys(ready)
        waiting = [k for k in waiting if k not in done]
    return list(done)
