"""Environments of one template: a parameter that chooses, and conditions on what only some of them have.

A design says which environments there are, a component in which of them it is; what stands in a container is where
the container is, and what a connection writes is where both its ends are. A reference to what may be absent stands
in `Fn::If`: a list goes without that entry, a mapping without that key. Where a resource can do without neither
(it is a route to it, a policy about it alone, a text that names it), the resource itself has the condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from archdesk.cloudformation.commenting import owners_of
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import KEPT, Draft
from archdesk.cloudformation.naming import pascal
from archdesk.cloudformation.references import referenced
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection

NO_VALUE: Final = {"Ref": "AWS::NoValue"}
PARAMETER: Final = "Environment"

# Properties that refer to others, and that CloudFormation requires of every type that a mapping writes them for
NEEDED: Final = frozenset(
    {
        "AlarmRule",
        "ApplicationName",
        "CustomerGatewayId",
        "DashboardBody",
        "IAMRoleARN",
        "Listeners",
        "ResourceId",
        "ResourcesVpcConfig",
        "Role",
        "RoleArn",
        "S3BucketName",
        "ServiceExecutionRole",
        "ServiceRole",
        "ServiceRoleArn",
        "ServiceToken",
        "Target",
        "TargetArns",
    }
)

Where = frozenset[str]  # the environments that something is in
_Path = tuple[str | int, ...]


def environments_of(design: Design) -> tuple[str, ...]:
    """The environments of a design, each once; none where there is nothing to choose from."""
    names = tuple(dict.fromkeys(n.strip() for n in design.settings.environments if n.strip()))
    return names if len(names) > 1 else ()


def where(design: Design, component: Component) -> Where:
    """The environments a component is in: those it names, of those that its containers are in."""
    found, at = frozenset(environments_of(design)), component
    while True:
        if at.environments:
            found &= frozenset(at.environments)
        if at.parent is None:
            return found
        at = design.component(at.parent)


def write_conditions(draft: Draft) -> None:
    """Give each resource the condition on which it is there, and each reference one where it needs it."""
    names = environments_of(draft.design)
    if not names:
        return
    everywhere = frozenset(names)
    places = {k: w for k, w in _places(draft).items() if w != everywhere}
    if not places:
        return
    _narrow(draft, places, everywhere)
    chosen = draft.names.claim(PARAMETER, ("parameter", PARAMETER))
    draft.parameters[chosen] = {
        "Type": "String",
        "Description": "The environment that this stack is for",
        "Default": names[0],
        "AllowedValues": list(names),
        "ConstraintDescription": f"one of {', '.join(names)}",
    }
    draft.present = _Presence(draft, names, chosen, places)
    for logical, resource in list(draft.resources.items()):
        here = places.get(logical, everywhere)
        if here != everywhere:
            resource["Condition"] = draft.present.condition(here)
        outside = {k for k, w in places.items() if not here <= w}
        for path, absent in reversed(list(_risky(resource.get("Properties", {}), outside))):
            there = _both(places, absent)
            _guard(resource["Properties"], path, draft.present.condition(there) if there & here else None)
        for wanted in outside.intersection(as_list(resource.get("DependsOn"))):
            _wait(draft, resource, wanted, places[wanted] & here)


class _Presence:
    """The conditions of a template, written when they are first asked for."""

    def __init__(
        self, draft: Draft, names: tuple[str, ...], parameter: str, places: dict[str, Where]
    ) -> None:
        self.draft, self.names, self.parameter, self.places = draft, names, parameter, places

    def condition(self, place: Where) -> str:
        """The name of the condition that one of these environments is chosen."""
        named = [n for n in self.names if n in place]
        name = "In" + ("Or".join(pascal(n) or "Other" for n in named) or "None")
        logical = self.draft.names.claim(name, ("condition", *named))
        tests = [{"Fn::Equals": [{"Ref": self.parameter}, n]} for n in named or ["none of them"]]
        self.draft.conditions[logical] = tests[0] if len(tests) == 1 else {"Fn::Or": tests}
        return logical

    def of(self, value: Any) -> str | None:
        """The condition on which all is there that a value names; None where it always is."""
        absent = referenced(value) & self.places.keys()
        return self.condition(_both(self.places, absent)) if absent else None


def _both(places: dict[str, Where], names: set[str]) -> Where:
    return frozenset.intersection(*(places[n] for n in names))


def _places(draft: Draft) -> dict[str, Where]:
    """Where each resource is: with its component; what connections wrote, where one of them is."""
    design = draft.design
    ends: dict[str, Where] = {}
    for connection in design.connections:
        both = (design.component(end) for end in (connection.source, connection.target))
        ends[connection.id] = frozenset.intersection(*(where(design, c) for c in both))
    found: dict[str, Where] = {}
    for logical, owner in owners_of(draft).items():
        record = design.find(owner)
        if logical not in draft.resources or record is None:
            continue
        if isinstance(record, Component):
            found[logical] = where(design, record)
        elif isinstance(record, Connection):
            found[logical] = ends[owner]
    for id, lines in draft.lines.items():
        for line in lines:
            owner = draft.owners.get(line.logical_id, "")
            if line.logical_id in found and owner in ends:
                found[line.logical_id] |= ends[id]
    return found


def _narrow(draft: Draft, places: dict[str, Where], everywhere: Where) -> None:
    """Where a resource cannot do without another, it is only where that is; until nothing changes any more."""
    own = {draft.logical_id(c) for c in draft.design.components if draft.exported(c)}
    kept = {draft.logical_id(c) for c in draft.design.components if KEPT in c.extra}
    changed = True
    while changed:
        changed = False
        for logical, resource in draft.resources.items():
            here = places.get(logical, everywhere)
            absent = {k for k, w in places.items() if not here <= w}
            for path, names in _risky(resource.get("Properties", {}), absent):
                if logical in kept or ((len(path) > 1 or logical in own) and not _is_needed(resource, path)):
                    continue
                here &= _both(places, names)
            if here != places.get(logical, everywhere):
                places[logical] = here
                changed = True


def _is_needed(resource: dict[str, Any], path: _Path) -> bool:
    """Whether the resource cannot go without it: a required property, or a text that names it."""
    value = _at(resource["Properties"], path)
    return len(path) == 1 and (path[0] in NEEDED or (isinstance(value, dict) and "Fn::Sub" in value))


def _risky(value: Any, absent: set[str], path: _Path = ()) -> Iterator[tuple[_Path, set[str]]]:
    """The smallest values that can be left out, and the absent resources that they name.

    An entry of a list; the mapping round a key, so that no half of it stays; a property. A list of which nothing
    would stay goes as a whole.
    """
    if not absent or not referenced(value) & absent:
        return
    if isinstance(value, list):
        inner = [list(_risky(v, absent, (*path, n))) for n, v in enumerate(value)]
        gone = [any(p == (*path, n) for p, _ in found) for n, found in enumerate(inner)]
        if not all(gone):
            for found in inner:
                yield from found
            return
    elif isinstance(value, dict) and not _function(value):
        for key, entry in value.items():
            names = referenced(entry) & absent
            if not names:
                continue
            found = list(_risky(entry, absent, (*path, key)))
            whole = any(p == (*path, key) for p, _ in found)
            if whole and path and not _is_open(path):
                yield path, referenced(value) & absent
                return
            yield from found
        return
    if path:
        yield path, referenced(value) & absent


def _function(value: dict[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def _is_open(path: _Path) -> bool:
    """Whether a mapping has keys of one's own choice, each of which may be missing: variables, tags."""
    return path[-1] in ("Variables", "Parameters", "Tags", "EnvironmentVariables")


def _at(value: Any, path: _Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _guard(properties: dict[str, Any], path: _Path, condition: str | None) -> None:
    """Have a value on a condition only; without one it is never there."""
    *before, last = path
    holder = _at(properties, tuple(before))
    if condition is None:
        del holder[last]
    else:
        holder[last] = {"Fn::If": [condition, holder[last], NO_VALUE]}


def _wait(draft: Draft, resource: dict[str, Any], wanted: str, there: Where) -> None:
    """DependsOn takes no condition: depend on a handle, which costs nothing and waits for what may be absent."""
    others = [d for d in as_list(resource["DependsOn"]) if d != wanted]
    if there and draft.present is not None:
        handle = draft.names.claim(f"{wanted}OrNot", ("wait", wanted))
        waiting = {"Fn::If": [draft.present.of({"Ref": wanted}), {"Ref": wanted}, ""]}
        draft.resources[handle] = {
            "Type": "AWS::CloudFormation::WaitConditionHandle",
            "Properties": {},
            "Metadata": {"WaitsFor": waiting},
        }
        draft.owners.setdefault(handle, owners_of(draft)[wanted])
        others.append(handle)
    resource["DependsOn"] = sorted(others)
    if not others:
        del resource["DependsOn"]
