"""Line up, space out and restack components."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from archdesk.app.edits import move, roots_of
from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import GRID, Point, union

Side = Literal["left", "right", "top", "bottom", "center", "middle"]


def align(design: Design, catalogue: Catalogue, ids: Iterable[str], side: Side) -> None:
    """Line components up on one side of their common rectangle; ``center`` is vertical, ``middle`` horizontal."""
    roots = roots_of(design, ids)
    frame = union(design.component(id).rect for id in roots)
    if frame is None or len(roots) < 2:
        return
    with design.edit(f"Align {side}"):
        for id in roots:
            rect = design.component(id).rect
            by = {
                "left": Point(frame.x - rect.x, 0),
                "right": Point(frame.right - rect.right, 0),
                "top": Point(0, frame.y - rect.y),
                "bottom": Point(0, frame.bottom - rect.bottom),
                "center": Point(frame.center.x - rect.center.x, 0).snapped(),
                "middle": Point(0, frame.center.y - rect.center.y).snapped(),
            }[side]
            move(design, catalogue, [id], by)


def distribute(design: Design, catalogue: Catalogue, ids: Iterable[str], axis: Literal["x", "y"]) -> None:
    """Space components evenly between the outermost two."""
    roots = sorted(roots_of(design, ids), key=lambda id: getattr(design.component(id).rect, axis))
    if len(roots) < 3:
        return
    first, last = (getattr(design.component(id).rect, axis) for id in (roots[0], roots[-1]))
    with design.edit("Distribute evenly"):
        for index, id in enumerate(roots[1:-1], 1):
            at = round((first + (last - first) * index / (len(roots) - 1)) / GRID) * GRID
            step = at - getattr(design.component(id).rect, axis)
            move(design, catalogue, [id], Point(step, 0) if axis == "x" else Point(0, step))


def restack(design: Design, ids: Iterable[str], step: int) -> None:
    """Bring components forward (step > 0) or send them back among their siblings."""
    with design.edit("Bring forward" if step > 0 else "Send back") as edit:
        for id in ids:
            component = design.component(id)
            edit.put(replace(component, z=component.z + step))
