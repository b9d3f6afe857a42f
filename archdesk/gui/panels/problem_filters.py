"""What stands above the problems: severities to show or hide with their counts, grouping, search, fix all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from archdesk.app.problem_list import WORDS, Filter, Grouping, number_of
from archdesk.catalog.definitions import Severity
from archdesk.gui.panels.widgets import Choices
from archdesk.gui.style import mark

_GROUPINGS: Final[tuple[tuple[Grouping, str], ...]] = (
    ("worst first", "Worst first"),
    ("rule", "By rule"),
    ("component", "By component"),
)

_NARROW, _LEAST = 620, 400  # px: below the first, only what is needed is said


class FilterBar(QWidget):
    """``changed`` is called when a person asks for something else; ``fix_all`` when the button is pressed."""

    def __init__(self, changed: Callable[[], None], fix_all: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.filter = Filter()
        self._changed = changed
        self._fix_all = fix_all
        self.setObjectName("filter_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self.toggles: dict[Severity, QToolButton] = {}
        for severity in WORDS:
            button = QToolButton(self)
            button.setCheckable(True)
            button.setChecked(True)
            button.setAutoRaise(True)
            button.setIconSize(QSize(14, 14))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.toggled.connect(partial(self._toggled, severity))
            self.toggles[severity] = button
            row.addWidget(button)
        row.addSpacing(4)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search problems")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(90)
        self.search.setMaximumWidth(240)
        self.search.textChanged.connect(self._typed)
        row.addWidget(self.search, 1)
        self.grouping = Choices(self)
        self.grouping.setAccessibleName("Order")
        for value, words in _GROUPINGS:
            self.grouping.addItem(words, value)
        self.grouping.activated.connect(self._grouped)
        row.addWidget(self.grouping)
        row.addStretch(1)
        self.fix = QPushButton(self)
        self.fix.setObjectName("compact")
        self.fix.clicked.connect(self._fix_clicked)
        row.addWidget(self.fix)
        self._told: tuple[dict[Severity, int], int] = (dict.fromkeys(WORDS, 0), 0)
        self.setMinimumWidth(_LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.size().width() < _NARROW) != (event.oldSize().width() < _NARROW):
            self.show_counts(*self._told)

    def show_counts(self, counts: Mapping[Severity, int], fixable: int) -> None:
        """How many there are of each severity, shown or not, and how many can be fixed safely."""
        self._told = {s: counts[s] for s in WORDS}, fixable
        narrow = self.width() < _NARROW
        for severity, button in self.toggles.items():
            words = number_of(counts[severity], WORDS[severity])
            shown = f"{counts[severity]:,}" if narrow else words
            if button.text() != shown:
                button.setText(shown)
                button.setFixedWidth(button.fontMetrics().horizontalAdvance(shown) + 36)
            button.setIcon(mark(severity, self.palette()))
            button.setToolTip(f"{words}: {'hide' if button.isChecked() else 'show'} them")
            button.setAccessibleName(f"Show {words}")
        self.fix.setText(f"Fix ({fixable})…" if narrow else f"Fix all safe ({fixable})…")
        self.fix.setToolTip(
            f"{number_of(fixable, 'problem')} with a fix that keeps what is meant: go through them, apply them as one step"
        )
        self.fix.setEnabled(fixable > 0)

    def show_all(self) -> None:
        """Hide nothing any more."""
        self.search.clear()
        for button in self.toggles.values():
            button.setChecked(True)

    def _toggled(self, severity: Severity, shown: bool) -> None:
        kept = self.filter.severities
        self.filter = replace(self.filter, severities=kept | {severity} if shown else kept - {severity})
        self._changed()

    def _typed(self, text: str) -> None:
        self.filter = replace(self.filter, text=text)
        self._changed()

    def _grouped(self, index: int) -> None:
        self.filter = replace(self.filter, grouping=self.grouping.itemData(index))
        self._changed()

    def _fix_clicked(self) -> None:
        self._fix_all()
