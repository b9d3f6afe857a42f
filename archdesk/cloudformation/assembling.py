"""The template of a finished draft: its sections in the usual order, with what was drawn in Metadata."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any, cast

from archdesk.catalog.secrets import masked
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import KEPT, TOLD, Draft
from archdesk.cloudformation.metadata import KEY, VERSION, component_entry, record_entry
from archdesk.cloudformation.parameters import INTERFACE, interface_of
from archdesk.cloudformation.parts import kept_outputs, parts_of
from archdesk.cloudformation.place import Place
from archdesk.cloudformation.recognise import recognised
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.resolving import Resolve, resolver
from archdesk.cloudformation.scope import MISSING
from archdesk.cloudformation.values import evaluate
from archdesk.cloudformation.withholding import withheld, withheld_entry
from archdesk.model.records import Component

_ATTRIBUTES = (
    "DependsOn",
    "Condition",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "UpdatePolicy",
    "CreationPolicy",
)
_SECTIONS = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")


def assembled(draft: Draft) -> dict[str, Any]:
    """The template as plain values in the order to write them."""
    steps = assembling(draft)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return cast(dict[str, Any], done.value)


def assembling(draft: Draft) -> Generator[None, None, dict[str, Any]]:
    """The same step by step, so that a window can do something else in between; what is returned is the template."""
    design = draft.design
    kept = _still_kept(draft)
    outputs: dict[str, Any] = {}
    entries: dict[str, Any] = {}
    resolve = resolver_of(draft)
    for component in sorted(design.components, key=lambda c: c.id):
        logical = draft.logical_id(component) if draft.exported(component) else ""
        if logical not in draft.resources:
            entry = component_entry(component, {})
            entries[component.id] = _shown(draft, component, entry)
            continue
        resource = draft.resources[logical]
        entry = _entry(draft, component, resource, resolve)
        resource["Metadata"] = {**resource.get("Metadata", {}), KEY: _shown(draft, component, entry)}
        if KEPT not in component.extra:
            _write_outputs(draft, component, outputs)
        yield
    for logical, owner in draft.owners.items():
        resource = draft.resources[logical]
        resource["Metadata"] = {**resource.get("Metadata", {}), KEY: {"of": owner}}
    as_found = {draft.logical_id(c) for c in design.components if KEPT in c.extra} | parts_of(design).keys()
    used = referenced(draft.resources) | referenced(outputs) | referenced(draft.conditions)
    yield
    own = {k: v for k, v in design.settings.extra.items() if k not in (KEPT, TOLD)}
    settings = replace(design.settings, extra=own)
    about: dict[str, Any] = {"version": VERSION, "design": record_entry(settings)}
    if kept:
        about["kept"] = {k: list(v) if isinstance(v, dict) else True for k, v in kept.items()}
    records = {
        "components": {id: {k: v for k, v in entry.items() if k != "id"} for id, entry in entries.items()},
        "connections": {c.id: record_entry(c) for c in sorted(design.connections, key=lambda c: c.id)},
        "waivers": {w.id: record_entry(w) for w in sorted(design.waivers, key=lambda w: w.id)},
    }
    about |= {k: v for k, v in records.items() if v}
    if draft.withholds:
        outputs = withheld(outputs)
        about = {k: v if k == "components" else withheld(v) for k, v in about.items()}
    template: dict[str, Any] = {"AWSTemplateFormatVersion": "2010-09-09"}
    if draft.transform:
        template["Transform"] = draft.transform
    template["Description"] = (
        kept.get("Description") or masked(design.settings.name)[:1024] or "A design drawn with ArchDesk"
    )
    template |= {k: v for k, v in kept.items() if k not in (*_SECTIONS, "Metadata", "Description")}
    template["Metadata"] = {**_interface(draft, used), **kept.get("Metadata", {}), KEY: about}
    for section, written in (
        ("Parameters", {k: v for k, v in sorted(draft.parameters.items()) if k in used}),
        ("Mappings", dict(sorted(draft.mappings.items()))),
        ("Conditions", dict(sorted(draft.conditions.items()))),
        ("Rules", {}),
        ("Resources", {k: _arranged(draft.resources[k], k in as_found) for k in sorted(draft.resources)}),
        ("Outputs", dict(sorted(outputs.items()))),
    ):
        value = {**kept.get(section, {}), **written}
        if value or section == "Resources":
            template[section] = value
    return template


def _still_kept(draft: Draft) -> dict[str, Any]:
    """What the imported template says besides its components: without parts and outputs of what was deleted."""
    kept = dict(draft.design.settings.extra.get(KEPT, {}))
    parts = parts_of(draft.design)
    if "Resources" in kept:
        kept["Resources"] = {
            k: v for k, v in kept["Resources"].items() if k not in parts or k in draft.resources
        }
    if "Outputs" in kept:
        kept["Outputs"] = kept_outputs(draft)
    return kept


def resolver_of(draft: Draft) -> Resolve:
    """What intrinsics come to in the template being written, which says the same when it is read."""
    kept = draft.design.settings.extra.get(KEPT, {})
    sections = {**kept, "Parameters": {**draft.parameters, **kept.get("Parameters", {})}}
    sections["Conditions"] = {**draft.conditions, **kept.get("Conditions", {})}
    return resolver({**sections, "Resources": draft.resources}, draft.design.settings.region)


def _entry(draft: Draft, component: Component, resource: dict[str, Any], resolve: Resolve) -> dict[str, Any]:
    kind, kept = draft.catalogue.type_of(component), KEPT in component.extra
    # a form may have made another type of it, whose properties the mapping cannot read
    readable = kept or resource["Type"] == draft.cfn_type(component)
    found = recognised(kind, resource.get("Properties", {}), resolve) if readable else {}
    if kept:
        rest = {k: v for k, v in component.extra.items() if k != KEPT}
        return {**component_entry(replace(component, extra=rest), found), "kept": True}
    return component_entry(component, found)


def _shown(draft: Draft, component: Component, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry without a secret, where somebody typed one into the design."""
    known = (
        draft.catalogue.types[component.type].properties if component.type in draft.catalogue.types else ()
    )
    return withheld_entry(entry, known) if draft.withholds else entry


def _interface(draft: Draft, used: set[str]) -> dict[str, Any]:
    """How the console groups what the template asks for; nothing where it asks for nothing of a component."""
    asked = [
        (draft.design.component(id).name, parameter, label)
        for parameter, (id, label) in sorted(draft.asked.items(), key=lambda a: (a[1][0], a[0]))
        if parameter in used
    ]
    return {INTERFACE: interface_of(asked)} if asked else {}


def _write_outputs(draft: Draft, component: Component, outputs: dict[str, Any]) -> None:
    for suffix, entry in draft.mapping(component).outputs.items():
        value = evaluate(entry, Place(draft, component))
        if value is not MISSING:
            logical = draft.names.claim(
                draft.logical_id(component) + suffix, (component.id, "output", suffix)
            )
            outputs[logical] = {
                "Description": f"{suffix} of {component.name}"[:1024],
                "Value": value,
                **_condition(draft, value),
                "Export": {"Name": {"Fn::Sub": f"${{AWS::StackName}}-{logical}"}},
            }


def _condition(draft: Draft, value: Any) -> dict[str, Any]:
    condition = draft.present.of(value) if draft.present is not None else None
    return {} if condition is None else {"Condition": condition}


def _arranged(resource: dict[str, Any], as_found: bool) -> dict[str, Any]:
    """The keys of a resource in the usual order; nothing is tidied of what a foreign template said."""
    order = ["Type", *_ATTRIBUTES, "Properties", "Metadata"]
    result = {
        k: resource[k] for k in order if k in resource and (resource[k] or k != "Properties" or as_found)
    }
    result |= {k: v for k, v in resource.items() if k not in order}
    if not as_found and len(as_list(result.get("DependsOn"))) == 1:
        result["DependsOn"] = as_list(result["DependsOn"])[0]
    return result
