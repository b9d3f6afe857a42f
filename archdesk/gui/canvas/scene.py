"""The scene: a projection of the design. Items change only in the handler of a Change, or in ``reset``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from time import perf_counter

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtWidgets import QGraphicsScene

from archdesk.app.edits import type_of_entry
from archdesk.app.session import Session
from archdesk.app.tags import OVERLAYS, Overlay, tags_of
from archdesk.gui.canvas.items import ShapeItem
from archdesk.gui.canvas.projection import Drawing, drawing_of, drawings
from archdesk.gui.canvas.selection import Selection
from archdesk.model.design import Change, Design
from archdesk.model.geometry import Point, Rect
from archdesk.model.records import Component, Connection
from archdesk.render.picture import edge_parts, route_ahead
from archdesk.render.tags import NO_TAGS, Tags
from archdesk.render.theme import Severity, Theme
from archdesk.rules.findings import worst_by_id

_GHOST, _DIMMED = 0.6, 0.3  # opacity
_ROUTED_LIVE, _ROUTED_AT_ONCE = 60, 300  # connections
_SLICE = 0.015  # s
_PAUSE = 120  # ms without a change, until costs and limits on the canvas follow
_CONTAINERS, _EDGES, _LEAVES = 0.0, 10_000.0, 20_000.0  # z of the layers


class DesignScene(QGraphicsScene):
    """One item a component and one a connection, by id. Ids are what others keep, never items."""

    tagged = Signal()  # costs and limits on the canvas are up to date

    def __init__(
        self,
        session: Session,
        selection: Selection,
        theme: Theme,
        parent: QObject,
        shown: AbstractSet[Overlay] = frozenset(),
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.selection = selection
        self.theme = theme
        self.hovered: str | None = None
        self._items: dict[str, ShapeItem] = {}
        self._ghost: tuple[str, ShapeItem] | None = None
        self._moved: frozenset[str] = frozenset()
        self._routing: Iterator[None] | None = None  # the ways of a large design are found meanwhile
        self._route_later = QTimer(self, interval=0)
        self._route_later.timeout.connect(self._route_on)
        self.shown = frozenset(shown)
        self.tags: Tags = NO_TAGS
        self._tag_later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._tag_later.timeout.connect(self.tag_again)
        session.follow(self._changed)
        session.follow_findings(self._project)
        self.reset()

    # -- asking ---------------------------------------------------------------------------------------------

    def item_for(self, id: str) -> ShapeItem | None:
        return self._items.get(id)

    def ids(self) -> frozenset[str]:
        return frozenset(self._items)

    def id_at(self, x: float, y: float) -> str | None:
        """The component or connection under a point, the one in front."""
        for item in self.items(QPointF(x, y)):
            if isinstance(item, ShapeItem) and item.id in self._items:
                return item.id
        return None

    def parts(self) -> list[ShapeItem]:
        return list(self._items.values())

    @property
    def is_draft(self) -> bool:
        """Whether connections are straight for now, since their ways are still looked for."""
        return self._routing is not None

    def component_at(self, x: float, y: float) -> str | None:
        for item in self.items(QPointF(x, y)):
            if isinstance(item, ShapeItem) and isinstance(self.session.design.find(item.id), Component):
                return item.id
        return None

    def bounds_of(self, ids: Iterable[str] | None = None) -> QRectF | None:
        """The rectangle round these items, or round all; None for none."""
        chosen = self._items if ids is None else [i for i in ids if i in self._items]
        box: QRectF | None = None
        for id in chosen:
            rect = self._items[id].boundingRect()
            box = rect if box is None else box.united(rect)
        return box

    # -- what gestures show -----------------------------------------------------------------------------------

    def set_hovered(self, id: str | None) -> None:
        for touched in {self.hovered, id}:
            item = self._items.get(touched) if touched is not None else None
            if item is not None:
                item.set_hovered(touched == id)
        self.hovered = id

    def show_ghosts(self, ids: AbstractSet[str], by: Point) -> None:
        """Show these components moved and at 60 %, all others where they are."""
        for id in self._moved - ids:
            item = self._items.get(id)
            if item is not None:
                item.setPos(0, 0)
                item.setOpacity(1.0)
        for id in ids:
            item = self._items.get(id)
            if item is not None:
                item.setPos(by.x, by.y)
                item.setOpacity(_GHOST)
        self._moved = frozenset(ids)
        self._follow_with_edges(ids, by)

    def _follow_with_edges(self, ids: AbstractSet[str], by: Point) -> None:
        """Connections lead to where the ghosts are: routed anew where that is quick, else out of the way."""
        design = self.session.design
        touched = {c.id for c in design.connections if c.source in ids or c.target in ids} if ids else set()
        quick = len(design.connection_ids()) <= _ROUTED_LIVE
        if touched and quick:
            rects = {id: design.component(id).rect.moved(by) for id in ids}
            marks = badges(self.session)
            ways = edge_parts(
                design, self.session.catalogue, self.theme, marks, rects, tags=self.tags, steady=True
            )
            for connection in design.connections:
                item = self._items.get(connection.id)
                if item is not None and ways[connection.id] != item.drawing.part:
                    item.set_drawing(drawing_of(ways[connection.id]))
        elif not ids:
            self._project()
        for connection in design.connections:
            item = self._items.get(connection.id)
            if item is not None:
                item.setOpacity(_DIMMED if connection.id in touched and not quick else 1.0)

    def show_new_ghost(self, entry: str | None, rect: Rect | None) -> None:
        """Show what a palette entry would be at ``rect``; None takes it away."""
        if self._ghost is not None and self._ghost[0] != entry:
            self.removeItem(self._ghost[1])
            self._ghost = None
        if entry is None or rect is None:
            return
        if self._ghost is None:
            item = ShapeItem("", self._ghost_drawing(entry, rect), self.theme)
            item.setOpacity(_GHOST)
            item.setZValue(_LEAVES * 2)
            self.addItem(item)
            self._ghost = (entry, item)
            item.made_at = rect
        item = self._ghost[1]
        item.setPos(rect.x - item.made_at.x, rect.y - item.made_at.y)

    def dim_all_but(self, ids: AbstractSet[str] | None) -> None:
        """Other components at 30 % while something is dragged or connected; None ends it."""
        holders = self._around(ids or ())
        for id, item in self._items.items():
            if id in self._moved or not isinstance(self.session.design.find(id), Component):
                continue
            container = item.is_container
            faint = ids is not None and id not in ids and (not container or id not in holders)
            item.setOpacity((0.55 if container else _DIMMED) if faint else 1.0)

    # -- projecting ---------------------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.reset()

    def show_overlays(self, shown: AbstractSet[Overlay]) -> None:
        """Show these on the canvas, and no others."""
        self.shown = frozenset(shown)
        self.tag_again()
        self.update()  # what the view paints over it as well

    def tag_again(self) -> None:
        """Bring costs and limits on the canvas up to date; only what says something else is painted again."""
        self._tag_later.stop()
        tags = self._tags()
        if tags != self.tags:
            self.tags = tags
            self._project()
        self.tagged.emit()

    def _tags(self) -> Tags:
        if not self.shown:
            return NO_TAGS
        session, wanted = self.session, {name: name in self.shown for name in OVERLAYS}
        priced = wanted["costs"] or wanted["heat"]
        return tags_of(session.design, session.catalogue, session.estimate if priced else None, **wanted)

    def reset(self) -> None:
        """Make every item anew."""
        self.tags = self._tags()
        self.show_new_ghost(None, None)
        for item in self._items.values():
            self.removeItem(item)
        self._items = {}
        self.hovered = None
        self._moved = frozenset()
        self._begin_routing(len(self.session.design.connection_ids()) > _ROUTED_AT_ONCE)
        self._project()
        self.selection.set(i for i in self.selection.ids if i in self._items)

    def _changed(self, change: Change | None) -> None:
        if change is None:
            self.reset()
            return
        gone = [id for id, _, after in change if after is None and id in self._items]
        for id in gone:
            self.removeItem(self._items.pop(id))
            if self.hovered == id:
                self.hovered = None
        self._begin_routing(self.is_draft)
        self._project()
        if self.shown:
            self._tag_later.start()  # again with each change, so that a burst of them costs one look
        if gone:
            self.selection.set(i for i in self.selection.ids if i in self._items)

    def _begin_routing(self, wanted: bool) -> None:
        """Connections are straight until their ways are found; a change begins it anew."""
        design = self.session.design
        self._routing = route_ahead(design, self.session.catalogue) if wanted else None
        if wanted:
            self._route_later.start()
        else:
            self._route_later.stop()

    def _route_on(self) -> None:
        end = perf_counter() + _SLICE
        for _ in self._routing or ():
            if perf_counter() > end:
                return
        self._begin_routing(False)
        self._project()

    def _project(self) -> None:
        """Bring the items in line with the design; those whose drawing is the same are left alone."""
        design = self.session.design
        catalogue, marks = self.session.catalogue, badges(self.session)
        wanted = drawings(design, catalogue, self.theme, marks, self.is_draft, self.tags)
        waived = accepted(self.session)
        for id in [i for i in self._items if i not in wanted]:
            self.removeItem(self._items.pop(id))
        for id, drawing in wanted.items():
            item = self._items.get(id)
            if item is None:
                item = self._items[id] = ShapeItem(id, drawing, self.theme)
                self.addItem(item)
            elif item.drawing.part != drawing.part:
                item.set_drawing(drawing)
            item.set_note(waived.get(id, ""))
            item.setZValue(self._z(id, drawing))

    def _z(self, id: str, drawing: Drawing) -> float:
        design = self.session.design
        record = design.find(id)
        if isinstance(record, Connection):
            return _EDGES
        assert isinstance(record, Component)
        depth, parent = 0, record.parent
        while parent is not None:
            depth, parent = depth + 1, design.component(parent).parent
        layer = _CONTAINERS if drawing.is_container else _LEAVES
        kind = self.session.catalogue.type_of(record)
        around = 50 if kind.container is not None and kind.container.holds_spans else 0
        return layer + (depth + around) * 100 + max(-49, min(49, record.z))

    def _ghost_drawing(self, entry: str, rect: Rect) -> Drawing:
        catalogue = self.session.catalogue
        preset = catalogue.presets.get(entry)
        kind = catalogue.types[type_of_entry(catalogue, entry)]
        name = (preset.name or preset.label) if preset is not None else (kind.name or kind.label)
        given = dict(preset.properties) if preset is not None else {}
        alone = Design([Component("ghost", kind.id, name, rect, properties=given)])
        return drawings(alone, catalogue, self.theme, {})["ghost"]

    def _around(self, ids: Iterable[str]) -> frozenset[str]:
        """All containers round these components, at any depth."""
        design, found = self.session.design, set()
        for id in ids:
            record = design.find(id)
            parent = record.parent if isinstance(record, Component) else None
            while parent is not None and parent not in found:
                found.add(parent)
                parent = design.component(parent).parent
        return frozenset(found)


def badges(session: Session) -> dict[str, Severity]:
    """The worst severity found at each component and connection."""
    return worst_by_id(session.latest)


def accepted(session: Session) -> dict[str, str]:
    """What is waived at each component and connection, in words."""
    found: dict[str, list[str]] = {}
    for finding in session.latest:
        if finding.waived is not None:
            for id in (*finding.components, *filter(None, [finding.connection])):
                found.setdefault(id, []).append(f"Waived: {finding.title} — {finding.waived}")
    return {id: "\n".join(lines) for id, lines in found.items()}
