"""What every written form of an estimate says: whose it is, what it rests on, and what it is without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from archdesk.costs.items import Estimate, LineItem
from archdesk.costs.purchase import Discounted


@dataclass(frozen=True)
class Statement:
    """An estimate to hand on. ``names`` are those of components and connections by id, ``bought`` the total with a
    way to buy, where one was chosen.
    """

    name: str  # of the design
    estimate: Estimate
    names: Mapping[str, str] = field(repr=False)
    bought: Discounted | None = None

    @property
    def needs_usage(self) -> int:
        return self.estimate.count("needs usage")

    @property
    def no_price(self) -> int:
        return self.estimate.count("no price")

    @property
    def dates(self) -> tuple[str, str]:
        """The dates of the oldest and the newest price in it, ISO; empty where no price is dated."""
        dates = [item.as_of for item in self.estimate.items if item.as_of]
        return min(dates, default=""), max(dates, default="")

    @property
    def sources(self) -> dict[str, int]:
        """Where the prices are from, in words, with how many items each has."""
        found: dict[str, int] = {}
        for item in self.estimate.items:
            if item.source:
                found[item.source] = found.get(item.source, 0) + 1
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    @property
    def total(self) -> Decimal:
        """USD/month as it is bought."""
        return self.estimate.monthly if self.bought is None else self.bought.monthly

    def subject(self, item: LineItem) -> str:
        """What the component or connection of an item is called."""
        return self.names.get(item.subject or "") or item.subject or "The design"


def plain(number: Decimal | None) -> str:
    """The number with all its digits and without an exponent; empty for None."""
    return "" if number is None else f"{number:f}"
