"""Which edition of the price books a design is priced with, and what a newer one would say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.book import PriceBooks
from archdesk.costs.estimate import estimate
from archdesk.costs.items import Estimate
from archdesk.model.records import Settings
from archdesk.model.view import DesignView


@dataclass(frozen=True, slots=True)
class Repricing:
    """``pinned`` is the date the design remembers, ``used`` the one of the book it is priced with now."""

    pinned: str
    used: str
    newest: str
    now: Decimal  # USD/month
    then: Decimal  # USD/month with the newest prices


def books_for(books: PriceBooks, settings: Settings) -> PriceBooks:
    """The books as the design is to be priced with them: of the date it remembers, else the newest."""
    if not settings.prices or not books.earlier:
        return books
    dates = books.dates(settings.region)
    return books if not dates or dates[0] <= settings.prices else books.as_of(settings.prices)


def newest_date(books: PriceBooks, region: str) -> str:
    """The date of the newest prices of a region; empty where it has no book, or one without dates."""
    return next(iter(books.dates(region)), "")


def repricing(
    view: DesignView, catalogue: Catalogue, books: PriceBooks, priced: Estimate
) -> Repricing | None:
    """What the newest prices would make of a design that remembers others; None where it has those."""
    settings = view.settings
    newest = newest_date(books, settings.region)
    if not settings.prices or not newest or settings.prices == newest or not priced.items:
        return None
    used = newest_date_in_use(books, settings)
    if used == newest and any(settings.prices in books.dates(region) for region in books.regions):
        return None  # remembered in another region, from a book that is still the newest there
    then = priced if used == newest else estimate(view, catalogue, books)
    return Repricing(settings.prices, used, newest, priced.monthly, then.monthly)


def newest_date_in_use(books: PriceBooks, settings: Settings) -> str:
    """The date of the book of the design's region that it is priced with."""
    book = books_for(books, settings).books.get(settings.region)
    return book.date if book is not None else ""
