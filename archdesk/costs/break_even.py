"""Where on-demand capacity of a DynamoDB table costs what provisioned capacity does, with the arithmetic in words.

A unit of capacity serves one request unit a second (an RCU a strongly consistent read of 4 KB, or two eventually
consistent ones; a WCU a write of 1 KB), so 2,628,000 in a month of 730 hours. (notes: ddb-throughput)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext
from typing import Final, Literal

from archdesk.catalog import facts
from archdesk.catalog.arithmetic import exact
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.drawn import HOURS, SECONDS
from archdesk.costs.book import NoPrice, PriceBooks
from archdesk.costs.items import PRECISION
from archdesk.costs.money import dollars, unit_price
from archdesk.model.records import Component
from archdesk.model.view import DesignView

STEADY: Final = 70  # % of provisioned capacity that is used, as auto scaling aims at
OFFER: Final = "AmazonDynamoDB"
Kind = Literal["reads", "writes"]
_KINDS: Final[dict[Kind, tuple[str, str, str]]] = {
    "reads": ("read_request_units", "rcu_hours", "RCU"),
    "writes": ("write_request_units", "wcu_hours", "WCU"),
}


@dataclass(frozen=True, slots=True)
class BreakEven:
    """``requests``: so many request units a month cost on demand what ``capacity`` costs provisioned (USD/month).

    ``utilisation`` is the part of the capacity, in %, that they use: above it provisioned is cheaper.
    """

    kind: Kind
    capacity: Decimal
    requests: Decimal
    utilisation: Decimal
    provisioned: Decimal
    words: str


def break_even(
    books: PriceBooks, region: str, kind: Kind, capacity: Decimal = Decimal(1)
) -> BreakEven | NoPrice:
    """The request units a month at which both cost the same, by list prices without any free tier.

    The answer is exact to 60 digits. NoPrice where the region's book lacks one of the two prices.
    """
    request, hour, unit = _KINDS[kind]
    each, hourly = books.find(region, OFFER, request, {}), books.find(region, OFFER, hour, {})
    if isinstance(each, NoPrice):
        return each
    if isinstance(hourly, NoPrice):
        return hourly
    one, an_hour = each.tiers[0].usd, hourly.tiers[0].usd
    if not one or capacity <= 0:
        return NoPrice(f"There is no break-even of {capacity} {unit}: one of the two costs nothing.")
    with localcontext(prec=PRECISION):
        provisioned = capacity * HOURS * an_hour
        requests = provisioned / one
        utilisation = requests / (capacity * SECONDS) * 100
    words = (
        f"{capacity:f} {unit} x {HOURS} hours x {unit_price(an_hour, 'hour')} = {dollars(provisioned)} a month. "
        f"On demand that buys {dollars(provisioned)} / {unit_price(one, 'request unit')} = {requests:,.0f} "
        f"{kind} a month, {utilisation:.1f} % of the {capacity * SECONDS:,f} that {capacity:f} {unit} could serve. "
        f"With fewer {kind} on-demand is cheaper, with more provisioned is."
    )
    return BreakEven(kind, capacity, requests, utilisation, provisioned, words)


def break_evens(
    view: DesignView, catalogue: Catalogue, books: PriceBooks
) -> Iterator[tuple[Component, BreakEven | NoPrice]]:
    """The break-even of reads and of writes of each table, by id, with the capacity that is drawn."""
    for component in sorted((view.component(id) for id in view.component_ids()), key=lambda c: c.id):
        type = catalogue.type_of(component)
        region = facts.region(view, catalogue, component)
        for kind, (_, hour, _) in _KINDS.items():
            capacity = exact(catalogue.value(component, f"{kind[:-1]}_capacity"))
            if capacity is not None and any(cost.price == f"{OFFER}/{hour}" for cost in type.costs):
                yield component, break_even(books, region, kind, capacity)


def capacity_for(requests: Decimal, steady: int = STEADY) -> int:
    """The capacity units, at least 1, of which ``requests`` a month, evenly spread, use ``steady`` %."""
    with localcontext(prec=PRECISION):
        needed = requests / SECONDS * 100 / steady
        return max(1, int(needed.to_integral_value(ROUND_CEILING)))
