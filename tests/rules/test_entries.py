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
        ([], "passes"),
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


@pytest.mark.parametrize("having", [None, [], {}, "Effect"])
def test_an_entry_without_keys_is_a_problem(having):
    with pytest.raises(RuleError, match="mapping of keys"):
        compile_entry({"of": [], "having": having}, Scope(CATALOGUE, "current", {}), ("check",))
