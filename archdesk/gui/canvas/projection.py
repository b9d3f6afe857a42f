"""What stands for each component and connection on the canvas: its shapes, taken from the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design
from archdesk.model.records import Component
from archdesk.render.picture import Options, draw
from archdesk.render.theme import Theme


@dataclass(frozen=True)
class Drawing:
    """The shapes of one record. ``frame`` is a component's rectangle, ``bounds`` all that is painted."""

    shapes: tuple
    bounds: QRectF
    frame: QRectF
    is_container: bool = False
    is_edge: bool = False
    route: tuple[QPointF, ...] = ()
    colour: str = ""
    tip: str = ""


def drawings(
    design: Design, catalogue: Catalogue, theme: Theme, badges: Mapping[str, str]
) -> dict[str, Drawing]:
    """The drawing of every component and connection, by id."""
    picture = draw(design, catalogue, theme, Options(badges=dict(badges)))
    found = {}
    for s in picture.shapes:
        r = design.find(s.owner)
        if isinstance(r, Component):
            f = QRectF(r.rect.x, r.rect.y, r.rect.width, r.rect.height)
            kind = catalogue.type_of(r)
            found[r.id] = Drawing(
                (s,),
                f.adjusted(-20, -4, 20, 36),
                f,
                kind.container is not None,
                colour=theme.text,
                tip=r.name,
            )
        else:
            f = QRectF(QPointF(s.a.x, s.a.y), QPointF(s.b.x, s.b.y)).normalized()
            found[s.owner] = Drawing(
                (s,),
                f.adjusted(-10, -10, 10, 10),
                f,
                is_edge=True,
                route=(QPointF(s.a.x, s.a.y), QPointF(s.b.x, s.b.y)),
            )
    return found
