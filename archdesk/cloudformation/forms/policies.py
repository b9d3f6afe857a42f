"""The role of a function or a state machine as its `Policies`: SAM makes the role, with the very same statements."""

from __future__ import annotations

from typing import Any

from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.forms.functions import ATTRIBUTES, tag_map
from archdesk.cloudformation.references import reaches, referenced

_SAID = {"AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies", "Path", "PermissionsBoundary", "Tags"}
_SERVICES = {
    "AWS::Serverless::Function": "lambda.amazonaws.com",
    "AWS::Serverless::StateMachine": "states.amazonaws.com",
}
# SAM adds these to a role that it makes: for the logs, for the network, for X-Ray
_ADDED = {
    "AWSLambdaBasicExecutionRole": "Runtime",
    "AWSLambdaVPCAccessExecutionRole": "VpcConfig",
    "AWSXRayDaemonWriteAccess": "Tracing",
}


def say_role(
    draft: Draft,
    logical: str,
    properties: dict[str, Any],
    needs: dict[str, set[str]],
    moved: dict[str, str],
    own_role: bool = True,
) -> None:
    """Turn the role a resource has of its own into `Policies`; any other role, a drawn one too, stays its `Role`.

    Where ``own_role`` is false the role stays: SAM would add a managed policy for every queue and stream there is.
    A policy that would make role and resources wait for each other stays a resource, attached to SAM's role.
    """
    role = f"{logical}Role"  # as SAM names it
    if not own_role or properties.get("Role") != {"Fn::GetAtt": [role, "Arn"]} or role not in draft.resources:
        return
    said = draft.resources[role]["Properties"]
    service = _SERVICES[draft.resources[logical]["Type"]]
    if not said.keys() <= _SAID or draft.resources[role].keys() - {"Type", "Properties", "Metadata"}:
        return
    if tag_map(said.get("Tags", [])) != properties.get("Tags", {}):
        return
    usual = _usual(said["AssumeRolePolicyDocument"], service)
    if (
        not usual and service != "lambda.amazonaws.com"
    ):  # SAM has no word for another trust of a state machine
        return
    policies = [p for p in said.get("ManagedPolicyArns", []) if not _added(p, properties)]
    policies += [p["PolicyDocument"] for p in said.get("Policies", [])]
    for id in [k for k, r in draft.resources.items() if _only_of(r, role)]:
        if any(reaches(needs, needed, role) for needed in needs[id] - {role}):
            continue
        policies.append(draft.resources[id]["Properties"]["PolicyDocument"])
        needs[role] |= needs[id] - {role}
        moved[id] = role
        del draft.resources[id]
    if not usual:
        properties["AssumeRolePolicyDocument"] = said["AssumeRolePolicyDocument"]
    for key, now in (("Path", "RolePath"), ("PermissionsBoundary", "PermissionsBoundary")):
        if key in said:
            properties[now] = said[key]
    del properties["Role"]
    if policies:
        properties["Policies"] = policies
    moved[role] = logical
    del draft.resources[role]


def _only_of(resource: dict[str, Any], role: str) -> bool:
    return (
        resource["Type"] == "AWS::IAM::Policy"
        and resource.keys() <= ATTRIBUTES
        and resource["Properties"].get("Roles") == [{"Ref": role}]
        and not referenced(resource["Properties"].get("PolicyName"))
        and not {"Users", "Groups"} & resource["Properties"].keys()
    )


def _added(arn: Any, properties: dict[str, Any]) -> bool:
    text = str(next(iter(arn.values()))) if isinstance(arn, dict) else str(arn)
    asked = _ADDED.get(text.rsplit("/", 1)[-1])
    return asked is not None and asked in properties


def _usual(document: dict[str, Any], service: str) -> bool:
    """Whether this is the trust policy that SAM writes itself."""
    statements = as_list(document.get("Statement"))
    if len(statements) != 1 or statements[0].keys() != {"Effect", "Principal", "Action"}:
        return False
    principal = statements[0]["Principal"]
    return (
        statements[0]["Effect"] == "Allow"
        and as_list(statements[0]["Action"]) == ["sts:AssumeRole"]
        and isinstance(principal, dict)
        and principal.keys() == {"Service"}
        and as_list(principal["Service"]) == [service]
    )
