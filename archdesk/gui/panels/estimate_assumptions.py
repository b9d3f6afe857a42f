"""What an estimate takes for granted, each where it can be changed: preset, buying, region, prices and every usage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from archdesk.app.cost_view import Assumed, price_dates
from archdesk.app.edits import set_settings, set_usage
from archdesk.app.session import Session
from archdesk.catalog.definitions import Property
from archdesk.costs.purchase import OPTIONS, purchase_of
from archdesk.gui.panels.editors import editor
from archdesk.gui.panels.elided import ElidedLabel, ElidedLink
from archdesk.gui.panels.keyed import Keyed, KeyedColumn
from archdesk.gui.panels.regions import REGIONS
from archdesk.gui.panels.widgets import Check, Choices, column, label
from archdesk.gui.words import plain
from archdesk.model.records import Settings, Value

_MOST = 120  # usage fields at once; a bar that is clicked shows those of its own


class Assumptions(QScrollArea):
    """``open_owner(id)`` is called where a person clicks on whose usage it is."""

    def __init__(self, session: Session, open_owner: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.open_owner = open_owner
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        whole = column(content, margin=10, spacing=4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        self.usage = self._choices("Use", "What nobody entered is the small, medium or large use")
        self.purchase = self._choices("Bought", "How the account buys what it can commit to")
        self.region = self._choices("Region", "The region the design is priced in")
        for word in ("small", "medium", "large"):
            self.usage.addItem(word, word)
        for option in OPTIONS:
            self.purchase.addItem(option.label, option.id)
        for region in REGIONS:
            self.region.addItem(region, region)
        self.free_tier = Check("Take the free tier off", content)
        self.free_tier.setObjectName("assume:free_tier")
        self.free_tier.setToolTip("What AWS gives every account for nothing, once for the whole account")
        self.free_tier.toggled.connect(self._free_tier_chosen)
        for column_, (title, box) in enumerate((("Use", self.usage), ("Region", self.region))):
            grid.addWidget(label(title, "field_label", wrap=False), 0, column_ * 2)
            grid.addWidget(box, 0, column_ * 2 + 1)
        grid.addWidget(label("Bought", "field_label", wrap=False), 1, 0)
        grid.addWidget(self.purchase, 1, 1, 1, 3)
        grid.addWidget(self.free_tier, 2, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        whole.addLayout(grid)
        self.prices = label("", "secondary")
        whole.addWidget(self.prices)
        self.heading = label("", "group")
        whole.addWidget(self.heading)
        inner = QWidget(content)
        rows = column(inner, margin=0, spacing=4)
        self.rows = KeyedColumn(rows)
        whole.addWidget(inner)
        whole.addStretch(1)
        self.setWidget(content)
        self.fields: dict[tuple[str, str], QLineEdit] = {}

    def show_assumptions(self, found: Sequence[Assumed], narrowed: str) -> None:
        """Show the design's settings and these quantities; ``narrowed`` says whose they are, empty for all."""
        settings = self.session.design.settings
        for box, value in (
            (self.usage, settings.usage),
            (self.purchase, settings.purchase),
            (self.region, settings.region),
        ):
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
        self.free_tier.blockSignals(True)
        self.free_tier.setChecked(settings.free_tier)
        self.free_tier.blockSignals(False)
        self.prices.setText(self._about_prices(settings))
        count = len(found)
        self.heading.setText(f"Use in a month, of {narrowed}" if narrowed else "Use in a month")
        self.heading.setVisible(bool(count))
        entries = [
            Keyed((a.subject, a.name), (a, settings.usage), partial(self._row, a, settings))
            for a in found[:_MOST]
        ]
        if count > _MOST:
            words = f"{count - _MOST} more: click a bar to see those of one."
            entries.append(Keyed("more", words, partial(label, words, "secondary")))
        self.rows.show(entries)
        for key in tuple(self.fields):
            if key not in self.rows.widgets:
                del self.fields[key]

    def _about_prices(self, settings: Settings) -> str:
        dates = price_dates(self.session.estimate)
        words = [f"Prices of {dates}, without tax." if dates else "No prices are used yet."]
        option = purchase_of(settings.purchase)
        if option.as_of:
            words.append(f"Discounts are about those of {option.as_of}: {option.source}.")
        return " ".join(words)

    def _row(self, assumed: Assumed, settings: Settings) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        owner = ElidedLink(assumed.owner, row)
        owner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        owner.clicked.connect(partial(_open, self.open_owner, assumed.subject))
        usage = assumed.usage
        caption = ElidedLabel(usage.label, "field_label" if assumed.entered is None else "field_changed", row)
        caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        caption.setToolTip(plain("\n".join(filter(None, [usage.label, usage.doc]))))
        problem = label("", "error", parent=row)
        problem.hide()
        definition = Property(type="number", label=usage.label, unit=usage.unit, min=0, doc=usage.doc)
        store = partial(self._store, assumed.subject, assumed.name)
        field = editor(definition, assumed.entered, settings.edition, store, partial(_complain, problem), row)
        assert isinstance(field, QLineEdit)
        field.setObjectName(f"assume:{assumed.subject}:{assumed.name}")
        field.setAccessibleName(f"{usage.label} of {assumed.owner}")
        if assumed.preset is not None:
            field.setPlaceholderText(f"{assumed.preset:,g}")
            field.setToolTip(
                plain(
                    f"Empty: the {settings.usage} use, {assumed.preset:,g} {usage.unit}.\n{usage.doc}".strip()
                )
            )
        else:
            field.setPlaceholderText("needs usage")
        field.setFixedWidth(124)
        self.fields[assumed.subject, assumed.name] = field
        layout.addWidget(owner, 3)
        layout.addWidget(caption, 3)
        layout.addWidget(problem)
        layout.addWidget(field)
        return row

    def _choices(self, name: str, tip: str) -> Choices:
        box = Choices(self)
        box.setObjectName(f"assume:{name.lower()}")
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setMinimumWidth(80)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        field = {"Use": "usage", "Bought": "purchase", "Region": "region"}[name]
        box.activated.connect(partial(self._chosen, field, box))
        return box

    def _chosen(self, field: str, box: QComboBox, index: int) -> None:
        words = {"usage": "Set the use", "purchase": "Set how it is bought", "region": "Set region"}[field]
        set_settings(self.session.design, words, **{field: box.itemData(index)})

    def _free_tier_chosen(self, on: bool) -> None:
        words = "Take the free tier off" if on else "Leave the free tier on"
        set_settings(self.session.design, words, free_tier=on)

    def _store(self, subject: str, name: str, value: Value) -> None:
        if self.session.design.find(subject) is not None:
            set_usage(self.session.design, subject, name, value)


def _complain(problem: QLabel, words: str) -> None:
    problem.setText(words)
    problem.setVisible(bool(words))


def _open(open_owner: Callable[[str], None], id: str, checked: bool = False) -> None:
    open_owner(id)
