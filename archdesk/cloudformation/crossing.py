"""References from one template into another: found wherever they stand, and replaced by something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

# What a reference becomes: of the resource, with its attribute or "", where a list is wanted.
Replace = Callable[[str, str, bool], Any]

_PLACE = re.compile(r"\$\{([^!}][^}]*)\}")


def crossed(value: Any, outside: Collection[str], replace: Replace) -> Any:
    """A copy of the value with each reference to one of ``outside`` replaced, in Ref, Fn::GetAtt and Fn::Sub."""
    return _crossed(value, outside, replace, listed=False)


def _crossed(value: Any, outside: Collection[str], replace: Replace, listed: bool) -> Any:
    if isinstance(value, list):
        return [_crossed(v, outside, replace, False) for v in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        key, entry = next(iter(value.items()))
        if key == "Ref" and entry in outside:
            return replace(entry, "", listed)
        if key == "Fn::GetAtt":
            name, attribute = attribute_of(entry)
            if name in outside:
                return replace(name, attribute, listed)
        if key == "Fn::Sub":
            return _substituted(entry, outside, replace)
        if key in ("Fn::Join", "Fn::Select") and isinstance(entry, list) and len(entry) == 2:
            first, second = entry
            return {key: [_crossed(first, outside, replace, False), _crossed(second, outside, replace, True)]}
    return {k: _crossed(v, outside, replace, False) for k, v in value.items()}


def attribute_of(entry: Any) -> tuple[str, str]:
    """The resource and the attribute that a Fn::GetAtt names."""
    parts = entry.split(".", 1) if isinstance(entry, str) else [str(p) for p in entry]
    return parts[0], ".".join(parts[1:])


def _substituted(entry: Any, outside: Collection[str], replace: Replace) -> Any:
    listed = isinstance(entry, list)
    text, own = (entry[0], dict(entry[1]) if len(entry) > 1 else {}) if listed else (entry, {})
    own = {k: _crossed(v, outside, replace, False) for k, v in own.items()}
    added: dict[str, Any] = {}

    def at(match: re.Match[str]) -> str:
        name, _, attribute = match[1].strip().partition(".")
        if name in own or name not in outside:
            return match[0]
        found = replace(name, attribute, False)
        if isinstance(found, dict) and set(found) == {"Ref"}:
            return f"${{{found['Ref']}}}"
        if isinstance(found, dict) and set(found) == {"Fn::GetAtt"}:
            return f"${{{'.'.join(found['Fn::GetAtt'])}}}"
        variable = re.sub(r"[^A-Za-z0-9]", "", f"Crossed{name}{attribute}")
        added[variable] = found
        return f"${{{variable}}}"

    text = _PLACE.sub(at, str(text))
    variables = {**own, **added}
    return {"Fn::Sub": [text, variables] if variables else text}


def conditions_in(value: Any) -> Iterator[str]:
    """The conditions that a resource, an output or a condition asks for."""
    if isinstance(value, list):
        for entry in value:
            yield from conditions_in(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key == "Condition" and isinstance(entry, str):
                yield entry
            elif key == "Fn::If" and isinstance(entry, list) and entry and isinstance(entry[0], str):
                yield entry[0]
                yield from conditions_in(entry[1:])
            else:
                yield from conditions_in(entry)


def mappings_in(value: Any, known: Collection[str]) -> set[str]:
    """The mappings that a value looks into: all of them where one is chosen by a function."""
    if isinstance(value, list):
        return {m for entry in value for m in mappings_in(entry, known)}
    if not isinstance(value, dict):
        return set()
    found = {m for entry in value.values() for m in mappings_in(entry, known)}
    entry = value.get("Fn::FindInMap")
    if isinstance(entry, list) and entry:
        found |= {entry[0]} if isinstance(entry[0], str) else set(known)
    return found & set(known)
