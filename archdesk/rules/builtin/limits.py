"""LMT-001 and LMT-002: a design that is beyond a limit of AWS; hard limits are errors, quotas warnings.

What is counted over a VPC, a zone, a region or the account is reported once, on the first component of it. Usage
that nobody entered says nothing; limits that another rule reports are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archdesk.catalog.catalogue import Catalogue
from archdesk.limits.headroom import Headroom, headroom_of_type
from archdesk.limits.measuring import Measured, measured
from archdesk.limits.words import breach, differs
from archdesk.model.records import Component, Connection, Edition
from archdesk.rules.rule import PASSED, Examine, Failed, Report, Rule, Subject
from archdesk.rules.scope import Case, Members
from archdesk.rules.shared import SharedMembers

_ENTERED = ""  # no preset: only usage that somebody entered


@lru_cache(maxsize=1024)
def _watched(
    catalogue: Catalogue, type: str, edition: Edition, raisable: bool
) -> tuple[tuple[Measured, ...], tuple[Measured, ...]]:
    """The limits of a type that no other rule reports: those of one component, and those of several together."""
    limits = [
        m for m in measured(catalogue, type, edition) if m.limit.raisable == raisable and not m.limit.rule
    ]
    alone = tuple(m for m in limits if m.limit.scope == "component")
    return alone, tuple(m for m in limits if m.limit.scope != "component")


def _beyond(raisable: bool) -> Examine:
    """A rule about the limits that can be raised, or about those that cannot."""

    def examine(case: Case) -> Iterator[Report]:
        component = case.subject
        assert not isinstance(component, Connection)
        alone, wide = _watched(case.catalogue, component.type, case.edition, raisable)
        if not alone and not wide:
            return
        found = list(_broken(case, (component,), alone))
        if wide and _is_first(case, component, wide, raisable):
            every = [case.view.component(id) for id in case.view.of_type(component.type)]
            found += [h for h in _broken(case, every, wide) if h.component == component.id]
        for headroom in found:
            yield _failed(case, component, headroom)
        if not found:
            yield PASSED

    return examine


def _broken(
    case: Case, components: list[Component] | tuple[Component], limits: tuple[Measured, ...]
) -> list[Headroom]:
    found = headroom_of_type(case.view, case.catalogue, components, limits, _ENTERED)
    return [h for h in found if h.is_broken and not h.told_by]


def _is_first(case: Case, component: Component, wide: tuple[Measured, ...], raisable: bool) -> bool:
    """Whether the component is the one on which a limit of several is reported.

    Those are kept as a set for all components of the type, so that one more of them is looked at once, and not
    by each of the others.
    """
    type = component.type

    def gather(design: Case) -> Members:
        every = [design.view.component(id) for id in design.view.of_type(type)]
        return Members(
            {h.component: design.view.component(h.component) for h in _broken(design, every, wide)}
        )

    key = f"limits of {type}, {case.edition}, {raisable}"
    found = SharedMembers(key, case.memory.share(key, gather, case), case.memory, case.view.component)
    return bool(found.some) and component.id in found.items


def _failed(case: Case, component: Component, headroom: Headroom) -> Failed:
    limit = headroom.limit
    return Failed(
        breach(headroom, component.name),
        differs=differs(limit, case.edition),
        cite=limit.cite,
        aws=case.catalogue.type_of(component).aws,
    )


LIMIT = Rule(
    id="LMT-001",
    title="Beyond a limit",
    severity="error",
    why="AWS refuses or throttles what is beyond it, and does not raise this one; the number is that of the edition.",
    subject=Subject("component"),
    examine=_beyond(raisable=False),
    category="limits",
)
QUOTA = Rule(
    id="LMT-002",
    title="Beyond a quota",
    severity="warning",
    why="It fails in an account as it is given; AWS raises the quota when asked, which may take days.",
    subject=Subject("component"),
    examine=_beyond(raisable=True),
    category="limits",
)
