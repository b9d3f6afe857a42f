"""Component icons as panels show them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from archdesk.shipped import icon_file


@lru_cache(maxsize=1024)
def icon_pixmap(icon: str, size: int, ratio: float, plate: str = "") -> QPixmap:
    """A component's icon at ``size`` px; empty where there is none. ``plate``: the ground for line art."""
    pixels = round(size * ratio)
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    file = icon_file(icon)
    if file is not None:
        mode = Qt.TransformationMode.SmoothTransformation
        image = QImage(str(file)).scaled(pixels, pixels, Qt.AspectRatioMode.KeepAspectRatio, mode)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if plate and _is_line_art(image):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(plate))
            painter.drawRoundedRect(QRect(0, 0, pixels, pixels), 3 * ratio, 3 * ratio)
        painter.drawImage((pixels - image.width()) // 2, (pixels - image.height()) // 2, image)
        painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def untinted(picture: QPixmap) -> QIcon:
    """An icon that stays as it is where its line is selected."""
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon


def _is_line_art(image: QImage) -> bool:
    """Whether most of the icon is see-through: lines on nothing, not a coloured square."""
    steps = range(0, min(image.width(), image.height()), 3)
    seen = [image.pixelColor(x, y).alpha() < 64 for x in steps for y in steps]
    return sum(seen) > len(seen) * 0.35
