"""What a design costs against another: the saved state, another file, or the same design changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from archdesk.app.cost_view import name_of
from archdesk.app.repricing import books_for
from archdesk.app.session import Session
from archdesk.catalog import facts
from archdesk.catalog.arithmetic import exact
from archdesk.costs.break_even import BreakEven, Kind, break_even
from archdesk.costs.comparing import Difference, compare
from archdesk.costs.estimate import estimate
from archdesk.costs.items import Estimate
from archdesk.costs.variants import Variant, variants
from archdesk.model.design import Design
from archdesk.model.records import SETTINGS_ID

_CAPACITIES: Final[tuple[tuple[Kind, str], ...]] = (("reads", "read_capacity"), ("writes", "write_capacity"))


def compared(session: Session, before: Design, after: Design) -> Difference:
    """The difference between two designs, the session's own among them or not, each as its settings say."""
    return compare(
        _estimate_of(session, before), _estimate_of(session, after), names_in(before), names_in(after)
    )


def names_in(design: Design) -> dict[str, str]:
    """What components and connections are called, by id."""
    return {id: name_of(design, id) for id in (*design.component_ids(), *design.connection_ids())}


def take_over(session: Session, label: str, changed: Design) -> None:
    """Make the session's design say what ``changed`` says, as one undo step."""
    design = session.design
    with design.edit(label) as edit:
        for id, record in changed.records.items():
            if design.find(id) != record:
                edit.put(record)
        for id in tuple(design.records):
            if id != SETTINGS_ID and id not in changed.records and design.find(id) is not None:
                edit.remove(id)


def what_ifs(session: Session, kind: str) -> tuple[Variant, ...]:
    """The designs that could be drawn instead: in another region, of other machines (family), with or without
    a standby (flag), with capacity bought another way (capacity). The cheapest first.
    """
    design = session.design
    books = books_for(session.books, design.settings)
    regions = books.regions if kind == "region" else ()
    return variants(design, session.catalogue, books, regions=regions, kind=kind)


def break_even_of(session: Session, variant: Variant) -> str:
    """From where on provisioned capacity is cheaper, for the table whose capacity the variant changes."""
    kind, _, rest = variant.id.partition(":")
    id = rest.rpartition(":")[0]
    if kind != "capacity" or session.design.find(id) is None:
        return ""
    catalogue = session.catalogue
    component = variant.design.component(id)
    if not {"read_capacity", "write_capacity"} <= catalogue.type_of(component).properties.keys():
        return ""
    books = books_for(session.books, session.design.settings)
    region = facts.region(variant.design, catalogue, component) or session.design.settings.region
    told: list[str] = []
    for what, name in _CAPACITIES:
        units = exact(catalogue.value(component, name))
        found = break_even(books, region, what, units or Decimal(1))
        if isinstance(found, BreakEven):
            told.append(found.words)
    return "\n".join(told)


def _estimate_of(session: Session, design: Design) -> Estimate:
    if design is session.design:
        return session.estimate
    return estimate(design, session.catalogue, books_for(session.books, design.settings))
