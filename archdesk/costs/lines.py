"""What is billed for one component: its palette's costs with quantities worked out, before any price is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from archdesk.catalog.arithmetic import Function, NoQuantity, NotSet, evaluate, exact, filled
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType, Cost
from archdesk.catalog.drawn import functions_of, names_of
from archdesk.catalog.quantity import quantity
from archdesk.model.records import Component, Value
from archdesk.model.view import DesignView

State = Literal["priced", "needs usage", "no price", "free"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line item to be: how much of what. ``state`` is ``priced`` as long as nothing speaks against it."""

    label: str
    state: State
    quantity: Decimal | None = None
    offer: str = ""
    component: str = ""
    key: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    free_tier: Decimal = Decimal(0)  # quantity a month the account has for nothing
    assumed: bool = False  # usage is a preset's, nobody entered it


def lines_of(view: DesignView, catalogue: Catalogue, component: Component, preset: str) -> Iterator[Line]:
    """All lines of a component, at least one: a component without any costs has *no price*."""
    type = catalogue.type_of(component)
    if component.type not in catalogue.types:
        yield Line(type.label, "no price", reason=f"No palette knows the type {component.type}.")
    elif catalogue.value(component, "existing") is True:
        yield Line(type.label, "free", reason="It exists already: this design adds nothing to its costs.")
    elif not type.costs:
        if type.placement.scope == "external":
            yield Line(type.label, "free", reason="It is outside AWS.")
        else:
            yield Line(
                type.label, "no price", reason=f"The palette says nothing about what {type.label} costs."
            )
    else:
        names = names_of(view, catalogue, component, type, preset)
        functions = functions_of(view, catalogue, component)
        lines = [
            line
            for cost in type.costs
            if (line := _line(cost, component, type, preset, names, functions)) is not None
        ]
        yield from lines or [Line(type.label, "no price", reason="None of its prices fits these properties.")]


def _line(
    cost: Cost,
    component: Component,
    type: ComponentType,
    preset: str,
    names: dict[str, Value],
    functions: dict[str, Function],
) -> Line | None:
    """The line of one cost; None where its condition does not hold."""
    try:
        if cost.when and not evaluate(cost.when, names, functions):
            return None
    except NotSet:
        return None  # a condition on what is not set does not hold
    except NoQuantity as error:
        return Line(cost.label, "no price", reason=_sentence(error))
    if cost.free:
        return Line(cost.label, "free", reason=cost.free)
    if wrong := _wrong_usage(cost, component):
        return Line(cost.label, "needs usage", reason=wrong)
    try:
        amount = quantity(cost.quantity, names, functions)
        key = tuple(sorted((k, filled(v, names)) for k, v in cost.key.items()))
        note = filled(cost.note, names)
    except NotSet as error:
        usage = type.usage.get(error.name)
        if usage is not None:
            return Line(cost.label, "needs usage", reason=f"Enter {usage.label} ({usage.unit}) a month.")
        label = type.properties[error.name].label if error.name in type.properties else ""
        return Line(cost.label, "no price", reason=f"{label or error.name} is not set.")
    except NoQuantity as error:
        return Line(cost.label, "no price", reason=_sentence(error))
    assumed = [n for n in cost.usage if component.usage.get(n) is None]
    reason = " ".join(filter(None, [note, _assumption(assumed, type, preset, names)]))
    offer, _, price = cost.price.partition("/")
    return Line(
        cost.label,
        "priced",
        amount,
        offer,
        price,
        key,
        reason,
        exact(cost.free_tier) or Decimal(0),
        bool(assumed),
    )


def _wrong_usage(cost: Cost, component: Component) -> str:
    for name in cost.usage:
        entered = component.usage.get(name)
        number = exact(entered)
        if entered is not None and (number is None or not number.is_finite() or number < 0):
            return f"The usage {name} is {entered!r}; enter a number from 0."
    return ""


def _assumption(assumed: list[str], type: ComponentType, preset: str, names: Mapping[str, Value]) -> str:
    """``Assumes 1,000,000 requests (medium usage).``"""
    amounts = [f"{exact(names[n]):,f} {type.usage[n].unit}" for n in assumed if n in type.usage]
    return f"Assumes {' and '.join(amounts)} ({preset} usage)." if amounts else ""


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
