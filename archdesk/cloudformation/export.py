"""A design as a CloudFormation template: every component from its mapping, every connection from its wires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archdesk.catalog.acl import read_acl
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Owned
from archdesk.cloudformation.assembling import assembled
from archdesk.cloudformation.commenting import comments_of, owners_of
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import KEPT, PERMISSIONS, Draft
from archdesk.cloudformation.environments import write_conditions
from archdesk.cloudformation.forms.one_role import with_one_role
from archdesk.cloudformation.forms.serverless import as_serverless
from archdesk.cloudformation.kept import kept_resolver, kept_resource
from archdesk.cloudformation.options import PLAIN, Options
from archdesk.cloudformation.parts import leave_out_deleted, write_parts
from archdesk.cloudformation.place import Place
from archdesk.cloudformation.references import reaches, referenced
from archdesk.cloudformation.resolving import Resolve
from archdesk.cloudformation.scope import MISSING
from archdesk.cloudformation.setting import set_variable
from archdesk.cloudformation.values import copied, evaluate
from archdesk.cloudformation.wiring import write_wires
from archdesk.cloudformation.withholding import holds_secrets, withhold
from archdesk.model.design import Design
from archdesk.model.records import Component


@dataclass(frozen=True, slots=True)
class Written:
    """A template, and what is said about it in comments: path of keys -> text.

    ``owners`` tells for each resource the component, or the connection, that it is there for.
    """

    template: dict[str, Any]
    comments: Mapping[tuple[str, ...], str]
    owners: Mapping[str, str]


def export_design(design: Design, catalogue: Catalogue, options: Options = PLAIN) -> dict[str, Any]:
    """The template of a design, as plain values in the order to write them. The same design gives the same."""
    return assembled(write_draft(design, catalogue, options))


def written(design: Design, catalogue: Catalogue, options: Options = PLAIN) -> Written:
    """The template of a design, with the comments to write into it."""
    draft = write_draft(design, catalogue, options)
    template = assembled(draft)
    return Written(template, comments_of(draft), owners_of(draft))


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


def write_draft(design: Design, catalogue: Catalogue, options: Options = PLAIN) -> Draft:
    """All resources of a design, with what each connection wrote."""
    draft = Draft(design, catalogue, options)
    for _ in drafting(draft):
        pass
    return draft


def drafting(draft: Draft) -> Iterator[None]:
    """Fill a new draft, step by step, so that a window can do something else in between."""
    options = draft.options
    draft.withholds = holds_secrets(draft.design)
    draft.claim_all()
    resolve = kept_resolver(draft)
    for component in sorted(draft.design.components, key=lambda c: c.id):
        if draft.exported(component):
            _write_component(draft, component, resolve)
            yield
    write_parts(draft)
    yield
    write_wires(draft)
    yield
    _write_policies(draft)
    _write_environment(draft)
    if options.existing_role:
        with_one_role(draft, options.existing_role)
    yield
    _write_depends(draft)
    yield
    leave_out_deleted(draft)
    if draft.withholds:
        withhold(draft)
    write_conditions(draft)
    if options.serverless:
        as_serverless(draft)


def _write_component(draft: Draft, component: Component, resolve: Resolve) -> None:
    place, mapping, logical = Place(draft, component), draft.mapping(component), draft.logical_id(component)
    if KEPT in component.extra:
        draft.resources[logical] = kept_resource(draft, component, resolve)
        return
    if draft.stands_for_existing(component):
        parameter = {"Type": str(mapping.existing["as"]), "Description": f"The existing {component.name}"}
        if logical not in draft.design.settings.extra.get(KEPT, {}).get("Parameters", {}):
            draft.parameters[logical] = parameter
        return
    resource = _resource(place, draft.cfn_type(component), mapping.properties, mapping.attributes)
    draft.resources[logical] = resource
    draft.reasons[logical] = mapping.because
    for reference in mapping.depends:
        draft.depends.append((logical, reference, place))
    for owned in mapping.also:
        if draft.owned(component, owned.suffix) is owned:
            _write_owned(draft, component, owned)
    said = evaluate(mapping.policy.get("statements", []), place)
    if said is not MISSING and said:
        draft.policies.setdefault(component.id, []).extend(said)
    for entry in mapping.allow:
        resources = [r for r in as_list(evaluate(entry["on"], place)) if r is not MISSING]
        role = draft.role_of(component)
        if role is not None and resources:
            statement = {"Effect": "Allow", "Action": as_list(entry["actions"]), "Resource": resources}
            draft.statements.setdefault(role, []).append(statement)


def _write_owned(draft: Draft, component: Component, owned: Owned) -> None:
    if owned.each and owned.each not in draft.catalogue.type_of(component).properties:
        for one in draft.each_of(component, owned):
            suffix = owned.suffix + draft.logical_id(one)
            _write_owned_resource(draft, owned, Place(draft, component, one=one), suffix)
    elif owned.each:
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
    draft.reasons[logical] = owned.because
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
    resource["Properties"] = {} if found is MISSING else copied(found)
    return resource


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
    for connection, id, name, value, extras in draft.environment:
        component = draft.design.component(id)
        logical, kept = draft.variables_of(component) or ("", None)
        if kept is None or logical not in draft.resources:
            continue
        if any(reaches(needs, start, logical) for start in referenced(value)):
            continue
        if not set_variable(draft.resources[logical].setdefault("Properties", {}), kept, name, value, extras):
            continue
        needs[logical] |= referenced(value)
        draft.say(connection, "environment", logical, f"{component.name} finds it in the variable {name}")


def _write_depends(draft: Draft) -> None:
    """DependsOn, where no reference says it already and it does not go round in a circle."""
    needs = {logical: referenced(r) for logical, r in draft.resources.items()}
    for logical, reference, place in draft.depends:
        for wanted in _depended(draft, reference, place):
            if wanted not in draft.resources or reaches(needs, logical, wanted):
                continue
            if reaches(needs, wanted, logical):
                continue
            needs[logical].add(wanted)
            resource = draft.resources[logical]
            resource["DependsOn"] = sorted({*as_list(resource.get("DependsOn")), wanted})


def _depended(draft: Draft, reference: str, place: Place) -> list[str]:
    owner, _, suffix = reference.rpartition(".")
    if suffix not in (PERMISSIONS, "Policy"):
        return place.logicals(reference)
    component = place.place(owner or "self")
    if component is None:
        return []
    if suffix == "Policy":
        return [draft.owned_id(component, "Policy")] if component.id in draft.policies else []
    role = draft.role_of(component)
    return [draft.policy_id(role)] if role in draft.statements else []
