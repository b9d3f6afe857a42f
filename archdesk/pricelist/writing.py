"""A price book as the text of a price file: what `costs/book.py` reads."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from archdesk.costs.book import COLUMNS, GLOBAL, PriceBook


def book_text(book: PriceBook) -> str:
    """The file of a book: comments that say what it is and where from, then its rows, sorted."""
    out = io.StringIO()
    where = "sold everywhere alike" if book.region == GLOBAL else f"in {book.region}"
    out.write(f"# AWS on-demand list prices {where}, in US dollars without tax.\n")
    out.write("# They inform an estimate and are no offer: AWS's pricing pages are what holds.\n")
    used = {price.source for price in book.prices.values()}
    for name, words in sorted(book.sources.items()):
        if name in used:
            out.write(f"# source {name}: {words}\n")
    for offer, date in sorted(book.published.items()):
        out.write(f"# published {offer}: {date}\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for (offer, component, key), price in sorted(book.prices.items(), key=lambda item: item[0]):
        for tier in price.tiers:
            rows.writerow(
                (
                    offer, component, ";".join(f"{n}={v}" for n, v in key), price.unit,
                    "each" if price.each else "account", _plain(tier.start) if tier.start else "",
                    "" if tier.end is None else _plain(tier.end), _plain(tier.usd), price.as_of, price.source,
                    str(price.agrees), price.note,
                )
            )  # fmt: skip
    return out.getvalue()


def _plain(number: Decimal) -> str:
    """A number without exponent and needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
