"""Which prices a design is priced with: those of the date it remembers, and what newer ones would say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from archdesk.app.edits import set_settings
from archdesk.app.repricing import books_for, newest_date, repricing
from archdesk.app.session import Session
from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import PriceBooks, load_books
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Settings

CATALOGUE = load_catalogue()
HEAD = (
    "# source mine: a list of our own\noffer,component,key,unit,tiers,from,to,usd,as_of,source,agrees,note\n"
)
ROW = "AmazonEC2,nat_gateway_hours,,hour,account,,,{usd},{date},mine,,\n"


@pytest.fixture
def books(tmp_path: Path) -> PriceBooks:
    """A gateway hour in a region of our own: 10 cents first, 20 cents now."""
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "xx-test-1_2024-01-01.csv").write_text(HEAD + ROW.format(usd="0.1", date="2024-01-01"))
    (tmp_path / "xx-test-1.csv").write_text(HEAD + ROW.format(usd="0.2", date="2025-01-01"))
    return load_books([tmp_path])


def session_with(books: PriceBooks, prices: str) -> Session:
    gateway = Component("gate", "vpc.nat_gateway", "Gate", Rect(0, 0, 48, 48))
    settings = Settings(region="xx-test-1", prices=prices)
    return Session(CATALOGUE, books, Design([settings, gateway]))


def hours(session: Session) -> Decimal:
    return next(
        i.amount for i in session.estimate.items if i.label == "Gateway hours" and i.amount is not None
    )


@pytest.mark.parametrize(
    ("prices", "amount"), [("", 146), ("2024-01-01", 73), ("2024-06-01", 73), ("2025-01-01", 146)]
)
def test_a_design_is_priced_with_the_edition_it_remembers(
    books: PriceBooks, prices: str, amount: int
) -> None:
    assert hours(session_with(books, prices)) == amount


def test_what_newer_prices_would_say(books: PriceBooks) -> None:
    session = session_with(books, "2024-01-01")
    found = session.repricing()
    assert found is not None
    assert (found.used, found.newest) == ("2024-01-01", "2025-01-01")
    assert found.then - found.now == 73
    assert session_with(books, "2025-01-01").repricing() is None
    assert session_with(books, "").repricing() is None


def test_an_edit_of_the_date_and_its_undo_price_anew(books: PriceBooks) -> None:
    session = session_with(books, "2024-01-01")
    assert hours(session) == 73
    set_settings(session.design, "Reprice", prices="2025-01-01")
    assert hours(session) == 146
    session.design.undo()
    assert hours(session) == 73


def test_a_region_without_a_book_has_no_date(books: PriceBooks) -> None:
    assert newest_date(books, "nowhere-1") == ""
    settings = Settings(region="nowhere-1", prices="2024-01-01")
    assert books_for(books, settings) is books
    design = Design([settings])
    assert repricing(design, CATALOGUE, books, Session(CATALOGUE, books, design).estimate) is None
