"""Whatever palettes and handbook cite or name is there, and every section of the notes is drawn on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from archdesk.catalog.catalogue import load_catalogue
from archdesk.handbook.reading import load_handbook
from archdesk.handbook.uses import uses_of

CATALOGUE, HANDBOOK = load_catalogue(), load_handbook()
PARTS = ("sections", "calculators", "decisions", "diagnostics", "sequences", "files")


def citations(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every ``cite`` in a definition and all it holds: (where, what)."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if name == "cite" and inner:
                yield path, inner
            else:
                yield from citations(inner, f"{path} › {name}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from citations(inner, f"{path} › {key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from citations(inner, f"{path} › {index}")


@pytest.mark.parametrize("palette", CATALOGUE.palettes, ids=lambda p: p.service)
def test_what_a_palette_cites_is_a_section(palette: Any) -> None:
    assert [(where, what) for where, what in citations(palette, "") if what not in HANDBOOK.sections] == []


@pytest.mark.parametrize("part", PARTS)
def test_what_the_handbook_cites_is_a_section(part: str) -> None:
    found = [c for entry in getattr(HANDBOOK, part).values() for c in citations(entry, entry.id)]
    assert [(where, what) for where, what in found if what not in HANDBOOK.sections] == []
    assert part == "sections" or len(found) == len(getattr(HANDBOOK, part))


@pytest.mark.parametrize("part", PARTS)
def test_every_type_the_handbook_names_is_in_the_palettes(part: str) -> None:
    known = {*CATALOGUE.types, *CATALOGUE.presets} if part == "sections" else {*CATALOGUE.types}
    named = {(e.id, t) for e in getattr(HANDBOOK, part).values() for t in e.types}
    named |= {(c.id, c.component) for c in HANDBOOK.calculators.values()}
    assert {(id, type) for id, type in named if type not in known} == set()


def test_every_entry_the_handbook_offers_to_place_is_in_the_palettes() -> None:
    offered = {(d.id, o.entry) for d in HANDBOOK.decisions.values() for o in d.options if o.entry}
    offered |= {(d.id, d.entry) for d in HANDBOOK.diagnostics.values() if d.entry}
    assert {(id, e) for id, e in offered if e not in CATALOGUE.types and e not in CATALOGUE.presets} == set()


def test_what_an_option_sets_is_a_property_with_such_a_value() -> None:
    for decision in HANDBOOK.decisions.values():
        for option in decision.options:
            preset = CATALOGUE.presets.get(option.entry)
            for name, value in option.properties.items():
                asked = CATALOGUE.types[preset.type if preset else option.entry].properties[name]
                for edition in option.editions:
                    assert value in (asked.bound("values", edition) or [value]), (decision.id, option.choice)


@pytest.mark.parametrize("section", HANDBOOK.sections)
def test_a_section_is_drawn_on_or_has_a_card(section: str) -> None:
    assert uses_of(section, CATALOGUE, HANDBOOK).count() or HANDBOOK.sections[section].cards


def test_the_uses_of_a_section_are_what_cites_it() -> None:
    uses = uses_of("sqs", CATALOGUE, HANDBOOK)
    assert [t.id for t in uses.components] == ["sqs.queue"]
    assert {"fifo_queue", "dead_letter_queue"} <= {p.id for p in uses.presets}
    assert {r.id for r in uses.rules} == {r.id for r in CATALOGUE.rules if r.cite == "sqs"}
    assert ("sqs.queue", "Retention") in {(limit.type.id, limit.name) for limit in uses.limits}
    assert ("sqs.queue", "visibility_timeout") in {(p.type.id, p.name) for p in uses.properties}
    assert {"sqs-visibility", "redrive"} <= {c.id for c in uses.calculators}
    assert [d.id for d in uses.diagnostics] == ["sqs-twice", "sqs-late"]
    assert [s.id for s in uses.sequences] == ["sqs-message"]
    assert {c.cite for c in uses.connections} == {"sqs"}
    assert {c.entry.cite for c in uses.costs} == {"sqs"}


def test_nothing_draws_on_a_section_that_is_none() -> None:
    assert uses_of("nothing", CATALOGUE, HANDBOOK).count() == 0
