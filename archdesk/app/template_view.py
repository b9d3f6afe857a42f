"""The template of a design as text that follows it: cut into chunks, so that an edit writes only what it changed."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Literal, cast

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.assembling import assembling
from archdesk.cloudformation.commenting import comments_of, owners_of
from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.export import drafting
from archdesk.cloudformation.options import PLAIN, Options
from archdesk.cloudformation.text import write_template
from archdesk.errors import ArchDeskError
from archdesk.model.design import Design

Format = Literal["yaml", "json"]
Path = tuple[str, ...]

_TOGETHER = 16  # chunks written before somebody else may have the processor
# the mappings whose entries are chunks of their own
_SECTIONS = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")
_OPENED = frozenset({
    *((section,) for section in _SECTIONS),
    ("Metadata",),
    ("Metadata", "ArchDesk"),
    *(("Metadata", "ArchDesk", part) for part in ("components", "connections", "waivers")),
})  # fmt: skip


@dataclass(frozen=True)
class Chunk:
    """Some lines of a template that belong to one path of keys; ``end`` is the closing bracket of JSON."""

    path: Path
    lines: tuple[str, ...]
    end: bool = False

    @cached_property
    def size(self) -> int:
        """Bytes of its text."""
        return sum(len(line.encode()) + 1 for line in self.lines)


@dataclass(frozen=True)
class Page:
    """A template as it stands at one moment."""

    chunks: tuple[Chunk, ...] = ()
    template: Mapping[str, Any] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)  # logical id -> component or connection
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # and back, its own resource first
    comments: Mapping[Path, str] = field(default_factory=dict)
    error: str = ""  # why there is none

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for chunk in self.chunks for line in chunk.lines)

    @property
    def resources(self) -> int:
        return len(self.template.get("Resources", {}))

    @cached_property
    def size(self) -> int:
        """Bytes of the text."""
        return sum(chunk.size for chunk in self.chunks)

    def spans(self, id: str) -> list[range]:
        """The lines, counted from 0, of all resources that are there for a component or a connection, or that a
        connection adds to; those of its own resource first.
        """
        return [span for name in self.places.get(id, ()) if (span := self.span_of(name)) is not None]

    def span_of(self, logical_id: str) -> range | None:
        """The lines of a resource; of a parameter where no resource has that name."""
        for section in ("Resources", "Parameters", "Outputs"):
            number = self._numbers.get((section, logical_id))
            if number is not None:
                return range(self._starts[number], self._starts[number + 1])
        return None

    def owner_at(self, line: int) -> str:
        """The component or connection that a line, counted from 0, is there for; empty for none."""
        number = bisect_right(self._starts, line) - 1
        if not 0 <= number < len(self.chunks):
            return ""
        path = self.chunks[number].path
        if len(path) == 4 and path[:2] == ("Metadata", "ArchDesk"):
            return path[3]
        return self.owners.get(path[1], "") if len(path) == 2 and path[0] != "Metadata" else ""

    def id_at(self, line: int) -> str:
        """The logical id of the resource, parameter or output at a line; empty for none."""
        number = bisect_right(self._starts, line) - 1
        path = self.chunks[number].path if 0 <= number < len(self.chunks) else ()
        return path[1] if len(path) == 2 and path[0] in _SECTIONS else ""

    @cached_property
    def _starts(self) -> list[int]:
        """The first line of each chunk, and the number of all."""
        return [0, *accumulate(len(c.lines) for c in self.chunks)]

    @cached_property
    def _numbers(self) -> dict[Path, int]:
        return {c.path: n for n, c in enumerate(self.chunks) if not c.end}


NO_PAGE = Page()


class Writer:
    """Writes the pages of one design after the other; what is as it was is not written again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Path, bool], tuple[object, Chunk]] = {}

    def page(
        self,
        design: Design,
        catalogue: Catalogue,
        format: Format = "yaml",
        options: Options = PLAIN,
        comments: bool = True,
    ) -> Page:
        """The page of a design as it is now."""
        steps = self.steps(design, catalogue, format, options, comments)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                return cast(Page, done.value)

    def steps(
        self,
        design: Design,
        catalogue: Catalogue,
        format: Format = "yaml",
        options: Options = PLAIN,
        comments: bool = True,
    ) -> Generator[None, None, Page]:
        """The same in small steps, returned at the end; the design must not change meanwhile."""
        draft = Draft(design, catalogue, options)
        try:
            yield from drafting(draft)
            template = yield from assembling(draft)
        except ArchDeskError as error:
            return Page(error=str(error))
        yield
        words_of = comments_of(draft) if comments and format == "yaml" else _SILENT
        said: dict[Path, dict[Path, str]] = {}
        for path, text in words_of.items():
            said.setdefault(path[:2], {})[path] = text
        chunks: list[Chunk] = []
        kept: dict[tuple[Path, bool], tuple[object, Chunk]] = {}
        parts = _yaml_parts(template) if format == "yaml" else _json_parts(template)
        for number, (path, value, last) in enumerate(parts):
            end = value is _END
            words = said.get(path, _SILENT)
            plain = value.word if isinstance(value, _Mark) else json.dumps(value)
            key = format, plain, tuple(words.items()), last
            before = self._kept.get((path, end))
            if before is None or before[0] != key:
                write = _yaml_chunk if format == "yaml" else _json_chunk
                before = key, Chunk(path, tuple(write(path, value, last, words)), end)
            kept[path, end] = before
            chunks.append(before[1])
            if number % _TOGETHER == 0:
                yield
        self._kept = kept
        owners = owners_of(draft)
        return Page(tuple(chunks), template, owners, _places(draft, owners), words_of)


def _places(draft: Draft, owners: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for component in draft.design.components:
        if draft.exported(component):
            found[component.id] = {draft.logical_id(component): None}
    for logical, owner in owners.items():
        found.setdefault(owner, {})[logical] = None
    for connection, lines in draft.lines.items():
        found.setdefault(connection, {}).update((line.logical_id, None) for line in lines)
    return {id: tuple(names) for id, names in found.items()}


# -- the chunks of a template -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mark:
    """What stands for an opened mapping, or for its end."""

    word: str


_OPEN, _END = _Mark("open"), _Mark("end")
_SILENT: Mapping[Path, str] = MappingProxyType({})
Part = tuple[Path, Any, bool]  # a path, what stands there, and whether it is the last in its mapping


def _opened(path: Path, value: Any) -> bool:
    return (
        path in _OPENED
        and isinstance(value, dict)
        and bool(value)
        and not any(key.startswith("Fn::") for key in value)
    )


def _yaml_parts(value: Mapping[str, Any], path: Path = ()) -> Iterator[Part]:
    for key, inner in value.items():
        here = (*path, key)
        if _opened(here, inner):
            yield here, _OPEN, False
            yield from _yaml_parts(inner, here)
        else:
            yield here, inner, False


def _json_parts(value: Mapping[str, Any], path: Path = (), last: bool = True) -> Iterator[Part]:
    yield path, _OPEN, False
    for number, (key, inner) in enumerate(value.items(), 1):
        here, closes = (*path, key), number == len(value)
        if _opened(here, inner):
            yield from _json_parts(inner, here, closes)
        else:
            yield here, inner, closes
    yield path, _END, last


def _yaml_chunk(path: Path, value: Any, last: bool, comments: Mapping[Path, str]) -> Sequence[str]:
    inner: Any = {} if value is _OPEN else value
    for key in reversed(path):
        inner = {key: inner}
    lines = write_template(inner, "yaml", comments).split("\n")[len(path) - 1 : -1]
    return [lines[0].removesuffix(" {}")] if value is _OPEN else lines


def _json_chunk(path: Path, value: Any, last: bool, comments: Mapping[Path, str]) -> Sequence[str]:
    blank, comma = "  " * len(path), "" if last else ","
    if value is _END:
        return [f"{blank}}}{comma}"]
    key = f"{json.dumps(path[-1], ensure_ascii=False)}: " if path else ""
    if value is _OPEN:
        return [f"{blank}{key}{{"]
    first, *rest = write_template(value, "json").split("\n")[:-1]
    lines = [f"{blank}{key}{first}", *(blank + line for line in rest)]
    return [*lines[:-1], lines[-1] + comma]


# -- following --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Splice:
    """Put ``lines`` where ``gone`` lines stand from line ``at`` on, counted from 0."""

    at: int
    gone: int
    lines: tuple[str, ...]


def splices(shown: list[Chunk], wanted: Sequence[Chunk]) -> Iterator[Splice]:
    """What makes the lines of ``shown`` those of ``wanted``, from top to bottom.

    ``shown`` says at each splice what stands there once it is done: whoever stops between two goes on from there.
    """
    coming = {(c.path, c.end) for c in wanted}
    at = line = 0
    for chunk in wanted:
        while at < len(shown) and (shown[at].path, shown[at].end) not in coming:
            gone = shown.pop(at)
            yield Splice(line, len(gone.lines), ())
        coming.discard((chunk.path, chunk.end))
        old = shown[at] if at < len(shown) else None
        if old is None or (old.path, old.end) != (chunk.path, chunk.end):
            shown.insert(at, chunk)
            yield Splice(line, 0, chunk.lines)
        elif old is not chunk:
            shown[at] = chunk
            if old.lines != chunk.lines:
                yield _narrow(line, old.lines, chunk.lines)
        line += len(chunk.lines)
        at += 1
    while len(shown) > at:
        gone = shown.pop(at)
        yield Splice(line, len(gone.lines), ())


def _narrow(line: int, old: tuple[str, ...], new: tuple[str, ...]) -> Splice:
    """The splice without the lines at both ends that stay."""
    most, above = min(len(old), len(new)), 0
    while above < most and old[above] == new[above]:
        above += 1
    below = 0
    while below < most - above and old[-1 - below] == new[-1 - below]:
        below += 1
    return Splice(line + above, len(old) - above - below, new[above : len(new) - below])
