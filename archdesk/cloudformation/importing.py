"""A design from a template: as it was drawn where ArchDesk wrote it, else recognised and laid out on a grid.

Nothing is lost: a resource that no palette knows is an `aws.resource` with its raw properties, a recognised one
keeps its original in `extra`, and so do the settings with Parameters, Conditions, Mappings and Outputs.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.cloudformation.draft import KEPT
from archdesk.cloudformation.foreign import foreign_records, told_again
from archdesk.cloudformation.metadata import KEY, read_component, read_records
from archdesk.cloudformation.recognise import recognised
from archdesk.cloudformation.resolving import Resolve, resolver
from archdesk.cloudformation.text import read_template
from archdesk.errors import EditError, Problem, TemplateError
from archdesk.model.design import Design
from archdesk.model.records import Component, Record, Settings
from archdesk.source import Source

MAX_RESOURCES = 20_000


def import_template(
    text: str | bytes | Mapping[str, Any],
    name: str,
    catalogue: Catalogue,
    arrange: Callable[[Design], Design] | None = None,
) -> Design:
    """The design of a template (text, or plain values); ``name`` is the file's for messages. TemplateError.

    A template without a drawing gives a heap of components, which ``arrange`` puts in order.
    """
    if isinstance(text, Mapping):
        source = Source(name, copy.deepcopy(dict(text)), {})
    else:
        source = read_template(text, name)
    template = source.value
    problems = list(_shape(source))
    if problems:
        raise TemplateError(problems)
    about = template.get("Metadata", {}).get(KEY) if isinstance(template.get("Metadata"), dict) else None
    records = (
        _drawn(source, catalogue) if isinstance(about, dict) else foreign_records(template, name, catalogue)
    )
    try:
        design = Design(records)
    except EditError as error:
        raise TemplateError([source.problem(("Metadata", KEY), str(error))]) from error
    return design if arrange is None or isinstance(about, dict) else arrange(design)


def _shape(source: Source) -> Iterator[Problem]:
    """What keeps this from being a template at all."""
    template = source.value
    if not isinstance(template, dict):
        yield source.problem(
            (), "this is not a CloudFormation template: it should be a mapping with Resources"
        )
        return
    resources = template.get("Resources")
    if not isinstance(resources, dict):
        message = "Resources should be a mapping of logical ids to resources"
        yield source.problem(("Resources",) if "Resources" in template else (), message)
        return
    if len(resources) > MAX_RESOURCES:
        yield source.problem(("Resources",), f"there are more than {MAX_RESOURCES:,} resources")
        return
    for section in ("Parameters", "Mappings", "Conditions", "Outputs", "Metadata"):
        if not isinstance(template.get(section, {}), dict):
            yield source.problem((section,), f"{section} should be a mapping")
    for logical, resource in resources.items():
        path = ("Resources", logical)
        if logical.startswith("Fn::"):
            continue
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            yield source.problem(path, f"the resource {logical} should be a mapping with a Type")
        elif not isinstance(resource.get("Properties", {}), dict):
            yield source.problem((*path, "Properties"), f"the properties of {logical} should be a mapping")
        elif not isinstance(resource.get("Metadata", {}), dict):
            yield source.problem((*path, "Metadata"), f"the metadata of {logical} should be a mapping")


def _drawn(source: Source, catalogue: Catalogue) -> list[Record]:
    """The records of a template that ArchDesk wrote; resources added to it by hand are recognised."""
    template = source.value
    about = template["Metadata"][KEY]
    records: list[Record] = []
    try:
        records += read_records(about)
        if about.get("kept"):
            settings = cast(Settings, records[0])
            records[0] = replace(settings, extra={**settings.extra, KEPT: _kept(template, about["kept"])})
        for id, entry in about.get("components", {}).items():
            records.append(read_component({**entry, "id": id}, {}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        where = ("Metadata", KEY)
        raise TemplateError(
            [source.problem(where, f"the drawing in the template's Metadata is damaged: {error!r}")]
        ) from error
    added: dict[str, Any] = {}
    resolve = resolver(template, cast(Settings, records[0]).region)
    problems = []
    kept = cast(Settings, records[0]).extra.get(KEPT, {}).get("Resources", {})
    for logical, resource in template["Resources"].items():
        entry = resource.get("Metadata", {}).get(KEY) if isinstance(resource, dict) else None
        if entry is None:
            if isinstance(resource, dict) and logical not in kept:  # parts and loops are with the settings
                added[logical] = resource
        elif isinstance(entry, dict) and "id" in entry:
            try:
                records.append(_component(logical, resource, entry, catalogue, resolve))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                at = ("Resources", logical, "Metadata")
                problems.append(source.problem(at, f"the drawing of {logical} is damaged: {error!r}"))
    if problems:
        raise TemplateError(problems)
    if added:
        taken = {r.id for r in records}
        found = foreign_records({"Resources": added}, source.name, catalogue, taken, _bottom(records))
        records += [r for r in found if r.id not in taken]
    return told_again(template, records, catalogue)


def _component(
    logical: str, resource: dict[str, Any], entry: dict[str, Any], catalogue: Catalogue, resolve: Resolve
) -> Component:
    kind = catalogue.types.get(str(entry["type"]))
    found = {}
    if kind is not None and (entry.get("kept") or _is_of(resource["Type"], kind)):
        found = recognised(kind, resource.get("Properties", {}), resolve)
    component = read_component(entry, found)
    if entry.get("kept"):
        original = {k: v for k, v in resource.items() if k != "Metadata"}
        rest = {k: v for k, v in resource.get("Metadata", {}).items() if k != KEY}
        if rest:
            original["Metadata"] = rest
        extra = {**component.extra, KEPT: {"id": logical, "resource": original}}
        return replace(component, extra=extra)
    return component


def _is_of(type: str, kind: ComponentType) -> bool:
    """Whether the mapping can read a resource of this type: a form may have made another type of it."""
    return kind.cloudformation.type.startswith("{") or kind.cloudformation.type == type


def _kept(template: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """What the template says besides its resources, without what was written for later components."""
    kept: dict[str, Any] = {}
    for section, keys in names.items():
        if section in template:
            value = template[section]
            kept[section] = {k: value[k] for k in keys if k in value} if isinstance(keys, list) else value
    return kept


def _bottom(records: list[Record]) -> int:
    return max((r.rect.bottom for r in records if isinstance(r, Component)), default=0)
