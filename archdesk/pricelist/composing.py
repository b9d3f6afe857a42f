"""Prices of a book composed from what was found in the list, put beside the book there is, and judged.

Nothing is swapped in that looks wrong: a `Doubt` names what does, and says whether a person may accept it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from archdesk.costs.book import Key, Price, PriceBook, Tier
from archdesk.pricelist.mapping import Entry, Meter
from archdesk.pricelist.reading import Found, Rate

SOURCE: Final = "price-list"
SOURCE_WORDS: Final = "AWS's own public price list, as `archdesk prices update` read it"
TENFOLD: Final = 10
LEAST_SHARE: Final = Decimal("0.8")

Id = tuple[str, str, Key]  # offer, component, key


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """What is doubtful about the new prices of OFFER/COMPONENT; one that cannot be accepted refuses the update."""

    name: str
    message: str
    acceptable: bool = True


@dataclass(frozen=True)
class Composed:
    """The prices of some offers as the list has them, and what is doubtful about them."""

    prices: Mapping[Id, Price]
    doubts: tuple[Doubt, ...] = ()


def compose(found: Iterable[Found], region: str, dates: Mapping[str, str]) -> Composed:
    """Prices of what was found; ``dates`` is the publication date of each offer's list.

    What is found twice with different prices, or in tiers with a gap, is a doubt and no price.
    """
    groups: dict[Id, list[Found]] = defaultdict(list)
    for one in found:
        groups[one.entry.offer, one.entry.component, one.key].append(one)
    prices: dict[Id, Price] = {}
    doubts: list[Doubt] = []
    for id, group in sorted(groups.items(), key=lambda item: item[0]):
        entry = group[0].entry
        as_of = dates[entry.meter.list or entry.offer]
        made = _price(id, group, region, as_of)
        if isinstance(made, Price):
            prices[id] = made
        else:
            doubts.append(Doubt(entry.name, f"{_words(id)}: {made}"))
    return Composed(prices, tuple(doubts))


def _price(id: Id, group: list[Found], region: str, as_of: str) -> Price | str:
    """The price of one key; or what is wrong with it."""
    ladders: dict[int | None, dict[tuple[Tier, ...], Found]] = defaultdict(dict)
    for one in group:
        tiers = _tiers(one.entry, one.rates)
        if isinstance(tiers, str):
            return f"{tiers} ({one.sku}, {one.usage or 'no usage type'})"
        ladders[one.entry.meter.begin].setdefault(tiers, one)
    tiers_of_begin: list[tuple[int, tuple[Tier, ...]]] = []
    for begin, ladder in ladders.items():
        # A row of nothing beside a priced one is an allowance, told apart by no attribute.
        paid = {t: f for t, f in ladder.items() if any(tier.usd for tier in t)} or ladder
        if len(paid) > 1:
            said = " and ".join(
                f"{_plain(t[0].usd)} ({f.sku}, {f.usage or 'no usage type'})"
                for t, f in list(paid.items())[:3]
            )
            return f"the list has it more than once, with different prices: {said}"
        tiers_of_begin.append((begin or 0, next(iter(paid))))
    tiers_of_begin.sort(key=lambda pair: pair[0])
    whole: list[Tier] = []
    for index, (begin, tiers) in enumerate(tiers_of_begin):
        after = tiers_of_begin[index + 1][0] if index + 1 < len(tiers_of_begin) else None
        if len(tiers_of_begin) > 1 or begin:
            if len(tiers) > 1:
                return "a meter of one tier has tiers itself"
            tiers = (Tier(Decimal(begin), None if after is None else Decimal(after), tiers[0].usd),)
        whole += tiers
    if whole[0].start:
        return f"no tier says what is paid up to {_plain(whole[0].start)}"
    meter = group[0].entry.meter
    offer, component, key = id
    return Price(
        region, offer, component, key, meter.unit, tuple(whole), meter.tiers == "each", as_of, SOURCE
    )


def _tiers(entry: Entry, rates: tuple[Rate, ...]) -> tuple[Tier, ...] | str:
    """The rates as tiers without gap from 0, in the book's unit; or what is wrong with them."""
    times = entry.meter.times
    ordered = sorted(set(rates), key=lambda r: r.start)
    expected: Decimal | None = ordered[0].start
    for index, rate in enumerate(ordered):
        if expected is not None and rate.start == expected + 1:  # some lists count: to 20000, from 20001
            rate = ordered[index] = replace(rate, start=expected)
        if expected is None or rate.start < expected:
            return f"its tiers overlap at {_plain(rate.start)}"
        if rate.start > expected:
            return f"no tier says what is paid from {_plain(expected)} to {_plain(rate.start)}"
        if rate.end is not None and rate.end <= rate.start:
            return f"a tier ends at {_plain(rate.end)}, where it starts"
        expected = rate.end
    if expected is not None:
        return f"no tier says what is paid beyond {_plain(expected)}"
    if entry.meter.free == "dropped":
        while len(ordered) > 1 and not ordered[0].usd:
            ordered.pop(0)
        # What the list leaves out, or gives, below is the free tier: palettes say that one.
        ordered[0] = replace(ordered[0], start=Decimal(0))
    merged: list[Tier] = []
    for rate in ordered:
        tier = Tier(rate.start / times, None if rate.end is None else rate.end / times, rate.usd * times)
        if merged and merged[-1].usd == tier.usd:
            tier = replace(merged.pop(), end=tier.end)
        merged.append(tier)
    return tuple(merged)


def compare(composed: Composed, old: PriceBook, entries: Iterable[Entry]) -> tuple[Doubt, ...]:
    """What is doubtful about new prices beside the old ones that these entries could have made."""
    doubts = list(composed.doubts)
    meters: dict[tuple[str, str], list[Meter]] = defaultdict(list)
    for entry in entries:
        meters[entry.offer, entry.component].append(entry.meter)
    offers = {offer for offer, _ in meters}
    new_count = Counter(offer for offer, _, _ in composed.prices)
    old_count: Counter[str] = Counter()
    for id, price in old.prices.items():
        if any(meter.may_make(id[2]) for meter in meters.get(id[:2], ())):
            old_count[id[0]] += 1
        new = composed.prices.get(id)
        if new is not None and (moved := _moved(price, new)):
            doubts.append(Doubt("/".join(id[:2]), f"{_words(id)}: {moved}"))
    for offer in sorted(offers):
        if not new_count[offer]:
            doubts.append(
                Doubt(offer, f"{offer}: the list has no price of it that is known here", acceptable=False)
            )
        elif new_count[offer] < LEAST_SHARE * old_count[offer]:
            message = f"{offer}: the list has {new_count[offer]} prices, the book {old_count[offer]}"
            doubts.append(Doubt(offer, message))
    return tuple(sorted(set(doubts)))


def _moved(old: Price, new: Price) -> str:
    """How a price moved, where that is too far to be believed at once."""
    if old.unit != new.unit:
        return f"the unit was {old.unit} and would be {new.unit}"
    for which, before, after in (
        ("", _paid(old)[0], _paid(new)[0]),
        (" of the last tier", old.tiers[-1].usd, new.tiers[-1].usd),
    ):
        low, high = sorted((before, after))
        if high >= TENFOLD * low and high != low:
            return f"the price{which} was {_plain(before)} and would be {_plain(after)} USD per {new.unit}"
    return ""


def _paid(price: Price) -> tuple[Decimal, ...]:
    """The prices of its tiers but for the free ones; 0 where nothing is paid at all."""
    return tuple(t.usd for t in price.tiers if t.usd) or (Decimal(0),)


def joined(old: PriceBook, composed: Composed, published: Mapping[str, str]) -> PriceBook:
    """The old book with the new prices; what the list has not keeps its price, date and source."""
    return PriceBook(
        old.region,
        {**old.prices, **composed.prices},
        {**old.sources, SOURCE: SOURCE_WORDS},
        {**old.published, **published},
    )


def _words(id: Id) -> str:
    return " ".join(value for _, value in id[2]) or id[1].replace("_", " ")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
