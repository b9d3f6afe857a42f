"""Which machines AWS offers in which regions, from ``palettes/machines.csv``, and what is like them there."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from archdesk.catalog.definitions import ComponentType
from archdesk.shipped import shipped

COLUMNS: Final = ("offer", "machine", "regions")
_KEYS: Final = ("instance_type", "instance_class", "node_type")  # what a price's key calls its machine

# Families that can stand in for one another, dearest and newest last; ARM processors are apart.
_ALIKE: Final = (
    ("t2", "t3", "t3a"), ("t4g",),
    ("m4", "m5", "m5a", "m6i", "m6a", "m7i", "m7a"), ("m6g", "m7g", "m8g"),
    ("c4", "c5", "c5a", "c6i", "c6a", "c7i", "c7a"), ("c6g", "c7g", "c8g"),
    ("r4", "r5", "r5a", "r6i", "r6a", "r7i", "r7a"), ("r6g", "r7g", "r8g"),
)  # fmt: skip


@cache
def machines() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """The regions of each machine by offer of AWS's price list."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    with (shipped("palettes") / "machines.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["offer"], {})[row["machine"]] = frozenset(row["regions"].split())
    return found


@cache
def listed_regions(offer: str) -> frozenset[str]:
    """The regions of which it is known what they offer."""
    return frozenset().union(*machines().get(offer, {}).values())


def machine_properties(kind: ComponentType) -> Sequence[tuple[str, str]]:
    """The properties of a type that choose a machine, each with the offer it is sold under: as its costs say."""
    found: dict[str, str] = {}
    for cost in kind.costs:
        for name, value in cost.key.items():
            property = value.strip("{}")
            if name in _KEYS and value == f"{{{property}}}" and property in kind.properties:
                found.setdefault(property, cost.price.partition("/")[0])
    return tuple(found.items())


def is_offered(offer: str, machine: str, region: str) -> bool | None:
    """Whether a region has the machine; None where that is not known: of the machine, or of the region."""
    regions = machines().get(offer, {}).get(machine)
    if regions is None or region not in listed_regions(offer):
        return None
    return region in regions


def in_its_place(offer: str, machine: str, region: str) -> str | None:
    """A machine of the same size that the region has: of the nearest family that is like it."""
    before, _, rest = machine.rpartition(".")
    prefix, _, family = before.rpartition(".")
    families = next((f for f in _ALIKE if family in f), ())
    if family not in families:
        return None
    at = families.index(family)
    for other in sorted(families, key=lambda f: abs(families.index(f) - at)):
        candidate = ".".join(filter(None, (prefix, other, rest)))
        if is_offered(offer, candidate, region):
            return candidate
    return None
