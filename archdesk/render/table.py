"""A table of amounts as a part of a picture: rows, a total, and what is to be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archdesk.model.geometry import Point, Rect
from archdesk.render.shapes import Box, Part, Shape, Text
from archdesk.render.theme import BODY, LARGE, SMALL, Theme
from archdesk.render.words import cut, lines_of, text_width

_ROW: Final = 24  # px
_NOTE: Final = 16
_LEAST, _MOST = 420, 640  # px, how wide


def table_part(
    theme: Theme,
    title: str,
    rows: Sequence[tuple[str, str]],
    total: tuple[str, str],
    notes: Sequence[str],
    left: int,
    top: int,
) -> Part:
    """The table with its left top corner there; ``notes`` are sentences below it."""
    every = [*rows, total]
    wanted = max(
        text_width(words, BODY, bold=True) + text_width(amount, BODY, bold=True) for words, amount in every
    )
    width = min(_MOST, max(_LEAST, round(wanted) + 40))
    right = left + width
    shapes: list[Shape] = [Text(Point(left, top + 16), title, LARGE, theme.text, bold=True)]
    y = top + 32
    for words, amount in rows:
        room = width - round(text_width(amount, BODY)) - 24
        shapes.append(_rule(theme.line, left, y, width))
        shapes.append(Text(Point(left, y + 17), cut(words, BODY, room), BODY, theme.text))
        shapes.append(Text(Point(right, y + 17), amount, BODY, theme.text, "end"))
        y += _ROW
    shapes.append(_rule(theme.secondary, left, y, width))
    shapes.append(Text(Point(left, y + 17), total[0], BODY, theme.text, bold=True))
    shapes.append(Text(Point(right, y + 17), total[1], BODY, theme.text, "end", bold=True))
    y += _ROW + 8
    for note in notes:
        for line in lines_of(note, SMALL, width, 4):
            shapes.append(Text(Point(left, y + 11), line, SMALL, theme.secondary))
            y += _NOTE
    bounds = Rect(left, top, width, y - top)
    return Part("estimate", "note", tuple(shapes), bounds, bounds, theme.text)


def _rule(colour: str, left: int, y: int, width: int) -> Box:
    return Box(Rect(left, y, width, 1), "", colour, 0, radius=0)
