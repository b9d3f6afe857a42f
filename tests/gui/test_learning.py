"""What the study notes say, in the inspector: of a component, of its parts, and all of it to look through."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget

from archdesk.app.problem_list import key_of
from archdesk.gui.dialogs.asking import AskDialog
from archdesk.gui.panels.folding import Fold
from archdesk.gui.panels.learning import Browser, Reader
from archdesk.gui.panels.reading import sections_of
from archdesk.handbook.uses import cost_words, uses_of
from archdesk.model.records import Component
from tests.gui.conftest import Hands, settle


def texts(widget: QWidget) -> str:
    settle()
    found = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(found).replace("\u200b", "")


def add(hands: Hands, entry: str, x: int = 400, y: int = 300) -> Component:
    before = set(hands.design.component_ids())
    hands.drop(entry, x, y)
    settle()
    (id,) = set(hands.design.component_ids()) - before
    return hands.design.component(id)


def learn(hands: Hands) -> Reader:
    hands.window.inspector.show_tab("Learn")
    settle()
    (reader,) = (r for r in hands.window.inspector.findChildren(Reader) if r.isVisible())
    return reader


def button(widget: QWidget, text: str) -> QAbstractButton:
    found = (b for b in widget.findChildren(QAbstractButton) if b.isVisible())
    return next(b for b in found if text in (b.accessibleName(), b.text()))


def press(target: QWidget) -> None:
    for _ in range(100):  # until it has its place
        if target.height() > 0:
            break
        settle()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)
    settle()


def test_a_component_says_what_its_section_says(hands: Hands) -> None:
    add(hands, "sqs.queue")
    reader = learn(hands)
    section = hands.window.session.handbook.sections["sqs"]
    said = texts(reader)
    assert section.summary in said
    assert section.remember[0] in said
    changed = section.changed[0]
    assert changed.then in said
    assert changed.now in said
    assert section.mistakes[0].correct in said
    kind = hands.window.session.catalogue.types["sqs.queue"]
    assert f"{kind.limits[0].label}: {kind.limits[0].value('current')}" in said


def test_the_other_sections_of_a_component_unfold(hands: Hands) -> None:
    add(hands, "sqs.queue")
    reader = learn(hands)
    second = list(sections_of(hands.window.session, "sqs.queue"))[1]
    assert second.summary not in texts(reader)
    head = button(reader, second.title)
    head.setFocus()
    QTest.keyClick(head, Qt.Key.Key_Right)
    assert second.summary in texts(reader)
    QTest.keyClick(head, Qt.Key.Key_Left)
    assert second.summary not in texts(reader)


def test_a_part_leads_to_its_section_and_back(hands: Hands) -> None:
    catalogue, handbook = hands.window.session.catalogue, hands.window.session.handbook
    kind, part = next(
        (k, p)
        for k in catalogue.types.values()
        for p in k.parts.values()
        if p.cite in handbook.sections and p.cite != k.cite and not p.relations
    )
    add(hands, kind.id)
    reader = learn(hands)
    press(button(reader, part.label))
    assert part.summary in texts(reader)
    section = handbook.sections[part.cite]
    assert section.summary in texts(reader)
    press(button(reader, f"Section: {section.title}"))
    assert section.title in texts(reader)
    assert kind.summary not in texts(reader)
    press(button(reader, "← Back"))
    assert kind.summary in texts(reader)


def test_a_part_leads_to_the_field_that_sets_it(hands: Hands) -> None:
    kind, part, name = next(
        (k, p, n)
        for k in hands.window.session.catalogue.types.values()
        for p in k.parts.values()
        for n in p.properties[:1]
        if n in k.properties
    )
    add(hands, kind.id)
    reader = learn(hands)
    press(button(reader, part.label))
    press(next(b for b in reader.findChildren(QAbstractButton) if b.text().startswith("Set by")))
    settle()
    assert hands.window.inspector.fields[name].hasFocus()
    assert hands.window.inspector.fields[name].isVisible()


def test_without_a_selection_all_sections_are_searched_and_opened_by_keys(hands: Hands) -> None:
    hands.act("sections")
    browser = hands.window.inspector.findChild(Browser)
    assert browser is not None
    browser.search.setFocus()
    QTest.keyClicks(browser.search, "visibility timeout")
    shown = [i.text(0) for _, items in browser._groups for i in items if not i.isHidden()]
    assert "Amazon SQS" in shown
    assert "Amazon ECR" not in shown
    browser.search.clear()
    QTest.keyClicks(browser.search, "amazon sqs")
    QTest.keyClick(browser.search, Qt.Key.Key_Return)
    settle()
    assert hands.window.session.handbook.sections["sqs"].summary in texts(hands.window.inspector)
    reader = hands.window.inspector.findChild(Reader)
    assert reader is not None
    reader.setFocus()
    QTest.keyClick(button(reader, "← Back"), Qt.Key.Key_Backspace)
    settle()
    again = hands.window.inspector.findChild(Browser)
    assert again is not None
    assert again.search.text() == "amazon sqs"  # the list is as it was left


def test_what_no_section_says_is_said(hands: Hands) -> None:
    hands.act("sections")
    browser = hands.window.inspector.findChild(Browser)
    assert browser is not None
    QTest.keyClicks(browser.search, "zzzqqq")
    assert "zzzqqq" in texts(browser)


def test_all_sections_can_be_opened(hands: Hands) -> None:
    hands.act("sections")
    (reader,) = (r for r in hands.window.inspector.findChildren(Reader) if r.isVisible())
    for id, section in hands.window.session.handbook.sections.items():
        reader.open(id)
        assert section.summary in [w.text().replace("\u200b", "") for w in reader.findChildren(QLabel)]
        for fold in reader.findChildren(Fold):
            fold.button.click()
    settle()


def test_commands_of_a_card_can_be_copied(hands: Hands) -> None:
    section = next(
        s for s in hands.window.session.handbook.sections.values() if any("\n  " in c.text for c in s.cards)
    )
    card = next(c for c in section.cards if "\n  " in c.text)
    hands.act("sections")
    (reader,) = (r for r in hands.window.inspector.findChildren(Reader) if r.isVisible())
    reader.open(section.id)
    settle()
    press(button(reader, card.title))
    code = reader.findChild(QPlainTextEdit)
    assert code is not None
    assert code.isReadOnly()
    assert code.toPlainText().split("\n")[0] in card.text


def test_links_lead_to_calculators_and_questions(hands: Hands) -> None:
    add(hands, "dynamodb.table")
    reader = learn(hands)
    press(button(reader, "Read capacity units"))
    assert hands.window.bottom.currentWidget() is hands.window.calculators
    assert hands.window.calculator.isVisible()
    assert hands.window.calculator.form is not None
    assert hands.window.calculator.form.calculator.id == "rcu"
    press(button(learn(hands), "Which data store?"))
    dialog = hands.window.findChild(AskDialog)
    assert dialog is not None
    assert "Which data store?" in texts(dialog)
    dialog.close()


def test_a_problem_leads_to_what_the_notes_say(hands: Hands) -> None:
    add(hands, "vpc.vpc", 500, 350)
    add(hands, "sqs.queue", 500, 350)
    hands.act("next_problem")
    settle()
    opened = hands.window.problems.expanded
    row = next(r for r in hands.window.problems.rows if key_of(r.finding) == opened)
    sections = hands.window.session.handbook.sections
    section = sections[row.finding.cite]
    press(button(row, f"Study notes: {section.title}"))
    assert section.summary in texts(hands.window.inspector)


def test_a_connection_says_what_its_section_says(hands: Hands) -> None:
    queue = add(hands, "sqs.queue", 300, 300)
    function = add(hands, "lambda.function", 560, 300)
    hands.connect(queue.name, function.name)
    (edge,) = hands.design.connections
    hands.window.selection.set([edge.id])
    settle()
    known = hands.window.session.catalogue.connection_between(queue, function, edge.relation)
    assert known is not None
    learn(hands)
    section = hands.window.session.handbook.sections[known.cite]
    assert section.summary in texts(hands.window.inspector)


def test_the_edition_decides_which_fact_stands_out(hands: Hands) -> None:
    from archdesk.app.edits import set_settings

    add(hands, "sqs.queue")
    set_settings(hands.design, "Edition", edition="notes")
    settle()
    reader = learn(hands)
    change = hands.window.session.handbook.sections["sqs"].changed[0]
    then = next(found for found in reader.findChildren(QLabel) if found.text() == change.then)
    assert then.objectName() == ""
    set_settings(hands.design, "Edition", edition="current")
    settle()
    then = next(found for found in learn(hands).findChildren(QLabel) if found.text() == change.then)
    assert then.objectName() == "field_label"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_the_inspector(hands: Hands, theme: str) -> None:
    hands.act(f"theme_{theme}")
    for entry in ("sqs.queue", "dynamodb.table", "lambda.function"):
        add(hands, entry)
        reader = learn(hands)
        for fold in reader.findChildren(Fold):
            if not fold.button.isChecked():
                fold.button.click()
        settle()
        area = hands.window.inspector._bar.currentWidget()  # type: ignore[union-attr]  # a component has tabs
        assert reader.width() <= area.width()


def test_what_is_only_drawn_says_so_above_its_properties(hands: Hands) -> None:
    hands.drop("external.users", 300, 300)
    settle()
    said = [w for w in hands.window.inspector.findChildren(QLabel) if "drawn, not exported" in w.text()]
    assert [w.toolTip() for w in said] == ["Users are drawn for the reader; a template has no such thing."]
    hands.drop("sqs.queue", 500, 300)
    settle()
    assert not [w for w in hands.window.inspector.findChildren(QLabel) if "not exported" in w.text()]


def test_a_section_lists_all_that_draws_on_it(hands: Hands) -> None:
    hands.window.show_section("kms")
    settle()
    session = hands.window.session
    uses = uses_of("kms", session.catalogue, session.handbook)
    said = "\n".join(w.text() for w in hands.window.inspector.findChildren(QLabel)).replace("\u200b", "")
    links = [b.accessibleName() for b in hands.window.inspector.findChildren(QAbstractButton)]
    assert uses.limits
    assert uses.costs
    assert uses.components
    assert uses.calculators
    assert uses.diagnostics
    assert all(limit.entry.label in said for limit in uses.limits)
    assert all(cost_words(cost.entry) in said for cost in uses.costs)
    assert all(f"{rule.title} ({rule.id})" in said for rule in uses.rules)
    assert {k.label for k in uses.components} | {c.label for c in uses.calculators} <= {*links}
    assert {d.symptom for d in uses.diagnostics} <= {*links}
