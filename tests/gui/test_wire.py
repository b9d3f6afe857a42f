"""The Wires tab: what the selected connection writes, with its reasons, and the way to the template."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from archdesk.app.edits import rename
from archdesk.cloudformation.wires import wire_of
from archdesk.gui.panels.template_text import TemplateText
from archdesk.gui.panels.wire import added_text
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from tests.gui.conftest import Hands, settle

KINDS = (
    ("queue", "sqs.queue", "Orders"),
    ("worker", "lambda.function", "Worker"),
    ("table", "dynamodb.table", "Records"),
    ("role", "iam.role", "Shared role"),
    ("people", "external.users", "Customers <b>"),
)
WIRES = (
    Connection("triggers", "queue", "worker", "triggers"),
    Connection("writes", "worker", "table", "writes"),
    Connection("uses", "worker", "role", "uses"),
    Connection("requests", "people", "queue", "requests"),
)


@pytest.fixture
def hands(open_window) -> Hands:
    parts = [
        Component(id, kind, name, Rect(160 * n, 300, 48, 48)) for n, (id, kind, name) in enumerate(KINDS)
    ]
    return Hands(open_window(Design([*parts, *WIRES])))


def open_tab(hands: Hands, connection: str) -> QWidget:
    hands.window.selection.set([connection])
    hands.window.inspector.show_tab("Wires")
    settle()
    return hands.window.inspector


def said(tab: QWidget) -> str:
    return "\n".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible()).replace(
        "\u200b", ""
    )


def pieces(tab: QWidget) -> dict[str, TemplateText]:
    return {t.toPlainText().split(":")[0]: t for t in tab.findChildren(TemplateText) if t.isVisible()}


def test_each_resource_is_shown_with_its_reason_and_what_is_new_in_it(hands: Hands) -> None:
    tab = open_tab(hands, "writes")
    policy = pieces(tab)["SharedRolePolicy"]
    lines = policy.toPlainText().split("\n")
    new = lines.index("        - dynamodb:PutItem")
    assert policy.signs[new] == "added"
    assert lines.index("SharedRolePolicy:") not in policy.signs
    assert "Worker may dynamodb:PutItem" in said(tab)
    assert "added to what is there anyway" in said(tab)


def test_what_a_connection_replaces_is_shown_as_removed(hands: Hands) -> None:
    tab = open_tab(hands, "uses")
    own = pieces(tab)["WorkerRole"]
    assert set(own.signs.values()) == {"removed"}
    assert "removed; this connection takes its place" in said(tab)


def test_a_connection_that_writes_nothing_says_why_in_plain_text(hands: Hands) -> None:
    tab = open_tab(hands, "requests")
    assert "It writes nothing into the template" in said(tab)
    assert "Customers <b> has no resource in a template" in said(tab)
    assert pieces(tab) == {}


def test_a_logical_id_leads_to_the_template(hands: Hands) -> None:
    tab = open_tab(hands, "triggers")
    link = next(b for b in tab.findChildren(QPushButton) if "OrdersWorkerTrigger" in b.accessibleName())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    settle()
    text = hands.window.template.text
    assert text.isVisible()
    line = text.textCursor().blockNumber()
    shown = text.toPlainText().split("\n")[line : line + 2]
    assert any(x.startswith("  OrdersWorkerTrigger:") for x in shown)
    assert text.sees(line)
    assert hands.window.selection.ids == ("triggers",)


def test_what_is_added_is_copied(hands: Hands) -> None:
    tab = open_tab(hands, "triggers")
    copy = next(b for b in tab.findChildren(QToolButton) if b.text() == "Copy")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    wire = wire_of(hands.design, hands.window.session.catalogue, "triggers")
    assert QGuiApplication.clipboard().text() == added_text(wire)
    assert "  Type: AWS::Lambda::EventSourceMapping" in added_text(wire)


def test_without_the_connection_the_tab_goes_and_so_do_its_resources(hands: Hands) -> None:
    open_tab(hands, "triggers")
    hands.act("toggle_template")
    assert "OrdersWorkerTrigger:" in hands.window.template.text.toPlainText()
    hands.act("delete")
    assert "OrdersWorkerTrigger:" not in hands.window.template.text.toPlainText()
    hands.act("undo")
    assert "OrdersWorkerTrigger:" in hands.window.template.text.toPlainText()


def test_in_a_large_design_it_is_found_out_in_slices_and_stays_shown_while_one_edits(
    hands: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archdesk.gui.panels.wire._AT_ONCE", 2)
    open_tab(hands, "triggers")
    assert pieces(hands.window.inspector) == {}
    qtbot.waitUntil(lambda: "OrdersWorkerTrigger" in pieces(hands.window.inspector))
    rename(hands.design, "queue", "Zebra")
    settle()
    assert "OrdersWorkerTrigger" in pieces(hands.window.inspector)
    qtbot.waitUntil(lambda: "ZebraWorkerTrigger" in pieces(hands.window.inspector))
    assert "OrdersWorkerTrigger" not in pieces(hands.window.inspector)
