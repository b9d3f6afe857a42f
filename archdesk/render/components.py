"""The shapes of one component: a container in AWS's group style, or an icon with its name below."""

from __future__ import annotations

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.catalog.describe import detail, icon_of
from archdesk.model.geometry import Point, Rect, union
from archdesk.model.records import Component
from archdesk.model.view import DesignView, ancestors
from archdesk.render.dark_lines import DARK_LINES
from archdesk.render.shapes import Box, Glyph, Icon, Mark, Part, Shape, Text
from archdesk.render.theme import (
    BODY,
    GROUP_ICON,
    ICON,
    LABEL_WIDTH,
    LINE_HEIGHT,
    SMALL,
    Group,
    Severity,
    Theme,
)
from archdesk.render.words import cut, lines_of, text_width

_MARK = 16  # px, a severity's mark
_PILL = 16  # px, the height of a cost pill


def component_part(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    component: Component,
    badge: Severity | None = None,
    cost: str = "",
) -> Part:
    """The part that shows a component, in canvas coordinates."""
    kind = catalogue.type_of(component)
    if kind.container is not None:
        return _container(view, catalogue, theme, component, kind, badge, cost)
    return _leaf(view, catalogue, theme, component, kind, badge, cost)


def icon_rect(component: Component) -> Rect:
    """Where the icon of a leaf is: in the middle of its rectangle, which is larger where it spans."""
    center = component.rect.center
    return Rect(center.x - ICON // 2, center.y - ICON // 2, ICON, ICON)


def label_rect(catalogue: Catalogue, component: Component, cost: str = "") -> Rect:
    """What the label under a leaf's icon covers. A cost takes the second line's place, so that a picture with
    costs needs no more room than one without.
    """
    icon = icon_rect(component)
    lines = lines_of(component.name, BODY, LABEL_WIDTH, 2)
    below = "" if cost else detail(catalogue, component)
    wide = max(
        [text_width(line, BODY) for line in lines]
        + ([min(text_width(below, SMALL), LABEL_WIDTH)] if below else [])
    )
    width = min(LABEL_WIDTH, round(max(wide, text_width(cost, SMALL) + 14 if cost else 0)) + 4)
    height = 6 + LINE_HEIGHT * len(lines) + (14 if below else 0) + (_PILL + 2 if cost else 0)
    return Rect(icon.center.x - width // 2, icon.bottom, width, height)


def header_rect(catalogue: Catalogue, component: Component) -> Rect:
    """What the glyph and the name of a container cover, in its left top corner."""
    words = round(text_width(component.name, BODY) + text_width(detail(catalogue, component), SMALL)) + 20
    return Rect(component.rect.x, component.rect.y, min(component.rect.width, GROUP_ICON + words), GROUP_ICON)


def group_of(catalogue: Catalogue, theme: Theme, component: Component) -> Group:
    """The group style of a container; subnets are public or private by their property."""
    container = catalogue.type_of(component).container
    name = container.group if container is not None else "generic"
    if name == "subnet":
        name = "public_subnet" if catalogue.value(component, "public") else "private_subnet"
    return theme.group(name)


def _container(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    component: Component,
    kind: ComponentType,
    badge: Severity | None,
    cost: str,
) -> Part:
    group = group_of(catalogue, theme, component)
    rect = component.rect
    shapes: list[Shape] = [Box(rect, group.border, group.fill, 1.5, group.dashed, 2)]
    left = rect.x + 8
    if group.glyph:
        square = Rect(rect.x, rect.y, GROUP_ICON, GROUP_ICON)
        shapes.append(Glyph(group.glyph, square, group.border, theme.canvas))
        left = rect.x + GROUP_ICON + 8
    holds_spans = kind.container is not None and kind.container.holds_spans
    end = (_first_border(view, component) if holds_spans else rect.right) - (_MARK + 12 if badge else 8)
    room = end - left
    shapes.append(
        Text(Point(left, rect.y + 17), cut(component.name, BODY, room), BODY, group.label, room=room)
    )
    after = left + round(text_width(component.name, BODY)) + 10
    about = detail(catalogue, component)
    fitting = (
        words
        for words in (" · ".join(filter(None, [about, cost])), cost, about)
        if words and after + text_width(words, SMALL) < end
    )
    below = next(fitting, "")
    if below:
        shapes.append(Text(Point(after, rect.y + 17), below, SMALL, theme.secondary))
    if holds_spans:
        shapes += _members(view, catalogue, component)
    if badge is not None:
        shapes.append(_mark(theme, badge, Rect(rect.right - _MARK - 4, rect.y + 4, _MARK, _MARK)))
    role_depth = sum(1 for _ in ancestors(view, component.id)) if component.parent is not None else 0
    return Part(
        component.id,
        "container",
        tuple(shapes),
        rect,
        rect.grown(2),
        group.border,
        role_depth + (50 if holds_spans else 0),
        component.z,
        f"{component.name} ({kind.label})",
    )


def _first_border(view: DesignView, component: Component) -> int:
    """Where the first container that a frame crosses ends, on its right: words stay on this side of it."""
    rect = component.rect
    crossed = [view.component(id).rect.right for id in (*component.spans, component.parent) if id is not None]
    return min(
        (right for right in crossed if rect.x + 2 * GROUP_ICON < right < rect.right), default=rect.right
    )


def _members(view: DesignView, catalogue: Catalogue, component: Component) -> list[Shape]:
    """A group drawn round what it spans shows one of its members in each subnet it reaches into."""
    container = catalogue.type_of(component).container
    if container is None or not container.member_icon or component.rect.height < GROUP_ICON + 40:
        return []
    shapes: list[Shape] = []
    size = min(40, component.rect.height - GROUP_ICON - 12)
    for id in component.spans or ((component.parent,) if component.parent else ()):
        shared = view.component(id).rect.overlap(component.rect)
        if shared is not None and shared.width > size:
            y = component.rect.y + GROUP_ICON + (component.rect.height - GROUP_ICON - size) // 2
            shapes.append(Icon(container.member_icon, Rect(shared.center.x - size // 2, y, size, size)))
    return shapes


def _leaf(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    component: Component,
    kind: ComponentType,
    badge: Severity | None,
    cost: str,
) -> Part:
    colour = theme.category(kind.category)
    icon = icon_rect(component)
    shapes: list[Shape] = []
    if component.rect.width > ICON or component.rect.height > ICON:
        shapes.append(Box(component.rect, colour, "", 1, dashed=True, radius=6))
    picture = icon_of(catalogue, component) or "general/general"
    shapes.append(Icon(picture, icon, theme.plate if picture in DARK_LINES else ""))
    baseline = icon.bottom + 15
    center = icon.center.x
    lines = lines_of(component.name, BODY, LABEL_WIDTH, 2)
    for line in lines:
        shapes.append(Text(Point(center, baseline), line, BODY, theme.text, "middle", room=LABEL_WIDTH))
        baseline += LINE_HEIGHT
    below = detail(catalogue, component)
    if below and not cost:
        shown = cut(below, SMALL, LABEL_WIDTH)
        shapes.append(
            Text(Point(center, baseline - 2), shown, SMALL, theme.secondary, "middle", room=LABEL_WIDTH)
        )
        baseline += 14
    bounds = [component.rect.grown(2), label_rect(catalogue, component, cost)]
    if cost:
        width = round(text_width(cost, SMALL)) + 14
        pill = Rect(center - width // 2, baseline - 11, width, _PILL)
        shapes.append(Box(pill, theme.line, theme.panel, 1, radius=_PILL / 2))
        shapes.append(Text(Point(center, pill.y + 12), cost, SMALL, theme.text, "middle"))
        bounds.append(pill.grown(1))
    if badge is not None:
        mark = Rect(icon.right - _MARK // 2, icon.y - _MARK // 2, _MARK, _MARK)
        shapes.append(_mark(theme, badge, mark))
        bounds.append(mark.grown(1))
    depth = sum(1 for _ in ancestors(view, component.id)) if component.parent is not None else 0
    whole = union(bounds)
    assert whole is not None
    words = [f"{component.name} ({kind.label})", below]
    return Part(
        component.id,
        "leaf",
        tuple(shapes),
        component.rect,
        whole,
        colour,
        depth,
        component.z,
        "\n".join(filter(None, words)),
    )


def _mark(theme: Theme, severity: Severity, rect: Rect) -> Mark:
    return Mark(severity, rect, theme.severity[severity], theme.canvas)
