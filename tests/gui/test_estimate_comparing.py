"""Comparing costs in the window: nothing changes the design but Apply, as one undo step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from archdesk.app.edits import set_property, set_settings
from archdesk.catalog.catalogue import Catalogue
from archdesk.gui.dialogs.compare import CompareDialog, Comparison
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.shipped import shipped
from archdesk.storage.files import open_design
from tests.gui.conftest import Hands, settle

OpenWindow = Callable[[Design | None], MainWindow]


def sample(name: str) -> Path:
    return shipped("samples") / f"{name}.archdesk"


@pytest.fixture
def shop(open_window: OpenWindow, catalogue: Catalogue) -> Hands:
    return Hands(open_window(open_design(sample("three-tier-web"), catalogue).design))


def dialog_of(hands: Hands) -> CompareDialog:
    hands.act("compare_costs")
    return next(d for d in hands.window.findChildren(CompareDialog) if d.isVisible())


def choose(dialog: CompareDialog, what: str) -> None:
    dialog.choice.setFocus()
    while dialog.choice.currentData() != what:
        before = dialog.choice.currentIndex()
        QTest.keyClick(dialog.choice, Qt.Key.Key_Down)
        settle()
        assert dialog.choice.currentIndex() != before, f"{what} is not offered"


def lines(dialog: CompareDialog) -> list[str]:
    settle()
    shown = [w for w in dialog.findChildren(QLabel) if w.isVisible()]
    return [w.text() for w in shown]


def test_the_saved_state_says_what_was_added_since(shop: Hands) -> None:
    database = shop.named("Read replica")
    set_property(shop.design, shop.window.session.catalogue, database.id, "multi_az", True)
    dialog = dialog_of(shop)
    found = dialog.difference
    assert found is not None
    assert found.after == shop.window.session.estimate.monthly
    assert found.change > 0
    assert found.entries[0].name == "Read replica"
    assert f"+${found.entries[0].change:,.2f}" in lines(dialog)
    assert not dialog.apply.isVisible()
    owner = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Read replica")
    QTest.mouseClick(owner, Qt.MouseButton.LeftButton)
    assert shop.window.selection.ids == (database.id,)


def test_what_is_as_it_was_saved_differs_in_nothing(shop: Hands) -> None:
    assert "Nothing about the costs differs." in lines(dialog_of(shop))


def test_another_file_is_compared(shop: Hands, catalogue: Catalogue) -> None:
    dialog = dialog_of(shop)
    dialog.show_file(sample("serverless-api"))
    found = dialog.difference
    assert found is not None
    assert found.before == shop.window.session.estimate.monthly
    assert found.after < found.before
    assert dialog.after_name.text() == "serverless-api.archdesk"
    assert not dialog.apply.isVisible()


def test_another_region_is_applied_as_one_undo_step_and_only_when_asked(shop: Hands) -> None:
    dialog, design = dialog_of(shop), shop.design
    before = dict(design.records)
    choose(dialog, "region")
    index = next(n for n in range(dialog.variant.count()) if "us-east-1" in dialog.variant.itemText(n))
    dialog.variant.setFocus()
    QTest.keyClick(dialog.variant, Qt.Key.Key_Home)
    for _ in range(index):
        QTest.keyClick(dialog.variant, Qt.Key.Key_Down)
    settle()
    assert dict(design.records) == before
    assert dialog.difference is not None
    then = dialog.difference.after
    QTest.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    settle()
    assert design.settings.region == "us-east-1"
    assert shop.window.session.estimate.monthly == then
    assert design.undo_label == "In us-east-1 instead of eu-west-1"
    design.undo()
    assert dict(design.records) == before


def test_other_machines_and_a_standby_are_offered_the_cheapest_first(shop: Hands) -> None:
    dialog = dialog_of(shop)
    choose(dialog, "family")
    offered = [dialog.variant.itemText(n) for n in range(dialog.variant.count())]
    assert offered[0].startswith("Amazon RDS: t4g instead of t3, -$")
    assert any("arm64" in words for words in _each(dialog))
    choose(dialog, "flag")
    assert dialog.variant.itemText(0).startswith("Orders database: without Multi-AZ standby, -$")


def _each(dialog: CompareDialog) -> list[str]:
    told = []
    dialog.variant.setFocus()
    for _ in range(dialog.variant.count()):
        told.append(dialog.note.text())
        QTest.keyClick(dialog.variant, Qt.Key.Key_Down)
    return told


def test_the_capacity_of_a_table_tells_where_it_breaks_even(
    open_window: OpenWindow, catalogue: Catalogue
) -> None:
    hands = Hands(open_window(open_design(sample("serverless-api"), catalogue).design))
    dialog = dialog_of(hands)
    choose(dialog, "capacity")
    assert dialog.variant.itemText(0).startswith("Notes: provisioned capacity, ")
    assert "With fewer reads on-demand is cheaper, with more provisioned is." in dialog.note.text()
    choose_nothing = dict(hands.design.records)
    dialog.reject()
    assert dict(hands.design.records) == choose_nothing


def test_what_has_no_price_on_one_side_is_told(shop: Hands) -> None:
    dialog = dialog_of(shop)
    bare = Design(shop.design.records.values())
    set_settings(bare, "Assume nothing", usage="none")
    dialog.show_comparison(Comparison(shop.design, bare, "This design", "Without usage"))
    assert dialog.difference is not None
    count = len(dialog.difference.unpriced)
    assert count > 1
    assert dialog.note.text().startswith(f"{count} of these have no price on one side")
    assert "no price" in lines(dialog)


def test_a_change_of_the_design_closes_what_is_no_longer_true(shop: Hands) -> None:
    dialog = dialog_of(shop)
    set_settings(shop.design, "Set the use", usage="large")
    assert not dialog.isVisible()
