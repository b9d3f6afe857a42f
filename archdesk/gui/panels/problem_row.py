"""One finding in the list of problems: a line, its keys and its menu; opened, its details below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from archdesk.app.problem_list import WORDS
from archdesk.gui.panels.elided import ElidedLabel, ElidedLink
from archdesk.gui.panels.problem_details import Details
from archdesk.gui.panels.widgets import label
from archdesk.gui.style import mark
from archdesk.model.records import Component
from archdesk.rules.findings import SEVERITIES, Finding

if TYPE_CHECKING:
    from archdesk.gui.panels.problems import Problems

_NAMES = 4  # components named in the line


class Row(QWidget):
    """Mark, title, the components as links, the rule. Enter opens and closes, F fixes, arrows walk."""

    def __init__(self, panel: Problems, finding: Finding) -> None:
        super().__init__(panel)
        self.panel = panel
        self.finding = finding
        self.details: Details | None = None
        self.setObjectName("problem")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{WORDS[finding.severity]}: {finding.message}")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 3, 8, 3)
        self._layout.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(6)
        sign = label("", wrap=False, parent=self)
        sign.setPixmap(mark(finding.severity, self.palette()).pixmap(16, 16))
        sign.setToolTip(WORDS[finding.severity])
        line.addWidget(sign)
        line.addWidget(ElidedLabel(finding.title, "", self))
        for id in finding.components[:_NAMES]:
            record = panel.session.design.find(id)
            if isinstance(record, Component):
                button = ElidedLink(record.name, self)
                button.clicked.connect(partial(_select, panel, id))
                line.addWidget(button)
        line.addStretch(1)
        line.addWidget(label(finding.rule, "secondary", wrap=False, parent=self))
        self._layout.addLayout(line)

    @property
    def fix_buttons(self) -> list[QPushButton]:
        return list(self.details.fix_buttons) if self.details is not None else []

    def set_open(self, wanted: bool) -> None:
        """Show or hide the details, which are made when they are first wanted."""
        if wanted == (self.details is not None):
            return
        if wanted:
            self.details = Details(self.panel, self.finding, self)
            self._layout.addWidget(self.details)
            self.details.show()
        elif self.details is not None:
            self._layout.removeWidget(self.details)
            self.details.hide()
            self.details.deleteLater()
            self.details = None
        self.setObjectName("problem_open" if wanted else "problem")
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.panel.toggle(self.finding)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.panel.open(self.finding)
        self.panel.zoom(self.finding)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.panel.reveal(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, panel = event.key(), self.panel
        is_open = self.details is not None
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_End: 10_000, Qt.Key.Key_Home: -10_000}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            panel.toggle(self.finding)
        elif key in steps:
            panel.walk(self, steps[Qt.Key(key)])
        elif (key == Qt.Key.Key_Right and not is_open) or (
            key in (Qt.Key.Key_Left, Qt.Key.Key_Escape) and is_open
        ):
            panel.toggle(self.finding)
        elif key == Qt.Key.Key_F and self.finding.fixes and not event.modifiers():
            panel.fix(self.finding, 0)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self.mapToGlobal(QPoint(24, 22)) if by_key else event.globalPos()
        self.menu().popup(at)

    def menu(self) -> QMenu:
        """What can be done about a finding and its rule."""
        panel, finding = self.panel, self.finding
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, fix in enumerate(finding.fixes):
            _add(menu, fix.label, partial(panel.fix, finding, number))
        if finding.fixes:
            menu.addSeparator()
        _add(menu, "Explain the rule", partial(panel.explain, finding.rule))
        _add(menu, "Copy", partial(panel.copy, finding))
        menu.addSeparator()
        own = panel.severity_of(finding.rule)
        group = QActionGroup(menu)
        for severity in SEVERITIES:
            words = f"Report as {WORDS[severity]} in this design" + (" (as usual)" if severity == own else "")
            action = _add(menu, words, partial(panel.report_as, finding.rule, severity))
            action.setCheckable(True)
            action.setChecked(severity == finding.severity)
            group.addAction(action)
        menu.addSeparator()
        _add(menu, "Waive…", partial(panel.ask_to_waive, finding))
        _add(menu, "Turn off in this design", partial(panel.report_as, finding.rule, "off"))
        return menu


def _add(menu: QMenu, words: str, perform: partial[None]) -> QAction:
    action = QAction(words.replace("&", "&&"), menu)
    action.triggered.connect(partial(_perform, perform))
    menu.addAction(action)
    return action


def _perform(perform: partial[None], checked: bool = False) -> None:
    perform()


def _select(panel: Problems, id: str, checked: bool = False) -> None:
    panel.selection.set([id])
