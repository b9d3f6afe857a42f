"""Where a fix puts what it adds or moves: a free place in a container, or beside a component."""

from __future__ import annotations

from dataclasses import replace

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design, Edit
from archdesk.model.geometry import GRID, Point, Rect
from archdesk.model.records import Component
from archdesk.model.view import descendants

LEAF = 48  # px, width and height of an icon
TOP, MARGIN = 40, 24  # px a container keeps free round its content; the top holds its name
PITCH = 104  # px from one icon to the next, room for its name included


def size_of(catalogue: Catalogue, type: str) -> tuple[int, int]:
    """The first size in px of a component of a type."""
    kind = catalogue.types.get(type)
    container = kind.container if kind is not None else None
    return (container.width, container.height) if container is not None else (LEAF, LEAF)


def free_rect(design: Design, parent: str | None, size: tuple[int, int], near: Rect | None = None) -> Rect:
    """A rectangle of this size that covers no sibling: inside the parent where it has room, else below."""
    width, height = size
    taken = [design.component(id).rect for id in design.children(parent)]
    if parent is None:
        start = Point(near.right + PITCH - LEAF, near.y) if near is not None else Point(MARGIN, TOP)
        right = start.x + 8 * PITCH
    else:
        frame = design.component(parent).rect
        start = Point(frame.x + MARGIN, frame.y + TOP)
        right = frame.right - MARGIN
    y = start.y
    while True:
        x = start.x
        while x == start.x or x + width <= right:
            rect = Rect(x, y, width, height)
            if not any(rect.grown(GRID).overlap(other) for other in taken):
                return rect
            x += PITCH
        y += PITCH


def put_into(edit: Edit, component: Component, parent: str | None, rect: Rect) -> None:
    """Store a component with all it holds at its new place, and let the containers round it grow."""
    by = rect_offset(component.rect, rect)
    for inner in tuple(descendants(edit.design, component.id)) if edit.design.find(component.id) else ():
        edit.put(replace(inner, rect=inner.rect.moved(by)))
    edit.put(replace(component, parent=parent, rect=rect))
    while parent is not None:
        container = edit.design.component(parent)
        frame = container.rect
        right, bottom = max(frame.right, rect.right + MARGIN), max(frame.bottom, rect.bottom + MARGIN)
        if (right, bottom) != (frame.right, frame.bottom):
            edit.put(replace(container, rect=Rect(frame.x, frame.y, right - frame.x, bottom - frame.y)))
        rect = edit.design.component(parent).rect
        parent = container.parent


def rect_offset(old: Rect, new: Rect) -> Point:
    return Point(new.x - old.x, new.y - old.y)
