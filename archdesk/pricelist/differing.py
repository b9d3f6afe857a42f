"""What differs between two price books: what rose, fell, appeared, and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from archdesk.costs.book import Price, PriceBook

Kind = Literal["rose", "fell", "changed", "appeared", "went"]


@dataclass(frozen=True, slots=True)
class Move:
    """One price in both books, or in one of them."""

    kind: Kind
    old: Price | None
    new: Price | None

    @property
    def price(self) -> Price:
        price = self.new or self.old
        assert price is not None
        return price

    @property
    def share(self) -> Decimal | None:
        """How much the first paid tier rose, as a share of what it was; None where it was nothing."""
        if self.old is None or self.new is None or not first_paid(self.old):
            return None
        return first_paid(self.new) / first_paid(self.old) - 1


def first_paid(price: Price) -> Decimal:
    """The price of its first tier that costs something; 0 where none does."""
    return next((tier.usd for tier in price.tiers if tier.usd), Decimal(0))


def moves(old: PriceBook, new: PriceBook) -> tuple[Move, ...]:
    """All differences, in the order of the book."""
    return tuple(_moves(old, new))


def _moves(old: PriceBook, new: PriceBook) -> Iterator[Move]:
    for id in sorted({*old.prices, *new.prices}):
        before, after = old.prices.get(id), new.prices.get(id)
        if before is None or after is None:
            yield Move("appeared" if before is None else "went", before, after)
        elif (before.unit, before.tiers, before.each) != (after.unit, after.tiers, after.each):
            yield Move(_kind(before, after), before, after)


def _kind(before: Price, after: Price) -> Kind:
    if before.unit != after.unit or len(before.tiers) != len(after.tiers):
        return "changed"
    steps = [b.usd - a.usd for a, b in zip(before.tiers, after.tiers, strict=True)]
    if all(step >= 0 for step in steps) and any(steps):
        return "rose"
    return "fell" if all(step <= 0 for step in steps) and any(steps) else "changed"
