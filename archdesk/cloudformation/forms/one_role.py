"""A template without IAM: one role that is there already is everybody's, as in AWS Academy's Learner Lab.

Every role and instance profile that would be written gives way to the existing one, by name or ARN; what they were
to allow is told in comments and in the lines of the connections. Resource policies and permissions stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import KEPT, Draft, WireLine
from archdesk.cloudformation.references import referenced

IAM = "AWS::IAM::"
PROFILE = "AWS::IAM::InstanceProfile"
LAB_ROLE, LAB_PROFILE = "LabRole", "LabInstanceProfile"
_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)


def is_role_name(name: str) -> bool:
    """Whether IAM takes this as the name of a role."""
    return _NAME.fullmatch(name) is not None


def with_one_role(draft: Draft, name: str) -> None:
    """Let the existing role ``name`` stand for every role of a draft, and write no IAM.

    Its instance profile is LabInstanceProfile for LabRole, else one of the role's own name, as the console makes it.
    What an imported template had stays as it was. To be called before DependsOn is settled.
    """
    kept = {draft.logical_id(c) for c in draft.design.components if KEPT in c.extra}
    gone = {k: r for k, r in draft.resources.items() if r["Type"].startswith(IAM) and k not in kept}
    if not gone:
        return
    asked = {k: list(dict.fromkeys(_asked(k, draft.resources))) for k in gone}
    standing = {k: _standing_for(r["Type"], name) for k, r in gone.items()}
    for logical in gone:
        del draft.resources[logical]
        draft.owners.pop(logical, None)
        draft.reasons.pop(logical, None)
    for logical, resource in draft.resources.items():
        if gone.keys() & as_list(resource.get("DependsOn")):
            resource["DependsOn"] = [d for d in as_list(resource["DependsOn"]) if d not in gone]
        properties = resource.get("Properties", {})
        for key, value in properties.items():
            used = sorted(referenced(value) & gone.keys())
            if used:
                properties[key] = _replaced(value, standing)
                actions = list(dict.fromkeys(a for u in used for a in asked[u]))
                if actions:
                    reason = f"{name} is used; it has to allow {', '.join(actions)}"
                    draft.reasons[logical] = {**draft.reasons.get(logical, {}), key: reason}
    draft.depends = [entry for entry in draft.depends if entry[0] in draft.resources]
    draft.lines = {
        connection: [_told(line, name) if line.logical_id in gone else line for line in lines]
        for connection, lines in draft.lines.items()
    }


def _standing_for(type: str, name: str) -> tuple[str, str]:
    """The name and the ARN (the text of an Fn::Sub) of what stands for a resource of this type."""
    kind = "role"
    if type == PROFILE:
        kind, name = "instance-profile", LAB_PROFILE if name == LAB_ROLE else name
    return name, f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{kind}/{name}"


def _asked(logical: str, resources: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """What a role, or the role of a profile, was to be allowed: actions, and names of AWS's own policies."""
    properties = resources[logical].get("Properties", {})
    if resources[logical]["Type"] == PROFILE:
        for role in sorted(referenced(properties.get("Roles")) & resources.keys()):
            yield from _asked(role, resources)
        return
    for policy in as_list(properties.get("Policies")):
        yield from _actions(policy)
    for other in resources.values():
        if other["Type"].startswith(IAM) and "PolicyDocument" in other.get("Properties", {}):
            users = [other["Properties"].get(key) for key in ("Roles", "RoleName")]
            if logical in referenced(users):
                yield from _actions(other["Properties"])
    for arn in as_list(properties.get("ManagedPolicyArns")):
        text = str(next(iter(arn.values()), "")) if isinstance(arn, dict) else str(arn)
        if ":policy/" in text:
            yield f"what {text.rsplit('/', 1)[1]} does"


def _actions(policy: Any) -> Iterator[str]:
    """The actions of a policy's document; none where a raw resource has something else there."""
    document = policy.get("PolicyDocument") if isinstance(policy, dict) else None
    for statement in as_list(document.get("Statement")) if isinstance(document, dict) else ():
        if isinstance(statement, dict):
            yield from (str(a) for a in as_list(statement.get("Action")))


def _replaced(value: Any, standing: Mapping[str, tuple[str, str]]) -> Any:
    """The value with what stands for a role in place of every reference to it."""
    if isinstance(value, list):
        return [_replaced(v, standing) for v in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, entry), *_ = value.items()
        if key == "Ref" and entry in standing:
            return standing[entry][0]
        if key == "Fn::GetAtt":
            owner = entry.split(".")[0] if isinstance(entry, str) else entry[0]
            if owner in standing:
                return {"Fn::Sub": standing[owner][1]}
        if key == "Fn::Sub" and isinstance(entry, str):
            text = _substituted(entry, standing)
            return {"Fn::Sub": text} if "${" in text else text
        if key == "Fn::Sub" and isinstance(entry, list) and len(entry) == 2:
            text = _substituted(entry[0], {k: v for k, v in standing.items() if k not in entry[1]})
            return {"Fn::Sub": [text, _replaced(entry[1], standing)]}
    return {k: _replaced(v, standing) for k, v in value.items()}


def _substituted(text: str, standing: Mapping[str, tuple[str, str]]) -> str:
    def found(match: re.Match[str]) -> str:
        owner, dot, _ = match[1].partition(".")
        return standing[owner][bool(dot)] if owner in standing else match[0]

    return re.sub(r"\$\{([\w.]+)\}", found, text)


def _told(line: WireLine, name: str) -> WireLine:
    """A line about what is not written: who is to allow it instead."""
    if line.kind in ("allow", "key"):
        text = line.text.removesuffix(", and on nothing else")
        return WireLine("existing role", "", f"{name} is used; it has to allow that {text}")
    return WireLine("existing role", "", f"{name} is used instead of {line.logical_id}")
