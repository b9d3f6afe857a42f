"""Asking: questions about what is selected, answers to choose from, and placing what was chosen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from archdesk.gui.dialogs.asking import AskDialog
from archdesk.gui.dialogs.chooser import Chooser
from archdesk.model.records import Component
from tests.gui.conftest import Hands, settle


def texts(widget: QWidget) -> str:
    settle()
    return "\n".join(found.text() for found in widget.findChildren(QLabel) if found.isVisible())


def add(hands: Hands, entry: str, x: int, y: int) -> Component:
    before = set(hands.design.component_ids())
    hands.drop(entry, x, y)
    settle()
    (id,) = set(hands.design.component_ids()) - before
    return hands.design.component(id)


def dialog(hands: Hands) -> AskDialog:
    settle()
    (found,) = (d for d in hands.window.findChildren(AskDialog) if d.isVisible())
    return found


def listed(asking: AskDialog) -> list[str]:
    return [asking.list.item(row).text() for row in range(asking.list.count())]


def test_questions_about_the_selected_component_come_first(hands: Hands) -> None:
    queue = add(hands, "sqs.queue", 400, 300)
    assert hands.window.actions_["ask"].text() == f"Ask about {queue.name}…"
    hands.act("ask")
    asking = dialog(hands)
    handbook = hands.window.session.handbook
    own = [d.question for d in handbook.decisions.values() if "sqs.queue" in d.types]
    own += [d.symptom for d in handbook.diagnostics.values() if "sqs.queue" in d.types]
    own += [s.label for s in handbook.sequences.values() if "sqs.queue" in s.types]
    assert set(listed(asking)[: len(own)]) == set(own)
    assert len(listed(asking)) > len(own)
    assert queue.name in asking.windowTitle()
    asking.close()


def test_typing_finds_and_enter_leads_to_placing(hands: Hands) -> None:
    hands.act("ask")
    asking = dialog(hands)
    QTest.keyClicks(asking.search, "load balancer")
    assert listed(asking)[0] == "Which load balancer?"
    decision = hands.window.session.handbook.decisions["load-balancer"]
    assert decision.options[0].choice in texts(asking)
    assert decision.options[0].when[0] in texts(asking)
    QTest.keyClick(asking.search, Qt.Key.Key_Return)
    assert asking.buttons[0].hasFocus()
    QTest.keyClick(asking.buttons[0], Qt.Key.Key_Space)
    settle()
    assert [c.type for c in hands.design.components] == ["elb.application"]
    assert not [d for d in hands.window.findChildren(AskDialog) if d.isVisible()]


def test_what_is_chosen_stands_beside_what_was_asked_about(hands: Hands) -> None:
    function = add(hands, "lambda.function", 400, 300)
    before = dict(hands.design.records)
    hands.act("ask")
    asking = dialog(hands)
    QTest.keyClicks(asking.search, "which data store")
    table = next(b for b in asking.buttons if b.text() == "Place DynamoDB table")
    QTest.mouseClick(table, Qt.MouseButton.LeftButton)
    settle()
    (edge,) = hands.design.connections
    assert edge.source == function.id
    assert hands.design.component(edge.target).type == "dynamodb.table"
    hands.act("undo")
    assert dict(hands.design.records) == before


def test_what_is_placed_is_the_very_answer(hands: Hands) -> None:
    add(hands, "ec2.instance", 400, 300)
    hands.act("ask")
    asking = dialog(hands)
    QTest.keyClicks(asking.search, "which ebs volume")
    decision = hands.window.session.handbook.decisions["ebs-type"]
    edition = hands.design.settings.edition
    shown = [o for o in decision.options if edition in o.editions and o.entry]
    number = [o.choice for o in shown].index("st1")
    QTest.mouseClick(asking.buttons[number], Qt.MouseButton.LeftButton)
    settle()
    volume = next(c for c in hands.design.components if c.type == "ec2.volume")
    assert (volume.properties["volume_type"], volume.properties["size"]) == ("st1", 500)


def test_what_happens_in_which_order_is_shown_and_its_parts_placed(hands: Hands) -> None:
    hands.act("ask")
    asking = dialog(hands)
    QTest.keyClicks(asking.search, "lazy loading")
    steps = hands.window.session.handbook.sequences["lazy-loading"]
    assert listed(asking)[0] == steps.label
    assert all(step in texts(asking) for step in steps.steps)
    cache = next(b for b in asking.buttons if b.text() == "Place ElastiCache for Redis")
    QTest.mouseClick(cache, Qt.MouseButton.LeftButton)
    settle()
    assert [c.type for c in hands.design.components] == ["elasticache.redis"]


def ask_by_menu(hands: Hands, x: int, y: int) -> None:
    at: QPoint = hands.at(x, y)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, hands.viewport.mapToGlobal(at))
    QApplication.sendEvent(hands.viewport, event)
    menu = next(
        m
        for m in hands.window.findChildren(QMenu)
        if m.isVisible() and hands.window.actions_["ask"] in m.actions()
    )
    QTest.mouseClick(
        menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(hands.window.actions_["ask"]).center()
    )


def test_asked_on_the_empty_canvas_it_is_placed_there(hands: Hands) -> None:
    add(hands, "lambda.function", 200, 200)
    ask_by_menu(hands, 700, 500)
    asking = dialog(hands)
    QTest.keyClicks(asking.search, "which data store")
    table = next(b for b in asking.buttons if b.text() == "Place DynamoDB table")
    QTest.mouseClick(table, Qt.MouseButton.LeftButton)
    settle()
    placed = next(c for c in hands.design.components if c.type == "dynamodb.table")
    assert abs(placed.rect.center.x - 700) <= 8
    assert abs(placed.rect.center.y - 500) <= 8


def test_the_context_menu_of_a_component_asks_about_it(hands: Hands) -> None:
    add(hands, "lambda.function", 200, 200)
    queue = add(hands, "sqs.queue", 600, 400)
    hands.window.selection.clear()
    ask_by_menu(hands, 600, 400)
    asking = dialog(hands)
    assert queue.name in asking.windowTitle()
    asking.close()


def test_a_symptom_is_explained(hands: Hands) -> None:
    hands.window.ask("sg-timeout")
    asking = dialog(hands)
    diagnostic = hands.window.session.handbook.diagnostics.get("sg-timeout") or next(
        iter(hands.window.session.handbook.diagnostics.values())
    )
    asking.show_answer(diagnostic.id)
    assert diagnostic.cause in texts(asking)
    assert diagnostic.fix in texts(asking)
    asking.close()


def test_the_command_palette_asks(hands: Hands) -> None:
    hands.act("palette")
    chooser = hands.window.findChild(Chooser)
    assert chooser is not None
    QTest.keyClicks(chooser.line, "ask")
    QTest.keyClick(chooser.line, Qt.Key.Key_Return)
    asking = dialog(hands)
    QTest.keyClick(asking.search, Qt.Key.Key_Escape)
    settle()
    assert not [d for d in hands.window.findChildren(AskDialog) if d.isVisible()]


def test_what_is_not_there_is_said(hands: Hands) -> None:
    hands.act("ask")
    asking = dialog(hands)
    QTest.keyClicks(asking.search, "zzzqqqxx")
    assert not listed(asking)
    assert "zzzqqqxx" in texts(asking)
    asking.close()


def test_every_answer_can_be_shown_and_what_it_offers_exists(hands: Hands) -> None:
    hands.act("ask")
    asking = dialog(hands)
    for row in range(asking.list.count()):
        asking.list.setCurrentRow(row)
        assert all(b.isEnabled() for b in asking.buttons), asking.list.item(row).text()
    asking.close()
