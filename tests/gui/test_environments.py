"""Environments are named with the design, and chosen for each component."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit

from tests.gui.conftest import Hands, settle


def name_environments(hands: Hands, text: str) -> None:
    settle()
    line = hands.window.inspector.findChild(QLineEdit, "field:environments")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()


def click(hands: Hands, name: str) -> QCheckBox:
    settle()
    box = hands.window.inspector.findChild(QCheckBox, f"environment:{name}")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    settle()
    return hands.window.inspector.findChild(QCheckBox, f"environment:{name}")


def test_a_component_is_for_production_alone(hands: Hands) -> None:
    name_environments(hands, "dev, prod, dev")
    assert hands.design.settings.environments == ("dev", "prod")
    hands.drop("sqs.queue", 400, 300)
    click(hands, "dev")
    assert hands.named("Queue").environments == ("prod",)
    click(hands, "dev")
    assert hands.named("Queue").environments == ()


def test_it_stays_in_at_least_one(hands: Hands) -> None:
    name_environments(hands, "dev, prod")
    hands.drop("sqs.queue", 400, 300)
    click(hands, "dev")
    assert click(hands, "prod").isChecked()
    assert hands.named("Queue").environments == ("prod",)


def test_without_environments_there_is_nothing_to_choose(hands: Hands) -> None:
    hands.drop("sqs.queue", 400, 300)
    settle()
    assert hands.window.inspector.findChild(QCheckBox, "environment:dev") is None
