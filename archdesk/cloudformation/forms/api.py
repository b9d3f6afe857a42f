"""A REST API whose methods all call functions, as an AWS::Serverless::Api and `Events` of the functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.forms.events import PERMISSION
from archdesk.cloudformation.forms.functions import ATTRIBUTES, Function, tag_map
from archdesk.cloudformation.naming import pascal
from archdesk.cloudformation.references import reaches, referenced

TYPE = "AWS::Serverless::Api"
_API = frozenset(
    {"Name", "Description", "BinaryMediaTypes", "MinimumCompressionSize", "DisableExecuteApiEndpoint"}
)
_STAGE = frozenset(
    {
        "StageName", "TracingEnabled", "Variables", "CanarySetting", "CacheClusterEnabled", "CacheClusterSize",
        "MethodSettings", "AccessLogSetting",
    }
)  # fmt: skip
_CALLED = re.compile(r"functions/\$\{(\w+)(?:\.Arn)?\}/invocations$")
_USUAL_TTL = 300  # seconds that API Gateway keeps an answer of an authorizer, unless told otherwise


@dataclass(frozen=True, slots=True)
class _Method:
    id: str
    path: str
    verb: str
    function: Function
    permission: str
    guard: tuple[
        str, str, bool
    ]  # how it authorizes, by which authorizer, and whether an API key is asked for


def say_api(
    draft: Draft,
    api: str,
    functions: list[Function],
    needs: dict[str, set[str]],
    stages: dict[str, str],
    moved: dict[str, str],
) -> None:
    """Make the API a serverless one, unless it does something that SAM would say differently."""
    parts = _parts(draft, api)
    if parts is None:
        return
    methods = [_method(draft, api, k, functions) for k in parts.get("Method", [])]
    found = [m for m in methods if m is not None]
    if not found or len(found) != len(methods) or len({m.guard for m in found}) != 1:
        return
    said = _properties(draft, api, parts, found[0].guard)
    stage = parts["Stage"][0]
    generated = "" if said is None else f"{api}{said['StageName']}Stage"
    if said is None or not generated.isalnum() or generated in draft.resources:
        return
    named = {m.function.id for m in found} | (referenced(said) & draft.resources.keys())
    if any(reaches(needs, name, api) for name in named):
        return
    gone = {k for ids in parts.values() for k in ids} | {m.permission for m in found}
    outside = {k: r for k, r in draft.resources.items() if k not in gone}
    if any(referenced(r.get("Properties", {})) & (gone - {stage}) for r in outside.values()):
        return
    waits = {
        d for k in gone - {m.id for m in found} for d in as_list(draft.resources[k].get("DependsOn"))
    } - gone
    if any(reaches(needs, d, api) for d in waits):
        return
    stages[stage] = generated
    callers = {m.id: draft.owners.get(m.id) for m in found}
    for logical in gone:
        moved[logical] = api
        del draft.resources[logical]
    for method in found:
        moved[method.permission] = method.function.id
        name = f"{method.verb.title()}{pascal(method.path) or 'Root'}"
        event = {"RestApiId": {"Ref": api}, "Path": method.path or "/", "Method": method.verb}
        method.function.add_event(name, "Api", event, draft, callers[method.id])
    needs[api] = needs[api] | named | waits
    resource = {**draft.resources[api], "Type": TYPE, "Properties": said}
    if waits:
        resource["DependsOn"] = sorted({*as_list(resource.get("DependsOn")), *waits})
    draft.resources[api] = resource


def _parts(draft: Draft, api: str) -> dict[str, list[str]] | None:
    """What belongs to the API, by the last word of its type; None where there is more than SAM has words for."""
    parts: dict[str, list[str]] = {}
    for logical, resource in draft.resources.items():
        if resource.get("Properties", {}).get("RestApiId") == {"Ref": api}:
            if not resource.keys() <= ATTRIBUTES:
                return None
            parts.setdefault(resource["Type"].removeprefix("AWS::ApiGateway::"), []).append(logical)
    single = all(len(parts.get(kind, [])) == 1 for kind in ("Deployment", "Stage"))
    known = parts.keys() <= {"Deployment", "Stage", "Method", "Resource", "Authorizer"}
    if not single or not known or len(parts.get("Authorizer", [])) > 1:
        return None
    deployment, stage = (draft.resources[parts[k][0]]["Properties"] for k in ("Deployment", "Stage"))
    if deployment.keys() != {"RestApiId"} or stage.get("DeploymentId") != {"Ref": parts["Deployment"][0]}:
        return None
    return parts


def _method(draft: Draft, api: str, logical: str, functions: list[Function]) -> _Method | None:
    said = draft.resources[logical]["Properties"]
    known = {"RestApiId", "ResourceId", "HttpMethod", "AuthorizationType", "AuthorizerId", "ApiKeyRequired"}
    integration = said.get("Integration", {})
    if not said.keys() <= known | {"Integration"} or integration.keys() != {
        "Type",
        "IntegrationHttpMethod",
        "Uri",
    }:
        return None
    called = _CALLED.search(
        str(integration["Uri"].get("Fn::Sub", "")) if isinstance(integration["Uri"], dict) else ""
    )
    function = next((f for f in functions if called and {"Ref": called[1]} in f.called), None)
    path = _path(draft, api, said["ResourceId"])
    if integration["Type"] != "AWS_PROXY" or function is None or path is None:
        return None
    owner = draft.owners.get(logical)
    permission = [
        k
        for k, r in draft.resources.items()
        if r["Type"] == PERMISSION
        and draft.owners.get(k) == owner
        and r["Properties"].get("Principal") == "apigateway.amazonaws.com"
        and r["Properties"].get("FunctionName") in function.called
    ]
    if len(permission) != 1:
        return None
    authorizer = next(iter(referenced(said.get("AuthorizerId"))), "")
    guard = (str(said.get("AuthorizationType", "NONE")), authorizer, bool(said.get("ApiKeyRequired", False)))
    return _Method(logical, path, str(said["HttpMethod"]), function, permission[0], guard)


def _path(draft: Draft, api: str, resource: Any) -> str | None:
    """The path that a resource of the API stands for; empty for its root."""
    if resource == {"Fn::GetAtt": [api, "RootResourceId"]}:
        return ""
    said: Mapping[str, Any] = draft.resources.get(str(resource.get("Ref")), {}).get("Properties", {})
    above = _path(draft, api, said["ParentId"]) if "ParentId" in said else None
    return None if above is None else f"{above}/{said['PathPart']}"


def _properties(
    draft: Draft, api: str, parts: dict[str, list[str]], guard: tuple[str, str, bool]
) -> dict[str, Any] | None:
    plain = draft.resources[api]["Properties"]
    stage = draft.resources[parts["Stage"][0]]["Properties"]
    if (
        not plain.keys() <= _API | {"EndpointConfiguration", "Tags"}
        or not draft.resources[api].keys() <= ATTRIBUTES
    ):
        return None
    if not stage.keys() <= _STAGE | {"RestApiId", "DeploymentId", "Tags"} or plain.get("Tags") != stage.get(
        "Tags"
    ):
        return None
    said = {k: v for k, v in plain.items() if k in _API} | {k: v for k, v in stage.items() if k in _STAGE}
    said["OpenApiVersion"] = "3.0.1"  # else SAM makes a second stage, called Stage
    endpoint = plain.get("EndpointConfiguration", {})
    if endpoint.keys() - {"Types"} or len(endpoint.get("Types", [])) > 1:
        return None
    if endpoint:
        said["EndpointConfiguration"] = {"Type": endpoint["Types"][0]}
    if "Tags" in plain:
        said |= {"Tags": tag_map(plain["Tags"]), "PropagateTags": True}
    auth = _auth(draft, guard, parts.get("Authorizer", []))
    if auth is None:
        return None
    return {**said, "Auth": auth} if auth else said


def _auth(draft: Draft, guard: tuple[str, str, bool], authorizers: list[str]) -> dict[str, Any] | None:
    kind, authorizer, key = guard
    auth: dict[str, Any] = {}
    if kind == "AWS_IAM" and not authorizers:
        auth = {"DefaultAuthorizer": "AWS_IAM", "InvokeRole": "NONE"}
    elif kind == "COGNITO_USER_POOLS" and authorizers == [authorizer]:
        said = draft.resources[authorizer]["Properties"]
        header = re.fullmatch(r"method\.request\.header\.([\w-]+)", str(said.get("IdentitySource")))
        usual = said.get("AuthorizerResultTtlInSeconds", _USUAL_TTL) == _USUAL_TTL
        if header is None or not usual or len(said.get("ProviderARNs", [])) != 1:
            return None
        pools = {"UserPoolArn": said["ProviderARNs"][0], "Identity": {"Header": header[1]}}
        auth = {"DefaultAuthorizer": said["Name"], "Authorizers": {said["Name"]: pools}}
    elif kind != "NONE" or authorizers:
        return None
    return {**auth, "ApiKeyRequired": True} if key else auth
