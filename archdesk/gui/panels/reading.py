"""A section of the handbook on the screen: what it says, what to remember, what changed, cards, and what uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.session import Session
from archdesk.gui.panels.doors import Doors, open_documentation
from archdesk.gui.panels.folding import Fold
from archdesk.gui.panels.widgets import column
from archdesk.gui.panels.widgets import label as plain_label
from archdesk.gui.style import SMALL
from archdesk.gui.words import breakable, plain
from archdesk.handbook.asking import title_of
from archdesk.handbook.definitions import Card, Change, Decision, Diagnostic, Mistake, Section, WrittenFile
from archdesk.handbook.definitions import Sequence as Steps
from archdesk.handbook.uses import cost_words, uses_of

Open = Callable[[str], None]


def label(text: str, name: str = "", wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """A label whose long words do not make the column wider."""
    return plain_label(breakable(text) if wrap else text, name, wrap, parent)


def section_page(
    session: Session, section: Section, doors: Doors, open_section: Open, parent: QWidget
) -> QWidget:
    """A section by itself: title, all it says, and what draws on it."""
    page = QWidget(parent)
    layout = column(page)
    layout.addWidget(label(section.title, "title", parent=page))
    layout.addWidget(label(section.group, "secondary", parent=page))
    layout.addWidget(section_body(session, section, page))
    add_uses(layout, session, section, doors, page)
    siblings = [
        s for s in session.handbook.sections.values() if s.group == section.group and s.id != section.id
    ]
    add_links(layout, "More of this group", ((s.title, partial(open_section, s.id)) for s in siblings), page)
    layout.addStretch(1)
    return page


def section_body(session: Session, section: Section, parent: QWidget) -> QWidget:
    """What a section says."""
    body = QWidget(parent)
    layout = column(body, margin=0)
    layout.addWidget(label(section.summary, parent=body))
    if section.remember:
        layout.addWidget(label("To remember", "group", parent=body))
        layout.addWidget(bullets(section.remember, body))
    if section.changed:
        layout.addWidget(label("Changed since 2019", "group", parent=body))
        notes = session.design.settings.edition == "notes"
        for change in section.changed:
            layout.addWidget(_change(change, notes, body))
    if section.mistakes:
        layout.addWidget(label("Corrected", "group", parent=body))
        for mistake in section.mistakes:
            layout.addWidget(_mistake(mistake, body))
    uses = uses_of(section.id, session.catalogue, session.handbook)
    if section.cards or uses.sequences or uses.files:
        layout.addWidget(label("Step by step", "group", parent=body))
    for card in section.cards:
        layout.addWidget(Fold(card.title, partial(_card, card), body))
    for steps in uses.sequences:
        layout.addWidget(Fold(steps.label, partial(sequence, steps), body))
    for file in uses.files:
        layout.addWidget(Fold(file.label, partial(_file, file), body))
    if section.aws:
        layout.addWidget(documentation(section.aws, body))
    return body


def add_uses(layout: QVBoxLayout, session: Session, section: Section, doors: Doors, page: QWidget) -> None:
    """What draws on a section: limits, costs and rules, and components, parts, calculators, questions as links."""
    uses = uses_of(section.id, session.catalogue, session.handbook)
    edition = session.design.settings.edition
    if uses.limits:
        layout.addWidget(label("Limits", "group", parent=page))
        layout.addWidget(bullets([f"{u.entry.label}: {u.entry.value(edition)}" for u in uses.limits], page))
    if uses.costs:
        layout.addWidget(label("Costs", "group", parent=page))
        layout.addWidget(bullets([f"{u.type.label}: {cost_words(u.entry)}" for u in uses.costs], page))
    entries = [(kind.label, kind.id) for kind in uses.components]
    entries += [(f"{u.entry.label} — part of {u.type.label}", u.type.id) for u in uses.parts]
    add_links(layout, "Place one", ((text, partial(doors.place, id)) for text, id in entries), page)
    add_links(
        layout, "Calculators", ((c.label, partial(doors.calculate, c.id)) for c in uses.calculators), page
    )
    asked: tuple[Decision | Diagnostic, ...] = (*uses.decisions, *uses.diagnostics)
    add_links(layout, "Questions", ((title_of(a), partial(doors.ask, a.id)) for a in asked), page)
    practised = doors.scenarios(section.id)
    add_links(layout, "Practise", ((s.title, partial(doors.practise, s.id)) for s in practised), page)
    if uses.rules:
        layout.addWidget(label("Checked while you draw", "group", parent=page))
        layout.addWidget(bullets([f"{r.title} ({r.id})" for r in uses.rules], page))


def add_links(
    layout: QVBoxLayout, title: str, links: Iterable[tuple[str, Callable[[], None]]], parent: QWidget
) -> None:
    """A group of links under a heading; nothing where there are none."""
    first = True
    for text, follow in links:
        if first:
            layout.addWidget(label(title, "group", parent=parent))
            first = False
        layout.addWidget(wide_link(text, follow, parent))


def wide_link(text: str, follow: Callable[[], None], parent: QWidget) -> QWidget:
    """A link no wider than its column; the whole text is in its tooltip."""
    button = WideLink(text, parent)
    button.clicked.connect(partial(_follow, follow))
    return button


class WideLink(QPushButton):
    """A link as wide as its column; what does not fit ends in an ellipsis."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.whole = text
        self.setObjectName("link")
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(plain(text))
        self.setAccessibleName(text)
        self.setText(text.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width() - 4)
        self.setText(fitting.replace("&", "&&"))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())


def bullets(lines: Iterable[str], parent: QWidget, numbered: bool = False) -> QWidget:
    """A list with hanging bullets, or numbers."""
    box = QWidget(parent)
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        mark = label(f"{row + 1}." if numbered else "•", "field_label", wrap=False, parent=box)
        grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(line, parent=box), row, 1)
    return box


def documentation(page: str, parent: QWidget) -> QWidget:
    return wide_link("AWS documentation ↗", partial(open_documentation, page), parent)


class Code(QPlainTextEdit):
    """Lines to copy: in one width, as high as they are, never changed."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Commands")
        self.setObjectName("code")
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setFixedHeight(16 * (text.count("\n") + 1) + 28)


def prose(text: str, parent: QWidget) -> QWidget:
    """Text in which indented lines are commands."""
    box = QWidget(parent)
    layout = column(box, margin=0)
    for code, lines in groupby(text.strip("\n").split("\n"), key=lambda line: line.startswith("  ")):
        block = "\n".join(lines)
        if code:
            layout.addWidget(Code("\n".join(line[2:] for line in block.split("\n")), box))
        elif block.strip():
            layout.addWidget(label(block.strip(), parent=box))
    return box


def _card(card: Card, parent: QWidget) -> QWidget:
    return prose(card.text, parent)


def sequence(steps: Steps, parent: QWidget) -> QWidget:
    """What happens in which order, with the commands for it."""
    box = QWidget(parent)
    layout = column(box, margin=0)
    layout.addWidget(bullets(steps.steps, box, numbered=True))
    if steps.commands:
        layout.addWidget(Code("\n".join(steps.commands), box))
    if steps.note:
        layout.addWidget(label(steps.note, "secondary", parent=box))
    return box


def _file(file: WrittenFile, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    layout = column(box, margin=0)
    layout.addWidget(label(file.place, "secondary", parent=box))
    layout.addWidget(bullets(file.points, box))
    return box


def _change(change: Change, notes: bool, parent: QWidget) -> QWidget:
    """A fact then and now; the one of the design's edition stands out."""
    lines: Sequence[tuple[str, str, bool]] = (
        ("2019", change.then, notes),
        ("Today", f"{change.now} (since {change.since})" if change.since else change.now, not notes),
    )
    return _pair(change.what, lines, parent)


def _mistake(mistake: Mistake, parent: QWidget) -> QWidget:
    return _pair("", (("Notes", mistake.claim, False), ("In fact", mistake.correct, True)), parent)


def _pair(title: str, lines: Sequence[tuple[str, str, bool]], parent: QWidget) -> QWidget:
    box = QWidget(parent)
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 4)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    grid.setColumnMinimumWidth(0, 48)
    grid.setColumnStretch(1, 1)
    if title:
        grid.addWidget(label(title, "field_changed", parent=box), 0, 0, 1, 2)
    for row, (when, text, stands_out) in enumerate(lines, 1):
        grid.addWidget(label(when, "field_label", wrap=False, parent=box), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(text, "" if stands_out else "field_label", parent=box), row, 1)
    return box


def sections_of(session: Session, type: str) -> Iterator[Section]:
    """The sections a component type is about: the one it cites first, then those that name it, its group's first."""
    sections = session.handbook.sections
    kind = session.catalogue.types.get(type)
    cite = kind.cite if kind is not None else ""
    group = sections[cite].group if cite in sections else ""
    if cite in sections:
        yield sections[cite]
    others = [s for s in sections.values() if s.id != cite and type in s.types]
    yield from sorted(others, key=lambda s: s.group != group)


def _follow(follow: Callable[[], None], checked: bool = False) -> None:
    follow()
