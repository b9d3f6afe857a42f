"""The catalogue: all component types, presets, relations, connection types and rules, loaded from palettes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from archdesk.catalog.compiled import cache_file, digest, palette_of, read_compiled, write_compiled
from archdesk.catalog.definitions import (
    ComponentType,
    ConnectionType,
    Ends,
    Palette,
    Preset,
    Relation,
    RuleDefinition,
    Transfer,
    Usage,
)
from archdesk.catalog.palettes import PaletteFile, own_name, read_palette
from archdesk.catalog.references import sound
from archdesk.errors import Problem
from archdesk.model.records import Component, Connection, Value
from archdesk.shipped import shipped
from archdesk.source import Path as Keys

GENERIC = "aws.resource"


class Catalogue:
    """Read-only knowledge. ``problems`` names what was wrong in palettes and therefore left out."""

    def __init__(
        self,
        palettes: Iterable[Palette],
        problems: Sequence[Problem] = (),
        files: Mapping[str, PaletteFile] | None = None,
    ) -> None:
        self.palettes = tuple(palettes)
        self.files: Mapping[str, PaletteFile] = files or {}  # by name: for the lines of later messages
        self.problems = tuple(problems)
        self.types: Mapping[str, ComponentType] = {
            k: v for p in self.palettes for k, v in p.components.items()
        }
        self.presets: Mapping[str, Preset] = {k: v for p in self.palettes for k, v in p.presets.items()}
        self.relations: Mapping[str, Relation] = {k: v for p in self.palettes for k, v in p.relations.items()}
        self.transfers: Mapping[str, Transfer] = {k: v for p in self.palettes for k, v in p.transfers.items()}
        self.rules: Sequence[RuleDefinition] = tuple(r for p in self.palettes for r in p.rules)

    def transfers_of(self, relation: str) -> Sequence[Transfer]:
        """What is billed for the data that connections of this relation carry."""
        return [t for t in self.transfers.values() if relation in t.relations]

    def usage_of(self, record: Component | Connection) -> Mapping[str, Usage]:
        """The monthly quantities that can be entered for a component or connection, by name."""
        if isinstance(record, Component):
            return self.type_of(record).usage
        return {k: v for transfer in self.transfers_of(record.relation) for k, v in transfer.usage.items()}

    def type_of(self, component: Component) -> ComponentType:
        """The component's type; a stand-in that says so where no palette knows it."""
        found = self.types.get(component.type)
        if found is not None:
            return found
        return ComponentType(
            id=component.type,
            label=component.type,
            service="unknown",
            category="unknown",
            summary="No palette knows this type; it is kept as it is.",
        )

    def value(self, component: Component, name: str) -> Value:
        """A property's value, or its default; None where it has neither."""
        if name in component.properties:
            return component.properties[name]
        definition = self.type_of(component).properties.get(name)
        return None if definition is None else definition.default

    def values(self, component: Component) -> dict[str, Value]:
        """All properties of a component, defaults filled in."""
        defaults = {k: p.default for k, p in self.type_of(component).properties.items()}
        return {**defaults, **component.properties}

    def connection_types(self, source: str, target: str) -> Sequence[ConnectionType]:
        """What the palettes say of connecting these two types, best first as listed."""
        return self._connections.get((source, target), ())

    def connections_between(self, source: Component, target: Component) -> Sequence[ConnectionType]:
        """What the palettes say of connecting these two, as they are set: one entry a relation, best first."""
        entries = self.connection_types(source.type, target.type)
        if not any(e.where for e in entries):
            return entries
        fitting = [e for e in entries if self._fits(e.where, source, target)]
        narrow = {e.relation: e for e in reversed(fitting) if e.where is not None}
        chosen = {e.relation: narrow.get(e.relation, e) for e in fitting}
        return tuple(chosen.values())

    def connection_between(
        self, source: Component, target: Component, relation: str
    ) -> ConnectionType | None:
        """What the palettes say of this relation between these two."""
        return next((c for c in self.connections_between(source, target) if c.relation == relation), None)

    def _fits(self, where: Ends | None, source: Component, target: Component) -> bool:
        return where is None or all(
            self.value(end, name) in (wanted if isinstance(wanted, list) else [wanted])
            for end, asked in ((source, where.source), (target, where.target))
            for name, wanted in asked.items()
        )

    def rule_problem(self, rule: RuleDefinition, path: Keys, message: str) -> Problem:
        """A problem of a rule, at the line of the key that ``path`` leads to where the file is at hand."""
        file = self.files.get(rule.file)
        where = " › ".join(["rules", rule.id, *map(str, path)])
        line = file.source.line(("rules", rule.position, *path)) if file is not None else 0
        return Problem(rule.file, line, f"{where}: {message}")

    @cached_property
    def _connections(self) -> Mapping[tuple[str, str], tuple[ConnectionType, ...]]:
        found: dict[tuple[str, str], list[tuple[int, ConnectionType]]] = {}
        for palette in self.palettes:
            own = palette.components
            for entry in palette.connections:
                for source in entry.sources:
                    for target in entry.targets:
                        # What the target's palette says of it comes first: a queue is there to be sent to.
                        rank = 0 if target in own else 1 if source in own else 2
                        found.setdefault((source, target), []).append((rank, entry))
        return {
            pair: tuple(entry for _, entry in sorted(ranked, key=lambda r: r[0]))
            for pair, ranked in found.items()
        }


def load_catalogue(folders: Iterable[Path] = (), cache: Path | None = None) -> Catalogue:
    """The shipped palettes and those in further ``folders``. Wrong entries are left out and named.

    ``cache`` is the file that compiled palettes are kept in (see `compiled`); the user's own if not given.
    """
    problems: list[Problem] = []
    texts = palette_files(folders, problems)
    return join_palettes(compiled_files(texts, cache if cache is not None else cache_file()), problems)


def palette_files(folders: Iterable[Path], problems: list[Problem]) -> list[tuple[str, bytes]]:
    """The texts of the shipped palettes and of those in ``folders``, each with its name in messages."""
    own = shipped("palettes") / "aws"
    found = [(f.name, f) for f in sorted(own.glob("*.yaml"))]
    found += [(own_name(f), f) for folder in folders for f in sorted(folder.glob("*.yaml"))]
    return [(name, text) for name, f in found if (text := _text_of(f, problems)) is not None]


def read_palettes(texts: Iterable[tuple[str, str | bytes]]) -> Catalogue:
    """A catalogue of palette texts, each with the file name to use in messages."""
    return join_palettes([read_palette(name, text) for name, text in texts], [])


def _text_of(file: Path, problems: list[Problem]) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError as error:
        problems.append(Problem(str(file), 0, f"cannot be read: {error.strerror}; the palette is left out"))
        return None


def compiled_files(texts: Sequence[tuple[str, bytes]], cache: Path) -> list[PaletteFile]:
    """The palettes as compiled before; what is new or was wrong is read, and what is right of it kept."""
    kept = read_compiled(cache)
    files, keep, is_new = [], {}, False
    for name, text in texts:
        key = digest(name, text)
        palette = palette_of(kept.get(key))
        file = read_palette(name, text) if palette is None else PaletteFile(name, text, palette)
        files.append(file)
        if not file.problems:
            keep[key] = file.palette
            is_new = is_new or palette is None
    if is_new:
        write_compiled(cache, keep)
    return files


def join_palettes(files: Sequence[PaletteFile], problems: list[Problem]) -> Catalogue:
    """The catalogue of palettes that were read; theirs is added to the ``problems`` found so far."""
    for file in files:
        problems += file.problems
    return Catalogue(sound(files, problems), problems, {file.name: file for file in files})
