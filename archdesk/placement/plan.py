"""Where a component of a type would stand if its rectangle were dropped here.

The same answer colours the drop target while dragging and decides the drop. A wrong place is allowed with a
finding (``misplaced``); only what makes no sense at all is ``refused``.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import SCOPE_RANK, ComponentType
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.model.view import DesignView

Fit = Literal["fits", "misplaced", "refused"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where it would stand: its parent (None: the open canvas), its spans, and how well that fits.

    ``label`` says it in words for the pointer ("into private subnet a"); ``reason`` why it does not fit.
    """

    parent: str | None
    spans: tuple[str, ...]
    verdict: Fit
    reason: str
    label: str


def plan(
    view: DesignView, catalogue: Catalogue, type: str, rect: Rect, moving: AbstractSet[str] = frozenset()
) -> Plan:
    """The plan for dropping a component of ``type`` at ``rect``; ``moving`` are ids that come along with it."""
    kind = catalogue.types.get(type)
    if kind is None:
        return Plan(None, (), "misplaced", f"No palette knows the type {type}.", "on the canvas")
    spans = tuple(sorted(_covered(view, kind.placement.spans, rect, moving)))
    container = _container_at(view, catalogue, kind, rect, moving, len(spans) > 1)
    if container is None:
        return Plan(None, spans, "fits", "", "on the canvas")
    parent = view.component(container.id)
    label = f"into {parent.name}"
    verdict, reason = fit(kind, catalogue.type_of(parent))
    if spans == (parent.id,):
        spans = ()  # it stands in just that one: no need to say it twice
    return Plan(parent.id, spans, verdict, reason, label)


def fit(kind: ComponentType, parent: ComponentType) -> tuple[Fit, str]:
    """How well a component type stands directly in a container type, and why not."""
    if parent.id in kind.placement.parents:
        return "fits", ""
    reason = (
        kind.placement.reason or f"{_article(kind.label)} does not stand in {_article(parent.label).lower()}."
    )
    holds = kind.container is not None and not kind.container.holds_spans
    if holds and SCOPE_RANK[kind.placement.scope] <= SCOPE_RANK[parent.placement.scope]:
        return "refused", reason  # a VPC in a subnet makes no sense at all
    if parent.placement.scope == "global" and kind.placement.scope == "global" and kind.container is None:
        return "fits", ""  # a global service drawn inside the region's frame is common and harmless
    return "misplaced", reason


def _article(label: str) -> str:
    return f"{'An' if label[:1].upper() in 'AEIO' else 'A'} {label}"


def _covered(view: DesignView, type: str, rect: Rect, moving: AbstractSet[str]) -> Iterator[str]:
    """The containers of ``type`` that the rectangle reaches into by at least a grid step."""
    if not type:
        return
    for id in view.component_ids():
        component = view.component(id)
        if component.type == type and id not in moving:
            shared = rect.overlap(component.rect)
            if shared is not None and min(shared.width, shared.height) >= 8:
                yield id


def _container_at(
    view: DesignView,
    catalogue: Catalogue,
    kind: ComponentType,
    rect: Rect,
    moving: AbstractSet[str],
    spanning: bool,
) -> Component | None:
    """The innermost container under the rectangle: round all of it, or (for a leaf) round its centre."""
    best: Component | None = None
    best_depth = -1
    for id in view.component_ids():
        component = view.component(id)
        container = catalogue.type_of(component).container
        if id in moving or container is None or container.holds_spans:
            continue
        whole = component.rect.contains(rect)
        if not whole and (kind.container is not None or spanning or not component.rect.contains(rect.center)):
            continue
        depth = _depth(view, component)
        if depth > best_depth or (
            depth == best_depth and best is not None and (component.z, id) > (best.z, best.id)
        ):
            best, best_depth = component, depth
    return best


def _depth(view: DesignView, component: Component) -> int:
    depth = 0
    while component.parent is not None:
        component = view.component(component.parent)
        depth += 1
    return depth
