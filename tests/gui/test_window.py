"""The window: files, actions, theme, zoom, dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from archdesk.errors import UsageError
from archdesk.gui.actions import ACTIONS, CONTEXT_MENU, SEPARATED, TOOLBAR
from archdesk.gui.commands import document
from archdesk.gui.dialogs.template_export import TemplateDialog
from archdesk.gui.settings import Preferences
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.storage.files import open_design
from tests.gui.conftest import Hands, settle

Opener = Callable[[Design | None], MainWindow]


def test_a_sample_is_opened_changed_and_saved(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = next(p for p in document.samples() if p.stem == "three-tier-web")
    document.open_sample_file(hands.window, sample)
    settle()
    assert hands.window.scene_.ids() == {*hands.design.component_ids(), *hands.design.connection_ids()}
    assert not hands.window.isWindowModified()
    hands.drop("sqs.queue", 40, 40)
    assert hands.window.isWindowModified()
    target = tmp_path / "mine.archdesk"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    hands.act("save")
    assert not hands.window.isWindowModified()
    again = open_design(target, hands.window.session.catalogue).design
    assert dict(again.records) == dict(hands.design.records)
    assert hands.window.preferences.recent_files == [target]


def test_a_file_that_cannot_be_read_is_explained_and_nothing_changes(hands: Hands, tmp_path: Path) -> None:
    broken = tmp_path / "broken.archdesk"
    broken.write_text("components: [")
    hands.drop("sqs.queue", 400, 300)
    before = dict(hands.design.records)
    assert not document.open_path(hands.window, broken)
    box = hands.window.findChild(QMessageBox)
    assert box is not None
    assert "broken.archdesk" in box.text()
    assert dict(hands.design.records) == before
    box.close()


def test_leaving_a_changed_design_asks_first(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.drop("sqs.queue", 400, 300)
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]

    def answer(*arguments: object) -> QMessageBox.StandardButton:
        asked.append(str(arguments[2]))
        return answers.pop(0)

    monkeypatch.setattr(QMessageBox, "question", staticmethod(answer))
    hands.act("new")
    assert len(hands.design.component_ids()) == 1
    hands.act("new")
    assert not hands.design.component_ids()
    assert "Untitled" in asked[0]


def test_the_action_table_is_consistent(hands: Hands) -> None:
    ids = [a.id for a in ACTIONS]
    assert len(ids) == len(set(ids))
    assert {*TOOLBAR, *CONTEXT_MENU, *SEPARATED} - {""} <= set(ids)
    shortcuts = [QKeySequence(s).toString() for a in ACTIONS for s in a.shortcuts]
    assert len(shortcuts) == len(set(shortcuts))
    assert all(shortcuts)


def test_actions_are_possible_only_when_they_make_sense(hands: Hands) -> None:
    actions = hands.window.actions_
    assert not actions["undo"].isEnabled()
    assert not actions["delete"].isEnabled()
    hands.drop("sqs.queue", 300, 300)
    assert actions["undo"].isEnabled()
    assert actions["undo"].text() == "Undo Place Queue"
    assert actions["delete"].isEnabled()
    assert not actions["align_left"].isEnabled()
    hands.drop("sns.topic", 500, 360)
    hands.act("select_all")
    assert actions["align_left"].isEnabled()
    hands.act("align_top")
    assert len({c.rect.y for c in hands.design.components}) == 1


def test_the_command_palette_finds_and_runs_an_action(hands: Hands) -> None:
    from archdesk.gui.dialogs.chooser import Chooser

    hands.drop("sqs.queue", 300, 300)
    hands.act("palette")
    chooser = hands.window.findChild(Chooser)
    assert chooser is not None
    QTest.keyClicks(chooser.line, "duplicate")
    QTest.keyClick(chooser.line, Qt.Key.Key_Return)
    assert len(hands.design.component_ids()) == 2


def test_light_and_dark_are_remembered(hands: Hands) -> None:
    light = hands.window.palette().window().color()
    hands.act("theme_dark")
    assert hands.window.palette().window().color().lightness() < 80 < light.lightness()
    assert hands.window.scene_.theme.name == "dark"
    assert Preferences().theme == "dark"
    hands.act("theme_light")
    assert hands.window.palette().window().color() == light


def test_the_theme_that_is_on_already_is_not_put_on_again(hands: Hands) -> None:
    class Watch(QObject):
        """Counts how often the window is dressed anew, which every widget in it is then too."""

        seen = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.seen += event.type() == QEvent.Type.StyleChange
            return False

    watch = Watch()
    hands.window.installEventFilter(watch)
    hands.act("theme_light")
    assert watch.seen == 0
    hands.act("theme_dark")
    assert watch.seen > 0
    hands.act("theme_light")


def test_the_wheel_zooms_at_the_pointer(hands: Hands) -> None:
    at = QPointF(300, 200)
    before = hands.canvas.to_scene(at)
    event = QWheelEvent(
        at,
        hands.viewport.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    zoom = hands.canvas.zoom
    QApplication.sendEvent(hands.viewport, event)
    assert hands.canvas.zoom > zoom
    after = hands.canvas.to_scene(at)
    assert abs(after.x() - before.x()) < 3
    assert abs(after.y() - before.y()) < 3


def test_space_pans_and_selects_nothing(hands: Hands) -> None:
    hands.drop("vpc.vpc", 500, 350)
    before = dict(hands.design.records)
    corner = hands.canvas.to_scene(QPointF(0, 0))
    QTest.keyPress(hands.canvas, Qt.Key.Key_Space)
    hands.press(500, 350)
    QTest.mouseMove(hands.viewport, hands.at(500, 350) + QPoint(40, 20))
    QTest.mouseRelease(hands.viewport, Qt.MouseButton.LeftButton)
    QTest.keyRelease(hands.canvas, Qt.Key.Key_Space)
    moved = hands.canvas.to_scene(QPointF(0, 0)) - corner
    assert (moved.x() * hands.canvas.zoom, moved.y() * hands.canvas.zoom) == (-40, -20)
    assert dict(hands.design.records) == before
    assert hands.canvas.tool.name == "idle"


def test_fit_shows_all_of_a_sample(hands: Hands) -> None:
    document.open_sample_file(hands.window, document.samples()[0])
    settle()
    box = hands.window.scene_.bounds_of()
    assert box is not None
    assert hands.canvas.visible().contains(box)


def test_the_welcome_page_opens_a_sample(hands: Hands) -> None:
    from archdesk.gui.dialogs.welcome import WelcomeDialog

    hands.act("welcome")
    dialog = hands.window.findChild(WelcomeDialog)
    assert dialog is not None
    dialog.samples[0].click()
    assert hands.design.component_ids()


def test_the_help_lists_every_shortcut(hands: Hands) -> None:
    from archdesk.gui.dialogs.help import HelpDialog

    dialog = HelpDialog(hands.window)
    shown = {dialog.table.item(r, 0).text() for r in range(dialog.table.rowCount())}
    assert {a.label.rstrip("…") for a in ACTIONS if a.shortcuts} <= shown
    dialog.deleteLater()


def test_a_picture_is_exported_as_chosen(hands: Hands, tmp_path: Path) -> None:
    from archdesk.gui.dialogs.export import PictureDialog

    hands.drop("sqs.queue", 300, 300)
    dialog = PictureDialog(hands.window)
    dialog.write(tmp_path / "picture.png")
    two = QImage(str(tmp_path / "picture.png"))
    dialog.scale.setCurrentIndex(3)
    dialog.write(tmp_path / "large.png")
    four = QImage(str(tmp_path / "large.png"))
    assert not two.isNull()
    assert four.width() == pytest.approx(two.width() * 2, abs=2)
    dialog.format.setCurrentIndex(1)
    dialog.write(tmp_path / "picture.svg")
    assert "<svg" in (tmp_path / "picture.svg").read_text()
    dialog.deleteLater()


def test_a_template_is_exported_as_yaml_and_json(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.drop("sqs.queue", 300, 300)
    for number, (suffix, start) in enumerate(((".yaml", "AWSTemplateFormatVersion"), (".json", "{"))):
        target = tmp_path / f"out{suffix}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_, t=target: (str(t), "")))
        hands.act("export_template")
        dialog = hands.window.findChild(TemplateDialog)
        assert dialog is not None
        dialog.format.setCurrentIndex(number)
        dialog.save_button.click()
        settle()
        assert target.read_text().startswith(start)
        assert "AWS::SQS::Queue" in target.read_text()


def test_without_a_display_the_headless_commands_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from archdesk.gui.main import run

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(UsageError, match="archdesk check"):
        run(None)


def test_a_window_that_is_closed_comes_back_as_it_was(open_window: Opener) -> None:
    first = open_window(None)
    first.palette_dock.hide()
    first.close()
    second = open_window(None)
    assert second.palette_dock.isHidden()


@pytest.mark.parametrize(
    "name", ['<img src="file:///etc/passwd">', "&lt;b&gt;bold", "plain name", "<table><tr><td>" * 20]
)
def test_markup_in_names_stays_text(hands: Hands, name: str) -> None:
    from PySide6.QtGui import Qt as GuiQt
    from PySide6.QtGui import QTextDocumentFragment

    from archdesk.app.edits import rename
    from archdesk.gui.words import plain

    hands.drop("sqs.queue", 300, 300)
    (queue,) = hands.design.components
    rename(hands.design, queue.id, name)
    item = hands.window.scene_.item_for(queue.id)
    assert item is not None
    for tip in (plain(name), item.toolTip()):
        shown = QTextDocumentFragment.fromHtml(tip).toPlainText() if GuiQt.mightBeRichText(tip) else tip
        assert not tip or name in shown
    settle()
    assert "<img src" not in plain(name) or not GuiQt.mightBeRichText(plain(name))
