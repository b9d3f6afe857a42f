"""One rule in full: what it reports and why, where that is said, its example, its fixes, and what holds here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from archdesk.app.accepting import report_as
from archdesk.app.explaining import explanation
from archdesk.app.problem_list import WORDS
from archdesk.app.rule_book import Entry, fix_labels
from archdesk.app.session import Session
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.example import ExamplePair
from archdesk.gui.panels.reading import bullets
from archdesk.gui.panels.sources import perform, sources
from archdesk.gui.panels.widgets import column, label, link
from archdesk.gui.style import mark
from archdesk.rules.choices import OFF, Choices

_VARIABLE = re.compile(r"\{[^{}]*\}")  # what a label names only where there is a finding
_WHERE = {"notes": "Only in the notes of 2019", "current": "Only today"}


class RulePage(QWidget):
    """``changed`` is called when a person switched the rule off or on."""

    def __init__(
        self,
        session: Session,
        entry: Entry,
        doors: Doors,
        changed: Callable[[], None],
        show_found: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.entry = entry
        self.doors = doors
        self._changed = changed
        self._show_found = show_found
        rule = entry.rule
        layout = column(self, spacing=5)
        head = QHBoxLayout()
        head.setSpacing(8)
        sign = label("", wrap=False, parent=self)
        sign.setPixmap(mark(rule.severity, self.palette()).pixmap(20, 20))
        head.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(label(rule.title, "title", parent=self), 1)
        layout.addLayout(head)
        facts = [rule.id, WORDS[rule.severity], entry.service]
        if len(entry.editions) == 1:
            facts.append(_WHERE[entry.editions[0]])
        layout.addWidget(label(" · ".join(facts), "secondary", parent=self))
        told = explanation(session.check.catalogue, rule.id)
        if told is not None and told.about:
            layout.addWidget(label(f"Looks at: {told.about}", "secondary", parent=self))
        layout.addSpacing(4)
        layout.addWidget(label(rule.why, parent=self))
        if rule.differs:
            layout.addWidget(label("The editions differ", "group", parent=self))
            layout.addWidget(label(rule.differs, parent=self))
        line = sources(session, doors, rule.cite, rule.aws, self)
        line.addStretch(1)
        layout.addLayout(line)
        if rule.definition is not None:
            layout.addWidget(label("Example", "group", parent=self))
            self.example = ExamplePair(session.check.catalogue, rule.id, entry.edition, self)
            layout.addWidget(self.example)
        fixes = [_VARIABLE.sub("…", words) for words in fix_labels(rule.definition, entry.edition)]
        if fixes:
            layout.addWidget(label("Fixes it offers", "group", parent=self))
            layout.addWidget(bullets(fixes, self))
        layout.addWidget(label("In this design", "group", parent=self))
        self._add_choice(layout)
        layout.addStretch(1)

    def _add_choice(self, layout: QVBoxLayout) -> None:
        """Whether it is on here, who says so, and the way back."""
        session, id = self.session, self.entry.rule.id
        own = session.design.settings.rules.get(id)
        choice = Choices(session.design.settings, session.project).of(id)
        found = [f for f in session.latest if f.rule == id]
        open_ones = sum(1 for f in found if f.waived is None)
        times = "once" if open_ones == 1 else f"{open_ones} times"
        said = f"Reported {times}" if open_ones else "Not reported"
        if len(found) > open_ones:
            said += f", {len(found) - open_ones} waived"
        if choice == OFF:
            said = "It is off"
        elif choice is not None and choice != self.entry.rule.severity:
            said += f"; it reports as {choice} here"
        if choice is not None and own is None:
            said += (
                ", by a pattern here."
                if not session.project.file
                else f", by {Path(session.project.file).name}."
            )
        else:
            said += "."
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(label(said, wrap=False, parent=self))
        if open_ones:
            self.found = link("Show in the list", self)
            self.found.clicked.connect(partial(perform, partial(self._show_found, id)))
            line.addWidget(self.found)
        if own is not None:
            words, wanted = ("Turn on" if own == OFF else "Report as usual"), ""
        elif choice == OFF:
            words, wanted = "Turn on in this design", self.entry.rule.severity
        else:
            words, wanted = "Turn off in this design", OFF
        self.switch = QPushButton(words, self)
        self.switch.setAutoDefault(False)
        self.switch.setObjectName("compact")
        self.switch.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.switch.clicked.connect(partial(perform, partial(self._report_as, wanted)))
        line.addWidget(self.switch)
        line.addStretch(1)
        layout.addLayout(line)

    def _report_as(self, choice: str) -> None:
        report_as(self.session.design, self.entry.rule.id, choice)
        self._changed()
