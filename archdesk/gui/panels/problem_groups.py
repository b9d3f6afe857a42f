"""What stands below the problems: what is waived, what rules would have to know, which rules are off here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archdesk.app.accepting import waivers_of
from archdesk.app.problem_list import WORDS, number_of, subject_of
from archdesk.app.session import Session
from archdesk.app.unknowns import Unknown
from archdesk.errors import Problem
from archdesk.gui.panels.elided import ElidedLabel
from archdesk.gui.panels.reading import WideLink
from archdesk.gui.panels.widgets import label, small_button
from archdesk.gui.style import mark
from archdesk.gui.words import plain
from archdesk.rules.check import rule_problems
from archdesk.rules.findings import Finding

if TYPE_CHECKING:
    from archdesk.gui.panels.problems import Problems

_MOST = 100  # rows of a group


def palette_problems(session: Session) -> Sequence[Problem]:
    """What is wrong in palettes: in their entries, and in the rules of the design's edition."""
    edition = session.design.settings.edition
    return (*session.catalogue.problems, *rule_problems(session.check.catalogue, [edition]))


def waived_list(panel: Problems, findings: Sequence[Finding], parent: QWidget) -> QWidget:
    """Accepted findings, struck through, each with its reason, its end, and the way back."""
    return _listed([partial(_waived, panel, finding) for finding in findings], parent)


def unknown_list(panel: Problems, found: Sequence[Unknown], parent: QWidget) -> QWidget:
    """One row a missing thing; a click leads to where it is entered."""
    return _listed([partial(_unknown, panel, entry) for entry in found], parent)


def choice_list(panel: Problems, choices: Sequence[tuple[str, str, str]], parent: QWidget) -> QWidget:
    """Rules that are off or reported otherwise: rule or pattern, choice, and the file that says so (empty: here)."""
    return _listed([partial(_choice, panel, *entry) for entry in choices], parent)


def _listed(makers: Sequence[Callable[[QWidget], QWidget]], parent: QWidget) -> QWidget:
    box = QWidget(parent)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(12, 0, 0, 0)
    layout.setSpacing(2)
    for make in makers[:_MOST]:
        layout.addWidget(make(box))
    if len(makers) > _MOST:
        layout.addWidget(label(f"and {len(makers) - _MOST} more", "secondary", parent=box))
    return box


def _waived(panel: Problems, finding: Finding, parent: QWidget) -> QWidget:
    row, line = _row(parent)
    design = panel.session.design
    sign = label("", wrap=False, parent=row)
    sign.setPixmap(mark(finding.severity, row.palette()).pixmap(14, 14))
    sign.setToolTip(WORDS[finding.severity])
    line.addWidget(sign)
    title = ElidedLabel(f"{finding.title}: {subject_of(design, finding)}", "field_label", row)
    font = QFont(title.font())
    font.setStrikeOut(True)
    title.setFont(font)
    title.setToolTip(plain(finding.message))
    line.addWidget(title)
    waivers = waivers_of(design, finding)
    until = next((w.until for w in waivers if w.until), "")
    reason = f"{finding.waived} (until {until})" if until else f"{finding.waived}"
    words = label(reason, "secondary", parent=row)
    line.addWidget(words, 1)
    line.addWidget(label(finding.rule, "secondary", wrap=False, parent=row))
    if waivers:
        back = small_button("Take back", f"Let {finding.rule} count here again", row)
        back.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        back.clicked.connect(partial(_perform, partial(panel.take_back, finding)))
        line.addWidget(back)
    else:
        line.addWidget(_by(panel.session.project.file, row))
    row.setAccessibleName(f"Waived: {finding.title}: {reason}")
    return row


def _unknown(panel: Problems, entry: Unknown, parent: QWidget) -> QWidget:
    row, line = _row(parent)
    button = WideLink(entry.words, row)
    button.clicked.connect(partial(_perform, partial(panel.show_unknown, entry)))
    line.addWidget(button, 1)
    waiting = f"{number_of(len(entry.rules), 'rule')} {'waits' if len(entry.rules) == 1 else 'wait'} for it"
    words = label(waiting, "secondary", wrap=False, parent=row)
    words.setToolTip(plain("\n".join(panel.title_of(rule) for rule in entry.rules[:20])))
    line.addWidget(words)
    return row


def _choice(panel: Problems, rule: str, choice: str, file: str, parent: QWidget) -> QWidget:
    row, line = _row(parent)
    usual = panel.severity_of(rule)
    line.addWidget(ElidedLabel(panel.title_of(rule), "", row))
    said = "off" if choice == "off" else f"reported as {_word(choice)}"
    if usual is not None and choice != "off":
        said += f" (the rule says {WORDS[usual]})"
    line.addWidget(ElidedLabel(said, "secondary", row))
    line.addStretch(1)
    if file:
        line.addWidget(_by(file, row))
    else:
        words = "Turn on" if choice == "off" else "As the rule says"
        back = small_button(words, f"{words}: {rule}", row)
        back.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        back.clicked.connect(partial(_perform, partial(panel.report_as, rule, "")))
        line.addWidget(back)
    return row


def _by(file: str, parent: QWidget) -> QWidget:
    """Which file says so; the whole path is in its tooltip."""
    words = label(f"by {Path(file).name}", "secondary", wrap=False, parent=parent)
    words.setToolTip(plain(file))
    return words


def _word(choice: str) -> str:
    return next((word for severity, word in WORDS.items() if severity == choice), choice)


def _row(parent: QWidget) -> tuple[QWidget, QHBoxLayout]:
    row = QWidget(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(8, 1, 8, 1)
    line.setSpacing(8)
    return row, line


def _perform(perform: Callable[[], object], checked: bool = False) -> None:
    perform()
