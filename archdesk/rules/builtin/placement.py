"""PLC-001: a component that stands where its type does not belong.

Regional and global services may stand on the open canvas or in a region; what lives in a VPC has to be in one.
"""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.catalog import facts
from archdesk.catalog.definitions import SCOPE_RANK, ComponentType
from archdesk.model.records import Component, Connection
from archdesk.rules.findings import Fix
from archdesk.rules.rule import PASSED, Failed, Report, Rule, Subject, Undecided
from archdesk.rules.scope import FACT_LABELS, Case


def _examine(case: Case) -> Iterator[Report]:
    component = case.subject
    assert not isinstance(component, Connection)
    kind = case.catalogue.types.get(component.type)
    if kind is None:
        return
    message = _misplaced(case, component, kind)
    if message is None:
        yield PASSED
    elif _is_open(case, component, kind):
        yield Undecided((f"{component.name}: {FACT_LABELS['vpc']}",))
    else:
        yield Failed(message, tuple(_fixes(case, kind)))


def _is_open(case: Case, component: Component, kind: ComponentType) -> bool:
    """Whether no network is drawn at all: then nobody has said yet where what belongs in one stands."""
    if SCOPE_RANK[kind.placement.scope] < SCOPE_RANK["vpc"] or kind.container is not None:
        return False
    parent = None if component.parent is None else case.view.component(component.parent)
    on_the_canvas = parent is None or _is_frame(case.catalogue.type_of(parent))
    return on_the_canvas and not case.view.of_type(facts.VPC)


def _misplaced(case: Case, component: Component, kind: ComponentType) -> str | None:
    """Why the component does not belong where it stands; None where it does."""
    parent = _standing_in(case, component, kind)
    if parent is not None and parent.type in kind.placement.parents:
        return None
    if parent is None or parent.type not in case.catalogue.types:
        return _outside(case, component, kind)
    if SCOPE_RANK[kind.placement.scope] >= SCOPE_RANK["vpc"]:
        # What spans may be drawn anywhere: its subnets say where it is.
        placed = component.spans if kind.placement.parents else True
        if placed and facts.vpc(case.view, component) is not None:
            return None
    elif kind.placement.scope != "external" and _is_frame(case.catalogue.type_of(parent)):
        return None  # a regional or global service inside the region's frame
    return _because(component, kind, parent)


def _standing_in(case: Case, component: Component, kind: ComponentType) -> Component | None:
    """The container that counts: one drawn round others of the same use (a security group) passes on to them."""
    if component.parent is None:
        return None
    parent = case.view.component(component.parent)
    while parent.type in kind.placement.parents:
        around = case.catalogue.type_of(parent).placement
        narrow = (
            SCOPE_RANK[around.scope] >= SCOPE_RANK[kind.placement.scope]
        )  # a subnet is place enough in any zone
        if narrow or not set(around.parents) & set(kind.placement.parents):
            return parent
        if parent.parent is None:
            return None
        parent = case.view.component(parent.parent)
    return parent


def _outside(case: Case, component: Component, kind: ComponentType) -> str | None:
    """What is wrong with standing on the open canvas, or in something no palette knows."""
    placement = kind.placement
    if SCOPE_RANK[placement.scope] < SCOPE_RANK["vpc"] or facts.vpc(case.view, component) is not None:
        return None
    ends = (case.view.connection(id).target for id in case.view.outgoing(component.id))
    if any(case.view.component(end).type in placement.parents for end in ends):
        return None  # the line says where it is: a flow log that watches a network
    if "cloudformation" in component.extra:
        return None  # read from a template that says it in its own way, by a parameter or an import
    zonal = placement.scope == "az" and kind.container is None
    if zonal and facts.zone(case.view, case.catalogue, component) is not None:
        return None  # a volume says its zone itself
    if any(_is_frame(t) for p in placement.parents if (t := case.catalogue.types.get(p)) is not None):
        return None  # it may stand in a region, and the design itself is in one
    return f"{component.name} is in no VPC. {placement.reason}".strip()


def _is_frame(kind: ComponentType) -> bool:
    """Whether a container holds whatever is regional or global: a region, an account."""
    return kind.container is not None and kind.placement.scope == "global"


def _because(component: Component, kind: ComponentType, parent: Component) -> str:
    if kind.placement.reason:
        return f"{component.name} stands in {parent.name}. {kind.placement.reason}"
    return f"{component.name} stands in {parent.name}, where a {kind.label} does not belong."


def _fixes(case: Case, kind: ComponentType) -> Iterator[Fix]:
    """To move it, where there is a container that would take it."""
    if SCOPE_RANK[kind.placement.scope] < SCOPE_RANK["vpc"]:
        return
    container = next((p for p in kind.placement.parents if case.view.of_type(p)), None)
    if container is not None:
        label = case.catalogue.types[container].label
        yield Fix(f"Move it into a {label}", False, {"move": {"what": "$it", "to": {"type": container}}})


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
