"""A component that is added by name finds a free place beside the selection, in its container, connected."""

from __future__ import annotations

import pytest

from archdesk.app.beside import link_to, place_beside
from archdesk.app.edits import place
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Point, Rect
from archdesk.model.records import Component
from archdesk.placement.plan import plan

HERE = Point(400, 300)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def design(catalogue: Catalogue) -> Design:
    """A VPC with one zone and one private subnet."""
    design = Design()
    place(design, catalogue, "vpc.vpc", Rect(0, 0, 800, 600))
    place(design, catalogue, "vpc.az", Rect(24, 40, 400, 500))
    place(design, catalogue, "private_subnet", Rect(48, 80, 320, 240))
    return design


def added(design: Design, catalogue: Catalogue, entry: str, *selected: str, at: Point = HERE) -> Component:
    placed = place_beside(design, catalogue, entry, selected, at)
    assert placed is not None
    return design.component(placed.id)


def only(design: Design, type: str) -> Component:
    (found,) = (c for c in design.components if c.type == type)
    return found


def nothing_overlaps(design: Design) -> bool:
    """No two icons lie over each other, nor an icon over a container it does not stand in."""
    every = list(design.components)
    return all(
        a.rect.overlap(b.rect) is None for a in every for b in every if a.id < b.id and a.parent == b.parent
    )


def test_it_stands_right_of_what_it_is_triggered_by_and_is_connected(catalogue: Catalogue) -> None:
    design = Design()
    queue = added(design, catalogue, "sqs.queue")
    function = added(design, catalogue, "lambda.function", queue.id)
    (edge,) = design.connections
    assert (edge.source, edge.target, edge.relation) == (queue.id, function.id, "triggers")
    assert function.rect.x > queue.rect.right
    assert function.rect.center.y == queue.rect.center.y


def test_it_stands_left_of_what_it_leads_to(catalogue: Catalogue) -> None:
    design = Design()
    function = added(design, catalogue, "lambda.function")
    api = added(design, catalogue, "apigateway.rest_api", function.id)
    (edge,) = design.connections
    assert (edge.source, edge.target) == (api.id, function.id)
    assert api.rect.right < function.rect.x


def test_placing_and_connecting_is_one_step(catalogue: Catalogue) -> None:
    design = Design()
    queue = added(design, catalogue, "sqs.queue")
    before = dict(design.records)
    added(design, catalogue, "lambda.function", queue.id)
    assert design.undo_label == "Place Function"
    design.undo()
    assert dict(design.records) == before


def test_what_has_no_recommended_relation_stays_unconnected(catalogue: Catalogue) -> None:
    design = Design()
    bucket = added(design, catalogue, "s3.bucket")
    table = added(design, catalogue, "dynamodb.table", bucket.id)
    assert link_to(design, catalogue, "dynamodb.table", bucket) is None
    assert not list(design.connections)
    assert bucket.rect.overlap(table.rect) is None


def test_each_selected_component_is_connected(catalogue: Catalogue) -> None:
    design = Design()
    one = added(design, catalogue, "lambda.function")
    two = added(design, catalogue, "lambda.function")
    table = added(design, catalogue, "dynamodb.table", one.id, two.id)
    assert {c.source for c in design.connections} == {one.id, two.id}
    assert {c.target for c in design.connections} == {table.id}


def test_a_selected_container_takes_it_in(design: Design, catalogue: Catalogue) -> None:
    subnet = only(design, "vpc.subnet")
    instances = [added(design, catalogue, "ec2.instance", subnet.id) for _ in range(3)]
    assert {i.parent for i in instances} == {subnet.id}
    assert nothing_overlaps(design)


def test_it_goes_into_the_container_of_the_selection(design: Design, catalogue: Catalogue) -> None:
    subnet = only(design, "vpc.subnet")
    instance = added(design, catalogue, "ec2.instance", subnet.id)
    database = added(design, catalogue, "rds.instance", instance.id)
    assert database.parent == subnet.id
    assert nothing_overlaps(design)


def test_a_full_container_grows_and_keeps_what_is_beside_it_free(
    design: Design, catalogue: Catalogue
) -> None:
    subnet = only(design, "vpc.subnet")
    for _ in range(9):
        instance = added(design, catalogue, "ec2.instance", subnet.id)
        assert instance.parent == subnet.id
        assert design.component(subnet.id).rect.contains(design.component(instance.id).rect)
    assert nothing_overlaps(design)
    for component in design.components:  # what was decided is what dropping it there would have decided
        if component.type == "ec2.instance":
            moving = frozenset({component.id})
            assert plan(design, catalogue, component.type, component.rect, moving).parent == subnet.id


def test_a_narrow_container_grows_round_the_name_of_what_it_takes_in(catalogue: Catalogue) -> None:
    design = Design()
    place(design, catalogue, "private_subnet", Rect(0, 0, 272, 144))
    subnet = only(design, "vpc.subnet").id
    first = added(design, catalogue, "ec2.instance", subnet)
    second = added(design, catalogue, "ec2.instance", first.id)
    for instance in (first, second):
        middle = instance.rect.center
        name = Rect(middle.x - 64, instance.rect.bottom, 128, 48)
        assert design.component(subnet).rect.contains(name)
    assert nothing_overlaps(design)


def test_containers_keep_their_distance(design: Design, catalogue: Catalogue) -> None:
    zone = only(design, "vpc.az")
    for _ in range(3):
        added(design, catalogue, "private_subnet", zone.id)
    rects = [c.rect for c in design.components if c.type == "vpc.subnet"]
    assert all(a.grown(23).overlap(b) is None for a in rects for b in rects if a is not b)


def test_a_regional_service_leaves_the_vpc_it_does_not_stand_in(design: Design, catalogue: Catalogue) -> None:
    subnet = only(design, "vpc.subnet")
    instance = added(design, catalogue, "ec2.instance", subnet.id)
    bucket = added(design, catalogue, "s3.bucket", instance.id)
    assert bucket.parent is None
    assert bucket.rect.overlap(only(design, "vpc.vpc").rect) is None


def test_what_needs_a_subnet_stays_in_the_region_where_there_is_none(catalogue: Catalogue) -> None:
    design = Design()
    place(design, catalogue, "aws.region", Rect(0, 0, 800, 600))
    bucket = added(design, catalogue, "s3.bucket", only(design, "aws.region").id)
    instance = added(design, catalogue, "ec2.instance", bucket.id)
    assert bucket.parent == instance.parent == only(design, "aws.region").id


def test_containers_find_room_in_containers(design: Design, catalogue: Catalogue) -> None:
    zone = only(design, "vpc.az")
    second = added(design, catalogue, "public_subnet", zone.id)
    assert second.parent == zone.id
    assert nothing_overlaps(design)
    vpc = only(design, "vpc.vpc")
    other = added(design, catalogue, "vpc.az", vpc.id)
    assert other.parent == vpc.id
    assert nothing_overlaps(design)


def test_no_edge_says_what_standing_in_it_says(design: Design, catalogue: Catalogue) -> None:
    vpc = only(design, "vpc.vpc")
    gateway = added(design, catalogue, "vpc.internet_gateway", vpc.id)
    assert gateway.parent == vpc.id
    assert not list(design.connections)


def test_it_stands_in_line_with_its_neighbours(catalogue: Catalogue) -> None:
    design = Design()
    place(design, catalogue, "s3.bucket", Rect(400, 80, 48, 48))
    place(design, catalogue, "s3.bucket", Rect(400, 304, 48, 48))
    queue = added(design, catalogue, "sqs.queue", at=Point(440, 330))
    assert queue.rect.center.x == 424 or queue.rect.center.y == 328
    assert nothing_overlaps(design)


def test_without_a_selection_each_next_one_stands_beside_the_last(catalogue: Catalogue) -> None:
    design = Design()
    first = added(design, catalogue, "s3.bucket")
    assert first.rect.contains(HERE)
    second = added(design, catalogue, "s3.bucket")
    assert second.rect.overlap(first.rect) is None
    assert abs(second.rect.x - first.rect.x) + abs(second.rect.y - first.rect.y) <= 200


def test_a_place_that_makes_no_sense_at_all_is_refused(catalogue: Catalogue) -> None:
    design = Design()
    place(design, catalogue, "private_subnet", Rect(0, 0, 2000, 1600))
    before = dict(design.records)
    assert place_beside(design, catalogue, "vpc.vpc", (), Point(1000, 800)) is None
    assert dict(design.records) == before
    vpc = added(design, catalogue, "vpc.vpc", only(design, "vpc.subnet").id)
    assert vpc.parent is None
    assert nothing_overlaps(design)
