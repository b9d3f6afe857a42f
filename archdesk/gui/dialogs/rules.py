"""The rule book: all rules, found by words, severity, service and edition; each with why, sources, fixes, example."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.problem_list import WORDS, number_of
from archdesk.app.rule_book import Entry, Which, browse, entry_of, services
from archdesk.app.session import Session
from archdesk.gui.dialogs.rule_page import RulePage
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.pictures import untinted
from archdesk.gui.panels.widgets import Choices, label
from archdesk.gui.style import mark
from archdesk.gui.words import plain
from archdesk.rules.choices import OFF
from archdesk.rules.choices import Choices as RuleChoices

_LIST: Final = 384  # px, the width of the list
_ID: Final = int(Qt.ItemDataRole.UserRole)
_EDITIONS: Final[tuple[tuple[Which, str], ...]] = (
    ("current", "Today"),
    ("notes", "Notes of 2019"),
    ("differs", "Editions differ"),
)


class RulesDialog(QDialog):
    """A list on the left, the rule on the right. It may stay open while one draws.

    ``show_found`` shows in the window what a rule reports.
    """

    def __init__(
        self, session: Session, doors: Doors, show_found: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.show_found = show_found
        self.session = session
        self.doors = doors
        self.page: RulePage | None = None
        self._found: Sequence[Entry] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Rules")
        self.resize(1164, 680)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.setSpacing(8)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search rules: dead letters, public subnet, SQS-001")
        self.search.setAccessibleName("Search rules")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        catalogue = session.check.catalogue
        severities = [("", "All severities"), *((s, f"{w.capitalize()}s") for s, w in WORDS.items())]
        self.severity = self._choices("Severity", severities)
        self.service = self._choices(
            "Service", [("", "All services"), *((s, s) for s in services(catalogue))]
        )
        self.edition = self._choices("Edition", list(_EDITIONS))
        self.edition.setCurrentIndex(self.edition.findData(session.design.settings.edition))
        for box in (self.severity, self.service, self.edition):
            top.addWidget(box)
        whole.addLayout(top)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        whole.addLayout(halves, 1)
        left = QVBoxLayout()
        left.setSpacing(4)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Rules")
        self.list.setFixedWidth(_LIST)
        self.list.setIconSize(QSize(16, 16))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentItemChanged.connect(self._chosen)
        self.count = label("", "secondary", wrap=False, parent=self)
        left.addWidget(self.list, 1)
        left.addWidget(self.count)
        halves.addLayout(left)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        halves.addWidget(self._area, 1)
        self.search.textChanged.connect(self._typed)
        self.refresh()
        self.search.setFocus()

    def show_rule(self, id: str) -> None:
        """Open this rule, in the edition at hand or else in the one that has it."""
        if id not in {e.rule.id for e in self._found}:
            entry = entry_of(self.session.check.catalogue, self.session.design.settings.edition, id)
            if entry is None:
                return
            self.search.clear()
            self.severity.setCurrentIndex(0)
            self.service.setCurrentIndex(0)
            self.edition.setCurrentIndex(self.edition.findData(entry.edition))
            self.refresh()
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == id:
                self.list.setCurrentRow(row)
                self.list.scrollToItem(self.list.item(row), QListWidget.ScrollHint.PositionAtCenter)

    def refresh(self) -> None:
        """List what fits; what was open stays open where it still fits."""
        session, catalogue = self.session, self.session.check.catalogue
        before = self.page.entry.rule.id if self.page is not None else ""
        which = cast(Which, self.edition.currentData())
        self._found = browse(
            catalogue,
            which,
            session.design.settings.edition,
            self.search.text(),
            self.severity.currentData(),
            self.service.currentData(),
        )
        chosen = RuleChoices(session.design.settings, session.project)
        marks = {s: untinted(mark(s, self.palette()).pixmap(16, 16)) for s in WORDS}
        self.list.blockSignals(True)
        self.list.clear()
        for entry in self._found:
            item = QListWidgetItem(f"{entry.rule.id}  {entry.rule.title}")
            item.setData(_ID, entry.rule.id)
            item.setIcon(marks[entry.rule.severity])
            off = chosen.of(entry.rule.id) == OFF
            item.setToolTip(plain(f"{entry.rule.title}{' (off in this design)' if off else ''}"))
            font = QFont(item.font())
            font.setStrikeOut(off)
            item.setFont(font)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.count.setText(number_of(len(self._found), "rule"))
        rows = [row for row, entry in enumerate(self._found) if entry.rule.id == before]
        if self._found:
            self.list.setCurrentRow(rows[0] if rows else 0)
            self._chosen(self.list.currentItem())
        else:
            self.page = None
            words = f"No rule fits “{self.search.text().strip()}”." if self.search.text() else "No rule fits."
            self._area.setWidget(label(words, "empty"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 12, Qt.Key.Key_PageUp: -12}
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.page is not None:
            self.refresh()  # what is found, or off, may be other by now

    # -- inside -------------------------------------------------------------------------------------------------

    def _choices(self, name: str, entries: Sequence[tuple[str, str]]) -> Choices:
        box = Choices(self)
        box.setAccessibleName(name)
        for value, words in entries:
            box.addItem(words, value)
        box.setFixedWidth(min(200, box.sizeHint().width() + 20))
        box.currentIndexChanged.connect(self._narrowed)
        return box

    def _typed(self, text: str) -> None:
        self.refresh()

    def _narrowed(self, index: int) -> None:
        if hasattr(self, "_area"):
            self.refresh()

    def _chosen(self, item: QListWidgetItem | None, before: QListWidgetItem | None = None) -> None:
        row = self.list.row(item) if item is not None else -1
        if 0 <= row < len(self._found):
            entry, show = self._found[row], self.show_found
            self.page = RulePage(self.session, entry, self.doors, self._reported_otherwise, show)
            self._area.setWidget(self.page)

    def _reported_otherwise(self) -> None:
        self.refresh()
