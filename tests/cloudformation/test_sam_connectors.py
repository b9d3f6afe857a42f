"""Each pair of AWS SAM's connectors, permission by permission: a drawn connection grants the same, or says why less.

The table is written from SAM's list of pairs and what each permission allows. ``drawn`` is our connection, empty
where the palettes have no such component; ``written`` says who is granted: the source's role, the target's role, a
resource policy or a permission for a service; ``without`` are the actions left out, for ``reason``.
See serverless-application-model/latest/developerguide/reference-sam-connector.html
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.export import write_draft
from archdesk.cloudformation.references import referenced
from tests.cloudformation.drawing import Drawing

TABLE = Path(__file__).parents[1] / "data" / "sam_connectors.csv"
CATALOGUE = load_catalogue()
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
DRAWN = [row for row in ROWS if row["drawn"]]


def drawn(row: dict[str, str]) -> tuple[Draft, str, str]:
    """The template of a row's connection, and the logical ids of its ends."""
    source, relation, target = row["drawn"].split(" ")
    (entry,) = (
        e for e in CATALOGUE.connection_types(source, target) if e.relation == relation and not e.where
    )
    d = Drawing()
    ends = d.ends(CATALOGUE, d.network(), entry, source, target)
    draft = write_draft(d.design(), CATALOGUE)
    found = [draft.logical_id(draft.design.component(end)) for end in ends]
    return draft, found[0], found[1]


def granted(draft: Draft, role: str) -> dict[str, list[Any]]:
    """Each action a role may take, with the resources."""
    found: dict[str, list[Any]] = {}
    for resource in draft.resources.values():
        if resource["Type"] == "AWS::IAM::Policy" and role in referenced(resource["Properties"]["Roles"]):
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
                for action in statement["Action"]:
                    found.setdefault(action, []).extend(statement["Resource"])
    return found


# AWS lets these be told no narrower
ANYWHERE = {"dynamodb:ListStreams"}
# a step waits for another workflow by a rule that Step Functions makes and names itself
BY_ITS_NAME = {"events:DescribeRule", "events:PutRule", "events:PutTargets"}


@pytest.mark.parametrize("row", DRAWN, ids=lambda r: f"{r['drawn']} {r['permission']}")
def test_a_connection_grants_what_the_connector_does(row):
    draft, source, target = drawn(row)
    wanted = set(row["actions"].split()) - set(row["without"].split())
    kind, _, rest = row["written"].partition(" ")
    if kind == "role":
        who, about = (target, source) if rest == "of target" else (source, target)
        found = granted(draft, f"{who}Role")
        assert wanted <= set(found)
        assert not set(row["without"].split()) & set(found)
        for action in wanted:
            if action in ANYWHERE:
                assert found[action] == ["*"]
            elif action in BY_ITS_NAME:
                assert ":rule/StepFunctionsGetEventsForStepFunctionsExecutionRule" in str(found[action])
            else:
                assert found[action], action
                assert all(about in referenced(arn) for arn in found[action]), action
    elif kind == "policy":
        (statement,) = draft.resources[f"{target}Policy"]["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": rest}
        assert set(statement["Action"]) == wanted
        assert source in referenced(statement["Condition"]["ArnLike"]["aws:SourceArn"])
    else:
        (permission,) = (
            r["Properties"] for r in draft.resources.values() if r["Type"] == "AWS::Lambda::Permission"
        )
        function, caller = (source, target) if " authorizes " in row["drawn"] else (target, source)
        assert {permission["Action"]} == wanted
        assert permission["Principal"] == rest
        assert function in referenced(permission["FunctionName"])
        # a bucket that CloudFormation names has no ARN before its notifications are set
        assert caller in referenced(permission.get("SourceArn", {})) or permission["SourceAccount"] == {
            "Ref": "AWS::AccountId"
        }


def test_every_pair_of_a_connector_is_in_the_table_with_its_permissions():
    pairs = {(row["source"], row["target"]) for row in ROWS}
    assert len(pairs) == 31
    named = {
        "Events::EventBus",
        "Lambda::Function",
        "SNS::Topic",
        "SQS::Queue",
        "StepFunctions::StateMachine",
    }
    assert {t.removeprefix("AWS::") for s, t in pairs if s == "AWS::Events::Rule"} == named


def test_whatever_is_left_out_has_its_reason_and_is_of_the_connector():
    for row in ROWS:
        assert set(row["without"].split()) <= set(row["actions"].split()), row
        if row["without"] or not row["drawn"]:
            assert row["reason"], row
        assert row["actions"].split() == sorted(row["actions"].split()), row
