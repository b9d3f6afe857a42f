"""The design: records by id, edited in transactions, with undo as before/after records.

    with design.edit("Move 3 components") as edit:
        edit.put(replace(component, rect=...))

Leaving the block commits one undo step and publishes one Change; an exception rolls back. The order of records
carries no meaning: whoever needs an order sorts by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from archdesk.errors import EditError
from archdesk.model.records import SETTINGS_ID, Component, Connection, Record, Settings, Waiver
from archdesk.model.view import descendants


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit, an undo or a redo did: each touched id's record before and after (None: not there)."""

    label: str
    before: Mapping[str, Record | None]
    after: Mapping[str, Record | None]

    def __iter__(self) -> Iterator[tuple[str, Record | None, Record | None]]:
        for id, before in self.before.items():
            yield id, before, self.after[id]

    @property
    def reverse(self) -> Change:
        return Change(self.label, self.after, self.before)


class Edit:
    """The writing end of a transaction. Reads through it see what was already written."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self._before: dict[str, Record | None] = {}

    def put(self, record: Record) -> None:
        """Add the record, or replace the one with its id."""
        self._remember(record.id)
        self.design._store(record.id, record)

    def remove(self, id: str) -> None:
        """Remove a record. A component takes its children, connections and waivers with it."""
        record = self.design.record(id)
        if isinstance(record, Settings):
            raise EditError("a design keeps its settings")
        if isinstance(record, Component):
            for held in reversed([d.id for d in descendants(self.design, id)]):
                self._remove_component(held)
            self._remove_component(id)
        else:
            self._forget(id)

    def _remove_component(self, id: str) -> None:
        """Remove a component that holds nothing any more."""
        for edge in {*self.design.outgoing(id), *self.design.incoming(id)}:
            self._forget(edge)
        for spanning in self.design.spanning(id):
            component = self.design.component(spanning)
            self.put(replace(component, spans=tuple(s for s in component.spans if s != id)))
        for waiver in self.design.waivers:
            if id in waiver.components:
                self._forget(waiver.id)
        self._forget(id)

    def _forget(self, id: str) -> None:
        self._remember(id)
        self.design._store(id, None)

    def new_id(self, stem: str) -> str:
        """An id that is free: the stem, made plain, with a number where it is taken."""
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in stem.lower()).strip("_") or "item"
        if self.design.find(plain) is None:
            return plain
        number = 2
        while self.design.find(f"{plain}_{number}") is not None:
            number += 1
        return f"{plain}_{number}"

    def _remember(self, id: str) -> None:
        if id not in self._before:
            self._before[id] = self.design.find(id)


class Design:
    """The document. Reads are plain methods; writes happen inside ``edit``."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        """A design of the given records; raises EditError when they do not fit together."""
        self._records: dict[str, Record] = {SETTINGS_ID: Settings()}
        self._components: dict[str, None] = {}
        self._by_type: dict[str, dict[str, None]] = {}
        self._connections: dict[str, None] = {}
        self._children: dict[str | None, dict[str, None]] = {}
        self._members: dict[str, dict[str, tuple[str, ...]]] = {}  # of those containers that were asked for
        self._spanning: dict[str, dict[str, None]] = {}
        self._outgoing: dict[str, dict[str, None]] = {}
        self._incoming: dict[str, dict[str, None]] = {}
        self._followers: list[Callable[[Change], None]] = []
        self._undo: list[Change] = []
        self._redo: list[Change] = []
        self._edit: Edit | None = None
        self.revision = 0
        for record in records:
            self._store(record.id, record)
        self._check(self._records)

    # -- reading ------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        return cast(Settings, self._records[SETTINGS_ID])

    @property
    def components(self) -> Iterator[Component]:
        return (self.component(id) for id in tuple(self._components))

    @property
    def connections(self) -> Iterator[Connection]:
        return (self.connection(id) for id in tuple(self._connections))

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        return tuple(r for r in self._records.values() if isinstance(r, Waiver))

    @property
    def records(self) -> Mapping[str, Record]:
        """All records by id, the settings first. Read only."""
        return self._records

    def find(self, id: str) -> Record | None:
        return self._records.get(id)

    def record(self, id: str) -> Record:
        return self._records[id]

    def component(self, id: str) -> Component:
        record = self._records[id]
        if not isinstance(record, Component):
            raise KeyError(id)
        return record

    def connection(self, id: str) -> Connection:
        record = self._records[id]
        if not isinstance(record, Connection):
            raise KeyError(id)
        return record

    def component_ids(self) -> Sequence[str]:
        return tuple(self._components)

    def of_type(self, type: str) -> Sequence[str]:
        return tuple(self._by_type.get(type, ()))

    def connection_ids(self) -> Sequence[str]:
        return tuple(self._connections)

    def children(self, parent: str | None) -> Sequence[str]:
        return tuple(self._children.get(parent, ()))

    def members(self, container: str, type: str) -> Sequence[str]:
        found = self._members.get(container)
        if found is None:
            by_type: dict[str, list[str]] = {}
            for held in descendants(self, container):
                by_type.setdefault(held.type, []).append(held.id)
            found = self._members[container] = {t: tuple(ids) for t, ids in by_type.items()}
        return found.get(type, ())

    def spanning(self, container: str) -> Sequence[str]:
        return tuple(self._spanning.get(container, ()))

    def outgoing(self, id: str) -> Sequence[str]:
        return tuple(self._outgoing.get(id, ()))

    def incoming(self, id: str) -> Sequence[str]:
        return tuple(self._incoming.get(id, ()))

    # -- editing ------------------------------------------------------------------------------------

    @contextmanager
    def edit(self, label: str, *, joins_last: bool = False) -> Iterator[Edit]:
        """One transaction, one undo step; nested blocks join the outer one. Raises EditError, rolled back.

        One that ``joins_last`` is taken back together with the step before it, where there is one.
        """
        if self._edit is not None:
            yield self._edit
            return
        self._edit = edit = Edit(self)
        try:
            yield edit
            self._check(edit._before)
        except BaseException:
            for id, record in reversed(edit._before.items()):
                self._store(id, record)
            raise
        finally:
            self._edit = None
        before = {id: record for id, record in edit._before.items() if record != self.find(id)}
        if before:
            change = Change(label, before, {id: self.find(id) for id in before})
            last = self._undo.pop() if joins_last and self._undo else None
            self._undo.append(change if last is None else _joined(last, change))
            self._redo.clear()
            self._publish(change)

    @property
    def undo_label(self) -> str | None:
        """What undo would take back; None when there is nothing."""
        return self._undo[-1].label if self._undo else None

    @property
    def redo_label(self) -> str | None:
        return self._redo[-1].label if self._redo else None

    def undo(self) -> None:
        """Take the last edit back; nothing happens where there is none."""
        self._travel(self._undo, self._redo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._travel(self._redo, self._undo)

    def follow(self, follower: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``follower`` after each change; returns a function that ends it."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    # -- inside -------------------------------------------------------------------------------------

    def _travel(self, source: list[Change], destination: list[Change]) -> None:
        if self._edit is not None:
            raise EditError("undo and redo are not possible inside an edit")
        if source:
            change = source.pop().reverse
            for id, record in change.after.items():
                self._store(id, record)
            destination.append(change)
            self._publish(change)

    def _publish(self, change: Change) -> None:
        self.revision += 1
        for follower in tuple(self._followers):
            follower(change)

    def _store(self, id: str, record: Record | None) -> None:
        before = self._records.get(id)
        if is_elsewhere(before, record):
            self._forget_members(before)
            self._forget_members(record)
        if before is not None:
            self._unindex(before)
        if record is None:
            self._records.pop(id, None)
        else:
            self._records[id] = record
            self._index(record)

    def _index(self, record: Record) -> None:
        if isinstance(record, Component):
            self._components[record.id] = None
            self._by_type.setdefault(record.type, {})[record.id] = None
            self._children.setdefault(record.parent, {})[record.id] = None
            for container in record.spans:
                self._spanning.setdefault(container, {})[record.id] = None
        elif isinstance(record, Connection):
            self._connections[record.id] = None
            self._outgoing.setdefault(record.source, {})[record.id] = None
            self._incoming.setdefault(record.target, {})[record.id] = None

    def _unindex(self, record: Record) -> None:
        if isinstance(record, Component):
            del self._components[record.id]
            del self._by_type[record.type][record.id]
            del self._children[record.parent][record.id]
            for container in record.spans:
                self._spanning[container].pop(record.id, None)
        elif isinstance(record, Connection):
            del self._connections[record.id]
            del self._outgoing[record.source][record.id]
            del self._incoming[record.target][record.id]

    def _forget_members(self, record: Record | None) -> None:
        """What the containers round a component hold has to be looked up anew, and what it held itself."""
        if not isinstance(record, Component):
            return
        seen: set[str] = set()  # in the middle of an edit it may be inside itself
        around: Record | None = record
        while isinstance(around, Component) and around.id not in seen:
            seen.add(around.id)
            self._members.pop(around.id, None)
            around = self._records.get(around.parent or "")

    def _check(self, touched: Iterable[str]) -> None:
        """Raise EditError when a touched record points at something that is not there."""
        for id in tuple(touched):
            record = self.find(id)
            if isinstance(record, Component):
                self._check_component(record)
            elif isinstance(record, Connection):
                for end in (record.source, record.target):
                    if not isinstance(self.find(end), Component):
                        raise EditError(f"connection {id} ends at {end!r}, which is no component")
            if not isinstance(record, Component) and any(
                index.get(id) for index in (self._children, self._spanning, self._outgoing, self._incoming)
            ):
                raise EditError(f"{id!r} is used by other records and cannot go alone")

    def _check_component(self, component: Component) -> None:
        for container in (*component.spans, *([component.parent] if component.parent is not None else [])):
            if not isinstance(self.find(container), Component):
                raise EditError(f"component {component.id} is in {container!r}, which is no component")
        seen = {component.id}
        parent = component.parent
        while parent is not None:
            if parent in seen:
                raise EditError(f"component {component.id} would be inside itself")
            seen.add(parent)
            parent = self.component(parent).parent


def _joined(first: Change, second: Change) -> Change:
    """Both as one step, called as the first."""
    return Change(first.label, {**second.before, **first.before}, {**first.after, **second.after})


def is_elsewhere(before: Record | None, after: Record | None) -> bool:
    """Whether a component comes, goes, moves to another container or becomes another type."""
    if isinstance(before, Component) and isinstance(after, Component):
        return before.parent != after.parent or before.type != after.type
    return isinstance(before, Component) or isinstance(after, Component)
