"""The look: every colour and measure, in one frozen Theme and two instances, light and dark.

Group and service colours are those of AWS's own diagrams. No colour stands anywhere else.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

GRID: Final = 8
ICON: Final = 48
GROUP_ICON: Final = 24
SMALL, BODY, LARGE, PAGE = 11, 13, 15, 20  # px, the only sizes of type
LINE_HEIGHT: Final = 16  # px, of body text
LABEL_WIDTH: Final = 128
EDGE: Final = 1.5
EDGE_RADIUS: Final = 6
ARROW: Final = (8, 6)
MARGIN: Final = 24

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Group:
    """How a kind of container is drawn."""

    border: str
    fill: str  # empty for none
    dashed: bool
    label: str  # the border's colour, darkened (or lifted) until it reads at 4.5:1
    glyph: str


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of one appearance, as #RRGGBB."""

    name: Literal["light", "dark"]
    canvas: str
    panel: str
    field: str
    hover: str
    line: str
    dots: str
    text: str
    secondary: str
    disabled: str
    accent: str
    on_accent: str
    edge: str
    plate: str  # behind icons with dark line art; empty for none
    severity: Mapping[str, str]
    groups: Mapping[str, Group]
    categories: Mapping[str, str]
    code: Mapping[str, str]  # the parts of a template's text; `added` and `removed` are grounds of lines

    def group(self, name: str) -> Group:
        return self.groups.get(name, self.groups["generic"])

    def category(self, name: str) -> str:
        return self.categories.get(name, self.categories["general"])


@dataclass(frozen=True, slots=True)
class Heat:
    """A step of the heat map's scale: from this share of the total on."""

    least: float
    fill: str
    ink: str  # of words on it, at 4.5:1


# One hue, ever darker, on light and dark alike: eyes that see no colours still see the order.
HEAT: Final = (
    Heat(0, "#FFF1C9", "#16191F"),
    Heat(0.05, "#FCCF74", "#16191F"),
    Heat(0.15, "#F09A45", "#16191F"),
    Heat(0.3, "#C4501B", "#FFFFFF"),
    Heat(0.5, "#842A0C", "#FFFFFF"),
)

_GROUPS: Final = {  # border, fill in light, dashed, glyph
    "cloud": ("#232F3E", "", False, "cloud"),
    "account": ("#CD2264", "", False, "account"),
    "region": ("#00A4A6", "", True, "flag"),
    "az": ("#147EBA", "", True, ""),
    "vpc": ("#8C4FFF", "", False, "vpc"),
    "public_subnet": ("#7AA116", "#F2F6E8", False, "open_lock"),
    "private_subnet": ("#00A4A6", "#E6F6F7", False, "lock"),
    "security_group": ("#DD3522", "", False, "shield"),
    "auto_scaling_group": ("#D86613", "", True, "scaling"),
    "data_centre": ("#5A6C86", "", False, "building"),
    "generic": ("#5A6C86", "", True, "building"),
}

_CATEGORIES: Final = {
    "compute": "#ED7100",
    "containers": "#ED7100",
    "storage": "#7AA116",
    "database": "#C925D1",
    "network": "#8C4FFF",
    "analytics": "#8C4FFF",
    "integration": "#E7157B",
    "management": "#E7157B",
    "security": "#DD344C",
    "developer_tools": "#C925D1",
    "mobile": "#DD344C",
    "migration": "#01A88D",
    "business_applications": "#DD344C",
    "outside": "#232F3D",
    "general": "#232F3D",
}

_DARK_ONES: Final = ("general", "outside")  # too dark for a dark ground


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def blended(over: str, under: str, strength: float) -> str:
    """``over`` laid over ``under`` with this opacity, 0 to 1."""
    pairs = zip(_rgb(over), _rgb(under), strict=True)
    return _hex(*(a * strength + b * (1 - strength) for a, b in pairs))


def readable(colour: str, ground: str) -> str:
    """The colour, made darker or lighter until text in it reads on ``ground`` at 4.5:1."""
    step = -0.02 if _luminance(ground) > 0.4 else 0.02
    while contrast(colour, ground) < 4.5:
        colour = _lifted(colour, step)
    return colour


def _lifted(colour: str, by: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    return _hex(*colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation))


def _rgb(colour: str) -> tuple[float, float, float]:
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def _hex(*rgb: float) -> str:
    return "#" + "".join(f"{round(max(0.0, min(1.0, v)) * 255):02X}" for v in rgb)


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in _rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _groups(canvas: str, dark: bool) -> dict[str, Group]:
    found = {}
    for name, (border, fill, dashed, glyph) in _GROUPS.items():
        line = border
        if dark:
            line = blended("#FFFFFF", border, 0.2)  # lightness alone would make teal and green glare
            while contrast(line, canvas) < 3:
                line = _lifted(line, 0.05)
        ground = (blended(line, canvas, 0.12) if dark else fill) if fill else ""
        found[name] = Group(line, ground, dashed, readable(line, ground or canvas), glyph)
    return found


LIGHT: Final = Theme(
    name="light",
    canvas="#FFFFFF",
    panel="#F7F8FA",
    field="#FFFFFF",
    hover="#ECEEF2",
    line="#D5DAE1",
    dots="#DDE1E7",
    text="#16191F",
    secondary="#545B64",
    disabled="#9AA1AB",
    accent="#0B66D8",
    on_accent="#FFFFFF",
    edge="#545B64",
    plate="",
    severity={"error": "#E22E12", "warning": "#341B09", "info": "#3453EF"},
    groups=_groups("#FFFFFF", dark=False),
    categories=_CATEGORIES,
    code={
        "key": "#0B4F9E",
        "string": "#2F6B1F",
        "number": "#7A3FBF",
        "function": "#A3195B",
        "comment": "#5B626B",
        "added": "#E1F3DF",
        "removed": "#FBE3E0",
        "marked": "#E4EEFB",
        "found": "#FCEBB0",
    },
)

DARK: Final = Theme(
    name="dark",
    canvas="#1B1E24",
    panel="#23272E",
    field="#1B1E24",
    hover="#2F343D",
    line="#3B424D",
    dots="#343A44",
    text="#E9ECF1",
    secondary="#A8B1BF",
    disabled="#6B7482",
    accent="#5BA7FF",
    on_accent="#10141A",
    edge="#9AA4B2",
    plate="#E9ECF1",
    severity={"error": "#FF8A80", "warning": "#FFC24B", "info": "#8AB4F8"},
    groups=_groups("#1B1E24", dark=True),
    categories={
        **{k: _lifted(v, 0.1) for k, v in _CATEGORIES.items()},
        **dict.fromkeys(_DARK_ONES, "#9AA4B2"),
    },
    code={
        "key": "#8CC2FF",
        "string": "#A5D69A",
        "number": "#CDB0FF",
        "function": "#FF9CC8",
        "comment": "#A8B1BF",
        "added": "#1F3A26",
        "removed": "#4A2529",
        "marked": "#25354B",
        "found": "#4D431A",
    },
)
