"""What an edit would do, worked out on a copy of the design: line by line, and which records it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archdesk.app.problem_list import name_of
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.describe import duration, shown
from archdesk.model.design import Change, Design
from archdesk.model.records import Component, Connection, Record, Settings, Value, Waiver
from archdesk.rules.scope import label_of


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes; without ``after`` it is said by ``what`` alone."""

    what: str
    before: str = ""
    after: str = ""
    subject: str = ""  # the id it is about

    @property
    def words(self) -> str:
        return f"{self.what}: {self.before} → {self.after}" if self.after else self.what


@dataclass(frozen=True, slots=True)
class Preview:
    """The design as it would be, and what differs: ids by what happens to them."""

    after: Design
    lines: tuple[Line, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()  # another place, container or reach
    changed: tuple[str, ...] = ()  # other values, ends or names


def preview(design: Design, catalogue: Catalogue, apply: Callable[[Design], object]) -> Preview | None:
    """What ``apply`` would do to the design; None where it would do nothing.

    Whatever it raises is passed on; the design itself is never touched.
    """
    copy = Design(design.records.values())
    before = dict(copy.records)
    apply(copy)
    ids = sorted(id for id in {*before, *copy.records} if before.get(id) != copy.find(id))
    if not ids:
        return None
    change = Change("", {id: before.get(id) for id in ids}, {id: copy.find(id) for id in ids})
    return compared(design, copy, catalogue, change)


def compared(design: Design, after: Design, catalogue: Catalogue, change: Change) -> Preview:
    """A change in words and by id."""
    lines: list[Line] = []
    added, removed, moved, changed = [], [], [], []
    for id, old, new in sorted(change, key=lambda entry: _order(entry[1], entry[2])):
        said = list(_lines(design, after, catalogue, old, new))
        lines += said
        if not isinstance(old or new, Component | Connection):
            continue
        if old is None:
            added.append(id)
        elif new is None:
            removed.append(id)
        elif isinstance(old, Component) and isinstance(new, Component) and _place(old) != _place(new):
            moved.append(id)
        elif said:
            changed.append(id)
    return Preview(after, tuple(lines), tuple(added), tuple(removed), tuple(moved), tuple(changed))


def _order(old: Record | None, new: Record | None) -> tuple[bool, bool, str]:
    """Components before connections, what is there before what is new."""
    record = new or old
    return isinstance(record, Connection), old is None, record.id if record is not None else ""


def _place(component: Component) -> object:
    return component.rect, component.parent, component.spans


def _lines(
    before: Design, after: Design, catalogue: Catalogue, old: Record | None, new: Record | None
) -> Iterator[Line]:
    if isinstance(old, Component) and isinstance(new, Component):
        yield from _component_lines(before, after, catalogue, old, new)
    elif isinstance(old, Connection) and isinstance(new, Connection):
        if _verb(before, catalogue, old) != _verb(after, catalogue, new):
            yield Line("Connection", _verb(before, catalogue, old), _verb(after, catalogue, new), new.id)
        yield from _values(before, after, catalogue, old, new)
    elif isinstance(new, Component):
        place = f" in {name_of(after, new.parent)}" if new.parent is not None else ""
        yield Line(f"Add {catalogue.type_of(new).label} {new.name}{place}", subject=new.id)
    elif isinstance(old, Component):
        yield Line(f"Remove {old.name}", subject=old.id)
    elif isinstance(new, Connection):
        yield Line(f"Connect {_verb(after, catalogue, new)}", subject=new.id)
    elif isinstance(old, Connection):
        yield Line(f"Remove the connection {_verb(before, catalogue, old)}", subject=old.id)
    elif isinstance(old, Waiver) and new is None:
        yield Line(f"Take back the waiver of {old.rule} ({old.reason})")
    elif isinstance(new, Waiver):
        yield Line(f"Waive {new.rule} ({new.reason})")
    elif isinstance(old, Settings) and isinstance(new, Settings):
        for rule in sorted({*old.rules, *new.rules}):
            if old.rules.get(rule) != new.rules.get(rule):
                default = "as the rule says"
                yield Line(rule, old.rules.get(rule, default), new.rules.get(rule, default))


def _component_lines(
    before: Design, after: Design, catalogue: Catalogue, old: Component, new: Component
) -> Iterator[Line]:
    if old.name != new.name:
        yield Line("Name", old.name, new.name, new.id)
    if old.parent != new.parent:
        yield Line(f"{new.name} stands in", _holder(before, old), _holder(after, new), new.id)
    if old.spans != new.spans:
        yield Line(f"{new.name} spans", _names(before, old.spans), _names(after, new.spans), new.id)
    yield from _values(before, after, catalogue, old, new)


def _values(
    before: Design,
    after: Design,
    catalogue: Catalogue,
    old: Component | Connection,
    new: Component | Connection,
) -> Iterator[Line]:
    for name in sorted({*old.properties, *new.properties}):
        was, now = old.properties.get(name), new.properties.get(name)
        if was != now:
            if isinstance(old, Component) and name not in old.properties:
                was = catalogue.value(old, name)
            if isinstance(new, Component) and name not in new.properties:
                now = catalogue.value(new, name)
            what = f"{name_of(after, new.id)}: {label_of(catalogue, new, name)}"
            yield Line(what, _shown(catalogue, old, name, was), _shown(catalogue, new, name, now), new.id)


def _shown(catalogue: Catalogue, record: Component | Connection, name: str, value: Value) -> str:
    definition = catalogue.type_of(record).properties.get(name) if isinstance(record, Component) else None
    if definition is not None and definition.type == "duration" and value is not None:
        return duration(value)
    unit = definition.unit if definition is not None and value is not None and value != "" else ""
    return f"{shown(value)} {unit}".strip()


def _holder(design: Design, component: Component) -> str:
    return name_of(design, component.parent) if component.parent is not None else "the open canvas"


def _names(design: Design, ids: tuple[str, ...]) -> str:
    return ", ".join(name_of(design, id) for id in ids) or "nothing"


def _verb(design: Design, catalogue: Catalogue, connection: Connection) -> str:
    relation = catalogue.relations.get(connection.relation)
    verb = relation.label if relation is not None else connection.relation
    return f"{name_of(design, connection.source)} {verb} {name_of(design, connection.target)}"
