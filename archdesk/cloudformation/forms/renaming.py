"""Other logical ids for resources that a form says in another way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The value with every reference (Ref, Fn::GetAtt, Fn::Sub) to an old logical id led to the new one."""
    if isinstance(value, list):
        return [renamed(v, names) for v in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, entry), *_ = value.items()
        if key == "Ref":
            return {key: names.get(entry, entry)}
        if key == "Fn::GetAtt" and isinstance(entry, list):
            return {key: [names.get(entry[0], entry[0]), *entry[1:]]}
        if key == "Fn::Sub" and isinstance(entry, str):
            return {key: _substituted(entry, names)}
        if key == "Fn::Sub" and isinstance(entry, list) and len(entry) == 2:
            free = {k: v for k, v in names.items() if k not in entry[1]}
            return {key: [_substituted(entry[0], free), renamed(entry[1], names)]}
    return {k: renamed(v, names) for k, v in value.items()}


def _substituted(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)([.}])", lambda m: f"${{{names.get(m[1], m[1])}{m[2]}", text)
