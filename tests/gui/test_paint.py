"""PNG files: the right size, whole or not at all, with or without a background."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from archdesk.catalog.catalogue import load_catalogue
from archdesk.errors import SaveError, UsageError
from archdesk.gui.paint import icon_pixmap, paint_image, write_png
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.render.picture import draw
from archdesk.render.shapes import Picture
from archdesk.render.theme import DARK, LIGHT, Theme

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def picture() -> Picture:
    design = Design(
        [
            Component("v", "vpc.vpc", "Network", Rect(0, 0, 320, 200)),
            Component("q", "sqs.queue", "Orders", Rect(400, 80, 48, 48)),
        ]
    )
    return draw(design, load_catalogue(), LIGHT)


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_png_has_the_size_of_the_picture_times_the_scale(
    tmp_path: Path, picture: Picture, scale: int
) -> None:
    file = tmp_path / "x.png"
    write_png(picture, file, scale, LIGHT)
    image = QImage(str(file))
    assert (image.width(), image.height()) == (picture.bounds.width * scale, picture.bounds.height * scale)


@pytest.mark.parametrize(
    ("background", "colour"),
    [(LIGHT, LIGHT.canvas), (DARK, DARK.canvas), (None, None)],
    ids=["light", "dark", "none"],
)
def test_the_corner_shows_the_background(
    picture: Picture, background: Theme | None, colour: str | None
) -> None:
    corner = paint_image(picture, 1, background).pixelColor(1, 1)
    assert corner.alpha() == (0 if colour is None else 255)
    if colour is not None:
        assert corner == QColor(colour)


def test_border_and_icon_are_where_the_picture_says(picture: Picture) -> None:
    image = paint_image(picture, 1, LIGHT)
    x, y = -picture.bounds.x, -picture.bounds.y
    border = image.pixelColor(x + 160, y + 200)
    assert abs(border.hue() - QColor(LIGHT.groups["vpc"].border).hue()) < 12
    icon = [image.pixelColor(x + 400 + dx, y + 80 + dy) for dx in range(4, 44, 8) for dy in range(4, 44, 8)]
    assert sum(c.saturation() > 100 for c in icon) > 10


def test_a_picture_of_too_many_pixels_is_refused(picture: Picture) -> None:
    with pytest.raises(UsageError, match="smaller scale"):
        paint_image(picture, 100, LIGHT)


def test_a_png_that_cannot_be_written_leaves_nothing(tmp_path: Path, picture: Picture) -> None:
    with pytest.raises(SaveError):
        write_png(picture, tmp_path / "none" / "x.png", 1, LIGHT)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_icon_is_a_grey_frame() -> None:
    assert icon_pixmap("no/such-icon", 48).width() == 48
