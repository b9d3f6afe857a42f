"""Waiving a finding: why it is acceptable here, and perhaps until when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.accepting import end_problem, reason_problem, waivers_of
from archdesk.app.problem_list import subject_of
from archdesk.gui.panels.widgets import label
from archdesk.model.design import Design
from archdesk.model.records import MIN_REASON
from archdesk.rules.check import current_day
from archdesk.rules.findings import Finding


class WaiveDialog(QDialog):
    """``waive`` is called with the reason and the last day, empty for no end."""

    def __init__(
        self, design: Design, finding: Finding, waive: Callable[[str, str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._waive = waive
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Waive {finding.rule}")
        self.setMinimumWidth(480)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(6)
        layout.addWidget(label(f"{finding.title}: {subject_of(design, finding)}", "title", parent=self))
        layout.addWidget(label(finding.message, parent=self))
        note = "It is kept in the design with its reason, shown struck through, and no longer counted."
        layout.addWidget(label(note, "secondary", parent=self))
        layout.addSpacing(6)
        form = QFormLayout()
        form.setSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        before = waivers_of(design, finding)
        self.reason = self._line("Why is it acceptable here?", "Reason", before[0].reason if before else "")
        self.reason_note = label("", "secondary", wrap=False, parent=self)
        self.until = self._line("No end, or a day such as 2027-01-31", "Until", "")
        self.until_note = label("", "error", wrap=False, parent=self)
        form.addRow(self._name("Reason"), self.reason)
        form.addRow("", self.reason_note)
        form.addRow(self._name("Until"), self.until)
        form.addRow("", self.until_note)
        layout.addLayout(form)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.agree = QPushButton("Waive", self)
        self.agree.setObjectName("primary")
        self.buttons.addButton(self.agree, QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self._check()
        self.reason.setFocus()

    def accept(self) -> None:
        """Waive it, if the reason and the day are as they must be."""
        if self.agree.isEnabled():
            reason, until = self.reason.text().strip(), self.until.text().strip()
            super().accept()
            self._waive(reason, until)

    def _line(self, hint: str, name: str, text: str) -> QLineEdit:
        line = QLineEdit(text, self)
        line.setPlaceholderText(hint)
        line.setAccessibleName(name)
        line.textChanged.connect(self._typed)
        return line

    def _name(self, words: str) -> QLabel:
        return label(words, "field_label", wrap=False, parent=self)

    def _typed(self, text: str) -> None:
        self._check()

    def _check(self) -> None:
        missing = reason_problem(self.reason.text())
        count = len(self.reason.text().strip())
        self.reason_note.setText(
            f"{count} of at least {MIN_REASON} characters" if missing else f"{count} characters"
        )
        wrong = end_problem(self.until.text(), current_day())
        self.until_note.setText(wrong)
        self.agree.setEnabled(not missing and not wrong)
