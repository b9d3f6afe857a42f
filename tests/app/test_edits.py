"""What a person does is one undo step each, and things find their containers by where they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archdesk.app.arranging import align, distribute
from archdesk.app.clipboard import copied, paste
from archdesk.app.defaults import free_block
from archdesk.app.edits import (
    connect,
    delete,
    move,
    place,
    rect_at,
    rename,
    resize,
    set_property,
    set_settings,
    set_usage,
    waive,
)
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Point, Rect


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def drawn(catalogue: Catalogue) -> Design:
    """A VPC of two zones with a private subnet each, placed as a person would."""
    design = Design()
    place(design, catalogue, "vpc.vpc", Rect(0, 0, 800, 600))
    place(design, catalogue, "vpc.az", Rect(24, 40, 360, 500))
    place(design, catalogue, "vpc.az", Rect(408, 40, 360, 500))
    place(design, catalogue, "private_subnet", Rect(48, 80, 300, 200))
    place(design, catalogue, "private_subnet", Rect(432, 80, 300, 200))
    return design


def id_of(design: Design, name: str) -> str:
    return next(c.id for c in design.components if c.name == name)


def subnet_ids(design: Design) -> list[str]:
    return sorted(c.id for c in design.components if c.type == "vpc.subnet")


def test_zones_get_letters_and_subnets_get_free_blocks(drawn: Design, catalogue: Catalogue) -> None:
    zones = sorted((c for c in drawn.components if c.type == "vpc.az"), key=lambda c: c.rect.x)
    assert [catalogue.value(z, "zone") for z in zones] == ["a", "b"]
    blocks = {catalogue.value(drawn.component(s), "cidr") for s in subnet_ids(drawn)}
    assert blocks == {"10.0.0.0/24", "10.0.1.0/24"}
    assert free_block(drawn, catalogue, subnet_ids(drawn)[0]) == "10.0.2.0/24"


def test_moving_a_container_moves_what_it_holds_in_one_step(drawn: Design, catalogue: Catalogue) -> None:
    vpc = next(c.id for c in drawn.components if c.type == "vpc.vpc")
    before = {c.id: c.rect for c in drawn.components}
    move(drawn, catalogue, [vpc], Point(80, 40))
    assert {c.id: c.rect for c in drawn.components} == {i: r.moved(Point(80, 40)) for i, r in before.items()}
    drawn.undo()
    assert {c.id: c.rect for c in drawn.components} == before


def test_moving_an_instance_to_another_subnet_changes_its_parent(drawn: Design, catalogue: Catalogue) -> None:
    first, second = sorted(subnet_ids(drawn), key=lambda s: drawn.component(s).rect.x)
    web = place(drawn, catalogue, "ec2.instance", Rect(120, 140, 48, 48))
    assert web is not None
    assert drawn.component(web).parent == first
    move(drawn, catalogue, [web], Point(400, 0))
    assert drawn.component(web).parent == second


def test_widening_a_database_over_two_subnets_spans_both(drawn: Design, catalogue: Catalogue) -> None:
    db = place(drawn, catalogue, "rds.instance", Rect(120, 140, 48, 48))
    assert db is not None
    resize(drawn, catalogue, db, Rect(120, 140, 400, 64))
    assert sorted(drawn.component(db).spans) == subnet_ids(drawn)
    assert drawn.component(db).parent == next(c.id for c in drawn.components if c.type == "vpc.vpc")


def test_an_icon_keeps_the_spans_chosen_by_name_when_it_moves(drawn: Design, catalogue: Catalogue) -> None:
    balancer = place(drawn, catalogue, "elb.application", Rect(376, 540, 48, 48))
    assert balancer is not None
    with drawn.edit("Span") as edit:
        edit.put(replace(drawn.component(balancer), spans=tuple(subnet_ids(drawn))))
    move(drawn, catalogue, [balancer], Point(8, 0))
    assert sorted(drawn.component(balancer).spans) == subnet_ids(drawn)


def test_a_vpc_in_a_subnet_is_refused(drawn: Design, catalogue: Catalogue) -> None:
    before = dict(drawn.records)
    assert place(drawn, catalogue, "vpc.vpc", Rect(56, 130, 100, 100)) is None
    assert drawn.records == before


def test_connecting_takes_the_best_relation_and_only_once(catalogue: Catalogue) -> None:
    design = Design()
    queue = place(design, catalogue, "fifo_queue", rect_at(catalogue, "fifo_queue", Point(100, 100)))
    function = place(
        design, catalogue, "lambda.function", rect_at(catalogue, "lambda.function", Point(300, 100))
    )
    assert queue is not None
    assert function is not None
    edge = connect(design, catalogue, queue, function)
    assert edge is not None
    assert design.connection(edge).relation == "triggers"
    assert connect(design, catalogue, queue, function) is None
    assert catalogue.value(design.component(queue), "fifo") is True


def test_a_default_value_leaves_no_trace(catalogue: Catalogue) -> None:
    design = Design()
    queue = place(design, catalogue, "sqs.queue", Rect(0, 0, 48, 48))
    assert queue is not None
    set_property(design, catalogue, queue, "visibility_timeout", 60)
    assert design.component(queue).properties == {"visibility_timeout": 60}
    set_property(design, catalogue, queue, "visibility_timeout", 30)
    assert design.component(queue).properties == {}
    set_usage(design, queue, "requests_per_month", 5)
    set_usage(design, queue, "requests_per_month", None)
    assert design.component(queue).usage == {}


def test_copies_keep_their_inner_connections_and_get_names_of_their_own(catalogue: Catalogue) -> None:
    design = Design()
    a = place(design, catalogue, "sqs.queue", Rect(0, 0, 48, 48))
    b = place(design, catalogue, "lambda.function", Rect(200, 0, 48, 48))
    assert a is not None
    assert b is not None
    connect(design, catalogue, a, b)
    new = paste(design, catalogue, copied(design, [a, b]), Point(16, 16))
    by_name = {design.component(i).name: i for i in new}
    assert set(by_name) == {"Queue 2", "Function 2"}
    [edge] = design.outgoing(by_name["Queue 2"])
    assert design.connection(edge).target == by_name["Function 2"]
    assert design.undo_label == "Paste 2 components"


def test_align_and_distribute_are_one_step(catalogue: Catalogue) -> None:
    design = Design()
    ids = [
        place(design, catalogue, "sqs.queue", Rect(x, y, 48, 48)) for x, y in ((0, 0), (80, 40), (400, 96))
    ]
    chosen = [i for i in ids if i is not None]
    align(design, catalogue, chosen, "top")
    assert {design.component(i).rect.y for i in chosen} == {0}
    distribute(design, catalogue, chosen, "x")
    assert [design.component(i).rect.x for i in chosen] == [0, 200, 400]
    design.undo()
    design.undo()
    assert [design.component(i).rect.y for i in chosen] == [0, 40, 96]


def test_delete_rename_settings_and_waivers(catalogue: Catalogue) -> None:
    design = Design()
    queue = place(design, catalogue, "sqs.queue", Rect(0, 0, 48, 48))
    assert queue is not None
    rename(design, queue, "  Orders ")
    set_settings(design, "Change region", region="eu-west-1")
    waive(design, "SQS-001", [queue], "only for a demonstration")
    assert (design.component(queue).name, design.settings.region) == ("Orders", "eu-west-1")
    assert design.waivers[0].components == (queue,)
    delete(design, [queue])
    assert set(design.records) == {"design"}
    design.undo()
    assert design.component(queue).name == "Orders"
