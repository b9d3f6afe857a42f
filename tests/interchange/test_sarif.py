"""SARIF as code scanning reads it: held to a schema stricter than the standard's, for what we write."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema

from archdesk.catalog.catalogue import load_catalogue
from archdesk.errors import Problem
from archdesk.interchange.report import Checked, Report, uri
from archdesk.interchange.sarif import FINGERPRINT, fingerprint, sarif_log
from archdesk.rules.check import rules_of
from archdesk.rules.findings import Finding, Fix

# The parts of SARIF 2.1.0 (OASIS, section 3) that a log of ours may have; anything else is a mistake of ours.
TEXT = {"type": "string", "minLength": 1}
LEVEL = {"enum": ["error", "warning", "note"]}


def strict(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": sorted(required),
        "additionalProperties": False,
    }


MESSAGE = strict({"text": TEXT})
PLACE = strict(
    {
        "artifactLocation": strict(
            {"uri": {"type": "string", "format": "uri-reference", "pattern": r"^[^\\ ]+$", "minLength": 1}}
        ),
        "region": strict({"startLine": {"type": "integer", "minimum": 1}}),
    }
)
LOCATION = strict(
    {"physicalLocation": PLACE},
    {
        "logicalLocations": {
            "type": "array",
            "minItems": 1,
            "items": strict({"name": TEXT, "fullyQualifiedName": TEXT, "kind": {"const": "resource"}}),
        }
    },
)
RULE = strict(
    {"id": TEXT},
    {
        "name": {"type": "string", "pattern": "^[A-Z0-9]\\w*$"},
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MESSAGE,
        "helpUri": {"type": "string", "pattern": "^https://docs\\.aws\\.amazon\\.com/[^ ]+$"},
        "defaultConfiguration": strict({"level": LEVEL}),
        "properties": strict({"tags": {"type": "array", "items": TEXT, "uniqueItems": True}}),
    },
)
SUPPRESSION = strict(
    {"kind": {"enum": ["inSource", "external"]}, "status": {"const": "accepted"}, "justification": TEXT}
)
RESULT = strict(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "kind": {"const": "fail"},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": LOCATION},
        "partialFingerprints": strict({FINGERPRINT: {"type": "string", "pattern": "^[0-9a-f]{32}$"}}),
        "suppressions": {"type": "array", "items": SUPPRESSION, "uniqueItems": True},
        "properties": strict(
            {"fixes": {"type": "array", "items": TEXT}}, {"edition": {"enum": ["notes", "current"]}}
        ),
    }
)
LOG = strict(
    {
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": strict(
                {
                    "tool": strict(
                        {
                            "driver": strict(
                                {
                                    "name": {"const": "ArchDesk"},
                                    "version": TEXT,
                                    "semanticVersion": TEXT,
                                    "rules": {"type": "array", "items": RULE},
                                }
                            )
                        }
                    ),
                    "invocations": {
                        "type": "array",
                        "items": strict(
                            {
                                "executionSuccessful": {"type": "boolean"},
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": strict(
                                        {"level": LEVEL, "message": MESSAGE},
                                        {"locations": {"type": "array", "items": LOCATION}},
                                    ),
                                },
                            }
                        ),
                    },
                    "columnKind": {"const": "unicodeCodePoints"},
                    "results": {"type": "array", "items": RESULT},
                }
            ),
        },
    }
)


def valid(log: dict[str, Any]) -> dict[str, Any]:
    """The one run of a log that is as it should be."""
    plain = json.loads(json.dumps(log))
    jsonschema.Draft202012Validator.check_schema(LOG)
    jsonschema.Draft202012Validator(LOG).validate(plain)
    (run,) = plain["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)
    assert [ids[result["ruleIndex"]] for result in run["results"]] == [r["ruleId"] for r in run["results"]]
    return run


FINDING = Finding(
    "SQS-001",
    "warning",
    ("f", "q"),
    "The queue hides messages for 30 s.",
    "Title",
    "Why",
    fixes=(Fix("Longer", True, {"set": {}}),),
    connection="e",
)


def report(*findings: Finding, file: str = "a/b.archdesk", problems: tuple[Problem, ...] = ()) -> Report:
    rules = {r.id: r for r in rules_of(load_catalogue(), "current").rules}
    checked = Checked(
        file, "current", findings=findings, lines={"f": 7, "e": 9}, names={"f": "Work", "q": "Jobs"}
    )
    return Report((checked,), rules, problems)


def test_a_finding_has_its_rule_place_components_and_severity() -> None:
    run = valid(sarif_log(report(FINDING)))
    (result,) = run["results"]
    assert result["level"] == "warning"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "a/b.archdesk"},
        "region": {"startLine": 7},
    }
    assert [(x["fullyQualifiedName"], x["name"]) for x in location["logicalLocations"]] == [
        ("f", "Work"),
        ("q", "Jobs"),
    ]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["helpUri"].startswith("https://docs.aws.amazon.com/lambda/")
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_every_rule_there_is_can_be_told() -> None:
    rules = rules_of(load_catalogue(), "current").rules
    run = valid(sarif_log(report(*(replace(FINDING, rule=rule.id) for rule in rules))))
    assert len(run["tool"]["driver"]["rules"]) == len(rules)


def test_an_info_is_a_note_and_a_rule_nobody_knows_has_only_its_id() -> None:
    run = valid(sarif_log(report(replace(FINDING, rule="GONE-001", severity="info"))))
    assert run["results"][0]["level"] == "note"
    assert run["tool"]["driver"]["rules"] == [{"id": "GONE-001"}]


def test_a_waived_finding_is_suppressed_with_its_reason_and_an_open_one_explicitly_not() -> None:
    run = valid(sarif_log(report(replace(FINDING, waived="one batch a day"), FINDING)))
    assert [r["suppressions"] for r in run["results"]] == [
        [{"kind": "inSource", "status": "accepted", "justification": "one batch a day"}],
        [],
    ]


def test_the_fingerprint_is_of_rule_components_and_connection_alone() -> None:
    same = replace(FINDING, message="other words", severity="error", title="t", waived="x", fixes=())
    assert fingerprint(same) == fingerprint(FINDING)
    others = [
        replace(FINDING, rule="SQS-002"),
        replace(FINDING, components=("f",)),
        replace(FINDING, connection=None),
        replace(FINDING, components=("f", "q", "e"), connection=None),
    ]
    assert len({fingerprint(f) for f in [FINDING, *others]}) == 5
    assert fingerprint(FINDING) == "a4eda5e96d121d5ff97d5f053531c7cc", (
        "code scanning would open all alerts anew"
    )


def test_what_could_not_be_read_makes_the_run_unsuccessful() -> None:
    problems = (Problem("broken.archdesk", 3, "type is missing"), Problem("", 0, "no file"))
    run = valid(sarif_log(report(problems=problems)))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [n["message"]["text"] for n in invocation["toolExecutionNotifications"]] == [
        "type is missing",
        "no file",
    ]
    assert valid(sarif_log(report()))["invocations"][0]["executionSuccessful"] is True


def test_a_path_is_a_uri_reference_with_forward_slashes() -> None:
    root = Path.cwd()
    assert uri("a/b.archdesk", root) == "a/b.archdesk"
    assert uri(str(root / "my designs" / "größe 100%.archdesk"), root) == (
        "my%20designs/gr%C3%B6%C3%9Fe%20100%25.archdesk"
    )
    assert uri("/elsewhere/x y.archdesk", root) == "file:///elsewhere/x%20y.archdesk"
    assert uri("a/../b.archdesk", root) == "b.archdesk"
    assert uri("c:d.archdesk", root) == "c%3Ad.archdesk", "no scheme"
    run = valid(sarif_log(report(FINDING, file="my designs/#1?.archdesk")))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20designs/%231%3F.archdesk"
