"""What a design costs a month: one line item for each thing that is billed, priced where a book has the price.

Three states are never mixed: *priced*, *needs usage* (nobody said how much, and no preset does) and *no price*
(always with its reason, never $0). *Free* is said with its reason too, never concluded from a missing price.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal, localcontext

from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.billing import bill_of, billed, billed_alone
from archdesk.costs.book import PriceBooks
from archdesk.costs.drafts import Draft, Terms, drafts_of, drafts_of_connection
from archdesk.costs.items import PRECISION, Estimate, LineItem
from archdesk.model.view import DesignView, ancestors

__all__ = ["Estimate", "LineItem", "estimate"]


def estimate(
    view: DesignView,
    catalogue: Catalogue,
    books: PriceBooks,
    region: str | None = None,
    usage: str | None = None,
    *,
    free_tier: bool | None = None,
    environment: str = "",
) -> Estimate:
    """What the design costs a month.

    ``region`` prices the design as if its own region were this one: what stands in a container of another region
    keeps that. ``usage`` is the preset (small, medium, large) where a person entered nothing, else the design's;
    any other word, such as ``none``, assumes nothing, and those items then need usage. ``free_tier`` takes off what
    AWS gives every account for nothing, once for the account; by default as the design says. ``environment`` (dev,
    prod) counts only what is deployed there; without it everything that is drawn counts.
    """
    terms = terms_of(view, region, usage, free_tier)
    with localcontext(prec=PRECISION):
        drafts = list(_drafts(view, catalogue, books, terms, environment))
        items = _billed(drafts, terms.free_tier)
        return summed(items, terms)


def terms_of(
    view: DesignView, region: str | None = None, usage: str | None = None, free_tier: bool | None = None
) -> Terms:
    """How the design is priced, as asked for, else as it says itself."""
    settings = view.settings
    free = settings.free_tier if free_tier is None else free_tier
    return Terms(region or settings.region, usage or settings.usage, free)


def summed(items: tuple[LineItem, ...], terms: Terms) -> Estimate:
    """The estimate of these items; call it in a context of enough digits."""
    monthly = least = most = Decimal(0)
    for item in items:
        if item.amount is not None:
            monthly += item.amount
            least += item.amount if item.least is None else item.least
            most += item.amount if item.most is None else item.most
    return Estimate(items, monthly, terms.region, terms.usage, "USD", terms.free_tier, least, most)


def _drafts(
    view: DesignView, catalogue: Catalogue, books: PriceBooks, terms: Terms, environment: str
) -> Iterator[Draft]:
    for id in sorted(view.component_ids()):
        if not environment or _is_in(view, id, environment):
            yield from drafts_of(view, catalogue, books, view.component(id), terms)
    for id in sorted(view.connection_ids()):
        connection = view.connection(id)
        ends = (connection.source, connection.target)
        if not environment or all(_is_in(view, end, environment) for end in ends):
            yield from drafts_of_connection(view, catalogue, books, connection, terms)


def _is_in(view: DesignView, id: str, environment: str) -> bool:
    """Whether a component and all that holds it are deployed in an environment."""
    around = (view.component(id), *ancestors(view, id))
    return all(not c.environments or environment in c.environments for c in around)


def _billed(drafts: list[Draft], free_tier: bool) -> tuple[LineItem, ...]:
    found: dict[int, LineItem] = {}
    bills: dict[Hashable, list[int]] = {}
    for index, draft in enumerate(drafts):
        bill = bill_of(draft, free_tier)
        if bill is None:
            found[index] = billed_alone(draft)
        else:
            bills.setdefault(bill, []).append(index)
    for indices in bills.values():
        found.update(zip(indices, billed([drafts[i] for i in indices], free_tier), strict=True))
    return tuple(found[index] for index in range(len(drafts)))
