"""Checks while the window waits: a slice now and then, so that no edit and no opening waits for the rules."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from archdesk.app.session import Session
from archdesk.model.design import Change

_FIRST, _SLICE = 12.0, 12.0  # ms, of the change itself and of each slice after it


class Checker(QObject):
    """Goes on with the check of a session until it is complete; followers of findings are told then.

    When a person comes back to the window, the project file beside the design may say something else.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        parent.installEventFilter(self)
        self.session = session
        session.budget = _FIRST
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        session.follow(self._changed)
        self._changed(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ActivationChange and self._window.isActiveWindow():
            self.look_at_project()
        return False

    def look_at_project(self) -> None:
        """Check anew where the project says something else than before."""
        if self.session.read_project_again():
            self._timer.start()

    def _changed(self, change: Change | None) -> None:
        if self.session.check.pending and not self._timer.isActive():
            self._timer.start()

    def _go_on(self) -> None:
        if self.session.check_on(_SLICE):
            self._timer.stop()
