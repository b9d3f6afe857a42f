"""What a project says about rules, beside its designs: severities, waivers, and packs of rules of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from pydantic import Field

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Definition, RuleDefinition
from archdesk.catalog.palettes import PaletteFile
from archdesk.errors import Problem
from archdesk.model.records import NOTHING, Waiver

Choice = Literal["off", "error", "warning", "info"]


class WaiverEntry(Definition):
    """A waiver as a project file writes it."""

    rule: str
    components: tuple[str, ...]
    reason: str
    until: str = ""
    rule_version: int = 0


class ProjectFile(Definition):
    """What may stand in ``archdesk.yaml``."""

    rules: dict[str, Choice] = Field(default_factory=dict)  # rule id, or a pattern such as CW-*
    waivers: tuple[WaiverEntry, ...] = ()
    packs: tuple[str, ...] = ()  # palette files that hold rules only, relative to the file


@dataclass(frozen=True)
class Project:
    """A project as read. Where its file has a mistake, ``problems`` says so and nothing of it is in force."""

    rules: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    waivers: tuple[Waiver, ...] = ()
    pack_files: tuple[PaletteFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    file: str = ""  # its name as messages say it; empty: there is no such file
    lines: Mapping[str, int] = field(default_factory=dict)  # of each choice and waiver, by its key or id
    reads: tuple[str, ...] = ()  # the packs it names, there or not: where they change, it changes

    @property
    def packs(self) -> tuple[RuleDefinition, ...]:
        """The rules of its packs."""
        return tuple(rule for file in self.pack_files for rule in file.palette.rules)


NO_PROJECT = Project()


def with_packs(catalogue: Catalogue, project: Project) -> Catalogue:
    """The catalogue with the rules of a project's packs: the same object for the same packs."""
    known = catalogue.files
    new = tuple(f for f in project.pack_files if f.name not in known or known[f.name].text != f.text)
    return _joined(catalogue, _Packs(new)) if new else catalogue


class _Packs:
    """Packs as a key of the cache: those with the same names and texts are the same."""

    __slots__ = ("files", "key")

    def __init__(self, files: tuple[PaletteFile, ...]) -> None:
        self.files = files
        self.key = tuple((f.name, f.text) for f in files)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Packs) and other.key == self.key


@lru_cache(maxsize=8)
def _joined(catalogue: Catalogue, packs: _Packs) -> Catalogue:
    files = {**catalogue.files, **{f.name: f for f in packs.files}}
    return Catalogue([*catalogue.palettes, *(f.palette for f in packs.files)], catalogue.problems, files)
