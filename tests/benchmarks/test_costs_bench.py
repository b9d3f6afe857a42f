"""How long an estimate takes: it follows every edit, so a thousand components must not be felt."""

from __future__ import annotations

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books, read_book
from archdesk.costs.estimate import estimate
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.shipped import shipped


def test_estimate_of_a_thousand_components(benchmark):
    catalogue, books = load_catalogue(), load_books()
    types = sorted(catalogue.types)
    design = Design(
        Component(f"c{n}", types[n % len(types)], f"C{n}", Rect(0, 0, 80, 80)) for n in range(1000)
    )
    result = benchmark(estimate, design, catalogue, books)
    assert len({item.component for item in result.items}) == 1000


def test_reading_a_shipped_book(benchmark):
    book = benchmark(lambda: load_books().books["us-east-1"])
    assert book.prices


def test_reading_a_book_with_care(benchmark):
    file = shipped("palettes") / "aws" / "prices" / "us-east-1.csv"
    book = benchmark(lambda: read_book(file.read_bytes(), file.name, "us-east-1"))
    assert book.prices
