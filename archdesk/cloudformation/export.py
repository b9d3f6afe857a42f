"""A design as a CloudFormation template: every component from its mapping, every connection from its wires."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archdesk.catalog.acl import read_acl
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Owned
from archdesk.cloudformation.draft import KEPT, PERMISSIONS, Draft
from archdesk.cloudformation.metadata import KEY, VERSION, component_entry, record_entry
from archdesk.cloudformation.place import Place
from archdesk.cloudformation.recognise import recognised
from archdesk.cloudformation.references import reaches, referenced
from archdesk.cloudformation.setting import set_variable
from archdesk.cloudformation.values import MISSING, as_list, evaluate
from archdesk.cloudformation.wiring import write_wires
from archdesk.model.design import Design
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


def export_design(design: Design, catalogue: Catalogue) -> dict[str, Any]:
    """The template of a design, as plain values in the order to write them. The same design gives the same."""
    return _template(write_draft(design, catalogue))


def drawn_only(design: Design, catalogue: Catalogue) -> list[Component]:
    """The components that a template has nothing for: users, a mailbox, a metric. Containers go without saying."""
    return [
        component
        for component in design.components
        if (kind := catalogue.types.get(component.type)) is not None
        and kind.container is None
        and kind.cloudformation.why_not
        and KEPT not in component.extra
    ]


def write_draft(design: Design, catalogue: Catalogue) -> Draft:
    """All resources of a design, with what each connection wrote."""
    draft = Draft(design, catalogue)
    draft.claim_all()
    for component in sorted(design.components, key=lambda c: c.id):
        if draft.exported(component):
            _write_component(draft, component)
    write_wires(draft)
    _write_policies(draft)
    _write_environment(draft)
    _write_depends(draft)
    return draft


def _write_component(draft: Draft, component: Component) -> None:
    place, mapping, logical = Place(draft, component), draft.mapping(component), draft.logical_id(component)
    if KEPT in component.extra:
        draft.resources[logical] = _kept(draft, component)
        return
    if draft.stands_for_existing(component):
        parameter = {"Type": str(mapping.existing["as"]), "Description": f"The existing {component.name}"}
        draft.parameters[logical] = parameter
        return
    resource = _resource(place, draft.cfn_type(component), mapping.properties, mapping.attributes)
    draft.resources[logical] = resource
    for reference in mapping.depends:
        draft.depends.append((logical, reference, place))
    for owned in mapping.also:
        if draft.owned(component, owned.suffix) is owned:
            _write_owned(draft, component, owned)
    for entry in mapping.allow:
        resources = [r for r in as_list(evaluate(entry["on"], place)) if r is not MISSING]
        role = draft.role_of(component)
        if role is not None and resources:
            statement = {"Effect": "Allow", "Action": as_list(entry["actions"]), "Resource": resources}
            draft.statements.setdefault(role, []).append(statement)


def _write_owned(draft: Draft, component: Component, owned: Owned) -> None:
    if owned.each:
        for line in read_acl(draft.catalogue.value(component, owned.each)):
            if line is not None:
                place = Place(draft, component, line=line.parts())
                _write_owned_resource(draft, owned, place, f"{owned.suffix}{line.number}")
    else:
        _write_owned_resource(draft, owned, Place(draft, component), owned.suffix)


def _write_owned_resource(draft: Draft, owned: Owned, place: Place, suffix: str) -> None:
    component = place.component
    logical = draft.owned_id(component, suffix)
    draft.owners[logical] = component.id
    draft.resources[logical] = _resource(place, owned.type, owned.properties, owned.attributes)
    for reference in owned.depends:
        draft.depends.append((logical, reference, place))


def _resource(
    place: Place, type: str, properties: Mapping[str, Any], attributes: Mapping[str, Any]
) -> dict[str, Any]:
    resource: dict[str, Any] = {"Type": type}
    for key, value in attributes.items():
        found = evaluate(value, place)
        if found is not MISSING:
            resource[key] = found
    found = evaluate(dict(properties), place)
    # a copy: what a person entered is never changed in place, and wires add to lists
    resource["Properties"] = {} if found is MISSING else copy.deepcopy(found)
    return resource


def _kept(draft: Draft, component: Component) -> dict[str, Any]:
    """The resource as an imported template had it, with just those properties changed that were edited since."""
    kept: dict[str, Any] = copy.deepcopy(component.extra[KEPT]["resource"])
    kind = draft.catalogue.type_of(component)
    before = recognised(kind, kept.get("Properties", {}))
    if before != dict(component.properties):
        old = evaluate(
            dict(kind.cloudformation.properties), Place(draft, replace(component, properties=before))
        )
        new = evaluate(dict(kind.cloudformation.properties), Place(draft, component))
        properties = kept.get("Properties", {})
        for key in {**(old or {}), **(new or {})}:
            value = (new or {}).get(key, MISSING)
            if value == (old or {}).get(key, MISSING):
                continue
            if value is MISSING:
                properties.pop(key, None)
            else:
                properties[key] = value
                kept["Properties"] = properties
    return kept


def _write_policies(draft: Draft) -> None:
    """One policy for each role, one resource policy for each component that others may use."""
    for role, statements in sorted(draft.statements.items()):
        logical = draft.policy_id(role)
        draft.owners[logical] = role
        draft.resources[logical] = {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": logical[:128],
                "Roles": [{"Ref": role}],
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            },
        }
    for id, statements in sorted(draft.policies.items()):
        component = draft.design.component(id)
        policy, logical = draft.mapping(component).policy, draft.owned_id(component, "Policy")
        properties = evaluate(policy["properties"], Place(draft, component))
        draft.owners[logical] = id
        draft.resources[logical] = {
            "Type": policy["type"],
            "Properties": {
                **properties,
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            },
        }


def _write_environment(draft: Draft) -> None:
    """Environment variables, but for those that would make two resources wait for each other."""
    needs = {logical: referenced(r) for logical, r in draft.resources.items()}
    for connection, id, name, value in draft.environment:
        component = draft.design.component(id)
        logical, kept = draft.variables_of(component) or ("", None)
        if kept is None or logical not in draft.resources:
            continue
        if any(reaches(needs, start, logical) for start in referenced(value)):
            continue
        if not set_variable(draft.resources[logical].setdefault("Properties", {}), kept, name, value):
            continue
        needs[logical] |= referenced(value)
        draft.say(connection, "environment", logical, f"{component.name} finds it in the variable {name}")


def _write_depends(draft: Draft) -> None:
    """DependsOn, where no reference says it already and it does not go round in a circle."""
    needs = {logical: referenced(r) for logical, r in draft.resources.items()}
    for logical, reference, place in draft.depends:
        wanted = _depended(draft, reference, place)
        if wanted is None or wanted not in draft.resources or reaches(needs, logical, wanted):
            continue
        if reaches(needs, wanted, logical):
            continue
        needs[logical].add(wanted)
        resource = draft.resources[logical]
        resource["DependsOn"] = sorted({*as_list(resource.get("DependsOn")), wanted})


def _depended(draft: Draft, reference: str, place: Place) -> str | None:
    owner, _, suffix = reference.rpartition(".")
    if suffix not in (PERMISSIONS, "Policy"):
        return place.logical(reference)
    component = place.place(owner or "self")
    if component is None:
        return None
    if suffix == "Policy":
        return draft.owned_id(component, "Policy") if component.id in draft.policies else None
    role = draft.role_of(component)
    return draft.policy_id(role) if role in draft.statements else None


def _template(draft: Draft) -> dict[str, Any]:
    design = draft.design
    kept = design.settings.extra.get(KEPT, {})
    outputs: dict[str, Any] = {}
    entries: dict[str, Any] = {}
    for component in sorted(design.components, key=lambda c: c.id):
        logical = draft.logical_id(component) if draft.exported(component) else ""
        if logical not in draft.resources:
            entries[component.id] = component_entry(component, {})
            continue
        resource = draft.resources[logical]
        kind = draft.catalogue.type_of(component)
        resource.setdefault("Metadata", {})
        resource["Metadata"] = {**resource["Metadata"], KEY: _entry(draft, component, kind, resource)}
        if KEPT not in component.extra:
            _write_outputs(draft, component, outputs)
    for logical, owner in draft.owners.items():
        resource = draft.resources[logical]
        resource["Metadata"] = {KEY: {"of": owner}}
    as_found = {draft.logical_id(c) for c in design.components if KEPT in c.extra}
    used = referenced(draft.resources) | referenced(outputs)
    settings = replace(design.settings, extra={k: v for k, v in design.settings.extra.items() if k != KEPT})
    about: dict[str, Any] = {"version": VERSION, "design": record_entry(settings)}
    if kept:
        about["kept"] = {k: list(v) if isinstance(v, dict) else True for k, v in kept.items()}
    records = {
        "components": {id: {k: v for k, v in entry.items() if k != "id"} for id, entry in entries.items()},
        "connections": {c.id: record_entry(c) for c in sorted(design.connections, key=lambda c: c.id)},
        "waivers": {w.id: record_entry(w) for w in sorted(design.waivers, key=lambda w: w.id)},
    }
    about |= {k: v for k, v in records.items() if v}
    template: dict[str, Any] = {"AWSTemplateFormatVersion": "2010-09-09"}
    template["Description"] = (
        kept.get("Description") or design.settings.name[:1024] or "A design drawn with ArchDesk"
    )
    template |= {k: v for k, v in kept.items() if k not in (*_SECTIONS, "Metadata", "Description")}
    template["Metadata"] = {**kept.get("Metadata", {}), KEY: about}
    for section, written in (
        ("Parameters", {k: v for k, v in sorted(draft.parameters.items()) if k in used}),
        ("Mappings", {}),
        ("Conditions", {}),
        ("Rules", {}),
        ("Resources", {k: _arranged(draft.resources[k], k in as_found) for k in sorted(draft.resources)}),
        ("Outputs", dict(sorted(outputs.items()))),
    ):
        value = {**kept.get(section, {}), **written}
        if value or section == "Resources":
            template[section] = value
    return template


def _entry(draft: Draft, component: Component, kind: Any, resource: dict[str, Any]) -> dict[str, Any]:
    if KEPT in component.extra:
        rest = {k: v for k, v in component.extra.items() if k != KEPT}
        entry = component_entry(
            replace(component, extra=rest), recognised(kind, resource.get("Properties", {}))
        )
        return {**entry, "kept": True}
    return component_entry(component, recognised(kind, resource["Properties"]))


def _write_outputs(draft: Draft, component: Component, outputs: dict[str, Any]) -> None:
    for suffix, entry in draft.mapping(component).outputs.items():
        value = evaluate(entry, Place(draft, component))
        if value is not MISSING:
            logical = draft.names.claim(
                draft.logical_id(component) + suffix, (component.id, "output", suffix)
            )
            outputs[logical] = {"Description": f"{suffix} of {component.name}"[:1024], "Value": value}


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
