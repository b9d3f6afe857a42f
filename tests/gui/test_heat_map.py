"""Costs, the heat map and limits on the canvas and in the export dialog: switched on by hand, and right after edits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from archdesk.app.session import Session
from archdesk.catalog.catalogue import Catalogue
from archdesk.cli.main import main
from archdesk.costs.book import PriceBooks
from archdesk.costs.money import dollars, money
from archdesk.gui.dialogs.export import PictureDialog
from archdesk.gui.settings import Preferences
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.render.shapes import Box, Text
from archdesk.render.theme import HEAT
from archdesk.shipped import shipped
from archdesk.storage.files import open_design
from tests.gui.conftest import Hands, settle

SHOP = shipped("samples") / "three-tier-web.archdesk"

Open = Callable[[Design | None], MainWindow]


@pytest.fixture
def shop(open_window: Open, catalogue: Catalogue) -> Hands:
    return Hands(open_window(open_design(SHOP, catalogue).design))


def words_at(hands: Hands, id: str) -> list[str]:
    item = hands.window.scene_.item_for(id)
    assert item is not None
    return [s.text for s in item.drawing.part.shapes if isinstance(s, Text)]


def choose(window: MainWindow, id: str) -> None:
    """Choose an entry of the View menu with the mouse."""
    menu = next(m for m in window.menuBar().findChildren(QMenu) if m.title() == "&View")
    menu.popup(window.mapToGlobal(window.rect().center()))
    action = window.actions_[id]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    settle()


def test_nothing_is_shown_until_it_is_asked_for(shop: Hands) -> None:
    assert not any("$" in words for id in shop.window.scene_.ids() for words in words_at(shop, id))
    assert not shop.window.actions_["canvas_costs"].isChecked()


def test_costs_come_and_go_with_their_menu_entry(shop: Hands) -> None:
    estimate = shop.window.session.estimate
    choose(shop.window, "canvas_costs")
    assert money(estimate.by_component()["db"]) in words_at(shop, "db")
    assert money(estimate.by_container()["vpc"]) in words_at(shop, "vpc")
    assert money(estimate.by_connection()["web_connects_db"]) in words_at(shop, "web_connects_db")
    assert shop.window.actions_["canvas_costs"].isChecked()
    choose(shop.window, "canvas_costs")
    assert not any("$" in words for words in words_at(shop, "db"))
    assert not shop.window.actions_["canvas_costs"].isChecked()


def test_what_was_shown_is_shown_again_in_the_next_window(
    shop: Hands, open_window: Open, catalogue: Catalogue
) -> None:
    shop.act("canvas_heat")
    shop.act("canvas_limits")
    assert Preferences().overlays == {"heat", "limits"}
    again = Hands(open_window(open_design(SHOP, catalogue).design))
    assert any("% · $" in words for words in words_at(again, "db"))
    assert again.window.actions_["canvas_limits"].isChecked()


def test_an_edit_changes_what_it_touches_and_nothing_else(shop: Hands, qtbot: QtBot) -> None:
    shop.act("canvas_costs")
    scene, before = shop.window.scene_, words_at(shop, "alb")
    other = scene.item_for("dns")
    assert other is not None
    kept = other.drawing
    balancer = shop.design.component("alb")
    with qtbot.waitSignal(scene.tagged, timeout=5000), shop.design.edit("Use") as edit:
        name = next(iter(shop.window.session.catalogue.type_of(balancer).usage))
        edit.put(replace(balancer, usage={**balancer.usage, name: 40}))
    amount = money(shop.window.session.estimate.by_component()["alb"])
    assert amount in words_at(shop, "alb")
    assert words_at(shop, "alb") != before
    assert money(shop.window.session.estimate.by_container()["vpc"]) in words_at(shop, "vpc")
    assert other.drawing is kept


def test_many_edits_in_a_row_are_looked_at_once(shop: Hands, qtbot: QtBot) -> None:
    shop.act("canvas_costs")
    looks: list[int] = []
    scene = shop.window.scene_

    def count() -> None:
        looks.append(1)

    scene.tagged.connect(count)
    database = shop.design.component("db")
    with qtbot.waitSignal(scene.tagged, timeout=5000):
        for step in range(5):
            with shop.design.edit("Name") as edit:
                edit.put(replace(database, name=f"Orders {step}"))
    assert len(looks) == 1
    scene.tagged.disconnect(count)


def test_a_design_opened_later_shows_its_own_costs(shop: Hands, catalogue: Catalogue) -> None:
    shop.act("canvas_costs")
    queue = Design([Component("q", "sqs.queue", "Orders", Rect(0, 0, 48, 48))])
    shop.window.session.replace(queue)
    settle()
    assert money(shop.window.session.estimate.monthly) in words_at(shop, "q")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_heat_map_is_painted_in_the_colours_of_its_scale(shop: Hands, theme: str) -> None:
    shop.act(f"theme_{theme}")
    shop.act("canvas_heat")
    shop.canvas.set_zoom(1.0)
    shop.canvas.centerOn(QPointF(*_middle(shop, "db")))
    settle()
    item = shop.window.scene_.item_for("db")
    assert item is not None
    fills = [each.fill for each in HEAT]
    pill = next(s for s in item.drawing.part.shapes if isinstance(s, Box) and s.fill in fills)
    image = shop.viewport.grab().toImage()
    at = shop.at(pill.rect.x + 6, pill.rect.center.y)
    assert image.pixelColor(at * image.devicePixelRatio()).name() == QColor(pill.fill).name()
    low = [
        image.pixelColor(x, y).name().upper()
        for y in range(image.height() - 60, image.height(), 2)
        for x in range(0, image.width(), 2)
    ]
    assert {each.fill for each in HEAT} <= set(low)  # the legend


def test_limits_are_said_where_they_are_counted(open_window: Open) -> None:
    region = Component("r", "aws.region", "Ireland", Rect(0, 0, 900, 400))
    networks = [
        Component(f"v{i}", "vpc.vpc", f"V{i}", Rect(24 + 170 * i, 48, 160, 112), "r") for i in range(4)
    ]
    hands = Hands(open_window(Design([region, *networks])))
    choose(hands.window, "canvas_limits")
    assert "80 % of VPCs per region" in words_at(hands, "r")
    item = hands.window.scene_.item_for("r")
    assert item is not None
    assert "4 of 5" in item.toolTip()


def test_an_exported_picture_takes_the_estimate_there_is(
    open_window: Open, catalogue: Catalogue, qtbot: QtBot
) -> None:
    """A session without any prices: read anew, the shipped ones would show an amount."""
    design = Design([Component("q", "sqs.queue", "Orders", Rect(0, 0, 48, 48))])
    window = MainWindow(Session(catalogue, PriceBooks({}), design))
    qtbot.addWidget(window)
    dialog = PictureDialog(window)
    dialog.costs.setChecked(True)
    part = next(p for p in dialog.picture().parts if p.id == "q")
    assert "no price" in [s.text for s in part.shapes if isinstance(s, Text)]


def test_a_pdf_has_the_picture_and_the_table_on_pages_of_their_size(shop: Hands, tmp_path: Path) -> None:
    dialog = PictureDialog(shop.window)
    dialog.format.setCurrentIndex(dialog.format.findData("pdf"))
    QTest.mouseClick(dialog.costs, Qt.MouseButton.LeftButton, pos=dialog.costs.rect().center())
    dialog.write(tmp_path / "one.pdf")
    dialog.table.setChecked(True)
    dialog.write(tmp_path / "two.pdf")
    one, two = ((tmp_path / name).read_bytes() for name in ("one.pdf", "two.pdf"))
    assert one.startswith(b"%PDF-")
    assert two.rstrip().endswith(b"%%EOF")
    assert (_pages(one), _pages(two)) == (1, 2)
    bounds = dialog.picture().bounds
    width, height = _sizes(two)[0]
    assert (width, height) == pytest.approx((bounds.width * 0.75, bounds.height * 0.75), abs=1)
    assert _sizes(two)[1] != _sizes(two)[0]
    assert b"/FontFile2" in one or b"/FontFile3" in one or b"/Type0" in one  # words stay words
    dialog.deleteLater()


def test_a_png_and_an_svg_carry_the_table_below(shop: Hands, tmp_path: Path) -> None:
    dialog = PictureDialog(shop.window)
    plain = dialog.picture().bounds
    dialog.table.setChecked(True)
    dialog.heat.setChecked(True)
    assert dialog.picture().bounds.height > plain.height + 200
    dialog.format.setCurrentIndex(dialog.format.findData("svg"))
    dialog.write(tmp_path / "shop.svg")
    text = (tmp_path / "shop.svg").read_text()
    assert money(shop.window.session.estimate.monthly) in text
    assert f"· {dollars(shop.window.session.estimate.by_component()['db'])}" in text
    dialog.deleteLater()


def test_the_command_line_draws_the_same_pdf(tmp_path: Path) -> None:
    target = tmp_path / "shop.pdf"
    assert main(["render", str(SHOP), "-o", str(target), "--heat", "--limits", "--table"]) == 0
    assert _pages(target.read_bytes()) == 2


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def _sizes(pdf: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(float(w), float(h)) for w, h in boxes]


def _middle(hands: Hands, id: str) -> tuple[float, float]:
    center = hands.design.component(id).rect.center
    return center.x, center.y
