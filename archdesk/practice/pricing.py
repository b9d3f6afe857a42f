"""What a design costs in a scenario: with the workload of its brief, at the prices that ship with ArchDesk.

What a person entered as usage, bought in advance or gets free does not count: everybody is compared by one measure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.book import PriceBooks, load_books
from archdesk.costs.estimate import estimate
from archdesk.costs.items import Estimate
from archdesk.model.design import Design
from archdesk.model.records import NOTHING, Component, Connection, Record, Settings
from archdesk.practice.definitions import Scenario

# USD a month, and the components that cost most, dearest first; None where something has no price.
Monthly: TypeAlias = Callable[[Design], tuple[Decimal | None, tuple[str, ...]]]
_DEAR = 3  # so many components are named where a design is too dear


@cache
def shipped_books() -> PriceBooks:
    """The prices every grade is worked out with, whatever newer ones a person has."""
    return load_books()


def monthly_of(scenario: Scenario, catalogue: Catalogue) -> Monthly:
    """How the designs of a scenario are priced."""

    def monthly(design: Design) -> tuple[Decimal | None, tuple[str, ...]]:
        found = priced(scenario, catalogue, design)
        unknown = tuple(i.component for i in found.items if i.state == "no price" and i.component is not None)
        if unknown:
            return None, tuple(dict.fromkeys(unknown))
        sums = found.by_component()
        return found.monthly, tuple(sorted(sums, key=lambda id: (-sums[id], id))[:_DEAR])

    return monthly


def priced(scenario: Scenario, catalogue: Catalogue, design: Design) -> Estimate:
    """The estimate of a design under the workload of a scenario."""

    def measured(record: Record) -> Record:
        if isinstance(record, Component):
            return replace(record, usage=scenario.workload.get(record.type, NOTHING))
        if isinstance(record, Connection):
            return replace(record, usage=NOTHING)
        if isinstance(record, Settings):
            return replace(
                record, region=scenario.region, usage=scenario.usage, purchase="on_demand", free_tier=False
            )
        return record

    return estimate(Design(map(measured, design.records.values())), catalogue, shipped_books())
