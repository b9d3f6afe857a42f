"""What a design costs a month: one line item for each thing that is billed, priced where a book has the price.

Three states are never mixed: *priced*, *needs usage* (nobody said how much, and no preset does) and *no price*
(always with its reason, never $0). *Free* is said with its reason too, never concluded from a missing price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Final, Literal

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.drawn import HOURS
from archdesk.costs.book import NoPrice, Price, PriceBooks
from archdesk.costs.lines import Line, State, lines_of
from archdesk.costs.tiers import allocate, charge
from archdesk.model.records import Component
from archdesk.model.view import DesignView, ancestors

PRECISION: Final = 60  # digits: sums and products of a whole account stay exact


@dataclass(frozen=True, slots=True)
class LineItem:
    """One thing that is billed (or free), for one component, a month.

    ``unit_price`` times ``quantity`` is ``amount``; where tiers apply, ``unit_price`` is their average and
    ``reason`` says so. ``within`` lists the containers round the component, innermost first.
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


@dataclass(frozen=True, slots=True)
class Estimate:
    """All line items, sorted by component id; ``monthly`` (USD) is exactly the sum of the priced ones."""

    items: tuple[LineItem, ...]
    monthly: Decimal
    region: str
    usage: str
    currency: Literal["USD"] = "USD"
    assumptions: tuple[str, ...] = ()

    def by_component(self) -> dict[str, Decimal]:
        """USD/month of each component that has a priced item."""
        return self._sums(lambda item: (item.component,) if item.component is not None else ())

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

    def _sums(self, names: Callable[[LineItem], Iterable[str]]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        with localcontext(prec=PRECISION):
            for item in self.items:
                if item.state == "priced" and item.amount is not None:
                    for name in names(item):
                        sums[name] = sums.get(name, Decimal(0)) + item.amount
        return sums


def estimate(
    view: DesignView,
    catalogue: Catalogue,
    books: PriceBooks,
    region: str | None = None,
    usage: str | None = None,
    *,
    free_tier: bool = False,
) -> Estimate:
    """What the design costs a month.

    ``region`` prices the design as if its own region were this one: what stands in a container of another region
    keeps that. ``usage`` is the preset (small, medium, large) where a person entered nothing, else the design's;
    any other word, such as ``none``, assumes nothing, and those items then need usage. ``free_tier`` takes off what
    AWS gives every account for nothing, once for the account.
    """
    home, preset = region or view.settings.region, usage or view.settings.usage
    drafts: list[_Draft] = []
    with localcontext(prec=PRECISION):
        for id in sorted(view.component_ids()):
            component = view.component(id)
            where = _region(view, catalogue, component, home)
            within = tuple(c.id for c in ancestors(view, id))
            service = catalogue.type_of(component).service
            drafts += [
                _draft(line, books, id, where, within, service)
                for line in lines_of(view, catalogue, component, preset)
            ]
        items = _billed(drafts, free_tier)
        monthly = sum((i.amount for i in items if i.amount is not None), Decimal(0))
    return Estimate(items, monthly, home, preset, "USD", _assumptions(drafts, items, home, preset, free_tier))


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item whose price is found, but whose amount waits for the quantities of the whole account."""

    item: LineItem
    price: Price | None = None
    free_tier: Decimal = Decimal(0)
    assumed: bool = False


def _region(view: DesignView, catalogue: Catalogue, component: Component, home: str) -> str:
    own = facts.region(view, catalogue, component)
    return home if own == view.settings.region else own


def _draft(
    line: Line, books: PriceBooks, id: str, region: str, within: tuple[str, ...], service: str
) -> _Draft:
    item = LineItem(
        id,
        line.label,
        line.state,
        line.quantity,
        reason=line.reason,
        service=service,
        region=region,
        within=within,
    )
    if line.state == "free":
        return _Draft(replace(item, amount=Decimal(0)))
    if line.state != "priced":
        return _Draft(item)
    price = books.find(region, line.offer, line.component, dict(line.key))
    if isinstance(price, NoPrice):
        return _Draft(replace(item, state="no price", reason=price.reason))
    return _Draft(
        replace(item, unit=price.unit, as_of=price.as_of, source=books.source(price)),
        price,
        line.free_tier,
        line.assumed,
    )


def _billed(drafts: Sequence[_Draft], free_tier: bool) -> tuple[LineItem, ...]:
    """The items with their amounts: quantities that share a tiered price are added up before its tiers apply."""
    items = [draft.item for draft in drafts]
    free: dict[tuple[str, str, Decimal], Decimal] = {}
    for indices in _pools(drafts, free_tier):
        price = drafts[indices[0]].price
        assert price is not None
        quantities = [items[i].quantity or Decimal(0) for i in indices]
        together = sum(quantities, Decimal(0))
        allowance = max(drafts[i].free_tier for i in indices) if free_tier else Decimal(0)
        gift = (price.offer, price.component, allowance)  # what has another allowance has one of its own
        left = free.setdefault(gift, allowance)
        taken = min(left, together)  # an account has one allowance for all its regions and variants
        free[gift] = left - taken
        bill = _Bill(price, together, taken, len(indices))
        shares = allocate(charge(price.tiers, together - taken), quantities)
        for index, share in zip(indices, shares, strict=True):
            items[index] = _with_amount(items[index], bill, share)
    return tuple(items)


def _pools(drafts: Sequence[_Draft], free_tier: bool) -> Iterable[Sequence[int]]:
    """The places of the drafts that are billed together; each alone where that makes no difference."""
    pools: dict[tuple[object, ...], list[int]] = {}
    for index, draft in enumerate(drafts):
        if (price := draft.price) is not None:
            shared = not price.each and (len(price.tiers) > 1 or (free_tier and draft.free_tier))
            key = (price.region, price.offer, price.component, price.key, None if shared else index)
            pools.setdefault(key, []).append(index)
    return pools.values()


@dataclass(frozen=True, slots=True)
class _Bill:
    """What is paid together: the quantity of all, what the free tier takes off, and how many share it."""

    price: Price
    together: Decimal
    taken: Decimal
    sharing: int


def _with_amount(item: LineItem, bill: _Bill, amount: Decimal) -> LineItem:
    paid = bill.together - bill.taken
    reached = [tier for tier in bill.price.tiers if tier.start < paid] or [bill.price.tiers[0]]
    if len(reached) == 1 and not bill.taken:
        return replace(item, amount=amount, unit_price=reached[0].usd)
    words = [item.reason] if item.reason else []
    if bill.taken:
        words.append(f"The free tier takes {bill.taken:,f} off.")
    if len(reached) > 1:
        tiers = ", ".join(f"${tier.usd:f} from {tier.start:,f}" for tier in reached)
        whose = f"of the {bill.sharing} components together" if bill.sharing > 1 else "of its quantity"
        words.append(f"The unit price is the average over the tiers {whose}: {tiers}.")
    average = round(amount / item.quantity, 12) if item.quantity else reached[0].usd
    return replace(item, amount=amount, unit_price=average, reason=" ".join(words))


def _assumptions(
    drafts: Sequence[_Draft], items: Sequence[LineItem], region: str, preset: str, free_tier: bool
) -> tuple[str, ...]:
    """What a reader must know to trust the total, in sentences."""
    dates = sorted({i.as_of for i in items if i.as_of})
    dated = f", as of {dates[0]}" if dates else ""
    dated += f" to {dates[-1]}" if len(dates) > 1 else ""
    said = [
        f"A month has {HOURS} hours.",
        f"On-demand list prices of {region} in US dollars, without tax and discounts{dated}.",
        "The free tier that every account has is taken off."
        if free_tier
        else "The free tier is not taken off.",
        "Data transfer is what the usage of each component says; traffic between zones and regions is left out.",
    ]
    if any(draft.assumed for draft in drafts):
        said.append(f"Usage that nobody entered is taken from the {preset} preset.")
    for state in ("needs usage", "no price"):
        count = sum(item.state == state for item in items)
        if count:
            said.append(f"Items in the state {state!r}, which the total is without: {count}.")
    return tuple(said)
