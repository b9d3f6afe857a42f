"""What was typed into calculators: it outlives the forms, which are made anew with every change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from archdesk.app.session import Session
from archdesk.gui.panels.folding import Fold
from archdesk.model.records import Value

if TYPE_CHECKING:
    from archdesk.handbook.definitions import Calculator


class Drafts:
    """What was typed into calculators, and which of them are unfolded: it outlives the forms."""

    def __init__(self) -> None:
        self._entered: dict[tuple[str, str | None], dict[str, Value]] = {}
        self._unfolded: set[tuple[str, str | None]] = set()

    def entered(self, calculator: str, component: str | None) -> dict[str, Value]:
        return self._entered.setdefault((calculator, component), {})

    def fold(self, session: Session, calculator: Calculator, component: str, parent: QWidget) -> Fold:
        """The calculator as a part of the inspector that unfolds."""
        key = (calculator.id, component)

        def make(inside: QWidget) -> QWidget:
            from archdesk.gui.panels.calculator import CalculatorForm

            return CalculatorForm(session, calculator, component, self.entered(*key), inside)

        return Fold(calculator.label, make, parent, key in self._unfolded, partial(self._keep, key))

    def clear(self) -> None:
        self._entered.clear()
        self._unfolded.clear()

    def _keep(self, key: tuple[str, str | None], unfolded: bool) -> None:
        (self._unfolded.add if unfolded else self._unfolded.discard)(key)
