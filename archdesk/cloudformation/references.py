"""Which resources a value refers to, and who needs whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def referenced(value: Any) -> set[str]:
    """The logical ids a value refers to by Ref, Fn::GetAtt or Fn::Sub."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, entry in value.items():
            if key == "Ref" and isinstance(entry, str):
                found.add(entry)
            elif key == "Fn::GetAtt" and entry:
                found.add(entry.split(".")[0] if isinstance(entry, str) else str(entry[0]))
            elif key == "Fn::Sub":
                text = (
                    entry if isinstance(entry, str) else entry[0] if isinstance(entry, list) and entry else ""
                )
                for part in str(text).split("${")[1:]:
                    found.add(part.split("}")[0].split(".")[0].strip())
                found |= referenced(entry) if isinstance(entry, list) else set()
            else:
                found |= referenced(entry)
    elif isinstance(value, list):
        for entry in value:
            found |= referenced(entry)
    return found


def is_intrinsic(value: Any) -> bool:
    """Whether a value is one intrinsic function: a mapping of Ref, Condition or Fn::... alone."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    key = str(next(iter(value)))
    return key in ("Ref", "Condition") or key.startswith("Fn::")


def reaches(needs: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Whether ``start`` needs ``goal``, over any number of others (or is it)."""
    seen, queue = {start}, [start]
    while queue:
        at = queue.pop()
        if at == goal:
            return True
        for further in needs.get(at, ()):
            if further not in seen:
                seen.add(further)
                queue.append(further)
    return False
