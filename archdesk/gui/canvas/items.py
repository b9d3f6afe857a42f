"""The scene's items: each paints the shapes of one component or one connection."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from archdesk.gui.canvas.projection import Drawing
from archdesk.gui.paint import paint, paint_far
from archdesk.gui.words import plain
from archdesk.model.geometry import Rect
from archdesk.render.theme import Theme

_FAR = 0.35  # zoom below which words could not be read
_REACH = 10.0  # px round an edge that still hit it


class ShapeItem(QGraphicsItem):
    """Stands at (0, 0): its shapes are in canvas coordinates. A gesture may shift it as a ghost."""

    def __init__(self, id: str, drawing: Drawing, theme: Theme) -> None:
        super().__init__()
        self.id = id
        self.drawing = drawing
        self.theme = theme
        self.made_at = Rect(0, 0, 0, 0)
        self._hovered = False
        self._note = ""
        self._tell()

    @property
    def is_container(self) -> bool:
        return self.drawing.is_container

    @property
    def is_edge(self) -> bool:
        return self.drawing.is_edge

    def set_drawing(self, drawing: Drawing) -> None:
        self.prepareGeometryChange()
        self.drawing = drawing
        self._tell()
        self.update()

    def set_note(self, note: str) -> None:
        """What its tooltip says below what it is."""
        if note != self._note:
            self._note = note
            self._tell()

    def set_hovered(self, hovered: bool) -> None:
        self._hovered = hovered
        self.update()

    def _tell(self) -> None:
        self.setToolTip(plain("\n".join(filter(None, [self.drawing.part.tooltip, self._note]))))

    def boundingRect(self) -> QRectF:
        return QRectF(self.drawing.bounds)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        if not self.is_edge:
            path.addRect(self.drawing.frame)
            if not self.is_container:
                path.addRect(self.drawing.bounds)  # the name below counts as well
            path.setFillRule(path.fillRule().WindingFill)
            return path
        points = self.drawing.route
        if points:
            path.moveTo(points[0])
            for point in points[1:]:
                path.lineTo(point)
        stroker = QPainterPathStroker()
        stroker.setWidth(_REACH)
        return stroker.createStroke(path)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if option.levelOfDetailFromTransform(painter.worldTransform()) < _FAR:
            paint_far(painter, self.drawing.part)
        else:
            paint(painter, self.drawing.part.shapes)
