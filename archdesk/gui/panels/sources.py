"""Where something is said: a link to the section of the notes, and one to the page of AWS's documentation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from archdesk.app.session import Session
from archdesk.gui.panels.doors import Doors, open_documentation
from archdesk.gui.panels.elided import ElidedLink
from archdesk.gui.panels.widgets import label


def sources(session: Session, doors: Doors, cite: str, aws: str, parent: QWidget) -> QHBoxLayout:
    """A line with both, as far as they are named; more may be added to its end."""
    line = QHBoxLayout()
    line.setSpacing(16)
    section = session.handbook.sections.get(cite)
    if section is not None:
        notes = ElidedLink(f"Study notes: {section.title}", parent)
        notes.clicked.connect(partial(perform, partial(doors.read, section.id)))
        line.addWidget(notes)
    elif cite:
        line.addWidget(label(f"Study notes: {cite}", "secondary", wrap=False, parent=parent))
    if aws:
        page = ElidedLink("AWS documentation ↗", parent)
        page.clicked.connect(partial(perform, partial(open_documentation, aws)))
        line.addWidget(page)
    return line


def perform(action: Callable[[], object], checked: bool = False) -> None:
    """What a click does: buttons say whether they are checked, which nobody here asks."""
    action()
