"""An estimate as JSON, format 1.

    {"format": 1, "name", "currency", "region", "usage", "free_tier", "monthly",
     "total": {"month", "hour", "year", "least", "most"}, "counts": {"priced", "needs usage", "no price", "free"},
     "prices": {"oldest", "newest", "sources": {words: items}}, "assumptions": [words], "purchase": {...},
     "by_service": {service: amount}, "by_container", "by_component", "by_connection": {id: {"name", "amount"}},
     "items": [{"component", "connection", "name", "service", "region", "within", "label", "state", "quantity",
                "unit", "unit_price", "amount", "least", "most", "price", "assumed", "source", "as_of", "reason"}]}

Amounts are US dollars a month unless said otherwise, as texts with all their digits; an unknown one is null, never 0.
``monthly`` alone is a number, rounded, for a quick look. ``least`` and ``most`` of an item are null where it does not
scale by itself. ``purchase`` is there where a way to buy was chosen. ``difference`` and ``variants`` follow where
they were asked for. New keys may come; what is here keeps its meaning until the number changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, get_args

from archdesk.costs.comparing import Difference
from archdesk.costs.items import LineItem
from archdesk.costs.lines import State
from archdesk.costs.variants import Variant
from archdesk.interchange.estimate import Statement, plain

FORMAT: Final = 1


def estimate_json(statement: Statement) -> dict[str, Any]:
    """The estimate as plain values."""
    estimate = statement.estimate
    oldest, newest = statement.dates
    found: dict[str, Any] = {
        "format": FORMAT,
        "name": statement.name,
        "currency": estimate.currency,
        "region": estimate.region,
        "usage": estimate.usage,
        "free_tier": estimate.free_tier,
        "monthly": float(estimate.monthly),
        "total": {
            "month": plain(estimate.monthly),
            "hour": plain(estimate.total("hour")),
            "year": plain(estimate.total("year")),
            "least": plain(estimate.least),
            "most": plain(estimate.most),
        },
        "counts": {state: estimate.count(state) for state in get_args(State)},
        "prices": {"oldest": oldest, "newest": newest, "sources": statement.sources},
        "assumptions": list(estimate.assumptions),
    }
    if statement.bought is not None:
        bought = statement.bought
        found["purchase"] = {
            "id": bought.purchase.id,
            "label": bought.purchase.label,
            "month": plain(bought.monthly),
            "covered": plain(bought.covered),
            "saved": plain(bought.saved),
            "source": bought.purchase.source,
            "as_of": bought.purchase.as_of,
        }
    found["by_service"] = {name: plain(amount) for name, amount in estimate.by_service().items()}
    found["by_container"] = _named(estimate.by_container(), statement)
    found["by_component"] = _named(estimate.by_component(), statement)
    found["by_connection"] = _named(estimate.by_connection(), statement)
    found["items"] = [_item(item, statement) for item in estimate.items]
    return found


def difference_json(difference: Difference) -> dict[str, Any]:
    """What the estimate is against another, as plain values."""
    return {
        "before": plain(difference.before),
        "after": plain(difference.after),
        "change": plain(difference.change),
        "complete": difference.complete,
        "words": difference.words,
        "entries": [
            {
                "kind": entry.kind,
                "component": entry.component,
                "connection": entry.connection,
                "name": entry.name,
                "label": entry.label,
                "before": _or_null(entry.before),
                "after": _or_null(entry.after),
                "change": plain(entry.change),
                "reason": entry.reason,
                "words": entry.words,
            }
            for entry in difference.entries
        ],
    }


def variants_json(variants: Iterable[Variant]) -> list[dict[str, Any]]:
    """The what-if designs as plain values: what is another in them, and what they cost."""
    return [
        {
            "id": variant.id,
            "label": variant.label,
            "changes": list(variant.changes),
            "caveats": list(variant.caveats),
            "difference": None if variant.difference is None else difference_json(variant.difference),
        }
        for variant in variants
    ]


def _named(amounts: Mapping[str, Decimal], statement: Statement) -> dict[str, Any]:
    return {id: {"name": statement.names.get(id, id), "amount": plain(a)} for id, a in amounts.items()}


def _item(item: LineItem, statement: Statement) -> dict[str, Any]:
    return {
        "component": item.component,
        "connection": item.connection,
        "name": statement.subject(item),
        "service": item.service,
        "region": item.region,
        "within": list(item.within),
        "label": item.label,
        "state": item.state,
        "quantity": _or_null(item.quantity),
        "unit": item.unit,
        "unit_price": _or_null(item.unit_price),
        "amount": _or_null(item.amount),
        "least": _or_null(item.least),
        "most": _or_null(item.most),
        "price": item.price,
        "assumed": list(item.assumed),
        "source": item.source,
        "as_of": item.as_of,
        "reason": item.reason,
    }


def _or_null(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
