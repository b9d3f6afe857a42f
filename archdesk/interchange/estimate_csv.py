"""An estimate as CSV for a spreadsheet: a row for each line item, then the total and what it rests on.

The column ``row`` says which it is: ``item``, ``total``, ``change`` (against another estimate), ``variant`` (what a
what-if design changes the total by) or ``note``, the last three with words in ``reason``. Amounts are US
dollars a month, with all digits. A text that a spreadsheet would take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from archdesk.costs.comparing import Difference
from archdesk.costs.variants import Variant
from archdesk.interchange.estimate import Statement, plain
from archdesk.spreadsheet import safe_cell

COLUMNS: Final = (
    "row", "component", "connection", "name", "service", "region", "item", "state", "quantity", "unit", "unit_price",
    "amount", "least", "most", "currency", "source", "as_of", "reason",
)  # fmt: skip
_NUMBERS: Final = ("quantity", "unit_price", "amount", "least", "most")


def estimate_csv(
    statement: Statement, difference: Difference | None = None, variants: Iterable[Variant] = ()
) -> str:
    """The text of the file; its lines end as RFC 4180 says."""
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, restval="")
    table.writeheader()
    for row in (*_rows(statement), *_changes(difference), *_variants(variants)):
        table.writerow({name: text if name in _NUMBERS else safe_cell(text) for name, text in row.items()})
    return written.getvalue()


def _rows(statement: Statement) -> Iterator[dict[str, str]]:
    estimate = statement.estimate
    for item in estimate.items:
        yield {
            "row": "item",
            "component": item.component or "",
            "connection": item.connection or "",
            "name": statement.subject(item),
            "service": item.service,
            "region": item.region,
            "item": item.label,
            "state": item.state,
            "quantity": plain(item.quantity),
            "unit": item.unit,
            "unit_price": plain(item.unit_price),
            "amount": plain(item.amount),
            "least": plain(item.amount if item.least is None else item.least),
            "most": plain(item.amount if item.most is None else item.most),
            "currency": "" if item.amount is None else estimate.currency,
            "source": item.source,
            "as_of": item.as_of,
            "reason": item.reason,
        }
    oldest, newest = statement.dates
    yield {
        "row": "total",
        "name": statement.name,
        "region": estimate.region,
        "item": "Total a month",
        "amount": plain(estimate.monthly),
        "least": plain(estimate.least),
        "most": plain(estimate.most),
        "currency": estimate.currency,
        "as_of": newest,
    }
    if statement.bought is not None:
        bought = statement.bought
        yield {
            "row": "total",
            "name": statement.name,
            "item": f"Total a month with {bought.purchase.label}, about",
            "amount": plain(bought.monthly),
            "currency": estimate.currency,
            "source": bought.purchase.source,
            "as_of": bought.purchase.as_of,
        }
    yield _note(f"Items that need usage, which the total is without: {statement.needs_usage}.")
    yield _note(f"Items without a price, which the total is without: {statement.no_price}.")
    yield _note(f"Usage: {estimate.usage}.")
    if oldest:
        yield _note(f"Prices as of {oldest} to {newest}.")
    for words in estimate.assumptions:
        yield _note(words)


def _changes(difference: Difference | None) -> Iterator[dict[str, str]]:
    for entry in difference.entries if difference is not None else ():
        yield {
            "row": "change",
            "component": entry.component or "",
            "connection": entry.connection or "",
            "name": entry.name,
            "item": entry.label,
            "state": entry.kind,
            "amount": plain(entry.change),
            "currency": "USD",
            "reason": entry.words,
        }


def _variants(variants: Iterable[Variant]) -> Iterator[dict[str, str]]:
    for variant in variants:
        change = None if variant.difference is None else variant.difference.change
        lost = () if variant.difference is None else variant.difference.unpriced
        yield {
            "row": "variant",
            "name": variant.label,
            "amount": plain(change),
            "currency": "USD",
            "reason": " ".join((*variant.changes, *variant.caveats, *(f"{e.words}." for e in lost))),
        }


def _note(words: str) -> dict[str, str]:
    return {"row": "note", "reason": words}
