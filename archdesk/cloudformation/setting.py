"""Setting values deep inside a resource's properties: what connections change there, and variables."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from archdesk.catalog.definitions import Environment
from archdesk.cloudformation.references import is_intrinsic


def put(
    container: Any, keys: list[str | int], value: Any, append: bool = False, keep: str | bool = ""
) -> None:
    """Set a value deep inside: mappings are merged, anything else, an intrinsic too, is replaced.

    ``append`` adds the value to a list unless it is there already.
    ``keep`` true leaves a value that is there, and with a key's name a mapping that has this key.
    """
    container, last = _holder(container, keys), keys[-1]
    if append:
        found = _inside(container, last, [])
        if value not in found:
            found.append(value)
    elif keep and _stands(container, last) and (keep is True or keep in container[last]):
        return
    elif isinstance(last, int):
        _inside(container, last, value)
        container[last] = value
    elif all(isinstance(v, dict) and not is_intrinsic(v) for v in (value, container.get(last))):
        container[last] = {**container[last], **value}
    else:
        container[last] = value


def _stands(container: Any, key: str | int) -> bool:
    return key < len(container) if isinstance(key, int) else isinstance(container, dict) and key in container


def set_variable(
    properties: dict[str, Any],
    kept: Environment,
    name: str,
    value: Any,
    extras: Mapping[str, Any] = MappingProxyType({}),
) -> bool:
    """Set an environment variable where and as a type keeps them; False where an imported template forbids it."""
    if not _open(properties, kept):
        return False
    if kept.form == "mapping":
        put(properties, [*kept.path, name], value)
        return True
    told = {**kept.extras, kept.name: name}
    variables = _holder(properties, [*kept.path, 0])
    variables[:] = [v for v in variables if not (isinstance(v, dict) and {**v, **told} == v)]
    variables.append({**told, **extras, "Value": value})
    return True


def _open(properties: Any, kept: Environment) -> bool:
    """Whether nothing else, such as an intrinsic, stands where the variables are to go."""
    at = properties
    for key in kept.path:
        if at is None:
            return True
        if isinstance(key, int) and isinstance(at, list):
            at = at[key] if key < len(at) else None
        elif isinstance(key, str) and isinstance(at, dict) and not is_intrinsic(at):
            at = at.get(key)
        else:
            return False
    expected = dict if kept.form == "mapping" else list
    return at is None or (isinstance(at, expected) and not is_intrinsic(at))


def _holder(container: Any, keys: list[str | int]) -> Any:
    """What holds the last of ``keys``, made where it is not there."""
    for key, after in pairwise(keys):
        container = _inside(container, key, [] if isinstance(after, int) else {})
    return container


def _inside(container: Any, key: str | int, empty: Any) -> Any:
    """What is under a key; made ``empty`` where there is nothing of that kind."""
    if isinstance(key, int):
        while len(container) <= key:
            container.append(empty)
    elif not isinstance(container.get(key), type(empty)):
        container[key] = empty
    return container[key]
