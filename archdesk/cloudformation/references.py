"""Which resources a value refers to, and who needs whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def referenced(value: Any) -> set[str]:
    """The logical ids a value refers to by Ref, Fn::GetAtt or Fn::Sub: those of ``mentions``, asked often."""
    found: set[str] = set()
    inside = [value]
    while inside:
        value = inside.pop()
        if isinstance(value, dict):
            for key, entry in value.items():
                if key == "Ref" and isinstance(entry, str):
                    found.add(entry)
                elif key in ("Fn::GetAtt", "Fn::Sub"):
                    found.update(name for _, name in mentions({key: entry}))
                elif isinstance(entry, (dict, list)):
                    inside.append(entry)
        elif isinstance(value, list):
            inside.extend(entry for entry in value if isinstance(entry, (dict, list)))
    return found


def mentions(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each reference in a value: where it stands, and the logical id."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key == "Ref" and isinstance(entry, str):
                yield (*path, key), entry
            elif key == "Fn::GetAtt" and entry:
                name = entry.split(".")[0] if isinstance(entry, str) else entry[0]
                if isinstance(name, str):
                    yield (*path, key), name
                if isinstance(entry, list):
                    yield from mentions(entry[1:], (*path, key))
            elif key == "Fn::Sub":
                yield from _in_text(entry, (*path, key))
            elif isinstance(entry, dict | list):
                yield from mentions(entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            if isinstance(entry, dict | list):
                yield from mentions(entry, (*path, index))


def _in_text(entry: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The references of a Fn::Sub; variables of its own are none, and ${!Literal} is plain text."""
    text, own = (entry[0], entry[1:]) if isinstance(entry, list) and entry else (entry, [])
    variables = own[0] if own and isinstance(own[0], dict) else {}
    for part in str(text).split("${")[1:]:
        name = part.split("}")[0].split(".")[0].strip()
        if name and name not in variables and not name.startswith("!"):
            yield path, name
    yield from mentions(own, path)


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
