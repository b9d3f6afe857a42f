"""Two estimates compared: what the difference is, item by item, and what one of them has no price of.

The entries add up to the change of the total exactly. Where one side has no price, the entry says so and counts the
other side's amount: the sum stays right, and `Difference.unpriced` names it, so nobody takes it for a saving.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final, Literal

from archdesk.costs.items import PRECISION, Estimate, LineItem
from archdesk.costs.money import dollars

Kind = Literal["added", "removed", "changed", "price lost", "price found", "no price"]
_DIGITS: Final = 4 * PRECISION  # a difference of two sums of this many digits is exact too
_WITHOUT: Final = ("no price", "needs usage")
_Key = tuple[str | None, str | None, str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line item that is another in the second estimate; ``change`` is USD/month, above zero where it is dearer.

    ``before`` and ``after`` are its amounts, None where it is not there or has none. ``reason`` says why a price
    or a usage is missing.
    """

    kind: Kind
    component: str | None
    connection: str | None
    name: str  # of the component or connection
    label: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal
    reason: str = ""

    @property
    def subject(self) -> str | None:
        """The id of the component or connection it is for."""
        return self.component if self.component is not None else self.connection

    @property
    def words(self) -> str:
        """``+$43.20: NAT gateway b, Hours``; of what has no price, what it was and why."""
        whose = f"{self.name}, {self.label}"
        match self.kind:
            case "price lost":
                was = f" before {dollars(self.before)} a month" if self.before is not None else ""
                return f"no price any more: {whose} ({'; '.join(filter(None, (was.strip(), self.reason)))})"
            case "price found":
                return f"{signed(self.change)}: {whose} (without a price before)"
            case "removed" if self.before is None:
                return f"gone, without a price before: {whose}"
            case "no price":
                return f"no price: {whose} ({self.reason})" if self.reason else f"no price: {whose}"
            case _:
                return f"{signed(self.change)}: {whose}"


@dataclass(frozen=True, slots=True)
class Shift:
    """How much dearer one component or connection is: all its entries together."""

    subject: str | None
    name: str
    change: Decimal

    @property
    def words(self) -> str:
        """``+$43.20: NAT gateway b``."""
        return f"{signed(self.change)}: {self.name}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second estimate is against a first: USD/month, the dearest change first."""

    before: Decimal
    after: Decimal
    change: Decimal
    entries: tuple[Entry, ...]

    @property
    def added(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind == "added")

    @property
    def removed(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind == "removed")

    @property
    def changed(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind == "changed")

    @property
    def unpriced(self) -> tuple[Entry, ...]:
        """The entries for which one side has no price, so that the change is not the whole truth."""
        return tuple(
            entry
            for entry in self.entries
            if entry.kind in ("price lost", "price found", "no price")
            or (entry.kind == "removed" and entry.before is None)
        )

    @property
    def complete(self) -> bool:
        """Whether both sides have a price for all that differs."""
        return not self.unpriced

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The change of each component and connection, dearest first; those that add up to nothing left out."""
        sums: dict[str | None, Shift] = {}
        with localcontext(prec=_DIGITS):
            for entry in self.entries:
                so_far = sums.get(entry.subject)
                change = entry.change + (so_far.change if so_far is not None else 0)
                sums[entry.subject] = Shift(entry.subject, entry.name, change)
        found = (shift for shift in sums.values() if shift.change)
        return tuple(sorted(found, key=lambda s: (-abs(s.change), s.name, s.subject or "")))

    @property
    def alike(self) -> Decimal:
        """The change of what both sides have a price of, or do not have at all."""
        with localcontext(prec=_DIGITS):
            return self.change - sum((entry.change for entry in self.unpriced), Decimal(0))

    @property
    def words(self) -> str:
        """``+$43.20 a month: $100.00 before, $143.20 after``; where prices are missing, the change of all else comes
        first, so that nobody takes what is left out for a saving, and then of how many items.
        """
        change = f"{signed(self.change) if self.complete else signed(self.alike)} a month"
        change += "" if self.complete else " for what has a price in both"
        told = f"{change}: {dollars(self.before)} before, {dollars(self.after)} after"
        lost = sum(e.kind in ("price lost", "no price") for e in self.entries)
        found = sum(e.kind == "price found" for e in self.entries)
        told += f"; without a price in it: {lost}" if lost else ""
        told += f"; priced only in it: {found}" if found else ""
        gone = sum(e.kind == "removed" and e.before is None for e in self.entries)
        told += f"; gone without a price: {gone}" if gone else ""
        return told


def compare(
    before: Estimate,
    after: Estimate,
    names_before: Mapping[str, str],
    names_after: Mapping[str, str] | None = None,
) -> Difference:
    """What the second estimate has that the first has not, item by item. Names are by id of component or connection.

    Items are the same where they are for the same component or connection and have the same label.
    """
    names = {**names_before, **(names_before if names_after is None else names_after)}
    old, new = _by_key(before.items), _by_key(after.items)
    with localcontext(prec=_DIGITS):
        found = [
            entry
            for key in {**old, **new}
            if (entry := _entry(old.get(key), new.get(key), names)) is not None
        ]
        change = after.monthly - before.monthly
    found.sort(key=lambda e: (-abs(e.change), e.name, e.subject or "", e.label))
    return Difference(before.monthly, after.monthly, change, tuple(found))


def signed(amount: Decimal) -> str:
    """``+$43.20``, ``-$3.00``, ``$0.00``: a change in dollars with its sign."""
    if amount < 0:
        small = dollars(-amount)
        return f"-{small}" if not small.startswith("<") else "> -$0.01"
    text = dollars(amount)
    return f"+{text}" if amount and not text.startswith("<") else text


def _by_key(items: Iterable[LineItem]) -> dict[_Key, LineItem]:
    """The items by whose they are and what they are called; the second of the same name is the second there too."""
    found: dict[_Key, LineItem] = {}
    for item in items:
        turn = 0
        while (key := (item.component, item.connection, item.label, turn)) in found:
            turn += 1
        found[key] = item
    return found


def _entry(old: LineItem | None, new: LineItem | None, names: Mapping[str, str]) -> Entry | None:
    """The entry of an item before and after; None where nothing about money is different."""
    item = new if new is not None else old
    assert item is not None
    before = old.amount if old is not None else None
    after = new.amount if new is not None else None
    change = (after or Decimal(0)) - (before or Decimal(0))
    kind = _kind(old, new, change)
    if kind is None:
        return None
    reason = new.reason if new is not None and new.state in _WITHOUT else ""
    name = names.get(item.subject or "") or item.subject or "The design"
    return Entry(kind, item.component, item.connection, name, item.label, before, after, change, reason)


def _kind(old: LineItem | None, new: LineItem | None, change: Decimal) -> Kind | None:
    if new is not None and new.state in _WITHOUT:
        if old is None:
            return "no price"
        if old.state not in _WITHOUT:
            return "price lost"
        return None if (old.quantity, old.reason) == (new.quantity, new.reason) else "no price"
    if old is not None and old.state in _WITHOUT:
        return "price found" if new is not None else "removed"
    if old is None:
        return "added" if change else None
    if new is None:
        return "removed" if change else None
    return "changed" if change else None
