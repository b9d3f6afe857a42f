"""Drafts: the line items of one component or connection with their prices, before the account's tiers apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.book import NoPrice, Price, PriceBooks
from archdesk.costs.items import LineItem
from archdesk.costs.lines import Line, lines_of, lines_of_connection
from archdesk.model.records import Component, Connection
from archdesk.model.view import DesignView, ancestors

TRANSFER: Final = "Data transfer"  # the service that the items of connections belong to


@dataclass(frozen=True, slots=True)
class About:
    """What all line items of one component or connection have in common."""

    component: str | None
    connection: str | None
    service: str
    region: str
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A line whose price is found, but whose amount waits for the quantities of the whole account."""

    about: About
    line: Line
    price: Price | None = None
    source: str = ""  # of the price, in words

    @property
    def free_tier(self) -> Decimal:
        return self.line.free_tier

    @property
    def quantity(self) -> Decimal:
        return self.line.quantity or Decimal(0)

    def item(
        self,
        amount: Decimal | None = None,
        unit_price: Decimal | None = None,
        reason: str = "",
        least: Decimal | None = None,
        most: Decimal | None = None,
    ) -> LineItem:
        """The line item with what billing found; ``reason`` in place of the line's own."""
        about, line, price = self.about, self.line, self.price
        return LineItem(
            about.component, line.label, line.state, line.quantity,
            "" if price is None else price.unit, unit_price, amount,
            self.source, "" if price is None else price.as_of, reason or line.reason,
            about.service, about.region, about.within, about.connection, least, most,
            f"{line.offer}/{line.component}" if line.offer else "", line.assumed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """How a design is priced: in which region, with which usage where nobody entered any, with or without what
    AWS gives every account for nothing.
    """

    region: str
    usage: str
    free_tier: bool = False


def drafts_of(
    view: DesignView, catalogue: Catalogue, books: PriceBooks, component: Component, terms: Terms
) -> tuple[Draft, ...]:
    """The drafts of a component, at least one."""
    about = About(
        component.id,
        None,
        catalogue.type_of(component).service,
        _region(view, catalogue, component, terms),
        tuple(c.id for c in ancestors(view, component.id)),
    )
    return tuple(_draft(line, books, about) for line in lines_of(view, catalogue, component, terms.usage))


def drafts_of_connection(
    view: DesignView, catalogue: Catalogue, books: PriceBooks, connection: Connection, terms: Terms
) -> tuple[Draft, ...]:
    """The drafts of the data that a connection carries; most connections have none."""
    return tuple(_of_connection(view, catalogue, books, connection, terms))


def _of_connection(
    view: DesignView, catalogue: Catalogue, books: PriceBooks, connection: Connection, terms: Terms
) -> Iterator[Draft]:
    within: tuple[str, ...] | None = None
    for region, line in lines_of_connection(view, catalogue, connection, terms.usage, terms.region):
        if within is None:
            around = {c.id for c in ancestors(view, connection.target)}
            within = tuple(c.id for c in ancestors(view, connection.source) if c.id in around)
        yield _draft(line, books, About(None, connection.id, TRANSFER, region, within))


def _region(view: DesignView, catalogue: Catalogue, component: Component, terms: Terms) -> str:
    own = facts.region(view, catalogue, component)
    return terms.region if own == view.settings.region else own


def _draft(line: Line, books: PriceBooks, about: About) -> Draft:
    if line.state != "priced":
        return Draft(about, line)
    price = books.find(about.region, line.offer, line.component, dict(line.key))
    if isinstance(price, NoPrice):
        return Draft(about, replace(line, state="no price", reason=price.reason))
    return Draft(about, line, price, books.source(price))
