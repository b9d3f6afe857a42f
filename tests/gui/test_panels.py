"""The panels: finding and placing, editing properties, mending problems, reading costs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from archdesk.app.problem_list import open_ones
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Property
from archdesk.gui.panels.entries import search
from archdesk.gui.panels.values import BadValueError, in_words, parse
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.rules.fixes import preview_fix
from tests.gui.conftest import Hands, settle


def field(hands: Hands, name: str) -> QWidget:
    settle()
    return hands.window.inspector.fields[name]


def type_into(line: QWidget, text: str) -> None:
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


# -- the palette -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("queue", "SQS queue"),
        ("dlq", "Dead-letter queue"),
        ("virtual machine", "EC2 instance"),
        ("lamda", "Lambda function"),
    ],
)
def test_what_a_person_types_finds_the_component(catalogue: Catalogue, typed: str, label: str) -> None:
    assert label in [e.label for e in search(catalogue, typed)][:3]


def test_nonsense_finds_nothing(catalogue: Catalogue) -> None:
    assert not search(catalogue, "zzzqqq")


def test_enter_in_the_search_places_the_best_match_in_the_middle(hands: Hands) -> None:
    search_line = hands.window.palette_.search
    search_line.setFocus()
    QTest.keyClicks(search_line, "fifo queue")
    QTest.keyClick(search_line, Qt.Key.Key_Return)
    (component,) = hands.design.components
    assert component.type == "sqs.queue"
    assert hands.window.session.catalogue.value(component, "fifo") is True
    assert hands.canvas.visible().contains(component.rect.center.x, component.rect.center.y)


def test_a_tile_is_placed_by_double_click_and_remembered(hands: Hands) -> None:
    tile = next(t for t in hands.window.palette_.tiles if t.entry.id == "s3.bucket")
    QTest.mouseDClick(tile, Qt.MouseButton.LeftButton)
    assert [c.type for c in hands.design.components] == ["s3.bucket"]
    assert hands.window.preferences.recent_entries == ["s3.bucket"]


def test_the_slash_key_adds_at_the_pointer(hands: Hands) -> None:
    from archdesk.gui.dialogs.chooser import Chooser

    hands.move(400, 300)
    hands.canvas.setFocus()
    hands.window.add_by_typing(hands.canvas.pointer)
    chooser = hands.window.findChild(Chooser)
    assert chooser is not None
    QTest.keyClicks(chooser.line, "bucket")
    QTest.keyClick(chooser.line, Qt.Key.Key_Return)
    (component,) = hands.design.components
    assert component.type == "s3.bucket"
    assert abs(component.rect.center.x - 400) <= 8
    assert abs(component.rect.center.y - 300) <= 8


# -- the inspector -----------------------------------------------------------------------------------------


def test_a_property_is_edited_and_taken_back(hands: Hands) -> None:
    hands.drop("sqs.queue", 400, 300)
    (queue,) = hands.design.components
    type_into(field(hands, "visibility_timeout"), "5 min")
    assert hands.design.component(queue.id).properties["visibility_timeout"] == 300
    fifo = field(hands, "fifo")
    assert isinstance(fifo, QCheckBox)
    fifo.click()
    assert hands.design.component(queue.id).properties["fifo"] is True
    hands.act("undo")
    assert "fifo" not in hands.design.component(queue.id).properties
    shown = field(hands, "fifo")
    assert isinstance(shown, QCheckBox)
    assert not shown.isChecked()


def test_a_bad_value_is_explained_and_never_stored(hands: Hands) -> None:
    hands.drop("sqs.queue", 400, 300)
    (queue,) = hands.design.components
    type_into(field(hands, "visibility_timeout"), "99999")
    assert "visibility_timeout" not in hands.design.component(queue.id).properties
    assert "Must be 0 to 43,200 s." in texts(hands.window.inspector)
    type_into(hands.window.inspector.fields["visibility_timeout"], "soon")
    assert "A number of seconds" in texts(hands.window.inspector)


def test_a_component_is_renamed_with_f2(hands: Hands) -> None:
    hands.drop("sqs.queue", 400, 300)
    (queue,) = hands.design.components
    settle()
    hands.act("rename")
    line = hands.window.inspector.fields["name"]
    QTest.keyClicks(line, "Orders")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert hands.design.component(queue.id).name == "Orders"


def test_a_relation_is_changed_in_the_inspector(hands: Hands) -> None:
    hands.drop("lambda.function", 300, 300)
    hands.drop("dynamodb.table", 560, 300)
    names = {c.type: c.name for c in hands.design.components}
    hands.connect(names["lambda.function"], names["dynamodb.table"])
    (connection,) = hands.design.connections
    box = field(hands, "relation")
    assert isinstance(box, QComboBox)
    index = box.findData("reads")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    assert hands.design.connection(connection.id).relation == "reads"
    settle()
    hands.window.inspector.show_tab("Wires")
    settle()
    assert "Worker may" not in texts(hands.window.inspector)
    assert "may dynamodb:GetItem" in texts(hands.window.inspector).replace("\u200b", "")


def test_without_a_selection_the_design_is_shown(hands: Hands) -> None:
    hands.window.selection.clear()
    box = field(hands, "region")
    assert isinstance(box, QComboBox)
    index = box.findData("eu-west-1")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    assert hands.design.settings.region == "eu-west-1"
    assert "eu-west-1" in hands.window.status.region.text()
    hands.act("undo")
    assert hands.design.settings.region == "us-east-1"


@pytest.mark.parametrize(
    ("text", "definition", "value"),
    [
        ("4 d", Property(type="duration", unit="s"), 345600),
        ("1,024", Property(type="integer"), 1024),
        ("0.5", Property(type="number"), 0.5),
        ("a, b", Property(type="list"), ["a", "b"]),
        ("10.0.0.0/16", Property(type="cidr"), "10.0.0.0/16"),
        ('{"A": 1}', Property(type="json"), {"A": 1}),
        ("", Property(type="integer"), None),
    ],
)
def test_what_is_typed_becomes_a_value(text: str, definition: Property, value: object) -> None:
    assert parse(text, definition, "current") == value


@pytest.mark.parametrize(
    ("text", "definition", "words"),
    [
        ("1.5", Property(type="integer"), "whole number"),
        ("nan", Property(type="number"), "number"),
        ("10.0.0.1/16", Property(type="cidr"), "10.0.0.0/16"),
        ("{", Property(type="json"), "JSON"),
        ("", Property(required=True), "needed"),
        ("200", Property(type="integer", max={"notes": 100, "current": 150}), "at most 150"),
    ],
)
def test_a_wrong_text_is_explained(text: str, definition: Property, words: str) -> None:
    with pytest.raises(BadValueError, match=words):
        parse(text, definition, "current")


def test_durations_are_said_as_people_say_them() -> None:
    assert [in_words(s) for s in (30, 90, 300, 345600)] == ["30 s", "90 s", "5 min", "4 d"]


# -- problems ----------------------------------------------------------------------------------------------


def test_a_problem_is_selected_explained_fixed_and_the_fix_undone(
    hands: Hands,
) -> None:
    hands.drop("vpc.vpc", 500, 350)
    hands.drop("vpc.az", 500, 350)
    hands.drop("public_subnet", 500, 360)
    settle()
    finding = next(f for f in open_ones(hands.window.session.findings) if f.rule == "VPC-004")
    row = next(r for r in hands.window.problems.rows if r.finding == finding)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert set(finding.components) <= set(hands.window.selection.ids) or finding.connection is not None
    settle()
    opened = next(r for r in hands.window.problems.rows if r.finding == finding)
    assert finding.why in texts(opened)
    session = hands.window.session
    for line in preview_fix(session.design, session.catalogue, finding, finding.fixes[0]):
        assert line in texts(opened)
    before = dict(hands.design.records)
    opened.fix_buttons[0].click()
    assert finding not in hands.window.session.findings
    settle()
    assert all(r.finding != finding for r in hands.window.problems.rows)
    hands.act("undo")
    assert dict(hands.design.records) == before
    assert finding in hands.window.session.findings


def test_f8_walks_through_the_problems(hands: Hands) -> None:
    hands.drop("vpc.vpc", 500, 350)
    hands.drop("sqs.queue", 500, 350)
    hands.drop("s3.bucket", 400, 350)
    settle()
    keys = [(f.rule, f.components) for f in open_ones(hands.window.session.findings)]
    assert len(keys) > 1
    seen = []
    for _ in range(len(keys) + 1):
        hands.act("next_problem")
        rule, components = hands.window.problems.expanded or ("", ())
        seen.append((rule, tuple(c for c in components if c)))
    assert seen[0] == seen[-1]
    assert len(set(seen)) == len(set(keys))


# -- the estimate and the template -------------------------------------------------------------------------


def test_the_status_bar_and_the_estimate_follow_the_design(hands: Hands) -> None:
    assert hands.window.status.total.text().startswith("$0.00 / mo")
    hands.drop("ec2.instance", 400, 300)
    settle()
    total = hands.window.session.estimate.monthly
    assert total > 0
    assert f"${total:,.2f} / mo" in hands.window.status.total.text()
    hands.window.estimate.rebuild()
    assert [bar.key for bar in hands.window.estimate.chart.bars] == ["Amazon EC2"]


def test_the_template_panel_shows_the_resource(hands: Hands) -> None:
    hands.drop("sqs.queue", 400, 300)
    hands.act("toggle_template")
    assert "AWS::SQS::Queue" in hands.window.template.text.toPlainText()


def test_use_is_entered_where_the_estimate_points(open_window: Callable[[Design | None], MainWindow]) -> None:
    hands = Hands(open_window(None))
    hands.drop("sqs.queue", 400, 300)
    (queue,) = hands.design.components
    hands.window.open_usage(queue.id)
    name = next(n for n in hands.window.inspector.fields if n.startswith("usage:"))
    type_into(hands.window.inspector.fields[name], "7000000")
    assert hands.design.component(queue.id).usage == {name.removeprefix("usage:"): 7000000}


def test_samples_are_there() -> None:
    from archdesk.gui.commands.document import samples

    assert "three-tier-web" in [Path(p).stem for p in samples()]
