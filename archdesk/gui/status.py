"""The status bar: findings, components, region, prices' date, and the total."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStatusBar, QWidget

from archdesk.app.cost_view import range_in_words
from archdesk.app.session import Session
from archdesk.costs.money import dollars, money
from archdesk.gui.panels.widgets import label
from archdesk.gui.style import mark

_SLOW = 300  # components; of more, prices are worked out when the canvas stands


class Status(QStatusBar):
    """``open_problems`` and ``open_estimate`` are called where a person clicks on the figures."""

    def __init__(
        self,
        session: Session,
        open_problems: Callable[[], None],
        open_estimate: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.setSizeGripEnabled(False)
        self.findings = QPushButton(self)
        self.findings.setObjectName("status")
        self.findings.setFlat(True)
        self.findings.setIconSize(QSize(14, 14))
        self.findings.clicked.connect(open_problems)
        self.total = QPushButton(self)
        self.total.setObjectName("status")
        self.total.setFlat(True)
        self.total.clicked.connect(open_estimate)
        self.components = label("", "secondary", wrap=False)
        self.region = label("", "secondary", wrap=False)
        self.prices = label("", "secondary", wrap=False)
        self.zoom = label("100 %", "secondary", wrap=False)
        left = QWidget(self)
        row = QHBoxLayout(left)
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(14)
        for widget in (self.findings, self.components, self.region, self.prices):
            row.addWidget(widget)
        self.addWidget(left)
        self.addPermanentWidget(self.zoom)
        self.addPermanentWidget(self.total)
        self._price_later = QTimer(self, singleShot=True, interval=150)
        self._price_later.timeout.connect(self.show_prices)
        self.refresh()

    def refresh(self) -> None:
        session = self.session
        counts: dict[str, int] = {}
        for finding in session.latest:
            if finding.waived is None:
                counts[finding.severity] = counts.get(finding.severity, 0) + 1
        words = [
            _plural(word, counts[severity])
            for severity, word in (("error", "error"), ("warning", "warning"), ("info", "note"))
            if severity in counts
        ]
        worst = next((s for s in ("error", "warning", "info") if s in counts), None)
        if session.check.pending and not session.silent:
            words.append("checking…")
        nothing = "Exam: problems are not shown" if session.silent else "No problems"
        self.findings.setText(", ".join(words) or nothing)
        self.findings.setIcon(mark(worst, self.palette()))
        self.components.setText(_plural("component", len(session.design.component_ids())))
        self.region.setText(session.design.settings.region)
        if len(session.design.component_ids()) > _SLOW:
            self._price_later.start()
        else:
            self.show_prices()

    def show_prices(self) -> None:
        """The total, and how old the prices are."""
        estimate = self.session.estimate
        dates = sorted({i.as_of for i in estimate.items if i.as_of})
        self.prices.setText(f"prices of {dates[-1]}" if dates else "no prices used")
        unknown, missing = estimate.count("needs usage"), estimate.count("no price")
        needs = f"{unknown} need{'s' if unknown == 1 else ''} usage"
        notes = [needs if unknown else "", f"{missing} without a price" if missing else ""]
        scale = range_in_words(estimate, dollars)
        amount = f"{money(estimate.monthly)} ({scale})" if scale else money(estimate.monthly)
        self.total.setText(", ".join([amount, *filter(None, notes)]))

    def show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom:.0%}".replace("%", " %"))


def _plural(word: str, count: int) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
