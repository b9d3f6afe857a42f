"""The problems panel: what is wrong, why, and the button that mends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QPushButton, QScrollArea, QVBoxLayout, QWidget

from archdesk.app.edits import waive
from archdesk.app.session import Session
from archdesk.errors import ArchDeskError, Problem
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.dialogs.message import tell
from archdesk.gui.panels.doors import Doors, open_documentation
from archdesk.gui.panels.widgets import clear, column, label, link, small_button
from archdesk.gui.style import mark
from archdesk.gui.words import plain
from archdesk.model.design import Change, Design
from archdesk.model.records import Component
from archdesk.rules.check import rule_problems
from archdesk.rules.findings import Finding
from archdesk.rules.fixes import apply_fix, preview_fix

_MOST = 200  # rows; a list of a thousand helps nobody and costs every edit
_WORST_FIRST = {"error": 0, "warning": 1, "info": 2}


def open_findings(session: Session) -> list[Finding]:
    """The findings that are not waived, worst first."""
    return sorted(
        (f for f in session.findings if f.waived is None),
        key=lambda f: (_WORST_FIRST[f.severity], f.rule, f.components),
    )


def palette_problems(session: Session) -> Sequence[Problem]:
    """What is wrong in palettes: in their entries, and in the rules of the design's edition."""
    edition = session.design.settings.edition
    return (*session.catalogue.problems, *rule_problems(session.catalogue, [edition]))


class Problems(QWidget):
    """One row a finding; a click selects its components and opens the row, a double click zooms to them."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        zoom_to: Callable[[tuple[str, ...]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.selection = selection
        self.zoom_to = zoom_to
        self.doors = Doors()  # the window says where links lead
        self.expanded: tuple[str, tuple[str, ...]] | None = None
        self.rows: list[Row] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._list = column(content, margin=4, spacing=0)
        self._area.setWidget(content)
        outer.addWidget(self._area)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.rebuild)
        self._reveal = QTimer(self, singleShot=True, interval=30)  # once the rows have their sizes
        self._reveal.timeout.connect(self._show_open_row)
        session.follow(self._changed)
        self.rebuild()

    def rebuild(self) -> None:
        scrolled = self._area.verticalScrollBar().value()
        clear(self._list)
        self.rows = []
        self._shown = self._content()
        findings = open_findings(self.session)
        for finding in findings[:_MOST]:
            row = Row(self, finding)
            self.rows.append(row)
            self._list.addWidget(row)
        if len(findings) > _MOST:
            more = f"and {len(findings) - _MOST} more; they show as these are resolved."
            self._list.addWidget(label(more, "secondary", parent=self))
        waived = [f for f in self.session.findings if f.waived is not None]
        if not findings:
            count = self.session.check.rule_count
            self._list.addWidget(label(f"No problems: {count} rules, 0 findings.", "empty", parent=self))
        for finding in waived:
            words = f"Waived: {finding.title} — {finding.waived}"
            self._list.addWidget(label(words, "secondary", parent=self))
        self._add_palette_problems()
        self._list.addStretch(1)
        self._area.verticalScrollBar().setValue(scrolled)
        self._reveal.start()

    def _add_palette_problems(self) -> None:
        """What was wrong in palettes of one's own, and therefore left out."""
        found = palette_problems(self.session)
        if not found:
            return
        self._list.addWidget(label("Left out of your palettes", "group", parent=self))
        for problem in found[:_MOST]:
            self._list.addWidget(label(plain(str(problem)), "", parent=self))
        words = "`archdesk palette check FILE` says more; palettes are read again when ArchDesk starts."
        self._list.addWidget(label(words, "secondary", parent=self))

    def show_next(self) -> None:
        """Select and open the finding after the one that is open; the first after the last."""
        findings = open_findings(self.session)
        if not findings:
            return
        keys = [key_of(f) for f in findings]
        at = keys.index(self.expanded) + 1 if self.expanded in keys else 0
        self.open(findings[at % len(findings)])
        self.zoom_to(findings[at % len(findings)].components)

    def fix_open(self) -> None:
        """Apply the first fix of the finding that is open, or of the first that has one."""
        findings = open_findings(self.session)
        chosen = next((f for f in findings if key_of(f) == self.expanded and f.fixes), None)
        chosen = chosen or next((f for f in findings if f.fixes), None)
        if chosen is not None:
            self.fix(chosen, 0)

    def open(self, finding: Finding) -> None:
        self.expanded = key_of(finding)
        ids = finding.components if finding.connection is None else (finding.connection,)
        self.selection.set(i for i in ids if self.session.design.find(i) is not None)
        self._later.start()

    def toggle(self, finding: Finding) -> None:
        if self.expanded == key_of(finding):
            self.expanded = None
            self._later.start()
        else:
            self.open(finding)

    def fix(self, finding: Finding, number: int) -> None:
        """One undo step that resolves the finding."""
        try:
            change = apply_fix(self.session.design, self.session.catalogue, finding, finding.fixes[number])
            if change is None:
                tell(self, "There is nothing this fix can change", "Draw what it needs first, and try again.")
        except ArchDeskError as error:
            tell(self, "The fix is not possible any more", str(error))

    def preview(self, finding: Finding, number: int) -> tuple[str, ...]:
        """What a fix would do, in words, or why it cannot."""
        session = self.session
        try:
            edits = preview_fix(session.design, session.catalogue, finding, finding.fixes[number])
        except ArchDeskError as error:
            return (str(error),)
        return edits or ("There is nothing this fix can change yet.",)

    def ask_to_waive(self, finding: Finding) -> None:
        reason, agreed = QInputDialog.getText(
            self, "Waive", plain(f"{finding.title}\nWhy is this acceptable here?")
        )
        if agreed and reason.strip():
            waive(self.session.design, finding.rule, finding.components, reason.strip())

    def _show_open_row(self) -> None:
        for row in self.rows:
            if key_of(row.finding) == self.expanded:
                bar, room = self._area.verticalScrollBar(), self._area.viewport().height()
                lowest = row.y() + row.height() - room  # from here on its end is to be seen
                bar.setValue(min(row.y(), max(bar.value(), lowest)))

    def _changed(self, change: Change | None) -> None:
        if change is None or self._shown != self._content():
            self._later.start()

    def _content(self) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """What the rows say: the findings, and the names of their components."""
        findings, design = self.session.findings, self.session.design
        return findings, tuple(name_of(design, id) for f in findings for id in f.components)


def name_of(design: Design, id: str) -> str:
    record = design.find(id)
    return record.name if isinstance(record, Component) else id


class Row(QWidget):
    """One finding: mark, title, the components as links; opened also why, citation and fixes."""

    def __init__(self, panel: Problems, finding: Finding) -> None:
        super().__init__(panel)
        self.panel = panel
        self.finding = finding
        self.fix_buttons: list[QPushButton] = []
        is_open = panel.expanded == key_of(finding)
        self.setObjectName("problem_open" if is_open else "problem")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{finding.severity}: {finding.message}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(6)
        sign = label("", wrap=False, parent=self)
        sign.setPixmap(mark(finding.severity, self.palette()).pixmap(16, 16))
        sign.setToolTip(finding.severity)
        line.addWidget(sign)
        line.addWidget(label(finding.title, wrap=False, parent=self))
        for id in finding.components[:4]:
            record = panel.session.design.find(id)
            if isinstance(record, Component):
                button = link(record.name, self)
                button.clicked.connect(partial(_select, panel.selection, id))
                line.addWidget(button)
        line.addStretch(1)
        line.addWidget(label(finding.rule, "secondary", wrap=False, parent=self))
        layout.addLayout(line)
        if is_open:
            self._add_details(layout)

    def _add_details(self, layout: QVBoxLayout) -> None:
        finding = self.finding
        details = QVBoxLayout()
        details.setContentsMargins(22, 0, 0, 4)
        details.addWidget(label(finding.message, parent=self))
        details.addWidget(label(finding.why, "secondary", parent=self))
        if finding.cite or finding.aws:
            details.addLayout(self._sources(finding))
        waive_button = small_button("Waive…", "Accept it here, with the reason", self)
        waive_button.clicked.connect(partial(_waive, self.panel, finding))
        for number, fix in enumerate(finding.fixes):
            button = QPushButton(fix.label.replace("&", "&&"), self)
            button.setObjectName("primary" if number == 0 else "")
            button.clicked.connect(partial(_fix, self.panel, finding, number))
            self.fix_buttons.append(button)
            words = label("; ".join(self.panel.preview(finding, number)), "secondary", parent=self)
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(button)
            line.addWidget(words, 1)
            if number == 0:
                line.addWidget(waive_button)
            details.addLayout(line)
        if not finding.fixes:
            details.addWidget(waive_button, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(details)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.panel.toggle(self.finding)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.panel.open(self.finding)
        self.panel.zoom_to(self.finding.components)

    def _sources(self, finding: Finding) -> QHBoxLayout:
        """Where it is said: the section of the notes, and the page of AWS's documentation."""
        line = QHBoxLayout()
        line.setSpacing(16)
        section = self.panel.session.handbook.sections.get(finding.cite)
        if section is not None:
            notes = link(f"Study notes: {section.title}", self)
            notes.clicked.connect(partial(_follow, self.panel.doors.read, section.id))
            line.addWidget(notes)
        elif finding.cite:
            line.addWidget(label(f"Study notes: {finding.cite}", "secondary", wrap=False, parent=self))
        if finding.aws:
            page = link("AWS documentation ↗", self)
            page.clicked.connect(partial(_follow, open_documentation, finding.aws))
            line.addWidget(page)
        line.addStretch(1)
        return line


def key_of(finding: Finding) -> tuple[str, tuple[str, ...]]:
    return finding.rule, (*finding.components, finding.connection or "")


def _select(selection: Selection, id: str, checked: bool = False) -> None:
    selection.set([id])


def _fix(panel: Problems, finding: Finding, number: int, checked: bool = False) -> None:
    panel.fix(finding, number)


def _waive(panel: Problems, finding: Finding, checked: bool = False) -> None:
    panel.ask_to_waive(finding)


def _follow(follow: Callable[[str], None], id: str, checked: bool = False) -> None:
    follow(id)
