"""One template as a root and nested stacks, for what is too much for one stack or easier to look after in parts.

What goes together is decided by what was drawn: the network, what stands in it by category, and what is outside by
category. Groups that need each other both ways are one; so no stack ever waits for one that waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.crossing import conditions_in, crossed, mappings_in
from archdesk.cloudformation.metadata import KEY, VERSION, component_entry, record_entry
from archdesk.cloudformation.naming import pascal
from archdesk.cloudformation.parting import acyclic, group_resources, in_order, needs_of
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.stack_limits import OUTPUTS, PARAMETERS, RESOURCES, STORED
from archdesk.cloudformation.text import write_template
from archdesk.errors import UsageError
from archdesk.model.design import Design

STACK = "AWS::CloudFormation::Stack"
# What a reference is, as a parameter's type, where CloudFormation has one for it: type and attribute ("" is Ref).
_TYPED = {
    ("AWS::EC2::Instance", ""): "AWS::EC2::Instance::Id",
    ("AWS::EC2::SecurityGroup", "GroupId"): "AWS::EC2::SecurityGroup::Id",
    ("AWS::EC2::Subnet", ""): "AWS::EC2::Subnet::Id",
    ("AWS::EC2::Subnet", "SubnetId"): "AWS::EC2::Subnet::Id",
    ("AWS::EC2::VPC", ""): "AWS::EC2::VPC::Id",
    ("AWS::EC2::VPC", "VpcId"): "AWS::EC2::VPC::Id",
    ("AWS::EC2::Volume", ""): "AWS::EC2::Volume::Id",
}
_Reference = tuple[str, str, bool]  # a resource, its attribute or "", and whether a list is wanted
_FROM_SSM = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")


@dataclass(frozen=True, slots=True)
class Nested:
    """The root template, and by the name of its file each child's; ``stacks`` has the files' logical ids in the root."""

    root: dict[str, Any]
    children: dict[str, dict[str, Any]]
    stacks: dict[str, str]
    left_out: tuple[str, ...] = ()  # outputs of which the root can take no more

    def placed(self, address_of: Mapping[str, str]) -> dict[str, Any]:
        """The root with each child's file replaced by its address."""
        resources = dict(self.root["Resources"])
        for file, address in address_of.items():
            stack = resources[self.stacks[file]]
            resources[self.stacks[file]] = {
                **stack,
                "Properties": {**stack["Properties"], "TemplateURL": address},
            }
        return {**self.root, "Resources": resources}


def nest(
    template: Mapping[str, Any], design: Design, catalogue: Catalogue, stem: str, suffix: str = ".yaml"
) -> Nested:
    """The template of ``design`` in parts; the children are named ``stem-group.yaml``. The same gives the same.

    Raises UsageError for what a transform writes anew: who needs whom is not known then.
    """
    resources: Mapping[str, dict[str, Any]] = template["Resources"]
    if "Transform" in template or any(k.startswith("Fn::") for k in resources):
        raise UsageError("A template with a Transform or Fn::ForEach cannot be split into nested stacks.")
    needs = {k: needs_of(r, resources) for k, r in resources.items()}
    groups = acyclic(group_resources(resources, needs, design, catalogue), needs)
    flat = _Flat(template, needs)
    parts: dict[str, list[str]] = {}
    for name in sorted(groups):
        pieces = _within_limits(flat, in_order(groups[name], needs))
        for number, piece in enumerate(pieces, 1):
            parts[name if len(pieces) == 1 else f"{name}{number}"] = piece
    return _assembled(flat, parts, design, f"{stem}-", suffix)


class _Flat:
    """The template to split, with the name that each reference from one part into another goes by."""

    def __init__(self, template: Mapping[str, Any], needs: Mapping[str, set[str]]) -> None:
        self.template = template
        self.resources: Mapping[str, dict[str, Any]] = template["Resources"]
        self.needs = needs
        self._taken = {*self.resources, *template.get("Parameters", {})}
        self._names: dict[_Reference, str] = {}
        outputs: Mapping[str, dict[str, Any]] = template.get("Outputs", {})
        # what other stacks import comes first, where there is more than a root may say
        kept = sorted(outputs, key=lambda k: "Export" not in outputs[k])[:OUTPUTS]
        self.outputs = {k: v for k, v in outputs.items() if k in kept}
        self._uses = {k: self._used_by(r) for k, r in self.resources.items()}
        self._uses_of_outputs = self._used_by(self.outputs)

    def _used_by(self, value: Any) -> set[_Reference]:
        found: set[_Reference] = set()

        def met(logical: str, attribute: str, listed: bool) -> dict[str, str]:
            found.add((logical, attribute, listed))
            return {}

        body = {k: v for k, v in value.items() if k != "Metadata"}
        crossed(body, self.resources, met)
        return found

    def given_by(self, members: Iterable[str]) -> set[_Reference]:
        """What other parts, and the outputs, need of these resources."""
        inside = set(members)
        uses = [self._uses_of_outputs, *(u for k, u in self._uses.items() if k not in inside)]
        return {use for used in uses for use in used if use[0] in inside}

    def name(self, logical: str, attribute: str, listed: bool) -> str:
        """The parameter, and the output, for a reference."""
        key = (logical, attribute, listed)
        if key not in self._names:
            wanted = logical + pascal(attribute.replace(".", " ")) + ("List" if listed else "")
            while wanted in self._taken and (attribute or listed):
                wanted += "Value"
            self._taken.add(wanted)
            self._names[key] = wanted
        return self._names[key]

    def typed(self, logical: str, attribute: str, listed: bool) -> str:
        resource = self.resources[logical]
        if listed:
            return "CommaDelimitedList"
        if "Condition" in resource:
            return "String"  # it may be empty
        if resource["Type"] == "AWS::EC2::SecurityGroup" and "VpcId" in resource.get("Properties", {}):
            attribute = attribute or "GroupId"
        return _TYPED.get((resource["Type"], attribute), "String")


def _within_limits(flat: _Flat, members: list[str]) -> list[list[str]]:
    """The resources in as few pieces as fit into a stack each; a later piece may need an earlier one, never back."""
    if len(members) == 1 or _fits(flat, members):
        return [members]
    middle = len(members) // 2
    return [*_within_limits(flat, members[:middle]), *_within_limits(flat, members[middle:])]


def _fits(flat: _Flat, members: list[str]) -> bool:
    given = flat.given_by(members)
    if len(members) > RESOURCES:
        return False
    child = _child(flat, members, "", _Crossings())
    size = len(write_template(child).encode()) + 200 * len(given)  # an output is some lines of text
    return len(child.get("Parameters", {})) <= PARAMETERS and len(given) <= OUTPUTS and size <= STORED


# -- the templates ----------------------------------------------------------------------------------------


class _Crossings:
    """The references into other parts that were met: resource, attribute, whether a list is wanted."""

    def __init__(self) -> None:
        self.met: dict[_Reference, None] = {}


def _child(flat: _Flat, members: list[str], description: str, crossings: _Crossings) -> dict[str, Any]:
    outside = set(flat.resources) - set(members)

    def parameter(logical: str, attribute: str, listed: bool) -> dict[str, str]:
        crossings.met[logical, attribute, listed] = None
        return {"Ref": flat.name(logical, attribute, listed)}

    resources = {k: _moved(flat.resources[k], outside, parameter) for k in sorted(members)}
    parameters = {
        flat.name(*key): {"Type": flat.typed(*key), "Description": f"{key[1] or 'Ref'} of {key[0]}"}
        for key in crossings.met
    }
    child: dict[str, Any] = {"AWSTemplateFormatVersion": "2010-09-09", "Description": description[:1024]}
    body = {k: {a: v for a, v in r.items() if a != "Metadata"} for k, r in resources.items()}
    return {**child, **_sections(flat.template, body, parameters), "Resources": resources}


def _moved(resource: Mapping[str, Any], outside: set[str], parameter: Any) -> dict[str, Any]:
    """A resource in its part: what it refers to elsewhere is a parameter, and whom it waits for there is left out."""
    moved: dict[str, Any] = {}
    for key, value in resource.items():
        if key == "DependsOn":
            still = [d for d in as_list(value) if d not in outside]
            if still:
                moved[key] = still if isinstance(value, list) else still[0]
        elif key == "Metadata" and isinstance(value, dict):
            moved[key] = {k: v if k == KEY else crossed(v, outside, parameter) for k, v in value.items()}
        else:
            moved[key] = crossed(value, outside, parameter)
    return moved


def _sections(
    template: Mapping[str, Any], body: Mapping[str, Any], parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """The parameters, mappings and conditions that a part uses; a value that is looked up is looked up once, in the root."""
    known = template.get("Conditions", {})
    wanted: list[str] = []
    queue = list(conditions_in(body))
    while queue:
        name = queue.pop()
        if name in known and name not in wanted:
            wanted.append(name)
            queue += conditions_in(known[name])
    conditions = {k: v for k, v in known.items() if k in wanted}
    used = referenced(body) | referenced(conditions)
    copied = {k: _handed_down(p) for k, p in template.get("Parameters", {}).items() if k in used}
    mappings = mappings_in([body, conditions], template.get("Mappings", {}))
    sections = {
        "Parameters": dict(sorted({**copied, **parameters}.items())),
        "Mappings": {k: v for k, v in template.get("Mappings", {}).items() if k in mappings},
        "Conditions": conditions,
    }
    return {k: v for k, v in sections.items() if v}


def _handed_down(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter of the root in a child, which always gets a value."""
    found = {k: v for k, v in parameter.items() if k != "Default"}
    from_ssm = _FROM_SSM.fullmatch(str(parameter.get("Type", "")))
    if from_ssm:  # the bounds are those of the name in the store, not of the value
        found = {k: v for k, v in found.items() if k in ("Description", "NoEcho")}
        return {"Type": from_ssm[1], **found}
    return found


def _assembled(
    flat: _Flat, parts: Mapping[str, list[str]], design: Design, prefix: str, suffix: str
) -> Nested:
    template, name = flat.template, design.settings.name
    part_of = {k: part for part, members in parts.items() for k in members}
    stack_of = _stack_ids(parts, {*flat.resources, *template.get("Parameters", {})})
    children, wanted = {}, {part: _Crossings() for part in parts}
    for part, members in parts.items():
        children[part] = _child(flat, members, f"{part} of {name}", wanted[part])
    given: dict[str, dict[str, Any]] = {part: {} for part in parts}

    def output(logical: str, attribute: str, listed: bool) -> Any:
        """The value of a reference in the root: the output that the part of the resource has for it."""
        value: Any = {"Fn::GetAtt": [logical, attribute]} if attribute else {"Ref": logical}
        key, condition = flat.name(logical, attribute, listed), flat.resources[logical].get("Condition")
        entry = {"Condition": condition} if condition else {}
        entry["Value"] = {"Fn::Join": [",", value]} if listed else value
        given[part_of[logical]][key] = entry
        found: Any = {"Fn::GetAtt": [stack_of[part_of[logical]], f"Outputs.{key}"]}
        return {"Fn::If": [condition, found, ""]} if condition else found

    def in_root(logical: str, attribute: str, listed: bool) -> Any:
        found = output(logical, attribute, listed)
        return {"Fn::Split": [",", found]} if listed else found

    stacks: dict[str, Any] = {}
    for part in parts:
        values = {k: _passed(template["Parameters"][k], k) for k in _own_parameters(children[part], template)}
        values |= {flat.name(*key): output(*key) for key in wanted[part].met}
        stack: dict[str, Any] = {"Type": STACK}
        waits = {stack_of[part_of[n]] for k in parts[part] for n in flat.needs[k]} - {stack_of[part]}
        still = sorted(waits - referenced(values))
        if still:
            stack["DependsOn"] = still
        stack["Properties"] = {"TemplateURL": f"{prefix}{_dashed(part)}{suffix}"}
        if values:
            stack["Properties"]["Parameters"] = dict(sorted(values.items()))
        # W3002 says that a file's name has to be packaged before it is deployed, which is meant here
        ignored = {"config": {"ignore_checks": ["W3002"]}}
        stack["Metadata"] = {KEY: {"nested": part}, "cfn-lint": ignored}
        stacks[stack_of[part]] = stack
    outputs = crossed(flat.outputs, set(flat.resources), in_root)
    for part, entries in given.items():
        if entries:
            children[part]["Outputs"] = dict(sorted(entries.items()))
            _with_conditions(children[part], template)
    files = {part: f"{prefix}{_dashed(part)}{suffix}" for part in parts}
    return Nested(
        _root(template, design, stacks, outputs),
        {files[part]: child for part, child in children.items()},
        {files[part]: stack_of[part] for part in parts},
        tuple(sorted(set(template.get("Outputs", {})) - set(outputs))),
    )


def _root(
    template: Mapping[str, Any], design: Design, stacks: Mapping[str, Any], outputs: Mapping[str, Any]
) -> dict[str, Any]:
    root = {k: v for k, v in template.items() if k not in ("Mappings", "Conditions", "Resources", "Outputs")}
    body = {"Resources": stacks, "Outputs": outputs, "Rules": template.get("Rules", {})}
    used = _sections(template, body, {})
    root["Metadata"] = {**template.get("Metadata", {}), KEY: _about(design)}
    root |= {k: used[k] for k in ("Mappings", "Conditions") if k in used}
    root["Resources"] = dict(sorted(stacks.items()))
    if outputs:
        root["Outputs"] = outputs
    return root


def _about(design: Design) -> dict[str, Any]:
    """All that was drawn: the root opens as the design, without its children."""
    components = {c.id: component_entry(c, {}) for c in sorted(design.components, key=lambda c: c.id)}
    about: dict[str, Any] = {"version": VERSION, "design": record_entry(design.settings)}
    records = {
        "components": {id: {k: v for k, v in e.items() if k != "id"} for id, e in components.items()},
        "connections": {c.id: record_entry(c) for c in sorted(design.connections, key=lambda c: c.id)},
        "waivers": {w.id: record_entry(w) for w in sorted(design.waivers, key=lambda w: w.id)},
    }
    return {**about, **{k: v for k, v in records.items() if v}}


def _with_conditions(child: dict[str, Any], template: Mapping[str, Any]) -> None:
    """The conditions that a child's outputs ask for are those of its resources, which it has already."""
    for name in conditions_in(child["Outputs"]):
        child.setdefault("Conditions", {}).setdefault(name, template["Conditions"][name])


def _own_parameters(child: Mapping[str, Any], template: Mapping[str, Any]) -> list[str]:
    return [k for k in child.get("Parameters", {}) if k in template.get("Parameters", {})]


def _passed(parameter: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A parameter of the root as a child is given it: text, also where it is a list."""
    listed = "List<" in str(parameter.get("Type")) or parameter.get("Type") == "CommaDelimitedList"
    return {"Fn::Join": [",", {"Ref": name}]} if listed else {"Ref": name}


def _stack_ids(parts: Iterable[str], taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts:
        wanted = part
        while wanted in taken:
            wanted += "Stack"
        found[part] = wanted
        taken.add(wanted)
    return found


def _dashed(part: str) -> str:
    """``DatabaseInVpc`` as ``database-in-vpc``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", part).lower()
