"""Where things stand in the YAML of a template that ArchDesk wrote: the lines of resources, places for comments.

The text is laid out by `text.py` alone: two blanks a level, lists as far in as their key. So a key's depth and its
line tell its path, as long as nobody asks for what stands inside a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import wrap
from types import MappingProxyType
from typing import Final

NO_COMMENTS: Final[Mapping[tuple[str, ...], str]] = MappingProxyType({})
WIDTH: Final = 100  # characters of a comment line, the # with it

_KEY = re.compile(r"( *)([A-Za-z_][^\s:]*):(?: |$)")


def commented(text: str, comments: Mapping[tuple[str, ...], str]) -> str:
    """The text with each comment above the key it is about."""
    lines = text.split("\n")
    deepest = max(map(len, comments), default=0)
    for number, path in reversed(list(_keys(lines, deepest))):
        comment = comments.get(path)
        if comment is not None:
            lines[number:number] = _comment(comment, "  " * (len(path) - 1))
    return "\n".join(lines)


def resource_lines(text: str) -> dict[str, range]:
    """The lines of each resource, counted from 0, the comment above it with them."""
    lines = text.split("\n")
    found: dict[str, range] = {}
    starts: list[tuple[str, int]] = []
    end = len(lines)
    for number, path in _keys(lines, 2):
        if len(path) == 2 and path[0] == "Resources":
            while lines[number - 1].startswith("  #"):
                number -= 1
            starts.append((path[1], number))
        elif starts and len(path) == 1:
            end = number
            break
    for (name, start), after in zip(starts, [*(s for _, s in starts[1:]), end], strict=True):
        found[name] = range(start, after)
    return found


def _keys(lines: list[str], deepest: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The line and path of each key down to a depth; what stands in lists and long texts has none of its own."""
    path: list[str] = []
    for number, line in enumerate(lines):
        match = _KEY.match(line)
        if match is None:
            continue
        depth = len(match.group(1)) // 2
        if depth < deepest and depth <= len(path):
            path[depth:] = [match.group(2)]
            yield number, tuple(path)


def _comment(text: str, indent: str) -> list[str]:
    """Comment lines; nothing in the text can end the comment."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    width = max(WIDTH - len(indent) - 2, 20)
    return [f"{indent}# {part}" for part in wrap(plain, width, break_on_hyphens=False)]
