"""What lies over and under the scene in the view: dots, handles, the hint of a gesture, words at the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from archdesk.gui.canvas.items import ShapeItem
from archdesk.gui.paint import paint as paint_shapes
from archdesk.gui.style import mixed
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.render.tags import framed, heat_legend

if TYPE_CHECKING:
    from archdesk.gui.canvas.view import CanvasView

_DOTS = 16  # canvas units
_DOT, _ROW = 1.5, 4.0  # px: how large a dot is, and how high the picture of a row of them
_HANDLE = 5.0  # px, radius of a connect handle
_OUT = 13.0  # px, how far outside the icon it stands
_GRIP = 4.0  # px, half the side of a resize handle


def paint_background(view: CanvasView, painter: QPainter, rect: QRectF) -> None:
    """The canvas colour, and dots every 16 units that fade out below 50 % zoom."""
    theme = view.scene_.theme
    painter.fillRect(rect, QColor(theme.canvas))
    strength = min(1.0, max(0.0, (view.zoom - 0.35) / 0.15))
    if strength <= 0:
        return
    colour = QColor(theme.dots)
    colour.setAlphaF(colour.alphaF() * strength)
    left, top = (int(v // _DOTS) * _DOTS for v in (rect.left(), rect.top()))
    columns, rows = (int(n // _DOTS) + 2 for n in (rect.width(), rect.height()))
    to_px = painter.worldTransform()
    first = to_px.map(QPointF(left, top))
    apart = _DOTS * view.zoom
    ratio = view.devicePixelRatioF()
    x = math.floor((first.x() - _ROW / 2) * ratio) / ratio
    row = _row_of_dots(first.x() - x, apart, columns, colour, ratio)
    painter.resetTransform()
    for n in range(rows):  # each a picture at whole pixels: a dot by itself costs more than all of a row
        y = round((first.y() + n * apart - _ROW / 2) * ratio) / ratio
        painter.drawPixmap(QPointF(x, y), row)
    painter.setWorldTransform(to_px)


def _row_of_dots(start: float, apart: float, columns: int, colour: QColor, ratio: float) -> QPixmap:
    """Dots ``apart`` px, in the middle of a picture; the first is at ``start`` px."""
    size = QSizeF(start + columns * apart, _ROW) * ratio
    row = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
    row.setDevicePixelRatio(ratio)
    row.fill(Qt.GlobalColor.transparent)
    painter = QPainter(row)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, _DOT)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(QPolygonF([QPointF(start + n * apart, _ROW / 2) for n in range(columns)]))
    painter.end()
    return row


def paint(view: CanvasView, painter: QPainter) -> None:
    """Everything in view px, over the items."""
    _paint_selection(view, painter)
    if "heat" in view.scene_.shown:
        _paint_legend(view, painter)
    hint = view.hint
    accent = QColor(view.scene_.theme.accent)
    wrong = QColor(view.scene_.theme.severity["error"])
    if hint.target is not None:
        painter.setPen(QPen(wrong if hint.refused else accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(to_view(view, hint.target), 2, 2)
    painter.setPen(QPen(accent, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ring in hint.rings:
        painter.drawRoundedRect(to_view(view, ring).adjusted(-5, -5, 5, 5), 6, 6)
    if hint.frame is not None:
        painter.drawRect(to_view(view, hint.frame))
    if hint.lasso is not None:
        painter.setPen(QPen(accent, 1))
        painter.setBrush(QBrush(mixed(accent, 0.12)))
        painter.drawRect(to_view(view, hint.lasso))
    if hint.line is not None:
        a, b = (view.viewportTransform().map(QPointF(p.x, p.y)) for p in hint.line)
        painter.setPen(QPen(wrong if hint.refused else accent, 2, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(a, b))
    if hint.words:
        _paint_words(view, painter, hint.words, QPointF(*hint.at), hint.refused)


def _paint_legend(view: CanvasView, painter: QPainter) -> None:
    """What the colours of the heat map mean, in the left bottom corner of the view, smaller where that is narrow."""
    theme = view.scene_.theme
    legend = heat_legend(theme, 8, -28)
    scale = min(1.0, (view.viewport().width() - 24) / (legend.bounds.width + 16))
    painter.save()
    painter.translate(12, view.viewport().height() - 12)
    painter.scale(scale, scale)
    paint_shapes(painter, framed(theme, legend))
    painter.restore()


def _paint_selection(view: CanvasView, painter: QPainter) -> None:
    theme = view.scene_.theme
    accent = QColor(theme.accent)
    id = view.scene_.hovered
    hovered = view.scene_.item_for(id) if id is not None else None
    if hovered is not None and hovered.is_edge:
        _paint_route(view, painter, hovered, QPen(accent, 1.5))
    if id is not None and not view.hint.words and id not in view.selection:
        record = view.session.design.find(id)
        if isinstance(record, Component):
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring(view, record), 4, 4)
    if view.hint.line is None and not view.hint.words:
        for at in connect_handles(view).values():
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(QColor(theme.canvas))
            painter.drawEllipse(at, _HANDLE, _HANDLE)
    for chosen in view.selection.ids:
        record = view.session.design.find(chosen)
        item = view.scene_.item_for(chosen)
        if item is not None and item.is_edge:
            _paint_route(view, painter, item, QPen(accent, 2.5))
        if isinstance(record, Component) and item is not None:
            painter.setPen(QPen(accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            shift = item.pos() * view.zoom
            painter.drawRoundedRect(ring(view, record).translated(shift), 4, 4)
    if not view.hint.words:
        for grip in resize_handles(view).values():
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(QColor(theme.canvas))
            painter.drawRect(QRectF(grip.x() - _GRIP, grip.y() - _GRIP, 2 * _GRIP, 2 * _GRIP))


def _paint_route(view: CanvasView, painter: QPainter, item: ShapeItem, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(view.viewportTransform().map(QPolygonF(list(item.drawing.route))))


def _paint_words(view: CanvasView, painter: QPainter, words: str, at: QPointF, wrong: bool) -> None:
    theme = view.scene_.theme
    font = QFont(view.font())
    font.setPixelSize(13)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    room = QRectF(0, 0, min(360.0, view.viewport().width() - 40.0), 1000)
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
    text = metrics.boundingRect(room, flags, words)
    box = QRectF(at.x() + 16, at.y() + 18, text.width() + 18, text.height() + 10)
    box.moveRight(min(box.right(), view.viewport().width() - 6.0))
    box.moveBottom(min(box.bottom(), view.viewport().height() - 6.0))
    painter.setPen(QPen(QColor(theme.severity["error"] if wrong else theme.accent), 1))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.text))
    painter.drawText(box.adjusted(9, 5, -5, -5), flags, words)


# -- handles ----------------------------------------------------------------------------------------------


def to_view(view: CanvasView, rect: Rect) -> QRectF:
    return view.viewportTransform().mapRect(QRectF(rect.x, rect.y, rect.width, rect.height))


def ring(view: CanvasView, component: Component) -> QRectF:
    """The selection ring, 4 px outside."""
    return to_view(view, component.rect).adjusted(-4, -4, 4, 4)


def near(view: CanvasView, id: str) -> bool:
    """Whether the pointer is close enough to a component to be on its way to one of its handles."""
    record = view.session.design.find(id)
    if not isinstance(record, Component):
        return False
    reach = _OUT + _HANDLE + 4
    box = to_view(view, record.rect).adjusted(-reach, -reach, reach, reach)
    return box.contains(QPointF(view.pointer.view_x, view.pointer.view_y))


def connect_handles(view: CanvasView) -> dict[str, QPointF]:
    """The four handles of the component that is hovered, or of the one selected, by side."""
    id = view.scene_.hovered or view.selection.only
    record = view.session.design.find(id) if id is not None else None
    if not isinstance(record, Component) or view.zoom < 0.4:
        return {}
    kind = view.session.catalogue.type_of(record)
    plain_container = kind.container is not None and not kind.container.holds_spans
    if plain_container and record.id != view.selection.only:
        return {}
    box = to_view(view, record.rect)
    middle, item = box.center(), view.scene_.item_for(record.id)
    if kind.container is None and item is not None:  # the lower one stands below the name
        painted = view.viewportTransform().mapRect(item.boundingRect())
        box.setBottom(max(box.bottom(), painted.bottom() - 4))
    return {
        "n": QPointF(middle.x(), box.top() - _OUT),
        "e": QPointF(box.right() + _OUT, middle.y()),
        "s": QPointF(middle.x(), box.bottom() + _OUT),
        "w": QPointF(box.left() - _OUT, middle.y()),
    }


def resize_handles(view: CanvasView) -> dict[str, QPointF]:
    """The eight grips of the one selected container."""
    id = view.selection.only
    record = view.session.design.find(id) if id is not None else None
    if not isinstance(record, Component) or record.locked:
        return {}
    kind = view.session.catalogue.type_of(record)
    if kind.container is None and record.rect.width <= 64:
        return {}
    box = to_view(view, record.rect)
    middle = box.center()
    return {
        "nw": box.topLeft(),
        "n": QPointF(middle.x(), box.top()),
        "ne": box.topRight(),
        "e": QPointF(box.right(), middle.y()),
        "se": box.bottomRight(),
        "s": QPointF(middle.x(), box.bottom()),
        "sw": box.bottomLeft(),
        "w": QPointF(box.left(), middle.y()),
    }


def handle_at(view: CanvasView, at: QPointF) -> tuple[str, str] | None:
    """The handle under a view position: (side, id) for a grip, (``connect``, id) for a connect handle."""
    selected = view.selection.only
    for side, grip in resize_handles(view).items():
        if selected is not None and max(abs(at.x() - grip.x()), abs(at.y() - grip.y())) <= _GRIP + 2:
            return side, selected
    owner = view.scene_.hovered or selected
    for handle in connect_handles(view).values():
        if owner is not None and QLineF(at, handle).length() <= _HANDLE + 3:
            return "connect", owner
    return None
