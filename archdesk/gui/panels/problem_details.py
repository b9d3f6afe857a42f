"""What an open problem says: the message, why, the other edition, sources, its example, and its fixes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from archdesk.app.fix_preview import Line
from archdesk.app.problem_list import WORDS
from archdesk.gui.panels.elided import ElidedLabel
from archdesk.gui.panels.example import ExamplePair
from archdesk.gui.panels.fix_button import FixButton
from archdesk.gui.panels.sources import perform, sources
from archdesk.gui.panels.widgets import label, link, small_button
from archdesk.rules.findings import Finding

if TYPE_CHECKING:
    from archdesk.gui.panels.problems import Problems

_MOST_LINES = 8  # of what a fix changes
_LEAST = 60  # px for them, beside a long button


class Details(QWidget):
    """Below the line of an open problem."""

    def __init__(self, panel: Problems, finding: Finding, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel = panel
        self.finding = finding
        self.fix_buttons: list[FixButton] = []
        self.example: ExamplePair | None = None
        self._effects: list[EditLines] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 0, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(label(finding.message, parent=self))
        layout.addWidget(label(finding.why, "secondary", parent=self))
        if finding.differs:
            layout.addWidget(label(f"The editions differ: {finding.differs}", "secondary", parent=self))
        if finding.default is not None:
            words = (
                f"Reported as {WORDS[finding.severity]} here; the rule itself says {WORDS[finding.default]}."
            )
            layout.addWidget(label(words, "secondary", parent=self))
        layout.addLayout(self._sources())
        self._layout = layout
        self._add_fixes(layout)

    def refresh_effects(self) -> None:
        """Say anew what the fixes would do: the design has changed."""
        for number, lines in enumerate(self._effects):
            lines.show_lines(*self.panel.effect(self.finding, number))

    def show_example(self) -> None:
        """Show the example of the rule, or hide it again."""
        if self.example is None:
            session = self.panel.session
            edition = session.design.settings.edition
            self.example = ExamplePair(session.catalogue, self.finding.rule, edition, self)
            self._layout.addWidget(self.example)
            self.example.show()
        else:
            self.example.setVisible(self.example.isHidden())
        shown = not self.example.isHidden()
        self.example_link.setText("Hide example" if shown else "Show example")
        if shown:
            self.panel.reveal_soon()

    def _sources(self) -> QHBoxLayout:
        """Where it is said: the section of the notes, the page of AWS's documentation; the example."""
        panel, finding = self.panel, self.finding
        line = sources(panel.session, panel.doors, finding.cite, finding.aws, self)
        self.example_link = link("Show example", self)
        self.example_link.clicked.connect(partial(perform, self.show_example))
        self.example_link.setVisible(panel.has_example(finding.rule))
        line.addWidget(self.example_link)
        explain = link("Explain", self)
        explain.clicked.connect(partial(perform, partial(panel.explain, finding.rule)))
        line.addWidget(explain)
        line.addStretch(1)
        return line

    def _add_fixes(self, layout: QVBoxLayout) -> None:
        panel, finding = self.panel, self.finding
        waive = small_button("Waive…", "Accept it here, with the reason", self)
        waive.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        waive.clicked.connect(partial(perform, partial(panel.ask_to_waive, finding)))
        top = Qt.AlignmentFlag.AlignTop
        for number, fix in enumerate(finding.fixes):
            button = FixButton(fix.label, partial(panel.hint_at, finding, number), self)
            button.setObjectName("primary" if number == 0 else "")
            button.clicked.connect(partial(perform, partial(panel.fix, finding, number)))
            self.fix_buttons.append(button)
            effect = EditLines(*panel.effect(finding, number), self)
            self._effects.append(effect)
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(button, alignment=top)
            line.addWidget(effect, 1, alignment=Qt.AlignmentFlag.AlignVCenter)
            if number == 0:
                line.addWidget(waive, alignment=top)
            layout.addLayout(line)
        if not finding.fixes:
            layout.addWidget(waive, alignment=Qt.AlignmentFlag.AlignLeft)


class EditLines(QWidget):
    """What an edit changes, one line each: what, before, after; or why there is nothing to show."""

    def __init__(self, lines: tuple[Line, ...], problem: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_LEAST)
        self._box: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[tuple[Line, ...], str] | None = None
        self.show_lines(lines, problem)

    def show_lines(self, lines: tuple[Line, ...], problem: str) -> None:
        if self._shown == (lines, problem):
            return
        self._shown = (lines, problem)
        if self._box is not None:
            self._layout.removeWidget(self._box)
            self._box.hide()
            self._box.deleteLater()
        box = self._box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(4, 1)
        for row, line in enumerate(lines[:_MOST_LINES]):
            if not line.after:
                grid.addWidget(ElidedLabel(line.what, "secondary", box), row, 0, 1, 5)
                continue
            grid.addWidget(ElidedLabel(line.what, "secondary", box), row, 0)
            grid.addWidget(ElidedLabel(line.before, "struck", box), row, 1)
            grid.addWidget(label("→", "secondary", wrap=False, parent=box), row, 2)
            grid.addWidget(ElidedLabel(line.after, "small", box), row, 3)
        more = len(lines) - _MOST_LINES
        if more > 0:
            grid.addWidget(label(f"and {more} more", "secondary", wrap=False, parent=box), _MOST_LINES, 0)
        if problem:
            grid.addWidget(label(problem, "secondary", parent=box), 0, 0, 1, 5)
        box.setAccessibleName("; ".join(line.words for line in lines) or problem)
        self._layout.addWidget(box)
        box.show()
