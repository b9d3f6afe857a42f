"""All fixes that keep what is meant, to go through and apply in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.problem_list import WORDS, number_of, open_ones, subject_of
from archdesk.app.session import Session
from archdesk.errors import ArchDeskError
from archdesk.gui.dialogs.message import tell
from archdesk.gui.panels.widgets import Check, column, label
from archdesk.gui.style import mark
from archdesk.rules.findings import Finding
from archdesk.rules.fix_all import Planned, fix_all_safe, planning
from archdesk.rules.fixes import preview_fix

_SLICE = 0.02  # s, worked at a time
_MOST_LEFT = 50  # findings named that stay


class FixAllDialog(QDialog):
    """Each planned fix with a box to leave it out; below, what stays and why. ``say`` is told what was done."""

    def __init__(self, session: Session, say: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._say = say
        self._over = parent
        self.boxes: list[Check] = []
        self.planned: Sequence[Planned] = ()
        self._found: list[Planned] = []
        self._revision = -1
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Fix all that is safe")
        self.resize(620, 480)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(8)
        self.heading = label("Working out what can be fixed…", "title", parent=self)
        whole.addWidget(self.heading)
        note = (
            "These fixes keep what is meant. They are applied in this order, as one step that can be undone."
        )
        whole.addWidget(label(note, "secondary", parent=self))
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.addWidget(self._area, 1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.agree = QPushButton("Apply", self)
        self.agree.setObjectName("primary")
        self.buttons.addButton(self.agree, QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setDefault(True)
        self.agree.setEnabled(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        whole.addWidget(self.buttons)
        self._steps: Iterator[Planned | None] = iter(())
        self._step = QTimer(self, interval=0)  # the window goes on while it is worked out
        self._step.timeout.connect(self._go_on)
        self.plan()

    def plan(self) -> None:
        """Work out what can be fixed in the design as it is, a few fixes at a time, and list it then."""
        session = self.session
        self._revision = session.design.revision
        self._steps = planning(session.design, session.check.catalogue, session.project)
        self._found = []
        self.agree.setEnabled(False)
        self._step.start()

    @property
    def planning(self) -> bool:
        """Whether it is still worked out."""
        return self._step.isActive()

    def _go_on(self) -> None:
        end = perf_counter() + _SLICE
        for step in self._steps:
            if step is not None:
                self._found.append(step)
                self.heading.setText(f"Working out what can be fixed: {len(self._found)} so far…")
            if perf_counter() > end:
                return
        self._step.stop()
        self._list()

    def _list(self) -> None:
        self.planned = tuple(self._found)
        self.boxes = []
        page = QWidget()
        layout = column(page, margin=0, spacing=2)
        for planned in self.planned:
            layout.addWidget(self._entry(planned, page))
        if not self.planned:
            layout.addWidget(label("Nothing can be fixed safely.", "empty", parent=page))
        self._add_rest(layout, page)
        layout.addStretch(1)
        self._area.setWidget(page)
        self._count()
        if self.boxes:
            self.boxes[0].setFocus()

    def chosen(self) -> list[Planned]:
        return [p for p, box in zip(self.planned, self.boxes, strict=True) if box.isChecked()]

    def accept(self) -> None:
        """Apply what is chosen; where the design has changed meanwhile, plan anew first."""
        if not self.agree.isEnabled():
            return
        session = self.session
        if session.design.revision != self._revision:
            self.plan()
            return
        chosen = self.chosen()
        change, left = fix_all_safe(session.design, session.check.catalogue, chosen)
        super().accept()
        if change is not None:
            self._say(f"{number_of(len(chosen) - len(left), 'problem')} fixed")
        if left:
            lines = [f"{p.finding.title}: {p.fix.label}" for p in left]
            tell(self._over, "Not possible without the others", "\n".join(lines))

    def _entry(self, planned: Planned, parent: QWidget) -> QWidget:
        design, finding = self.session.design, planned.finding
        entry = QWidget(parent)
        line = QHBoxLayout(entry)
        line.setContentsMargins(0, 4, 8, 4)
        line.setSpacing(8)
        box = Check("", entry)
        box.setChecked(True)
        box.setAccessibleName(f"{planned.fix.label}: {finding.title}")
        box.toggled.connect(self._toggled)
        box.setFixedWidth(20)
        self.boxes.append(box)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(box, alignment=top)
        sign = label("", wrap=False, parent=entry)
        sign.setPixmap(mark(finding.severity, entry.palette()).pixmap(16, 16))
        sign.setToolTip(WORDS[finding.severity])
        line.addWidget(sign, alignment=top)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(f"{finding.title}: {subject_of(design, finding)}", parent=entry))
        for text in (f"{planned.fix.label}:", *planned.words):
            words.addWidget(label(text, "secondary", parent=entry))
        line.addLayout(words, 1)
        line.addWidget(label(finding.rule, "secondary", wrap=False, parent=entry), alignment=top)
        return entry

    def _add_rest(self, layout: QVBoxLayout, parent: QWidget) -> None:
        """What stays when all of this is applied, and why."""
        planned = {(p.finding.key, p.finding.connection) for p in self.planned}
        rest = [f for f in open_ones(self.session.findings) if (f.key, f.connection) not in planned]
        if not rest:
            return
        layout.addWidget(label(f"Left to decide ({len(rest)})", "group", parent=parent))
        for finding in rest[:_MOST_LEFT]:
            why = self._why(finding)
            words = f"{finding.title}: {subject_of(self.session.design, finding)} — {why}"
            layout.addWidget(label(words, "secondary", parent=parent))
        if len(rest) > _MOST_LEFT:
            layout.addWidget(label(f"and {len(rest) - _MOST_LEFT} more", "secondary", parent=parent))

    def _why(self, finding: Finding) -> str:
        """Why a finding stays, in words."""
        session = self.session
        if not finding.fixes:
            return "there is no fix to choose; it has to be drawn."
        safe = next((fix for fix in finding.fixes if fix.safe), None)
        if safe is None:
            return "its fix changes what is meant, so it is yours to choose."
        try:
            preview_fix(session.design, session.check.catalogue, finding, safe)
        except ArchDeskError as error:
            return str(error)
        return "its safe fix would leave it as it is, or cause an error elsewhere."

    def _toggled(self, checked: bool) -> None:
        self._count()

    def _count(self) -> None:
        count = len(self.chosen())
        self.heading.setText(
            f"{count} of {number_of(len(self.planned), 'safe fix')}".replace("fixs", "fixes")
        )
        self.agree.setText(f"Apply {count}" if count else "Apply")
        self.agree.setEnabled(count > 0)
