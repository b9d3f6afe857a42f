"""All that stands in the list of problems, as keyed entries: findings in their groups, and what follows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from archdesk.app.accepting import choices_in, names_of_choices
from archdesk.app.problem_list import counts, grouped, key_of, matching, name_of, number_of, open_ones
from archdesk.app.unknowns import unknowns
from archdesk.gui.panels.folding import Fold
from archdesk.gui.panels.keyed import Keyed
from archdesk.gui.panels.problem_groups import choice_list, palette_problems, unknown_list, waived_list
from archdesk.gui.panels.problem_row import Row
from archdesk.gui.panels.widgets import label, link
from archdesk.gui.words import plain

if TYPE_CHECKING:
    from archdesk.gui.panels.problems import Problems

MOST = 200  # rows; a list of a thousand helps nobody and costs every edit


def entries_of(panel: Problems, room: int) -> Iterator[Keyed]:
    """All that the list shows now; of the findings no more than ``room``."""
    session, chosen = panel.session, panel.bar.filter
    if session.silent:
        panel.bar.show_counts(counts([]), 0)
        yield _note(panel, "empty", "In an exam nothing is told of problems before its end.", "empty")
        return
    design, pending = session.design, session.check.pending
    findings = open_ones(session.latest)
    fixable = sum(1 for f in findings if any(fix.safe for fix in f.fixes))
    panel.bar.show_counts(counts(findings), fixable)
    found = matching(design, findings, chosen)
    for group in grouped(design, found[:room], chosen.grouping):
        if group.title:
            words = f"{group.title} · {len(group.findings)}"
            yield Keyed(("group", group.title), words, partial(_heading, words, panel))
        for finding in group.findings:
            names = tuple(name_of(design, id) for id in finding.components)
            content = (finding, names)
            yield Keyed(("finding", key_of(finding), finding.message), content, partial(Row, panel, finding))
    if len(found) > MOST:
        yield _note(panel, "more", f"and {len(found) - MOST:,} more; they show as these are resolved.")
    if not findings and pending:
        yield _note(panel, "empty", "Checking…", "empty")
    elif not findings:
        words = f"No problems: {session.check.rule_count} rules, 0 findings."
        yield _note(panel, "empty", words, "empty")
    elif not found:
        words = f"Nothing fits; {number_of(len(findings), 'problem')} hidden."
        yield Keyed(("note", "hidden"), words, partial(_hidden, panel, words))
    yield from _groups(panel, pending)
    yield from _left_out(panel)


def _groups(panel: Problems, pending: bool) -> Iterator[Keyed]:
    session = panel.session
    design = session.design
    waived = tuple(f for f in session.latest if f.waived is not None)
    if not pending:
        panel.asked = unknowns(design, session.catalogue, session.check.questions)
    if waived:
        names = tuple(name_of(design, id) for f in waived for id in f.components)
        content = (waived, names, design.waivers)
        yield _fold(panel, "waived", f"Waived ({len(waived)})", content, partial(waived_list, panel, waived))
    if panel.asked:
        title = f"Not decidable yet ({len(panel.asked)})"
        yield _fold(panel, "unknown", title, panel.asked, partial(unknown_list, panel, panel.asked))
    choices = tuple(choices_in(design, session.project))
    if choices:
        title = f"{names_of_choices(c for _, c, _ in choices)} in this design"
        yield _fold(panel, "choices", title, choices, partial(choice_list, panel, choices))


def _left_out(panel: Problems) -> Iterator[Keyed]:
    """What was wrong in the project file and in palettes of one's own, and therefore left out."""
    project = panel.session.project
    if project.problems:
        yield _note(panel, "project", f"Left out of {project.file}", "group")
        for problem in project.problems[:MOST]:
            yield _note(panel, f"project {problem}", plain(str(problem)), "plain")
    found = palette_problems(panel.session)
    if not found:
        return
    yield _note(panel, "palettes", "Left out of your palettes", "group")
    for problem in found[:MOST]:
        yield _note(panel, f"palette {problem}", plain(str(problem)), "plain")
    words = "`archdesk palette check FILE` says more; palettes are read again when ArchDesk starts."
    yield _note(panel, "palettes end", words)


def _note(panel: Problems, key: str, words: str, name: str = "secondary") -> Keyed:
    return Keyed(("note", key), words, partial(label, words, name, parent=panel))


def _fold(
    panel: Problems, key: str, title: str, content: object, make: Callable[[QWidget], QWidget]
) -> Keyed:
    return Keyed(
        ("fold", key),
        (title, content),
        lambda: Fold(title, make, panel, not panel.folded[key], partial(panel.keep_fold, key)),
    )


def _hidden(panel: Problems, words: str) -> QWidget:
    """What the filter hides, and the way to see it."""
    line = QWidget(panel)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label(words, "empty", wrap=False, parent=line))
    show = link("Show all", line)
    show.clicked.connect(panel.bar.show_all)
    row.addWidget(show)
    row.addStretch(1)
    return line


def _heading(words: str, parent: QWidget) -> QWidget:
    """The title of a group, above the marks of its rows."""
    heading = label(words, "group", parent=parent)
    heading.setIndent(8)
    return heading
