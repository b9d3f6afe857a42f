"""Tags: the words that hang on components and connections on request: costs, shares of the total, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from archdesk.model.geometry import Point, Rect
from archdesk.render.shapes import Box, Mark, Part, Shape, Text
from archdesk.render.theme import BODY, HEAT, LARGE, SMALL, Theme, blended
from archdesk.render.words import cut, text_width

Tone = Literal["label", "plain", "heat", "unknown", "near", "beyond"]

TAG_ROOM: Final = 168  # px, the most that the words of one tag take
_HEIGHTS: Final = {SMALL: 16, BODY: 18, LARGE: 20}
_SIZES: Final = (SMALL, SMALL, BODY, BODY, LARGE)  # of the words, by the step of the scale
_GAP: Final = 2  # px between two tags
_GAUGE: Final = Rect(0, 0, 16, 6)
_SIGN: Final = 12  # px, the mark of a limit that is broken
_TINTS: Final = (0.03, 0.06, 0.09, 0.13, 0.17)  # how strong a container is tinted, by the step of the scale
_UNKNOWN: Final = "without an amount"


@dataclass(frozen=True, slots=True)
class Tag:
    """``share`` is that of the total (heat) or how much of the limit is used (near, beyond), 1 for all of it; the words of a tag
    that ``grows`` are the larger, the larger its share.

    ``short`` stands in where the words do not fit; ``note`` is the whole, for a tooltip.
    """

    words: str
    tone: Tone = "plain"
    share: float = 0
    short: str = ""
    note: str = ""
    grows: bool = False

    @property
    def size(self) -> int:
        """Of its words, px."""
        return _SIZES[step(self.share)] if self.grows else SMALL


Tags: TypeAlias = Mapping[str, tuple[Tag, ...]]  # by id of a component or connection
NO_TAGS: Final[Tags] = {}


def step(share: float) -> int:
    """The step of the heat scale for a share of the total."""
    return sum(share >= each.least for each in HEAT) - 1 if share > 0 else 0


def tag_width(tag: Tag, room: int = TAG_ROOM) -> int:
    """How wide a tag is, px."""
    bold = tag.size > SMALL
    words = round(text_width(cut(tag.words, tag.size, room), tag.size, bold=bold))
    return words + 14 + (20 if tag.tone == "near" else 14 if tag.tone == "beyond" else 0)


def tag_height(tag: Tag) -> int:
    return _HEIGHTS[tag.size]


def stack_rect(tags: Sequence[Tag], center: int, top: int) -> Rect:
    """What tags cover that stand below one another."""
    if not tags:
        return Rect(center, top, 0, 0)
    width = max(tag_width(tag) for tag in tags)
    height = sum(tag_height(tag) + _GAP for tag in tags)
    return Rect(center - width // 2, top, width, height)


def stacked(theme: Theme, tags: Sequence[Tag], center: int, top: int) -> list[Shape]:
    """The shapes of tags that stand below one another."""
    shapes: list[Shape] = []
    for tag in tags:
        shapes += pill(theme, tag, center - tag_width(tag) // 2, top)
        top += tag_height(tag) + _GAP
    return shapes


def pill(theme: Theme, tag: Tag, left: int, top: int, room: int = TAG_ROOM) -> list[Shape]:
    """The shapes of one tag, in its colours and with its words."""
    rect = Rect(left, top, tag_width(tag, room), tag_height(tag))
    stroke, fill, ink = _colours(theme, tag)
    shapes: list[Shape] = [Box(rect, stroke, fill, 1, tag.tone == "unknown", rect.height / 2)]
    words_left, middle = rect.x, rect.center.y
    if tag.tone == "near":
        gauge = Rect(rect.x + 8, middle - _GAUGE.height // 2, _GAUGE.width, _GAUGE.height)
        full = Rect(gauge.x, gauge.y, max(1, round(gauge.width * min(1.0, tag.share))), gauge.height)
        shapes += [Box(full, "", stroke, 0, radius=0), Box(gauge, stroke, "", 1, radius=0)]
        words_left += 20
    elif tag.tone == "beyond":
        sign = Rect(rect.x + 4, middle - _SIGN // 2, _SIGN, _SIGN)
        shapes.append(Mark("error", sign, stroke, theme.canvas))
        words_left += 14
    at = Point((words_left + rect.right) // 2, middle + round(tag.size * 0.36))
    words = cut(tag.words, tag.size, room)
    shapes.append(Text(at, words, tag.size, ink, "middle", bold=tag.size > SMALL))
    return shapes


def tinted(theme: Theme, fill: str, tags: Sequence[Tag]) -> str:
    """The fill of a container in a heat map: the more of the total stands in it, the stronger."""
    heat = next((tag for tag in tags if tag.tone == "heat"), None)
    if heat is None:
        return fill
    return blended(HEAT[3].fill, theme.canvas, _TINTS[step(heat.share)])


def heat_colour(tags: Sequence[Tag]) -> str:
    """The colour of a component's share, which it has from far away too; empty where no heat map is shown."""
    return next((HEAT[step(tag.share)].fill for tag in tags if tag.tone == "heat"), "")


def notes_of(tags: Sequence[Tag]) -> list[str]:
    """What the tooltip says of tags, a line each."""
    return [tag.note or tag.words for tag in tags]


def heat_legend(theme: Theme, left: int, top: int) -> Part:
    """The scale of a heat map in words and colours."""
    shapes: list[Shape] = []
    baseline, x = top + 14, left

    def say(words: str) -> None:
        nonlocal x
        shapes.append(Text(Point(x, baseline), words, SMALL, theme.secondary))
        x += round(text_width(words, SMALL)) + 14

    say("Share of the cost")
    for index, each in enumerate(HEAT):
        shapes.append(Box(Rect(x, top + 3, 24, 14), theme.edge, each.fill, 1, radius=7))
        x += 30
        if index + 1 < len(HEAT):
            upper = round(HEAT[index + 1].least * 100)
            say(f"below {upper} %" if index == 0 else f"{round(each.least * 100)}\N{EN DASH}{upper} %")
        else:
            say(f"from {round(each.least * 100)} %")
    shapes.append(Box(Rect(x, top + 3, 24, 14), theme.secondary, theme.canvas, 1, dashed=True, radius=7))
    x += 30
    say(_UNKNOWN)
    bounds = Rect(left, top, x - left - 14, 20)
    return Part("heat-legend", "note", tuple(shapes), bounds, bounds, theme.secondary)


def framed(theme: Theme, part: Part) -> tuple[Shape, ...]:
    """A legend on a ground of its own, as it stands over the canvas."""
    return (Box(part.bounds.grown(8), theme.line, theme.panel, 1, radius=4), *part.shapes)


def _colours(theme: Theme, tag: Tag) -> tuple[str, str, str]:
    """Border, ground and words of a tag."""
    match tag.tone:
        case "heat":
            heat = HEAT[step(tag.share)]
            return theme.edge, heat.fill, heat.ink
        case "unknown":
            return theme.secondary, theme.canvas, theme.text
        case "near":
            return theme.severity["warning"], theme.panel, theme.text
        case "beyond":
            return theme.severity["error"], theme.panel, theme.text
        case _:
            return theme.line, theme.panel, theme.text
