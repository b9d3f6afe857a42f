"""What is billed for a component or a connection: the palette's costs with quantities worked out, without prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from archdesk.catalog.arithmetic import Function, NoQuantity, NotSet, evaluate, exact, filled
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.deferred import is_deferred
from archdesk.catalog.definitions import ComponentType, Cost, Property, Usage
from archdesk.catalog.drawn import HOURS, PRESETS, SECONDS, functions_of, names_of
from archdesk.catalog.quantity import quantity
from archdesk.catalog.ways import way_of
from archdesk.model.records import Component, Connection, Value
from archdesk.model.view import DesignView

State = Literal["priced", "needs usage", "no price", "free"]

# What the expressions of a transfer may name beside its usage: see `catalog/ways`.
WAY_FACTS = ("hours", "seconds", "entered", "from_region", "to_region", "zone_share", "paying_ends", "gate")


@dataclass(frozen=True, slots=True)
class Line:
    """A line item to be: how much of what. ``state`` is ``priced`` as long as nothing speaks against it.

    ``least`` and ``most`` are the quantities at the fewest and the most, of what scales by itself.
    """

    label: str
    state: State
    quantity: Decimal | None = None
    offer: str = ""
    component: str = ""
    key: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    free_tier: Decimal = Decimal(0)  # quantity a month the account has for nothing
    assumed: tuple[str, ...] = ()  # usage that is a preset's, nobody entered it
    least: Decimal | None = None
    most: Decimal | None = None


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
        asking = _Asking(
            names_of(view, catalogue, component, type, preset),
            functions_of(view, catalogue, component),
            type.usage,
            component.usage,
            preset,
            type.properties,
            _only_in_template(catalogue, component, type),
        )
        costs = sorted(type.costs, key=lambda cost: bool(cost.unknown))
        lines: list[Line] = []
        for cost in costs:
            if not (cost.unknown and lines) and (line := _line(cost, asking)) is not None:
                lines.append(line)
        yield from lines or [Line(type.label, "no price", reason="None of its prices fits these properties.")]


def _only_in_template(catalogue: Catalogue, component: Component, type: ComponentType) -> frozenset[str]:
    """The properties that its template says by a parameter nobody knows: their defaults would be guesses."""
    if "cloudformation" not in component.extra:
        return frozenset()
    return frozenset(name for name in type.properties if is_deferred(catalogue, component, name))


def lines_of_connection(
    view: DesignView, catalogue: Catalogue, connection: Connection, preset: str, home: str
) -> Iterator[tuple[str, Line]]:
    """What is billed for the data a connection carries, each with the region that it leaves.

    Nothing where it stays within its zone. ``home`` stands for the design's own region.
    """
    transfers = catalogue.transfers_of(connection.relation)
    if not transfers:
        return
    if not connection.usage and _within_one_place(view, connection):
        return
    way = way_of(view, catalogue, connection)
    leaves, comes_to = (
        home if r in ("", view.settings.region) else r for r in (way.from_region, way.to_region)
    )
    facts: dict[str, Value] = {
        "hours": HOURS, "seconds": SECONDS, "from_region": leaves, "to_region": comes_to,
        "zone_share": way.zone_share, "paying_ends": way.paying_ends, "gate": way.gate or "none",
    }  # fmt: skip
    for transfer in transfers:
        names = dict(facts)
        for name, usage in transfer.usage.items():
            entered = connection.usage.get(name)
            names[name] = getattr(usage, preset) if entered is None and preset in PRESETS else entered
        names["entered"] = any(connection.usage.get(name) is not None for name in transfer.usage)
        asking = _Asking(names, {}, transfer.usage, connection.usage, preset)
        for cost in transfer.costs:
            if (line := _line(cost, asking)) is not None:
                yield leaves, line


def _within_one_place(view: DesignView, connection: Connection) -> bool:
    """Whether both ends stand in the same subnet and reach into no other: nothing can be billed then."""
    source, target = view.component(connection.source), view.component(connection.target)
    same = source.parent is not None and source.parent == target.parent
    return (
        same
        and not source.spans
        and not target.spans
        and view.component(source.parent or "").type == "vpc.subnet"
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    """What the expressions of one component or connection may use."""

    names: Mapping[str, Value]
    functions: Mapping[str, Function]
    usage: Mapping[str, Usage]
    entered: Mapping[str, Value]
    preset: str
    properties: Mapping[str, Property] = field(default_factory=dict)
    open: frozenset[str] = frozenset()  # properties that only the template knows


def _line(cost: Cost, asking: _Asking) -> Line | None:
    """The line of one cost; None where its condition does not hold."""
    names, functions = asking.names, asking.functions
    try:
        if cost.when and not evaluate(cost.when, names, functions):
            return None
    except NotSet as error:
        if error.name not in asking.usage:
            return None  # a condition on what is not set does not hold
        usage = asking.usage[error.name]  # but usage is asked for: an item must not vanish for want of it
        return Line(cost.label, "needs usage", reason=f"Enter {usage.label} ({usage.unit}) a month.")
    except NoQuantity as error:
        return Line(cost.label, "no price", reason=_sentence(error))
    if cost.free:
        return Line(cost.label, "free", reason=cost.free)
    if wrong := _wrong_usage(cost.usage, asking.entered):
        return Line(cost.label, "needs usage", reason=wrong)
    if asking.open:
        names = {name: value for name, value in names.items() if name not in asking.open}
    try:
        if cost.unknown:
            return Line(cost.label, "no price", reason=filled(cost.unknown, names))
        amount = quantity(cost.quantity, names, functions)
        least = quantity(cost.least, names, functions) if cost.least else None
        most = quantity(cost.most, names, functions) if cost.most else None
        key = tuple(sorted((k, filled(v, names)) for k, v in cost.key.items()))
        note = filled(cost.note, names)
    except NotSet as error:
        wanted = asking.usage.get(error.name)
        if wanted is not None:
            return Line(cost.label, "needs usage", reason=f"Enter {wanted.label} ({wanted.unit}) a month.")
        property = asking.properties.get(error.name)
        label = (property.label if property is not None else "") or error.name
        known = "is known to its template alone" if error.name in asking.open else "is not set"
        return Line(cost.label, "no price", reason=f"{label} {known}.")
    except NoQuantity as error:
        return Line(cost.label, "no price", reason=_sentence(error))
    assumed = tuple(n for n in cost.usage if asking.entered.get(n) is None)
    reason = " ".join(filter(None, [note, _assumption(assumed, asking)]))
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
        assumed,
        None if least is None else min(least, amount),
        None if most is None else max(most, amount),
    )


def _wrong_usage(wanted: Iterable[str], given: Mapping[str, Value]) -> str:
    for name in wanted:
        entered = given.get(name)
        number = exact(entered)
        if entered is not None and (number is None or not number.is_finite() or number < 0):
            return f"The usage {name} is {entered!r}; enter a number from 0."
    return ""


def _assumption(assumed: Iterable[str], asking: _Asking) -> str:
    """``Assumes 1,000,000 requests (medium usage).``"""
    amounts = [_amount(exact(asking.names[n]), asking.usage[n].unit) for n in assumed if n in asking.usage]
    return f"Assumes {' and '.join(amounts)} ({asking.preset} usage)." if amounts else ""


def _amount(number: Decimal | None, unit: str) -> str:
    """``3,000 requests``, ``1 request``, ``1 GB``."""
    if number == 1 and len(unit) > 3 and unit.isalpha():
        unit = f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s")
    return f"{number:,f} {unit}"


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
