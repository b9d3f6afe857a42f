"""A field that offers machines to choose from, and takes another that is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from tests.gui.conftest import Hands, settle


def field(hands: Hands) -> QComboBox:
    settle()
    found = hands.window.inspector.fields["instance_type"]
    assert isinstance(found, QComboBox)
    return found


def server(hands: Hands) -> str:
    hands.drop("ec2.instance", 200, 200)
    (id,) = hands.design.component_ids()
    return id


def test_a_machine_is_chosen_from_the_list_as_one_step(hands: Hands) -> None:
    id = server(hands)
    assert field(hands).currentText() == "t3.micro"
    field(hands).setFocus()
    QTest.keyClick(field(hands), Qt.Key.Key_Down)
    QTest.keyClick(field(hands), Qt.Key.Key_Down)
    chosen = hands.design.component(id).properties["instance_type"]
    assert chosen == field(hands).currentText()
    assert chosen in [field(hands).itemText(i) for i in range(field(hands).count())]
    assert chosen != "t3.micro"


def test_a_machine_that_is_not_in_the_list_is_typed(hands: Hands) -> None:
    id = server(hands)
    line = field(hands).lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "x8g.large")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert hands.design.component(id).properties["instance_type"] == "x8g.large"
    assert field(hands).currentText() == "x8g.large"
    hands.act("undo")
    assert "instance_type" not in hands.design.component(id).properties
