"""An arranged design has nothing on top of anything else, and containers round what they hold."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.layout.arrange import arrange
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection

HEAP = Rect(0, 0, 48, 48)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def heap(seed: int) -> Design:
    """Components of all sorts in one heap, nested and connected at random."""
    chance = random.Random(seed)
    records: list[Component | Connection] = []
    containers: list[str | None] = [None]
    for index in range(30):
        container = chance.random() < 0.3
        id = f"{'box' if container else 'leaf'}_{index}"
        type = "vpc.vpc" if container else "sqs.queue"
        records.append(Component(id, type, id, HEAP, chance.choice(containers)))
        if container:
            containers.append(id)
    ids = [r.id for r in records]
    for index in range(25):
        records.append(Connection(f"edge_{index}", chance.choice(ids), chance.choice(ids), "sends"))
    return Design(records)


@pytest.mark.parametrize("seed", range(10))
def test_nothing_overlaps_and_containers_hold_their_children(seed: int, catalogue: Catalogue) -> None:
    design = heap(seed)
    rects = arrange(design, catalogue)
    assert set(rects) == set(design.component_ids())
    for parent in (None, *design.component_ids()):
        children = design.children(parent)
        for one, other in combinations(children, 2):
            assert rects[one].overlap(rects[other]) is None, (one, other)
        if parent is not None:
            assert all(rects[parent].contains(rects[child]) for child in children)
    assert all(value % 8 == 0 for r in rects.values() for value in (r.x, r.y))


def test_what_flows_goes_from_left_to_right(catalogue: Catalogue) -> None:
    design = Design(
        [
            *(Component(id, "sqs.queue", id, HEAP) for id in ("z_first", "m_second", "a_third")),
            Connection("e1", "z_first", "m_second", "sends"),
            Connection("e2", "m_second", "a_third", "sends"),
        ]
    )
    rects = arrange(design, catalogue)
    assert sorted(rects, key=lambda id: rects[id].x) == ["z_first", "m_second", "a_third"]


def test_the_order_of_the_file_does_not_matter(catalogue: Catalogue) -> None:
    design = heap(3)
    shuffled = Design(sorted((r for r in design.records.values()), key=lambda r: (r.id[::-1], r.id)))
    assert arrange(shuffled, catalogue) == arrange(design, catalogue)
    renamed = Design(
        [replace(r, name="X") if isinstance(r, Component) else r for r in design.records.values()]
    )
    assert arrange(renamed, catalogue) == arrange(design, catalogue)


def test_what_nothing_decides_follows_the_order_that_is_wanted(catalogue: Catalogue) -> None:
    design = Design(Component(id, "sqs.queue", id, HEAP) for id in ("a", "b", "c", "d"))
    rects = arrange(design, catalogue, ["c", "b"])
    assert sorted(rects, key=lambda id: rects[id].x) == ["c", "b", "a", "d"]


def test_a_chain_of_thousands_is_arranged_too(catalogue: Catalogue) -> None:
    ids = [f"n{index:04}" for index in range(3000)]
    chain = [Connection(f"e{a}", a, b, "sends") for a, b in pairwise(ids)]
    rects = arrange(Design([*(Component(id, "sqs.queue", id, HEAP) for id in ids), *chain]), catalogue)
    assert rects[ids[-1]].x > rects[ids[0]].x


def test_a_fleet_that_reaches_into_no_subnet_has_room_for_its_name(catalogue: Catalogue) -> None:
    fleet = Component("fleet", "autoscaling.group", "Fleet", HEAP)
    design = Design([fleet, Component("queue", "sqs.queue", "Queue", HEAP)])
    rects = arrange(design, catalogue)
    container = catalogue.types["autoscaling.group"].container
    assert (rects["fleet"].width, rects["fleet"].height) == (container.width, container.height)
    assert rects["fleet"].overlap(rects["queue"]) is None
