"""What CloudFormation asks of a stack: the capabilities it needs, and the sizes it may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# CloudFormation's quotas: AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
RESOURCES = 500
PARAMETERS = 200
OUTPUTS = 200
MAPPINGS = 200
INLINE = 51_200  # bytes of a template that is sent as it is; a larger one has to stand in a bucket
STORED = 1024 * 1024  # bytes of a template in a bucket
DESCRIPTION = 1024  # bytes

IAM, NAMED_IAM, AUTO_EXPAND = "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"
# The types that have to be acknowledged, and the property with which a person names one (CreateChangeSet's page).
_ACKNOWLEDGED = {
    "AWS::IAM::AccessKey": "",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": "",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": "",
}
# AWS SAM's types that may become a role.
_BECOMES_ROLE = frozenset(("AWS::Serverless::Function", "AWS::Serverless::StateMachine"))


def capabilities(*templates: Mapping[str, Any]) -> tuple[str, ...]:
    """What has to be acknowledged for these templates (a root and its children), and no more."""
    needed = {found for template in templates for found in _needed(template)}
    if NAMED_IAM in needed:
        needed.discard(IAM)  # it says both
    return tuple(sorted(needed))


def _needed(template: Mapping[str, Any]) -> Iterator[str]:
    resources = [r for r in template.get("Resources", {}).values() if isinstance(r, dict)]
    for resource in resources:
        kind, properties = resource.get("Type"), resource.get("Properties") or {}
        if kind in _BECOMES_ROLE and "Role" not in properties:
            yield IAM
        elif kind in _ACKNOWLEDGED:
            yield NAMED_IAM if _ACKNOWLEDGED[kind] in properties else IAM
    if (
        template.get("Transform")
        or "Fn::Transform" in template.get("Resources", {})
        or _transforms(resources)
    ):
        yield AUTO_EXPAND


def _transforms(value: Any) -> bool:
    if isinstance(value, dict):
        return any(k == "Fn::Transform" or _transforms(v) for k, v in value.items())
    return isinstance(value, list) and any(_transforms(v) for v in value)


def over_limits(template: Mapping[str, Any], size: int) -> list[str]:
    """What a template has more of than one stack may have, in words; ``size`` is its text's, in bytes."""
    found = [
        f"it has {len(template.get(section, {})):,} {section.lower()}, and a stack may have {most}"
        for section, most in (
            ("Resources", RESOURCES),
            ("Parameters", PARAMETERS),
            ("Outputs", OUTPUTS),
            ("Mappings", MAPPINGS),
        )
        if len(template.get(section, {})) > most
    ]
    if size > STORED:
        found.append(f"its text has {size:,} bytes, and a template may have {STORED:,}")
    if len(str(template.get("Description", "")).encode()) > DESCRIPTION:
        found.append(f"its Description is longer than {DESCRIPTION:,} bytes")
    return found
