"""What the estimate's tab shows, without any Qt: sums as bars, line items as rows, and what was assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Usage
from archdesk.costs.items import Estimate, LineItem
from archdesk.costs.money import unit_price
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Value

By = Literal["service", "container", "component", "connection"]
BY: Final[tuple[By, ...]] = ("service", "container", "component", "connection")
_ORDER: Final = ("priced", "needs usage", "no price", "free")


@dataclass(frozen=True, slots=True)
class CostBar:
    """One bar: ``share`` is its part of the total, ``length`` its part of the longest bar."""

    key: str
    label: str
    amount: Decimal
    share: Decimal
    length: Decimal
    ids: tuple[str, ...]  # the components and connections it is for, dearest first

    @property
    def percent(self) -> str:
        """``12 %``; less than half a percent is not shown as nothing."""
        return "< 1 %" if self.share < Decimal("0.005") else f"{self.share * 100:.0f} %"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which line items are listed: all, those of a bar, or those in a state the total is without."""

    by: By = "service"
    key: str = ""
    state: str = ""

    @property
    def everything(self) -> bool:
        return not self.key and not self.state


@dataclass(frozen=True, slots=True)
class Assumed:
    """A monthly quantity that was entered, or that the preset stands in for (``entered`` None)."""

    subject: str
    name: str
    owner: str
    usage: Usage
    preset: Value
    entered: Value


def bars(estimate: Estimate, design: Design, by: By) -> tuple[CostBar, ...]:
    """The priced sums, largest first."""
    amounts: dict[str, Decimal] = {}
    parts: dict[str, dict[str, Decimal]] = {}
    for item in estimate.items:
        if item.state == "priced" and item.amount and item.subject is not None:
            for key in keys_of(item, by):
                amounts[key] = amounts.get(key, Decimal(0)) + item.amount
                sums = parts.setdefault(key, {})
                sums[item.subject] = sums.get(item.subject, Decimal(0)) + item.amount
    largest = max(amounts.values(), default=Decimal(1))
    total = estimate.monthly or Decimal(1)
    found = [
        CostBar(
            key,
            key if by == "service" else name_of(design, key),
            amount,
            amount / total,
            amount / largest,
            tuple(sorted(parts[key], key=lambda id: (-parts[key][id], id))),
        )
        for key, amount in amounts.items()
    ]
    return tuple(sorted(found, key=lambda bar: (-bar.amount, bar.label, bar.key)))


def keys_of(item: LineItem, by: By) -> tuple[str, ...]:
    """The bars an item counts in: of containers every one round it."""
    if by == "service":
        return (item.service,)
    if by == "container":
        return item.within
    id = item.component if by == "component" else item.connection
    return () if id is None else (id,)


def rows(estimate: Estimate, shown: Shown) -> tuple[LineItem, ...]:
    """The line items to list, dearest first; then what needs usage and what has no price. Free ones are not."""
    found = [item for item in estimate.items if item.state != "free" and _is_shown(item, shown)]
    return tuple(sorted(found, key=lambda i: (_ORDER.index(i.state), -(i.amount or 0))))


def _is_shown(item: LineItem, shown: Shown) -> bool:
    if shown.state:
        return item.state == shown.state
    return not shown.key or shown.key in keys_of(item, shown.by)


def name_of(design: Design, id: str | None) -> str:
    """A component's name, or the names of a connection's ends."""
    record = design.find(id) if id is not None else None
    if isinstance(record, Component):
        return record.name
    if isinstance(record, Connection):
        return f"{name_of(design, record.source)} → {name_of(design, record.target)}"
    return ""


def reckoning(item: LineItem) -> str:
    """``1,460 h × $0.0416 / h``: how the amount comes about; why it does not, where it does not."""
    if item.quantity is None or item.unit_price is None:
        return item.reason
    text = f"{item.quantity:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} × {unit_price(item.unit_price, item.unit)}"


def range_in_words(estimate: Estimate, amount: Callable[[Decimal], str]) -> str:
    """``$310.00 to $620.00 as it scales``; empty where nothing scales. ``amount`` writes an amount."""
    if not estimate.scales:
        return ""
    return f"{amount(estimate.least)} to {amount(estimate.most)} as it scales"


def assumptions(
    estimate: Estimate, design: Design, catalogue: Catalogue, only: Iterable[str] | None = None
) -> tuple[Assumed, ...]:
    """Every quantity the estimate took from the preset, and every one that was entered; dearest owner first.

    ``only`` these components and connections, where it is given.
    """
    wanted = None if only is None else set(only)
    assumed: dict[str, dict[str, None]] = {}
    amounts: dict[str, Decimal] = {}
    for item in estimate.items:
        id = item.subject
        if id is None or (wanted is not None and id not in wanted):
            continue
        names = assumed.setdefault(id, {})
        names.update(dict.fromkeys(item.assumed))
        amounts[id] = amounts.get(id, Decimal(0)) + (item.amount or 0)
    found = []
    for id, names in assumed.items():
        record = design.find(id)
        if not isinstance(record, Component | Connection):
            continue
        for name, usage in catalogue.usage_of(record).items():
            entered = record.usage.get(name)
            if name in names or entered is not None:
                preset = getattr(usage, design.settings.usage, None)
                found.append(Assumed(id, name, name_of(design, id), usage, preset, entered))
    return tuple(sorted(found, key=lambda a: (-amounts[a.subject], a.owner, a.subject)))


def price_dates(estimate: Estimate) -> str:
    """``2025-08-28 to 2026-07-20``: from when the prices are; empty where none was used."""
    dates = sorted({item.as_of for item in estimate.items if item.as_of})
    if not dates:
        return ""
    return dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
