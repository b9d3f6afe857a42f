"""What stands for each component and connection on the canvas: its part of the picture, in Qt's terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.render.picture import Options, draw
from archdesk.render.shapes import Line, Part
from archdesk.render.tags import NO_TAGS, Tags
from archdesk.render.theme import Severity, Theme


@dataclass(frozen=True)
class Drawing:
    """The part of one record. ``frame`` is a component's rectangle, ``bounds`` all that is painted."""

    part: Part
    bounds: QRectF
    frame: QRectF
    route: tuple[QPointF, ...] = ()

    @property
    def is_container(self) -> bool:
        return self.part.role == "container"

    @property
    def is_edge(self) -> bool:
        return self.part.role == "edge"


def drawings(
    design: Design,
    catalogue: Catalogue,
    theme: Theme,
    badges: Mapping[str, Severity],
    straight: bool = False,
    tags: Tags = NO_TAGS,
) -> dict[str, Drawing]:
    """The drawing of every component and connection, by id; ``straight``: connections as a draft.

    ``tags`` move no connection, so that they come and go at once.
    """
    options = Options(badges=dict(badges), tags=tags, straight=straight, steady=True)
    picture = draw(design, catalogue, theme, options)
    return {part.id: drawing_of(part) for part in picture.parts if design.find(part.id) is not None}


def drawing_of(part: Part) -> Drawing:
    lines = [s for s in part.shapes if isinstance(s, Line)] if part.role == "edge" else []
    route = tuple(QPointF(p.x, p.y) for p in max(lines, key=lambda s: len(s.points)).points) if lines else ()
    # A pixel of room: antialiased borders stand half outside.
    bounds = in_qt(part.bounds).adjusted(-2, -2, 2, 2)
    return Drawing(part, bounds, in_qt(part.frame), route)


def in_qt(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
