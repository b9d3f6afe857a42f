"""The limits of a design as a person reads them: how near each is, what counts towards it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Limit
from archdesk.limits.headroom import ACCOUNT, Headroom, headroom, headroom_of, place_of
from archdesk.limits.words import amount
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Edition

Level = Literal["beyond", "near", "fine", "default"]

NEAR: Final = Decimal("0.8")  # of a limit
_ORDER: Final[tuple[Level, ...]] = ("beyond", "near", "fine", "default")
_WORDS: Final[dict[Level, str]] = {
    "beyond": "beyond the limit",
    "near": "near the limit",
    "fine": "",
    "default": "the default",
}
_CONTAINERS: Final = {facts.VPC: "vpc", facts.AZ: "az", facts.REGION: "region", ACCOUNT: "account"}
_NAMED = 2  # components; of more, the rest is a number


@dataclass(frozen=True, slots=True)
class Measure:
    """A limit with how much of it is used. ``default``: it is full because a setting is what it is for everybody."""

    headroom: Headroom
    level: Level

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is found by again after an edit."""
        return self.headroom.type, self.headroom.limit.label, self.headroom.where, self.headroom.component

    @property
    def percent(self) -> str:
        """``92 %``; never nothing where something is used, nor full where something is left."""
        share = self.headroom.share
        if 0 < share < Decimal("0.01"):
            return "< 1 %"
        whole = int(share * 100)
        if share > 1 and whole == 100:
            return "> 100 %"
        return f"{whole:,} %"

    @property
    def used(self) -> str:
        return amount(self.headroom.used)

    @property
    def most(self) -> str:
        return amount(self.headroom.most, self.headroom.unit)

    @property
    def words(self) -> str:
        """How near it is, where that is worth a word: ``near the limit``."""
        return _WORDS[self.level]

    @property
    def notes(self) -> list[str]:
        """What else is to be known of the figure, a sentence each."""
        found = []
        if self.headroom.assumed:
            found.append("Nobody entered the use; the design's preset stands in.")
        if self.headroom.average:
            found.append("This is the average of a month, and peaks are higher.")
        if self.headroom.raisable:
            found.append("It can be raised: ask AWS.")
        return found


def measures(design: Design, catalogue: Catalogue) -> tuple[Measure, ...]:
    """All that the design can be held against: what is beyond or near first, the nearest of each first."""
    return _sorted(design, catalogue, headroom(design, catalogue, design.settings.usage))


def measures_of(design: Design, catalogue: Catalogue, component: Component) -> tuple[Measure, ...]:
    """The same for one component and for what it is counted together with."""
    return _sorted(design, catalogue, headroom_of(design, catalogue, component, design.settings.usage))


def measures_in(design: Design, catalogue: Catalogue, container: Component) -> tuple[Measure, ...]:
    """What is counted in a VPC, a zone, a region or an account as a whole, its own limits left out."""
    scope = _CONTAINERS.get(container.type)
    found = (h for h in headroom(design, catalogue, design.settings.usage) if h.limit.scope == scope)
    inside = [
        h
        for h in found
        if container.id not in h.components
        and place_of(design, catalogue, design.component(h.component), h.limit)
        == place_of(design, catalogue, container, h.limit)
    ]
    return _sorted(design, catalogue, inside)


def measures_through(design: Design, catalogue: Catalogue, connection: Connection) -> tuple[Measure, ...]:
    """The limits of both ends that a connection counts towards: without it, less would be used of them."""
    without = Design([r for id, r in design.records.items() if id != connection.id])
    preset = design.settings.usage
    found: list[Headroom] = []
    for id in dict.fromkeys((connection.source, connection.target)):
        component = design.component(id)
        before = {_same(h): h.used for h in headroom_of(without, catalogue, component, preset)}
        now = headroom_of(design, catalogue, component, preset)
        found += [h for h in now if before.get(_same(h), Decimal(0)) != h.used]
    return _sorted(design, catalogue, found)


def _same(headroom: Headroom) -> tuple[str, str, str]:
    return headroom.type, headroom.limit.label, headroom.where


def _sorted(design: Design, catalogue: Catalogue, found: Iterable[Headroom]) -> tuple[Measure, ...]:
    listed = [Measure(h, level_of(design, catalogue, h)) for h in found]
    return tuple(
        sorted(listed, key=lambda m: (_ORDER.index(m.level), m.headroom.settled, -m.headroom.share, *m.key))
    )


def level_of(design: Design, catalogue: Catalogue, headroom: Headroom) -> Level:
    """How near. One of one there may be is as it should be; so is a setting that nobody changed."""
    if headroom.is_broken:
        return "beyond"
    if headroom.share < NEAR:
        return "fine"
    component = design.component(headroom.component)
    property = catalogue.type_of(component).properties.get(headroom.limit.measure)
    if property is not None and catalogue.value(component, headroom.limit.measure) == property.default:
        return "default"
    return "near" if headroom.most > 1 else "fine"


def names_of(design: Design, ids: Sequence[str]) -> str:
    """``Orders, Billing and 3 more``."""
    names = [design.component(id).name for id in ids]
    if len(names) <= _NAMED:
        return " and ".join(names)
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED:,} more"


def counted_in(headroom: Headroom) -> str:
    """``Shop VPC``, ``eu-west-1``, ``the account``; ``the component`` for what is counted for itself."""
    return headroom.where or "the component"


def subject_of(design: Design, catalogue: Catalogue, headroom: Headroom) -> str:
    """The component that a limit is shown with: the only one, else the container in which all are counted."""
    if len(headroom.components) == 1:
        return headroom.component
    first = design.component(headroom.component)
    kind = next((type for type, scope in _CONTAINERS.items() if scope == headroom.limit.scope), "")
    place = place_of(design, catalogue, first, headroom.limit)
    drawn = sorted(design.of_type(kind)) if kind else []
    containers = (design.component(id) for id in drawn)
    found = (c.id for c in containers if place_of(design, catalogue, c, headroom.limit) == place)
    return next(found, headroom.component)


def other_edition(limit: Limit, edition: Edition) -> str:
    """What the other edition says, and since when it is another; empty where both say the same."""
    other: Edition = "current" if edition == "notes" else "notes"
    if limit.value(other) == limit.value(edition):
        return ""
    since = f" (changed: {limit.changed})" if limit.changed else ""
    return f"{'Today' if edition == 'notes' else 'In the 2019 notes'}: {limit.value(other)}{since}"
