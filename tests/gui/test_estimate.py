"""The estimate's tab: looking, filtering, changing what is assumed, each as one undo step."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from archdesk.app.edits import set_settings
from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.book import PriceBooks, load_books
from archdesk.gui.panels.estimate_items import AMOUNT, OWNER
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.shipped import shipped
from archdesk.storage.files import open_design
from tests.gui.conftest import Hands, settle

OpenWindow = Callable[[Design | None], MainWindow]


@pytest.fixture
def shop(open_window: OpenWindow, catalogue: Catalogue) -> Hands:
    """The three-tier sample with its estimate in front."""
    sample = shipped("samples") / "three-tier-web.archdesk"
    window = open_window(open_design(sample, catalogue).design)
    window.show_estimate()
    settle()
    return Hands(window)


def click_bar(hands: Hands, label: str) -> None:
    chart = hands.window.estimate.chart
    index = next(n for n, bar in enumerate(chart.bars) if bar.label == label)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.row(index).center().toPoint())
    settle()


def click_cell(hands: Hands, row: int, column: int) -> None:
    table = hands.window.estimate.items
    at = table.visualRect(table.model_.index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle()


def choose(box: QComboBox, value: str) -> None:
    """As a person does with the keys."""
    box.setFocus()
    while box.currentData() != value:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        settle()
        assert box.currentIndex() != before, f"{value} is not offered"


def show_assumptions(hands: Hands) -> None:
    QTest.mouseClick(hands.window.estimate.assumptions_button, Qt.MouseButton.LeftButton)
    settle()


def test_bars_are_largest_first_and_parts_of_the_total(shop: Hands) -> None:
    found = shop.window.estimate.chart.bars
    assert found[0].label == "Amazon RDS"
    assert [b.amount for b in found] == sorted((b.amount for b in found), reverse=True)
    assert sum(b.amount for b in found) == shop.window.session.estimate.monthly
    assert sum(b.share for b in found).quantize(Decimal("0.0001")) == 1


def test_a_bar_that_is_clicked_lists_its_items_and_selects_on_the_canvas(shop: Hands) -> None:
    panel = shop.window.estimate
    everything = len(panel.items.model_.items)
    click_bar(shop, "Amazon RDS")
    assert {item.service for item in panel.items.model_.items} == {"Amazon RDS"}
    names = {shop.design.component(id).name for id in shop.window.selection.ids}
    assert names == {"Orders database", "Read replica"}
    click_bar(shop, "Amazon RDS")
    assert len(panel.items.model_.items) == everything


def test_bars_by_container_connection_and_component(shop: Hands) -> None:
    panel = shop.window.estimate
    QTest.mouseClick(panel.by_buttons["container"], Qt.MouseButton.LeftButton)
    by_container = {bar.label: bar.amount for bar in panel.chart.bars}
    vpc = shop.named("Shop VPC").id
    assert by_container["Shop VPC"] == shop.window.session.estimate.by_container()[vpc]
    QTest.mouseClick(panel.by_buttons["component"], Qt.MouseButton.LeftButton)
    assert "Orders database" in {bar.label for bar in panel.chart.bars}
    QTest.mouseClick(panel.by_buttons["connection"], Qt.MouseButton.LeftButton)
    amounts = {k: v for k, v in shop.window.session.estimate.by_connection().items() if v}
    assert {bar.key: bar.amount for bar in panel.chart.bars} == amounts


def test_the_chart_is_worked_with_the_keys(shop: Hands) -> None:
    chart = shop.window.estimate.chart
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    settle()
    assert shop.window.estimate.shown.key == chart.bars[1].key
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    settle()
    assert shop.window.estimate.shown.everything


def test_items_are_sorted_by_amount_and_the_other_way_round(shop: Hands) -> None:
    table = shop.window.estimate.items
    amounts = [item.amount for item in table.model_.items if item.amount is not None]
    assert amounts == sorted(amounts, reverse=True)
    header = table.horizontalHeader()
    at = header.sectionViewportPosition(AMOUNT) + 12
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 8))
    amounts = [item.amount for item in table.model_.items if item.amount is not None]
    assert amounts == sorted(amounts)


def test_whose_an_item_is_leads_to_it(shop: Hands) -> None:
    item = shop.window.estimate.items.model_.items[0]
    click_cell(shop, 0, OWNER)
    assert shop.window.selection.ids == (item.subject,)


def test_what_needs_usage_is_counted_listed_and_opens_its_field(shop: Hands) -> None:
    set_settings(shop.design, "Assume nothing", usage="none")
    panel = shop.window.estimate
    panel.rebuild()
    count = shop.window.session.estimate.count("needs usage")
    assert count > 1
    assert panel.total.needs_usage.text() == f"{count} need usage"
    QTest.mouseClick(panel.total.needs_usage, Qt.MouseButton.LeftButton)
    assert {item.state for item in panel.items.model_.items} == {"needs usage"}
    item = panel.items.model_.items[0]
    assert item.component is not None
    click_cell(shop, 0, AMOUNT)
    assert shop.window.selection.ids == (item.component,)
    assert shop.window.inspector._tab == "Cost"


def test_the_total_is_said_a_month_an_hour_a_year_and_as_it_scales(shop: Hands) -> None:
    total, estimate = shop.window.estimate.total, shop.window.session.estimate
    assert total.monthly.text() == f"${estimate.monthly:,.2f} / mo"
    assert f"${estimate.monthly * 12:,.2f} / year" in total.periods.text()
    assert total.range.text() == f"${estimate.least:,.2f} to ${estimate.most:,.2f} as it scales"
    assert total.range.text() in shop.window.status.total.text()


def test_the_free_tier_the_preset_and_the_purchase_are_one_undo_step_each(shop: Hands) -> None:
    show_assumptions(shop)
    page, design = shop.window.estimate.assumptions, shop.design
    before = shop.window.session.estimate.monthly
    page.free_tier.setFocus()
    QTest.keyClick(page.free_tier, Qt.Key.Key_Space)
    settle()
    assert design.settings.free_tier
    assert shop.window.session.estimate.monthly < before
    design.undo()
    assert not design.settings.free_tier
    shop.window.estimate.rebuild()
    choose(page.usage, "large")
    assert design.settings.usage == "large"
    assert shop.window.session.estimate.monthly > before
    design.undo()
    shop.window.estimate.rebuild()
    choose(page.purchase, "compute_1yr")
    shop.window.estimate.rebuild()
    assert shop.window.session.estimate.monthly == before
    assert "as it scales" in shop.window.estimate.total.periods.text()
    said = shop.window.estimate.total.range.text()
    assert "about $" in said
    assert "Compute Savings Plan, 1 year" in said
    assert "2026-01" in said


def test_long_words_take_no_room_from_what_stands_beside(shop: Hands) -> None:
    window = shop.window
    before = window.palette_dock.width(), window.inspector_dock.width()
    set_settings(shop.design, "Set how it is bought", purchase="committed_3yr", prices="2019-01-01")
    window.estimate.rebuild()
    show_assumptions(shop)
    window.selection.set([shop.named("Orders database").id])
    settle()
    assert (window.palette_dock.width(), window.inspector_dock.width()) == before


def test_an_assumed_quantity_is_entered_in_place_and_cleared_again(shop: Hands) -> None:
    show_assumptions(shop)
    page, balancer = shop.window.estimate.assumptions, shop.named("Load balancer")
    key = next(k for k in page.fields if k[0] == balancer.id)
    line = page.fields[key]
    assert line.text() == ""
    assert line.placeholderText()
    enter(line, "7000")
    assert shop.design.component(balancer.id).usage == {key[1]: 7000}
    shop.window.estimate.rebuild()
    line = page.fields[key]
    assert line.text() == "7000"
    enter(line, "")
    assert shop.design.component(balancer.id).usage == {}
    shop.design.undo()
    assert shop.design.component(balancer.id).usage == {key[1]: 7000}


def enter(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()


def test_what_a_connection_carries_is_entered_in_place(shop: Hands) -> None:
    show_assumptions(shop)
    page = shop.window.estimate.assumptions
    key = next(k for k in page.fields if k[0] in shop.design.connection_ids())
    enter(page.fields[key], "500")
    assert shop.design.connection(key[0]).usage == {key[1]: 500}


def test_a_bad_quantity_is_explained_and_not_stored(shop: Hands) -> None:
    show_assumptions(shop)
    page, balancer = shop.window.estimate.assumptions, shop.named("Load balancer")
    key = next(k for k in page.fields if k[0] == balancer.id)
    enter(page.fields[key], "-3")
    assert shop.design.component(balancer.id).usage == {}
    row = page.rows.widgets[key]
    assert any(
        "at least 0" in label.text() for label in row.findChildren(type(page.heading)) if label.isVisible()
    )


def test_a_design_remembers_when_it_was_priced_once_it_is_saved(shop: Hands, tmp_path: Path) -> None:
    session = shop.window.session
    session.save(tmp_path / "shop.archdesk")
    newest = session.books.dates("eu-west-1")[0]
    assert session.design.settings.prices == newest
    assert not session.dirty
    assert newest in (tmp_path / "shop.archdesk").read_text()
    assert shop.window.estimate.newer.isHidden()


def test_remembering_the_prices_is_no_step_of_its_own(shop: Hands, tmp_path: Path) -> None:
    session, design = shop.window.session, shop.design
    before = dict(design.records)
    set_settings(design, "Set the use", usage="large")
    session.save(tmp_path / "shop.archdesk")
    assert design.settings.prices
    assert design.undo_label == "Set the use"
    design.undo()
    assert dict(design.records) == before
    session.save(tmp_path / "shop.archdesk")
    assert design.redo_label == "Set the use"
    design.redo()
    assert (design.settings.usage, bool(design.settings.prices)) == ("large", True)


# -- the inspector's Cost tab -----------------------------------------------------------------------------


def shown_in_cost_tab(hands: Hands, id: str) -> list[str]:
    hands.window.selection.set([id])
    hands.window.inspector.show_tab("Cost")
    settle()
    page = hands.window.inspector
    labels = [w.text() for w in page.findChildren(QLabel) if w.isVisible()]
    return labels + [w.text() for w in page.findChildren(QPushButton) if w.isVisible()]


def test_a_container_says_what_all_in_it_costs_and_its_dearest_parts_lead_to_them(shop: Hands) -> None:
    vpc, database = shop.named("Shop VPC"), shop.named("Orders database")
    said = shown_in_cost_tab(shop, vpc.id)
    assert f"${shop.window.session.estimate.by_container()[vpc.id]:,.2f} / mo" in said
    assert "Orders database" in said
    part = next(b for b in shop.window.inspector.findChildren(QPushButton) if b.text() == "Orders database")
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)
    assert shop.window.selection.ids == (database.id,)


def test_what_scales_says_its_range(shop: Hands) -> None:
    said = shown_in_cost_tab(shop, shop.named("Web servers").id)
    assert any("as it scales" in words for words in said)


def test_a_connection_has_a_cost_tab_where_its_gigabytes_are_entered(shop: Hands) -> None:
    database = shop.named("Orders database").id
    replicates = next(c for c in shop.design.connections if c.source == database and c.relation != "encrypts")
    shown_in_cost_tab(shop, replicates.id)
    name = next(n for n in shop.window.inspector.fields if n.startswith("usage:"))
    line = shop.window.inspector.fields[name]
    assert isinstance(line, QLineEdit)
    before = shop.window.session.estimate.by_connection().get(replicates.id, Decimal(0))
    enter(line, "2000")
    assert shop.design.connection(replicates.id).usage == {name.removeprefix("usage:"): 2000}
    said = shown_in_cost_tab(shop, replicates.id)
    after = shop.window.session.estimate.by_connection().get(replicates.id, Decimal(0))
    assert after != before or any("bills nothing" in words or "$0.00" in words for words in said)


# -- newer prices -----------------------------------------------------------------------------------------


@pytest.fixture
def newer_books(tmp_path: Path) -> PriceBooks:
    """The shipped books, and a newer one of Ireland in which all prices are a tenth dearer."""
    lines = (shipped("palettes") / "aws" / "prices" / "eu-west-1.csv").read_text().splitlines()
    head = [line for line in lines if line.startswith(("#", "offer,"))]
    rows = list(csv.reader(line for line in lines if not line.startswith(("#", "offer,"))))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        row[7] = f"{Decimal(row[7]) * Decimal('1.1'):f}"[:20]
        row[8] = "2026-08-01"
        writer.writerow(row)
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "eu-west-1.csv").write_text("\n".join(head) + "\n" + text.getvalue())
    return load_books([folder])


def test_a_design_keeps_its_prices_until_somebody_reprices_it(
    shop: Hands, newer_books: PriceBooks, tmp_path: Path
) -> None:
    session, panel = shop.window.session, shop.window.estimate
    session.save(tmp_path / "shop.archdesk")
    old = session.estimate.monthly
    session.books = newer_books
    session.open(tmp_path / "shop.archdesk")
    settle()
    panel.rebuild()
    assert session.estimate.monthly == old
    assert panel.newer.isVisible()
    said = panel.newer.words.text()
    assert "There are prices of 2026-08-01" in said
    assert f"${old:,.2f} would be $" in said
    QTest.mouseClick(panel.newer.reprice, Qt.MouseButton.LeftButton)
    settle()
    panel.rebuild()
    assert session.design.settings.prices == "2026-08-01"
    assert session.estimate.monthly > old
    assert said.endswith(f"would be ${session.estimate.monthly:,.2f}.")
    assert panel.newer.isHidden()
    session.design.undo()
    assert session.estimate.monthly == old


def test_a_design_that_moves_to_another_region_is_not_asked_to_be_repriced(
    shop: Hands, tmp_path: Path
) -> None:
    session = shop.window.session
    session.save(tmp_path / "shop.archdesk")
    assert session.books.dates("us-east-1") != session.books.dates("eu-west-1")
    set_settings(shop.design, "Set region", region="us-east-1")
    shop.window.estimate.rebuild()
    assert shop.window.estimate.newer.isHidden()


def test_prices_that_are_not_here_are_not_said_to_be_used(shop: Hands) -> None:
    set_settings(shop.design, "Remember the prices", prices="2019-01-01")
    shop.window.estimate.rebuild()
    said = shop.window.estimate.newer.words.text()
    assert said.startswith("Last priced with the prices of 2019-01-01, which are not here")
