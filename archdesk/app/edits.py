"""The edits a person makes, each one undo step: place, move, resize, connect, set, rename, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from archdesk.app.defaults import first_properties, free_name
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.catalog.facts import vpc
from archdesk.errors import EditError
from archdesk.model.design import Design, Edit
from archdesk.model.geometry import Point, Rect, union
from archdesk.model.records import NOTHING, Component, Connection, Settings, Value, Waiver
from archdesk.model.view import ancestors, descendants
from archdesk.placement.connect import connection_options
from archdesk.placement.plan import Plan, plan

LEAF = 48  # px, width and height of an icon
MARGIN_TOP, MARGIN = 40, 24  # what a container keeps free round its content, px


def size_of(kind: ComponentType) -> tuple[int, int]:
    """The size in px of a new component of this type."""
    return (kind.container.width, kind.container.height) if kind.container is not None else (LEAF, LEAF)


def rect_at(catalogue: Catalogue, entry: str, center: Point) -> Rect:
    """The rectangle a new component would have with its middle at ``center``, snapped to the grid."""
    width, height = size_of(catalogue.types[type_of_entry(catalogue, entry)])
    corner = Point(center.x - width // 2, center.y - height // 2).snapped()
    return Rect(corner.x, corner.y, width, height)


def type_of_entry(catalogue: Catalogue, entry: str) -> str:
    """The component type behind a palette entry, which is a type or a preset."""
    preset = catalogue.presets.get(entry)
    return preset.type if preset is not None else entry


def place(
    design: Design, catalogue: Catalogue, entry: str, rect: Rect, given: Mapping[str, Value] = NOTHING
) -> str | None:
    """Place a palette entry (type or preset), with properties ``given`` beyond its own.

    Returns the new id, None where it makes no sense.
    """
    target = plan(design, catalogue, type_of_entry(catalogue, entry), rect)
    if target.verdict == "refused":
        return None
    with design.edit(f"Place {free_name(design, stem_of(catalogue, entry))}") as edit:
        return place_into(edit, catalogue, entry, rect, target, given)


def place_into(
    edit: Edit,
    catalogue: Catalogue,
    entry: str,
    rect: Rect,
    target: Plan,
    given: Mapping[str, Value] = NOTHING,
) -> str:
    """Put a new component of a palette entry where ``target`` says; returns its id."""
    preset = catalogue.presets.get(entry)
    kind = catalogue.types[type_of_entry(catalogue, entry)]
    name = free_name(edit.design, stem_of(catalogue, entry))
    id = edit.new_id(name)
    chosen = {**(preset.properties if preset is not None else {}), **given}
    properties = first_properties(edit.design, catalogue, kind, target, chosen)
    edit.put(Component(id, kind.id, name, rect, target.parent, target.spans, properties))
    _grow(edit, target.parent)
    return id


def stem_of(catalogue: Catalogue, entry: str) -> str:
    """What a new component of a palette entry is called, before a number makes it free."""
    preset = catalogue.presets.get(entry)
    kind = catalogue.types[type_of_entry(catalogue, entry)]
    return (preset.name or preset.label) if preset is not None else (kind.name or kind.label)


def move(design: Design, catalogue: Catalogue, ids: Iterable[str], by: Point) -> None:
    """Move components and all they hold, and let each find its container anew."""
    roots = roots_of(design, ids)
    if not roots or by == Point(0, 0):
        return
    label = f"Move {design.component(roots[0]).name}" if len(roots) == 1 else f"Move {len(roots)} components"
    with design.edit(label) as edit:
        moving = {d.id for root in roots for d in descendants(design, root)} | set(roots)
        for id in moving:
            component = design.component(id)
            edit.put(replace(component, rect=component.rect.moved(by)))
        for root in roots:
            settle(edit, catalogue, root, frozenset(moving))
        _respan(edit, catalogue, moving)


def resize(design: Design, catalogue: Catalogue, id: str, rect: Rect) -> None:
    """Give a component another rectangle; what stands in it now is taken in, what no longer does is let go."""
    component = design.component(id)
    if rect == component.rect:
        return
    with design.edit(f"Resize {component.name}") as edit:
        edit.put(replace(component, rect=rect))
        inside = frozenset(d.id for d in descendants(design, id)) | {id}
        settle(edit, catalogue, id, inside)
        for other in design.component_ids():
            held = design.component(other)
            if other != id and (
                held.parent == id or (held.parent == component.parent and other not in inside)
            ):
                settle(edit, catalogue, other, frozenset(d.id for d in descendants(design, other)) | {other})
        _respan(edit, catalogue, [id])


def settle(edit: Edit, catalogue: Catalogue, id: str, moving: frozenset[str]) -> Plan:
    """Let a component take the container and the spans its rectangle asks for; a refused place keeps the old."""
    component = edit.design.component(id)
    target = plan(edit.design, catalogue, component.type, component.rect, moving)
    if component.spans and component.rect.width <= LEAF and len(target.spans) < 2:
        # An icon's spans were chosen by name: moving the icon does not take them away.
        target = replace(target, spans=tuple(s for s in component.spans if s != target.parent))
    if target.verdict != "refused" and (target.parent, target.spans) != (component.parent, component.spans):
        edit.put(replace(component, parent=target.parent, spans=target.spans))
    return target


def connect(
    design: Design, catalogue: Catalogue, source: str, target: str, relation: str | None = None
) -> str | None:
    """Connect two components, by the best relation unless one is given. None where they already are so.

    Where only the other direction is known, the connection is drawn the other way round.
    """
    chosen = relation
    if chosen is None:
        best = connection_options(design, catalogue, source, target)[0]
        chosen = best.relation
        if best.reversed:
            source, target = target, source
    for edge in design.outgoing(source):
        existing = design.connection(edge)
        if existing.target == target and existing.relation == chosen:
            return None
    names = design.component(source).name, design.component(target).name
    with design.edit(f"Connect {names[0]} to {names[1]}") as edit:
        id = edit.new_id(f"{source}_{chosen}_{target}")
        edit.put(Connection(id, source, target, chosen))
    return id


def delete(design: Design, ids: Iterable[str]) -> None:
    """Remove components (with what they hold) and connections."""
    chosen = [id for id in ids if isinstance(design.find(id), Component | Connection)]
    if not chosen:
        return
    record = design.record(chosen[0])
    label = getattr(record, "name", "connection") if len(chosen) == 1 else f"{len(chosen)} items"
    with design.edit(f"Delete {label}") as edit:
        for id in chosen:
            if design.find(id) is not None:
                edit.remove(id)


def set_property(design: Design, catalogue: Catalogue, id: str, name: str, value: Value) -> None:
    """Set a property of a component or a connection; the default value takes it back out of the file."""
    record = design.record(id)
    assert isinstance(record, Component | Connection)
    properties = dict(record.properties)
    properties[name] = value
    if isinstance(record, Component):
        definition = catalogue.type_of(record).properties.get(name)
        if value is None or (definition is not None and definition.default == value):
            properties.pop(name)
    elif value is None:
        properties.pop(name)
    if properties != record.properties:
        with design.edit(f"Set {name.replace('_', ' ')}") as edit:
            edit.put(replace(record, properties=properties))


def set_properties(
    design: Design, catalogue: Catalogue, id: str, label: str, values: Mapping[str, Value]
) -> None:
    """Set several properties of a component or a connection in one step, called ``label``."""
    with design.edit(label):
        for name, value in values.items():
            set_property(design, catalogue, id, name, value)


def set_usage(design: Design, id: str, name: str, value: Value) -> None:
    """Set a monthly quantity of a component or a connection; None returns to the preset."""
    record = design.find(id)
    if not isinstance(record, Component | Connection):
        raise EditError(f"nothing has the id {id!r}")
    usage = {k: v for k, v in {**record.usage, name: value}.items() if v is not None}
    if usage != record.usage:
        with design.edit(f"Set {name.replace('_', ' ')}") as edit:
            edit.put(replace(record, usage=usage))


def set_spans(design: Design, id: str, spans: Iterable[str]) -> None:
    """Choose by name the further containers a component reaches into."""
    component = design.component(id)
    chosen = tuple(sorted(set(spans) - {component.parent}))
    if chosen != component.spans:
        with design.edit(f"Spans of {component.name}") as edit:
            edit.put(replace(component, spans=chosen))


def span_choices(design: Design, catalogue: Catalogue, id: str) -> tuple[str, ...]:
    """The containers a component may reach into, by name: those of its own VPC where it is in one."""
    component = design.component(id)
    wanted = catalogue.type_of(component).placement.spans
    home = vpc(design, component)
    found = [
        c
        for c in design.components
        if c.type == wanted
        and c.id != component.parent
        and (home is None or home.id in {a.id for a in ancestors(design, c.id)})
    ]
    return tuple(c.id for c in sorted(found, key=lambda c: (c.name, c.id)))


def set_environments(design: Design, id: str, names: Iterable[str]) -> None:
    """Choose in which of the design's environments a component is; in all of them is in none named."""
    component, all_of_them = design.component(id), design.settings.environments
    chosen = tuple(n for n in all_of_them if n in set(names))
    chosen = () if chosen == all_of_them else chosen
    if chosen != component.environments:
        with design.edit(f"Environments of {component.name}") as edit:
            edit.put(replace(component, environments=chosen))


def rename(design: Design, id: str, name: str) -> None:
    component = design.component(id)
    if name.strip() and name.strip() != component.name:
        with design.edit(f"Rename {component.name}") as edit:
            edit.put(replace(component, name=name.strip()))


def set_settings(design: Design, label: str, **fields: Value) -> None:
    """Change what concerns the whole design: name, region, edition, usage, tags."""
    settings: Settings = replace(design.settings, **fields)
    if settings != design.settings:
        with design.edit(label) as edit:
            edit.put(settings)


def waive(design: Design, rule: str, components: Sequence[str], reason: str, until: str = "") -> None:
    """Accept the finding of ``rule`` on just these components, with the reason."""
    with design.edit(f"Waive {rule}") as edit:
        edit.put(Waiver(edit.new_id(f"waiver_{rule}"), rule, tuple(sorted(components)), reason, until))


def roots_of(design: Design, ids: Iterable[str]) -> list[str]:
    """The components among ``ids`` that no other of them holds, by id."""
    chosen = {id for id in ids if isinstance(design.find(id), Component)}

    def held(id: str) -> bool:
        parent = design.component(id).parent
        while parent is not None:
            if parent in chosen:
                return True
            parent = design.component(parent).parent
        return False

    return sorted(id for id in chosen if not held(id) and not design.component(id).locked)


def _respan(edit: Edit, catalogue: Catalogue, moved: Iterable[str]) -> None:
    """After containers moved: a wide component that may span such containers spans what it covers now."""
    types = {edit.design.component(id).type for id in moved}
    for id in edit.design.component_ids():
        component = edit.design.component(id)
        spans = catalogue.type_of(component).placement.spans
        if spans in types and component.rect.width > LEAF:
            target = plan(edit.design, catalogue, component.type, component.rect, frozenset({id}))
            if target.spans and target.spans != component.spans:
                edit.put(replace(component, spans=target.spans))


def _grow(edit: Edit, container: str | None) -> None:
    """Let a container, and those round it, grow with their content; padding 40 on top, 24 elsewhere."""
    while container is not None:
        component = edit.design.component(container)
        content = union(edit.design.component(child).rect for child in edit.design.children(container))
        if content is not None:
            frame = Rect(
                content.x - MARGIN,
                content.y - MARGIN_TOP,
                content.width + 2 * MARGIN,
                content.height + MARGIN_TOP + MARGIN,
            )
            grown = union([component.rect, frame])
            if grown is not None and grown != component.rect and not component.rect.contains(content):
                edit.put(replace(component, rect=grown))
        container = component.parent
