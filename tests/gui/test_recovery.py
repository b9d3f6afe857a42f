"""What was not saved survives a program that went away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from archdesk.gui.commands import document
from archdesk.gui.recovery import Leftover, leftovers
from tests.gui.conftest import Hands


def test_what_is_being_worked_on_is_not_offered(hands: Hands) -> None:
    hands.drop("sqs.queue", 300, 300)
    hands.window.recovery.write()
    assert hands.window.recovery.copy.is_file()
    assert not leftovers()


def test_going_on_with_a_copy_gives_back_everything(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.drop("sqs.queue", 300, 300)
    hands.drop("sns.topic", 500, 300)
    whole = dict(hands.design.records)
    hands.window.recovery.write()
    stray = hands.window.recovery.copy.with_name("999-1.archdesk")
    stray.write_bytes(hands.window.recovery.copy.read_bytes())
    hands.act("undo")
    hands.act("undo")
    monkeypatch.setattr(QMessageBox, "question", staticmethod(lambda *_: QMessageBox.StandardButton.Yes))
    assert document.offer_recovery(hands.window)
    assert dict(hands.design.records) == whole
    assert hands.window.isWindowModified()
    assert not stray.exists()
    assert hands.window.scene_.ids() == set(hands.design.component_ids())


def test_a_discarded_copy_is_gone(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.drop("sqs.queue", 300, 300)
    hands.window.recovery.write()
    stray = hands.window.recovery.copy.with_name("999-1.archdesk")
    stray.write_bytes(hands.window.recovery.copy.read_bytes())
    assert leftovers() == [Leftover(stray, None)]
    monkeypatch.setattr(QMessageBox, "question", staticmethod(lambda *_: QMessageBox.StandardButton.Discard))
    assert not document.offer_recovery(hands.window)
    assert not leftovers()
    assert len(hands.design.component_ids()) == 1


def test_saving_leaves_no_copy(hands: Hands, tmp_path: Path) -> None:
    hands.drop("sqs.queue", 300, 300)
    hands.window.recovery.write()
    assert hands.window.recovery.copy.is_file()
    hands.window.session.save(tmp_path / "saved.archdesk")
    assert not hands.window.recovery.copy.exists()


def test_a_killed_program_leaves_its_design_to_the_next_start(tmp_path: Path, own_home: Path) -> None:
    import os
    import subprocess
    import sys

    program = (
        "import os, signal\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from archdesk.app.edits import place, rect_at\n"
        "from archdesk.app.session import Session\n"
        "from archdesk.catalog.catalogue import load_catalogue\n"
        "from archdesk.costs.book import load_books\n"
        "from archdesk.gui.recovery import Recovery\n"
        "from archdesk.model.geometry import Point\n"
        "session = Session(load_catalogue(), load_books())\n"
        "recovery = Recovery(session, print, app)\n"
        "place(session.design, session.catalogue, 'sqs.queue', rect_at(session.catalogue, 'sqs.queue', Point(0, 0)))\n"
        "from PySide6.QtTest import QTest\n"
        "QTest.qWait(1800)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, env=dict(os.environ), check=False)
    (left,) = leftovers()
    assert "sqs.queue" in left.copy.read_text()
