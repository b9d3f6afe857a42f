"""The catalogue: all component types, presets, relations, connection types and rules, loaded from palettes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from archdesk.catalog.definitions import (
    ComponentType,
    ConnectionType,
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

    def connection_type(self, source: str, target: str, relation: str) -> ConnectionType | None:
        return next((c for c in self.connection_types(source, target) if c.relation == relation), None)

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


def _read_palette(source: Source, problems: list[Problem]) -> Palette | None:
    """One palette; entries with a mistake are named and left out, the rest loads."""
    problems += source.problems
    value = source.value
    if source.problems and value is None:
        return None
    if not isinstance(value, dict):
        problems.append(source.problem((), "a palette is a mapping with service, category and components"))
        return None
    for _ in range(50):  # each round removes the entries that were wrong; nested mistakes may show later ones
        try:
            palette = Palette.model_validate(_completed(value, source.name))
        except ValidationError as error:
            wrong: set[tuple[str | int, ...]] = set()
            for detail in error.errors():
                path = tuple(
                    p for p in detail["loc"] if not (isinstance(p, str) and p.startswith("function-"))
                )
                key = " › ".join(str(p) for p in path)
                problems.append(
                    source.problem(path, f"{key}: {detail['msg'][:1].lower()}{detail['msg'][1:]}")
                )
                if len(path) < 2 or path[0] not in (
                    "components",
                    "presets",
                    "relations",
                    "connections",
                    "rules",
                ):
                    return None
                wrong.add(path[:2])
            value = _without(value, wrong)
        else:
            return palette
    return None


def _completed(value: dict[str, Value], name: str) -> dict[str, Value]:
    """The palette with the keys that entries take from where they stand: id, service, category, file."""
    result = dict(value)
    about = {"service": value.get("service", ""), "category": value.get("category", ""), "file": name}
    for section, given in (("components", about), ("presets", {}), ("relations", {})):
        entries = value.get(section)
        if isinstance(entries, dict):
            result[section] = {
                k: {**given, **e, "id": k} if isinstance(e, dict) else e for k, e in entries.items()
            }
    if isinstance(value.get("rules"), list):
        result["rules"] = [{**r, "file": name} if isinstance(r, dict) else r for r in value["rules"]]
    return result


def _without(value: dict[str, Value], wrong: set[tuple[str | int, ...]]) -> dict[str, Value]:
    result = dict(value)
    for section in {path[0] for path in wrong}:
        entries = value[str(section)]
        gone = {path[1] for path in wrong if path[0] == section}
        if isinstance(entries, dict):
            result[str(section)] = {k: e for k, e in entries.items() if k not in gone}
        else:
            # None keeps the later entries' places, so that their lines stay right
            result[str(section)] = [e for i, e in enumerate(entries) if i not in gone]
    return result


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
