"""The button of a fix: while the pointer is on it or it has the keyboard, its effect shows on the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QEnterEvent, QFocusEvent, QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget


class FixButton(QPushButton):
    """``hint`` is called with True when the effect is to be shown, with False when no longer."""

    def __init__(self, text: str, hint: Callable[[bool], None], parent: QWidget) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._hint = hint
        self._shown = False
        self.setAutoDefault(True)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._tell(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell(self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell(self.underMouse())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell(False)

    def _tell(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self._hint(shown)
