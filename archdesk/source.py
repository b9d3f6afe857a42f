"""YAML text to plain values that know the lines they came from, within safe limits.

Hostile text (alias bombs, deep nesting, huge scalars) is refused from its event stream before anything is
built; booleans are only ``true`` and ``false``, dates stay text, duplicate keys are problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

from archdesk.errors import Problem

MAX_BYTES = 16_000_000
MAX_DEPTH = 64
MAX_EVENTS = 1_000_000
MAX_SCALAR = 200_000

Path = tuple[str | int, ...]

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the C loader has no typed base
    """The safe loader, with YAML 1.2's idea of a boolean and no dates."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, regexp)
        for tag, regexp in resolvers
        if tag not in {f"tag:yaml.org,2002:{t}" for t in ("bool", "timestamp", "int", "float", "value")}
    ]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,30})$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?$"),
    list("-+0123456789"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed YAML text: its value, the line of every entry, and what was wrong with it."""

    name: str
    value: Any
    lines: dict[Path, int] = field(repr=False)
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path) -> int:
        """The 1-based line of the entry at ``path``, or of the closest entry around it; 0 for none."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at the line of ``path``."""
        return Problem(self.name, self.line(path), message)


def read_yaml(text: str | bytes, name: str, tagged: Callable[[str, Any], Any] | None = None) -> Source:
    """Parse ``text``. Never raises for bad text: what is wrong is in ``problems`` (``value`` is then None).

    ``tagged`` makes the value of an entry with a tag such as ``!Ref``; without it, tags are problems.
    """

    def refused(line: int, message: str) -> Source:
        return Source(name, None, {}, (Problem(name, line, message),))

    if isinstance(text, bytes):
        if len(text) > MAX_BYTES:
            return refused(0, f"the file is {len(text):,} bytes long; at most {MAX_BYTES:,} are read")
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return refused(error.object[: error.start].count(b"\n") + 1, "this is not UTF-8 text")
    elif len(text) > MAX_BYTES:
        return refused(0, f"the text is {len(text):,} characters long; at most {MAX_BYTES:,} are read")
    try:
        problem = _prescan(text)
        if problem:
            return refused(*problem)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            builder = _Builder(name, loader, tagged)
            value = builder.build(node, ()) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(filter(None, [error.context, error.problem]))
        return refused(mark.line + 1 if mark else 0, f"this is not valid YAML: {what}")
    except (yaml.YAMLError, ValueError, KeyError, IndexError, AttributeError, UnicodeError) as error:
        return refused(
            0, f"this is not valid YAML: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        )
    return Source(name, value, builder.lines, tuple(builder.problems))


def _prescan(text: str) -> tuple[int, str] | None:
    """The first thing in the event stream that is refused: (line, message)."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Base)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if count > MAX_EVENTS:
            return line, f"there are more than {MAX_EVENTS:,} entries"
        if isinstance(event, yaml.AliasEvent):
            return line, f"the alias *{event.anchor} is not allowed; write the value out"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return line, f"entries are nested deeper than {MAX_DEPTH} levels"
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_SCALAR:
            return line, f"this text is longer than {MAX_SCALAR:,} characters"
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                return line, "there is more than one YAML document; keep one"
    return None


class _Builder:
    """Builds plain values from nodes, noting the line of each entry."""

    def __init__(self, name: str, loader: Any, tagged: Callable[[str, Any], Any] | None) -> None:
        self.name, self.loader, self.tagged = name, loader, tagged
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if self.tagged is not None and node.tag.startswith("!") and node.tag != "!":
            return self.tagged(node.tag, self._untagged(node, path))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        if not node.tag.startswith("tag:yaml.org,2002:"):
            return self._wrong(node, f"the tag {node.tag} is not known here")
        return self.loader.construct_object(node, deep=True)

    def _untagged(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = (
                self.loader.construct_object(key_node, deep=True)
                if isinstance(key_node, yaml.ScalarNode)
                else None
            )
            if not isinstance(key, Hashable) or key is None:
                self._wrong(key_node, "a key must be a plain word")
                continue
            key = str(key)
            if key in result:
                self._wrong(key_node, f"the key {key!r} is here twice")
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            result[key] = self.build(value_node, (*path, key))
        return result

    def _wrong(self, node: yaml.Node, message: str) -> None:
        self.problems.append(Problem(self.name, node.start_mark.line + 1, message))
