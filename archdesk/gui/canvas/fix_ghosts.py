"""What a fix would do, shown on the canvas: what comes as a ghost in the accent colour, what goes dimmed and struck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from archdesk.app.fix_preview import Line, Preview
from archdesk.catalog.catalogue import Catalogue
from archdesk.gui.canvas.projection import in_qt
from archdesk.gui.paint import paint as paint_shapes
from archdesk.gui.style import SMALL, mixed
from archdesk.model.design import Design
from archdesk.model.geometry import Point, Rect
from archdesk.model.records import Component, Connection
from archdesk.render.components import component_part
from archdesk.render.picture import edge_parts
from archdesk.render.shapes import Line as DrawnLine
from archdesk.render.shapes import Part
from archdesk.render.theme import Theme

if TYPE_CHECKING:
    from archdesk.gui.canvas.view import CanvasView

_ROUTED = 60  # connections; of more, new ones are shown straight
_WORDS = 3  # lines of what changes at one component


@dataclass(frozen=True)
class Ghosts:
    """All in canvas coordinates. ``words``: what changes, below the component it changes at."""

    parts: tuple[Part, ...]
    frames: tuple[Rect, ...]
    routes: tuple[tuple[Point, ...], ...]
    moves: tuple[tuple[Point, Point], ...]
    gone: tuple[Rect, ...]
    gone_routes: tuple[tuple[Point, ...], ...]
    words: tuple[tuple[Rect, tuple[str, ...]], ...]

    @property
    def bounds(self) -> QRectF:
        """What all of it covers."""
        box = QRectF()
        for rect in (*self.frames, *self.gone, *(p.bounds for p in self.parts)):
            box = box.united(in_qt(rect))
        return box


def show(view: CanvasView, preview: Preview | None) -> None:
    """Show in a view what an edit would do, and bring it into sight; None ends it."""
    if preview is None:
        view.ghosts = None
    else:
        session = view.session
        view.ghosts = ghosts_of(session.design, session.catalogue, view.scene_.theme, preview)
        if not view.visible().contains(view.ghosts.bounds):
            view.ensureVisible(view.ghosts.bounds, 40, 60)
            view.tell()
    view.refresh()


def ghosts_of(design: Design, catalogue: Catalogue, theme: Theme, preview: Preview) -> Ghosts:
    """What a preview shows on the canvas."""
    after = preview.after
    fresh = [c for id in (*preview.added, *preview.moved) if isinstance(c := after.find(id), Component)]
    shifted = [
        (old, new)
        for id in preview.moved
        if isinstance(old := design.find(id), Component) and isinstance(new := after.find(id), Component)
    ]
    drawn = [c for c in fresh if design.find(c.id) is None or _is_elsewhere(design, c)]
    return Ghosts(
        parts=tuple(component_part(after, catalogue, theme, c) for c in drawn),
        frames=tuple(_frames(after, preview)),
        routes=tuple(_routes(after, catalogue, theme, (*preview.added, *preview.changed))),
        moves=tuple((a.rect.center, b.rect.center) for a, b in shifted if a.rect.center != b.rect.center),
        gone=tuple(c.rect for id in preview.removed if isinstance(c := design.find(id), Component)),
        gone_routes=tuple(_routes(design, catalogue, theme, preview.removed)),
        words=tuple(_words(after, preview)),
    )


def paint(view: CanvasView, painter: QPainter) -> None:
    """Paint in view px, over everything else of the canvas."""
    ghosts = view.ghosts
    if ghosts is None:
        return
    theme = view.scene_.theme
    accent, wrong = QColor(theme.accent), QColor(theme.severity["error"])
    transform = view.viewportTransform()
    for rect in ghosts.gone:
        box = transform.mapRect(in_qt(rect)).adjusted(-3, -3, 3, 3)
        painter.fillRect(box, mixed(QColor(theme.canvas), 0.65))
        painter.setPen(QPen(wrong, 2))
        painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
    for route in ghosts.gone_routes:
        painter.setPen(QPen(wrong, 2, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(transform.map(_polygon(route)))
    painter.save()
    painter.setTransform(transform, combine=True)
    painter.setOpacity(0.75)
    for part in sorted(ghosts.parts, key=lambda p: p.role != "container"):
        paint_shapes(painter, part.shapes)
    painter.restore()
    painter.setBrush(mixed(accent, 0.10))
    for rect in ghosts.frames:
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(transform.mapRect(in_qt(rect)).adjusted(-4, -4, 4, 4), 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for route in ghosts.routes:
        painter.setPen(QPen(accent, 2))
        painter.drawPolyline(transform.map(_polygon(route)))
        _arrow(painter, transform.map(_polygon(route[-2:])), accent)
    for a, b in ghosts.moves:
        painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
        ends = transform.map(_polygon((a, b)))
        painter.drawPolyline(ends)
        _arrow(painter, ends, accent)
    for rect, lines in ghosts.words:
        _pill(view, painter, transform.mapRect(in_qt(rect)), lines)


def _is_elsewhere(design: Design, component: Component) -> bool:
    old = design.find(component.id)
    return not isinstance(old, Component) or old.rect != component.rect


def _frames(after: Design, preview: Preview) -> Iterator[Rect]:
    """Round what is new, elsewhere or set otherwise."""
    for id in (*preview.added, *preview.moved, *preview.changed):
        record = after.find(id)
        if isinstance(record, Component):
            yield record.rect


def _routes(
    design: Design, catalogue: Catalogue, theme: Theme, ids: tuple[str, ...]
) -> Iterator[tuple[Point, ...]]:
    """The ways of those of ``ids`` that are connections."""
    wanted = [c for id in ids if isinstance(c := design.find(id), Connection)]
    if not wanted:
        return
    routed = edge_parts(design, catalogue, theme) if len(design.connection_ids()) <= _ROUTED else {}
    for connection in wanted:
        part = routed.get(connection.id)
        lines = [s for s in part.shapes if isinstance(s, DrawnLine)] if part is not None else []
        if lines:
            yield max(lines, key=lambda s: len(s.points)).points
        else:
            ends = design.component(connection.source), design.component(connection.target)
            yield ends[0].rect.center, ends[1].rect.center


def _words(after: Design, preview: Preview) -> Iterator[tuple[Rect, tuple[str, ...]]]:
    """Values that change, at the component or in the middle of the connection they belong to."""
    by_subject: dict[str, list[str]] = {}
    for line in preview.lines:
        if line.after and line.subject in preview.changed:
            by_subject.setdefault(line.subject, []).append(_short(line))
    for id, lines in by_subject.items():
        record = after.find(id)
        more = [f"and {len(lines) - _WORDS} more"] if len(lines) > _WORDS else []
        if isinstance(record, Component):
            yield record.rect, (*lines[:_WORDS], *more)
        elif isinstance(record, Connection):
            a, b = (after.component(end).rect.center for end in (record.source, record.target))
            yield Rect((a.x + b.x) // 2, (a.y + b.y) // 2, 1, 1), (*lines[:_WORDS], *more)


def _short(line: Line) -> str:
    """The line without the name of the component it stands at."""
    what = line.what.rpartition(": ")[2]
    words = f"{what}: {line.before} → {line.after}"
    return words if len(words) <= 64 else f"{words[:63]}…"


def _polygon(points: tuple[Point, ...]) -> QPolygonF:
    return QPolygonF([QPointF(p.x, p.y) for p in points])


def _arrow(painter: QPainter, ends: QPolygonF, colour: QColor) -> None:
    line = QLineF(ends.at(0), ends.at(1))
    if line.length() < 1:
        return
    unit = line.unitVector()
    dx, dy = unit.dx(), unit.dy()
    tip = ends.at(1)
    base = QPointF(tip.x() - 9 * dx, tip.y() - 9 * dy)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, base + QPointF(-4 * dy, 4 * dx), base + QPointF(4 * dy, -4 * dx)]))
    painter.restore()


def _pill(view: CanvasView, painter: QPainter, at: QRectF, lines: tuple[str, ...]) -> None:
    """Lines on a plate below a rectangle, kept inside the view."""
    theme = view.scene_.theme
    font = QFont(view.font())
    font.setPixelSize(SMALL)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    width = max(metrics.horizontalAdvance(line) for line in lines) + 16
    box = QRectF(at.center().x() - width / 2, at.bottom() + 8, width, metrics.height() * len(lines) + 8)
    room = QRectF(view.viewport().rect()).adjusted(6, 6, -6, -6)
    box.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
    box.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
    painter.setPen(QPen(QColor(theme.accent), 1))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.text))
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(box, flags, "\n".join(lines))
