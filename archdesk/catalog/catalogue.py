"""The catalogue: all component types, presets, relations, connection types and rules, loaded from palettes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from archdesk.catalog.definitions import (
    ComponentType,
    ConnectionType,
    Definition,
    Ends,
    Palette,
    Preset,
    Relation,
    RuleDefinition,
)
from archdesk.errors import Problem
from archdesk.model.records import Component, Value
from archdesk.shipped import shipped
from archdesk.source import Source, read_yaml

GENERIC = "aws.resource"


class Catalogue:
    """Read-only knowledge. ``problems`` names what was wrong in palettes and therefore left out."""

    def __init__(self, palettes: Iterable[Palette], problems: Sequence[Problem] = ()) -> None:
        self.palettes = tuple(palettes)
        self.problems = tuple(problems)
        self.types: Mapping[str, ComponentType] = {
            k: v for p in self.palettes for k, v in p.components.items()
        }
        self.presets: Mapping[str, Preset] = {k: v for p in self.palettes for k, v in p.presets.items()}
        self.relations: Mapping[str, Relation] = {k: v for p in self.palettes for k, v in p.relations.items()}
        self.rules: Sequence[RuleDefinition] = tuple(r for p in self.palettes for r in p.rules)

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

    @cached_property
    def _connections(self) -> Mapping[tuple[str, str], tuple[ConnectionType, ...]]:
        found: dict[tuple[str, str], list[ConnectionType]] = {}
        for palette in self.palettes:
            for entry in palette.connections:
                for source in entry.sources:
                    for target in entry.targets:
                        found.setdefault((source, target), []).append(entry)
        return {pair: tuple(entries) for pair, entries in found.items()}


def load_catalogue(folders: Iterable[Path] = ()) -> Catalogue:
    """The shipped palettes and those in further ``folders``. Wrong entries are left out and named."""
    files = [f for folder in (shipped("palettes") / "aws", *folders) for f in sorted(folder.glob("*.yaml"))]
    return read_palettes((file.name, file.read_bytes()) for file in files)


def read_palettes(texts: Iterable[tuple[str, str | bytes]]) -> Catalogue:
    """A catalogue of palette texts, each with the file name to use in messages."""
    problems: list[Problem] = []
    palettes = [
        p for name, text in texts if (p := _read_palette(read_yaml(text, name), problems)) is not None
    ]
    palettes = _without_duplicates(palettes, problems)
    problems += _dangling(palettes)
    return Catalogue(palettes, problems)


_SECTIONS: Mapping[str, type[Definition]] = {
    "components": ComponentType,
    "presets": Preset,
    "relations": Relation,
    "connections": ConnectionType,
    "rules": RuleDefinition,
}
_LISTS = ("connections", "rules")


def _read_palette(source: Source, problems: list[Problem]) -> Palette | None:
    """One palette; entries with a mistake are named and left out, the rest loads."""
    problems += source.problems
    value = source.value
    if source.problems and value is None:
        return None
    if not isinstance(value, dict):
        problems.append(source.problem((), "a palette is a mapping with service, category and components"))
        return None
    found: dict[str, Value] = {k: v for k, v in value.items() if k not in _SECTIONS}
    for section, kind in _SECTIONS.items():
        found[section] = _read_section(source, section, kind, value, problems)
    try:
        return Palette.model_validate(found)
    except ValidationError as error:
        _tell(source, (), error, problems)
        return None


def _read_section(
    source: Source, section: str, kind: type[Definition], value: dict[str, Value], problems: list[Problem]
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
        try:
            read[key] = kind.model_validate({**given, **entry} if isinstance(entry, dict) else entry)
        except ValidationError as error:
            _tell(source, (section, key), error, problems)
    return list(read.values()) if listed else read


def _given(section: str, key: str | int, value: dict[str, Value], name: str) -> dict[str, Value]:
    """What an entry takes from where it stands: id, service, category, file."""
    match section:
        case "components":
            about = {k: value[k] for k in ("service", "category") if isinstance(value.get(k), str)}
            return {**about, "file": name, "id": key}
        case "presets" | "relations":
            return {"id": key}
        case "rules":
            return {"file": name}
        case _:
            return {}


def _tell(
    source: Source, path: tuple[str | int, ...], error: ValidationError, problems: list[Problem]
) -> None:
    """Name each mistake by file, line, entry and key."""
    for detail in error.errors():
        where = (*path, *(p for p in detail["loc"] if not (isinstance(p, str) and p.startswith("function-"))))
        key = " › ".join(str(p) for p in where)
        problems.append(source.problem(where, f"{key}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"))


def _without_duplicates(palettes: list[Palette], problems: list[Problem]) -> list[Palette]:
    """Later palettes may not redefine what an earlier one defined: nothing is shadowed silently."""
    seen: dict[str, str] = {}
    result = []
    for palette in palettes:
        kept = {}
        for key, entry in palette.components.items():
            if key in seen:
                problems.append(
                    Problem(entry.file, 0, f"components › {key}: already defined in {seen[key]}; left out")
                )
            else:
                seen[key] = entry.file
                kept[key] = entry
        result.append(
            palette
            if len(kept) == len(palette.components)
            else palette.model_copy(update={"components": kept})
        )
    return result


def _dangling(palettes: Sequence[Palette]) -> list[Problem]:
    """Names in palettes that nothing defines."""
    types = {t for p in palettes for t in p.components}
    relations = {r for p in palettes for r in p.relations}
    problems = []
    for palette in palettes:

        def wrong(message: str, service: str = palette.service) -> None:
            problems.append(Problem(service, 0, message))

        for key, preset in palette.presets.items():
            if preset.type not in types:
                wrong(f"presets › {key}: no component type {preset.type!r}")
        for entry in palette.connections:
            for end in (*entry.sources, *entry.targets):
                if end not in types:
                    wrong(f"connections: no component type {end!r}")
            if entry.relation not in relations:
                wrong(f"connections: no relation {entry.relation!r}")
        for key, component in palette.components.items():
            for parent in (*component.placement.parents, *filter(None, [component.placement.spans])):
                if parent not in types:
                    wrong(f"components › {key}: no component type {parent!r} to stand in")
    return problems
