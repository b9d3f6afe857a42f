"""A state machine as an AWS::Serverless::StateMachine: its definition as a mapping, with substitutions by name."""

from __future__ import annotations

import json
import re
from typing import Any

from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.forms.functions import ATTRIBUTES, tag_map
from archdesk.cloudformation.forms.policies import say_role
from archdesk.cloudformation.naming import pascal

TYPE = "AWS::Serverless::StateMachine"
_NAMES = {
    "StateMachineName": "Name",
    "StateMachineType": "Type",
    "RoleArn": "Role",
    "Definition": "Definition",
    "DefinitionSubstitutions": "DefinitionSubstitutions",
    "LoggingConfiguration": "Logging",
    "TracingConfiguration": "Tracing",
}


def say_state_machine(draft: Draft, logical: str, needs: dict[str, set[str]], moved: dict[str, str]) -> None:
    """Make the state machine a serverless one, unless it has something that SAM has no word for."""
    resource = draft.resources[logical]
    plain = resource["Properties"]
    if not resource.keys() <= ATTRIBUTES or not plain.keys() <= {*_NAMES, "DefinitionString", "Tags"}:
        return
    said: dict[str, Any] = {_NAMES[k]: v for k, v in plain.items() if k in _NAMES}
    if "DefinitionString" in plain:
        found = definition_of(plain["DefinitionString"])
        if found is None or "DefinitionSubstitutions" in plain:
            return
        said["Definition"], substitutions = found
        if substitutions:
            said["DefinitionSubstitutions"] = substitutions
    if not isinstance(said.get("Definition", {}), dict) or not isinstance(said.get("Type", ""), str):
        return  # nor would CloudFormation take it
    if "Tags" in plain:
        said["Tags"] = tag_map(plain["Tags"])
    draft.resources[logical] = {**resource, "Type": TYPE, "Properties": said}
    say_role(draft, logical, said, needs, moved)


def definition_of(text: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """A definition's text, joined of parts, as a mapping and what is to be put in for its `${names}`.

    None where the text is no JSON once the parts are together.
    """
    substitutions: dict[str, Any] = {}
    flat = _flat(text, substitutions)
    try:
        found = None if flat is None else json.loads(flat)
    except ValueError:
        return None
    return (found, substitutions) if isinstance(found, dict) else None


def _flat(value: Any, substitutions: dict[str, Any]) -> str | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (key, entry), *_ = value.items()
    if key == "Fn::Join" and isinstance(entry[1], list):
        parts = [_flat(part, substitutions) for part in entry[1]]
        return None if None in parts else entry[0].join(str(p) for p in parts)
    if key == "Fn::Sub" and isinstance(entry, str):

        def named(match: re.Match[str]) -> str:
            owner, dot, attribute = match[1].partition(".")
            whole = {"Fn::GetAtt": [owner, attribute]} if dot else {"Ref": owner}
            return _name(pascal(match[1].replace("::", " ").replace(".", " ")), whole, substitutions)

        return re.sub(r"\$\{([\w.:]+)\}", named, entry)
    if key == "Ref":
        return _name(pascal(entry.replace("::", " ")), value, substitutions)
    if key == "Fn::GetAtt":
        return _name(pascal(" ".join(entry)), value, substitutions)
    return None


def _name(wanted: str, value: Any, substitutions: dict[str, Any]) -> str:
    number, name = 1, wanted
    while substitutions.setdefault(name, value) != value:
        number += 1
        name = f"{wanted}{number}"
    return f"${{{name}}}"
