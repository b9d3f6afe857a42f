"""The shapes of one component: a container in AWS's group style, or an icon with its name below."""

from __future__ import annotations

from dataclasses import replace

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.catalog.describe import detail, icon_of
from archdesk.model.geometry import Point, Rect, union
from archdesk.model.records import Component
from archdesk.model.view import DesignView, ancestors
from archdesk.render.dark_lines import DARK_LINES
from archdesk.render.shapes import Box, Glyph, Icon, Mark, Part, Shape, Text
from archdesk.render.tags import (
    Tag,
    heat_colour,
    notes_of,
    pill,
    stack_rect,
    stacked,
    tag_height,
    tag_width,
    tinted,
)
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
    readable,
)
from archdesk.render.words import cut, lines_of, text_width

_MARK = 16  # px, a severity's mark


def component_part(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    component: Component,
    badge: Severity | None = None,
    tags: tuple[Tag, ...] = (),
) -> Part:
    """The part that shows a component, in canvas coordinates."""
    kind = catalogue.type_of(component)
    if kind.container is not None:
        return _container(view, catalogue, theme, component, kind, badge, tags)
    return _leaf(view, catalogue, theme, component, kind, badge, tags)


def icon_rect(component: Component) -> Rect:
    """Where the icon of a leaf is: in the middle of its rectangle, which is larger where it spans."""
    center = component.rect.center
    return Rect(center.x - ICON // 2, center.y - ICON // 2, ICON, ICON)


def label_rect(catalogue: Catalogue, component: Component, tags: tuple[Tag, ...] = ()) -> Rect:
    """What the label under a leaf's icon covers. A tag takes the second line's place, so that a picture with
    costs needs no more room than one without.
    """
    icon = icon_rect(component)
    lines = lines_of(component.name, BODY, LABEL_WIDTH, 2)
    below = "" if tags else detail(catalogue, component)
    wide = max(
        [text_width(line, BODY) for line in lines]
        + ([min(text_width(below, SMALL), LABEL_WIDTH)] if below else [])
    )
    height = 6 + LINE_HEIGHT * len(lines) + (14 if below else 0)
    stack = stack_rect(tags, icon.center.x, icon.bottom + height)
    width = max(min(LABEL_WIDTH, round(wide)) + 4, stack.width)
    return Rect(icon.center.x - width // 2, icon.bottom, width, height + stack.height)


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
    tags: tuple[Tag, ...],
) -> Part:
    group = group_of(catalogue, theme, component)
    rect = component.rect
    holds_spans = kind.container is not None and kind.container.holds_spans
    fill = (
        group.fill if holds_spans else tinted(theme, group.fill, tags)
    )  # what it is drawn round stays in sight
    ground = fill or theme.canvas
    shapes: list[Shape] = [Box(rect, group.border, fill, 1.5, group.dashed, 2)]
    left = rect.x + 8
    if group.glyph:
        square = Rect(rect.x, rect.y, GROUP_ICON, GROUP_ICON)
        shapes.append(Glyph(group.glyph, square, group.border, theme.canvas))
        left = rect.x + GROUP_ICON + 8
    end = (_first_border(view, component) if holds_spans else rect.right) - (_MARK + 12 if badge else 8)
    name_end = left + round(text_width(component.name, BODY)) + 10
    header = header_tags(tags, name_end, end, rect)
    for tag, place in header:
        shapes += pill(theme, tag, place.x, place.y)
    room = min([place.x - 8 for _, place in header if place.y < rect.y + GROUP_ICON // 2], default=end) - left
    colour = readable(group.label, ground)
    shapes.append(Text(Point(left, rect.y + 17), cut(component.name, BODY, room), BODY, colour, room=room))
    below = detail(catalogue, component)
    if below and name_end + text_width(below, SMALL) < left + room:
        shapes.append(Text(Point(name_end, rect.y + 17), below, SMALL, readable(theme.secondary, ground)))
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
        "\n".join([f"{component.name} ({kind.label})", *notes_of(tags)]),
    )


def header_tags(tags: tuple[Tag, ...], name_end: int, end: int, rect: Rect) -> list[tuple[Tag, Rect]]:
    """Where the tags of a container stand: at the right end of its header, else in a line of their own below it.

    A tag shows its short words where its words do not fit; none is left out.
    """
    found: list[tuple[Tag, Rect]] = []
    top, right = rect.y + 4, end
    for tag in tags:
        fitting = (t for t in _lengths(tag) if name_end + tag_width(t) <= right)
        shown = next(fitting, None) if top == rect.y + 4 else None
        if shown is None:
            if top == rect.y + 4:
                top, right = rect.y + GROUP_ICON + 1, end
            left = rect.x + 8
            shown = next((t for t in _lengths(tag) if left + tag_width(t) <= right), _lengths(tag)[-1])
        height = tag_height(shown)
        y = top - (height - 16) // 2
        place = Rect(right - tag_width(shown), y, tag_width(shown), height)
        if found and place.x < rect.x + 4:  # beside the other there is no room: below it
            place = place.moved(Point(end - right, 18))
        found.append((shown, place))
        right = place.x - 6
    return found


def _lengths(tag: Tag) -> list[Tag]:
    """The tag with all its words, then with few."""
    return [tag, replace(tag, words=tag.short)] if tag.short else [tag]


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
    tags: tuple[Tag, ...],
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
    if below and not tags:
        shown = cut(below, SMALL, LABEL_WIDTH)
        shapes.append(
            Text(Point(center, baseline - 2), shown, SMALL, theme.secondary, "middle", room=LABEL_WIDTH)
        )
        baseline += 14
    bounds = [component.rect.grown(2), label_rect(catalogue, component, tags)]
    if tags:
        shapes += stacked(theme, tags, center, baseline - 9)
        bounds.append(stack_rect(tags, center, baseline - 9).grown(1))
    if badge is not None:
        mark = Rect(icon.right - _MARK // 2, icon.y - _MARK // 2, _MARK, _MARK)
        shapes.append(_mark(theme, badge, mark))
        bounds.append(mark.grown(1))
    depth = sum(1 for _ in ancestors(view, component.id)) if component.parent is not None else 0
    whole = union(bounds)
    assert whole is not None
    words = [f"{component.name} ({kind.label})", below, *notes_of(tags)]
    return Part(
        component.id,
        "leaf",
        tuple(shapes),
        component.rect,
        whole,
        heat_colour(tags) or colour,
        depth,
        component.z,
        "\n".join(filter(None, words)),
    )


def _mark(theme: Theme, severity: Severity, rect: Rect) -> Mark:
    return Mark(severity, rect, theme.severity[severity], theme.canvas)
