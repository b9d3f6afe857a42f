"""What each part of a line of YAML or JSON is, so that it can be coloured: no state but the indent of a long text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from archdesk.app.template_view import Format

Role = Literal["key", "string", "number", "function", "comment"]
Token = tuple[int, int, Role]  # where it starts, how long it is, what it is

_YAML_KEY = re.compile(r'\s*(?:- )*("(?:[^"\\]|\\.)*"|[^\s"\'#!-].*?):(?=\s|$)')
_YAML_REST = re.compile(
    r'(?P<function>![A-Za-z][\w:]*)|(?P<string>"(?:[^"\\]|\\.)*")|'
    r"(?P<number>(?<![\w.:/-])(?:-?\d+(?:\.\d+)?|true|false|null)(?![\w.:/-]))"
)
_JSON = re.compile(
    r'(?P<function>"(?:Fn::\w+|Ref|Condition)"(?=\s*:))|(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|'
    r'(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)'
)
_LONG_TEXT = re.compile(r"(?:^|[\s:-])(?:![A-Za-z][\w:]* )?\|[+-]?\d?$")


def tokens(line: str, format: Format) -> Iterator[Token]:
    """The parts of a line that are not plain text, from left to right."""
    if format == "json":
        yield from _found(_JSON, line, 0)
        return
    if line.lstrip().startswith("#"):
        yield 0, len(line), "comment"
        return
    key = _YAML_KEY.match(line)
    if key is not None:
        word = key.group(1)
        yield key.start(1), len(word), "function" if word.startswith("Fn::") or word == "Ref" else "key"
    yield from _found(_YAML_REST, line, key.end() if key is not None else 0)


def opens_text(line: str, format: Format) -> bool:
    """Whether the deeper lines below are one long text."""
    return format == "yaml" and _LONG_TEXT.search(line) is not None


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _found(pattern: re.Pattern[str], line: str, start: int) -> Iterator[Token]:
    for match in pattern.finditer(line, start):
        yield match.start(), match.end() - match.start(), cast(Role, match.lastgroup)
