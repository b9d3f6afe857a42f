"""A Lambda function, with its version, alias and asynchronous settings, as an AWS::Serverless::Function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.references import referenced
from archdesk.model.records import Component

TYPE = "AWS::Serverless::Function"
ATTRIBUTES = frozenset({"Type", "Properties", "DependsOn", "Metadata"})
# what SAM calls by the same name and hands on
_SAME = frozenset(
    {
        "FunctionName", "Handler", "Runtime", "PackageType", "Description", "MemorySize", "Timeout", "VpcConfig",
        "Role", "Environment", "KmsKeyArn", "ReservedConcurrentExecutions", "Layers", "EphemeralStorage",
        "FileSystemConfigs", "ImageConfig", "CodeSigningConfigArn", "Architectures", "SnapStart",
        "RuntimeManagementConfig", "LoggingConfig", "RecursiveLoop",
    }
)  # fmt: skip
_QUEUES = {"AWS::SQS::Queue": "SQS", "AWS::SNS::Topic": "SNS"}


@dataclass(slots=True)
class Function:
    """A function that is said in SAM's way; ``called`` is how a caller names it: itself, or its alias."""

    id: str
    properties: dict[str, Any]
    called: list[Any]

    def add_event(
        self, wanted: str, kind: str, properties: dict[str, Any], draft: Draft, owner: str | None
    ) -> None:
        """Add an event under a free name, for a connection or component; SAM makes ids of it that must be free."""
        events = self.properties.setdefault("Events", {})
        number, name = 1, wanted
        while name in events or any(self._taken(name, k) for k in draft.resources):
            number += 1
            name = f"{wanted}{number}"
        events[name] = {"Type": kind, "Properties": properties}
        if owner is not None:
            draft.events[self.id, name] = owner

    def _taken(self, name: str, logical: str) -> bool:
        made = f"{self.id}{name}"
        return logical in (made, f"{made}Role") or logical.startswith(f"{made}Permission")


def say_function(draft: Draft, component: Component) -> Function | None:
    """Make the function a serverless one; None where it has something that SAM has no word for."""
    logical = draft.logical_id(component)
    resource = draft.resources[logical]
    if not resource.keys() <= ATTRIBUTES:
        return None
    said = _properties(resource["Properties"], draft)
    if said is None or "Fn::If" in said.get("Role", {}):  # SAM would make a role where there is none
        return None
    draft.resources[logical] = {**resource, "Type": TYPE, "Properties": said}
    draft.reasons[logical] = {_now(k): v for k, v in draft.reasons.get(logical, {}).items()}
    return Function(logical, said, [{"Ref": logical}, {"Fn::GetAtt": [logical, "Arn"]}])


def tag_map(tags: list[dict[str, Any]]) -> dict[str, Any]:
    """Tags as SAM writes them."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def _now(key: str) -> str:
    return {"TracingConfig": "Tracing", "DeadLetterConfig": "DeadLetterQueue"}.get(key, key)


def _properties(plain: dict[str, Any], draft: Draft) -> dict[str, Any] | None:
    said: dict[str, Any] = {}
    for key, value in plain.items():
        if key in _SAME:
            said[key] = value
        elif key == "Code":
            code = _code(value)
            if code is None:
                return None
            said |= code
        elif key == "Tags":
            said[key] = tag_map(value)
        elif key == "TracingConfig" and value.keys() == {"Mode"}:
            said["Tracing"] = value["Mode"]
        elif key == "DeadLetterConfig":
            kinds = {draft.resources.get(r, {}).get("Type", "") for r in referenced(value)}
            kind = _QUEUES.get(kinds.pop()) if len(kinds) == 1 else None
            if kind is None:
                return None
            said["DeadLetterQueue"] = {"Type": kind, **value}
        else:
            return None
    zipped = said.keys() & {"InlineCode", "CodeUri"}
    if (zipped and not {"Runtime", "Handler"} <= said.keys()) or not isinstance(said.get("Layers", []), list):
        return None  # nor would CloudFormation take it
    return said


def _code(code: dict[str, Any]) -> dict[str, Any] | None:
    if code.keys() == {"ZipFile"}:
        return {"InlineCode": code["ZipFile"]}
    if code.keys() == {"ImageUri"}:
        return {"ImageUri": code["ImageUri"]}
    if {"S3Bucket", "S3Key"} <= code.keys() <= {"S3Bucket", "S3Key", "S3ObjectVersion"}:
        names = {"S3Bucket": "Bucket", "S3Key": "Key", "S3ObjectVersion": "Version"}
        return {"CodeUri": {names[k]: v for k, v in code.items()}}
    return None


def say_alias(draft: Draft, function: Function, names: dict[str, str], moved: dict[str, str]) -> None:
    """Let SAM publish the version and move the alias, where the alias is to follow the newest version."""
    alias = _belonging(draft, function, "AWS::Lambda::Alias")
    if alias is None:
        _say_invoke_config(draft, function, None, moved)
        return
    said = draft.resources[alias]["Properties"]
    version = _version_of(draft, function, alias)
    name = said["Name"]
    # SAM's id for it; another than letters and digits it writes in code of its own
    generated = f"{function.id}Alias{name}"
    plain = said.keys() <= {"Name", "FunctionName", "FunctionVersion", "ProvisionedConcurrencyConfig"}
    if (
        version is None
        or not plain
        or not isinstance(name, str)
        or not name.isalnum()
        or generated in draft.resources
    ):
        return
    function.properties["AutoPublishAlias"] = name
    if "ProvisionedConcurrencyConfig" in said:
        function.properties["ProvisionedConcurrencyConfig"] = said["ProvisionedConcurrencyConfig"]
    names[alias] = generated
    function.called[:] = [{"Ref": generated}]
    for gone in (alias, version):
        moved[gone] = function.id
        del draft.resources[gone]
    _say_invoke_config(draft, function, name, moved)


def _belonging(draft: Draft, function: Function, type: str) -> str | None:
    """The one resource of this type whose FunctionName is the function's own."""
    found = [
        k
        for k, r in draft.resources.items()
        if r["Type"] == type and r["Properties"].get("FunctionName") == {"Ref": function.id}
    ]
    return found[0] if len(found) == 1 and draft.resources[found[0]].keys() <= _MERGED else None


_MERGED = ATTRIBUTES | {"DeletionPolicy", "UpdateReplacePolicy"}


def _version_of(draft: Draft, function: Function, alias: str) -> str | None:
    version = _belonging(draft, function, "AWS::Lambda::Version")
    if version is None or draft.resources[version]["Properties"].keys() != {"FunctionName"}:
        return None
    wanted = {"Fn::GetAtt": [version, "Version"]}
    if draft.resources[alias]["Properties"].get("FunctionVersion") != wanted:
        return None
    others = (k for k, r in draft.resources.items() if k != alias and version in referenced(r))
    return version if next(others, None) is None else None


def _say_invoke_config(draft: Draft, function: Function, alias: str | None, moved: dict[str, str]) -> None:
    logical = _belonging(draft, function, "AWS::Lambda::EventInvokeConfig")
    if logical is None:
        return
    said = dict(draft.resources[logical]["Properties"])
    qualifier = said.pop("Qualifier", None)
    del said["FunctionName"]
    if qualifier == (alias or "$LATEST") and said.keys() <= {
        "MaximumRetryAttempts",
        "MaximumEventAgeInSeconds",
    }:
        function.properties["EventInvokeConfig"] = said
        moved[logical] = function.id
        del draft.resources[logical]
