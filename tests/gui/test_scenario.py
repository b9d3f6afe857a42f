"""Practising in the window: the gallery, the brief beside the checklist, hints, the grade, the solution."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from archdesk.gui.commands import practising
from archdesk.gui.dialogs.gallery import GalleryDialog
from archdesk.gui.dialogs.solution import SolutionDialog
from archdesk.gui.dialogs.welcome import WelcomeDialog
from archdesk.gui.panels.reading import WideLink
from archdesk.model.records import Component
from archdesk.practice.grading import HINT
from tests.gui.conftest import Hands, settle

ID = "messages-that-come-back"


def texts(widget: QWidget | None) -> str:
    assert widget is not None
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def begin(hands: Hands, id: str = ID) -> None:
    practising.begin(hands.window, id)
    settle()


def put(hands: Hands, name: str, **properties: object) -> None:
    """Set properties of a component, as the inspector does, and let the panel look again."""
    component = hands.named(name)
    with hands.design.edit("Set") as edit:
        edit.put(replace(component, properties={**component.properties, **properties}))
    hands.window.scenario.regrade()


def states(hands: Hands) -> list[str]:
    return [row.verdict.state for row in hands.window.scenario.rows]


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    settle()


def gallery(hands: Hands) -> GalleryDialog:
    hands.act("scenarios")
    dialog = hands.window.findChild(GalleryDialog)
    assert dialog is not None
    return dialog


def listed(dialog: GalleryDialog) -> list[str]:
    return [entry.scenario.id for entry in dialog.found]


def test_the_gallery_finds_a_scenario_and_starts_it(hands: Hands) -> None:
    dialog = gallery(hands)
    every = listed(dialog)
    assert set(every) == set(hands.window.practice.library.scenarios)
    QTest.keyClicks(dialog.search, "charged twice campaign")
    assert listed(dialog) == [ID]
    assert "A message stays hidden" not in texts(dialog.page)  # what it asks for is for who starts it
    click(dialog.start)
    assert hands.window.practice.current is not None
    assert {c.name for c in hands.design.components} == {"Web shop", "Orders", "Charge order"}
    assert hands.window.bottom.currentWidget() is hands.window.scenario
    assert "charged twice" in texts(hands.window.scenario.brief_area)


def test_the_welcome_page_leads_to_the_gallery(hands: Hands) -> None:
    hands.act("welcome")
    welcome = hands.window.findChild(WelcomeDialog)
    assert welcome is not None
    click(welcome.practise)
    assert hands.window.findChild(GalleryDialog) is not None


def test_a_section_of_the_notes_leads_to_its_scenarios(hands: Hands) -> None:
    hands.window.show_section("sqs")
    settle()
    links = [b for b in hands.window.inspector.findChildren(WideLink) if b.whole == "Messages that come back"]
    assert len(links) == 1
    click(links[0])
    assert hands.window.practice.current is not None


def test_the_gallery_is_narrowed_by_filters_and_says_when_nothing_fits(hands: Hands) -> None:
    dialog = gallery(hands)
    for name, value in (
        ("kind", "symptom"),
        ("domain", "troubleshooting"),
        ("difficulty", "easy"),
        ("edition", "current"),
        ("group", "Messaging"),
    ):
        box = dialog.boxes[name]
        box.setCurrentIndex(box.findData(value))
    assert ID in listed(dialog)
    assert all(e.scenario.kind == "symptom" and e.group == "Messaging" for e in dialog.found)
    box = dialog.boxes["state"]
    box.setCurrentIndex(box.findData("passed"))
    assert listed(dialog) == []
    assert not dialog.start.isEnabled()


def test_arrow_keys_walk_the_list_while_one_types_and_enter_starts(hands: Hands) -> None:
    dialog = gallery(hands)
    dialog.search.setFocus()
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    chosen = dialog.chosen
    assert chosen is not None
    assert chosen is dialog.found[1]
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    settle()
    assert hands.window.practice.current is not None
    assert hands.window.practice.current.scenario.id == chosen.scenario.id


def test_verdicts_follow_the_drawing(hands: Hands) -> None:
    begin(hands)
    assert states(hands) == ["met", "missed", "missed"]
    assert hands.window.scenario.score.text() == "0 of 100"
    put(hands, "Orders", visibility_timeout=360)
    assert states(hands) == ["met", "met", "missed"]
    assert hands.window.scenario.score.text() == "50 of 100"
    hands.design.undo()
    hands.window.scenario.regrade()
    assert states(hands) == ["met", "missed", "missed"]


def test_a_verdict_shows_on_the_canvas_what_it_is_about(hands: Hands) -> None:
    begin(hands)
    row = hands.window.scenario.rows[1]
    click(row)
    edge = next(c for c in hands.design.connections if c.relation == "triggers")
    assert hands.window.selection.ids == (edge.id,)
    assert "Orders → Charge order" in [b.whole for b in row.findChildren(QWidget) if hasattr(b, "whole")]
    assert "AWS asks for six times" not in texts(row)  # explained when it is graded
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert row.details is None


def test_a_hidden_checklist_tells_nothing_before_the_grade(hands: Hands) -> None:
    begin(hands)
    hands.window.scenario.live.setChecked(False)
    settle()
    panel = hands.window.scenario
    assert panel.rows == []
    assert panel.score.text() == ""
    assert "3 requirements, 6 points. They are shown when you grade." in texts(panel.list_area)
    click(panel.grade_button)
    assert states(hands) == ["met", "missed", "missed"]
    assert panel.score.text() == "0 of 100 · not passed"
    assert "Two settings of the queue do it" in texts(panel.list_area)


def test_hints_come_one_at_a_time_and_cost_points(hands: Hands) -> None:
    begin(hands)
    panel = hands.window.scenario
    click(panel.hint)
    assert "Hint: Compare how long" in texts(panel.rows[1])
    assert "Hint:" not in texts(panel.rows[2])
    click(panel.hint)
    assert "Hint: Where does SQS put" in texts(panel.rows[2])
    assert not panel.hint.isEnabled()
    put(hands, "Orders", visibility_timeout=360)
    assert panel.score.text() == f"{50 - 2 * HINT} of 100"


def test_a_grade_stands_until_the_design_changes(hands: Hands) -> None:
    begin(hands)
    panel = hands.window.scenario
    put(hands, "Orders", visibility_timeout=360)
    hands.act("grade")
    assert panel.score.text() == "50 of 100 · not passed"
    assert not panel.grade_button.isEnabled()
    assert "AWS asks" in texts(opened(panel.rows[1]))
    put(hands, "Orders", max_receive_count=5)
    assert panel.grade_button.isEnabled()
    assert panel.grade_button.text() == "Grade again"


def opened(row: QWidget) -> QWidget:
    row.open()  # type: ignore[attr-defined]
    return row


def test_starting_over_takes_everything_back(hands: Hands) -> None:
    begin(hands)
    click(hands.window.scenario.hint)
    put(hands, "Orders", visibility_timeout=360)
    hands.window.session._saved = dict(hands.design.records)  # so that nobody is asked whether to save
    click(hands.window.scenario.again)
    assert states(hands) == ["met", "missed", "missed"]
    current = hands.window.practice.current
    assert current is not None
    assert current.hints == []


def test_the_clock_stops_and_goes_on(hands: Hands) -> None:
    begin(hands)
    current, panel = hands.window.practice.current, hands.window.scenario
    assert current is not None
    click(panel.time)
    assert current.paused
    assert panel.time.text().endswith("stopped")
    click(panel.time)
    assert not current.paused


def test_the_clock_can_be_switched_off_for_good(hands: Hands) -> None:
    begin(hands)
    panel = hands.window.scenario
    assert panel.time.isVisible()
    hands.act("practice_clock")
    put(hands, "Orders", visibility_timeout=90)
    assert not panel.time.isVisible()
    assert not hands.window.preferences.clock_shown
    hands.act("practice_clock")
    assert panel.time.isVisible()


def test_the_solution_is_shown_beside_the_design_with_what_differs(hands: Hands) -> None:
    begin(hands)
    put(hands, "Orders", visibility_timeout=60)
    click(hands.window.scenario.solution)
    dialog = hands.window.findChild(SolutionDialog)
    assert dialog is not None
    assert [d.text for d in dialog.differences] == [
        "Failed orders (SQS queue) is not there",
        "Orders: receives before dead-lettering is 3, 5 in the solution",
        "Orders: visibility timeout is 1 min, 6 min in the solution",
    ]
    assert not dialog.left.pixmap().isNull()
    assert "Keep messages for longer (0 of 100)" in texts(dialog)
    current = hands.window.practice.current
    assert current is not None
    assert current.saw_solution
    assert current.handed_in is not None  # the attempt ended as it stood
    hands.window.session._saved = dict(hands.design.records)
    click(dialog.take)
    assert "Failed orders" in {c.name for c in hands.design.components}
    assert hands.window.practice.current is None


def test_a_design_that_was_started_elsewhere_finds_its_scenario_again(hands: Hands, tmp_path) -> None:
    begin(hands)
    put(hands, "Orders", visibility_timeout=360)
    path = hands.window.session.save(tmp_path / "mine.archdesk")
    hands.act("new")
    assert hands.window.practice.current is None
    assert "Practise for the exam" in texts(hands.window.scenario)
    hands.window.session.open(path)
    assert hands.window.practice.current is not None
    assert states(hands) == ["met", "met", "missed"]


def test_leaving_a_scenario_keeps_the_drawing_and_can_be_undone(hands: Hands) -> None:
    begin(hands)
    before = {c.id for c in hands.design.components}
    hands.act("leave_scenario")
    assert hands.window.practice.current is None
    assert {c.id for c in hands.design.components} == before
    assert not hands.window.actions_["grade"].isEnabled()
    hands.act("undo")
    assert hands.window.practice.current is not None


def test_everything_of_a_scenario_is_reached_with_the_keyboard(hands: Hands) -> None:
    begin(hands)
    panel = hands.window.scenario
    for widget in (
        panel.hint,
        panel.solution,
        panel.again,
        panel.grade_button,
        panel.time,
        panel.live,
        *panel.rows,
    ):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName() or getattr(widget, "text", str)()
    assert isinstance(hands.named("Orders"), Component)
