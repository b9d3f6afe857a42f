"""Reading the handbook: its files to a frozen whole, entry by entry, wrong ones left out and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from archdesk.catalog.definitions import Definition
from archdesk.catalog.mistakes import mistakes_of
from archdesk.errors import Problem
from archdesk.handbook.definitions import (
    Calculator,
    Decision,
    Diagnostic,
    Section,
    Sequence,
    WrittenFile,
)
from archdesk.shipped import shipped
from archdesk.source import Source, read_yaml

_KINDS: Mapping[str, type[Definition]] = {
    "sections": Section,
    "calculators": Calculator,
    "decisions": Decision,
    "diagnostics": Diagnostic,
    "sequences": Sequence,
    "files": WrittenFile,
}


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Handbook:
    """All of it by id, in the order of the files. ``problems`` names what was wrong and therefore left out."""

    sections: Mapping[str, Section] = field(default_factory=_none)
    calculators: Mapping[str, Calculator] = field(default_factory=_none)
    decisions: Mapping[str, Decision] = field(default_factory=_none)
    diagnostics: Mapping[str, Diagnostic] = field(default_factory=_none)
    sequences: Mapping[str, Sequence] = field(default_factory=_none)
    files: Mapping[str, WrittenFile] = field(default_factory=_none)
    problems: tuple[Problem, ...] = ()

    def groups(self) -> Mapping[str, tuple[Section, ...]]:
        """The sections of each group."""
        found: dict[str, list[Section]] = {}
        for section in self.sections.values():
            found.setdefault(section.group, []).append(section)
        return {group: tuple(sections) for group, sections in found.items()}


@cache
def load_handbook() -> Handbook:
    """The shipped handbook, read once."""
    folder = shipped("palettes") / "handbook"
    files = [*sorted((folder / "sections").glob("*.yaml")), *sorted(folder.glob("*.yaml"))]
    return read_handbook((str(file.relative_to(folder)), file.read_bytes()) for file in files)


def read_handbook(texts: Iterable[tuple[str, str | bytes]]) -> Handbook:
    """The handbook of these texts, each with the file name to use in messages."""
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {name: {} for name in _KINDS}
    for name, text in texts:
        _read_file(read_yaml(text, name), found, problems)
    frozen = {name: MappingProxyType(entries) for name, entries in found.items()}
    return Handbook(**frozen, problems=tuple(problems))


def _read_file(source: Source, found: dict[str, dict[str, Any]], problems: list[Problem]) -> None:
    problems += source.problems
    if not isinstance(source.value, dict):
        if not source.problems:
            problems.append(source.problem((), f"a file of the handbook is a mapping of {', '.join(_KINDS)}"))
        return
    given = {"file": source.name}
    for key, entries in source.value.items():
        if key == "group" and isinstance(entries, str):
            continue
        if key not in _KINDS:
            problems.append(source.problem((key,), f"{key}: the handbook has no such part"))
        elif not isinstance(entries, dict):
            problems.append(source.problem((key,), f"{key} should be a mapping of ids to entries"))
        else:
            group = {"group": str(source.value.get("group", ""))} if key == "sections" else {}
            _read_part(source, key, entries, {**given, **group}, found[key], problems)


def _read_part(
    source: Source,
    part: str,
    entries: Mapping[str, Any],
    given: Mapping[str, str],
    found: dict[str, Any],
    problems: list[Problem],
) -> None:
    for id, entry in entries.items():
        if id in found:
            message = f"{part} › {id}: already defined in {found[id].file}; left out"
            problems.append(source.problem((part, id), message))
            continue
        whole = {**given, "id": id, **entry} if isinstance(entry, dict) else entry
        try:
            found[id] = _KINDS[part].model_validate(whole)
        except ValidationError as error:
            problems += mistakes_of(source, _KINDS[part], (part, id), entry, error)
