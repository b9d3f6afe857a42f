"""Comparing costs: with the saved state, with another file, and with what the design could be instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.cost_comparing import break_even_of, compared, take_over, what_ifs
from archdesk.costs.comparing import Difference, Entry, signed
from archdesk.costs.money import dollars, money
from archdesk.costs.variants import Variant
from archdesk.errors import ArchDeskError
from archdesk.gui.dialogs.message import tell
from archdesk.gui.panels.elided import ElidedLabel, ElidedLink
from archdesk.gui.panels.widgets import Choices, clear, column, label
from archdesk.gui.words import plain
from archdesk.model.design import Change, Design
from archdesk.storage.files import SUFFIX, open_design

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

_MOST = 200  # lines
_WIDEST_NAME = 240  # px
SAVED, FILE = "saved", "file"
_WHAT_IFS = {
    "region": "what if: another region",
    "family": "what if: another family of machines",
    "flag": "what if: with or without a standby",
    "capacity": "what if: on demand or provisioned capacity",
}


@dataclass(frozen=True)
class Comparison:
    """Two designs to compare; ``instead`` names what applying the second is called, empty where it cannot be."""

    before: Design
    after: Design
    before_name: str
    after_name: str
    instead: str = ""
    note: str = ""


class CompareDialog(QDialog):
    """Shows the totals and every change, the dearest first. Only Apply changes the design."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.session = window.session
        self.shown: Comparison | None = None
        self.difference: Difference | None = None
        self._variants: tuple[Variant, ...] = ()
        self._file: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Compare costs")
        self.resize(620, 520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("Compare with", "field_label", wrap=False, parent=self))
        self.choice = Choices(self)
        self.choice.setAccessibleName("Compare with")
        self.choice.addItem("the saved state", SAVED)
        for kind, words in _WHAT_IFS.items():
            self.choice.addItem(words, kind)
        self.choice.activated.connect(self._chosen)
        row.addWidget(self.choice, 1)
        # A button, since keys that walk through the list must not open a dialog on their way.
        self.file = QPushButton("Another file…", self)
        self.file.setObjectName("compact")
        self.file.clicked.connect(self._ask_for_file)
        row.addWidget(self.file)
        layout.addLayout(row)
        self.variant = Choices(self)
        self.variant.setAccessibleName("What if")
        self.variant.activated.connect(self._variant_chosen)
        for box in (self.choice, self.variant):  # long words end in an ellipsis, and make no wide dialog
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.variant)
        totals = QGridLayout()
        totals.setHorizontalSpacing(24)
        totals.setVerticalSpacing(1)
        self.before_name, self.after_name = (
            label("", "secondary", wrap=False, parent=self) for _ in range(2)
        )
        self.before, self.after = (label("", "figure", wrap=False, parent=self) for _ in range(2))
        self.change = label("", "figure", wrap=False, parent=self)
        for at, (name, figure) in enumerate(
            (
                (self.before_name, self.before),
                (self.after_name, self.after),
                (label("Change", "secondary", wrap=False, parent=self), self.change),
            )
        ):
            totals.addWidget(name, 0, at)
            totals.addWidget(figure, 1, at)
        totals.setColumnStretch(3, 1)
        layout.addLayout(totals)
        self.note = label("", "secondary", parent=self)
        layout.addWidget(self.note)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        inner = column(content, margin=0)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(12)
        self._lines.setVerticalSpacing(5)
        self._lines.setColumnStretch(2, 1)
        inner.addLayout(self._lines)
        inner.addStretch(1)
        area.setWidget(content)
        layout.addWidget(area, 1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.apply = QPushButton("Apply", self)
        self.apply.setObjectName("primary")
        self.apply.setToolTip("Change the design to this; one undo step")
        self.buttons.addButton(self.apply, QDialogButtonBox.ButtonRole.ApplyRole)
        self.apply.clicked.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self._unfollow: Callable[[], None] = self.session.follow(self._changed)
        self.finished.connect(self._end)
        self.show_saved()

    def show_saved(self) -> None:
        """What was changed since the file was written."""
        self._choose(SAVED)
        name = self.session.path.name if self.session.path is not None else "a new design"
        self.show_comparison(
            Comparison(self.session.saved_design(), self.session.design, f"Saved: {name}", "Now")
        )

    def show_file(self, path: Path) -> None:
        """This design against another one's file."""
        try:
            other = open_design(path, self.session.catalogue).design
        except ArchDeskError as error:
            tell(self, f"{path.name} cannot be read", str(error))
            self.show_saved()
            return
        if self.choice.findData(FILE) < 0:
            self.choice.addItem("", FILE)
        self._file = path
        self.choice.setItemText(self.choice.findData(FILE), path.name)
        self._choose(FILE)
        self.show_comparison(Comparison(self.session.design, other, "This design", path.name))

    def show_what_if(self, kind: str) -> None:
        """What the design could be instead, the cheapest first."""
        self._choose(kind)
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._variants = what_ifs(self.session, kind)
        finally:
            QApplication.restoreOverrideCursor()
        self.variant.clear()
        for variant in self._variants:
            change = "" if variant.difference is None else f", {signed(variant.difference.change)} / mo"
            self.variant.addItem(f"{variant.label}{change}", variant.id)
        self.variant.setVisible(bool(self._variants))
        if self._variants:
            self._variant_chosen(0)
        else:
            design = self.session.design
            words = "Nothing in this design could be changed that way."
            self.show_comparison(Comparison(design, design, "This design", "Instead", note=words))

    def _variant_chosen(self, index: int) -> None:
        variant = self._variants[index]
        told = [" ".join((*variant.changes, *variant.caveats)), break_even_of(self.session, variant)]
        design = self.session.design
        self.show_comparison(
            Comparison(
                design, variant.design, "This design", "Instead", variant.label, "\n".join(filter(None, told))
            )
        )

    def show_comparison(self, shown: Comparison) -> None:
        self.shown = shown
        found = self.difference = compared(self.session, shown.before, shown.after)
        self.before_name.setText(shown.before_name)
        self.after_name.setText(shown.after_name)
        self.before.setText(money(found.before))
        self.after.setText(money(found.after))
        self.change.setText(f"{signed(found.change)} / mo")
        notes = [shown.note]
        if not found.complete:
            notes.append(
                f"{len(found.unpriced)} of these have no price on one side, so the change is not the whole truth: "
                f"all else is {signed(found.alike)} / mo."
            )
        words = "\n".join(filter(None, notes))
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.apply.setVisible(bool(shown.instead))
        clear(self._lines)
        if not found.entries:
            self._lines.addWidget(label("Nothing about the costs differs.", "secondary"), 0, 0, 1, 3)
        for row, entry in enumerate(found.entries[:_MOST]):
            self._add_line(row, entry)
        if len(found.entries) > _MOST:
            more = f"{len(found.entries) - _MOST} smaller changes are not listed."
            self._lines.addWidget(label(more, "secondary"), _MOST, 0, 1, 3)

    def _add_line(self, row: int, entry: Entry) -> None:
        """``+$43.20  NAT gateway b  Hours``, with what it was and is in the tooltip."""
        neither = entry.before is None and entry.after is None
        unpriced = neither or entry.kind in ("price lost", "no price")
        change = label(
            "no price" if unpriced else signed(entry.change), "badge" if unpriced else "amount", wrap=False
        )
        change.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        sides = (
            ("before", entry.before),
            ("after", entry.after),
        )
        told = [entry.words, *(f"{name} {dollars(amount)}" for name, amount in sides if amount is not None)]
        change.setToolTip(plain("\n".join(told)))
        self._lines.addWidget(change, row, 0)
        inside = self._lines.parentWidget() or self
        name: QWidget
        if entry.subject is not None and self.session.design.find(entry.subject) is not None:
            name = leads = ElidedLink(entry.name, inside)
            leads.clicked.connect(partial(self._select, entry.subject))
        else:
            name = ElidedLabel(entry.name, "", inside)
        name.setMaximumWidth(_WIDEST_NAME)
        self._lines.addWidget(name, row, 1)
        self._lines.addWidget(label(f"{entry.label}{_KINDS.get(entry.kind, '')}", "secondary"), row, 2)

    # -- inside ------------------------------------------------------------------------------------------

    def _choose(self, choice: str) -> None:
        self.choice.setCurrentIndex(self.choice.findData(choice))
        self.variant.hide()

    def _chosen(self, index: int) -> None:
        chosen = self.choice.itemData(index)
        if chosen in _WHAT_IFS:
            self.show_what_if(chosen)
        elif chosen == FILE and self._file is not None:
            self.show_file(self._file)
        else:
            self.show_saved()

    def _ask_for_file(self, checked: bool = False) -> None:
        kinds = f"ArchDesk designs (*{SUFFIX});;All files (*)"
        folder = str(self.session.path.parent if self.session.path is not None else Path.home())
        name, _ = QFileDialog.getOpenFileName(self, "Compare with", folder, kinds)
        if name:
            self.show_file(Path(name))

    def _select(self, id: str, checked: bool = False) -> None:
        self._window.selection.set([id])

    def _apply(self) -> None:
        shown = self.shown
        if shown is not None and shown.instead:
            self.accept()  # before the change, which closes what is still open
            take_over(self.session, shown.instead, shown.after)

    def _changed(self, change: Change | None) -> None:
        """The design is another now: what stands here would not be true any more."""
        if self.isVisible():
            self.reject()

    def _end(self, result: int) -> None:
        self._unfollow()


_KINDS = {"added": ", new", "removed": ", gone", "price found": ", had no price before"}
