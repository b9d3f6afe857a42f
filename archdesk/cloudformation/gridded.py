"""Components on a grid below a drawing: what a container holds inside it, containers as large as they need to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.geometry import Rect
from archdesk.model.records import Component

_CELL, _NODE, _MARGIN, _TITLE = 128, 48, 40, 48


def gridded(components: Mapping[str, Component], catalogue: Catalogue, top: int) -> list[Component]:
    """Everything on a grid: what a container holds inside it, containers as large as they need to be."""
    inside: dict[str | None, list[Component]] = {}
    for component in components.values():
        inside.setdefault(component.parent, []).append(component)
    sizes: dict[str, tuple[int, int]] = {}
    result: list[Component] = []

    def size(component: Component) -> tuple[int, int]:
        if component.id not in sizes:
            kind = catalogue.types.get(component.type)
            children = inside.get(component.id, [])
            if kind is None or kind.container is None or (kind.container.holds_spans and not children):
                sizes[component.id] = (_NODE, _NODE)
            else:
                width, height, _ = grid(children)
                sizes[component.id] = (max(width + 2 * _MARGIN, 200), max(height + _MARGIN + _TITLE, 120))
        return sizes[component.id]

    def grid(members: list[Component]) -> tuple[int, int, list[tuple[Component, int, int]]]:
        columns = max(1, math.ceil(math.sqrt(len(members))))
        x = y = row = width = 0
        cells = []
        for index, member in enumerate(members):
            w, h = size(member)
            if index and index % columns == 0:
                x, y, row = 0, y + row, 0
            cells.append((member, x, y))
            x += max(w + _MARGIN, _CELL)
            row = max(row, h + 2 * _MARGIN)
            width = max(width, x)
        return width, y + row, cells

    def place(parent: str | None, left: int, upper: int) -> None:
        for member, x, y in grid(inside.get(parent, []))[2]:
            w, h = size(member)
            result.append(replace(member, rect=Rect(left + x, upper + y, w, h)))
            place(member.id, left + x + _MARGIN, upper + y + _TITLE)

    place(None, _MARGIN, top + _MARGIN)
    return result
