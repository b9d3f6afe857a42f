"""How long it takes to hold a design against its limits: bars and badges follow every edit."""

from __future__ import annotations

from archdesk.catalog.catalogue import load_catalogue
from archdesk.limits.headroom import headroom, headroom_of
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component


def thousand() -> Design:
    types = sorted(load_catalogue().types)
    return Design(Component(f"c{n}", types[n % len(types)], f"C{n}", Rect(0, 0, 80, 80)) for n in range(1000))


def test_headroom_of_a_thousand_components(benchmark):
    found = benchmark(headroom, thousand(), load_catalogue())
    assert {h.type for h in found} >= {"sqs.queue", "vpc.vpc"}


def test_headroom_of_one_of_a_thousand(benchmark):
    design = thousand()
    queue = next(c for c in design.components if c.type == "sqs.queue")
    found = benchmark(headroom_of, design, load_catalogue(), queue)
    assert "Retention" in [h.limit.label for h in found]
