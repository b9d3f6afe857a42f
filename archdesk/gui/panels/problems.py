"""The problems panel: what is wrong, why, and the button that mends it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from archdesk.app.accepting import accept, choose, report_as, take_back
from archdesk.app.fix_preview import Line, Preview, preview
from archdesk.app.problem_list import (
    FindingKey,
    copied,
    grouped,
    key_of,
    matching,
    name_of,
    open_ones,
)
from archdesk.app.rule_book import entry_of
from archdesk.app.session import Session
from archdesk.app.unknowns import Unknown
from archdesk.catalog.definitions import Severity
from archdesk.errors import ArchDeskError
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.dialogs.message import tell
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.keyed import KeyedColumn
from archdesk.gui.panels.problem_entries import MOST, entries_of
from archdesk.gui.panels.problem_filters import FilterBar
from archdesk.gui.panels.problem_row import Row
from archdesk.gui.panels.widgets import column
from archdesk.model.design import Change
from archdesk.rules.findings import Finding
from archdesk.rules.fixes import apply_fix

_BATCH = 50  # rows made in one go


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
        # The window says where these lead.
        self.doors = Doors()
        self.show_effect: Callable[[Preview | None], None] = _ignore
        self.explain: Callable[[str], None] = _ignore
        self.open_field: Callable[[str, str], None] = _ignore
        self.say: Callable[[str], None] = _ignore
        self.expanded: FindingKey | None = None
        self.rows: list[Row] = []
        self._room = _BATCH  # how many rows may stand there now; more follow in a moment
        self.folded = {"waived": False, "unknown": True, "choices": True}
        self.asked: tuple[Unknown, ...] = ()
        self._shown: object = None
        self._focus_after: tuple[FindingKey, int] | None = None  # where the keyboard goes once this is gone
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.bar = FilterBar(self._filter, self.ask_to_fix_all, self)
        outer.addWidget(self.bar)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = KeyedColumn(column(content, margin=4, spacing=0))
        self._area.setWidget(content)
        outer.addWidget(self._area, 1)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        self._reveal = QTimer(self, singleShot=True, interval=30)  # once the rows have their sizes
        self._reveal.timeout.connect(self._show_open_row)
        self._effects_later = QTimer(self, singleShot=True, interval=120)  # not at every step of a gesture
        self._effects_later.timeout.connect(self._refresh_effects)
        session.follow(self._changed)
        session.follow_findings(self._later.start)
        self.refresh()

    # -- showing ------------------------------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Make everything anew: the theme is another."""
        self.column.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show what is found now; rows that say the same stay as they are."""
        self._shown = self._content()
        scrolled = self._area.verticalScrollBar().value()
        keyboard = self._row_with_keyboard()
        self.column.show(entries_of(self, self._room))
        self.rows = [w for w in self.column.widgets.values() if isinstance(w, Row)]
        for row in self.rows:
            row.set_open(key_of(row.finding) == self.expanded)
        self._area.verticalScrollBar().setValue(scrolled)
        self._give_keyboard(keyboard)
        self._reveal.start()
        if len(self.rows) >= self._room and self._room < MOST:
            self._room += _BATCH
            self._later.start()

    def walk(self, row: Row, step: int) -> None:
        """Give the keyboard to another row."""
        if row in self.rows:
            self.rows[max(0, min(len(self.rows) - 1, self.rows.index(row) + step))].setFocus()

    def reveal(self, row: Row) -> None:
        self._area.ensureWidgetVisible(row, 0, 4)

    def reveal_soon(self) -> None:
        self._reveal.start()

    def show_next(self) -> None:
        """Select and open the finding after the one that is open; the first after the last."""
        findings = self._listed()
        if not findings:
            return
        keys = [key_of(f) for f in findings]
        at = keys.index(self.expanded) + 1 if self.expanded in keys else 0
        self.open(findings[at % len(findings)])
        self.zoom(findings[at % len(findings)])

    def show_only(self, words: str) -> None:
        """Show only what these words are in, and open the first."""
        self.bar.show_all()
        self.bar.search.setText(words)
        self.expanded = None
        self.show_next()

    def zoom(self, finding: Finding) -> None:
        """Bring what a finding is about into view; one about the design itself leaves the view alone."""
        there = tuple(id for id in finding.components if self.session.design.find(id) is not None)
        if there:
            self.zoom_to(there)

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

    # -- mending ------------------------------------------------------------------------------------------------

    def fix_open(self) -> None:
        """Apply the first fix of the finding that is open, or of the first that has one."""
        findings = self._listed()
        chosen = next((f for f in findings if key_of(f) == self.expanded and f.fixes), None)
        chosen = chosen or next((f for f in findings if f.fixes), None)
        if chosen is not None:
            self.fix(chosen, 0)

    def fix(self, finding: Finding, number: int) -> None:
        """One undo step that resolves the finding; the keyboard goes on to the next."""
        self.show_effect(None)
        at = next((i for i, row in enumerate(self.rows) if row.finding == finding), 0)
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._focus_after = (key_of(finding), at)
        try:
            catalogue = self.session.check.catalogue
            change = apply_fix(self.session.design, catalogue, finding, finding.fixes[number])
            if change is None:
                tell(self, "There is nothing this fix can change", "Draw what it needs first, and try again.")
        except ArchDeskError as error:
            self._focus_after = None
            tell(self, "The fix is not possible any more", str(error))

    def preview_of(self, finding: Finding, number: int) -> Preview | None:
        """What a fix would do; None for nothing. Raises EditError where it is not possible."""
        fix, catalogue = finding.fixes[number], self.session.check.catalogue
        return preview(self.session.design, catalogue, lambda copy: apply_fix(copy, catalogue, finding, fix))

    def effect(self, finding: Finding, number: int) -> tuple[tuple[Line, ...], str]:
        """What a fix would do, line by line, or else why there is nothing."""
        try:
            found = self.preview_of(finding, number)
        except ArchDeskError as error:
            return (), str(error)
        return (found.lines, "") if found is not None else ((), "There is nothing this fix can change yet.")

    def hint_at(self, finding: Finding, number: int, shown: bool) -> None:
        """Show on the canvas what a fix would do, or no longer."""
        try:
            self.show_effect(self.preview_of(finding, number) if shown else None)
        except ArchDeskError:
            self.show_effect(None)

    def ask_to_fix_all(self) -> None:
        """Go through all fixes that keep what is meant."""
        from archdesk.gui.dialogs.fix_all import FixAllDialog

        FixAllDialog(self.session, self.say, self).open()

    # -- accepting ----------------------------------------------------------------------------------------------

    def ask_to_waive(self, finding: Finding) -> None:
        from archdesk.gui.dialogs.waive import WaiveDialog

        WaiveDialog(self.session.design, finding, partial(self.waive, finding), self).open()

    def waive(self, finding: Finding, reason: str, until: str = "") -> None:
        at = next((i for i, row in enumerate(self.rows) if row.finding == finding), 0)
        self._focus_after = (key_of(finding), at)
        entry = entry_of(self.session.check.catalogue, self.session.design.settings.edition, finding.rule)
        accept(self.session.design, finding, reason, until, entry.rule.version if entry is not None else 0)

    def take_back(self, finding: Finding) -> None:
        take_back(self.session.design, finding)

    def report_as(self, rule: str, choice: str) -> None:
        """Let a rule report as something else in this design, or be off; empty: nothing is said about it here."""
        session = self.session
        if choice:
            choose(session.design, session.project, rule, choice, self.severity_of(rule))
        else:
            report_as(session.design, rule, "")
        if choice == "off":
            self.say(f"{rule} is off in this design; the list of problems ends with the way back.")

    def copy(self, finding: Finding) -> None:
        QGuiApplication.clipboard().setText(copied(self.session.design, finding))
        self.say("Copied")

    # -- what rows ask for --------------------------------------------------------------------------------------

    def severity_of(self, rule: str) -> Severity | None:
        """What a rule reports as by itself."""
        entry = entry_of(self.session.check.catalogue, self.session.design.settings.edition, rule)
        return entry.rule.severity if entry is not None else None

    def title_of(self, rule: str) -> str:
        entry = entry_of(self.session.check.catalogue, self.session.design.settings.edition, rule)
        return f"{entry.rule.title} ({rule})" if entry is not None else rule

    def has_example(self, rule: str) -> bool:
        entry = entry_of(self.session.check.catalogue, self.session.design.settings.edition, rule)
        return entry is not None and entry.rule.definition is not None

    def show_unknown(self, entry: Unknown) -> None:
        """Select what a rule has to know something about, and open the field for it."""
        if self.session.design.find(entry.subject) is not None:
            self.selection.set([entry.subject])
            self.open_field(entry.subject, entry.property)
            if not entry.property:
                self.say(f"{entry.words}: this follows from where it stands, and what it is connected to.")

    # -- inside -------------------------------------------------------------------------------------------------

    def _filter(self) -> None:
        self._room = _BATCH
        self.refresh()

    def _listed(self) -> list[Finding]:
        """The findings in the order in which they are shown."""
        design, chosen = self.session.design, self.bar.filter
        found = matching(design, open_ones(self.session.latest), chosen)
        return [f for group in grouped(design, found, chosen.grouping) for f in group.findings]

    def keep_fold(self, key: str, unfolded: bool) -> None:
        self.folded[key] = not unfolded

    def _row_with_keyboard(self) -> tuple[FindingKey, int] | None:
        """The row that has the keyboard, or holds what has it."""
        focused = QApplication.focusWidget()
        for index, row in enumerate(self.rows):
            if focused is not None and (focused is row or row.isAncestorOf(focused)):
                return key_of(row.finding), index
        return None

    def _give_keyboard(self, before: tuple[FindingKey, int] | None) -> None:
        """The keyboard stays in the list: at its row, or where that is gone at the one that took its place."""
        keys = [key_of(row.finding) for row in self.rows]
        after = self._focus_after or before
        if after is None:
            return
        key, index = after
        if key in keys:
            if self._focus_after is None and self._row_with_keyboard() is None:
                self.rows[keys.index(key)].setFocus()
            return
        self._focus_after = None
        if self.rows:
            self.rows[min(index, len(self.rows) - 1)].setFocus()
        else:
            self.bar.search.setFocus()

    def _show_open_row(self) -> None:
        for row in self.rows:
            if key_of(row.finding) == self.expanded:
                bar, room = self._area.verticalScrollBar(), self._area.viewport().height()
                lowest = row.y() + row.height() - room  # from here on its end is to be seen
                bar.setValue(min(row.y(), max(bar.value(), lowest)))

    def _refresh_effects(self) -> None:
        for row in self.rows:
            if row.details is not None:
                row.details.refresh_effects()

    def _changed(self, change: Change | None) -> None:
        self.show_effect(None)
        if self.expanded is not None:
            self._effects_later.start()
        if change is None:
            self._room = _BATCH
        if change is None or self._shown != self._content():
            self._later.start()

    def _content(self) -> object:
        """What the rows say: the findings, the names of their components, what is accepted."""
        findings, design = self.session.latest, self.session.design
        names = tuple(name_of(design, id) for f in findings for id in f.components)
        pending = self.session.check.pending
        asked = () if pending else self.session.check.questions
        said = design.waivers, design.settings.rules, self.session.project
        return findings, names, asked, said, pending, self.session.silent


def _ignore(*_: object) -> None:
    """Until the window says who listens."""
