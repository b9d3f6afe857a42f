"""The rule book: finding rules, reading one, switching it off."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from archdesk.gui.dialogs.rules import RulesDialog
from archdesk.rules.check import rules_of
from tests.gui.conftest import Hands, settle


def opened(hands: Hands, id: str = "") -> RulesDialog:
    if id:
        hands.window.show_rules(id)
    else:
        hands.act("rules")
    settle()
    dialog = hands.window.findChild(RulesDialog)
    assert dialog is not None
    return dialog


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def listed(dialog: RulesDialog) -> list[str]:
    return [dialog.list.item(row).text().split("  ")[0] for row in range(dialog.list.count())]


def pick(dialog: RulesDialog, box: str, value: str) -> None:
    choices = getattr(dialog, box)
    choices.setCurrentIndex(choices.findData(value))
    settle()


def test_all_rules_are_listed_at_once_and_found_by_words(hands: Hands) -> None:
    started = time.perf_counter()
    dialog = opened(hands)
    assert time.perf_counter() - started < 3
    rules = rules_of(hands.window.session.catalogue, "current").rules
    assert listed(dialog) == sorted(rule.id for rule in rules)
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "public subnet database")
    found = listed(dialog)
    assert "RDS-001" in found
    assert len(found) < 20
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.page is not None
    assert dialog.page.entry.rule.id == found[min(1, len(found) - 1)]


def test_rules_are_narrowed_by_severity_service_and_edition(hands: Hands) -> None:
    dialog = opened(hands)
    pick(dialog, "severity", "error")
    pick(dialog, "service", "Amazon SQS")
    found = listed(dialog)
    assert found
    assert all(id.startswith("SQS-") for id in found)
    pick(dialog, "severity", "")
    pick(dialog, "service", "")
    pick(dialog, "edition", "differs")
    catalogue = hands.window.session.catalogue
    both = {e: {r.id for r in rules_of(catalogue, e).rules} for e in ("notes", "current")}
    assert both["notes"] ^ both["current"] <= set(listed(dialog))
    assert set(listed(dialog)) < both["notes"] | both["current"]


def test_a_rule_shows_why_and_its_example(hands: Hands) -> None:
    dialog = opened(hands, "RDS-001")
    assert dialog.page is not None
    rule = dialog.page.entry.rule
    assert rule.id == "RDS-001"
    said = texts(dialog.page)
    assert rule.title in said
    assert rule.why in said
    assert set(dialog.page.example.pictures) == {"fails", "passes"}
    assert dialog.list.currentItem().text().startswith("RDS-001")


def test_every_rule_can_be_shown(hands: Hands) -> None:
    dialog = opened(hands)
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        assert dialog.page is not None
        example = getattr(dialog.page, "example", None)
        if example is not None:
            example.draw()
            assert example.pictures, dialog.page.entry.rule.id
    settle()


def test_a_rule_is_turned_off_and_on_from_its_page(hands: Hands) -> None:
    dialog = opened(hands, "SQS-004")
    assert dialog.page is not None
    QTest.mouseClick(dialog.page.switch, Qt.MouseButton.LeftButton)
    settle()
    assert hands.design.settings.rules == {"SQS-004": "off"}
    assert dialog.page.entry.rule.id == "SQS-004"
    assert dialog.list.currentItem().font().strikeOut()
    assert "It is off" in texts(dialog.page)
    QTest.mouseClick(dialog.page.switch, Qt.MouseButton.LeftButton)
    settle()
    assert not hands.design.settings.rules
    assert hands.design.undo_label is not None


def test_nothing_found_says_so(hands: Hands) -> None:
    dialog = opened(hands)
    QTest.keyClicks(dialog.search, "zzzqqq")
    settle()
    assert dialog.list.count() == 0
    assert "zzzqqq" in texts(dialog)
    dialog.close()
