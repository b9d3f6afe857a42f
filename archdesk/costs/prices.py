"""One unit price with its tiers, or why there is none; and the prices of a sound file, made when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """The price of each unit between two quantities a month; ``end`` None: and beyond."""

    start: Decimal
    end: Decimal | None
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """One unit price: what for, in which region, since when, and where it is from."""

    region: str
    offer: str
    component: str
    key: Key
    unit: str
    tiers: tuple[Tier, ...]
    each: bool = False  # every resource has tiers of its own
    as_of: str = ""
    source: str = ""
    agrees: int = 0  # how many further sources give the same price
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoPrice:
    """Why there is no price."""

    reason: str


class QuickPrices(Mapping[tuple[str, str, Key], Price]):
    """The prices of a sound file by what they are for; keys in a file of ours are sorted."""

    def __init__(self, region: str, rows: dict[tuple[str, str, str], list[list[str]]]) -> None:
        self._region = region
        self._rows = rows
        self._made: dict[tuple[str, str, Key], Price] = {}

    @property
    def date(self) -> str:
        return max((row[8] for rows in self._rows.values() for row in rows), default="")

    def __getitem__(self, id: tuple[str, str, Key]) -> Price:
        price = self._made.get(id)
        if price is None:
            offer, component, key = id
            rows = self._rows[offer, component, ";".join(f"{n}={v}" for n, v in key)]
            tiers = tuple(
                sorted(
                    (Tier(Decimal(r[5] or 0), Decimal(r[6]) if r[6] else None, Decimal(r[7])) for r in rows),
                    key=lambda tier: tier.start,
                )
            )
            first = min(rows, key=lambda r: Decimal(r[5] or 0))
            price = Price(
                self._region, offer, component, key, first[3], tiers, first[4] == "each",
                min(r[8] for r in rows), first[9], int(first[10] or 0), first[11],
            )  # fmt: skip
            self._made[id] = price
        return price

    def __iter__(self) -> Iterator[tuple[str, str, Key]]:
        for offer, component, text in self._rows:
            parts = (part.partition("=") for part in text.split(";") if part)
            yield offer, component, tuple((name, value) for name, _, value in parts)

    def __len__(self) -> int:
        return len(self._rows)
