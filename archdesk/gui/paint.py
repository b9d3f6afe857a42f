"""Paints shapes with Qt: the canvas, PNG and PDF files draw the same ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil
from pathlib import Path as File

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QApplication

from archdesk.errors import SaveError, UsageError
from archdesk.model.geometry import Rect
from archdesk.render.outlines import GLYPHS, MARKS, SIGNS, Path
from archdesk.render.shapes import Box, Glyph, Icon, Line, Mark, Part, Picture, Shape, Text
from archdesk.render.svg import arrow, arrow_base, rounded
from archdesk.render.theme import Theme
from archdesk.shipped import icon_file
from archdesk.storage.files import save_bytes

MAX_PIXELS = 100_000_000
_DOTS_PER_INCH = 288  # icons have three pixels a px of the canvas
_MOST_POINTS = 14_400  # of a page of a PDF, across or down


def paint(painter: QPainter, shapes: Iterable[Shape]) -> None:
    """Paint shapes in their own coordinates."""
    for shape in shapes:
        match shape:
            case Box():
                _box(painter, shape)
            case Icon():
                _icon(painter, shape)
            case Text():
                _text(painter, shape)
            case Line():
                _line(painter, shape)
            case Glyph():
                painter.fillRect(_rect(shape.rect), QColor(shape.ground))
                for path in GLYPHS.get(shape.name, ()):
                    _stroke(painter, path, shape.rect, shape.ink, 14)
            case Mark():
                painter.setPen(QPen(QColor(shape.ink), 1))
                painter.setBrush(QColor(shape.colour))
                painter.drawPath(_path(MARKS[shape.severity], shape.rect))
                for path in SIGNS[shape.severity]:
                    _stroke(painter, path, shape.rect, shape.ink, 8)


def paint_far(painter: QPainter, part: Part) -> None:
    """Paint a part as it is seen from far away: frames, squares in the service's colour, plain lines."""
    colour = QColor(part.colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if part.role == "container":
        paint(painter, [s for s in part.shapes if isinstance(s, Box)])
    elif part.role == "leaf":
        painter.fillRect(_rect(part.frame), colour)
    else:
        painter.setPen(QPen(colour, 0))
        for line in part.shapes:
            if isinstance(line, Line):
                painter.drawPolyline(QPolygonF([QPointF(p.x, p.y) for p in line.points]))


def paint_picture(painter: QPainter, picture: Picture) -> None:
    """Paint all parts of a picture, from back to front."""
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    for part in picture.parts:
        paint(painter, part.shapes)


def paint_image(picture: Picture, scale: float, background: Theme | None = None) -> QImage:
    """The picture as an image, ``scale`` pixels a canvas unit; transparent without a background theme.

    Raises UsageError for one of more than 100 million pixels.
    """
    width, height = ceil(picture.bounds.width * scale), ceil(picture.bounds.height * scale)
    if width * height > MAX_PIXELS:
        raise UsageError(f"The picture would have {width:,} x {height:,} pixels; choose a smaller scale.")
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(background.canvas) if background is not None else Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.translate(-picture.bounds.x, -picture.bounds.y)
    paint_picture(painter, picture)
    painter.end()
    return image


def write_png(picture: Picture, path: File, scale: float, background: Theme | None = None) -> None:
    """Write the picture as PNG, whole or not at all. Raises SaveError, or UsageError where it is too large."""
    application = ensure_application()
    image = paint_image(picture, scale, background)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
        raise SaveError(f"{path}: not saved: the picture could not be made into a PNG.")
    save_bytes(path, bytes(buffer.data().data()))
    del application


def write_pdf(pages: Sequence[Picture], path: File, title: str = "", background: Theme | None = None) -> None:
    """Write pictures as a PDF, a page of its size each, whole or not at all; text and lines stay what they are.

    Raises SaveError.
    """
    application = ensure_application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("ArchDesk")
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    for picture in pages:
        box = picture.bounds
        points = min(0.75, _MOST_POINTS / max(box.width, box.height, 1))  # a px is 1/96 inch
        writer.setPageSize(QPageSize(QSizeF(box.width * points, box.height * points), QPageSize.Unit.Point))
        started = writer.newPage() if painter.isActive() else painter.begin(writer)
        if not started:
            raise SaveError(f"{path}: not saved: the picture could not be made into a PDF.")
        painter.resetTransform()
        painter.scale(points * _DOTS_PER_INCH / 72, points * _DOTS_PER_INCH / 72)
        painter.translate(-box.x, -box.y)
        if background is not None:
            painter.fillRect(_rect(box.grown(1)), QColor(background.canvas))
        paint_picture(painter, picture)
    painter.end()
    save_bytes(path, bytes(buffer.data().data()))
    del application


def ensure_application() -> QGuiApplication:
    """The Qt application, made without a display where there is none: fonts need one."""
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["archdesk"])


def _box(painter: QPainter, box: Box) -> None:
    pen = QPen(QColor(box.stroke), box.width) if box.stroke else QPen(Qt.PenStyle.NoPen)
    if box.dashed:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(QColor(box.fill) if box.fill else QBrush(Qt.BrushStyle.NoBrush))
    if box.radius:
        painter.drawRoundedRect(_rect(box.rect), box.radius, box.radius)
    else:
        painter.drawRect(_rect(box.rect))


def _icon(painter: QPainter, icon: Icon) -> None:
    if icon.plate:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(icon.plate))
        painter.drawRoundedRect(_rect(icon.rect).adjusted(-2, -2, 2, 2), 4, 4)
    scale = max(1.0, abs(painter.worldTransform().m11()) * painter.device().devicePixelRatioF())
    pixmap = icon_pixmap(icon.name, ceil(icon.rect.width * scale))
    painter.drawPixmap(_rect(icon.rect), pixmap, QRectF(pixmap.rect()))


@lru_cache(maxsize=512)
def icon_pixmap(name: str, size: int) -> QPixmap:
    """The icon, scaled smoothly to ``size`` device pixels; a grey frame where there is no such icon."""
    file = icon_file(name)
    whole = QPixmap(str(file)) if file is not None else QPixmap()
    if whole.isNull():
        whole = QPixmap(size, size)
        whole.fill(Qt.GlobalColor.lightGray)
        return whole
    return whole.scaled(
        size, size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _text(painter: QPainter, text: Text) -> None:
    font = _font(painter.font().family(), text.size, text.bold)
    painter.setFont(font)
    painter.setPen(QColor(text.colour))
    metrics = QFontMetricsF(font)
    words = text.text
    if text.room and metrics.horizontalAdvance(words) > text.room:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, text.room)
    width = metrics.horizontalAdvance(words)
    left = text.at.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    painter.drawText(QPointF(left, text.at.y), words)


@lru_cache(maxsize=64)
def _font(family: str, size: int, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _line(painter: QPainter, line: Line) -> None:
    points = line.points
    path = QPainterPath(QPointF(points[0].x, points[0].y))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(QPointF(*rounded(before, corner)))
        path.quadTo(QPointF(corner.x, corner.y), QPointF(*rounded(after, corner)))
    path.lineTo(QPointF(*arrow_base(points)) if line.arrow else QPointF(points[-1].x, points[-1].y))
    pen = QPen(QColor(line.colour), line.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if line.dashed:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if line.arrow:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(line.colour))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in arrow(points)]))


def _stroke(painter: QPainter, path: Path, rect: Rect, ink: str, parts: int) -> None:
    pen = QPen(QColor(ink), rect.width / parts)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(path, rect))


def _path(path: Path, rect: Rect) -> QPainterPath:
    found = QPainterPath()
    for command, numbers in path:
        points = [
            QPointF(rect.x + x * rect.width, rect.y + y * rect.height)
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        if command == "M":
            found.moveTo(points[0])
        elif command == "L":
            found.lineTo(points[0])
        elif command == "C":
            found.cubicTo(*points)
        else:
            found.closeSubpath()
    return found


def _rect(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
