"""Checks while the window waits: a slice now and then, so that no edit and no opening waits for the rules."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from archdesk.app.session import Session
from archdesk.model.design import Change

_FIRST, _SLICE = 12.0, 12.0  # ms, of the change itself and of each slice after it


class Checker(QObject):
    """Goes on with the check of a session until it is complete; followers of findings are told then."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        session.budget = _FIRST
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        session.follow(self._changed)
        self._changed(None)

    def restart(self) -> None:
        """Something else than the design has changed: its project."""
        self._timer.start()

    def _changed(self, change: Change | None) -> None:
        if self.session.check.pending and not self._timer.isActive():
            self._timer.start()

    def _go_on(self) -> None:
        if self.session.check_on(_SLICE):
            self._timer.stop()
