"""Whether a rule finds the statement it looks for in what a role allows."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules.compiling import compile_rule
from archdesk.rules.entries import compile_entry
from archdesk.rules.examples import read_example, results
from archdesk.rules.scope import RuleError, Scope

CATALOGUE = load_catalogue()
RULE = next(r for r in CATALOGUE.rules if r.id == "IAM-001")


def verdict(statements: Any) -> str | None:
    """What the rule against wildcard actions says of a role with these statements."""
    raw = {"components": {"r": {"type": "iam.role", "statements": statements}}}
    example = read_example(raw, RULE, CATALOGUE, "passes", ())
    rule = compile_rule(RULE, CATALOGUE, "current")
    return results(rule, CATALOGUE, example.design, "current")["r"]


@pytest.mark.parametrize(
    "statements, result",
    [
        ([], None),
        ([{"Effect": "Allow", "Action": "*", "Resource": "*"}], "fails"),
        ([{"Effect": "Allow", "Action": ["s3:GetObject", "*"]}], "fails"),
        ([{"Effect": "Allow", "Action": ["s3:GetObject"]}, {"Effect": "Allow", "Action": "*:*"}], "fails"),
        ([{"Effect": "Deny", "Action": "*"}, {"Effect": "Allow", "Action": "s3:GetObject"}], "passes"),
        ({"Effect": "Allow", "Action": "*"}, "fails"),
        ([{"Effect": "Allow", "NotAction": "*"}], "passes"),
        (["not a statement"], "passes"),
    ],
)
def test_a_statement_is_found_by_all_its_keys(statements, result):
    assert verdict(statements) == result


@pytest.mark.parametrize(
    "statement, holds",
    [
        ({"Effect": "Allow", "Action": ["ec2:Describe*", "s3:*"]}, True),
        ({"Effect": "Allow", "Action": "s3:GetObject"}, False),
        ({"Effect": "Allow", "Action": "s3:*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, False),
        ({"Effect": "Allow", "Action": 5}, False),
        ("not a statement", False),
    ],
)  # fmt: skip
def test_a_value_may_have_to_end_in_something_and_a_key_to_be_missing(statement, holds):
    entry = {"of": "$it.statements", "having": {"Effect": "Allow"}, "ending": {"Action": ":*"}, "lacking": ["Condition"]}  # fmt: skip
    definition = RULE.model_copy(update={"check": {"entry": entry}})
    example = read_example(_role([statement]), definition, CATALOGUE, "passes", ())
    found = results(compile_rule(definition, CATALOGUE, "current"), CATALOGUE, example.design, "current")
    assert found == {"r": "passes" if holds else "fails"}


def test_a_key_may_have_to_be_there():
    entry = {"of": "$it.statements", "having": {"Effect": "Allow"}, "holding": ["NotAction"]}
    definition = RULE.model_copy(update={"check": {"entry": entry}})
    rule = compile_rule(definition, CATALOGUE, "current")
    for key, result in (("NotAction", "passes"), ("Action", "fails")):
        example = read_example(
            _role([{"Effect": "Allow", key: "iam:*"}]), definition, CATALOGUE, "passes", ()
        )
        assert results(rule, CATALOGUE, example.design, "current") == {"r": result}


@pytest.mark.parametrize(
    "extra", [{"ending": []}, {"holding": "NotAction"}, {"lacking": [5]}, {"beside": []}]
)
def test_what_an_entry_may_have_beside_is_checked(extra):
    raw = {"of": [], "having": {"Effect": "Allow"}, **extra}
    with pytest.raises(RuleError):
        compile_entry(raw, Scope(CATALOGUE, "current", {}), ("check",))


def _role(statements: list[Any]) -> dict[str, Any]:
    return {"components": {"r": {"type": "iam.role", "statements": statements}}}


@pytest.mark.parametrize("having", [None, [], {}, "Effect"])
def test_an_entry_without_keys_is_a_problem(having):
    with pytest.raises(RuleError, match="mapping of keys"):
        compile_entry({"of": [], "having": having}, Scope(CATALOGUE, "current", {}), ("check",))
