"""A picture as SVG: one file that holds all it needs, icons included."""

from __future__ import annotations

import base64
from xml.sax.saxutils import escape, quoteattr

from archdesk.model.geometry import Point, Rect
from archdesk.render.outlines import GLYPHS, MARKS, SIGNS, Path
from archdesk.render.shapes import Box, Glyph, Icon, Line, Mark, Picture, Shape, Text
from archdesk.render.theme import ARROW, EDGE_RADIUS, Theme
from archdesk.render.words import cut
from archdesk.shipped import icon_file

_FONT = "Amazon Ember, Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif"


def write_svg(picture: Picture, background: Theme | None = None) -> str:
    """The text of an SVG file; without a background theme it is transparent."""
    box = picture.bounds
    icons = sorted({s.name for p in picture.parts for s in p.shapes if isinstance(s, Icon)})
    symbols = {name: f"icon{index}" for index, name in enumerate(icons)}
    place = f"{box.x} {box.y} {box.width} {box.height}"
    size = f'width="{box.width}" height="{box.height}" viewBox="{place}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family={quoteattr(_FONT)}>',
        "<defs>",
        *(_symbol(name, id) for name, id in symbols.items()),
        "</defs>",
    ]
    if background is not None:
        lines.append(_rect(box, f'fill="{background.canvas}"'))
    for part in picture.parts:
        title = f"<title>{_text(part.tooltip)}</title>" if part.tooltip else ""
        lines.append(f"<g id={quoteattr(_text(part.id))}>{title}")
        lines += [_shape(shape, symbols) for shape in part.shapes]
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def _symbol(name: str, id: str) -> str:
    file = icon_file(name)
    if file is None:
        return f'<symbol id="{id}" viewBox="0 0 48 48"><rect width="48" height="48" fill="none" stroke="gray"/></symbol>'
    content = base64.b64encode(file.read_bytes()).decode()
    return (
        f'<symbol id="{id}" viewBox="0 0 48 48">'
        f'<image width="48" height="48" href="data:image/png;base64,{content}"/></symbol>'
    )


def _shape(shape: Shape, symbols: dict[str, str]) -> str:
    match shape:
        case Box():
            stroke = f'stroke="{shape.stroke}" stroke-width="{shape.width}"' if shape.stroke else ""
            dash = 'stroke-dasharray="6 4"' if shape.dashed else ""
            return _rect(shape.rect, f'rx="{shape.radius}" fill="{shape.fill or "none"}" {stroke} {dash}')
        case Icon():
            plate = _rect(shape.rect.grown(2), f'rx="4" fill="{shape.plate}"') if shape.plate else ""
            r = shape.rect
            return f'{plate}<use href="#{symbols[shape.name]}" x="{r.x}" y="{r.y}" width="{r.width}" height="{r.height}"/>'
        case Text():
            weight = ' font-weight="600"' if shape.bold else ""
            words = cut(shape.text, shape.size, shape.room) if shape.room else shape.text
            return (
                f'<text x="{shape.at.x}" y="{shape.at.y}" font-size="{shape.size}" fill="{shape.colour}" '
                f'text-anchor="{shape.anchor}"{weight}>{_text(words)}</text>'
            )
        case Line():
            return _line(shape)
        case Glyph():
            strokes = "".join(_strokes(p, shape.rect, shape.ink) for p in GLYPHS.get(shape.name, ()))
            return _rect(shape.rect, f'fill="{shape.ground}"') + strokes
        case Mark():
            outline = f'<path d="{_path(MARKS[shape.severity], shape.rect)}" fill="{shape.colour}" stroke="{shape.ink}"/>'
            return outline + "".join(_strokes(p, shape.rect, shape.ink, 8) for p in SIGNS[shape.severity])


def _line(line: Line) -> str:
    points = line.points
    parts = [f"M{points[0].x} {points[0].y}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        a, b = rounded(before, corner), rounded(after, corner)
        parts.append(f"L{a[0]:g} {a[1]:g} Q{corner.x} {corner.y} {b[0]:g} {b[1]:g}")
    end = arrow_base(points) if line.arrow else (points[-1].x, points[-1].y)
    parts.append(f"L{end[0]:g} {end[1]:g}")
    dash = ' stroke-dasharray="6 4"' if line.dashed else ""
    path = (
        f'<path d="{" ".join(parts)}" fill="none" stroke="{line.colour}" stroke-width="{line.width}"{dash}/>'
    )
    if not line.arrow:
        return path
    corners = " ".join(f"{x:g},{y:g}" for x, y in arrow(points))
    return f'{path}<polygon points="{corners}" fill="{line.colour}"/>'


def rounded(outer: Point, corner: Point) -> tuple[float, float]:
    """Where the rounding of a corner begins, on the part that comes from ``outer``."""
    dx, dy = outer.x - corner.x, outer.y - corner.y
    length = max(abs(dx), abs(dy), 1)
    radius = min(EDGE_RADIUS, length / 2)
    return corner.x + dx / length * radius, corner.y + dy / length * radius


def arrow(points: tuple[Point, ...]) -> tuple[tuple[float, float], ...]:
    """The three corners of the arrow head at the end of a path."""
    tip = points[-1]
    dx, dy = _direction(points)
    length, half = ARROW[0], ARROW[1] / 2
    x, y = tip.x - dx * length, tip.y - dy * length
    return (tip.x, tip.y), (x - dy * half, y + dx * half), (x + dy * half, y - dx * half)


def arrow_base(points: tuple[Point, ...]) -> tuple[float, float]:
    """Where the line ends under its arrow head."""
    dx, dy = _direction(points)
    return points[-1].x - dx * (ARROW[0] - 1), points[-1].y - dy * (ARROW[0] - 1)


def _direction(points: tuple[Point, ...]) -> tuple[float, float]:
    a, b = points[-2], points[-1]
    length = max(((b.x - a.x) ** 2 + (b.y - a.y) ** 2) ** 0.5, 1e-6)
    return (b.x - a.x) / length, (b.y - a.y) / length


def _strokes(path: Path, rect: Rect, ink: str, parts: int = 14) -> str:
    width = rect.width / parts
    return (
        f'<path d="{_path(path, rect)}" fill="none" stroke="{ink}" stroke-width="{width:.2f}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _path(path: Path, rect: Rect) -> str:
    words = []
    for command, numbers in path:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        at = " ".join(f"{rect.x + x * rect.width:.2f} {rect.y + y * rect.height:.2f}" for x, y in pairs)
        words.append(f"{command}{at}")
    return " ".join(words)


def _rect(rect: Rect, rest: str) -> str:
    return f'<rect x="{rect.x}" y="{rect.y}" width="{rect.width}" height="{rect.height}" {rest}/>'


def _text(text: str) -> str:
    """Text that XML may hold: control characters that it forbids are left out, markup is escaped."""
    return escape(
        "".join(
            c
            for c in text
            if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
        )
    )
