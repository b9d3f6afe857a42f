"""The palette: finding by typing, folding, stars, and placing with the keyboard beside what is selected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.gui.dialogs.chooser import Chooser
from archdesk.gui.panels.entries import CATEGORIES, entries, entry_of, search
from archdesk.gui.panels.tiles import Tile
from archdesk.gui.settings import Preferences
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.records import Component
from tests.gui.conftest import Hands, settle

PARTS = """
service: Amazon API Gateway
category: network
components:
  apigateway.rest_api:
    label: REST API
    keywords: [api]
    summary: An API.
    properties: {stage_name: {}}
    parts:
      stage:
        label: Stage
        summary: A named deployment of the API.
        keywords: [environment]
        properties: [stage_name]
"""


def tile(hands: Hands, entry: str) -> Tile:
    return next(t for t in hands.window.palette_.tiles if t.entry.id == entry)


def type_in_search(hands: Hands, text: str) -> None:
    line = hands.window.palette_.search
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def names(window: MainWindow) -> list[str]:
    return [t.entry.label for t in window.palette_.tiles]


def add(hands: Hands, entry: str, x: int, y: int) -> Component:
    before = set(hands.design.component_ids())
    hands.drop(entry, x, y)
    (id,) = set(hands.design.component_ids()) - before
    return hands.design.component(id)


# -- finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("s3", "s3.bucket"),
        ("bucket", "s3.bucket"),
        ("queue", "sqs.queue"),
        ("sqs", "sqs.queue"),
        ("sns", "sns.topic"),
        ("alb", "elb.application"),
        ("nlb", "elb.network"),
        ("dlq", "dead_letter_queue"),
        ("lambda", "lambda.function"),
        ("postgres", "postgres_db"),
        ("ec2", "ec2.instance"),
        ("vpc", "vpc.vpc"),
        ("rds", "rds.instance"),
        ("dynamodb", "dynamodb.table"),
        ("fifo queue", "fifo_queue"),
        ("lamda", "lambda.function"),
        ("policy", "iam.policy"),
        ("server", "ec2.instance"),
        ("load balancer", "elb.application"),
        ("firewall", "vpc.security_group"),
        ("cdn", "cloudfront.distribution"),
        ("redis", "elasticache.redis"),
    ],
)
def test_the_first_match_is_what_is_meant(catalogue: Catalogue, typed: str, first: str) -> None:
    assert search(catalogue, typed)[0].places == first


def test_whole_names_go_before_beginnings_words_and_typing_errors(catalogue: Catalogue) -> None:
    found = [e.id for e in search(catalogue, "queue")]
    assert found[:3] == ["sqs.queue", "fifo_queue", "dead_letter_queue"]
    found = [e.id for e in search(catalogue, "server")]
    assert found[0] == "ec2.instance"
    assert found.index("windows_server") < found.index("lambda.function"), "a word goes before serverless"
    found = [e.id for e in search(catalogue, "subnet")]
    assert {"public_subnet", "private_subnet"} == set(found[:2])


def test_every_type_has_a_category_that_has_a_name(catalogue: Catalogue) -> None:
    known = {id for id, _, _ in CATEGORIES}
    assert {e.category for e in entries(catalogue)} <= known
    assert {e.category for e in entries(catalogue) if e.id.startswith("external.")} == {"outside"}


def test_a_part_is_found_and_says_what_it_belongs_to() -> None:
    catalogue = read_palettes([("api.yaml", PARTS)])
    assert search(catalogue, "stage")[0].title == "Stage — part of REST API"
    assert search(catalogue, "environment")[0].places == "apigateway.rest_api"
    assert all(not e.owner for e in entries(catalogue))


def test_choosing_a_part_places_its_owner(hands: Hands) -> None:
    catalogue = hands.window.session.catalogue
    kind = next(k for k in catalogue.types.values() if k.parts and entry_of(catalogue, k.id))
    part = next(iter(kind.parts.values()))
    type_in_search(hands, part.label)
    row = next(
        t for t in hands.window.palette_.tiles if t.entry.title == f"{part.label} — part of {kind.label}"
    )
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    assert [c.type for c in hands.design.components] == [kind.id]
    assert part.summary in hands.window.status.currentMessage()


def test_what_is_not_there_is_said(hands: Hands) -> None:
    type_in_search(hands, "zzzqqq")
    assert not hands.window.palette_.tiles
    assert "zzzqqq" in hands.window.palette_._nothing.text()
    QTest.keyClick(hands.window.palette_.search, Qt.Key.Key_Escape)
    assert tile(hands, "s3.bucket").isVisible()


# -- categories, stars, recently used ----------------------------------------------------------------------


def test_categories_stand_as_aws_names_them(hands: Hands) -> None:
    titles = [s.header.text() for s in hands.window.palette_.categories.values() if s.header is not None]
    wanted = [name for _, name, _ in CATEGORIES]
    assert titles == [t for t in wanted if t in titles]
    assert "Networking & content delivery" in titles


def test_a_folded_category_stays_folded(
    hands: Hands, open_window: Callable[[Design | None], MainWindow]
) -> None:
    storage = hands.window.palette_.categories["storage"]
    assert storage.header is not None
    QTest.mouseClick(storage.header, Qt.MouseButton.LeftButton)
    assert "s3.bucket" not in [t.entry.id for t in hands.window.palette_.tiles]
    again = open_window(None).palette_.categories["storage"]
    assert not again.unfolded
    assert not again.tiles  # not even made
    assert again.header is not None
    again.header.setFocus()
    QTest.keyClick(again.header, Qt.Key.Key_Right)
    assert "s3.bucket" in [t.entry.id for t in again.tiles]
    assert Preferences().category_open("storage", at_first=False)


def test_a_star_is_given_by_key_and_kept(
    hands: Hands, open_window: Callable[[Design | None], MainWindow]
) -> None:
    bucket = tile(hands, "s3.bucket")
    bucket.setFocus()
    QTest.keyClicks(bucket, "*")
    assert [t.entry.id for t in hands.window.palette_.favourites.tiles] == ["s3.bucket"]
    assert hands.window.palette_.favourites.isVisible()
    assert names(open_window(None))[0] == "S3 bucket"
    QTest.keyClicks(bucket, "*")
    assert not hands.window.palette_.favourites.tiles
    assert Preferences().favourites == []


def test_a_star_is_given_by_the_context_menu(hands: Hands) -> None:
    queue = tile(hands, "sqs.queue")
    middle = queue.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, queue.mapToGlobal(middle))
    QApplication.sendEvent(queue, event)
    menu = hands.window.palette_.findChild(QMenu)
    assert menu is not None
    next(a for a in menu.actions() if a.text().startswith("Add to favourites")).trigger()
    menu.close()
    assert [t.entry.id for t in hands.window.palette_.favourites.tiles] == ["sqs.queue"]


def test_what_was_placed_last_stands_on_top(hands: Hands) -> None:
    QTest.mouseMove(hands.viewport, QPoint(10, 10))
    hands.drop("s3.bucket", 400, 300)
    hands.drop("sqs.queue", 600, 300)
    settle()
    assert [t.entry.id for t in hands.window.palette_.recent.tiles] == ["sqs.queue", "s3.bucket"]


def test_a_tooltip_says_the_limits_of_the_edition(hands: Hands) -> None:
    from archdesk.app.edits import set_settings

    queue = tile(hands, "sqs.queue")
    kind = hands.window.session.catalogue.types["sqs.queue"]
    differing = next(limit for limit in kind.limits[:3] if limit.value("notes") != limit.value("current"))
    assert differing.value("current") in hands.window.palette_.tip(queue.entry)
    set_settings(hands.design, "Edition", edition="notes")
    assert differing.value("notes") in hands.window.palette_.tip(queue.entry)
    assert kind.summary in hands.window.palette_.tip(queue.entry)


# -- the keyboard -----------------------------------------------------------------------------------------


def test_typing_walking_and_enter_place_beside_the_selection_and_connect(hands: Hands) -> None:
    queue = add(hands, "sqs.queue", 400, 300)
    before = dict(hands.design.records)
    type_in_search(hands, "lambda")
    QTest.keyClick(hands.window.palette_.search, Qt.Key.Key_Return)
    function = next(c for c in hands.design.components if c.type == "lambda.function")
    (edge,) = hands.design.connections
    assert (edge.source, edge.target, edge.relation) == (queue.id, function.id, "triggers")
    assert function.rect.x > queue.rect.right
    assert hands.window.selection.only == function.id
    assert hands.canvas.hasFocus()
    hands.act("undo")
    assert dict(hands.design.records) == before


def test_the_search_is_reached_by_key_and_left_by_tab(hands: Hands) -> None:
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = hands.window.palette_.search
    assert line.hasFocus()
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert not any(t.hasFocus() for t in hands.window.palette_.tiles)


def test_arrows_walk_over_tiles_and_heads(hands: Hands) -> None:
    palette = hands.window.palette_
    search_line = palette.search
    search_line.setFocus()
    QTest.keyClick(search_line, Qt.Key.Key_Down)
    first = palette.tiles[0]
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert palette.tiles[1].hasFocus()
    QTest.keyClick(palette.tiles[1], Qt.Key.Key_Left)
    QTest.keyClick(first, Qt.Key.Key_Up)
    header = next(s.header for s in palette.categories.values() if not s.isHidden())
    assert header is not None
    assert header.hasFocus()
    QTest.keyClick(header, Qt.Key.Key_Up)
    assert search_line.hasFocus()


def test_a_walked_to_tile_is_placed_by_enter_inside_the_selected_container(hands: Hands) -> None:
    add(hands, "vpc.vpc", 500, 350)
    subnet = add(hands, "private_subnet", 500, 360)
    hands.window.selection.set([subnet.id])
    type_in_search(hands, "ec2")
    line = hands.window.palette_.search
    QTest.keyClick(line, Qt.Key.Key_Down)
    focused = next(t for t in hands.window.palette_.tiles if t.hasFocus())
    assert focused.entry.id == "ec2.instance"
    QTest.keyClick(focused, Qt.Key.Key_Return)
    instance = next(c for c in hands.design.components if c.type == "ec2.instance")
    assert instance.parent == subnet.id


def test_letters_over_a_tile_go_on_with_the_search(hands: Hands) -> None:
    bucket = tile(hands, "s3.bucket")
    bucket.setFocus()
    QTest.keyClicks(bucket, "q")
    line = hands.window.palette_.search
    assert line.hasFocus()
    QTest.keyClicks(line, "ueue")
    assert names(hands.window)[0] == "SQS queue"


def test_the_slash_list_places_beside_the_selection_and_offers_what_connects_first(hands: Hands) -> None:
    queue = add(hands, "sqs.queue", 400, 300)
    hands.act("find")
    chooser = hands.window.findChild(Chooser)
    assert chooser is not None
    first = chooser.list.item(0).data(Qt.ItemDataRole.UserRole)
    QTest.keyClicks(chooser.line, "lambda")
    QTest.keyClick(chooser.line, Qt.Key.Key_Return)
    (edge,) = hands.design.connections
    assert edge.source == queue.id
    from archdesk.app.beside import link_to

    catalogue = hands.window.session.catalogue
    assert link_to(hands.design, catalogue, first, queue) is not None


def test_what_makes_no_sense_is_said(hands: Hands) -> None:
    add(hands, "vpc.vpc", 500, 350)
    hands.canvas.set_zoom(4)
    hands.window.selection.clear()
    subnet = add(hands, "private_subnet", 500, 360)
    with hands.design.edit("Grow") as edit:
        from dataclasses import replace

        from archdesk.model.geometry import Rect

        edit.put(replace(subnet, rect=Rect(-2000, -2000, 5000, 5000), parent=None))
    hands.window.selection.clear()
    before = dict(hands.design.records)
    type_in_search(hands, "vpc")
    QTest.keyClick(hands.window.palette_.search, Qt.Key.Key_Return)
    assert dict(hands.design.records) == before
    assert "no sense" in hands.window.status.currentMessage()
