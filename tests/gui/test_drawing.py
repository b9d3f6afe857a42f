"""Drawing from nothing with the mouse, and taking it all back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from archdesk.gui.canvas.projection import drawings
from archdesk.gui.canvas.scene import badges
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Record
from tests.gui.conftest import Hands, settle


def scene_equals_design(window: MainWindow) -> bool:
    design = window.session.design
    return window.scene_.ids() == {*design.component_ids(), *design.connection_ids()}


def draw_a_network(hands: Hands) -> None:
    """A VPC with a zone, a private subnet and an instance in it; and a bucket beside the VPC."""
    hands.drop("vpc.vpc", 500, 350)
    hands.drop("vpc.az", 500, 350)
    hands.drop("private_subnet", 500, 360)
    hands.drop("ec2.instance", 500, 380)


def test_a_vpc_a_zone_a_subnet_and_an_instance_nest_as_they_are_dropped(hands: Hands) -> None:
    draw_a_network(hands)
    by_type = {c.type: c for c in hands.design.components}
    assert by_type["vpc.vpc"].parent is None
    assert by_type["vpc.az"].parent == by_type["vpc.vpc"].id
    assert by_type["vpc.subnet"].parent == by_type["vpc.az"].id
    assert by_type["ec2.instance"].parent == by_type["vpc.subnet"].id
    assert by_type["vpc.vpc"].rect.contains(by_type["vpc.az"].rect)
    assert scene_equals_design(hands.window)
    assert hands.window.selection.ids == (by_type["ec2.instance"].id,)


def test_undo_takes_everything_back_and_redo_brings_it_again(hands: Hands) -> None:
    draw_a_network(hands)
    whole = dict(hands.design.records)
    for _ in range(4):
        hands.act("undo")
    assert not hands.design.component_ids()
    assert scene_equals_design(hands.window)
    for _ in range(4):
        hands.act("redo")
    assert dict(hands.design.records) == whole
    assert scene_equals_design(hands.window)


def test_while_dragging_the_pointer_says_where_it_would_go(hands: Hands) -> None:
    hands.drop("vpc.vpc", 500, 350)
    hands.drag_over("vpc.az", 500, 350)
    vpc = next(hands.design.components)
    assert hands.canvas.hint.target == vpc.rect
    assert vpc.name in hands.canvas.hint.words
    hands.key(Qt.Key.Key_Escape)
    assert not hands.canvas.hint.words
    assert len(hands.design.component_ids()) == 1


def test_a_refused_place_says_why_and_places_nothing(hands: Hands) -> None:
    hands.drop("vpc.vpc", 500, 350)
    before = dict(hands.design.records)
    hands.drag_over("aws.region", 500, 350)
    # A region is larger than the VPC: it goes round it, or is refused inside; never silently inside.
    hands.key(Qt.Key.Key_Escape)
    assert dict(hands.design.records) == before


def test_a_connection_is_pulled_from_a_handle(hands: Hands) -> None:
    hands.drop("lambda.function", 300, 300)
    hands.drop("sqs.queue", 560, 300)
    names = {c.type: c.name for c in hands.design.components}
    hands.connect(names["lambda.function"], names["sqs.queue"])
    (connection,) = hands.design.connections
    assert hands.design.component(connection.source).type == "lambda.function"
    assert hands.design.component(connection.target).type == "sqs.queue"
    assert connection.relation == "sends"
    assert hands.window.selection.ids == (connection.id,)
    assert scene_equals_design(hands.window)


def test_a_wrong_target_says_why_and_what_instead(hands: Hands) -> None:
    hands.drop("sqs.queue", 300, 300)
    hands.drop("sns.topic", 560, 300)
    queue = hands.named(next(c.name for c in hands.design.components if c.type == "sqs.queue"))
    topic = hands.named(next(c.name for c in hands.design.components if c.type == "sns.topic"))
    hands.window.selection.set([queue.id])
    hands.act("connect")
    hands.move(*(topic.rect.center.x, topic.rect.center.y))
    assert "does not push" in hands.canvas.hint.words
    assert "lambda.function" in hands.canvas.hint.words or "Lambda" in hands.canvas.hint.words
    item = hands.window.scene_.item_for(topic.id)
    assert item is not None
    assert item.opacity() == pytest.approx(0.3)
    hands.key(Qt.Key.Key_Escape)
    assert item.opacity() == 1.0
    assert not hands.design.connection_ids()


def test_moving_a_container_takes_what_it_holds_along_as_one_step(hands: Hands) -> None:
    draw_a_network(hands)
    before = {c.id: c.rect for c in hands.design.components}
    vpc = next(c for c in hands.design.components if c.type == "vpc.vpc")
    corner = vpc.rect.x + 20, vpc.rect.y + 12
    hands.drag(corner, (corner[0] + 80, corner[1] + 40))
    for component in hands.design.components:
        assert (component.rect.x, component.rect.y) == (
            before[component.id].x + 80,
            before[component.id].y + 40,
        )
    hands.act("undo")
    assert {c.id: c.rect for c in hands.design.components} == before


def test_escape_takes_a_move_back(hands: Hands) -> None:
    hands.drop("sqs.queue", 300, 300)
    queue = next(hands.design.components)
    center = queue.rect.center
    hands.press(center.x, center.y)
    hands.move(center.x + 60, center.y)
    hands.move(center.x + 120, center.y)
    item = hands.window.scene_.item_for(queue.id)
    assert item is not None
    assert item.pos().x() == 120
    hands.key(Qt.Key.Key_Escape)
    assert item.pos().x() == 0
    hands.release(center.x + 120, center.y)
    assert hands.design.component(queue.id).rect == queue.rect
    assert hands.design.undo_label == "Place Queue"


def test_an_instance_moved_into_a_subnet_stands_in_it(hands: Hands) -> None:
    hands.drop("vpc.subnet", 600, 350)
    hands.drop("ec2.instance", 250, 350)
    subnet = next(c for c in hands.design.components if c.type == "vpc.subnet")
    instance = next(c for c in hands.design.components if c.type == "ec2.instance")
    assert instance.parent is None
    a, b = instance.rect.center, subnet.rect.center
    hands.drag((a.x, a.y), (b.x, b.y))
    assert hands.design.component(instance.id).parent == subnet.id


def test_a_container_is_resized_by_its_corner(hands: Hands) -> None:
    hands.drop("vpc.vpc", 500, 350)
    vpc = next(hands.design.components)
    hands.drag((vpc.rect.right, vpc.rect.bottom), (vpc.rect.right + 64, vpc.rect.bottom + 32))
    after = hands.design.component(vpc.id).rect
    assert (after.width, after.height) == (vpc.rect.width + 64, vpc.rect.height + 32)


def test_delete_copy_paste_and_duplicate(hands: Hands) -> None:
    draw_a_network(hands)
    hands.act("select_all")
    assert set(hands.window.selection.ids) == set(hands.design.component_ids())
    hands.act("copy")
    hands.act("paste")
    assert len(hands.design.component_ids()) == 8
    hands.act("delete")
    assert len(hands.design.component_ids()) == 4
    hands.act("select_all")
    hands.key(Qt.Key.Key_Delete)
    assert not hands.design.component_ids()
    assert scene_equals_design(hands.window)


def test_a_lasso_selects_what_lies_in_it(hands: Hands) -> None:
    hands.drop("sqs.queue", 300, 300)
    hands.drop("sns.topic", 500, 300)
    hands.drop("s3.bucket", 900, 600)
    hands.drag((200, 200), (600, 420))
    chosen = {hands.design.component(i).type for i in hands.window.selection.ids}
    assert chosen == {"sqs.queue", "sns.topic"}


def test_the_scene_equals_the_design_after_random_edits_and_undos(
    open_window: Callable[[Design | None], MainWindow],
) -> None:
    hands = Hands(open_window(None))
    chance = random.Random(7)
    kinds = ["vpc.vpc", "vpc.subnet", "sqs.queue", "s3.bucket", "lambda.function", "ec2.instance"]
    for _ in range(60):
        what = chance.choice(["place", "place", "move", "delete", "undo", "redo", "connect", "duplicate"])
        ids = sorted(hands.design.component_ids())
        if what == "place":
            hands.drop(chance.choice(kinds), chance.randrange(0, 1000), chance.randrange(0, 700))
        elif what in ("undo", "redo"):
            hands.act(what)
        elif ids:
            hands.window.selection.set(chance.sample(ids, 1))
            if what == "move":
                hands.key(
                    chance.choice([Qt.Key.Key_Left, Qt.Key.Key_Down]), Qt.KeyboardModifier.ShiftModifier
                )
            elif what in ("delete", "duplicate"):
                hands.act(what)
            elif len(ids) > 1:
                from archdesk.app.edits import connect

                connect(hands.design, hands.window.session.catalogue, *chance.sample(ids, 2))
        assert scene_equals_design(hands.window)
    for id in hands.design.component_ids():
        item, rect = hands.window.scene_.item_for(id), hands.design.component(id).rect
        assert item is not None
        frame = item.drawing.frame
        assert (frame.x(), frame.y(), frame.width(), frame.height()) == (
            rect.x,
            rect.y,
            rect.width,
            rect.height,
        )
    settle()


def test_a_large_design_is_shown_with_straight_connections_until_their_ways_are_found(
    open_window: Callable[[Design | None], MainWindow],
) -> None:
    records: list[Record] = [
        Component(f"q{i}", "sqs.queue", f"Q{i}", Rect(i % 20 * 152, i // 20 * 136, 48, 48))
        for i in range(340)
    ]
    records += [Connection(f"e{i}", f"q{i}", f"q{i + 21}", "dead_letters_to") for i in range(310)]
    window = open_window(None)
    scene, session = window.scene_, window.session
    session.replace(Design(records))
    item = scene.item_for("e5")
    assert item is not None
    assert scene.is_draft
    assert len(item.drawing.route) == 2
    with session.design.edit("Move one") as edit:
        edit.put(replace(session.design.component("q339"), rect=Rect(0, 4000, 48, 48)))
    assert scene.is_draft
    settle()
    assert not scene.is_draft
    wanted = drawings(session.design, session.catalogue, scene.theme, badges(session))
    for id, drawing in wanted.items():
        shown = scene.item_for(id)
        assert shown is not None
        assert shown.drawing.part == drawing.part
    assert len(item.drawing.route) > 2


@pytest.mark.parametrize("zoom", [0.6, 1.0, 2.5])
def test_there_is_a_dot_at_each_second_step_of_the_grid(hands: Hands, zoom: float) -> None:
    hands.drop("s3.bucket", 40, 40)  # in a corner; an empty canvas has words on it
    hands.canvas.set_zoom(zoom)
    settle()
    image = hands.viewport.grab().toImage()
    ground = QColor(hands.window.scene_.theme.canvas).lightness()

    def darkest(x: float, y: float) -> int:
        at = hands.canvas.mapFromScene(QPointF(x, y))
        return min(image.pixelColor(at + QPoint(a, b)).lightness() for a in (-1, 0) for b in (-1, 0))

    middle = hands.canvas.mapToScene(hands.viewport.rect().center())
    left, top = (16 * round(v / 16) for v in (middle.x(), middle.y()))
    for x, y in [(left + 16 * a, top + 16 * b) for a in range(-7, 8) for b in range(-4, 5)]:
        assert darkest(x, y) < ground, (x, y)
        assert darkest(x + 8, y + 8) == darkest(x, y + 8) == ground, (x, y)
