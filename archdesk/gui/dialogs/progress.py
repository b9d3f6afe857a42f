"""What somebody reached in practice: over time, by domain and section, what is due, and what to do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.practice import Practice
from archdesk.errors import ArchDeskError
from archdesk.gui.dialogs.message import tell
from archdesk.gui.panels.score_chart import ScoreBar, ScoreChart
from archdesk.gui.panels.sources import perform
from archdesk.gui.panels.widgets import column, label, link
from archdesk.practice import summary
from archdesk.practice.exporting import attempts_csv, progress_json, progress_markdown
from archdesk.practice.progress import ProgressStore
from archdesk.practice.scheduling import due, next_due
from archdesk.practice.words import DOMAIN_WORDS
from archdesk.storage.files import save_bytes

_MOST_DUE: Final = 8
_FORMS: Final = "JSON (*.json);;CSV (*.csv);;Markdown (*.md)"


class ProgressDialog(QDialog):
    """``begin`` is called with the scenario that somebody repeats."""

    def __init__(self, practice: Practice, begin: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.practice = practice
        self._begin = begin
        self.chart: ScoreChart | None = None
        self.due: list[QPushButton] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Progress")
        self.resize(820, 680)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 14)
        whole.setSpacing(8)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.addWidget(self._area, 1)
        buttons = QHBoxLayout()
        self.reset = QPushButton("Forget everything…", self)
        self.reset.clicked.connect(partial(perform, self._reset))
        buttons.addWidget(self.reset)
        buttons.addStretch(1)
        self.export = QPushButton("Export…", self)
        self.export.clicked.connect(partial(perform, self._export))
        buttons.addWidget(self.export)
        close = QPushButton("Close", self)
        close.setDefault(True)
        close.clicked.connect(partial(perform, self.accept))
        buttons.addWidget(close)
        whole.addLayout(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Show what is kept now."""
        store = self.practice.store
        there = store is not None and bool(store.attempts())
        self.reset.setEnabled(there)
        self.export.setEnabled(there)
        self._area.setWidget(self._page(store) if store is not None and there else _empty(store is None))

    def export_to(self, path: Path) -> None:
        """Write all of it; the form is that of the name. Raises SaveError."""
        store = self.practice.store
        if store is None:
            return
        attempts, exams = store.attempts(), store.exams()
        match path.suffix.lower():
            case ".csv":
                text = attempts_csv(attempts)
            case ".md":
                text = progress_markdown(attempts, exams, self.practice.clock(), self._zone())
            case _:
                text = progress_json(attempts, exams)
        save_bytes(path, text.encode())

    # -- inside --------------------------------------------------------------------------------------------------

    def _page(self, store: ProgressStore) -> QWidget:
        page = QWidget()
        layout = column(page, margin=0, spacing=6)
        attempts, zone, now = store.attempts(), self._zone(), self.practice.clock()
        whole, days = summary.totals(attempts), summary.streak(attempts, now, zone)
        hours, minutes = divmod(round(whole.seconds / 60), 60)
        figures = QHBoxLayout()
        figures.setSpacing(32)
        every = len(self.practice.library.scenarios)
        for figure, words in (
            (f"{whole.passed} of {every}", "scenarios passed"),
            (str(whole.attempts), "attempts"),
            (f"{hours} h {minutes:02} min" if hours else f"{minutes} min", "of practice"),
            ("1 day" if days.current == 1 else f"{days.current} days", f"in a row, {days.longest} at most"),
        ):
            figures.addLayout(_figure(figure, words, page))
        figures.addStretch(1)
        layout.addLayout(figures)
        layout.addWidget(label("Scores over time", "group", parent=page))
        lines = {"All": summary.over_time(attempts, zone)}
        by_domain = summary.domain_over_time(attempts, zone)
        lines |= {words: by_domain[d] for d, words in DOMAIN_WORDS.items() if d in by_domain}
        self.chart = ScoreChart(lines, page)
        layout.addWidget(self.chart)
        self._add_due(layout, store, page)
        layout.addWidget(label("By domain of the exam", "group", parent=page))
        standings = summary.by_domain(attempts)
        rows = [(words, standings[d]) for d, words in DOMAIN_WORDS.items() if d in standings]
        layout.addLayout(_standings(rows, page))
        layout.addWidget(label("By section of the notes, the weakest first", "group", parent=page))
        sections = self.practice.session.handbook.sections
        named = [
            (sections[s].title if s in sections else s, standing) for s, standing in summary.weakest(attempts)
        ]
        layout.addLayout(_standings(named, page))
        self._add_exams(layout, store, page)
        layout.addStretch(1)
        return page

    def _add_due(self, layout: QVBoxLayout, store: ProgressStore, page: QWidget) -> None:
        now, library = self.practice.clock(), self.practice.library.scenarios
        layout.addWidget(label("To repeat now", "group", parent=page))
        self.due = []
        waiting = [entry for entry in due(store, now) if entry.scenario in library]
        for entry in waiting[:_MOST_DUE]:
            button = link(library[entry.scenario].title, page)
            button.clicked.connect(partial(perform, partial(self._repeat, entry.scenario)))
            self.due.append(button)
            layout.addWidget(button)
        if len(waiting) > _MOST_DUE:
            layout.addWidget(label(f"and {len(waiting) - _MOST_DUE} more", "secondary", parent=page))
        following = next_due(store, now)
        if not waiting:
            then = (
                f" The next one is due on {following.when.astimezone(self._zone()):%d %B}."
                if following
                else ""
            )
            layout.addWidget(label(f"Nothing is due.{then}", "secondary", parent=page))

    def _add_exams(self, layout: QVBoxLayout, store: ProgressStore, page: QWidget) -> None:
        exams = store.exams()
        if not exams:
            return
        layout.addWidget(label("Mock exams", "group", parent=page))
        for result in reversed(exams):
            passed = "passed" if result.passed else "not passed"
            day = f"{result.exam.started.astimezone(self._zone()):%d %B %Y, %H:%M}"
            layout.addWidget(label(f"{day}: {result.scaled} of 1,000, {passed}", parent=page))

    def _zone(self) -> tzinfo:
        zone = self.practice.clock().astimezone().tzinfo
        assert zone is not None
        return zone

    def _repeat(self, id: str) -> None:
        self.accept()
        self._begin(id)

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Export progress", str(Path.home() / "progress.json"), _FORMS
        )
        if name:
            try:
                self.export_to(Path(name))
            except ArchDeskError as error:
                tell(self, "Not exported", str(error))

    def _reset(self) -> None:
        buttons = QMessageBox.StandardButton
        words = "All attempts, exams and dates to repeat are forgotten. This cannot be undone; export them first to keep them."
        if (
            QMessageBox.question(
                self, "Forget everything?", words, buttons.Yes | buttons.Cancel, buttons.Cancel
            )
            == buttons.Yes
        ):
            store = self.practice.store
            if store is not None:
                store.reset()
            self.refresh()


def _empty(broken: bool) -> QWidget:
    words = (
        "What you reach cannot be kept: its file cannot be opened."
        if broken
        else "Nothing was graded yet. Choose a scenario, draw the answer and grade it; what you reached is shown here."
    )
    return label(words, "empty")


def _figure(figure: str, words: str, page: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(0)
    layout.addWidget(label(figure, "figure", wrap=False, parent=page))
    layout.addWidget(label(words, "secondary", wrap=False, parent=page))
    return layout


def _standings(rows: list[tuple[str, summary.Standing]], page: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for row, (name, standing) in enumerate(rows):
        count = "1 scenario" if standing.count == 1 else f"{standing.count} scenarios"
        grid.addWidget(label(name, wrap=False, parent=page), row, 0)
        grid.addWidget(ScoreBar(standing.score, page), row, 1)
        score = label(f"{standing.score:.0f}", wrap=False, parent=page)
        score.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(score, row, 2)
        grid.addWidget(label(count, "secondary", wrap=False, parent=page), row, 3)
    return grid
