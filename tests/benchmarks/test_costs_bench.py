"""How long an estimate takes: it follows every edit, so a thousand components must not be felt."""

from __future__ import annotations

from itertools import count

from archdesk.app.edits import set_usage
from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import estimate
from archdesk.costs.live import LiveEstimate
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component

CATALOGUE = load_catalogue()


def thousand_components() -> Design:
    types = sorted(CATALOGUE.types)
    return Design(Component(f"c{n}", types[n % len(types)], f"C{n}", Rect(0, 0, 80, 80)) for n in range(1000))


def test_estimate_of_a_thousand_components(benchmark):
    design, books = thousand_components(), load_books()
    result = benchmark(estimate, design, CATALOGUE, books)
    assert {f"c{n}" for n in range(1000)} == {item.component for item in result.items}


def test_an_edit_among_a_thousand_components(benchmark):
    """What is left of the full estimate when one usage changes, that others share a tier with."""
    design = thousand_components()
    live = LiveEstimate(design, CATALOGUE, load_books())
    design.follow(live.update)
    assert live.estimate.monthly > 0
    bucket = next(c.id for c in design.components if c.type == "s3.bucket")
    amounts = count(1000)

    def edit() -> None:
        set_usage(design, bucket, "storage_gb", next(amounts))
        assert live.estimate.items

    benchmark(edit)


def test_reading_a_shipped_book(benchmark):
    book = benchmark(lambda: load_books().books["us-east-1"])
    assert book.prices
