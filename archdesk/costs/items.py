"""Line items and estimates: what is billed, how sure that is, and the sums of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Final, Literal

from archdesk.catalog.drawn import HOURS
from archdesk.costs.lines import State

PRECISION: Final = 60  # digits: sums and products of a whole account stay exact
Period = Literal["hour", "month", "year"]


@dataclass(frozen=True, slots=True)
class LineItem:
    """One thing that is billed (or free) a month, for one component or one connection.

    ``unit_price`` times ``quantity`` is ``amount``; where tiers apply, ``unit_price`` is their average and
    ``reason`` says so. ``within`` lists the containers round it, innermost first. ``least`` and ``most`` are the
    amounts at the fewest and the most of what scales by itself, None where that is no other than ``amount``.
    ``assumed`` names the usage that nobody entered.
    """

    component: str | None
    label: str
    state: State
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    source: str = ""
    as_of: str = ""
    reason: str = ""
    service: str = ""
    region: str = ""
    within: tuple[str, ...] = ()
    connection: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    price: str = ""  # offer/component of the price book
    assumed: tuple[str, ...] = ()

    @property
    def subject(self) -> str | None:
        """The id of the component or connection it is for."""
        return self.component if self.component is not None else self.connection


@dataclass(frozen=True)
class Estimate:
    """All line items: those of components by id, then those of connections. ``monthly`` (USD) is exactly the sum
    of the priced ones, ``least`` and ``most`` what it is at the fewest and the most of what scales by itself.
    """

    items: tuple[LineItem, ...]
    monthly: Decimal
    region: str
    usage: str
    currency: Literal["USD"] = "USD"
    free_tier: bool = False
    least: Decimal = field(default=Decimal(0))
    most: Decimal = field(default=Decimal(0))

    def total(self, period: Period = "month") -> Decimal:
        """USD an hour (of 730 a month), a month or a year."""
        with localcontext(prec=PRECISION):
            match period:
                case "hour":
                    return self.monthly / HOURS
                case "year":
                    return self.monthly * 12
                case _:
                    return self.monthly

    @property
    def scales(self) -> bool:
        """Whether anything in it scales by itself, so that there is a range."""
        return self.least != self.most

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """What a reader must know to trust the total, in sentences."""
        return tuple(_assumptions(self))

    def by_component(self) -> dict[str, Decimal]:
        """USD/month of each component that has a priced item."""
        return self._sums(lambda item: (item.component,) if item.component is not None else ())

    def by_connection(self) -> dict[str, Decimal]:
        """USD/month of each connection that has a priced item: the data it carries."""
        return self._sums(lambda item: (item.connection,) if item.connection is not None else ())

    def by_service(self) -> dict[str, Decimal]:
        """USD/month of each service that has a priced item, dearest first."""
        sums = self._sums(lambda item: (item.service,))
        return dict(sorted(sums.items(), key=lambda entry: (-entry[1], entry[0])))

    def by_container(self) -> dict[str, Decimal]:
        """USD/month of all that stands in each container that holds something priced."""
        return self._sums(lambda item: item.within)

    def without_price(self) -> tuple[LineItem, ...]:
        """The items the total is without: those with no price and those that need usage."""
        return tuple(i for i in self.items if i.state in ("needs usage", "no price"))

    def count(self, state: State) -> int:
        return sum(item.state == state for item in self.items)

    def _sums(self, names: Callable[[LineItem], Iterable[str]]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        with localcontext(prec=PRECISION):
            for item in self.items:
                if item.state == "priced" and item.amount is not None:
                    for name in names(item):
                        sums[name] = sums.get(name, Decimal(0)) + item.amount
        return sums


def _assumptions(estimate: Estimate) -> Iterable[str]:
    dates = sorted({i.as_of for i in estimate.items if i.as_of})
    dated = f", as of {dates[0]}" if dates else ""
    dated += f" to {dates[-1]}" if len(dates) > 1 else ""
    yield f"A month has {HOURS} hours."
    others = sorted({i.region for i in estimate.items if i.amount and i.region} - {estimate.region})
    where = " and ".join([", ".join([estimate.region, *others[:-1]]), *others[-1:]])
    yield f"On-demand list prices of {where} in US dollars, without tax and discounts{dated}."
    undated = sum(item.amount is not None and bool(item.source) and not item.as_of for item in estimate.items)
    if undated:
        yield f"Items whose price bears no date: {undated}."
    yield (
        "The free tier that every account has is taken off."
        if estimate.free_tier
        else "The free tier is not taken off."
    )
    if any(item.connection is not None for item in estimate.items):
        yield "Data between zones and regions is what each connection carries; places at its ends meet equally often."
    if estimate.scales:
        yield "What scales by itself is counted at the size that is drawn; the range says the fewest and the most."
    if any(item.assumed for item in estimate.items):
        yield f"Usage that nobody entered is taken from the {estimate.usage} preset."
    for state in ("needs usage", "no price"):
        count = sum(item.state == state for item in estimate.items)
        if count:
            yield f"Items in the state {state!r}, which the total is without: {count}."
