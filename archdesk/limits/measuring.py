"""How much of a limit one component uses, and how much there may be: an expression of the palette, worked out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from archdesk.catalog import facts
from archdesk.catalog.arithmetic import Function, NoQuantity, evaluate, exact
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.deferred import is_deferred
from archdesk.catalog.definitions import ByEdition, ComponentType, Limit
from archdesk.catalog.drawn import HOURS, PRESETS, SECONDS, functions_of
from archdesk.catalog.expressions import named_in
from archdesk.catalog.quantity import quantity
from archdesk.model.records import Component, Edition, Value
from archdesk.model.view import DesignView

OF_PROPERTIES: Final = "PRP-001"  # the rule that holds properties against their bounds


@dataclass(frozen=True, slots=True)
class Measured:
    """A limit of a type in one edition that a drawing can be held against.

    ``usage`` names what its expressions take from the usage that people enter; ``average``: a month's total is
    spread over its seconds, and peaks are higher; ``bound``: what the measured property itself may be at most.
    """

    limit: Limit
    most: Decimal
    usage: tuple[str, ...]
    average: bool
    bound: Decimal | None

    @property
    def settled(self) -> bool:
        """Whether nothing fills up: a setting has no number but its bound, and of some things there is one."""
        return self.limit.most is None or (self.most == 1 and not self.limit.unit)


@lru_cache(maxsize=1024)
def measured(catalogue: Catalogue, type: str, edition: Edition) -> tuple[Measured, ...]:
    """The limits of a type that a drawing can be held against, as the palette lists them."""
    kind = catalogue.types.get(type)
    return () if kind is None else tuple(_measured(kind, edition))


def _measured(kind: ComponentType, edition: Edition) -> Iterator[Measured]:
    for limit in kind.limits:
        most = most_of(kind, limit, edition)
        if limit.measure and most is not None and most > 0:
            names = {n for text in (limit.measure, limit.when) for n in _names(text)}
            yield Measured(
                limit,
                most,
                tuple(sorted(names & kind.usage.keys())),
                "seconds" in names,
                bound_of(kind, limit, edition) if limit.scope == "component" else None,
            )


def most_of(kind: ComponentType, limit: Limit, edition: Edition) -> Decimal | None:
    """The number of a limit in an edition: its own, else the bound of the property it measures; None for none."""
    if limit.most is None:
        return bound_of(kind, limit, edition)
    return exact(getattr(limit.most, edition) if isinstance(limit.most, ByEdition) else limit.most)


def bound_of(kind: ComponentType, limit: Limit, edition: Edition) -> Decimal | None:
    """The most that the property may be which a limit measures as it is; None for another measure."""
    known = kind.properties.get(limit.measure)
    return None if known is None else exact(known.bound("max", edition))


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    try:
        return frozenset(named_in(ast.parse(text, mode="eval"))) if text else frozenset()
    except SyntaxError:
        return frozenset()  # the check of the palette says so


def told_by(measured: Measured, used: Decimal) -> str:
    """The rule that reports it when so much is used: the limit's own, or that of properties and their bounds."""
    bound = measured.bound
    of_property = bound is not None and (used > bound or bound <= measured.most)
    return measured.limit.rule or (OF_PROPERTIES if of_property else "")


class Names(Mapping[str, Value]):
    """What expressions may name of a component, each looked up when it is asked for."""

    def __init__(
        self, view: DesignView, catalogue: Catalogue, component: Component, kind: ComponentType, preset: str
    ) -> None:
        self._view = view
        self._catalogue = catalogue
        self._component = component
        self._kind = kind
        self._preset = preset

    def __getitem__(self, name: str) -> Value:
        if name in self._kind.usage:
            entered = self._component.usage.get(name)
            if entered is None and self._preset in PRESETS:
                return float(getattr(self._kind.usage[name], self._preset))
            return entered
        if name == "hours":
            return HOURS
        if name == "seconds":
            return SECONDS
        if name in ("spans", "subnets"):
            subnets = len(facts.subnets(self._view, self._component))
            return max(1, subnets) if name == "spans" else subnets
        if name == "groups":
            return len(facts.security_groups(self._view, self._component))
        if name == "region" and name not in self._kind.properties:
            return facts.region(self._view, self._catalogue, self._component)
        if is_deferred(self._catalogue, self._component, name):
            return None  # only its template knows
        return self._catalogue.value(self._component, name)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._kind.properties, *self._kind.usage))

    def __len__(self) -> int:
        return len(self._kind.properties) + len(self._kind.usage)


class Asked:
    """One component as its limits see it; ``preset`` stands in for usage that nobody entered, where it is one."""

    def __init__(self, view: DesignView, catalogue: Catalogue, component: Component, preset: str) -> None:
        kind = catalogue.type_of(component)
        self.component = component
        self._names = Names(view, catalogue, component, kind, preset)
        self._functions: dict[str, Function] = functions_of(view, catalogue, component)

    def used(self, measured: Measured) -> Decimal | None:
        """How much of a limit the component uses; None where that is not known, or the limit is not about it."""
        limit = measured.limit
        try:
            if limit.when and not evaluate(limit.when, self._names, self._functions):
                return None
            return quantity(limit.measure, self._names, self._functions)
        except NoQuantity:
            return None

    def assumes(self, measured: Measured) -> bool:
        """Whether it is not known how much is used: nobody entered it, and a preset stands in."""
        return any(self.component.usage.get(name) is None for name in measured.usage)
