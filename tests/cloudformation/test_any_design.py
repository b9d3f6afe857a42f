"""Whatever is drawn, however oddly: it exports without a circle and opens again equal."""

from __future__ import annotations

import os
import random

import pytest

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Record, Settings

HUNDREDS = int(os.environ.get("ARCHDESK_FUZZ", "1"))


def scribble(seed: int, catalogue: Catalogue) -> Design:
    """A design no one would draw: random types anywhere, random values, random connections of the palettes."""
    random_ = random.Random(seed)
    types = list(catalogue.types.values())
    names = ("dev", "prod") if seed % 3 == 0 else ()
    records: list[Record] = [Settings(name=f"Scribble {seed}", tags={"seed": str(seed)}, environments=names)]
    components: list[Component] = []
    for number in range(random_.randint(1, 30)):
        kind = random_.choice(types)
        containers = [c.id for c in components if catalogue.type_of(c).container is not None]
        properties = {}
        for name, definition in kind.properties.items():
            if random_.random() < 0.3:
                values = definition.bound("values", "current")
                properties[name] = random_.choice(
                    [
                        *(values or []),
                        True,
                        False,
                        None,
                        7,
                        "text",
                        ["a"],
                        {"k": 1},
                        "",
                        "10.0.0.0/16",
                        definition.default,
                    ]
                )
        components.append(
            Component(
                id=f"c{number}",
                type=kind.id,
                name=random_.choice(["Web", "Order queue", "7 up", "ключ", "", "a" * 300, kind.label]),
                rect=Rect(number * 8, 0, 48, 48),
                parent=random_.choice(containers) if containers and random_.random() < 0.7 else None,
                spans=tuple(random_.sample(containers, min(len(containers), random_.randint(0, 2)))),
                properties=properties,
                environments=tuple(n for n in names if random_.random() < 0.3),
            )
        )
    offered = [
        (s, t, e) for s in components for t in components for e in catalogue.connection_types(s.type, t.type)
    ]
    for number, (source, target, entry) in enumerate(random_.sample(offered, min(len(offered), 25))):
        properties = {"path": "/a/{b}", "port": 80} if random_.random() < 0.3 else {}
        records.append(Connection(f"e{number}", source.id, target.id, entry.relation, properties=properties))
    return Design([*records, *components])


def circle(resources: dict[str, dict]) -> list[str]:
    """Resources that need each other, if any."""
    needs = {}
    for logical, resource in resources.items():
        depends = resource.get("DependsOn", [])
        properties = referenced(resource.get("Properties", {}))
        needs[logical] = (
            properties | {depends} if isinstance(depends, str) else properties | set(depends)
        ) & set(resources)
    while True:
        free = [k for k, n in needs.items() if not n]
        if not free:
            return sorted(needs)
        for logical in free:
            del needs[logical]
        for n in needs.values():
            n -= set(free)


@pytest.mark.parametrize("block", range(4 * HUNDREDS))
def test_a_scribble_comes_back_equal_and_goes_round_nowhere(block, catalogue):
    for seed in range(block * 25, block * 25 + 25):
        design = scribble(seed, catalogue)
        template = export_design(design, catalogue)
        assert circle(template["Resources"]) == [], seed
        again = import_template(write_template(template), "again", catalogue)
        for id in {**design.records, **again.records}:
            assert design.find(id) == again.find(id), (seed, id)
