"""Reading one palette file: entry by entry, so that one mistake costs one entry, with its line in the message."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath

from pydantic import ValidationError

from archdesk.catalog.definitions import (
    ComponentType,
    ConnectionType,
    Definition,
    Palette,
    Preset,
    Relation,
    RuleDefinition,
    Transfer,
)
from archdesk.catalog.mistakes import FROM_CONTEXT, mistakes_of, without_mistakes
from archdesk.errors import Problem
from archdesk.model.records import Value
from archdesk.source import Path, Source, read_yaml

SECTIONS: Mapping[str, type[Definition]] = {
    "components": ComponentType,
    "presets": Preset,
    "relations": Relation,
    "transfers": Transfer,
    "connections": ConnectionType,
    "rules": RuleDefinition,
}
_LISTS = ("connections", "rules")


@dataclass(frozen=True)
class PaletteFile:
    """A palette as read: what of it is right, what was wrong, and the text for the lines of later messages."""

    name: str
    text: str | bytes
    palette: Palette
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()  # types left out for a mistake: what names them is not wrong
    is_read: bool = True  # False: it is no palette at all, and nobody knows what it would have defined

    @cached_property
    def source(self) -> Source:
        return read_yaml(self.text, self.name)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at the line of an entry; connections and rules are counted as they stand in the file."""
        return self.source.problem(path, f"{' › '.join(str(p) for p in path)}: {message}")

    def problems_at(self, path: Path, mistakes: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
        """Mistakes inside the entry at ``path``, each at its own line."""
        for inner, message in mistakes:
            yield self.problem((*path, *inner), message)


def is_own_file(name: str) -> bool:
    """Whether a palette is somebody's own: it is named by its path, those that ship by their names alone."""
    return "/" in name or "\\" in name


def own_name(path: FilePath) -> str:
    """The name in messages of somebody's own palette: never a bare file name, as those that ship have."""
    name = str(path)
    return name if is_own_file(name) else os.curdir + os.sep + name


def read_palette(name: str, text: str | bytes, mend: bool = False) -> PaletteFile:
    """One palette; entries with a mistake are named and left out, the rest loads. Never raises for bad text.

    ``mend`` keeps of such an entry what is right of it: good for a further look, not for use.
    """
    source = read_yaml(text, name)
    problems = list(source.problems)
    palette = _palette(source, problems, mend)
    written = source.value.get("components") if isinstance(source.value, dict) else None
    broken = frozenset(written if isinstance(written, dict) else ()) - palette.components.keys()
    file = PaletteFile(name, text, palette, tuple(problems), broken, bool(palette.service))
    file.__dict__["source"] = source  # read once
    return file


def _palette(source: Source, problems: list[Problem], mend: bool) -> Palette:
    empty = Palette(service="", category="")
    value = source.value
    if source.problems and value is None:
        return empty
    if not isinstance(value, dict):
        problems.append(source.problem((), "a palette is a mapping with service, category and components"))
        return empty
    found: dict[str, Value] = {k: v for k, v in value.items() if k not in SECTIONS}
    if value.get("rules") is not None and not value.keys() & (SECTIONS.keys() - {"rules"}):
        found = {"service": FilePath(source.name).stem, "category": "rules", **found}  # a pack of rules
    for section, kind in SECTIONS.items():
        found[section] = _section(source, section, kind, value, problems, mend)
    try:
        return Palette.model_validate(found)
    except ValidationError as error:
        problems += mistakes_of(source, Palette, (), found, error)
        return empty


def _section(
    source: Source,
    section: str,
    kind: type[Definition],
    value: dict[str, Value],
    problems: list[Problem],
    mend: bool,
) -> Value:
    """The entries of a section that are as they should be; a mapping by id, or a list."""
    entries = value.get(section)
    listed = section in _LISTS
    if entries is None:
        return [] if listed else {}
    if not isinstance(entries, list if listed else dict):
        form = "a list" if listed else "a mapping of ids to entries"
        problems.append(source.problem((section,), f"{section} should be {form}"))
        return [] if listed else {}
    read: dict[str | int, Definition] = {}
    for key, entry in entries.items() if isinstance(entries, dict) else enumerate(entries):
        given = _given(section, key, value, source.name)
        for name in FROM_CONTEXT.get(kind.__name__, ()) if isinstance(entry, dict) else ():
            if name in entry:
                where = f"{section} › {key} › {name}"
                problems.append(source.problem((section, key, name), f"{where}: this key is not known here"))
        try:
            read[key] = kind.model_validate({**entry, **given} if isinstance(entry, dict) else entry)
        except ValidationError as error:
            problems += mistakes_of(source, kind, (section, key), entry, error)
            if mend and isinstance(entry, dict):
                with suppress(ValidationError):
                    read[key] = kind.model_validate({**without_mistakes(entry, error), **given})
    return list(read.values()) if listed else read


def _given(section: str, key: str | int, value: dict[str, Value], name: str) -> dict[str, Value]:
    """What an entry takes from where it stands: id, service, category, file, position."""
    match section:
        case "components":
            about = {k: value[k] for k in ("service", "category") if isinstance(value.get(k), str)}
            return {**about, "file": name, "id": key}
        case "presets" | "relations" | "transfers":
            return {"id": key}
        case "connections":
            return {"position": key}
        case "rules":
            return {"file": name, "position": key}
        case _:
            return {}
