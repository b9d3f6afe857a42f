"""The template panel: the CloudFormation that the design exports, as it stands now."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from archdesk.app.session import Session
from archdesk.errors import ArchDeskError
from archdesk.model.design import Change


class TemplatePanel(QWidget):
    """Written anew some moments after the last change, and only while it can be seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        layout.addWidget(self.text)
        self._later = QTimer(self, singleShot=True, interval=300)
        self._later.timeout.connect(self.rebuild)
        session.follow(self._changed)

    def rebuild(self) -> None:
        if not self.isVisible():
            return
        at = self.text.verticalScrollBar().value()
        self.text.setPlainText(template_text(self.session))
        self.text.verticalScrollBar().setValue(at)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()

    def _changed(self, change: Change | None) -> None:
        if self.isVisible():
            self._later.start()


def template_text(session: Session, format: Literal["yaml", "json"] = "yaml") -> str:
    """The template as text, or why there is none."""
    from archdesk.cloudformation.export import export_design
    from archdesk.cloudformation.text import write_template

    try:
        return write_template(export_design(session.design, session.catalogue), format=format)
    except ArchDeskError as error:
        return f"# There is no template: {error}"
