"""Whatever is connected with whatever: no resource ever waits for itself.

Only the draft is built and sorted, which is quick; cfn-lint's own rule looks at some of the same designs.
"""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from cfnlint.rules.resources.CircularDependency import CircularDependency
from cfnlint.template import Template
from hypothesis import given, settings
from hypothesis import strategies as st

from archdesk.catalog.definitions import ConnectionType
from archdesk.cloudformation.export import export_design, write_draft
from archdesk.model.design import Design
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_any_design import circle
from tests.cloudformation.test_least_privilege import CATALOGUE, ENTRIES, PAIRS, drafts, surroundings

ALLOWED = [e for e in ENTRIES if e.verdict != "wrong"]
TOUCHING: dict[str, list[tuple[ConnectionType, str, str]]] = defaultdict(list)
for _entry in ALLOWED:
    for _source in _entry.sources:
        for _target in _entry.targets:
            TOUCHING[_source].append((_entry, _source, _target))
            TOUCHING[_target].append((_entry, _source, _target))
WEBS = 800


class Web:
    """Some components that hang together, all the connections between them that the palettes offer, or some."""

    def __init__(self, size: int, whole: float, chance: random.Random) -> None:
        self.drawing = Drawing()
        self.network = surroundings(self.drawing)
        self.kinds: dict[str, str] = {}
        self.chance = chance
        self.put(chance.choice([t for t in TOUCHING if CATALOGUE.types[t].container is None]))
        while len(self.kinds) < size:
            near = chance.choice(list(self.kinds))
            entry, source, target = chance.choice(TOUCHING[self.kinds[near]])
            other = target if self.kinds[near] == source else source
            self.connect(entry, *((near, self.put(other)) if other == target else (self.put(other), near)))
        for source in self.kinds:
            for target in self.kinds:
                for entry in CATALOGUE.connection_types(self.kinds[source], self.kinds[target]):
                    if entry.verdict != "wrong" and chance.random() < whole:
                        self.connect(entry, source, target)

    def put(self, kind: str) -> str:
        placement = CATALOGUE.types[kind].placement
        spans = (self.network["app_a"], self.network["app_b"]) if placement.spans == "vpc.subnet" else ()
        holders = {"vpc.subnet": "app_a", "vpc.az": "zone_a", "vpc.vpc": "vpc", "aws.region": "region"}
        parent = next((self.network[v] for k, v in holders.items() if k in placement.parents), None)
        name = f"{CATALOGUE.types[kind].label} {len(self.kinds)}"
        properties = {}
        for key, definition in CATALOGUE.types[kind].properties.items():
            values = definition.bound("values", "current") if definition.type == "enum" else None
            values = [True, False] if definition.type == "boolean" else values
            if values and self.chance.random() < 0.15:
                properties[key] = self.chance.choice(values)
        id = self.drawing.put(kind, name, self.network["vpc"] if spans else parent, spans, **properties)
        self.kinds[id] = kind
        return id

    def connect(self, entry: ConnectionType, source: str, target: str) -> None:
        if all(getattr(r, "id", "") != f"{source}_{entry.relation}_{target}" for r in self.drawing.records):
            self.drawing.connect(source, entry.relation, target)

    def design(self) -> Design:
        return self.drawing.design()


def web(seed: int) -> Design:
    chance = random.Random(seed)
    return Web(chance.choice([3, 3, 3, 4, 5, 6]), chance.choice([0.0, 0.5, 1.0]), chance).design()


def round_trip(design: Design) -> list[str]:
    """The resources that wait for each other, and the connections they come from."""
    resources = write_draft(design, CATALOGUE).resources
    found = circle(resources)
    return [f"{found}: {[c.id for c in design.connections]}"] if found else []


def test_no_pair_goes_round():
    assert [name for name, draft, _ in drafts()[: len(PAIRS)] if circle(draft.resources)] == []


def test_no_component_is_connected_with_itself_in_a_circle():
    found = []
    for entry in ALLOWED:
        for kind in sorted(set(entry.sources) & set(entry.targets)):
            d = Drawing()
            source, _ = d.ends(CATALOGUE, surroundings(d), entry, kind, kind)
            d.connect(source, entry.relation, source)
            found += round_trip(d.design())
    assert found == []


def test_no_two_of_a_kind_go_round_that_are_connected_both_ways():
    found = []
    for entry in ALLOWED:
        for kind in sorted(set(entry.sources) & set(entry.targets)):
            d = Drawing()
            source, target = d.ends(CATALOGUE, surroundings(d), entry, kind, kind)
            d.connect(target, entry.relation, source)
            found += round_trip(d.design())
    assert found == []


def test_no_two_go_round_by_all_that_connects_them():
    found = []
    for (source, target), entries in sorted(_both_ways().items()):
        d = Drawing()
        ends = d.ends(CATALOGUE, surroundings(d), entries[0][0], source, target)
        for entry, forth in entries[1:]:
            first, second = ends if forth else ends[::-1]
            d.connect(first, entry.relation, second)
        found += round_trip(d.design())
    assert found == []


def _both_ways() -> dict[tuple[str, str], list[tuple[ConnectionType, bool]]]:
    """Pairs of types that more than one connection joins, in either direction."""
    between: dict[tuple[str, str], list[tuple[ConnectionType, bool]]] = defaultdict(list)
    for entry in ALLOWED:
        for source in entry.sources:
            for target in entry.targets:
                if (target, source) in between and source != target:
                    between[target, source].append((entry, False))
                else:
                    between[source, target].append((entry, True))
    return {k: v for k, v in between.items() if len(v) > 1}


@pytest.mark.parametrize("block", range(4))
def test_no_web_goes_round(block):
    found = []
    for seed in range(block * WEBS // 4, (block + 1) * WEBS // 4):
        found += [f"web {seed}: {line}" for line in round_trip(web(seed))]
    assert found == []


@given(st.integers(0, 10**9), st.integers(3, 9), st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_no_web_of_any_size_goes_round(seed, size, whole):
    assert round_trip(Web(size, whole, random.Random(seed)).design()) == []


def test_cfn_lint_sees_no_circle_either():
    rule, found = CircularDependency(), []
    for seed in range(0, WEBS, 15):
        template = Template(f"web {seed}", export_design(web(seed), CATALOGUE), ["us-east-1"])
        found += [f"web {seed}: {match.message}" for match in rule.match(template)]
    assert found == []
