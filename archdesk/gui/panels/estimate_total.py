"""The top of the estimate: the total a month, an hour and a year, its range, and what it is without."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from archdesk.app.cost_view import range_in_words
from archdesk.app.repricing import Repricing
from archdesk.costs.items import Estimate
from archdesk.costs.money import dollars, money
from archdesk.costs.purchase import ON_DEMAND, purchase_of, with_purchase
from archdesk.gui.panels.elided import ElidedLabel
from archdesk.gui.panels.widgets import label, link
from archdesk.gui.words import plain


class TotalBar(QWidget):
    """``filter_state(state)`` lists the items in a state that the total is without."""

    def __init__(
        self, filter_state: Callable[[str], None], compare: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 10, 4)
        row.setSpacing(14)
        self.monthly = label("", "figure", wrap=False, parent=self)
        # Cut where there is no room, since a wide line would take it from the docks beside.
        self.periods = ElidedLabel("", "secondary", self)
        self.range = ElidedLabel("", "secondary", self)
        for line in (self.periods, self.range):
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        beside = QVBoxLayout()
        beside.setSpacing(1)
        beside.addWidget(self.periods)
        beside.addWidget(self.range)
        row.addWidget(self.monthly)
        row.addLayout(beside, 1)
        self.needs_usage = link("", self)
        self.no_price = link("", self)
        self.needs_usage.clicked.connect(partial(_call, filter_state, "needs usage"))
        self.no_price.clicked.connect(partial(_call, filter_state, "no price"))
        states = QVBoxLayout()
        states.setSpacing(1)
        states.addWidget(self.needs_usage)
        states.addWidget(self.no_price)
        row.addLayout(states)
        self.compare = QPushButton("Compare…", self)
        self.compare.setObjectName("compact")
        self.compare.setToolTip("With the saved state, another file, or what it would be otherwise")
        self.compare.clicked.connect(partial(_do, compare))
        row.addWidget(self.compare)

    def show_total(self, estimate: Estimate, purchase: str) -> None:
        self.monthly.setText(money(estimate.monthly))
        hour, year = money(estimate.total("hour"), "h"), money(estimate.total("year"), "year")
        scale = range_in_words(estimate, dollars)
        first, second = f"{hour}, {year}", scale
        option = purchase_of(purchase)
        if option.id != ON_DEMAND:
            bought = with_purchase(estimate, option)
            first = "; ".join(filter(None, [first, scale]))
            second = f"about {money(bought.monthly)}: {option.label} (discounts of {option.as_of})"
        for line, words in ((self.periods, first), (self.range, second)):
            line.setText(words)
            line.setToolTip(plain(words))
            line.setVisible(bool(words))
        needs, missing = estimate.count("needs usage"), estimate.count("no price")
        self.needs_usage.setText(f"{needs} need{'s' if needs == 1 else ''} usage")
        self.no_price.setText(f"{missing} without a price")
        for button, count in ((self.needs_usage, needs), (self.no_price, missing)):
            button.setEnabled(bool(count))


class RepriceBar(QWidget):
    """A quiet line under the total where there are newer prices than the design's."""

    def __init__(self, reprice: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter_bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 10, 4)
        row.setSpacing(10)
        self.words = label("", "secondary", parent=self)
        self.reprice = link("Reprice", self)
        self.reprice.clicked.connect(partial(_do, reprice))
        row.addWidget(self.words, 1)
        row.addWidget(self.reprice)

    def show_repricing(self, found: Repricing | None) -> None:
        self.setVisible(found is not None)
        if found is None:
            return
        if found.used == found.newest:
            words = (
                f"Last priced with the prices of {found.pinned}, which are not here: "
                f"{dollars(found.now)} is with those of {found.newest}."
            )
        else:
            same = found.now == found.then
            would = "would stay the same" if same else f"would be {dollars(found.then)}"
            words = (
                f"Priced with the prices of {found.used}. There are prices of {found.newest}: "
                f"{dollars(found.now)} {would}."
            )
        self.words.setText(words)


def _call(act: Callable[[str], None], value: str, checked: bool = False) -> None:
    act(value)


def _do(act: Callable[[], object], checked: bool = False) -> None:
    act()
