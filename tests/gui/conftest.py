"""A window on a real session, and hands that do with mouse and keys what a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import PySide6
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from archdesk.app.session import Session
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.costs.book import PriceBooks, load_books
from archdesk.gui.panels.tiles import entry_mime
from archdesk.gui.settings import Preferences
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.records import Component


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def books() -> PriceBooks:
    return load_books()


class Hands:
    """Mouse and keys on a window; places are canvas coordinates."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.canvas = window.canvas
        self.viewport = window.canvas.viewport()

    @property
    def design(self) -> Design:
        return self.window.session.design

    def at(self, x: float, y: float) -> QPoint:
        return self.canvas.viewportTransform().map(QPointF(x, y)).toPoint()

    def named(self, name: str) -> Component:
        return next(c for c in self.design.components if c.name == name)

    def drop(self, entry: str, x: int, y: int) -> None:
        """Drag a palette entry on to the canvas."""
        self.drag_over(entry, x, y)
        mime, copy = entry_mime(entry), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(self.at(x, y)), copy, mime, left, none)
        QApplication.sendEvent(self.viewport, drop)

    def drag_over(self, entry: str, x: int, y: int) -> None:
        """Hold a palette entry over the canvas, without dropping it."""
        mime, copy = entry_mime(entry), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        point: Any = self.at(x, y)
        if PySide6.__version_info__ >= (
            6,
            12,
        ):  # from there on these events take a QPointF, before only a QPoint
            point = QPointF(point)
        QApplication.sendEvent(self.viewport, QDragEnterEvent(point, copy, mime, left, none))
        QApplication.sendEvent(self.viewport, QDragMoveEvent(point, copy, mime, left, none))

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.viewport, Qt.MouseButton.LeftButton, keys, self.at(x, y))

    def press(self, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseMove(self.viewport, self.at(x, y))
        QTest.mousePress(self.viewport, Qt.MouseButton.LeftButton, keys, self.at(x, y))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.viewport, self.at(x, y))

    def release(self, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseRelease(self.viewport, Qt.MouseButton.LeftButton, keys, self.at(x, y))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.press(*start)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self.move(*middle)
        self.move(*end)
        self.release(*end)

    def connect(self, source: str, target: str) -> None:
        """Pull a connection from the source's right handle to the target."""
        a, b = self.named(source).rect, self.named(target).rect
        self.move(*_middle(a))
        handle = self.canvas.viewportTransform().map(QPointF(a.right, a.y + a.height / 2)) + QPointF(13, 0)
        QTest.mouseMove(self.viewport, handle.toPoint())
        QTest.mousePress(self.viewport, Qt.MouseButton.LeftButton, pos=handle.toPoint())
        self.move(*_middle(b))
        self.release(*_middle(b))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas, key, keys)

    def act(self, id: str) -> None:
        """Trigger an action as its menu entry does."""
        self.window.actions_[id].trigger()
        settle()


def _middle(rect: object) -> tuple[float, float]:
    center = rect.center  # type: ignore[attr-defined]
    return center.x, center.y


def settle() -> None:
    """Let timers and deferred deletions happen, and the check come to its end."""
    QTest.qWait(1)
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    while any(w.session.check.pending or w.scene_.is_draft for w in windows):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


@pytest.fixture
def open_window(
    qtbot: QtBot, catalogue: Catalogue, books: PriceBooks, own_home: object
) -> Iterator[Callable[[Design | None], MainWindow]]:
    windows: list[MainWindow] = []

    def make(design: Design | None = None) -> MainWindow:
        # Qt remembers where settings are from its first look; each test has a home of its own
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(own_home))
        preferences = Preferences()
        preferences.theme = "light"
        window = MainWindow(Session(catalogue, books, design), preferences)
        window.resize(1280, 800)
        window.show()
        windows.append(window)
        settle()
        window.canvas.set_zoom(0.5)
        window.canvas.centerOn(QPointF(500, 350))
        return window

    yield make
    for window in windows:
        window.session.design._followers.clear()
        window.hide()
        window.deleteLater()
    settle()


@pytest.fixture
def hands(open_window: Callable[[Design | None], MainWindow]) -> Hands:
    return Hands(open_window(None))
