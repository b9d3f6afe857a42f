"""What becomes of the notes, section by section, as a table one can read: nothing in it is written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from archdesk.catalog.catalogue import Catalogue
from archdesk.handbook.definitions import Section
from archdesk.handbook.reading import Handbook
from archdesk.handbook.uses import SectionUses, uses_of

COLUMNS = (
    "Components",
    "Parts",
    "Connections",
    "Rules",
    "Limits",
    "Costs",
    "Calculators",
    "Questions",
    "Sequences and files",
    "Changed facts",
    "Mistakes",
    "Cards",
    "Scenarios",
)

_HEAD = """# What becomes of the notes

Every section of the notes with what draws on it: how many entries of the palettes cite it, and what the
handbook says of it. `packaging/write_coverage.py` writes this file; a test sees that it is current.
"""


def coverage_table(
    catalogue: Catalogue, handbook: Handbook, scenarios: Mapping[str, int] = MappingProxyType({})
) -> str:
    """The table as Markdown: a part for each group, a line for each section, and the sums.

    ``scenarios`` says how many of them practise each section.
    """
    parts = [_HEAD]
    sums = [0] * len(COLUMNS)
    for group, sections in handbook.groups().items():
        rows = [
            (s, (*counts(s, uses_of(s.id, catalogue, handbook)), scenarios.get(s.id, 0))) for s in sections
        ]
        sums = [total + sum(row[i] for _, row in rows) for i, total in enumerate(sums)]
        lines = [_row((f"{s.title} (`{s.id}`)", *row)) for s, row in rows]
        parts.append("\n".join([f"## {group}", "", *_header("Section"), *lines, ""]))
    parts.append("\n".join(["## All", "", *_header("Sections"), _row((len(handbook.sections), *sums)), ""]))
    return "\n".join(parts)


def counts(section: Section, uses: SectionUses) -> tuple[int, ...]:
    """A number for each of ``COLUMNS`` but the scenarios."""
    return (
        len(uses.components),
        len(uses.parts),
        len(uses.connections),
        len(uses.rules),
        len(uses.limits),
        len(uses.costs),
        len(uses.calculators),
        len(uses.decisions) + len(uses.diagnostics),
        len(uses.sequences) + len(uses.files),
        len(section.changed),
        len(section.mistakes),
        len(section.cards),
    )


def _header(first: str) -> list[str]:
    return [_row((first, *COLUMNS)), _row((":--", *("--:" for _ in COLUMNS)))]


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) if cell != 0 else '' for cell in cells)} |"
