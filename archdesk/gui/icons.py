"""The tools' icons: one line-art set on a 20 px grid in one stroke width, and the marks of severities."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_STROKE: Final = "1.5"
_SIZES: Final = (16, 20, 24, 32, 40, 48)

_LINES: Final = {
    "select": '<path d="M5 3.5 L15.5 10 L10.5 11.3 L8 16 Z"/>',
    "hand": '<path d="M6.5 11 V6 a1.2 1.2 0 0 1 2.4 0 V4.5 a1.2 1.2 0 0 1 2.4 0 V6 a1.2 1.2 0 0 1 2.4 0 V8 a1.2 1.2 0 0 1 2.3 0 V12 c0 3-2 5-4.8 5 C8 17 7 15.500 3.800 11.200 a1.200 1.200 0 0 1 2-1.400 Z"/>',
    "connect": '<circle cx="5" cy="14.5" r="2"/><path d="M7 14.500 H12 V6 H15.500"/><path d="M13 3.500 L15.800 6 L13 8.500"/>',
    "undo": '<path d="M7 4 L3.500 7.500 L7 11"/><path d="M3.500 7.500 H12 a4.200 4.200 0 0 1 0 8.400 H8"/>',
    "redo": '<path d="M13 4 L16.500 7.500 L13 11"/><path d="M16.500 7.500 H8 a4.200 4.200 0 0 0 0 8.400 H12"/>',
    "arrange": '<rect x="3.500" y="3.500" width="5" height="5" rx="1"/><rect x="11.500" y="3.500" width="5" height="5" rx="1"/><rect x="3.500" y="11.500" width="5" height="5" rx="1"/><rect x="11.500" y="11.500" width="5" height="5" rx="1"/>',
    "align_left": '<path d="M3.500 3 V17"/><rect x="6" y="5" width="10" height="3.500" rx="1"/><rect x="6" y="11.500" width="6" height="3.500" rx="1"/>',
    "align_center": '<path d="M10 3 V17"/><rect x="5" y="5" width="10" height="3.500" rx="1"/><rect x="7" y="11.500" width="6" height="3.500" rx="1"/>',
    "align_right": '<path d="M16.500 3 V17"/><rect x="4" y="5" width="10" height="3.500" rx="1"/><rect x="8" y="11.500" width="6" height="3.500" rx="1"/>',
    "align_top": '<path d="M3 3.500 H17"/><rect x="5" y="6" width="3.500" height="10" rx="1"/><rect x="11.500" y="6" width="3.500" height="6" rx="1"/>',
    "align_middle": '<path d="M3 10 H17"/><rect x="5" y="5" width="3.500" height="10" rx="1"/><rect x="11.500" y="7" width="3.500" height="6" rx="1"/>',
    "align_bottom": '<path d="M3 16.500 H17"/><rect x="5" y="4" width="3.500" height="10" rx="1"/><rect x="11.500" y="8" width="3.500" height="6" rx="1"/>',
    "distribute_x": '<path d="M3.500 3 V17 M16.500 3 V17"/><rect x="7.500" y="6" width="5" height="8" rx="1"/>',
    "distribute_y": '<path d="M3 3.500 H17 M3 16.500 H17"/><rect x="6" y="7.500" width="8" height="5" rx="1"/>',
    "zoom_in": '<circle cx="8.500" cy="8.500" r="5"/><path d="M12.300 12.300 L16.500 16.500 M8.500 6.200 V10.800 M6.200 8.500 H10.800"/>',
    "zoom_out": '<circle cx="8.500" cy="8.500" r="5"/><path d="M12.300 12.300 L16.500 16.500 M6.200 8.500 H10.800"/>',
    "fit": '<path d="M3.500 7 V3.500 H7 M13 3.500 H16.500 V7 M16.500 13 V16.500 H13 M7 16.500 H3.500 V13"/>',
    "export": '<path d="M10 12.500 V3.500 M6.800 6.500 L10 3.300 L13.200 6.500 M3.500 11 V16.500 H16.500 V11"/>',
    "open": '<path d="M3 15.500 V4.500 H8 L9.800 6.500 H15.500 V9 M3 15.500 L5.500 9 H17.500 L15.200 15.500 Z"/>',
    "save": '<path d="M3.500 3.500 H13.500 L16.500 6.500 V16.500 H3.500 Z M6.500 3.500 V7.500 H12.500 V3.500 M6.500 16.500 V11.500 H13.500 V16.500"/>',
    "new": '<path d="M5 3 H11.500 L15 6.500 V17 H5 Z M11.500 3 V6.500 H15"/>',
    "add": '<path d="M10 4 V16 M4 10 H16"/>',
    "search": '<circle cx="8.500" cy="8.500" r="5"/><path d="M12.300 12.300 L16.500 16.500"/>',
    "delete": '<path d="M3.500 5.500 H16.500 M7.500 5.500 V3.500 H12.500 V5.500 M5.500 5.500 L6.300 16.500 H13.700 L14.500 5.500"/>',
    "copy": '<rect x="7" y="7" width="9.500" height="9.500" rx="1"/><path d="M13 4 V3.500 H3.500 V13 H4.500"/>',
    "paste": '<rect x="4" y="4.500" width="12" height="12.500" rx="1"/><rect x="7" y="3" width="6" height="3" rx="1"/>',
    "help": '<circle cx="10" cy="10" r="6.800"/><path d="M7.800 8 a2.200 2.200 0 1 1 3.200 2 C10.200 10.500 10 11 10 11.800 M10 13.800 V14"/>',
}  # fmt: skip

_MARKS: Final = {
    "error": '<path fill="{fill}" d="M6.500 2 H13.500 L18 6.500 V13.500 L13.500 18 H6.500 L2 13.500 V6.500 Z"/>'
    '<path stroke="{line}" stroke-width="2" stroke-linecap="round" d="M10 5.800 V11 M10 14 V14.200"/>',
    "warning": '<path fill="{fill}" stroke="{fill}" stroke-width="2" stroke-linejoin="round" d="M10 3 L18 17 H2 Z"/>'
    '<path stroke="{line}" stroke-width="1.800" stroke-linecap="round" d="M10 8 V12 M10 14.600 V14.800"/>',
    "info": '<circle fill="{fill}" cx="10" cy="10" r="8"/>'
    '<path stroke="{line}" stroke-width="2" stroke-linecap="round" d="M10 9.500 V14 M10 6 V6.200"/>',
    "met": '<circle fill="{fill}" cx="10" cy="10" r="8"/>'
    '<path stroke="{line}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="M6.300 10.300 L9 13 L13.800 7.500"/>',
    "missed": '<circle stroke="{fill}" stroke-width="1.800" cx="10" cy="10" r="7.200"/>'
    '<path stroke="{fill}" stroke-width="2" stroke-linecap="round" d="M7.200 7.200 L12.800 12.800 M12.800 7.200 L7.200 12.800"/>',
    "open": '<circle stroke="{fill}" stroke-width="1.800" cx="10" cy="10" r="7.200"/>'
    '<path stroke="{fill}" stroke-width="1.600" stroke-linecap="round" d="M8 8.200 a2 2 0 1 1 3 1.800 C10.200 10.400 10 10.800 10 11.600 M10 13.900 V14"/>',
    "unseen": '<circle stroke="{fill}" stroke-width="1.500" cx="10" cy="10" r="7.200"/>',
}


@lru_cache(maxsize=256)
def line_icon(name: str, colour: str, faint: str) -> QIcon:
    """A tool's icon in ``colour``; ``faint`` where the action is disabled."""
    icon = QIcon()
    for mode, stroke in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faint)):
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><g fill="none" stroke="{stroke}" '
            f'stroke-width="{_STROKE}" stroke-linejoin="round" stroke-linecap="round">{_LINES[name]}</g></svg>'
        )
        for size in _SIZES:
            icon.addPixmap(_pixmap(svg, size), mode)
    return icon


@lru_cache(maxsize=16)
def severity_icon(severity: str, fill: str, line: str) -> QIcon:
    """The mark of a severity (octagon, triangle, circle) or of a verdict (check, cross, question): never colour alone."""
    body = _MARKS[severity].format(fill=fill, line=line)
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(
            _pixmap(
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none">{body}</svg>', size
            )
        )
    return icon


def _pixmap(svg: str, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
