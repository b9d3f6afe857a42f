"""The example of a rule: its mistake and what is sound instead, drawn side by side when they are first seen."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from archdesk.app.rule_pictures import Kind, Shown, shown_example
from archdesk.catalog.catalogue import Catalogue
from archdesk.gui.paint import paint_image
from archdesk.gui.panels.widgets import label
from archdesk.gui.style import theme_in
from archdesk.gui.words import plain
from archdesk.model.records import Edition
from archdesk.render.theme import DARK, LIGHT

WIDEST, HIGHEST = 320, 200  # px, of one picture
_FACTS = 3  # lines below a picture


class ExamplePair(QWidget):
    """Two pictures with their titles; nothing is drawn before the pair is shown."""

    def __init__(self, catalogue: Catalogue, rule: str, edition: Edition, parent: QWidget) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.rule = rule
        self.edition = edition
        self.pictures: dict[Kind, QLabel] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 4)
        self._layout.setSpacing(16)
        self.setAccessibleName("Example")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.draw()

    def draw(self) -> None:
        """Make the pictures now, if they are not made yet."""
        if self.pictures or self._layout.count():
            return
        theme = theme_in(self.palette()).name
        halves: tuple[tuple[Kind, str], ...] = (("fails", "The mistake"), ("passes", "Sound"))
        for kind, heading in halves:
            shown = shown_example(self.catalogue, self.rule, self.edition, kind, theme)
            if shown is not None:
                self._layout.addWidget(
                    self._half(kind, heading, shown, theme), alignment=Qt.AlignmentFlag.AlignTop
                )
        if not self._layout.count():
            self._layout.addWidget(label("This rule has no example to draw.", "secondary", parent=self))
        self._layout.addStretch(1)

    def _half(self, kind: Kind, heading: str, shown: Shown, theme: Literal["light", "dark"]) -> QWidget:
        half = QWidget(self)
        half.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        half.setMaximumWidth(WIDEST + 2)
        layout = QVBoxLayout(half)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        title = shown.title[:1].upper() + shown.title[1:]
        layout.addWidget(label(f"{heading}: {title}" if title else heading, "field_changed", parent=half))
        picture = QLabel(half)
        picture.setObjectName("preview")
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(_image(self.catalogue, self.rule, self.edition, kind, theme, ratio))
        pixmap.setDevicePixelRatio(ratio)
        picture.setPixmap(pixmap)
        picture.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        picture.setAccessibleName(f"{heading}: {title or self.rule}")
        picture.setToolTip(plain("\n".join(shown.facts)))
        self.pictures[kind] = picture
        layout.addWidget(picture)
        for fact in shown.facts[:_FACTS]:
            layout.addWidget(label(fact, "secondary", parent=half))
        if len(shown.facts) > _FACTS:
            layout.addWidget(label(f"and {len(shown.facts) - _FACTS} more", "secondary", parent=half))
        return half


@lru_cache(maxsize=128)
def _image(
    catalogue: Catalogue,
    rule: str,
    edition: Edition,
    kind: Kind,
    theme: Literal["light", "dark"],
    ratio: float,
) -> QImage:
    """The picture of an example, no larger than it may be; both of a pair in one scale."""
    kinds: tuple[Kind, ...] = ("fails", "passes")
    pair = [shown_example(catalogue, rule, edition, k, theme) for k in kinds]
    all_bounds = [s.picture.bounds for s in pair if s is not None]
    scale = min(1.0, *(WIDEST / b.width for b in all_bounds), *(HIGHEST / b.height for b in all_bounds))
    shown = pair[kinds.index(kind)]
    assert shown is not None
    return paint_image(shown.picture, scale * ratio, DARK if theme == "dark" else LIGHT)
