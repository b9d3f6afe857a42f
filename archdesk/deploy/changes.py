"""What a change set would do, in the words of the drawing: added, changed, replaced and removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archdesk.deploy.owners import Owner

Kind = Literal["added", "changed", "replaced", "removed", "drawing"]
_ORDER: Sequence[Kind] = ("added", "changed", "replaced", "removed")
_SIGNS = {"added": "+", "changed": "~", "replaced": "!", "removed": "-"}


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource; ``why`` says what of it changes, or why it is replaced."""

    kind: Kind
    logical_id: str
    type: str
    owner: Owner
    why: str = ""


def changes_of(listed: Iterable[Mapping[str, Any]], owners: Mapping[str, Owner]) -> list[Change]:
    """The changes of DescribeChangeSet, in its order. ``owners`` hold the new template's and the old one's."""
    return [
        _change(change["ResourceChange"], owners)
        for change in listed
        if change.get("Type", "Resource") == "Resource" and "ResourceChange" in change
    ]


def change_lines(changes: Sequence[Change]) -> list[str]:
    """One line a component for what is added and removed, one a resource for what is changed, under their headings."""
    lines: list[str] = []
    for kind in _ORDER:
        mine = [c for c in changes if c.kind == kind]
        if not mine:
            continue
        lines.append(f"{kind}:")
        if kind in ("added", "removed"):
            lines += [f"  {_SIGNS[kind]} {line}" for line in _by_owner(mine)]
        else:
            lines += [
                f"  {_SIGNS[kind]} {c.owner.with_resource(c.logical_id)}: {c.why or c.type}" for c in mine
            ]
    moved = list(dict.fromkeys(str(c.owner) for c in changes if c.kind == "drawing"))
    if moved:
        lines.append(f"only the drawing kept with them changes: {', '.join(moved)}")
    return lines


def summary(changes: Sequence[Change]) -> str:
    """``3 resources added, 1 changed``; empty for none."""
    counts = [(sum(c.kind == kind for c in changes), kind) for kind in _ORDER]
    parts = [(n, kind) for n, kind in counts if n]
    return ", ".join(
        f"{n} resource{'' if n == 1 else 's'} {kind}" if i == 0 else f"{n} {kind}"
        for i, (n, kind) in enumerate(parts)
    )


def _change(found: Mapping[str, Any], owners: Mapping[str, Owner]) -> Change:
    logical, type = str(found.get("LogicalResourceId", "")), str(found.get("ResourceType", ""))
    owner = owners.get(logical, Owner(logical, logical, type, logical))
    action, details = found.get("Action"), found.get("Details", ())
    policy = str(found.get("PolicyAction", ""))
    if action in ("Add", "Import"):
        return Change("added", logical, type, owner)
    if action == "Remove":
        return Change("removed", logical, type, owner, _left(policy))
    replacement = found.get("Replacement", "False")
    if replacement in ("True", "Conditional"):
        names = _names(
            d for d in details if _target(d).get("RequiresRecreation") in ("Always", "Conditionally")
        )
        because = f", because {names} cannot change in place" if names else ""
        if replacement == "Conditional":
            because = f", depending on how {names} changes" if names else ""
            return Change("replaced", logical, type, owner, f"may be replaced{because}")
        return Change("replaced", logical, type, owner, f"replaced by a new one{because}{_old(policy)}")
    if details and set(found.get("Scope", ())) == {"Metadata"}:
        return Change("drawing", logical, type, owner)
    return Change("changed", logical, type, owner, _names(details))


def _left(policy: str) -> str:
    words = {"Retain": "leaves the stack and is kept", "Snapshot": "is deleted after a snapshot"}
    return words.get(policy, "")


def _old(policy: str) -> str:
    words = {
        "ReplaceAndDelete": "; the old one is deleted",
        "ReplaceAndRetain": "; the old one is kept, outside the stack",
        "ReplaceAndSnapshot": "; the old one is deleted after a snapshot",
    }
    return words.get(policy, "")


def _names(details: Iterable[Mapping[str, Any]]) -> str:
    """The properties, attributes and tags that change, each with what else changes it where CloudFormation says so."""
    causes: dict[str, list[str]] = {}
    for detail in details:
        target = _target(detail)
        name = str(target.get("Name") or target.get("Attribute") or "")
        if name in ("", "Metadata"):
            continue
        cause = str(detail.get("CausingEntity") or "").split(".")[0]
        found = causes.setdefault(name, [])
        if cause and cause not in found:
            found.append(cause)
    return ", ".join(f"{n} (through {' and '.join(c)})" if c else n for n, c in causes.items())


def _target(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    target = detail.get("Target", {})
    return target if isinstance(target, Mapping) else {}


def _by_owner(changes: Sequence[Change]) -> list[str]:
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.owner.id, []).append(change)
    lines = []
    for group in groups.values():
        owner = group[0].owner
        parts = [f"{c.logical_id} {c.why}".rstrip() for c in group]
        if parts == [owner.main]:
            lines.append(str(owner))
        else:
            lines.append(f"{owner}: {', '.join(parts)}")
    return lines
