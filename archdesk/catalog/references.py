"""What palettes say of each other: nothing is defined twice, nothing names what is not there.

What is wrong is reported with its line and left out; the rest stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from archdesk.catalog.definitions import ComponentType, ConnectionType, Palette
from archdesk.catalog.mistakes import did_you_mean
from archdesk.catalog.palettes import PaletteFile
from archdesk.errors import Problem
from archdesk.source import Path

_Tell = Callable[[Path, str], None]


def sound(files: Sequence[PaletteFile], problems: list[Problem]) -> list[Palette]:
    """The palettes without what an earlier one defines already and without what names nothing."""
    palettes = [_without_doubles(file, seen, problems) for seen in [_Seen()] for file in files]
    types = {t: c for p in palettes for t, c in p.components.items()}
    broken = frozenset(t for f in files for t in f.broken)
    relations = frozenset(r for p in palettes for r in p.relations)
    return [
        _without_dangling(
            file, palette, _Known(types, broken, relations, all(f.is_read for f in files)), problems
        )
        for file, palette in zip(files, palettes, strict=True)
    ]


class _Seen:
    """Which file defined what first."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, object], str] = {}

    def before(self, section: str, key: object, file: str) -> str | None:
        """The file that has it already; notes this one where none has."""
        found = self.first.setdefault((section, key), file)
        return None if found == file else found


def _without_doubles(file: PaletteFile, seen: _Seen, problems: list[Problem]) -> Palette:
    """Later palettes may not redefine what an earlier one defined: nothing is shadowed silently."""
    kept: dict[str, Any] = {}
    palette = file.palette

    def is_new(section: str, key: object, path: Path, what: str = "") -> bool:
        first = seen.before(section, key, file.name)
        if first is not None:
            problems.append(file.problem(path, f"{what}already defined in {first}; left out"))
        return first is None

    for section in ("components", "presets", "relations"):
        entries = getattr(palette, section)
        new = {k: v for k, v in entries.items() if is_new(section, k, (section, k))}
        if len(new) != len(entries):
            kept[section] = new
    rules = tuple(r for r in palette.rules if is_new("rules", r.id, ("rules", r.position), f"{r.id} is "))
    if len(rules) != len(palette.rules):
        kept["rules"] = rules
    connections = [_unjudged(entry, is_new) for entry in palette.connections]
    if any(a is not b for a, b in zip(connections, palette.connections, strict=True)):
        kept["connections"] = tuple(c for c in connections if c is not None)
    return palette.model_copy(update=kept) if kept else palette


def _unjudged(entry: ConnectionType, is_new: Callable[..., bool]) -> ConnectionType | None:
    """The entry without the pairs of types that another palette judges already; None if that leaves none."""
    where = repr(entry.where)
    doubles = {
        (source, target)
        for source in entry.sources
        for target in entry.targets
        if not is_new(
            "connections",
            (source, entry.relation, target, where),
            ("connections", entry.position),
            f"{source} {entry.relation} {target} is ",
        )
    }
    if not doubles:
        return entry
    sources = tuple(s for s in entry.sources if any((s, t) not in doubles for t in entry.targets))
    targets = tuple(t for t in entry.targets if any((s, t) not in doubles for s in entry.sources))
    if not sources or any((s, t) in doubles for s in sources for t in targets):
        return None
    return entry.model_copy(update={"source": sources, "target": targets})


@dataclass(frozen=True)
class _Known:
    """What palettes may name. A ``broken`` type is left out too, but its own mistake is the one to mend."""

    types: dict[str, ComponentType]
    broken: frozenset[str]
    relations: frozenset[str]
    is_all: bool  # False: a palette could not be read, and may define what is missing

    def has(self, type: str, path: Path, tell: _Tell) -> bool:
        if self.is_all and type not in self.types and type not in self.broken:
            tell(path, f"there is no component type {type!r}{did_you_mean(type, self.types)}")
        return type in self.types


def _without_dangling(file: PaletteFile, palette: Palette, known: _Known, problems: list[Problem]) -> Palette:
    """The palette without entries that name a type or relation nobody defines."""

    def tell(path: Path, message: str) -> None:
        problems.append(file.problem(path, message))

    kept: dict[str, Any] = {}
    presets = {k: p for k, p in palette.presets.items() if known.has(p.type, ("presets", k, "type"), tell)}
    if len(presets) != len(palette.presets):
        kept["presets"] = presets
    connections = tuple(c for c in palette.connections if _joins(c, known, tell))
    if len(connections) != len(palette.connections):
        kept["connections"] = connections
    components = {k: _standing(k, c, known, tell) for k, c in palette.components.items()}
    if any(components[k] is not c for k, c in palette.components.items()):
        kept["components"] = components
    return palette.model_copy(update=kept) if kept else palette


def _joins(entry: ConnectionType, known: _Known, tell: _Tell) -> bool:
    at = ("connections", entry.position)
    there = [known.has(s, (*at, "from"), tell) for s in entry.sources]
    there += [known.has(t, (*at, "to"), tell) for t in entry.targets]
    if entry.relation not in known.relations:
        close = did_you_mean(entry.relation, known.relations)
        if known.is_all:
            tell((*at, "relation"), f"there is no relation {entry.relation!r}{close}")
        return False
    return all(there)


def _standing(key: str, kind: ComponentType, known: _Known, tell: _Tell) -> ComponentType:
    """The type without the containers that nobody defines."""
    place, at = kind.placement, ("components", key, "placement")
    parents = tuple(p for p in place.parents if known.has(p, (*at, "parents"), tell))
    spans = place.spans if not place.spans or known.has(place.spans, (*at, "spans"), tell) else ""
    if parents == place.parents and spans == place.spans:
        return kind
    return kind.model_copy(
        update={"placement": place.model_copy(update={"parents": parents, "spans": spans})}
    )
