"""Component icons as panels show them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from archdesk.render.dark_lines import DARK_LINES
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
        if plate and icon in DARK_LINES:
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
