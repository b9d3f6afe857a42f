"""The template pane: it follows the design, leads to the canvas and back, and tells what cfn-lint says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from archdesk.app.edits import rename, set_property
from archdesk.app.template_view import Format
from archdesk.cloudformation.export import written
from archdesk.cloudformation.options import PLAIN, Options
from archdesk.cloudformation.text import read_template, write_template
from archdesk.gui.dialogs.template_export import TemplateDialog
from archdesk.gui.panels.template_colours import tokens
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from archdesk.render.theme import DARK, LIGHT, contrast
from tests.gui.conftest import Hands, settle

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def orders() -> Design:
    """A queue that triggers a function that writes to a table, drawn for nobody in particular."""
    kinds = (("queue", "sqs.queue", "Orders"), ("worker", "lambda.function", "Worker"),
             ("table", "dynamodb.table", "Records"), ("people", "external.users", "Customers"))  # fmt: skip
    parts = [
        Component(id, kind, name, Rect(200 + 160 * n, 300, 48, 48))
        for n, (id, kind, name) in enumerate(kinds)
    ]
    wires = [Connection("e1", "queue", "worker", "triggers"), Connection("e2", "worker", "table", "writes")]
    return Design([*parts, *wires])


@pytest.fixture
def shown(open_window) -> Hands:
    hands = Hands(open_window(orders()))
    hands.act("toggle_template")
    return hands


def whole(window: MainWindow, format: Format = "yaml", options: Options = PLAIN) -> str:
    found = written(window.session.design, window.session.catalogue, options)
    return write_template(found.template, format, found.comments)


def line_of(hands: Hands, text: str) -> int:
    lines = hands.window.template.text.toPlainText().split("\n")
    return next(n for n, line in enumerate(lines) if text in line)


def click_line(hands: Hands, line: int) -> None:
    text = hands.window.template.text
    text.show_line(line)
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=text.point_of(line))


# -- following -------------------------------------------------------------------------------------------------


def test_the_pane_shows_the_template_and_follows_each_edit(shown: Hands) -> None:
    pane, design, catalogue = shown.window.template, shown.design, shown.window.session.catalogue
    assert pane.text.toPlainText() == whole(shown.window)
    set_property(design, catalogue, "queue", "visibility_timeout", 77)
    settle()
    assert "VisibilityTimeout: 77" in pane.text.toPlainText()
    rename(design, "queue", "Zebra")
    settle()
    shown.window.selection.set(["table"])
    shown.act("delete")
    assert pane.text.toPlainText() == whole(shown.window)
    for _ in range(3):
        shown.act("undo")
        assert pane.text.toPlainText() == whole(shown.window)


def test_another_format_or_form_is_another_text(shown: Hands) -> None:
    pane = shown.window.template
    pane.format.setCurrentIndex(1)
    settle()
    assert json.loads(pane.text.toPlainText())["Resources"]["Orders"]["Type"] == "AWS::SQS::Queue"
    pane.format.setCurrentIndex(0)
    pane.form.setCurrentIndex(pane.form.findText("Learner Lab"))
    settle()
    assert pane.text.toPlainText() == whole(shown.window, options=Options(existing_role="LabRole"))
    assert "AWS::IAM::Role" not in pane.text.toPlainText()


def test_hidden_it_waits_and_shows_what_is_there_when_it_comes_back(shown: Hands) -> None:
    shown.act("toggle_template")
    before = shown.window.template.text.toPlainText()
    rename(shown.design, "queue", "Zebra")
    settle()
    assert shown.window.template.text.toPlainText() == before
    shown.act("toggle_template")
    assert "  Zebra:" in shown.window.template.text.toPlainText()


def test_an_edit_above_leaves_the_reader_and_the_selection_where_they_are(shown: Hands) -> None:
    pane = shown.window.template
    line = line_of(shown, "  WorkerRolePolicy:")
    pane.text.show_line(line)
    assert pane.text.first_line() > 20
    read = [pane.text.firstVisibleBlock().text()]
    cursor = pane.text.textCursor()
    cursor.setPosition(pane.text.document().findBlockByNumber(line).position())
    cursor.movePosition(cursor.MoveOperation.EndOfBlock, cursor.MoveMode.KeepAnchor)
    pane.text.setTextCursor(cursor)
    set_property(shown.design, shown.window.session.catalogue, "queue", "visibility_timeout", 77)
    settle()
    with shown.design.edit("Another") as edit:
        edit.put(Component("another", "sqs.queue", "Another", Rect(300, 600, 48, 48)))
    settle()
    assert line_of(shown, "  WorkerRolePolicy:") > line
    assert [pane.text.firstVisibleBlock().text()] == read
    assert pane.text.textCursor().selectedText() == "  WorkerRolePolicy:"


def test_a_large_design_is_written_in_slices_and_edits_in_between_are_heeded(
    open_window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archdesk.gui.panels.template.LIVE", 20)
    monkeypatch.setattr(
        "archdesk.gui.panels.template._SLICE", 0.001
    )  # s: on a quick machine there are several too
    parts = [
        Component(f"q{n}", "sqs.queue", f"Queue {n}", Rect(n % 40 * 80, n // 40 * 80, 48, 48))
        for n in range(80)
    ]
    window = open_window(Design(parts))
    pane = window.template
    edited: list[int] = []  # how many lines were written then

    def edit_between_two_slices() -> None:
        if not edited and pane.text.line_count() > 0 and pane._work is not None:
            edited.append(pane.text.line_count())
            rename(window.session.design, "q7", "Renamed")

    pane._slices.timeout.connect(edit_between_two_slices)
    window.actions_["toggle_template"].trigger()
    qtbot.waitUntil(lambda: bool(edited), timeout=30_000)
    qtbot.waitUntil(lambda: pane._work is None and not pane._start.isActive(), timeout=30_000)
    assert pane.text.toPlainText() == whole(window)


def test_an_empty_design_has_no_resources_and_says_so(open_window) -> None:
    window = open_window(None)
    window.actions_["toggle_template"].trigger()
    settle()
    assert window.template.counts.text().startswith("0 of 500 resources")
    assert "Resources: {}" in window.template.text.toPlainText()


# -- to the canvas and back ------------------------------------------------------------------------------------


def test_what_is_selected_on_the_canvas_is_seen_and_marked(shown: Hands) -> None:
    pane = shown.window.template
    table = shown.named("Records").rect.center
    shown.click(table.x, table.y)
    line = line_of(shown, "  Records:")
    assert pane.text.sees(line)
    assert any(line in span for span in pane.text.marks)
    shown.window.selection.set(["e1"])
    trigger, policy = line_of(shown, "  OrdersWorkerTrigger:"), line_of(shown, "  WorkerRolePolicy:")
    assert pane.text.sees(trigger)
    assert all(any(n in span for span in pane.text.marks) for n in (trigger, policy))
    shown.window.selection.clear()
    assert pane.text.marks == []


def test_a_click_in_the_text_selects_on_the_canvas_and_the_text_stays(shown: Hands) -> None:
    pane = shown.window.template
    line = line_of(shown, "  WorkerRolePolicy:")
    pane.text.show_line(line, rows_above=5)
    first = pane.text.first_line()
    QTest.mouseClick(pane.text.viewport(), Qt.MouseButton.LeftButton, pos=pane.text.point_of(line))
    assert shown.window.selection.ids == ("worker",)
    assert pane.text.first_line() == first
    click_line(shown, line_of(shown, "  OrdersWorkerTrigger:"))
    assert shown.window.selection.ids == ("e1",)
    click_line(shown, 0)
    assert shown.window.selection.ids == ("e1",)


def test_enter_in_the_text_selects_what_the_cursor_is_in(shown: Hands) -> None:
    pane = shown.window.template
    pane.text.put_cursor(line_of(shown, "  Records:") + 1)
    QTest.keyClick(pane.text, Qt.Key.Key_Return)
    assert shown.window.selection.ids == ("table",)


# -- finding ---------------------------------------------------------------------------------------------------


def test_control_f_finds_in_the_text_and_the_palette_is_left_alone(shown: Hands) -> None:
    pane = shown.window.template
    pane.text.setFocus()
    QTest.keyClick(pane.text, Qt.Key.Key_F, CONTROL)
    assert pane.find_bar.line.hasFocus()
    QTest.keyClicks(pane.find_bar.line, "aws::dynamodb")
    assert pane.text.textCursor().selectedText() == "AWS::DynamoDB"
    assert pane.find_bar.said.text() == "1 of 1"
    QTest.keyClick(pane.find_bar.line, Qt.Key.Key_Return)
    assert pane.text.sees(line_of(shown, "AWS::DynamoDB"))
    pane.find_bar.line.clear()
    QTest.keyClicks(pane.find_bar.line, "arn")
    first = pane.text.textCursor().position()
    QTest.keyClick(pane.find_bar.line, Qt.Key.Key_Return)
    assert pane.text.textCursor().position() > first
    QTest.keyClick(pane.find_bar.line, Qt.Key.Key_Return, SHIFT)
    assert pane.text.textCursor().position() == first
    QTest.keyClicks(pane.find_bar.line, "zzz")
    assert pane.find_bar.said.text() == "not found"
    QTest.keyClick(pane.find_bar.line, Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()
    assert pane.text.hasFocus()


# -- copy, save, deploy ----------------------------------------------------------------------------------------


def test_copy_takes_the_whole_template_even_right_after_an_edit(shown: Hands) -> None:
    rename(shown.design, "queue", "Zebra")
    QTest.mouseClick(shown.window.template.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == whole(shown.window)


def test_the_deploy_command_names_the_file_that_was_saved_last(
    shown: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "my orders.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    QTest.mouseClick(shown.window.template.save_button, Qt.MouseButton.LeftButton)
    assert target.read_text() == whole(shown.window)
    QTest.mouseClick(shown.window.template.deploy_button, Qt.MouseButton.LeftButton)
    line = QGuiApplication.clipboard().text()
    assert line.startswith("aws cloudformation deploy --template-file")
    assert f"'{target}'" in line
    assert "--capabilities CAPABILITY_IAM" in line


def test_a_file_that_cannot_be_written_is_told(
    shown: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "nowhere" / "out.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    QTest.mouseClick(shown.window.template.save_button, Qt.MouseButton.LeftButton)
    box = shown.window.findChild(QMessageBox)
    assert box is not None
    assert "No template was written" in box.text()
    box.close()


# -- the check -------------------------------------------------------------------------------------------------


def test_the_check_runs_beside_the_window_and_a_click_leads_to_the_component(
    shown: Hands, qtbot: QtBot
) -> None:
    pane = shown.window.template
    raw = {"cfn_type": "AWS::SNS::Topic", "properties": {"Colour": "red"}}
    with shown.design.edit("Odd") as edit:
        edit.put(Component("odd", "aws.resource", "Odd one", Rect(300, 500, 48, 48), properties=raw))
    settle()
    QTest.mouseClick(pane.check_button, Qt.MouseButton.LeftButton)
    assert pane.checks.busy
    assert pane.checks.cancel_button.isVisible()
    qtbot.waitUntil(lambda: not pane.checks.busy, timeout=60_000)
    assert "1 error" in pane.checks.said.text()
    found = {c.rule: n for n, c in enumerate(pane.checks.found)}
    item = pane.checks.list.topLevelItem(found["E3002"])
    assert item is not None
    assert (item.text(0), item.text(2)) == ("E3002", "Odd one")
    rename(shown.design, "queue", "A queue with another name")
    settle()
    assert "has changed since" in pane.checks.said.text()
    box = pane.checks.list.visualItemRect(item)
    QTest.mouseClick(pane.checks.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert shown.window.selection.ids == ("odd",)
    line = line_of(shown, "Colour: red")
    assert pane.text.textCursor().blockNumber() == line
    assert pane.text.sees(line)
    assert pane.text.notes[line] == "error"


def test_a_check_can_be_cancelled(shown: Hands) -> None:
    pane = shown.window.template
    QTest.mouseClick(pane.check_button, Qt.MouseButton.LeftButton)
    settle()
    QTest.mouseClick(pane.checks.cancel_button, Qt.MouseButton.LeftButton)
    assert not pane.checks.busy
    assert pane.checks.said.text() == "Cancelled."
    assert not pane.checks.cancel_button.isVisible()


def test_without_cfn_lint_the_check_says_how_to_get_it(shown: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archdesk.app.linting.find_spec", lambda name: None)
    QTest.mouseClick(shown.window.template.check_button, Qt.MouseButton.LeftButton)
    assert "archdesk[lint]" in shown.window.template.checks.said.text()


# -- the export dialog -----------------------------------------------------------------------------------------


def words(dialog: TemplateDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_the_export_dialog_says_what_will_be_written_and_writes_it(
    shown: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.act("export_template")
    dialog = shown.window.findChild(TemplateDialog)
    assert dialog is not None
    assert f"{shown.window.template.page.resources} resources" in words(dialog)
    assert "Customers" in words(dialog)
    dialog.comments.click()
    target = tmp_path / "out.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert "AWS::SQS::Queue" in target.read_text()
    assert "#" not in target.read_text()
    settle()
    assert shown.window.findChild(TemplateDialog) is None


# -- colours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "format", "parts"),
    [
        ("  # Orders (SQS queue)", "yaml", ["comment:  # Orders (SQS queue)"]),
        ("    Type: AWS::SQS::Queue", "yaml", ["key:Type"]),
        ("      - Key: Name", "yaml", ["key:Key"]),
        ('  "no": "a: b # c"', "yaml", ['key:"no"', 'string:"a: b # c"']),
        ("    Value: !Sub \"${AWS::Region}-1\"", "yaml", ["key:Value", "function:!Sub", 'string:"${AWS::Region}-1"']),
        ("    - !GetAtt Orders.Arn", "yaml", ["function:!GetAtt"]),
        ("    MaxSize: 20", "yaml", ["key:MaxSize", "number:20"]),
        ("    Enabled: true", "yaml", ["key:Enabled", "number:true"]),
        ("        aws:SourceArn: !Ref News", "yaml", ["key:aws:SourceArn", "function:!Ref"]),
        ("    Fn::Transform:", "yaml", ["function:Fn::Transform"]),
        ('  "Ref": "Orders",', "json", ['function:"Ref"', 'string:"Orders"']),
        ('  "Size": 1.5, "On": false', "json", ['key:"Size"', "number:1.5", 'key:"On"', "number:false"]),
    ],
)  # fmt: skip
def test_the_parts_of_a_line(line: str, format: Format, parts: list[str]) -> None:
    assert [f"{role}:{line[start : start + length]}" for start, length, role in tokens(line, format)] == parts


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_colours_of_the_text_read_on_every_ground(theme) -> None:
    grounds = {theme.field, *(theme.code[g] for g in ("added", "removed", "marked", "found"))}
    for role in ("key", "string", "number", "function", "comment"):
        for ground in grounds:
            assert contrast(theme.code[role], ground) >= 4.5, (role, ground)
    assert all(contrast(theme.text, ground) >= 7 for ground in grounds)


def test_nested_stacks_are_written_beside_the_root(
    shown: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.act("export_template")
    dialog = shown.window.findChild(TemplateDialog)
    assert dialog is not None
    dialog.nested.click()
    settle()
    target = tmp_path / "shop.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    root = read_template(target.read_text(), "shop").value["Resources"]
    files = [
        r["Properties"]["TemplateURL"] for r in root.values() if r["Type"] == "AWS::CloudFormation::Stack"
    ]
    written_types = {
        r["Type"]
        for file in files
        for r in read_template((tmp_path / file).read_text(), file).value["Resources"].values()
    }
    assert {"AWS::SQS::Queue", "AWS::Lambda::Function", "AWS::DynamoDB::Table"} <= written_types
    assert all(Path(file).name.startswith("shop-") for file in files)


def test_where_there_is_room_it_stands_beside_the_canvas_else_behind_the_inspector(open_window) -> None:
    for width, beside in ((1280, False), (1700, True)):
        window = open_window(orders())
        window.preferences.template_placed = False
        window.resize(width, 900)
        settle()
        before = window.canvas.width()
        window.actions_["toggle_template"].trigger()
        settle()
        assert window.template.text.isVisible()
        assert (window.inspector_dock not in window.tabifiedDockWidgets(window.template_dock)) is beside
        assert window.inspector.visibleRegion().isEmpty() is not beside
        assert window.canvas.width() >= before * 0.5
        window.show_inspector()
        settle()
        assert not window.inspector.visibleRegion().isEmpty()


def test_behind_the_inspector_it_waits_until_it_is_brought_to_the_front(shown: Hands) -> None:
    pane, window = shown.window.template, shown.window
    window.show_inspector()
    settle()
    assert pane.visibleRegion().isEmpty()
    before = pane.text.toPlainText()
    rename(shown.design, "queue", "Zebra")
    settle()
    assert pane.text.toPlainText() == before
    window.template_dock.raise_()
    settle()
    assert pane.text.toPlainText() == whole(window)
