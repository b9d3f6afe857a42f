"""The problems panel: rows, keys, menu, filters, fixes and their previews, waivers, what is off, questions."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton, QWidget

from archdesk.app.fix_preview import preview
from archdesk.app.problem_list import open_ones
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.gui.dialogs.fix_all import FixAllDialog
from archdesk.gui.dialogs.waive import WaiveDialog
from archdesk.gui.panels.folding import Fold
from archdesk.gui.panels.problem_row import Row
from archdesk.gui.panels.reading import WideLink
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from archdesk.rules.check import check_design
from archdesk.rules.findings import Finding
from tests.gui.conftest import Hands, settle

Opener = Callable[[Design | None], MainWindow]


# Rules of our own on types of our own: what the shipped ones say may change.
PALETTE = """
service: Shop
category: general
components:
  shop.counter:
    label: Counter
    icon: general/general
    placement: {scope: global, parents: [], reason: "It stands anywhere."}
    properties:
      patience: {type: duration, unit: s, label: Patience, default: 30}
      zone: {type: enum, label: Zone letter, values: [a, b]}
      open: {type: boolean, label: Open, default: true}
    cloudformation: {why_not: "It is for tests."}
  shop.clerk:
    label: Clerk
    icon: general/general
    placement: {scope: global, parents: [], reason: "It stands anywhere."}
    properties:
      time: {type: duration, unit: s, label: Time, default: 3}
      zone: {type: enum, label: Zone letter, values: [a, b]}
    cloudformation: {why_not: "It is for tests."}
connections:
  - {from: shop.counter, to: shop.clerk, relation: triggers, verdict: recommended}
rules:
  - id: SHP-001
    title: Patience under six times the time
    severity: warning
    for: {connection: {from: shop.counter, to: shop.clerk, relation: triggers}}
    check: {ge: [$from.patience, {mul: [$to.time, 6]}]}
    message: "{from} waits {from.patience} s, but {to} takes {to.time} s."
    why: Who waits less comes back while still being served.
    differs: The notes know no counters.
    fix: [{label: "Wait six times {to.time} s", safe: true, set: {what: $from, patience: {mul: [$to.time, 6]}}}]
    passes: [{title: enough, components: {c: {type: shop.counter, patience: 60}, k: {type: shop.clerk, time: 10}}, connections: [c triggers k]}]
    fails: [{components: {c: shop.counter, k: {type: shop.clerk, time: 60}}, connections: [c triggers k]}]
  - id: SHP-002
    title: Counter that is closed
    severity: error
    for: {component: shop.counter}
    check: {eq: [$it.open, true]}
    message: "{it} is closed."
    why: Nobody is served there.
    fix: [{label: "Take {it} away", safe: false, remove: $it}]
    passes: [{components: {c: shop.counter}}]
    fails: [{components: {c: {type: shop.counter, open: false}}}]
  - id: SHP-003
    title: Counter and clerk in two zones
    severity: error
    for: {connection: {from: shop.counter, to: shop.clerk}}
    when: {exists: $to.zone}
    check: {eq: [$from.zone, $to.zone]}
    message: "{from} and {to} do not meet."
    why: A clerk works in one zone.
    passes: [{components: {c: {type: shop.counter, zone: a}, k: {type: shop.clerk, zone: a}}, connections: [c triggers k]}]
    fails: [{components: {c: {type: shop.counter, zone: a}, k: {type: shop.clerk, zone: b}}, connections: [c triggers k]}]
"""


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("palettes")
    (folder / "shop.yaml").write_text(PALETTE)
    found = load_catalogue([folder])
    assert [p for p in found.problems if "shop" in p.file] == []
    return found


def component(id: str, type: str, x: int, y: int = 100, **properties: object) -> Component:
    return Component(id, type, id.capitalize(), Rect(x, y, 48, 48), properties=properties)


def shop() -> Design:
    """A counter that waits too short (a safe fix), and another that is closed (a fix that changes what is meant)."""
    return Design(
        [
            component("queue", "shop.counter", 300),
            component("worker", "shop.clerk", 600, time=60),
            component("till", "shop.counter", 300, 400, open=False),
            Connection("e1", "queue", "worker", "triggers"),
        ]
    )


@pytest.fixture
def faulty(open_window: Opener) -> Hands:
    hands = Hands(open_window(shop()))
    hands.window.canvas.fit()
    return hands


def row_of(hands: Hands, rule: str) -> Row:
    return next(r for r in hands.window.problems.rows if r.finding.rule == rule)


def finding_of(hands: Hands, rule: str) -> Finding:
    return next(f for f in hands.window.session.findings if f.rule == rule)


def shown_rules(hands: Hands) -> list[str]:
    return [r.finding.rule for r in hands.window.problems.rows]


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def fold_of(hands: Hands, start: str) -> Fold:
    folds = hands.window.problems.findChildren(Fold)
    return next(f for f in folds if f.button.text().startswith(start) and not f.isHidden())


def menu_of(row: Row, words: str) -> None:
    """Choose an entry of a row's menu, as a click on it does."""
    menu = row.menu()
    action = next(a for a in menu.actions() if a.text() == words)
    action.trigger()
    menu.close()
    settle()


# -- rows and keys -----------------------------------------------------------------------------------------


def test_keys_walk_open_and_close_rows(faulty: Hands) -> None:
    panel = faulty.window.problems
    assert len(panel.rows) >= 2
    panel.rows[0].setFocus()
    QTest.keyClick(panel.rows[0], Qt.Key.Key_Down)
    assert panel.rows[1].hasFocus()
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Return)
    settle()
    assert panel.rows[1].details is not None
    assert panel.rows[0].details is None
    assert panel.rows[1].hasFocus()
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Left)
    settle()
    assert panel.rows[1].details is None
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Up)
    assert panel.rows[0].hasFocus()


def test_f_applies_the_first_fix_and_the_keyboard_goes_to_the_next_problem(faulty: Hands) -> None:
    row = row_of(faulty, "SHP-001")
    at = faulty.window.problems.rows.index(row)
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F)
    settle()
    assert faulty.design.component("queue").properties["patience"] == 360
    rows = faulty.window.problems.rows
    assert "SHP-001" not in shown_rules(faulty)
    assert rows[min(at, len(rows) - 1)].hasFocus()
    faulty.act("undo")
    assert "patience" not in faulty.design.component("queue").properties
    assert "SHP-001" in shown_rules(faulty)


def test_only_rows_that_say_something_else_are_made_anew(faulty: Hands) -> None:
    panel = faulty.window.problems
    kept = row_of(faulty, "SHP-002")
    changed = row_of(faulty, "SHP-001")
    faulty.window.inspector.store_property("queue", "patience", 40)
    settle()
    assert row_of(faulty, "SHP-002") is kept
    assert row_of(faulty, "SHP-001") is not changed
    made = panel.column.made
    faulty.window.selection.set(["till"])
    faulty.key(Qt.Key.Key_Right)
    settle()
    assert faulty.design.component("till").rect.x == 308
    assert panel.column.made == made


def test_a_row_copies_its_finding_and_explains_its_rule(faulty: Hands) -> None:
    from archdesk.gui.dialogs.rules import RulesDialog

    menu_of(row_of(faulty, "SHP-001"), "Copy")
    assert QGuiApplication.clipboard().text().startswith("SHP-001 warning: Queue → Worker:")
    menu_of(row_of(faulty, "SHP-001"), "Explain the rule")
    dialog = faulty.window.findChild(RulesDialog)
    assert dialog is not None
    assert dialog.page is not None
    assert dialog.page.entry.rule.id == "SHP-001"
    dialog.close()


def test_the_menu_opens_by_key_too(faulty: Hands) -> None:
    from PySide6.QtGui import QContextMenuEvent

    row = row_of(faulty, "SHP-001")
    at = row.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, row.mapToGlobal(at))
    QApplication.sendEvent(row, event)
    menu = row.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    menu.close()


# -- what an open row shows --------------------------------------------------------------------------------


def test_an_open_row_shows_the_example_of_its_rule_drawn_twice(faulty: Hands) -> None:
    panel = faulty.window.problems
    panel.open(finding_of(faulty, "SHP-001"))
    settle()
    details = row_of(faulty, "SHP-001").details
    assert details is not None
    assert details.example is None
    QTest.mouseClick(details.example_link, Qt.MouseButton.LeftButton)
    settle()
    assert details.example is not None
    assert set(details.example.pictures) == {"fails", "passes"}
    images = [p.pixmap().toImage() for p in details.example.pictures.values()]
    assert images[0] != images[1]
    assert all(0 < i.width() <= 320 and 0 < i.height() <= 200 for i in images)
    assert details.example_link.text() == "Hide example"
    QTest.mouseClick(details.example_link, Qt.MouseButton.LeftButton)
    assert details.example.isHidden()


def test_a_fix_is_shown_before_and_after_and_on_the_canvas_while_the_pointer_is_on_it(faulty: Hands) -> None:
    panel, canvas = faulty.window.problems, faulty.window.canvas
    panel.open(finding_of(faulty, "SHP-001"))
    settle()
    row = row_of(faulty, "SHP-001")
    assert {"Queue: patience", "30 s", "6 min"} <= set(texts(row).split("\n"))
    button = row.fix_buttons[0]
    before, records = canvas.viewport().grab().toImage(), dict(faulty.design.records)
    middle = QPointF(button.rect().center())
    QApplication.sendEvent(button, QEnterEvent(middle, middle, middle))
    assert canvas.ghosts is not None
    assert canvas.ghosts.frames == (faulty.design.component("queue").rect,)
    assert canvas.ghosts.words[0][1] == ("patience: 30 s → 6 min",)
    assert canvas.viewport().grab().toImage() != before
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    assert canvas.ghosts is None
    assert dict(faulty.design.records) == records


def test_the_keyboard_on_a_fix_shows_it_and_enter_applies_it(faulty: Hands) -> None:
    panel, canvas = faulty.window.problems, faulty.window.canvas
    faulty.window.activateWindow()
    panel.open(finding_of(faulty, "SHP-001"))
    settle()
    button = row_of(faulty, "SHP-001").fix_buttons[0]
    button.setFocus()
    assert canvas.ghosts is not None
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert canvas.ghosts is None
    settle()
    assert "SHP-001" not in shown_rules(faulty)
    assert any(r.hasFocus() for r in panel.rows)


def test_what_a_fix_would_do_follows_the_design(faulty: Hands) -> None:
    panel = faulty.window.problems
    panel.open(finding_of(faulty, "SHP-001"))
    settle()
    faulty.window.inspector.store_property("worker", "time", 70)
    settle()
    panel._refresh_effects()
    assert "7 min" in texts(row_of(faulty, "SHP-001"))


def test_what_comes_goes_and_moves_is_shown_where_it_will_be(faulty: Hands) -> None:
    """Ghosts of an edit of all kinds: what is new and elsewhere is drawn, what goes is struck."""
    session, canvas = faulty.window.session, faulty.window.canvas
    new = component("letters", "shop.clerk", 300, 700)
    elsewhere = replace(faulty.design.component("worker"), rect=Rect(800, 100, 48, 48))

    def apply(copy: Design) -> None:
        with copy.edit("all kinds") as edit:
            edit.remove("till")
            edit.remove("e1")
            edit.put(new)
            edit.put(elsewhere)
            edit.put(Connection("e9", "queue", "letters", "triggers"))

    found = preview(faulty.design, session.catalogue, apply)
    assert found is not None
    canvas.show_effect(found)
    ghosts = canvas.ghosts
    assert ghosts is not None
    assert {part.id for part in ghosts.parts} == {"letters", "worker"}
    assert ghosts.gone == (faulty.design.component("till").rect,)
    assert len(ghosts.gone_routes) == 1
    (way,) = ghosts.routes
    assert new.rect.grown(60).contains(way[-1])
    assert ghosts.moves == ((faulty.design.component("worker").rect.center, elsewhere.rect.center),)
    assert canvas.visible().intersects(ghosts.bounds)
    shown = canvas.viewport().grab().toImage()
    canvas.show_effect(None)
    assert canvas.viewport().grab().toImage() != shown
    assert faulty.design.find("letters") is None


# -- filters -----------------------------------------------------------------------------------------------


def test_severities_are_counted_and_hidden(faulty: Hands) -> None:
    bar = faulty.window.problems.bar
    found = open_ones(faulty.window.session.findings)
    warnings = [f.rule for f in found if f.severity == "warning"]
    assert bar.toggles["warning"].text() == f"{len(warnings)} warning{'s' if len(warnings) != 1 else ''}"
    QTest.mouseClick(bar.toggles["warning"], Qt.MouseButton.LeftButton)
    assert not set(warnings) & set(shown_rules(faulty))
    QTest.mouseClick(bar.toggles["error"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.toggles["info"], Qt.MouseButton.LeftButton)
    assert shown_rules(faulty) == []
    settle()
    assert f"{len(found)} problem" in texts(faulty.window.problems)
    (show_all,) = [
        b
        for b in faulty.window.problems.findChildren(QPushButton)
        if b.text() == "Show all" and b.isVisible()
    ]
    QTest.mouseClick(show_all, Qt.MouseButton.LeftButton)
    assert len(shown_rules(faulty)) == len(found)


def test_problems_are_searched_and_f8_walks_through_what_is_found(faulty: Hands) -> None:
    panel = faulty.window.problems
    QTest.keyClicks(panel.bar.search, "worker patien")
    assert shown_rules(faulty) == ["SHP-001"]
    faulty.act("next_problem")
    faulty.act("next_problem")
    assert panel.expanded is not None
    assert panel.expanded[0] == "SHP-001"


def test_problems_are_grouped_by_what_they_are_about(faulty: Hands) -> None:
    panel = faulty.window.problems
    panel.bar.grouping.setFocus()
    index = panel.bar.grouping.findData("component")
    panel.bar.grouping.setCurrentIndex(index)
    panel.bar.grouping.activated.emit(index)
    titles = [w.text() for key, w in panel.column.widgets.items() if key[0] == "group"]
    assert "Queue → Worker · 1" in titles
    assert len(panel.rows) == len(open_ones(faulty.window.session.findings))


# -- accepting ---------------------------------------------------------------------------------------------


def test_a_finding_is_waived_with_a_reason_and_taken_back(faulty: Hands) -> None:
    finding = finding_of(faulty, "SHP-001")
    menu_of(row_of(faulty, "SHP-001"), "Waive…")
    dialog = faulty.window.findChild(WaiveDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.reason, "too short")
    assert not dialog.agree.isEnabled()
    assert "9 of at least 10" in dialog.reason_note.text()
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClicks(dialog.reason, " no more")
    QTest.keyClicks(dialog.until, "2001-01-01")
    assert "past" in dialog.until_note.text()
    assert not dialog.agree.isEnabled()
    dialog.until.clear()
    QTest.keyClicks(dialog.until, "2999-12-31")
    QTest.keyClick(dialog.until, Qt.Key.Key_Return)
    settle()
    (waiver,) = faulty.design.waivers
    assert (waiver.reason, waiver.until, waiver.rule) == ("too short no more", "2999-12-31", "SHP-001")
    assert "SHP-001" not in shown_rules(faulty)
    fold = fold_of(faulty, "Waived (1)")
    struck = [label for label in fold.findChildren(QLabel) if label.font().strikeOut()]
    assert [label.text() for label in struck] == [f"{finding.title}: Queue → Worker"]
    assert "too short no more (until 2999-12-31)" in texts(fold)
    item = faulty.window.scene_.item_for("queue")
    assert item is not None
    assert "too short no more" in item.toolTip()
    back = next(b for b in fold.findChildren(QToolButton) if b.text() == "Take back")
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    settle()
    assert not faulty.design.waivers
    assert "SHP-001" in shown_rules(faulty)
    assert "too short" not in item.toolTip()


def test_escape_waives_nothing(faulty: Hands) -> None:
    faulty.window.problems.ask_to_waive(finding_of(faulty, "SHP-001"))
    dialog = faulty.window.findChild(WaiveDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.reason, "long enough to be taken")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Escape)
    settle()
    assert not faulty.design.waivers


def test_a_waiver_without_a_finding_is_a_problem_that_is_fixed(faulty: Hands) -> None:
    faulty.window.problems.waive(finding_of(faulty, "SHP-001"), "accepted for the demonstration")
    faulty.window.inspector.store_property("queue", "patience", 600)
    settle()
    row = row_of(faulty, "WVR-001")
    faulty.window.problems.fix(row.finding, 0)
    settle()
    assert not faulty.design.waivers
    assert "WVR-001" not in shown_rules(faulty)


def test_a_rule_reports_otherwise_in_this_design_and_is_turned_off_and_on(faulty: Hands) -> None:
    panel = faulty.window.problems
    menu_of(row_of(faulty, "SHP-001"), "Report as error in this design")
    assert finding_of(faulty, "SHP-001").severity == "error"
    fold = fold_of(faulty, "1 rule is reported otherwise")
    fold.button.click()
    assert "reported as error (the rule says warning)" in texts(fold)
    menu_of(row_of(faulty, "SHP-001"), "Report as warning in this design (as usual)")
    assert not faulty.design.settings.rules
    menu_of(row_of(faulty, "SHP-001"), "Turn off in this design")
    assert "SHP-001" not in shown_rules(faulty)
    assert faulty.design.settings.rules == {"SHP-001": "off"}
    panel.folded["choices"] = False
    panel.rebuild()
    fold = fold_of(faulty, "1 rule is off in this design")
    on = next(b for b in fold.findChildren(QToolButton) if b.text() == "Turn on")
    QTest.mouseClick(on, Qt.MouseButton.LeftButton)
    settle()
    assert "SHP-001" in shown_rules(faulty)


def test_what_the_project_says_is_shown_and_not_to_be_changed_here(
    open_window: Opener, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "archdesk.yaml").write_text(
        "rules: {SHP-002: off}\n"
        'waivers: [{rule: SHP-001, components: [queue, worker], reason: "agreed in the review"}]\n'
    )
    hands = Hands(open_window(shop()))
    hands.window.session.save(tmp_path / "shop.archdesk")
    settle()
    assert not {"SHP-002", "SHP-001"} & set(shown_rules(hands))
    fold = fold_of(hands, "Waived (1)")
    assert "agreed in the review" in texts(fold)
    assert "archdesk.yaml" in texts(fold)
    assert not fold.findChildren(QToolButton)
    choices = fold_of(hands, "1 rule is off")
    choices.button.click()
    assert "archdesk.yaml" in texts(choices)
    assert not choices.findChildren(QToolButton)
    (tmp_path / "archdesk.yaml").write_text("rules: {}\n")
    QApplication.sendEvent(hands.window, QEvent(QEvent.Type.ActivationChange))
    settle()
    assert {"SHP-002", "SHP-001"} <= set(shown_rules(hands))


# -- all at once -------------------------------------------------------------------------------------------


def test_all_safe_fixes_are_one_step_and_each_can_be_left_out(faulty: Hands) -> None:
    panel = faulty.window.problems
    assert panel.bar.fix.isEnabled()
    before = dict(faulty.design.records)
    QTest.mouseClick(panel.bar.fix, Qt.MouseButton.LeftButton)
    settle()
    dialog = faulty.window.findChild(FixAllDialog)
    assert dialog is not None
    while dialog.planning:
        QApplication.processEvents()
    settle()
    rules = [p.finding.rule for p in dialog.planned]
    assert "SHP-001" in rules
    at = rules.index("SHP-001")
    assert "Queue" in texts(dialog)
    left = [f for f in open_ones(faulty.window.session.findings) if f.rule not in rules]
    assert all(f.title in texts(dialog) for f in left)
    for box in dialog.boxes:
        box.setChecked(False)
    assert not dialog.agree.isEnabled()
    QTest.mouseClick(dialog.boxes[at], Qt.MouseButton.LeftButton, pos=dialog.boxes[at].rect().center())
    assert dialog.agree.text() == "Apply 1"
    QTest.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    settle()
    assert faulty.design.component("queue").properties["patience"] == 360
    faulty.act("undo")
    assert dict(faulty.design.records) == before


# -- questions ---------------------------------------------------------------------------------------------


def test_what_rules_have_to_know_leads_to_its_field(open_window: Opener) -> None:
    counter = component("desk", "shop.counter", 300)
    clerk = component("clerk", "shop.clerk", 500, 100, zone="a")
    hands = Hands(open_window(Design([counter, clerk, Connection("e1", "desk", "clerk", "triggers")])))
    fold = fold_of(hands, "Not decidable yet (1)")
    assert fold.content.isHidden()
    fold.button.click()
    (link,) = fold.findChildren(WideLink)
    assert link.whole == "Desk: zone letter"
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    settle()
    assert hands.window.selection.only == "desk"
    assert hands.window.inspector.fields["zone"].hasFocus()


def test_many_rows_are_made_a_few_at_a_time(open_window: Opener) -> None:
    closed = [component(f"q{i}", "shop.counter", i % 20 * 104, i // 20 * 104, open=False) for i in range(230)]
    window = open_window(Design(closed))
    panel = window.problems
    while panel._later.isActive():
        QApplication.processEvents()
    assert len(panel.rows) == 200
    assert "and 30 more" in texts(panel)
    QTest.keyClicks(panel.bar.search, "q1")
    made, few = panel.column.made, len(panel.rows)
    assert few == 50
    panel.bar.search.clear()
    assert panel.column.made - made <= 50
    while panel._later.isActive():
        QApplication.processEvents()
    assert len(panel.rows) == 200


def test_f8_stays_where_it_is_for_what_is_about_the_design_itself(faulty: Hands) -> None:
    faulty.window.problems.report_as("NOT-001", "off")
    settle()
    QTest.keyClicks(faulty.window.problems.bar.search, "NOT-001")
    settle()
    before = faulty.window.canvas.visible()
    faulty.act("next_problem")
    row = row_of(faulty, "RUL-003")
    assert row.details is not None
    assert faulty.window.canvas.visible() == before
    faulty.window.problems.fix(row.finding, 0)
    settle()
    assert not faulty.design.settings.rules


def test_what_a_rule_reports_is_shown_from_its_page(faulty: Hands) -> None:
    from archdesk.gui.dialogs.rules import RulesDialog

    faulty.window.show_rules("SHP-001")
    dialog = faulty.window.findChild(RulesDialog)
    assert dialog is not None
    assert dialog.page is not None
    QTest.mouseClick(dialog.page.found, Qt.MouseButton.LeftButton)
    settle()
    assert shown_rules(faulty) == ["SHP-001"]
    assert row_of(faulty, "SHP-001").details is not None
    dialog.close()


def test_a_narrow_bar_says_less(faulty: Hands) -> None:
    bar = faulty.window.problems.bar
    assert bar.toggles["error"].text() == "1 error"
    bar.resize(420, bar.height())
    assert bar.toggles["error"].text() == "1"
    assert bar.toggles["error"].toolTip().startswith("1 error")
    bar.resize(900, bar.height())
    assert bar.toggles["error"].text() == "1 error"


# -- looks -------------------------------------------------------------------------------------------------


def test_rows_fit_their_column_however_narrow_it_is(faulty: Hands) -> None:
    panel = faulty.window.problems
    faulty.window.inspector_dock.setMinimumWidth(560)
    panel.open(finding_of(faulty, "SHP-001"))
    settle()
    QTest.qWait(50)
    room = panel._area.viewport().width()
    assert panel._area.widget().width() <= room
    for row in panel.rows:
        for child in row.findChildren(QWidget):
            if child.isVisible() and child.parentWidget() is row:
                assert child.geometry().right() <= row.width(), child


def test_a_change_of_theme_makes_the_rows_anew_and_keeps_what_is_open(faulty: Hands) -> None:
    panel = faulty.window.problems
    panel.open(finding_of(faulty, "SHP-001"))
    settle()
    before = row_of(faulty, "SHP-001")
    faulty.act("theme_dark")
    after = row_of(faulty, "SHP-001")
    assert after is not before
    assert after.details is not None
    faulty.act("theme_light")


# -- in the background -------------------------------------------------------------------------------------


def test_a_large_design_stands_on_the_canvas_before_it_is_checked(open_window: Opener) -> None:
    records = [
        component(f"q{i}", "shop.counter", i % 40 * 104, i // 40 * 104, open=i % 100 > 0) for i in range(800)
    ]
    window = open_window(None)
    window.session.budget = 0  # ms: as if the machine were slow
    window.session.replace(Design(records))
    assert window.session.check.pending
    assert len(window.scene_.ids()) == 800
    assert "checking…" in window.status.findings.text()
    assert window.problems.rows == []
    settle()
    assert "checking…" not in window.status.findings.text()
    found = open_ones(window.session.findings)
    assert found
    assert [r.finding for r in window.problems.rows] == found
    assert f"({len(found)})" in window.bottom.tabText(0)


# -- whatever one does -------------------------------------------------------------------------------------


class Person:
    """Does one thing or another in the panel, by chance."""

    KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_F, Qt.Key.Key_End, Qt.Key.Key_Left)

    def __init__(self, hands: Hands, seed: int) -> None:
        self.hands = hands
        self.window = hands.window
        self.panel = hands.window.problems
        self.chance = random.Random(seed)

    def act(self) -> None:
        """One thing: what is about a row only where there is one."""
        about_rows = [self.press, self.click, self.hint, self.waive, self.report, self.show_example]
        others = [self.unfold, self.open_or_close, self.trigger, self.search, self.toggle]
        if self.panel.rows and self.chance.random() < 0.6:
            self.chance.choice(about_rows)(self.chance.choice(self.panel.rows))
        else:
            self.chance.choice(others)()

    def press(self, row: Row) -> None:
        row.setFocus()
        QTest.keyClick(row, self.chance.choice(self.KEYS))

    def click(self, row: Row) -> None:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)

    def hint(self, row: Row) -> None:
        for button in row.fix_buttons[:1]:
            button.setFocus()

    def waive(self, row: Row) -> None:
        self.panel.waive(row.finding, "a reason that is long enough")

    def report(self, row: Row) -> None:
        self.panel.report_as(row.finding.rule, self.chance.choice(["off", "info", ""]))

    def show_example(self, row: Row) -> None:
        if row.details is not None:
            row.details.show_example()

    def unfold(self) -> None:
        for fold in [f for f in self.panel.findChildren(Fold) if f.isVisible()][:1]:
            fold.button.click()

    def open_or_close(self) -> None:
        counters = [c for c in self.hands.design.components if c.type == "shop.counter"]
        if counters:
            id = self.chance.choice(counters).id
            self.window.inspector.store_property(id, "open", self.chance.random() < 0.5)

    def trigger(self) -> None:
        self.window.actions_[self.chance.choice(["undo", "redo", "next_problem", "fix_problem"])].trigger()

    def search(self) -> None:
        self.panel.bar.search.setText(self.chance.choice(["", "", "counter", "zzz"]))

    def toggle(self) -> None:
        self.chance.choice(list(self.panel.bar.toggles.values())).click()


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(int(os.environ.get("ARCHDESK_FUZZ", "1"))))
def test_the_list_shows_what_is_found_whatever_one_does(faulty: Hands, seed: int) -> None:
    person, panel = Person(faulty, seed), faulty.window.problems
    for _ in range(120):
        person.act()
        if person.chance.random() < 0.6:
            settle()
    panel.bar.show_all()
    settle()
    found = check_design(faulty.design, faulty.window.session.catalogue)
    assert faulty.window.session.findings == found
    assert [row.finding for row in panel.rows] == panel._listed()
    assert len(panel.rows) == len(open_ones(found))
