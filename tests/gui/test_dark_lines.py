"""On a dark canvas an icon is seen: it is light enough, or stands on a plate."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from archdesk.catalog.catalogue import load_catalogue
from archdesk.render.dark_lines import DARK_LINES
from archdesk.render.theme import DARK
from archdesk.shipped import icon_file, icon_names

CATALOGUE = load_catalogue()
USED = sorted(
    {k.icon for k in CATALOGUE.types.values()} | {p.icon for p in CATALOGUE.presets.values() if p.icon}
)
LEAST = 3.0  # of graphics against their ground (WCAG 1.4.11)


def luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
             for c in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def is_dark_line_art(icon: str) -> bool:
    image = QImage(str(icon_file(icon))).scaled(48, 48)
    shown = [c for x in range(48) for y in range(48) if (c := image.pixelColor(x, y)).alpha() > 128]
    if len(shown) > 0.6 * 48 * 48:
        return False  # a filled square: its own drawing is light on its own ground
    typical = sorted(luminance(c) for c in shown)[len(shown) // 2]
    light, dark = sorted((typical, luminance(QColor(DARK.canvas))), reverse=True)
    return (light + 0.05) / (dark + 0.05) < LEAST


@pytest.mark.parametrize("icon", USED)
def test_an_icon_of_dark_lines_has_a_plate_and_no_other(icon: str) -> None:
    assert (icon in DARK_LINES) is is_dark_line_art(icon)


def test_every_icon_with_a_plate_is_there() -> None:
    assert set(icon_names()) >= DARK_LINES
