"""RGN-001: a machine that its region does not have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.machines import in_its_place, is_offered, machine_properties, machines
from archdesk.model.records import Component
from archdesk.rules.findings import Fix
from archdesk.rules.rule import PASSED, Failed, Report, Rule, Subject
from archdesk.rules.scope import Case


@lru_cache(maxsize=1024)
def _choices(catalogue: Catalogue, type: str) -> tuple[tuple[str, str], ...]:
    kind = catalogue.types.get(type)
    return () if kind is None else tuple(machine_properties(kind))


def _examine(case: Case) -> Iterator[Report]:
    component = case.subject
    assert isinstance(component, Component)
    for name, offer in _choices(case.catalogue, component.type):
        machine = case.catalogue.value(component, name)
        if not isinstance(machine, str):
            continue
        region = facts.region(case.view, case.catalogue, component)
        offered = is_offered(offer, machine, region)
        if offered:
            yield PASSED
        elif offered is False:
            regions = sorted(machines()[offer][machine])
            where = f"{', '.join(regions[:4])}{' and others' if len(regions) > 4 else ''}"
            instead = in_its_place(offer, machine, region)
            fixes: tuple[Fix, ...] = ()
            if instead is not None:
                fix = Fix(f"Take {instead}", False, {"set": {"what": "$it", name: instead}}, case.edition)
                fixes = (fix,)
            yield Failed(
                f"{component.name}: {machine} has no price in {region}, so it is probably not sold there; "
                f"it is in {where}.",
                fixes,
            )


OFFERED = Rule(
    id="RGN-001",
    title="Not sold in this region",
    severity="warning",
    why="A region gets new machines later than others and old ones not at all; a template that names one it lacks fails.",
    subject=Subject("component"),
    examine=_examine,
    category="cost",
)
