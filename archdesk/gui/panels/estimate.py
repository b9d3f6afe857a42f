"""The estimate panel: bars by service, largest first, and every line item with its price's source."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from archdesk.app.session import Session
from archdesk.costs.estimate import LineItem
from archdesk.costs.money import money
from archdesk.gui.panels.pages import amount_in_words
from archdesk.gui.panels.widgets import clear, column, label, link
from archdesk.gui.words import plain
from archdesk.model.design import Change

_MOST = 200  # lines of the table; the export has them all


class Bar(QWidget):
    """A horizontal bar, ``share`` of its width filled with the accent."""

    def __init__(self, share: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.share = share
        self.setFixedHeight(12)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().highlight())
        width = max(2.0, self.width() * self.share)
        painter.drawRoundedRect(QRectF(0, 2, width, self.height() - 4), 2, 2)


class EstimatePanel(QWidget):
    """``open_usage(component, name)`` is called where a person wants to enter what is missing."""

    def __init__(
        self, session: Session, open_usage: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.open_usage = open_usage
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._bars_layout = self._area(row, 4)
        self._items_layout = self._area(row, 5)
        self._shown: tuple[tuple[LineItem, str | None], ...] | None = None
        self._later = QTimer(self, singleShot=True, interval=50)
        self._later.timeout.connect(self.rebuild)
        session.follow(self._changed)
        self.rebuild()

    def _area(self, row: QHBoxLayout, stretch: int) -> QGridLayout:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        outer = column(content, margin=10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        outer.addLayout(grid)
        outer.addStretch(1)
        area.setWidget(content)
        row.addWidget(area, stretch)
        return grid

    def rebuild(self) -> None:
        estimate = self.session.estimate
        names = {c.id: c.name for c in self.session.design.components}
        content = tuple((item, names.get(item.component or "")) for item in estimate.items)
        if content == self._shown:
            return
        self._shown = content
        self._show_bars({k: v for k, v in estimate.by_service().items() if v})
        clear(self._items_layout)
        grid = self._items_layout
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 4)
        for row, item in enumerate([i for i in estimate.items if i.state != "free"][:_MOST]):
            name = names.get(item.component or "", "")
            owner = label(name, "field_label", wrap=False)
            owner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            owner.setToolTip(plain(name))
            grid.addWidget(owner, row, 0)
            what = label(item.label, wrap=False)
            what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            what.setToolTip(plain(item.label))
            grid.addWidget(what, row, 1)
            if item.state == "needs usage" and item.component is not None:
                button = link("needs usage", self)
                button.setToolTip(plain(item.reason))
                button.clicked.connect(partial(_open, self.open_usage, item.component))
                grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignRight)
            else:
                amount = label(amount_in_words(item), "amount", wrap=False)
                amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                amount.setToolTip(plain("\n".join(filter(None, [item.reason, item.source, item.as_of]))))
                grid.addWidget(amount, row, 2)

    def _show_bars(self, services: dict[str, Decimal]) -> None:
        clear(self._bars_layout)
        if not services:
            self._bars_layout.addWidget(label("Nothing here costs anything yet.", "empty"), 0, 0)
            return
        largest = max(services.values())
        self._bars_layout.setColumnStretch(1, 1)
        ordered = sorted(services.items(), key=lambda pair: (-pair[1], pair[0]))
        for row, (service, amount) in enumerate(ordered):
            self._bars_layout.addWidget(label(service, wrap=False), row, 0)
            self._bars_layout.addWidget(Bar(float(amount / largest), self), row, 1)
            figure = label(money(amount), "amount", wrap=False)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._bars_layout.addWidget(figure, row, 2)

    def _changed(self, change: Change | None) -> None:
        self._later.start()


def _open(open_usage: Callable[[str], None], component: str, checked: bool = False) -> None:
    open_usage(component)
