"""What-if designs: another region, another family of machines, a standby or none, capacity bought another way.

Each is a design of its own; the one it is made from is never touched. Palettes and price books say what there is: a
property that is the size of a machine in a price's key has other families where the book has that size of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from archdesk.catalog import facts
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Cost
from archdesk.catalog.drawn import PRESETS
from archdesk.costs.book import NoPrice, PriceBooks
from archdesk.costs.break_even import STEADY, capacity_for
from archdesk.costs.comparing import Difference, compare
from archdesk.costs.estimate import estimate
from archdesk.costs.items import Estimate
from archdesk.costs.lines import lines_of
from archdesk.model.design import Design
from archdesk.model.records import Component, Record, Value
from archdesk.model.view import DesignView

REGION: Final = "aws.region"
MACHINES: Final = "AmazonEC2"  # machines that start from an image of a person's own
_SIZE = re.compile(
    r"(?P<before>(?:db|cache)\.)?(?P<line>[a-z]+)(?P<generation>\d+)(?P<extra>[a-z]*)"
    r"\.(?P<size>[a-z0-9-]+)(?P<after>\.search)?"
)
_MAKERS: Final = "aig"  # AMD, Intel, Graviton, as the names of families end
_FLAG = re.compile(r"\{(\w+)\?\w+:\w+\}")
_SIZED: Final = {"read_capacity": "reads", "write_capacity": "writes"}  # property: the usage it serves


@dataclass(frozen=True, slots=True)
class Variant:
    """A design that could be drawn instead. ``changes`` says what is another in it, ``caveats`` what it asks for.

    ``difference`` is what it costs against the design it was made from; None where nobody compared them.
    """

    id: str
    label: str
    design: Design
    changes: tuple[str, ...]
    caveats: tuple[str, ...] = ()
    difference: Difference | None = None

    @property
    def words(self) -> str:
        """``EC2: t4g instead of t3: -$1.46 a month: ...``."""
        return f"{self.label}: {self.difference.words}" if self.difference is not None else self.label


def variants(
    design: Design,
    catalogue: Catalogue,
    books: PriceBooks,
    usage: str | None = None,
    *,
    regions: Iterable[str] | None = None,
    free_tier: bool | None = None,
    kind: str = "",
) -> tuple[Variant, ...]:
    """The what-if designs that make sense, each compared with the design: the cheapest first, those of which not
    all has a price last. ``regions``: only these; by default all that have a price book. ``kind``: only
    those whose id begins with it (region, family, flag, capacity); the others are not priced.
    """
    names = subject_names(design)
    now = estimate(design, catalogue, books, None, usage, free_tier=free_tier)
    made = [
        *_other_regions(design, catalogue, books.regions if regions is None else regions),
        *_other_families(design, catalogue, books),
        *_standbys(design, catalogue),
        *_capacities(design, catalogue, usage or design.settings.usage),
    ]
    found: list[Variant] = []
    for variant in (v for v in made if kind in ("", v.id.partition(":")[0])):
        then: Estimate = estimate(variant.design, catalogue, books, None, usage, free_tier=free_tier)
        found.append(replace(variant, difference=compare(now, then, names, names)))
    return tuple(sorted(found, key=_order))


def subject_names(view: DesignView) -> dict[str, str]:
    """What components and connections are called, by id: ``Web``, ``Web to Orders``."""
    names = {id: view.component(id).name for id in view.component_ids()}
    for id in view.connection_ids():
        edge = view.connection(id)
        names[id] = f"{names[edge.source]} to {names[edge.target]}"
    return names


def in_region(design: Design, catalogue: Catalogue, region: str) -> Variant:
    """The design in another region: its settings, and the region containers that stand for its own."""
    home = design.settings.region
    changed: list[Record] = [replace(design.settings, region=region)]
    changes = [f"The design's region is {region} instead of {home}."]
    caveats = []
    for component in design.components:
        if component.type != REGION:
            continue
        own = component.properties.get("region")
        if own == home:
            changed.append(_with(component, region=region))
            changes.append(f"{component.name} is {region}.")
        elif own == region:
            caveats.append(
                f"{component.name} is in {region} already: a copy there is no other region any more."
            )
        elif own:
            caveats.append(f"{component.name} stays in {own}.")
    caveats.append("Latency to users, the law that data is under and names of zones are others there.")
    label = f"In {region} instead of {home}"
    return Variant(f"region:{region}", label, _changed(design, changed), tuple(changes), tuple(caveats))


def _other_regions(design: Design, catalogue: Catalogue, regions: Iterable[str]) -> Iterator[Variant]:
    if any(facts.region(design, catalogue, c) == design.settings.region for c in design.components):
        yield from (in_region(design, catalogue, r) for r in regions if r != design.settings.region)


@dataclass(frozen=True, slots=True)
class _Move:
    """One component that could be of another family."""

    component: Component
    property: str
    value: str


def _other_families(design: Design, catalogue: Catalogue, books: PriceBooks) -> Iterator[Variant]:
    """For each service and family: all its machines in another family that has their sizes."""
    moves: dict[tuple[str, str, str], list[_Move]] = {}
    sized: dict[tuple[str, str], list[Component]] = {}
    for component in _priced_components(design, catalogue):
        for cost, name in _sizes(catalogue, component):
            offer = cost.price.partition("/")[0]
            size = _SIZE.fullmatch(str(catalogue.value(component, name)))
            if size is None:
                continue
            alike = sized.setdefault((offer, _family(size)), [])
            if component not in alike:
                alike.append(component)
            for value, family in _siblings(design, catalogue, books, component, cost, name, size):
                found = moves.setdefault((offer, _family(size), family), [])
                move = _Move(component, name, value)
                if move not in found:
                    found.append(move)
    for (offer, old, new), found in sorted(moves.items()):
        moved = {move.component.id for move in found}
        stay = [c.name for c in sized[offer, old] if c.id not in moved]
        caveats = [f"{name} stays: there is no price of its size in {new}." for name in stay]
        if new.endswith("g") and not old.endswith("g") and offer == MACHINES:
            caveats.append(
                "These are ARM machines (Graviton): each needs an image and software built for arm64, "
                "its containers too."
            )
        which = ", ".join(sorted({catalogue.type_of(move.component).service for move in found}))
        yield Variant(
            f"family:{offer}:{old}:{new}",
            f"{which}: {new} instead of {old}",
            _changed(design, [_with(m.component, **{m.property: m.value}) for m in found]),
            tuple(f"{m.component.name} is {m.value}." for m in found),
            tuple(caveats),
        )


def _sizes(catalogue: Catalogue, component: Component) -> Iterator[tuple[Cost, str]]:
    """The costs whose key is a size of machine that a property says, with the property."""
    type = catalogue.type_of(component)
    for cost in type.costs:
        for text in cost.key.values():
            name = text[1:-1]
            if text == f"{{{name}}}" and name in type.properties and type.properties[name].type == "string":
                yield cost, name


def _siblings(
    design: Design,
    catalogue: Catalogue,
    books: PriceBooks,
    component: Component,
    cost: Cost,
    name: str,
    size: re.Match[str],
) -> Iterator[tuple[str, str]]:
    """The same size in other families of its line, no older, whose hours have a price: the value and the family."""
    region = facts.region(design, catalogue, component)
    offer, _, kind = cost.price.partition("/")
    if region not in books.books:
        return
    column = next(key for key, text in cost.key.items() if text == f"{{{name}}}")
    there = {dict(key).get(column, "") for key in books.books[region].kinds.get((offer, kind), ())}
    for value in sorted(there):
        other = _SIZE.fullmatch(value)
        if (
            other is not None
            and other["size"] == size["size"]
            and (other["before"], other["after"], other["line"])
            == (size["before"], size["after"], size["line"])
            and _family(other) != _family(size)
            and int(other["generation"]) >= int(size["generation"])
            and _disks(other) == _disks(size)
            and _is_priced(design, catalogue, books, _with(component, **{name: value}), value, region)
        ):
            yield value, _family(other)


def _is_priced(
    design: Design, catalogue: Catalogue, books: PriceBooks, component: Component, value: str, region: str
) -> bool:
    lines = [
        line
        for line in lines_of(design, catalogue, component, design.settings.usage)
        if any(part == value for _, part in line.key)
    ]
    found = (books.find(region, line.offer, line.component, dict(line.key)) for line in lines)
    return bool(lines) and not any(isinstance(price, NoPrice) for price in found)


def _family(size: re.Match[str]) -> str:
    return f"{size['line']}{size['generation']}{size['extra']}"


def _disks(size: re.Match[str]) -> str:
    """What a family has beside its processor: ``d`` for disks, ``n`` for network."""
    return size["extra"].strip(_MAKERS)


def _standbys(design: Design, catalogue: Catalogue) -> Iterator[Variant]:
    """With a standby in another zone where there is none, and without where there is one."""
    for component in _priced_components(design, catalogue):
        type = catalogue.type_of(component)
        texts = {cost.key.get("deployment", "") for cost in type.costs}
        for name in sorted({match[1] for text in texts if (match := _FLAG.fullmatch(text))}):
            property, on = type.properties[name], catalogue.value(component, name) is True
            label = property.label or name
            yield Variant(
                f"flag:{component.id}:{name}",
                f"{component.name}: {'without' if on else 'with'} {label}",
                _changed(design, [_with(component, **{name: not on})]),
                (f"{component.name} is {'without' if on else 'with'} {label}.",),
                (f"What it then lacks: {property.doc}" if on else property.doc,) if property.doc else (),
            )


def _capacities(design: Design, catalogue: Catalogue, usage: str) -> Iterator[Variant]:
    """Provisioned capacity where it is on demand, and the other way round."""
    for component in _priced_components(design, catalogue):
        type = catalogue.type_of(component)
        for name, property in type.properties.items():
            values = property.bound("values", design.settings.edition) or ()
            ways = {str(v).lower().replace("-", "_"): v for v in values}
            if not {"on_demand", "provisioned"} <= ways.keys() or not any(name in c.when for c in type.costs):
                continue
            now = catalogue.value(component, name)
            to = "on_demand" if now == ways["provisioned"] else "provisioned"
            if now not in (ways["on_demand"], ways["provisioned"]):
                continue
            words = "on-demand" if to == "on_demand" else "provisioned"
            fitted = _fitted(catalogue, component, usage) if to == "provisioned" else {}
            asks = (
                "Pays for each request: nothing is throttled by what was provisioned, a steady load is dearer."
                if to == "on_demand"
                else "A load above what is provisioned is throttled: provision for the peak, or let it scale."
            )
            changes = [f"{component.name} has {words} capacity."]
            changes += [
                f"{type.properties[n].label} is {value}: what the usage of a month needs, {STEADY} % of it used."
                for n, value in fitted.items()
            ]
            if to == "provisioned" and not fitted:
                changes.append("How much is provisioned is as it is drawn.")
            yield Variant(
                f"capacity:{component.id}:{to}",
                f"{component.name}: {words} capacity",
                _changed(design, [_with(component, **{name: ways[to]}, **fitted)]),
                tuple(changes),
                (asks,),
            )


def _fitted(catalogue: Catalogue, component: Component, preset: str) -> dict[str, int]:
    """The capacities that the usage of a month asks for, of those that nobody has set."""
    type, found = catalogue.type_of(component), {}
    for name, used in _SIZED.items():
        if name not in type.properties or used not in type.usage or name in component.properties:
            continue
        amount = component.usage.get(used)
        if amount is None and preset in PRESETS:
            amount = getattr(type.usage[used], preset)
        if amount is not None:
            found[name] = capacity_for(Decimal(str(amount)))
    return found


def _priced_components(design: Design, catalogue: Catalogue) -> Iterator[Component]:
    for component in sorted(design.components, key=lambda c: c.id):
        if component.type in catalogue.types and catalogue.value(component, "existing") is not True:
            yield component


def _with(component: Component, **properties: Value) -> Component:
    merged: Mapping[str, Value] = {**component.properties, **properties}
    return replace(component, properties=merged)


def _changed(design: Design, records: Iterable[Record]) -> Design:
    """A design of the same records but these."""
    new = {record.id: record for record in records}
    return Design([new.get(id, record) for id, record in design.records.items()])


def _order(variant: Variant) -> tuple[bool, Decimal, str]:
    difference = variant.difference
    lost = difference is not None and any(e.kind == "price lost" for e in difference.entries)
    return lost, Decimal(0) if difference is None else difference.alike, variant.label
