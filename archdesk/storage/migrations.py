"""The format number, and the steps that bring older files to it: one function a step, none forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archdesk.errors import DesignError
from archdesk.source import Source

FORMAT = 1

_STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}  # from this format to the next


def migrated(source: Source) -> dict[str, Any]:
    """The file's value in today's format. Raises DesignError for a format that cannot be read."""
    value: dict[str, Any] = source.value
    number = value.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise DesignError(
            [source.problem(("format",), "this is not an ArchDesk design: `format: 1` is missing")]
        )
    if number > FORMAT:
        message = f"the file has format {number}, written by a newer ArchDesk; this one reads up to {FORMAT}"
        raise DesignError([source.problem(("format",), f"{message}. Install the newer version to open it.")])
    while number < FORMAT:
        value = _STEPS[number](value)
        number += 1
    return value
