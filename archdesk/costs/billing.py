"""Billing: quantities that an account pays together are added up before tiers apply, and shared out again.

What is billed together is a `Bill`: all drafts of one tiered price of a region, and with the free tier all of
one price wherever it is, since an account has one allowance for all its regions and variants.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from archdesk.catalog.drawn import ONE
from archdesk.costs.book import Price
from archdesk.costs.drafts import Draft
from archdesk.costs.items import LineItem
from archdesk.costs.tiers import allocate, charge


def bill_of(draft: Draft, free_tier: bool) -> Hashable | None:
    """What the draft is billed together with; None for nothing else: its amount depends on it alone."""
    price = draft.price
    if price is None or price.each or not (len(price.tiers) > 1 or (free_tier and draft.free_tier)):
        return None
    if free_tier:
        return price.offer, price.component
    return price.region, price.offer, price.component, price.key


def billed_alone(draft: Draft) -> LineItem:
    """The item of a draft that is billed together with nothing else."""
    if draft.price is not None:
        return billed([draft], False)[0]
    return draft.item(Decimal(0) if draft.line.state == "free" else None)


def billed(drafts: Sequence[Draft], free_tier: bool) -> list[LineItem]:
    """The items of one bill, in order, with amounts: at the estimate, and where anything scales, at the ends."""
    shares, bills = _shares(drafts, free_tier, [draft.quantity for draft in drafts])
    if all(draft.line.least is None and draft.line.most is None for draft in drafts):
        return [_item(d, bill, share) for d, bill, share in zip(drafts, bills, shares, strict=True)]
    ends = [
        _shares(drafts, free_tier, [d.quantity if end is None else end for d, end in quantities])[0]
        for quantities in ([(d, d.line.least) for d in drafts], [(d, d.line.most) for d in drafts])
    ]
    return [
        _item(d, bill, share, min(low, share), max(high, share))
        for d, bill, share, low, high in zip(drafts, bills, shares, *ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Bill:
    """What is paid together: the quantity of all, what the free tier takes off, and how many share it."""

    price: Price
    together: Decimal
    taken: Decimal
    sharing: int


def _shares(
    drafts: Sequence[Draft], free_tier: bool, quantities: Sequence[Decimal]
) -> tuple[list[Decimal], list[_Bill]]:
    """What each draft pays for its quantity, and the bill it is on; prices of one bill share its allowances."""
    pools: dict[Hashable, list[int]] = {}
    for index, draft in enumerate(drafts):
        assert draft.price is not None
        pools.setdefault((draft.price.region, draft.price.key), []).append(index)
    free: dict[Decimal, Decimal] = {}
    shares = [Decimal(0)] * len(drafts)
    bills: dict[int, _Bill] = {}
    for indices in pools.values():
        price = drafts[indices[0]].price
        assert price is not None
        pooled = [quantities[i] for i in indices]
        together = sum(pooled, Decimal(0))
        allowance = max(drafts[i].free_tier for i in indices) if free_tier else Decimal(0)
        left = free.setdefault(allowance, allowance)  # what has another allowance has one of its own
        taken = min(left, together)
        free[allowance] = left - taken
        bill = _Bill(price, together, taken, len(indices))
        for index, share in zip(
            indices, allocate(charge(price.tiers, together - taken), pooled), strict=True
        ):
            shares[index] = share
            bills[index] = bill
    return shares, [bills[index] for index in range(len(drafts))]


def _item(
    draft: Draft, bill: _Bill, amount: Decimal, least: Decimal | None = None, most: Decimal | None = None
) -> LineItem:
    if least == most == amount:
        least = most = None
    amount = amount or Decimal(0)  # 0 is written 0, however many digits it was worked out to
    paid = bill.together - bill.taken
    reached = [tier for tier in bill.price.tiers if tier.start < paid] or [bill.price.tiers[0]]
    if len(reached) == 1 and not bill.taken:
        return draft.item(amount, reached[0].usd, "", least, most)
    words = [draft.line.reason] if draft.line.reason else []
    if bill.taken:
        together = f" the {bill.sharing} items together" if bill.sharing > 1 else ""
        words.append(f"The free tier takes {bill.taken:,f} off{together}.")
    if len(reached) > 1:
        tiers = ", ".join(f"${tier.usd:f} from {tier.start:,f}" for tier in reached)
        whose = f"of the {bill.sharing} items together" if bill.sharing > 1 else "of its quantity"
        words.append(f"The unit price is the average over the tiers {whose}: {tiers}.")
    average = _rounded(amount / draft.quantity) if draft.quantity else reached[0].usd
    return draft.item(amount, average, " ".join(words), least, most)


def _rounded(average: Decimal) -> Decimal:
    """A unit price without digits that say nothing: an exact 0 is 0, and one too small for twelve is not 0."""
    short = round(average, 12)
    if not short and average:
        short = average.normalize(Context(prec=6))
    return short.quantize(ONE) if short == short.to_integral_value() else short.normalize()
