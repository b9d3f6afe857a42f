"""Limits in the window: the table below the canvas, and the inspector's page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from archdesk.app.edits import set_property, set_settings
from archdesk.gui.panels.limit_table import LimitsPanel
from tests.gui.conftest import Hands, settle


def shown(hands: Hands) -> LimitsPanel:
    hands.act("limits")
    return hands.window.limits


def rows(panel: LimitsPanel) -> list[tuple[str, str, str]]:
    """Component, limit and how near, as they stand in the table."""
    model = panel.model
    return [tuple(model.index(r, c).data() for c in (0, 1, 4)) for r in range(model.rowCount())]


def test_what_is_near_comes_first_and_a_click_opens_it_in_the_inspector(hands: Hands) -> None:
    hands.drop("lambda.function", 300, 300)
    (function,) = hands.design.components
    set_property(hands.design, hands.window.session.catalogue, function.id, "timeout", 850)
    hands.window.selection.clear()
    panel = shown(hands)
    assert rows(panel)[0][::2] == (function.name, "94 %, near the limit")
    at = panel.table.visualRect(panel.model.index(0, 0)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle()
    inspector = hands.window.inspector
    assert hands.window.selection.only == function.id
    assert inspector._tab == "Limits"
    texts = [x.text() for x in inspector.findChildren(QLabel) if x.isVisible()]
    assert "850 of 900 s, near the limit" in texts


def test_nothing_is_worked_out_while_nobody_looks_and_the_edition_is_followed(hands: Hands) -> None:
    hands.drop("lambda.function", 300, 300)
    panel = hands.window.limits
    assert panel.model.rowCount() == 0
    shown(hands)
    before = {r.key: r.most for r in panel.model.rows}
    set_settings(hands.design, "Edition", edition="notes")
    QTest.qWaitForWindowExposed(hands.window)
    panel._later.timeout.emit()
    assert {r.key: r.most for r in panel.model.rows} != before


def test_an_empty_table_teaches(hands: Hands) -> None:
    panel = shown(hands)
    assert panel.empty.text().startswith("Nothing here has a limit yet.")
    hands.drop("sqs.queue", 300, 300)
    panel._later.timeout.emit()
    assert panel.table.isVisible()
    panel.near.click()
    assert panel.empty.text().startswith("No limit is near")
