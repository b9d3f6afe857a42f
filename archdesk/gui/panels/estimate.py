"""The estimate panel: the total, a chart to look at, the line items and what is assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from archdesk.app.cost_view import BY, By, CostBar, Shown, assumptions, bars, keys_of, rows
from archdesk.app.edits import set_settings
from archdesk.app.session import Session
from archdesk.costs.items import Estimate
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.panels.estimate_assumptions import Assumptions
from archdesk.gui.panels.estimate_chart import CostChart
from archdesk.gui.panels.estimate_items import ItemTable
from archdesk.gui.panels.estimate_total import RepriceBar, TotalBar
from archdesk.gui.panels.pictures import icon_pixmap
from archdesk.gui.panels.widgets import link
from archdesk.gui.style import theme_in
from archdesk.gui.words import plain
from archdesk.model.design import Change
from archdesk.model.records import Component

_ROOM_FOR_BOTH = 1560  # px: from there on items and assumptions stand beside each other
_NAME = 84  # px, of what the list is narrowed to
_SLOW = 300  # components; of more, what newer prices would say is worked out when nothing happens

_EMPTY: Mapping[By, str] = {
    "service": "Nothing here costs anything yet.",
    "container": "Nothing that stands in a container costs anything yet.",
    "component": "Nothing here costs anything yet.",
    "connection": "No connection carries anything that is billed.",
}


class EstimatePanel(QWidget):
    """``open_usage(id)`` is called where a person wants to enter what is missing, ``compare()`` to compare."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        open_usage: Callable[[str], None],
        compare: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.selection = selection
        self.by: By = "service"
        self.shown = Shown()
        self._stale = True
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.total = TotalBar(self.show_state, compare, self)
        self.newer = RepriceBar(self._reprice, self)
        whole.addWidget(self.total)
        whole.addWidget(self.newer)
        self._columns = row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        whole.addLayout(row, 1)

        left = QVBoxLayout()
        left.setSpacing(0)
        self.by_buttons = {by: self._tab(by.capitalize(), f"Bars by {by}") for by in BY}
        left.addWidget(self._tabs(self.by_buttons.values()))
        for by, button in self.by_buttons.items():
            button.clicked.connect(partial(self._show_by, by))
        self.by_buttons["service"].setChecked(True)
        self.chart = CostChart(self.show_bar, self)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.chart)
        left.addWidget(area, 1)
        row.addLayout(left, 1)

        right = QVBoxLayout()
        right.setSpacing(0)
        self.items_button = self._tab("Line items", "Everything that is billed")
        self.assumptions_button = self._tab("Assumptions", "What the estimate takes for granted")
        self.items_button.setChecked(True)
        self.items_button.clicked.connect(self._show_pages)
        self.assumptions_button.clicked.connect(self._show_pages)
        self.narrowed = link("", self)
        self.narrowed.clicked.connect(self.show_all)
        right.addWidget(self._tabs([self.items_button, self.assumptions_button], self.narrowed))
        self.items = ItemTable(self._open, open_usage, self)
        self.assumptions = Assumptions(session, self._open, self)
        pages = QHBoxLayout()
        pages.setSpacing(0)
        pages.addWidget(self.items, 5)
        pages.addWidget(self.assumptions, 4)
        right.addLayout(pages, 1)
        row.addLayout(right, 1)

        self._later = QTimer(self, singleShot=True, interval=50)
        self._later.timeout.connect(self._refresh)
        self._newer_later = QTimer(self, singleShot=True, interval=600)
        self._newer_later.timeout.connect(self._show_newer)
        session.follow(self._changed)
        self._show_pages()

    # -- what is listed ----------------------------------------------------------------------------------

    def show_bar(self, key: str) -> None:
        """List only what a bar is made of and select it on the canvas; all of it for an empty key."""
        if not key:
            self.show_all()
            return
        self.shown = Shown(self.by, key)
        self.rebuild()
        chosen = next((bar for bar in self.chart.bars if bar.key == key), None)
        if chosen is not None:
            self.selection.set(i for i in chosen.ids if self.session.design.find(i) is not None)

    def show_state(self, state: str) -> None:
        """List only the items in a state that the total is without."""
        self.shown = Shown(self.by, state=state)
        self.items_button.setChecked(True)
        self._show_pages()

    def show_all(self) -> None:
        self.shown = Shown(self.by)
        self.rebuild()

    def rebuild(self) -> None:
        """Show the design as it is now."""
        self._later.stop()
        self._stale = False
        session = self.session
        estimate, design = session.estimate, session.design
        self.total.show_total(estimate, design.settings.purchase)
        if len(design.component_ids()) > _SLOW:
            self._newer_later.start()
        else:
            self._show_newer()
        found = bars(estimate, design, self.by)
        if self.shown.key and all(bar.key != self.shown.key for bar in found):
            self.shown = Shown(self.by)
        self.chart.show_bars(found, self.shown.key, self._icons(found), _EMPTY[self.by])
        name = next((bar.label for bar in found if bar.key == self.shown.key), self.shown.state)
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME)
        self.narrowed.setText(f"{short}: show all".replace("&", "&&"))
        self.narrowed.setToolTip(plain(f"Only {name} is listed"))
        self.narrowed.setVisible(bool(name))
        self.items.model_.show_items(rows(estimate, self.shown), design)
        if self.assumptions.isVisibleTo(self):
            self._show_assumptions(estimate, name if self.shown.key else "")

    def _show_newer(self) -> None:
        self.newer.show_repricing(self.session.repricing())

    def _show_assumptions(self, estimate: Estimate, narrowed: str) -> None:
        only = None
        if self.shown.key:
            of_bar = (i for i in estimate.items if self.shown.key in keys_of(i, self.shown.by))
            only = {item.subject for item in of_bar if item.subject is not None}
        session = self.session
        self.assumptions.show_assumptions(
            assumptions(estimate, session.design, session.catalogue, only), narrowed
        )

    def _icons(self, shown: Sequence[CostBar]) -> Mapping[str, QPixmap]:
        """The icon of each bar: of a service that of its dearest component."""
        if self.by == "connection":
            return {}
        design, ratio = self.session.design, self.devicePixelRatioF()
        found: dict[str, QPixmap] = {}
        for bar in shown:
            record = design.find(bar.key if self.by != "service" else bar.ids[0])
            if isinstance(record, Component):
                icon = self.session.catalogue.type_of(record).icon
                found[bar.key] = icon_pixmap(icon, 16, ratio, theme_in(self.palette()).plate)
        return found

    # -- inside ------------------------------------------------------------------------------------------

    def _tab(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setAutoRaise(True)
        return button

    def _tabs(self, buttons: Iterable[QToolButton], last: QWidget | None = None) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("filter_bar")
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(8, 1, 8, 2)
        layout.setSpacing(2)
        group = QButtonGroup(bar)
        for button in buttons:
            layout.addWidget(button)
            group.addButton(button)
        layout.addStretch(1)
        if last is not None:
            layout.addWidget(last)
        return bar

    def _show_by(self, by: By, checked: bool = False) -> None:
        self.by = by
        self.show_all()

    def _show_pages(self, checked: bool = False) -> None:
        both = self.width() >= _ROOM_FOR_BOTH
        chosen = self.assumptions_button.isChecked()
        self.items.setVisible(both or not chosen)
        self.assumptions.setVisible(both or chosen)
        self._columns.setStretch(0, 3 if both else 1)
        self._columns.setStretch(1, 5 if both else 1)
        self.items_button.setVisible(not both)
        self.assumptions_button.setVisible(not both)
        self.rebuild()

    def _open(self, id: str) -> None:
        if self.session.design.find(id) is not None:
            self.selection.set([id])

    def _reprice(self) -> None:
        found = self.session.repricing()
        if found is not None:
            set_settings(self.session.design, "Reprice", prices=found.newest)

    def _changed(self, change: Change | None) -> None:
        if change is None:
            self.shown = Shown(self.by)
        self._stale = True
        self._later.start()

    def _refresh(self) -> None:
        if self._stale and self.isVisible():
            self.rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.rebuild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() >= _ROOM_FOR_BOTH) != (self.width() >= _ROOM_FOR_BOTH):
            self._show_pages()
