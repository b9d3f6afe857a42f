"""How far a design is from the limits of its components: the nearest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Limit
from archdesk.limits.measuring import Asked, Measured, measured, told_by
from archdesk.model.records import Component, Edition
from archdesk.model.view import DesignView

ACCOUNT = "aws.account"

Place: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Headroom:
    """How much of a limit is used, of how much there may be.

    ``component`` is the one it is about, or the first of all the ``components`` that are counted together in
    ``where`` (the name of a VPC, a zone, a region, or the account; empty: the component itself). ``share`` is used
    by most: 1 at the limit, more beyond it. ``assumed``: some usage is a preset's, nobody entered it. ``average``:
    it is spread over the seconds of a month, and peaks are higher. ``told_by`` is the rule that reports a breach.
    ``settled``: nothing that fills up, but a setting within its bounds, or the one of which there may be one.
    """

    limit: Limit
    type: str
    component: str
    components: tuple[str, ...]
    where: str
    used: Decimal
    most: Decimal
    share: Decimal
    assumed: bool
    average: bool
    told_by: str
    settled: bool = False

    @property
    def unit(self) -> str:
        return self.limit.unit

    @property
    def raisable(self) -> bool:
        """Whether AWS raises it when asked."""
        return self.limit.raisable

    @property
    def left(self) -> Decimal:
        """How much may still be added; below 0 beyond the limit."""
        return self.most - self.used

    @property
    def is_broken(self) -> bool:
        return self.used > self.most


def headroom(
    view: DesignView, catalogue: Catalogue, preset: str = "medium", edition: Edition | None = None
) -> tuple[Headroom, ...]:
    """All limits that the design can be held against, the nearest first; those that are settled come last.

    ``preset`` (small, medium or large) stands in for usage that nobody entered; any other word for none.
    """
    edition = edition or view.settings.edition
    by_type: dict[str, list[Component]] = {}
    for id in view.component_ids():
        component = view.component(id)
        by_type.setdefault(component.type, []).append(component)
    found: list[Headroom] = []
    for type, components in by_type.items():
        limits = measured(catalogue, type, edition)
        if limits:
            found += headroom_of_type(view, catalogue, components, limits, preset)
    return tuple(sorted(found, key=_nearest))


def headroom_of(
    view: DesignView,
    catalogue: Catalogue,
    component: Component,
    preset: str = "medium",
    edition: Edition | None = None,
) -> tuple[Headroom, ...]:
    """The limits of one component and of what it is counted together with, as its palette lists them."""
    limits = measured(catalogue, component.type, edition or view.settings.edition)
    found: list[Headroom] = []
    alone = tuple(m for m in limits if m.limit.scope == "component")
    found += headroom_of_type(view, catalogue, [component], alone, preset)
    wide = tuple(m for m in limits if m.limit.scope != "component")
    if wide:
        every = [view.component(id) for id in view.of_type(component.type)]
        together = headroom_of_type(view, catalogue, every, wide, preset)
        found += [h for h in together if component.id in h.components]
    order = {id(m.limit): index for index, m in enumerate(limits)}
    return tuple(sorted(found, key=lambda h: order[id(h.limit)]))


def headroom_of_type(
    view: DesignView,
    catalogue: Catalogue,
    components: Sequence[Component],
    limits: Sequence[Measured],
    preset: str,
) -> Iterator[Headroom]:
    """The headroom of components of one type for some of its limits, those in the same place added up."""
    sums: dict[tuple[int, Place], _Sum] = {}
    for component in components:
        asked = Asked(view, catalogue, component, preset)
        for index, entry in enumerate(limits):
            used = asked.used(entry)
            place = None if used is None else place_of(view, catalogue, component, entry.limit)
            if used is None or place is None:
                continue
            total = sums.setdefault((index, place), _Sum(entry, component.type, place))
            total.add(component.id, used, asked.assumes(entry))
    return (total.headroom(view) for total in sums.values())


class _Sum:
    """What is used of one limit in one place."""

    def __init__(self, entry: Measured, type: str, place: Place) -> None:
        self.entry = entry
        self.type = type
        self.place = place
        self.ids: list[str] = []
        self.used = Decimal(0)
        self.assumed = False

    def add(self, id: str, used: Decimal, assumed: bool) -> None:
        self.ids.append(id)
        self.used += used
        self.assumed = self.assumed or assumed

    def headroom(self, view: DesignView) -> Headroom:
        entry, ids = self.entry, tuple(sorted(self.ids))
        return Headroom(
            entry.limit,
            self.type,
            ids[0],
            ids,
            _name_of(view, entry.limit, self.place),
            self.used,
            entry.most,
            self.used / entry.most,
            self.assumed,
            entry.average,
            told_by(entry, self.used),
            entry.settled,
        )


def place_of(view: DesignView, catalogue: Catalogue, component: Component, limit: Limit) -> Place | None:
    """Where a component counts for a limit: all with the same place are added up. None: nobody knows yet."""
    match limit.scope:
        case "component":
            return (component.id,)
        case "vpc":
            vpc = facts.vpc(view, component)
            return None if vpc is None else (vpc.id,)
        case "az":
            zone = facts.availability_zone(view, catalogue, component)
            return None if zone is None else (zone, *_region(view, catalogue, component))
        case "region":
            return _region(view, catalogue, component)
        case _:
            return (_account(view, component),)


def _region(view: DesignView, catalogue: Catalogue, component: Component) -> Place:
    """Each account has its own quota in each region."""
    return facts.region(view, catalogue, component), _account(view, component)


def _account(view: DesignView, component: Component) -> str:
    account = facts.enclosing(view, component, ACCOUNT)
    return "" if account is None else account.id


def _name_of(view: DesignView, limit: Limit, place: Place) -> str:
    match limit.scope:
        case "component":
            return ""
        case "vpc":
            return view.component(place[0]).name
        case "az":
            return f"{place[1]}, zone {place[0]}"
        case "region":
            return place[0]
        case _:
            return view.component(place[0]).name if place[0] else "the account"


def _nearest(headroom: Headroom) -> tuple[bool, Decimal, str, str, str]:
    waits = headroom.settled and not headroom.is_broken
    return waits, -headroom.share, headroom.type, headroom.limit.label, headroom.component
