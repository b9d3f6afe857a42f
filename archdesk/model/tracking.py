"""A view of a design that notes what was read, and the keys of what a change touched."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from archdesk.model.design import Change, Design, is_elsewhere
from archdesk.model.records import Component, Connection, Record, Settings, Value, Waiver
from archdesk.model.view import descendants

# (id, what of it): an attribute of a component, "connection", "children", "spanning", "outgoing", "incoming";
# and a few about the design as a whole.
Key: TypeAlias = tuple[str | None, str]

ALL_COMPONENTS: Key = (None, "components")
ALL_CONNECTIONS: Key = (None, "connections")
SETTINGS: Key = (None, "settings")

# what may be read of a component
_ATTRIBUTES = ("type", "name", "parent", "spans", "properties", "usage", "extra")


class SeenComponent:
    """A component that tells its view which of its attributes are read. Where it is drawn is nobody's concern."""

    __slots__ = ("_component", "_view", "id")

    def __init__(self, component: Component, view: TrackingView) -> None:
        self._component = component
        self._view = view
        self.id = component.id

    @property  # type: ignore[misc]  # read only is enough
    def __class__(self) -> type:
        """It is a component to whoever asks with isinstance."""
        return Component

    @property
    def type(self) -> str:
        self._view.reads.add((self.id, "type"))
        return self._component.type

    @property
    def name(self) -> str:
        self._view.reads.add((self.id, "name"))
        return self._component.name

    @property
    def parent(self) -> str | None:
        self._view.reads.add((self.id, "parent"))
        return self._component.parent

    @property
    def spans(self) -> tuple[str, ...]:
        self._view.reads.add((self.id, "spans"))
        return self._component.spans

    @property
    def properties(self) -> Mapping[str, Value]:
        self._view.reads.add((self.id, "properties"))
        return self._component.properties

    @property
    def usage(self) -> Mapping[str, Value]:
        self._view.reads.add((self.id, "usage"))
        return self._component.usage

    @property
    def extra(self) -> Mapping[str, Value]:
        self._view.reads.add((self.id, "extra"))
        return self._component.extra


Known: TypeAlias = dict[Hashable, tuple[Value, frozenset[Key]]]


class TrackingView:
    """A DesignView for one evaluation; ``reads`` holds the keys of all that was asked for.

    ``known`` is shared by the evaluations that follow one change: what it gives counts as read.
    """

    __slots__ = ("_design", "_known", "_seen", "reads")

    def __init__(self, design: Design, known: Known) -> None:
        self._design = design
        self._known = known
        self._seen: dict[str, SeenComponent] = {}
        self.reads: set[Key] = set()

    def remember(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """What was computed for the key before, or what ``compute`` gives."""
        found = self._known.get(key)
        if found is None:
            outer, self.reads = self.reads, set()
            try:
                found = self._known[key] = (compute(), frozenset(self.reads))
            finally:
                outer |= self.reads
                self.reads = outer
        else:
            self.reads |= found[1]
        return found[0]

    @property
    def settings(self) -> Settings:
        self.reads.add(SETTINGS)
        return self._design.settings

    def component(self, id: str) -> Component:
        seen = self._seen.get(id)
        if seen is None:
            seen = self._seen[id] = SeenComponent(self._design.component(id), self)
        return cast(Component, seen)

    def of_type(self, type: str) -> Sequence[str]:
        self.reads.add((type, "of type"))
        return self._design.of_type(type)

    def members(self, container: str, type: str) -> Sequence[str]:
        self.reads.add((container, f"holds {type}"))
        return self._design.members(container, type)

    def connection(self, id: str) -> Connection:
        self.reads.add((id, "connection"))
        return self._design.connection(id)

    def component_ids(self) -> Sequence[str]:
        self.reads.add(ALL_COMPONENTS)
        return self._design.component_ids()

    def connection_ids(self) -> Sequence[str]:
        self.reads.add(ALL_CONNECTIONS)
        return self._design.connection_ids()

    def children(self, parent: str | None) -> Sequence[str]:
        self.reads.add((parent, "children"))
        return self._design.children(parent)

    def spanning(self, container: str) -> Sequence[str]:
        self.reads.add((container, "spanning"))
        return self._design.spanning(container)

    def outgoing(self, id: str) -> Sequence[str]:
        self.reads.add((id, "outgoing"))
        return self._design.outgoing(id)

    def incoming(self, id: str) -> Sequence[str]:
        self.reads.add((id, "incoming"))
        return self._design.incoming(id)


def touched(change: Change, design: Design) -> Iterator[Key]:
    """The keys of what a change of the design made different for rules; moving a picture touches nothing."""
    for id, before, after in change:
        if isinstance(before, Settings) or isinstance(after, Settings):
            yield SETTINGS
        if isinstance(before, Component) or isinstance(after, Component):
            yield from _component_keys(
                id,
                before if isinstance(before, Component) else None,
                after if isinstance(after, Component) else None,
            )
            if is_elsewhere(before, after):
                yield from _holding(design, change, before, change.before)
                yield from _holding(design, change, after, change.after)
        for record in (before, after):
            if isinstance(record, Connection):
                yield id, "connection"
                yield ALL_CONNECTIONS
                yield record.source, "outgoing"
                yield record.target, "incoming"


def _component_keys(id: str, before: Component | None, after: Component | None) -> Iterator[Key]:
    if before is not None and after is not None:
        for attribute in _ATTRIBUTES:
            if getattr(before, attribute) != getattr(after, attribute):
                yield id, attribute
        if before.type != after.type:
            yield from ((type, "of type") for type in (before.type, after.type))
        if before.parent != after.parent:
            yield before.parent, "children"
            yield after.parent, "children"
        for container in {*before.spans} ^ {*after.spans}:
            yield container, "spanning"
        return
    record = before or after
    if record is not None:
        yield ALL_COMPONENTS
        yield record.type, "of type"
        yield from ((id, attribute) for attribute in _ATTRIBUTES)
        yield record.parent, "children"
        yield from ((container, "spanning") for container in record.spans)


def _holding(
    design: Design, change: Change, record: Record | None, records: Mapping[str, Record | None]
) -> Iterator[Key]:
    """What the containers round a component held of its type and of the types of all it held.

    ``records`` are those of one side of the change: on that side the containers round it are looked up.
    """
    if not isinstance(record, Component):
        return
    types = {record.type}
    if design.find(record.id) is not None:
        types |= {held.type for held in descendants(design, record.id)}
    container = record.parent
    while container is not None:
        yield from ((container, f"holds {type}") for type in types)
        around = records[container] if container in records else design.find(container)
        container = around.parent if isinstance(around, Component) else None


def is_about_settling(change: Change) -> bool:
    """Whether it may change what is made of what rules found: waivers, choices, which components there are."""
    return any(
        isinstance(before or after, Waiver | Settings) or before is None or after is None
        for _, before, after in change
    )
