"""What a template permits: every policy statement in it, its resources as the ARNs they stand for.

The ARNs come from ``tests/data/iam/arns.csv``, written from AWS's pages: what Ref and GetAtt give for a type.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.references import referenced

FACTS = Path(__file__).parents[1] / "data" / "iam"
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "123456789012",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "stack",
    "AWS::StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/stack/1",
}
IDENTITY = {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy",
            "AWS::IAM::GroupPolicy", "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"}  # fmt: skip


def facts(name: str) -> list[dict[str, str]]:
    """The rows of a table of facts about IAM."""
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _arns() -> dict[tuple[str, str], str]:
    return {(row["type"], row["attribute"]): row["arn"] for row in facts("arns") if row["type"]}


@cache
def examples() -> list[str]:
    """ARNs that a parameter may be given; the first fits no pattern that is worth having."""
    return [row["arn"] for row in facts("arns") if not row["type"]]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: where it stands, of what kind (identity, resource, key or trust), and what it says."""

    logical: str
    type: str
    kind: str
    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    said: dict[str, Any]

    def principals(self) -> list[Any]:
        """Services, accounts, roles; ``*`` for whoever asks."""
        given = self.said.get("Principal", {})
        return [p for v in given.values() for p in listed(v)] if isinstance(given, dict) else [given]


def statements(draft: Draft) -> list[Statement]:
    """All statements of a template that allow something; those of a parameter alone say nothing here."""
    found = []
    for logical, resource in draft.resources.items():
        for path, said in _said(resource.get("Properties", {})):
            actions = [a for a in listed(said["Action"]) if isinstance(a, str)]
            kind = "resource"
            if "AssumeRolePolicyDocument" in path:
                kind = "trust"
            elif "KeyPolicy" in path:
                kind = "key"
            elif resource["Type"] in IDENTITY or "Policies" in path:
                kind = "identity"
            if actions:
                resources = tuple(listed(said.get("Resource", [])))
                found.append(Statement(logical, resource["Type"], kind, tuple(actions), resources, said))
    return found


def _said(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(value, dict):
        if value.get("Effect") == "Allow" and "Action" in value:
            yield path, value
        for key, entry in value.items():
            yield from _said(entry, (*path, key))
    elif isinstance(value, list):
        for entry in value:
            yield from _said(entry, path)


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def names_something(value: Any, draft: Draft) -> bool:
    """Whether a value is about a resource or a parameter of the template."""
    return bool(referenced(value) & (draft.resources.keys() | draft.parameters.keys()))


def arns_of(value: Any, draft: Draft) -> list[str]:
    """The ARNs a value may stand for; several where the pattern of a parameter lets several kinds in."""
    return sorted({arn_of(value, draft, turn) for turn in range(len(examples()))})


def arn_of(value: Any, draft: Draft, turn: int = 0) -> str:
    """The ARN a value stands for, with AWS's example names. Raises KeyError for what arns.csv does not say."""
    if isinstance(value, str):
        return value
    (key, entry), *_ = value.items()
    if key == "Ref":
        return _ref(entry, draft, turn)
    if key == "Fn::GetAtt":
        logical, _, attribute = entry.partition(".") if isinstance(entry, str) else (entry[0], "", entry[1])
        return _attribute(logical, attribute, draft)
    if key == "Fn::Sub":
        text, given = (entry, {}) if isinstance(entry, str) else entry

        def replacement(match: re.Match[str]) -> str:
            name = match.group(1)
            if name in given:
                return arn_of(given[name], draft, turn)
            if "." in name:
                return _attribute(*name.split(".", 1), draft)  # type: ignore[arg-type]
            return _ref(name, draft, turn)

        return re.sub(r"\$\{([^!}]+)\}", replacement, text)
    if key == "Fn::If":
        return arn_of(entry[1], draft, turn)
    if key == "Fn::Join":
        return str(entry[0]).join(arn_of(part, draft, turn) for part in entry[1])
    raise KeyError(f"what {value} stands for")


def _ref(name: str, draft: Draft, turn: int) -> str:
    if name in PSEUDO:
        return PSEUDO[name]
    if name in draft.resources:
        return _arns().get((draft.resources[name]["Type"], "Ref"), "name")
    parameter = draft.parameters[name]
    pattern = str(parameter.get("AllowedPattern", ""))
    if "Default" in parameter:
        return str(parameter["Default"])
    if re.fullmatch(pattern, "name"):
        return "name"
    let_in = [e for e in examples() if re.fullmatch(pattern, e)] or ["anything"]
    return let_in[turn % len(let_in)]


def _attribute(logical: str, attribute: str, draft: Draft) -> str:
    kind = draft.resources[logical]["Type"]
    if (kind, attribute) in _arns():
        return _arns()[kind, attribute]
    if attribute.lower().endswith("arn"):
        raise KeyError(f"arns.csv does not say what {kind} gives as {attribute}")
    return "name"
