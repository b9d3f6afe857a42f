"""The inspector's Cost tab: of a component with what stands in it, and of a connection with the data it carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from archdesk.app.cost_view import reckoning
from archdesk.catalog.definitions import Property
from archdesk.costs.items import LineItem
from archdesk.costs.money import dollars, money
from archdesk.gui.panels.properties import PropertyForm
from archdesk.gui.panels.widgets import column, label, link
from archdesk.gui.words import plain
from archdesk.model.records import Component, Connection

if TYPE_CHECKING:
    from archdesk.gui.panels.inspector import Inspector

_DEAREST = 6  # parts of a container; the estimate's tab has them all


def component_costs(inspector: Inspector, component: Component) -> QWidget:
    page = QWidget()
    layout = column(page)
    items = [i for i in inspector.session.estimate.items if i.component == component.id]
    inside = [i for i in inspector.session.estimate.items if component.id in i.within]
    _add_total(items, layout, page)
    for item in items:
        layout.addWidget(item_line(item, page))
    if not items:
        layout.addWidget(label("Nothing here is priced by itself.", "secondary", parent=page))
    if inspector.session.design.children(component.id) or inside:
        _add_parts(inspector, component, inside, layout, page)
    _add_usage(inspector, component, layout, page)
    layout.addStretch(1)
    return page


def connection_costs(inspector: Inspector, connection: Connection) -> QWidget:
    """What the data it carries costs, and how much that is."""
    page = QWidget()
    layout = column(page)
    items = [i for i in inspector.session.estimate.items if i.connection == connection.id]
    _add_total(items, layout, page)
    for item in items:
        layout.addWidget(item_line(item, page))
    if not items:
        words = "AWS bills nothing for what this connection carries, as it is drawn."
        layout.addWidget(label(words, "secondary", parent=page))
    _add_usage(inspector, connection, layout, page)
    layout.addStretch(1)
    return page


def item_line(item: LineItem, parent: QWidget) -> QWidget:
    """One line item: what, quantity × unit price, amount, and where the price is from."""
    row = QWidget(parent)
    grid = QGridLayout(row)
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(item.label, parent=row), 0, 0)
    amount = label(amount_in_words(item), "amount", wrap=False, parent=row)
    amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    grid.addWidget(amount, 0, 1)
    scaling = scaling_in_words([item])
    for at, detail in enumerate(filter(None, (reckoning(item), scaling)), start=1):
        grid.addWidget(label(detail, "secondary", parent=row), at, 0, 1, 2)
    if item.source:
        row.setToolTip(plain(f"{item.source}, {item.as_of}".rstrip(", ")))
    return row


def amount_in_words(item: LineItem) -> str:
    """The amount with its unit, or the state in words: never a silent $0."""
    if item.state == "priced" and item.amount is not None:
        return money(item.amount)
    return item.state


def scaling_in_words(items: Iterable[LineItem]) -> str:
    """``$310.00 to $620.00 as it scales``, of these items together; empty where none scales."""
    least = most = Decimal(0)
    scales = False
    for item in items:
        amount = item.amount or Decimal(0)
        least += amount if item.least is None else item.least
        most += amount if item.most is None else item.most
        scales = scales or item.least is not None or item.most is not None
    return f"{dollars(least)} to {dollars(most)} as it scales" if scales and least != most else ""


def _add_total(items: Sequence[LineItem], layout: QVBoxLayout, page: QWidget) -> None:
    priced = [i for i in items if i.state == "priced" and i.amount is not None]
    if priced:
        total = sum((i.amount or Decimal(0) for i in priced), Decimal(0))
        layout.addWidget(label(money(total), "figure", parent=page))
        if words := scaling_in_words(items):
            layout.addWidget(label(words, "secondary", parent=page))


def _add_parts(
    inspector: Inspector, component: Component, inside: Sequence[LineItem], layout: QVBoxLayout, page: QWidget
) -> None:
    """The subtotal of what stands in a container, its dearest parts and what it is without."""
    layout.addWidget(label("With all that stands in it", "group", parent=page))
    own = [i for i in inspector.session.estimate.items if i.component == component.id]
    everything = [*own, *inside]
    amounts: dict[str, Decimal] = {}
    for item in inside:
        if item.amount and item.subject is not None:
            amounts[item.subject] = amounts.get(item.subject, Decimal(0)) + item.amount
    total = sum((i.amount or Decimal(0) for i in everything), Decimal(0))
    layout.addWidget(label(money(total), "figure", parent=page))
    if words := scaling_in_words(everything):
        layout.addWidget(label(words, "secondary", parent=page))
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    ordered = sorted(amounts, key=lambda id: (-amounts[id], id))
    design = inspector.session.design
    for row, id in enumerate(i for i in ordered[:_DEAREST] if design.find(i) is not None):
        record = design.find(id)
        name = link(record.name if isinstance(record, Component) else id.replace("_", " "), page)
        name.setToolTip(plain(name.text()))
        name.setMinimumWidth(40)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        name.clicked.connect(partial(_select, inspector, id))
        amount = label(money(amounts[id]), "amount", wrap=False, parent=page)
        amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(name, row, 0)
        grid.addWidget(amount, row, 1)
    layout.addLayout(grid)
    rest = ordered[_DEAREST:]
    if rest:
        others = sum((amounts[id] for id in rest), Decimal(0))
        layout.addWidget(label(f"{len(rest)} more: {money(others)}", "secondary", parent=page))
    counts = [
        f"{count} {words}"
        for state, words in (("needs usage", "need usage"), ("no price", "without a price"))
        if (count := sum(i.state == state for i in everything))
    ]
    if counts:
        layout.addWidget(label(", ".join(counts), "badge", parent=page))


def _add_usage(
    inspector: Inspector, record: Component | Connection, layout: QVBoxLayout, page: QWidget
) -> None:
    """The fields of what it uses in a month; empty ones say what the preset is."""
    session = inspector.session
    usage = session.catalogue.usage_of(record)
    if not usage:
        return
    layout.addWidget(label("Use in a month", "group", parent=page))
    preset = session.design.settings.usage
    fields = {
        name: Property(
            type="number",
            label=u.label,
            unit=u.unit,
            default=_plainly(getattr(u, preset, u.medium)),
            min=0,
            doc=u.doc,
        )
        for name, u in usage.items()
    }
    form = PropertyForm(
        fields,
        record.usage,
        session.design.settings.edition,
        partial(inspector.store_usage, record.id),
        page,
    )
    for name, field in form.fields.items():
        field.setObjectName(f"field:usage:{name}")
    layout.addWidget(form)
    layout.addWidget(label(f"What is not entered is the {preset} use.", "secondary", parent=page))


def _select(inspector: Inspector, id: str, checked: bool = False) -> None:
    inspector.selection.set([id])


def _plainly(amount: float) -> float:
    """A whole number without a point: ``10``, as one types it."""
    return int(amount) if amount == int(amount) else amount
