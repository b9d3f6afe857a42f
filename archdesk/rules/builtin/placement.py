"""PLC-001: a component that stands where its type does not belong.

Regional and global services may stand on the open canvas or in a region; what lives in a VPC has to be in one.
"""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.catalog import facts
from archdesk.catalog.definitions import ComponentType, Scope
from archdesk.model.records import Component, Connection
from archdesk.rules.findings import Fix
from archdesk.rules.rule import PASSED, Failed, Report, Rule, Subject
from archdesk.rules.scope import Case

_RANK: dict[Scope, int] = {"external": 0, "global": 0, "regional": 1, "vpc": 2, "az": 3, "subnet": 4}


def _examine(case: Case) -> Iterator[Report]:
    component = case.subject
    assert not isinstance(component, Connection)
    kind = case.catalogue.types.get(component.type)
    if kind is None:
        return
    message = _misplaced(case, component, kind)
    if message is None:
        yield PASSED
        return
    yield Failed(message, tuple(_fixes(kind)))


def _misplaced(case: Case, component: Component, kind: ComponentType) -> str | None:
    """Why the component does not belong where it stands; None where it does."""
    placement = kind.placement
    parent = None if component.parent is None else case.view.component(component.parent)
    if parent is not None and parent.type in placement.parents:
        return None
    in_vpc = _RANK[placement.scope] >= _RANK["vpc"]
    if parent is None or parent.type not in case.catalogue.types:
        if not in_vpc or facts.vpc(case.view, component) is not None:
            return None
        return f"{component.name} is in no VPC. {placement.reason}".strip()
    around = case.catalogue.type_of(parent)
    if in_vpc:
        # A spanning component may be drawn anywhere: its subnets say where it is.
        if placement.spans and component.spans and facts.vpc(case.view, component) is not None:
            return None
        if not placement.parents and facts.vpc(case.view, component) is not None:
            return None
    elif (
        placement.scope != "external"
        and not around.placement.parents
        and around.placement.scope in ("global", "external")
    ):
        return None  # a regional or global service inside the region's frame
    return _because(component, kind, parent)


def _because(component: Component, kind: ComponentType, parent: Component) -> str:
    if kind.placement.reason:
        return f"{component.name} stands in {parent.name}. {kind.placement.reason}"
    return f"{component.name} stands in {parent.name}, where a {kind.label} does not belong."


def _fixes(kind: ComponentType) -> Iterator[Fix]:
    container = next((p for p in kind.placement.parents if _RANK[kind.placement.scope] >= 2), None)
    if container is not None:
        yield Fix(
            "Move it into a fitting container", False, {"move": {"what": "$it", "to": {"type": container}}}
        )


MISPLACED = Rule(
    id="PLC-001",
    title="Component in the wrong place",
    severity="warning",
    why="Where a component stands decides its network, its zone and what it is exported into.",
    subject=Subject("component"),
    examine=_examine,
    category="placement",
    cite="vpc",
)
