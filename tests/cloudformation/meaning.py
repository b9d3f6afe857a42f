"""What a plain template means, so that two can be compared: who may do what, who calls whom, with what settings."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

# what SAM adds to each role that it makes, to that of a function in a VPC, and its own name for X-Ray's policy
BASIC, NETWORK = "AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole"
XRAY = "AWSXRayDaemonWriteAccess"
CALLS = "AWS::Lambda::Permission"
RENAMED = {"AWSXrayWriteOnlyAccess": XRAY}


class Meaning:
    """A template read: functions, statements, calls and API methods, in one notation for every intrinsic function."""

    def __init__(self, template: dict[str, Any]) -> None:
        self.resources = template["Resources"]
        self.names: dict[str, str] = {}
        self.names |= self._names()
        self.names |= self._rules()

    def of(self, *types: str) -> dict[str, dict[str, Any]]:
        return {k: r.get("Properties", {}) for k, r in self.resources.items() if r["Type"] in types}

    def _names(self) -> dict[str, str]:
        """One id for what SAM names in its own way: by the function or the API; see ``_rules``."""
        names = {}
        for type, key in (("Alias", "FunctionName"), ("Version", "FunctionName")):
            for id, said in self.of(f"AWS::Lambda::{type}").items():
                if isinstance(said[key], dict):
                    names[id] = f"{said[key]['Ref']}{type}"
        for id, said in self.of("AWS::ApiGateway::Stage").items():
            names[id] = f"{said['RestApiId']['Ref']}Stage"
        return names

    def _rules(self) -> dict[str, str]:
        names = {}
        for id, said in self.of("AWS::Events::Rule").items():
            targets = said.get("Targets", [])
            if isinstance(targets, list) and len(targets) == 1:
                called = _itself(self.text(targets[0].get("Arn")))
                names[id] = (
                    f"rule {said.get('ScheduleExpression') or json.dumps(said.get('EventPattern'))} {called}"
                )
        return names

    def flat(self, value: Any) -> Any:
        """The value with <Name> for a reference, <Name.Attribute> for an attribute; Fn::Sub as text."""
        if isinstance(value, list):
            return [self.flat(v) for v in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (key, entry), *_ = value.items()
            if key == "Ref":
                if entry == "AWS::Partition":
                    return "aws"
                return f"<{self.names.get(entry, entry)}>"
            if key == "Fn::GetAtt":
                name, attribute = entry.split(".", 1) if isinstance(entry, str) else entry
                return f"<{self.names.get(name, name)}.{attribute}>"
            if key == "Fn::Sub":
                return self._substituted(entry)
        return {k: self.flat(v) for k, v in sorted(value.items())}

    def _substituted(self, entry: Any) -> str:
        text, given = (entry, {}) if isinstance(entry, str) else entry

        def put(match: re.Match[str]) -> str:
            if match[1] in given:
                return str(self.flat(given[match[1]]))
            name, dot, attribute = match[1].partition(".")
            return f"<{self.names.get(name, name)}{dot}{attribute}>"

        found = re.sub(r"\$\{([\w.:]+)\}", put, text).replace("<AWS::Partition>", "aws")
        group = re.fullmatch(r"arn:aws:logs:<AWS::Region>:<AWS::AccountId>:log-group:<(\w+)>:\*", found)
        return f"<{group[1]}.Arn>" if group else found

    def text(self, value: Any) -> str:
        return json.dumps(self.flat(value), sort_keys=True)

    def functions(self) -> dict[str, Any]:
        """Each function but for its role; SAM's own tag left out."""
        return {id: self._plain(said) for id, said in self.of("AWS::Lambda::Function").items()}

    def _plain(self, said: dict[str, Any]) -> dict[str, Any]:
        tags = {t["Key"]: t["Value"] for t in said.get("Tags", []) if not t["Key"].endswith(":createdBy")}
        rest = {k: v for k, v in said.items() if k not in ("Role", "RoleArn", "Tags")}
        return {**self.flat(rest), "Tags": tags}

    def allowed(self, id: str) -> set[str]:
        """Each action on each resource that the role of a function or state machine allows, and managed policies."""
        said = self.resources[id]["Properties"]
        role = said.get("Role") or said.get("RoleArn")
        name = role["Fn::GetAtt"][0] if isinstance(role, dict) and "Fn::GetAtt" in role else None
        if name is None or self.resources.get(name, {}).get("Type") != "AWS::IAM::Role":
            return {self.text(role)}
        own = self.resources[name]["Properties"]
        documents = [p["PolicyDocument"] for p in own.get("Policies", [])]
        for policy in self.of("AWS::IAM::Policy").values():
            if {"Ref": name} in policy.get("Roles", []):
                documents.append(policy["PolicyDocument"])
        found = set()
        for document in documents:
            for said in document["Statement"]:
                if "Action" not in said:  # there on a condition
                    found.add(self.text(said))
                    continue
                rest = {k: v for k, v in said.items() if k not in ("Action", "Resource")}
                for action in _list(said["Action"]):
                    found |= {f"{action} {self.text(r)} {self.text(rest)}" for r in _list(said["Resource"])}
        managed = {str(self.flat(arn)).rsplit("/", 1)[-1] for arn in own.get("ManagedPolicyArns", [])}
        managed = {RENAMED.get(m, m) for m in managed} - {BASIC, NETWORK}
        trust = self.text(
            [_list(s["Principal"]["Service"]) for s in own["AssumeRolePolicyDocument"]["Statement"]]
        )
        return found | managed | {trust}

    def calls(self) -> set[tuple[str, str, str, str]]:
        """Who may call which function, from where; APIs apart."""
        return {
            (said["Principal"], self.text(said["FunctionName"]), self.text(said.get("SourceArn")), self.text(said.get("SourceAccount")))
            for said in self.of(CALLS).values()
            if said["Principal"] != "apigateway.amazonaws.com"
        }  # fmt: skip

    def api_calls(self) -> set[tuple[str, str]]:
        return {
            (self.text(said["FunctionName"]), str(self.flat(said.get("SourceArn"))))
            for said in self.of(CALLS).values()
            if said["Principal"] == "apigateway.amazonaws.com"
        }

    def sources(self) -> set[str]:
        """Mappings, subscriptions, rules, schedules and notifications that lead to functions, and settings of them."""
        kinds = ("Lambda::EventSourceMapping", "SNS::Subscription", "Logs::SubscriptionFilter", "Lambda::Alias",
                 "Lambda::Version", "Scheduler::Schedule", "Lambda::EventInvokeConfig")  # fmt: skip
        found = set()
        for kind in kinds:
            for said in self.of(f"AWS::{kind}").values():
                kept = {k: v for k, v in said.items() if v not in ({}, None)}
                found.add(f"{kind} {_itself(self.text(kept))}")
        for said in self.of("AWS::Events::Rule").values():
            targets = [{k: v for k, v in t.items() if k != "Id"} for t in _list(said.get("Targets", []))]
            kept = {k: v for k, v in said.items() if k not in ("Description", "Tags", "Targets")}
            kept = {k: v for k, v in kept.items() if (k, v) != ("State", "ENABLED")}
            found.add(f"rule {_itself(self.text({**kept, 'Targets': targets}))}")
        for id, said in self.of("AWS::S3::Bucket").items():
            for kind, entries in said.get("NotificationConfiguration", {}).items():
                for entry in entries if isinstance(entries, list) else []:
                    found.add(f"bucket {id} {kind} {_itself(self.text(entry))}")
        return found

    def methods(self) -> set[tuple[str, str, str, str]]:
        """API, path, verb, and what is called by whom: of methods that are resources and of those in a body."""
        found = set()
        for said in self.of("AWS::ApiGateway::Method").values():
            if said.get("Integration", {}).get("Type") == "AWS_PROXY":
                guard = said.get("AuthorizationType", "NONE"), bool(said.get("ApiKeyRequired"))
                path = self._path(said["ResourceId"]) or "/"
                called = self.text(said["Integration"]["Uri"])
                found.add((said["RestApiId"]["Ref"], f"{said['HttpMethod']} {path}", called, str(guard)))
        for api, said in self.of("AWS::ApiGateway::RestApi").items():
            body = said.get("Body") or {}
            schemes = body.get("components", {}).get("securitySchemes", {})
            for path, verbs in body.get("paths", {}).items() if "openapi" in body else ():
                for verb, entry in verbs.items():
                    if "x-amazon-apigateway-integration" not in entry:
                        continue
                    named = [n for s in entry.get("security", []) for n in s]
                    kinds = [schemes.get(n, {}).get("x-amazon-apigateway-authtype") for n in named]
                    kind = (
                        "AWS_IAM"
                        if "awsSigv4" in kinds
                        else "COGNITO_USER_POOLS"
                        if "cognito_user_pools" in kinds
                        else "NONE"
                    )
                    called = self.text(entry["x-amazon-apigateway-integration"]["uri"])
                    word = "ANY" if verb.endswith("any-method") else verb.upper()
                    found.add((api, f"{word} {path}", called, str((kind, "api_key" in named))))
        return found

    def _path(self, resource: Any) -> str:
        if "Fn::GetAtt" in resource:
            return ""
        said = self.resources[resource["Ref"]]["Properties"]
        return f"{self._path(said['ParentId'])}/{said['PathPart']}"

    def stages(self) -> dict[str, Any]:
        found = {}
        for said in self.of("AWS::ApiGateway::Stage").values():
            found[said["RestApiId"]["Ref"]] = self._plain(
                {k: v for k, v in said.items() if k != "DeploymentId"}
            )
        return found

    def rest(self, *without: str) -> dict[str, Any]:
        """Every resource that SAM has no way of its own for."""
        found = {}
        for id, resource in self.resources.items():
            if resource["Type"] not in (*SAID, *without):
                said = resource.get("Properties", {})
                kept = {k: v for k, v in said.items() if k != "NotificationConfiguration"}
                found[id] = (resource["Type"], self.text(kept))
        return found


SAID = (
    CALLS, "AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping", "AWS::IAM::Role", "AWS::IAM::Policy", "AWS::SNS::Subscription",
    "AWS::Logs::SubscriptionFilter", "AWS::Events::Rule", "AWS::Scheduler::Schedule", "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::Method", "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Authorizer", "AWS::StepFunctions::StateMachine",
)  # fmt: skip


def _itself(text: str) -> str:
    """A function is called by its name or its ARN alike, and an endpoint is its ARN either way."""
    return re.sub(r'"<(\w+)\.Arn>"', r'"<\1>"', text)


def differences(plain: dict[str, Any], translated: dict[str, Any]) -> list[Any]:
    """What the two templates say differently; a narrower permission of an API is none."""
    one, two = Meaning(plain), Meaning(translated)
    found: list[Any] = []

    def compare(what: str, a: Any, b: Any) -> None:
        if a != b:
            if isinstance(a, set):
                found.append((what, "lost", sorted(a - b, key=str), "new", sorted(b - a, key=str)))
            else:
                keys = [k for k in {**a, **b} if a.get(k) != b.get(k)]
                found.append((what, [(k, a.get(k), b.get(k)) for k in keys]))

    compare("functions", one.functions(), two.functions())
    for id in (*one.functions(), *one.of("AWS::StepFunctions::StateMachine")):
        compare(f"statements of {id}", one.allowed(id), two.allowed(id))
    compare("calls", {_call(c) for c in one.calls()}, {_call(c) for c in two.calls()})
    compare("sources", one.sources(), two.sources())
    compare("methods", one.methods(), two.methods())
    compare("stages", one.stages(), two.stages())
    compare("definitions", _machines(one), _machines(two))
    compare("rest", one.rest(), two.rest())
    for function, arn in two.api_calls():
        if not any(f == function and fnmatchcase(arn, a.replace("[", "[[]")) for f, a in one.api_calls()):
            found.append(("permission", function, arn))
    if {f for f, _ in one.api_calls()} != {f for f, _ in two.api_calls()}:
        found.append(("permissions", one.api_calls(), two.api_calls()))
    return found


def _call(call: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_itself(part) for part in call)


def _machines(meaning: Meaning) -> dict[str, Any]:
    found = {}
    for id, said in meaning.of("AWS::StepFunctions::StateMachine").items():
        text = meaning.flat(said.get("DefinitionString", ""))
        substitutions = meaning.flat(said.get("DefinitionSubstitutions", {}))
        whole = said.get("Definition") or json.loads(_joined(text, substitutions) or "{}")
        rest = {k: v for k, v in said.items() if not k.startswith("Definition")}
        found[id] = (meaning._plain(rest), json.dumps(meaning.flat(whole), sort_keys=True))
    return found


def _joined(value: Any, substitutions: dict[str, Any]) -> str:
    if isinstance(value, dict):
        glue, parts = value["Fn::Join"]
        value = glue.join(_joined(part, substitutions) for part in parts)
    return re.sub(r"\$\{(\w+)\}", lambda m: str(substitutions.get(m[1], m[0])), str(value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
