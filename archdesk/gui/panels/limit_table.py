"""The table of all limits of a design, the nearest first; worked out only while somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.limit_list import Measure, counted_in, measures, names_of, subject_of
from archdesk.app.session import Session
from archdesk.gui.panels.headroom_bar import MARKS, paint_bar
from archdesk.gui.panels.widgets import label
from archdesk.gui.style import mark
from archdesk.gui.words import plain
from archdesk.model.design import Change

Open = Callable[[str, str, str], None]
Index = QModelIndex | QPersistentModelIndex

_COLUMNS: Final = ("Component", "Limit", "Used", "At most", "Reached", "Counted in")
_USED, _MOST, _REACHED = 2, 3, 4
_WIDTHS: Final = {2: 92, 3: 116, 4: 150, 5: 132}  # px
_ROW = 26  # px
_NOTHING = "Nothing here has a limit yet. Place a component: how much of AWS's limits it uses stands here, the nearest first."


class LimitModel(QAbstractTableModel):
    """A row for each limit, the texts made when they are shown."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.rows: tuple[Measure, ...] = ()

    def show(self, rows: tuple[Measure, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        measure = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(measure, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self.tip(measure))
        return None

    def text(self, measure: Measure, column: int) -> str:
        headroom = measure.headroom
        match column:
            case 0:
                return names_of(self.session.design, headroom.components)
            case 1:
                return headroom.limit.label
            case 2:
                return measure.used
            case 3:
                return measure.most
            case 4:
                return ", ".join(filter(None, (measure.percent, measure.words)))
            case _:
                return counted_in(headroom)

    def tip(self, measure: Measure) -> str:
        """The whole row in sentences, with all names and what is to be known of the figure."""
        headroom, design = measure.headroom, self.session.design
        kind = self.session.catalogue.types[headroom.type].label
        names = [design.component(id).name for id in headroom.components]
        where = f" in {headroom.where}" if headroom.where else ""
        reached = self.text(measure, _REACHED)
        first = f"{kind}, {headroom.limit.label}: {measure.used} of {measure.most}{where} ({reached})."
        says = f"The limit: {headroom.limit.value(design.settings.edition)}"
        return "\n".join([first, says, *measure.notes, *([", ".join(names[:20])] if len(names) > 1 else [])])


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in {_USED, _MOST} else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class _Reached(QStyledItemDelegate):
    """A mark by its severity, the bar, and the share in figures."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, LimitModel)
        measure = model.rows[index.row()]
        view = option.widget
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, view)
        rect, palette = option.rect, option.palette
        figure = measure.words if measure.level == "default" else measure.percent
        severity = MARKS[measure.level]
        if severity is not None:
            mark(severity, palette).paint(painter, rect.x() + 6, rect.y() + (rect.height() - 14) // 2, 14, 14)
        room = QRectF(rect.x() + 26, rect.y(), rect.width() - 26 - 58, rect.height())
        if measure.level == "default":
            painter.setPen(palette.placeholderText().color())
            painter.drawText(
                rect.adjusted(26, 0, -8, 0),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
                figure,
            )
            return
        paint_bar(painter, room, float(measure.headroom.share), measure.level, palette)
        painter.setPen(palette.text().color())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(rect.width() - 56, 0, -8, 0), int(side), figure)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_WIDTHS[_REACHED], _ROW)


class LimitsPanel(QWidget):
    """``open_limit`` is called with the component, the type and the label of the limit a person chooses."""

    def __init__(self, session: Session, open_limit: Open, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._open_limit = open_limit
        self._measures: tuple[Measure, ...] = ()
        self._stale = True
        self.model = LimitModel(session, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._filter_bar())
        self.table = self._table()
        self.empty = label("", "empty", parent=self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._either = QStackedLayout()
        self._either.addWidget(self.table)
        self._either.addWidget(self.empty)
        layout.addLayout(self._either, 1)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._refresh)
        session.follow(self._changed)

    def rebuild(self) -> None:
        """Work everything out anew, now if it is seen."""
        self._stale = True
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # -- inside ---------------------------------------------------------------------------------------------

    def _filter_bar(self) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("filter_bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        self.near = QToolButton(bar)
        self.near.setCheckable(True)
        self.near.setAutoRaise(True)
        self.near.setIconSize(QSize(14, 14))
        self.near.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.near.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.near.setText("Near or beyond")
        self.near.setToolTip("Show only the limits that are used to 80 % or more")
        self.near.toggled.connect(self._narrow)
        row.addWidget(self.near)
        self.search = QLineEdit(bar)
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search limits")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(90)
        self.search.setMaximumWidth(240)
        self.search.textChanged.connect(self._narrow)
        row.addWidget(self.search, 1)
        row.addStretch(1)
        self.told = label("", "secondary", wrap=False, parent=bar)
        row.addWidget(self.told)
        return bar

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setItemDelegateForColumn(_REACHED, _Reached(table))
        table.setAccessibleName("Limits, the nearest first")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column in range(len(_COLUMNS)):
            fixed = column in _WIDTHS
            modes = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, modes.Fixed if fixed else modes.Stretch)
            if fixed:
                header.resizeSection(column, _WIDTHS[column])
        table.clicked.connect(self._chosen)
        table.activated.connect(self._chosen)
        return table

    def _changed(self, change: Change | None) -> None:
        self._stale = True
        if self.isVisible():
            self._later.start()

    def _refresh(self) -> None:
        if not self._stale or not self.isVisible():
            return
        self._later.stop()
        self._stale = False
        self._measures = measures(self.session.design, self.session.catalogue)
        self._narrow()

    def _narrow(self, _: object = None) -> None:
        """Show what the filters leave, and keep the row that was chosen."""
        chosen = self.table.currentIndex()
        key = self.model.rows[chosen.row()].key if chosen.isValid() else None
        scrolled = self.table.verticalScrollBar().value()
        near = [m for m in self._measures if m.level in {"beyond", "near"}]
        rows = near if self.near.isChecked() else self._measures
        typed = self.search.text().strip().lower()
        if typed:
            rows = [m for m in rows if typed in self._searched(m)]
        self.model.show(tuple(rows))
        self._tell(near)
        if rows:
            self._either.setCurrentWidget(self.table)
            row = next((n for n, m in enumerate(rows) if m.key == key), None)
            if row is not None:
                self.table.setCurrentIndex(self.model.index(row, 0))
            self.table.verticalScrollBar().setValue(scrolled)
        else:
            self.empty.setText(self._empty_words(typed))
            self._either.setCurrentWidget(self.empty)

    def _searched(self, measure: Measure) -> str:
        names = (self.session.design.component(id).name for id in measure.headroom.components)
        kind = self.session.catalogue.types[measure.headroom.type].label
        return " ".join((*names, kind, measure.headroom.limit.label, counted_in(measure.headroom))).lower()

    def _tell(self, near: list[Measure]) -> None:
        beyond = sum(m.level == "beyond" for m in near)
        severity = "error" if beyond else "warning" if near else None
        self.near.setIcon(mark(severity, self.palette()))
        self.near.setText(f"Near or beyond ({len(near):,})")
        parts = [f"{len(self._measures):,} measured", f"{beyond:,} beyond" if beyond else ""]
        if any(m.headroom.assumed for m in self._measures):
            parts.append(f"with the {self.session.design.settings.usage} use where none is entered")
        self.told.setText(", ".join(filter(None, parts)))

    def _empty_words(self, typed: str) -> str:
        if not self._measures:
            return _NOTHING
        if typed:
            return "No limit is found by that. Names of components, types and limits are searched."
        return f"No limit is near: {len(self._measures):,} are measured, and of each less than 80 % is used."

    def _chosen(self, index: QModelIndex) -> None:
        headroom = self.model.rows[index.row()].headroom
        subject = subject_of(self.session.design, self.session.catalogue, headroom)
        self._open_limit(subject, headroom.type, headroom.limit.label)
