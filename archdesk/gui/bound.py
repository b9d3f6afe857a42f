"""Actions of the table as QActions of a window, and the menus and the toolbar made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QWidget

from archdesk.gui.actions import ACTIONS, CANVAS_KEYS, SEPARATED, TOOLBAR, Action
from archdesk.gui.icons import line_icon

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


class BoundAction(QAction):
    """One row of the table, bound to a window, which is its parent and keeps it alive."""

    def __init__(self, action: Action, window: MainWindow) -> None:
        super().__init__(action.label, window)
        self.action = action
        self._window = window
        self.setObjectName(action.id)
        self.setShortcuts([QKeySequence(s) for s in action.shortcuts])
        keys = " or ".join(
            QKeySequence(s).toString(QKeySequence.SequenceFormat.NativeText) for s in action.shortcuts
        )
        self.setToolTip(action.label.rstrip("…") + (f" ({keys})" if keys else ""))
        self.setCheckable(action.checked is not None)
        self.triggered.connect(self.perform)

    def perform(self) -> None:
        """Do it, if it is possible now; a gesture under way is taken back first."""
        window = self._window
        if self.action.when(window):
            window.canvas.end_gesture()
            self.action.perform(window)
        self.refresh()

    def refresh(self) -> None:
        window = self._window
        self.setEnabled(self.action.when(window))
        if self.action.checked is not None:
            self.setChecked(self.action.checked(window))
        if self.action.id == "ask":
            about = window.asked_about()
            self.setText(f"Ask about {about}…".replace("&", "&&") if about else self.action.label)
        if self.action.id in ("undo", "redo"):
            design = window.session.design
            what = design.undo_label if self.action.id == "undo" else design.redo_label
            self.setText(f"{self.action.label} {what}".replace("&", "&&") if what else self.action.label)


def bind(window: MainWindow) -> dict[str, BoundAction]:
    """All actions of the table, by id."""
    bound = {a.id: BoundAction(a, window) for a in ACTIONS}
    for id, action in bound.items():
        if id in CANVAS_KEYS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            window.canvas.addAction(action)
        else:
            window.addAction(action)
    return bound


def fill_menus(window: MainWindow) -> QMenu:
    """The menu bar; returns the menu of the files opened last, for the window to fill."""
    menus: dict[str, QMenu] = {}
    recent = QMenu("Open recent", window)
    for id, action in window.actions_.items():
        title = action.action.menu
        if title not in menus:
            menus[title] = window.menuBar().addMenu(f"&{title}")
        if id in SEPARATED:
            menus[title].addSeparator()
        menus[title].addAction(action)
        if id == "open":
            menus[title].addMenu(recent)
    return recent


def add_to_toolbar(window: MainWindow, bar: QToolBar, widget: QWidget, last: str) -> None:
    """Put a widget and one more action at the toolbar's right end."""
    gap = QWidget(window)
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(gap)
    bar.addWidget(widget)
    bar.addAction(window.actions_[last])


def fill_toolbar(window: MainWindow) -> QToolBar:
    bar = QToolBar("Tools", window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    for id in TOOLBAR:
        if id:
            bar.addAction(window.actions_[id])
        else:
            bar.addSeparator()
    window.addToolBar(bar)
    return bar


def paint_icons(window: MainWindow, colour: str, faint: str) -> None:
    """Give every action its icon in the theme's colours."""
    for action in window.actions_.values():
        if action.action.icon:
            action.setIcon(line_icon(action.action.icon, colour, faint))
