"""A design as a picture: all its parts from back to front, with title, legend, badges and tags on request."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.geometry import Point, Rect, union
from archdesk.model.records import Component, Connection
from archdesk.model.view import DesignView, ancestors
from archdesk.render.components import component_part, header_rect, icon_rect, label_rect
from archdesk.render.edges import End, Wanted, loop, route, routing
from archdesk.render.labels import place_words
from archdesk.render.shapes import Box, Line, Mark, Part, Picture, Shape, Text
from archdesk.render.tags import NO_TAGS, Tag, Tags, heat_legend, notes_of, pill, tag_height, tag_width
from archdesk.render.theme import EDGE, MARGIN, PAGE, SMALL, Severity, Theme
from archdesk.render.words import cut, text_width

_NOWHERE = Rect(0, 0, 0, 0)
_LABEL_ROOM, _LABEL_HEIGHT = 160, 18  # px, the words of a connection
_LEGEND = (("Data flow", "flow"), ("Replication, failover", "replication"), ("Attachment", "attachment"))


@dataclass(frozen=True, slots=True)
class Options:
    """What else is drawn: a title above, a legend below, severities and tags at components by id."""

    title: str = ""
    legend: bool = False
    badges: Mapping[str, Severity] = field(default_factory=dict)
    tags: Tags = field(default_factory=dict)
    straight: bool = False  # connections as straight lines: a draft, quick however many there are
    steady: bool = False  # connections keep the ways they have without tags, so that words may change at once


def draw(view: DesignView, catalogue: Catalogue, theme: Theme, options: Options | None = None) -> Picture:
    """The whole design, cropped to its content with a margin."""
    chosen = options or Options()
    found = parts(view, catalogue, theme, chosen.badges, chosen.tags, chosen.straight, chosen.steady)
    shown = sorted(found.values(), key=_back_to_front)
    content = union(part.bounds for part in shown) or Rect(0, 0, 160, 112)
    if chosen.title:
        note = _title(theme, chosen.title, content)
        shown.append(note)
        content = union([content, note.bounds]) or content
    if chosen.legend:
        note = _legend(theme, content)
        shown.append(note)
        content = union([content, note.bounds]) or content
    if any(tag.tone == "heat" for tags in chosen.tags.values() for tag in tags):
        note = heat_legend(theme, content.x, content.bottom + 16)
        shown.append(note)
        content = union([content, note.bounds]) or content
    return Picture(tuple(shown), content.grown(MARGIN), theme.name)


def parts(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    badges: Mapping[str, Severity] | None = None,
    tags: Tags = NO_TAGS,
    straight: bool = False,
    steady: bool = False,
) -> dict[str, Part]:
    """The parts of all components and connections, by id."""
    badges = badges or {}
    found: dict[str, Part] = {}
    for id in view.component_ids():
        component = view.component(id)
        found[id] = component_part(view, catalogue, theme, component, badges.get(id), tags.get(id, ()))
    found.update(edge_parts(view, catalogue, theme, badges, tags=tags, straight=straight, steady=steady))
    return found


def route_ahead(view: DesignView, catalogue: Catalogue) -> Iterator[None]:
    """Find the ways of all connections step by step; drawing the same design afterwards finds them remembered."""
    ends, obstacles = _ground(catalogue, {id: view.component(id) for id in view.component_ids()}, {})
    yield from routing((Wanted(c.id, c.source, c.target) for c in _drawn(view)), ends, obstacles)


def edge_parts(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    badges: Mapping[str, Severity] | None = None,
    rects: Mapping[str, Rect] | None = None,
    tags: Tags = NO_TAGS,
    straight: bool = False,
    steady: bool = False,
) -> dict[str, Part]:
    """The parts of all connections. ``rects``: where components are for now, while they are dragged."""
    components = {id: view.component(id) for id in view.component_ids()}
    if rects:
        components.update({id: replace(components[id], rect=rect) for id, rect in rects.items()})
    ends, obstacles = _ground(catalogue, components, NO_TAGS if steady else tags)
    connections = [view.connection(id) for id in view.connection_ids()]
    ways: dict[str, tuple[Point, ...]]
    if straight:
        centers = {id: end.rect.center for id, end in ends.items()}
        ways = {c.id: (centers[c.source], centers[c.target]) for c in _drawn(view)}
    else:
        wanted = tuple(Wanted(c.id, c.source, c.target) for c in _drawn(view))
        ways = dict(_ways(wanted, tuple(ends.items()), tuple(obstacles.items())))
    ways.update({c.id: loop(ends[c.source]) for c in connections if c.source == c.target})
    if steady and tags:
        _, obstacles = _ground(catalogue, components, tags)
    told = {c.id: _told(c, tags.get(c.id, ())) for c in connections}
    sizes = {id: _size(tags) for id, tags in told.items() if tags and len(ways.get(id, ())) > 1}
    labels = place_words(sizes, ways, obstacles) if sizes else {}
    return {
        c.id: _edge(
            view,
            catalogue,
            theme,
            c,
            told[c.id],
            ways.get(c.id, ()),
            labels.get(c.id),
            (badges or {}).get(c.id),
        )
        for c in connections
    }


@lru_cache(maxsize=4)
def _ways(
    wanted: tuple[Wanted, ...],
    ends: tuple[tuple[str, End], ...],
    obstacles: tuple[tuple[str, tuple[Rect, ...]], ...],
) -> dict[str, tuple[Point, ...]]:
    """The ways of connections, remembered: most edits leave everything where it is."""
    return route(wanted, dict(ends), dict(obstacles))


def _drawn(view: DesignView) -> Iterator[Connection]:
    """The connections that a way is found for."""
    for id in view.connection_ids():
        connection = view.connection(id)
        if connection.source != connection.target and not _told_by_nesting(view, connection):
            yield connection


def _ground(
    catalogue: Catalogue, components: Mapping[str, Component], tags: Tags
) -> tuple[dict[str, End], dict[str, tuple[Rect, ...]]]:
    """Where connections may dock, and what is in their way, by component."""
    ends: dict[str, End] = {}
    obstacles: dict[str, tuple[Rect, ...]] = {}
    for id, component in components.items():
        container = catalogue.type_of(component).container
        if container is None:
            icon, label = icon_rect(component), label_rect(catalogue, component, tags.get(id, ()))
            ends[id] = End(icon.grown(2), label.height)
            obstacles[id] = (icon, label)
        else:
            ends[id] = End(component.rect)
            body = component.rect if container.holds_spans else _NOWHERE
            obstacles[id] = (body, header_rect(catalogue, component))
    return ends, obstacles


def _told_by_nesting(view: DesignView, connection: Connection) -> bool:
    """Whether one end stands inside the other, so that the picture says it already."""
    source, target = connection.source, connection.target
    return any(a.id == target for a in ancestors(view, source)) or any(
        a.id == source for a in ancestors(view, target)
    )


def _edge(
    view: DesignView,
    catalogue: Catalogue,
    theme: Theme,
    connection: Connection,
    told: tuple[Tag, ...],
    way: tuple[Point, ...],
    place: Rect | None,
    badge: Severity | None,
) -> Part:
    home = view.component(connection.source).rect.center
    relation = catalogue.relations.get(connection.relation)
    style = relation.style if relation is not None else "flow"
    colour = theme.severity[badge] if badge is not None else theme.edge
    shapes: list[Shape] = []
    if len(way) > 1:
        shapes.append(Line(way, colour, EDGE, style == "replication", style != "attachment"))
        if place is not None:
            shapes += _words_on(theme, told, place)
        if badge is not None:
            middle = _middle(way)
            shapes.append(Mark(badge, Rect(middle.x - 8, middle.y - 8, 16, 16), colour, theme.canvas))
    bounds = union(Rect(p.x, p.y, 1, 1) for p in way)
    if bounds is None:  # not drawn: it takes no room beyond that of its source
        bounds = whole = Rect(home.x, home.y, 1, 1)
    else:
        whole = union([bounds.grown(9), *([place] if place is not None else [])]) or bounds
    names = view.component(connection.source).name, view.component(connection.target).name
    verb = relation.label if relation is not None else connection.relation
    tooltip = "\n".join([f"{names[0]} {verb} {names[1]}", *notes_of([t for t in told if t.tone != "label"])])
    return Part(connection.id, "edge", tuple(shapes), bounds, whole, colour, 900, 0, tooltip)


def _told(connection: Connection, tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """What a connection says: its label, and its tags beside that."""
    label = (Tag(cut(connection.label, SMALL, _LABEL_ROOM), "label"),) if connection.label else ()
    return (*label, *tags)


def _size(told: tuple[Tag, ...]) -> tuple[int, int]:
    """How wide and high it is."""
    width = sum(tag_width(tag) for tag in told) + 4 * (len(told) - 1)
    return width, max([_LABEL_HEIGHT, *(tag_height(tag) for tag in told)])


def _words_on(theme: Theme, told: tuple[Tag, ...], place: Rect) -> list[Shape]:
    """The label on a ground of the canvas's colour, and each tag in its pill."""
    shapes: list[Shape] = []
    left = place.x
    for tag in told:
        width = tag_width(tag)
        if tag.tone == "label":
            ground = Rect(left, place.center.y - _LABEL_HEIGHT // 2, width, _LABEL_HEIGHT)
            shapes.append(Box(ground, "", theme.canvas, 0, radius=_LABEL_HEIGHT / 2))
            at = Point(ground.center.x, place.center.y + 4)
            shapes.append(Text(at, tag.words, SMALL, theme.secondary, "middle"))
        else:
            shapes += pill(theme, tag, left, place.center.y - tag_height(tag) // 2)
        left += width + 4
    return shapes


def _middle(way: tuple[Point, ...]) -> Point:
    """The point half way along."""
    lengths = [abs(a.x - b.x) + abs(a.y - b.y) for a, b in itertools.pairwise(way)]
    left = sum(lengths) / 2
    for (a, b), length in zip(itertools.pairwise(way), lengths, strict=True):
        if left <= length and length:
            part = left / length
            return Point(round(a.x + (b.x - a.x) * part), round(a.y + (b.y - a.y) * part))
        left -= length
    return way[0]


def _back_to_front(part: Part) -> tuple[int, int, int, str]:
    layer = {"container": 0, "edge": 1, "leaf": 2, "note": 3}[part.role]
    return layer, part.depth, part.z, part.id


def _title(theme: Theme, title: str, content: Rect) -> Part:
    room = max(content.width, 240)
    text = Text(
        Point(content.x, content.y - 24), cut(title, PAGE, room), PAGE, theme.text, bold=True, room=room
    )
    bounds = Rect(content.x, content.y - 46, round(text_width(text.text, PAGE, bold=True)), 30)
    return Part("title", "note", (text,), bounds, bounds, theme.text)


def _legend(theme: Theme, content: Rect) -> Part:
    shapes: list[Shape] = []
    x, y = content.x, content.bottom + 32
    for words, style in _LEGEND:
        line = (Point(x, y), Point(x + 40, y))
        shapes.append(Line(line, theme.edge, EDGE, style == "replication", style != "attachment"))
        shapes.append(Text(Point(x + 48, y + 4), words, SMALL, theme.secondary))
        x += 48 + round(text_width(words, SMALL)) + 32
    bounds = Rect(content.x, y - 10, x - content.x - 32, 20)
    return Part("legend", "note", tuple(shapes), bounds, bounds, theme.secondary)
