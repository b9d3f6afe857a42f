"""Calculators: prefilled from the component, worked out while one types, applied in one undo step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from archdesk.gui.panels.calculator import CalculatorForm
from archdesk.gui.panels.folding import Fold
from archdesk.model.records import Component
from tests.gui.conftest import Hands, settle


def texts(widget: QWidget) -> str:
    settle()
    return "\n".join(found.text() for found in widget.findChildren(QLabel) if found.isVisible())


def add(hands: Hands, entry: str) -> Component:
    before = set(hands.design.component_ids())
    hands.drop(entry, 400, 300)
    settle()
    (id,) = set(hands.design.component_ids()) - before
    return hands.design.component(id)


def form(hands: Hands) -> CalculatorForm:
    assert hands.window.calculator.form is not None
    return hands.window.calculator.form


def enter(field: QWidget, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_the_working_follows_while_one_types(hands: Hands) -> None:
    add(hands, "dynamodb.table")
    hands.window.show_calculator("rcu")
    settle()
    enter(form(hands).fields["reads_per_second"], "16")
    enter(form(hands).fields["item_kb"], "12")
    assert form(hands).answer.text() == "24 RCU"
    said = texts(form(hands))
    assert "ceil(12 / 4) = 3" in said
    assert "24 RCU" in said


def test_applying_is_one_step_that_undo_takes_back(hands: Hands) -> None:
    table = add(hands, "dynamodb.table")
    hands.window.show_calculator("rcu")
    settle()
    enter(form(hands).fields["reads_per_second"], "16")
    enter(form(hands).fields["item_kb"], "12")
    QTest.mouseClick(form(hands).apply, Qt.MouseButton.LeftButton)
    settle()
    assert hands.design.component(table.id).properties["read_capacity"] == 24
    assert hands.design.undo_label == "Apply read capacity units"
    assert form(hands).fields["item_kb"].text() == "12"  # type: ignore[attr-defined]  # a QLineEdit
    hands.act("undo")
    assert "read_capacity" not in hands.design.component(table.id).properties


def test_inputs_start_from_the_component(hands: Hands) -> None:
    handbook, catalogue = hands.window.session.handbook, hands.window.session.catalogue
    calculator, name, asked = next(
        (c, n, i)
        for c in handbook.calculators.values()
        for n, i in c.inputs.items()
        if i.type in ("integer", "number") and i.takes in catalogue.types[c.component].properties
    )
    component = add(hands, calculator.component)
    with hands.design.edit("Set") as edit:
        from dataclasses import replace

        edit.put(replace(component, properties={**component.properties, asked.takes: 7}))
    hands.window.show_calculator(calculator.id)
    settle()
    field = form(hands).fields[name]
    assert isinstance(field, QLineEdit)
    assert field.text() == "7"


def test_a_bad_input_is_said_under_its_field_and_cannot_be_applied(hands: Hands) -> None:
    table = add(hands, "dynamodb.table")
    hands.window.show_calculator("rcu")
    settle()
    enter(form(hands).fields["item_kb"], "900")
    assert "Must be 0.001 to 400 KB." in texts(form(hands))
    assert form(hands).answer.text() == "—"
    assert not form(hands).apply.isEnabled()
    QTest.mouseClick(form(hands).apply, Qt.MouseButton.LeftButton)
    assert "read_capacity" not in hands.design.component(table.id).properties
    enter(form(hands).fields["item_kb"], "4")
    assert form(hands).apply.isEnabled()
    assert "Must be" not in texts(form(hands))


def test_an_emptied_field_counts_as_its_default(hands: Hands) -> None:
    hands.window.show_calculator("rcu")
    settle()
    field = form(hands).fields["item_kb"]
    enter(field, "8")
    assert form(hands).working is not None
    assert form(hands).working.lines[0].value == 2  # type: ignore[union-attr]  # checked above
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert form(hands).working is not None
    assert form(hands).working.lines[0].value == 1  # type: ignore[union-attr]  # checked above


def test_without_a_component_it_calculates_but_does_not_apply(hands: Hands) -> None:
    hands.window.show_calculator("rcu")
    settle()
    assert form(hands).answer.text().endswith("RCU")
    assert not form(hands).apply.isEnabled()
    assert "DynamoDB table" in form(hands).apply_words.text()


def test_the_panel_follows_the_selection(hands: Hands) -> None:
    hands.window.show_calculator("wcu")
    settle()
    queue = add(hands, "sqs.queue")
    assert queue.type == form(hands).calculator.component
    assert hands.window.calculator.list.item(0).font().weight() > 500
    assert queue.name in texts(hands.window.calculator)


def test_the_one_that_was_asked_for_stays_whatever_is_selected(hands: Hands) -> None:
    add(hands, "sqs.queue")
    hands.window.show_calculator("rcu")
    settle()
    assert form(hands).calculator.id == "rcu"
    assert not form(hands).apply.isEnabled()


def test_a_calculator_is_found_by_typing(hands: Hands) -> None:
    hands.act("calculators")
    settle()
    panel = hands.window.calculator
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "shards")
    assert "hard" in panel.list.item(0).text()
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    QTest.keyClick(panel.search, Qt.Key.Key_Up)
    assert form(hands).calculator.label == panel.list.item(0).text()
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert next(iter(form(hands).fields.values())).hasFocus()


def test_the_inspector_has_the_calculators_of_a_component(hands: Hands) -> None:
    table = add(hands, "dynamodb.table")
    page = hands.window.inspector
    fold = next(f for f in page.findChildren(Fold) if f.button.text() == "Write capacity units")
    fold.button.setFocus()
    QTest.keyClick(fold.button, Qt.Key.Key_Return)
    inner = fold.findChild(CalculatorForm)
    assert inner is not None
    enter(inner.fields["item_kb"], "4.5")
    enter(inner.fields["writes_per_second"], "6")
    assert inner.answer.text() == "30 WCU"
    QTest.mouseClick(inner.apply, Qt.MouseButton.LeftButton)
    settle()
    assert hands.design.component(table.id).properties["write_capacity"] == 30
    again = next(
        f for f in page.findChildren(Fold) if f.button.text() == "Write capacity units" and f.isVisible()
    )
    assert again.button.isChecked()  # as it was, though the page was made anew
    inner = again.findChild(CalculatorForm)
    assert inner is not None
    assert inner.answer.text() == "30 WCU"


def test_a_choice_is_reckoned_with(hands: Hands) -> None:
    hands.window.show_calculator("rcu")
    settle()
    box = form(hands).fields["consistency"]
    assert isinstance(box, QComboBox)
    before = form(hands).answer.text()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    box.activated.emit(box.currentIndex())
    assert form(hands).answer.text() != before


@pytest.mark.parametrize("edition", ["notes", "current"])
def test_every_calculator_opens(hands: Hands, edition: str) -> None:
    from archdesk.app.edits import set_settings

    set_settings(hands.design, "Edition", edition=edition)
    for id in hands.window.session.handbook.calculators:
        hands.window.show_calculator(id)
        assert form(hands).calculator.id == id
        assert form(hands).working is not None, id
