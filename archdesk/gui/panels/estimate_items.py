"""The estimate's line items as a table: whose, what, how the amount comes about, and the amount."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from archdesk.app.cost_view import name_of, reckoning
from archdesk.costs.items import LineItem
from archdesk.costs.money import money
from archdesk.gui.panels.cost_page import amount_in_words
from archdesk.gui.words import plain
from archdesk.model.design import Design

OWNER, WHAT, RECKONING, AMOUNT = range(4)
_TITLES = ("For", "What", "Quantity × unit price", "Amount    ")  # room for the mark of the order
_ROOM_TO_RECKON = 560  # px; in a narrower table the tooltip tells how an amount comes about
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ItemModel(QAbstractTableModel):
    """Line items, sorted by any column; the first order is the one they are given in."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: list[LineItem] = []
        self._owners: dict[str | None, str] = {}
        self._given: tuple[LineItem, ...] = ()
        self._sorted = AMOUNT, Qt.SortOrder.DescendingOrder

    def show_items(self, items: Sequence[LineItem], design: Design) -> None:
        owners = {item.subject: name_of(design, item.subject) for item in items}
        if tuple(items) == self._given and owners == self._owners:
            return
        self.beginResetModel()
        self._given = tuple(items)
        self._owners = owners
        self._order()
        self.endResetModel()

    def owner(self, item: LineItem) -> str:
        return self._owners.get(item.subject, "")

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= RECKONING else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> object:
        item, column = self.items[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [self._text(item, column), reckoning(item), item.reason, *_scaling(item), _origin(item)]
            return plain("\n".join(dict.fromkeys(filter(None, told))))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column >= RECKONING else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            if is_link(item, column):
                return parent.palette().link().color()
            return parent.palette().placeholderText().color() if column == RECKONING else None
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sorted = column, order
        self._order()
        self.endResetModel()

    def _order(self) -> None:
        column, order = self._sorted
        descending = order == Qt.SortOrder.DescendingOrder
        if column == AMOUNT:
            # What has no amount comes after what has one, whichever way round.
            known = sorted((i for i in self._given if i.amount is not None), key=_amount, reverse=descending)
            self.items = [*known, *(i for i in self._given if i.amount is None)]
        else:
            self.items = sorted(self._given, key=lambda i: self._text(i, column).lower(), reverse=descending)

    def _text(self, item: LineItem, column: int) -> str:
        if column == OWNER:
            return self.owner(item)
        if column == WHAT:
            return item.label
        return reckoning(item) if column == RECKONING else amount_in_words(item)


class ItemTable(QTableView):
    """``open_owner(id)`` and ``open_usage(id)`` are called by what looks like a link."""

    def __init__(
        self, open_owner: Callable[[str], None], open_usage: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.open_owner, self.open_usage = open_owner, open_usage
        self.model_ = ItemModel(self)
        self.setModel(self.model_)
        self.setAccessibleName("Line items")
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(60)
        for column in (OWNER, WHAT, RECKONING):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(AMOUNT, QHeaderView.ResizeMode.ResizeToContents)
        header.setSortIndicator(AMOUNT, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._open)
        self.activated.connect(self._activated)
        self.entered.connect(self._hover)

    def _open(self, index: QModelIndex) -> None:
        item = self.model_.items[index.row()]
        if item.subject is None or not is_link(item, index.column()):
            return
        (self.open_owner if index.column() == OWNER else self.open_usage)(item.subject)

    def _activated(self, index: QModelIndex) -> None:
        """Enter does what the row asks for: the field that is missing, else whose it is."""
        item = self.model_.items[index.row()]
        if item.subject is not None:
            (self.open_usage if item.state == "needs usage" else self.open_owner)(item.subject)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(RECKONING, self.width() < _ROOM_TO_RECKON)

    def _hover(self, index: QModelIndex) -> None:
        links = is_link(self.model_.items[index.row()], index.column())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if links else Qt.CursorShape.ArrowCursor)


def is_link(item: LineItem, column: int) -> bool:
    """Whether a click on the cell leads somewhere."""
    return item.subject is not None and (
        column == OWNER or (column == AMOUNT and item.state == "needs usage")
    )


def _amount(item: LineItem) -> Decimal:
    return item.amount or Decimal(0)


def _scaling(item: LineItem) -> list[str]:
    if item.least is None and item.most is None:
        return []
    amount = item.amount or Decimal(0)
    least = amount if item.least is None else item.least
    return [f"{money(least)} to {money(amount if item.most is None else item.most)} as it scales"]


def _origin(item: LineItem) -> str:
    return f"{item.source}, {item.as_of}".strip(", ")
