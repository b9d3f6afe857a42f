"""Edits are transactions: one undo step each, rolled back as a whole, and undone to the first state."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from archdesk.errors import EditError
from archdesk.model.design import Change, Design
from archdesk.model.geometry import Point, Rect
from archdesk.model.records import Component, Connection, Waiver

SPOT = Rect(0, 0, 48, 48)


def house() -> Design:
    return Design(
        [
            Component("vpc", "vpc.vpc", "VPC", Rect(0, 0, 800, 600)),
            Component("subnet", "vpc.subnet", "Subnet", Rect(40, 40, 300, 300), "vpc"),
            Component("web", "ec2.instance", "Web", SPOT, "subnet"),
            Component("db", "rds.instance", "Database", SPOT, "vpc", spans=("subnet",)),
            Connection("web_db", "web", "db", "connects"),
            Waiver("w", "RDS-001", ("db",), "a database for a demonstration"),
        ]
    )


def test_an_edit_is_one_undo_step() -> None:
    design = house()
    with design.edit("Rename two") as edit:
        edit.put(replace(design.component("web"), name="Front"))
        edit.put(replace(design.component("db"), name="Back"))
    assert design.undo_label == "Rename two"
    design.undo()
    assert (design.component("web").name, design.component("db").name) == ("Web", "Database")
    design.redo()
    assert design.component("web").name == "Front"


def test_an_exception_rolls_back_everything() -> None:
    design = house()
    before = dict(design.records)
    with pytest.raises(RuntimeError), design.edit("Half") as edit:
        edit.remove("subnet")
        raise RuntimeError
    assert dict(design.records) == before
    assert design.children("subnet") == ("web",)
    assert design.undo_label is None


def test_removing_a_container_takes_what_it_holds_and_its_connections() -> None:
    design = house()
    with design.edit("Delete subnet") as edit:
        edit.remove("subnet")
    assert set(design.records) == {"design", "vpc", "db", "w"}
    assert design.component("db").spans == ()
    design.undo()
    assert dict(design.records) == dict(house().records)


def test_removing_a_component_takes_its_waivers() -> None:
    design = house()
    with design.edit("Delete database") as edit:
        edit.remove("db")
    assert design.waivers == ()


@pytest.mark.parametrize(
    "record",
    [
        Component("x", "sqs.queue", "X", SPOT, parent="nowhere"),
        Component("x", "sqs.queue", "X", SPOT, spans=("nowhere",)),
        Connection("x", "web", "nowhere", "connects"),
        Component("vpc", "vpc.vpc", "VPC", SPOT, parent="web"),
    ],
    ids=["no parent", "no span", "no end", "inside itself"],
)
def test_an_edit_that_breaks_the_design_is_refused(record: Component | Connection) -> None:
    design = house()
    before = dict(design.records)
    with pytest.raises(EditError), design.edit("Break") as edit:
        edit.put(record)
    assert dict(design.records) == before


def test_a_change_tells_before_and_after() -> None:
    design = house()
    heard: list[Change] = []
    stop = design.follow(heard.append)
    with design.edit("Move") as edit:
        edit.put(replace(design.component("web"), rect=SPOT.moved(Point(8, 8))))
    stop()
    design.undo()
    [(id, before, after)] = list(heard[0])
    assert id == "web"
    assert isinstance(before, Component)
    assert isinstance(after, Component)
    assert (before.rect, after.rect) == (SPOT, SPOT.moved(Point(8, 8)))
    assert len(heard) == 1


def test_an_edit_that_changes_nothing_leaves_no_step() -> None:
    design = house()
    with design.edit("Nothing") as edit:
        edit.put(design.component("web"))
    assert design.undo_label is None


def test_ids_are_plain_and_free() -> None:
    design = house()
    with design.edit("Add") as edit:
        assert edit.new_id("Web") == "web_2"
        assert edit.new_id("Größe / 1") == "gr__e___1"


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_undo_to_the_start_and_redo_to_the_end(seed: int) -> None:
    chance = random.Random(seed)
    design = house()
    start = dict(design.records)
    for step in range(200):
        ids = list(design.component_ids())
        with design.edit(f"Step {step}") as edit:
            kind = chance.choice(["add", "rename", "remove", "connect", "reparent"])
            if kind == "add" or not ids:
                edit.put(
                    Component(edit.new_id("item"), "sqs.queue", "Item", SPOT, chance.choice([None, *ids]))
                )
            elif kind == "rename":
                edit.put(replace(design.component(chance.choice(ids)), name=f"Name {step}"))
            elif kind == "remove" and len(ids) > 3:
                edit.remove(chance.choice(ids))
            elif kind == "connect":
                a, b = chance.choice(ids), chance.choice(ids)
                edit.put(Connection(edit.new_id("edge"), a, b, "connects"))
            elif kind == "reparent":
                edit.put(replace(design.component(chance.choice(ids)), parent=None))
    end = dict(design.records)
    assert end != start
    steps = 0
    while design.undo_label:
        design.undo()
        steps += 1
    assert dict(design.records) == start
    assert steps > 100
    while design.redo_label:
        design.redo()
    assert dict(design.records) == end
    fresh = Design(end.values())
    for id in fresh.component_ids():
        assert set(design.children(id)) == set(fresh.children(id))
        assert set(design.outgoing(id)) == set(fresh.outgoing(id))
        assert set(design.incoming(id)) == set(fresh.incoming(id))
        assert set(design.spanning(id)) == set(fresh.spanning(id))


def test_nesting_thousands_deep_is_removed_and_brought_back() -> None:
    ids = [f"c{index}" for index in range(3000)]
    records = [
        Component(id, "vpc.vpc", id, SPOT, parent) for id, parent in zip(ids, [None, *ids], strict=False)
    ]
    design = Design(records[:1])
    with design.edit("Add") as edit:
        for record in records:
            edit.put(record)
    with design.edit("Remove") as edit:
        edit.remove("c0")
    assert design.component_ids() == ()
    design.undo()
    assert len(design.component_ids()) == 3000
