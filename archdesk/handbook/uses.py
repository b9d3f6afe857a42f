"""What draws on a section of the notes: everything in palettes and handbook that cites it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import (
    ComponentType,
    ConnectionType,
    Cost,
    Limit,
    Part,
    Preset,
    Property,
    RuleDefinition,
)
from archdesk.handbook.definitions import Calculator, Decision, Diagnostic, Sequence, WrittenFile
from archdesk.handbook.reading import Handbook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Of(Generic[T]):
    """Something a component type has: a part, property, limit or cost, with its name there."""

    type: ComponentType
    name: str
    entry: T


@dataclass(frozen=True, slots=True)
class SectionUses:
    """All that draws on one section."""

    components: tuple[ComponentType, ...] = ()
    parts: tuple[Of[Part], ...] = ()
    properties: tuple[Of[Property], ...] = ()
    presets: tuple[Preset, ...] = ()
    connections: tuple[ConnectionType, ...] = ()
    rules: tuple[RuleDefinition, ...] = ()
    limits: tuple[Of[Limit], ...] = ()
    costs: tuple[Of[Cost], ...] = ()
    calculators: tuple[Calculator, ...] = ()
    decisions: tuple[Decision, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    files: tuple[WrittenFile, ...] = ()

    def count(self) -> int:
        return sum(len(getattr(self, field.name)) for field in fields(self))


def cost_words(cost: Cost) -> str:
    """A line item in a few words: what is paid for, or why nothing is."""
    if cost.free:
        return f"{cost.label}, free. {cost.free}"
    return f"{cost.label}. {cost.note}" if cost.note and "{" not in cost.note else cost.label


def uses_of(section_id: str, catalogue: Catalogue, handbook: Handbook) -> SectionUses:
    """What cites the section. Types and presets also where the section itself names them.

    A preset has no citation of its own: it counts where its type does, or a property that it sets.
    """
    section = handbook.sections.get(section_id)
    named = section.types if section is not None else ()
    types = list(catalogue.types.values())
    components = [t for t in types if t.cite == section_id or t.id in named]

    def is_cited(preset: Preset) -> bool:
        kind = catalogue.types[preset.type]
        told = (kind.properties[name].cite for name in preset.properties if name in kind.properties)
        return section_id in (kind.cite, *told) or preset.id in named

    def cited(entries: Iterable[T]) -> tuple[T, ...]:
        return tuple(e for e in entries if getattr(e, "cite", "") == section_id)

    return SectionUses(
        components=tuple(components),
        parts=tuple(Of(t, n, p) for t in types for n, p in t.parts.items() if p.cite == section_id),
        properties=tuple(Of(t, n, p) for t in types for n, p in t.properties.items() if p.cite == section_id),
        presets=tuple(p for p in catalogue.presets.values() if is_cited(p)),
        connections=cited(entry for palette in catalogue.palettes for entry in palette.connections),
        rules=cited(catalogue.rules),
        limits=tuple(Of(t, e.label, e) for t in types for e in cited(t.limits)),
        costs=tuple(Of(t, e.label, e) for t in types for e in cited(t.costs)),
        calculators=cited(handbook.calculators.values()),
        decisions=cited(handbook.decisions.values()),
        diagnostics=cited(handbook.diagnostics.values()),
        sequences=cited(handbook.sequences.values()),
        files=cited(handbook.files.values()),
    )
