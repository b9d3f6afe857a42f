"""Palettes of one's own in the window: what is right is there to place, what is wrong is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel

from archdesk.app.palettes import VARIABLE, check_palette, load_all
from archdesk.app.session import Session
from archdesk.costs.book import PriceBooks
from archdesk.gui.window import MainWindow
from tests.gui.conftest import Hands

MINE = """service: Acme
category: compute
components:
  acme.widget: {label: Widget, summary: A widget of our own., icon: compute/lambda}
  acme.bolt: {label: Bolt, colour: red}
"""


@pytest.fixture
def window(
    qapp: QApplication, books: PriceBooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    window = MainWindow(Session(load_all(), books))
    window.show()
    yield window
    window.hide()
    window.deleteLater()


def test_what_is_wrong_is_said_among_the_problems(window: MainWindow, tmp_path: Path) -> None:
    said = [label.text() for label in window.problems.findChildren(QLabel)]
    assert f"{tmp_path / 'mine.yaml'}:5: components › acme.bolt › colour: this key is not known here" in said
    assert "Left out of your palettes" in said


def test_what_is_right_is_found_and_placed(window: MainWindow) -> None:
    window.palette_.search.setText("widget")
    window.palette_.search.returnPressed.emit()
    assert [c.type for c in window.session.design.components] == ["acme.widget"]


def test_the_folder_is_shown_with_a_palette_to_go_on_from(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own"))
    shown: list[QUrl] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: shown.append(url) or True
    )  # no file manager here
    hands.act("palette_folder")
    assert [url.toLocalFile() for url in shown] == [str(tmp_path / "own")]
    (first,) = (tmp_path / "own").glob("*.yaml")
    assert check_palette(first) == ()
    first.write_text(MINE, encoding="utf-8")
    hands.act("palette_folder")
    assert first.read_text(encoding="utf-8") == MINE, "what is there stays"
