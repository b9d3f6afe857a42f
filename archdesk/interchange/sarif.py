"""SARIF 2.1.0: findings for code scanning, with stable fingerprints and the reasons of waivers."""

from __future__ import annotations

import hashlib
from typing import Any

from archdesk import __version__
from archdesk.catalog.citations import aws_page
from archdesk.errors import Problem
from archdesk.interchange.report import Checked, Report, uri
from archdesk.rules.findings import Finding
from archdesk.rules.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "archdesk/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif_log(report: Report) -> dict[str, Any]:
    """The log of a run, as plain values to be written as JSON."""
    ids = sorted({finding.rule for _, finding in report.entries()})
    index = {id: number for number, id in enumerate(ids)}
    problems = report.all_problems
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "ArchDesk",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(id, report.rules.get(id)) for id in ids],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not problems,
                "toolExecutionNotifications": [_notification(problem, report) for problem in problems],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(checked, finding, index, report) for checked, finding in report.entries()],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def fingerprint(finding: Finding) -> str:
    """What stays the same while text and lines change: the rule, the components and the connection."""
    key = "\0".join((finding.rule, *finding.components, "", finding.connection or ""))
    if finding.about:
        key += f"\0{finding.about}"  # two waivers of one component
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _rule(id: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": id}
    words = rule.why
    if rule.differs:
        words += f"\n\n{rule.differs}"
    if rule.cite:
        words += f"\n\nNotes: section {rule.cite}"
    entry: dict[str, Any] = {
        "id": id,
        "name": _pascal(rule.title),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": words},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [tag for tag in (rule.category, rule.cite) if tag]},
    }
    if rule.aws:
        entry["helpUri"] = aws_page(rule.aws)
    return entry


def _result(checked: Checked, finding: Finding, index: dict[str, int], report: Report) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(checked.file, checked.line_of(finding), report, checked, finding)],
        "partialFingerprints": {FINGERPRINT: fingerprint(finding)},
        "suppressions": [],
        "properties": {"fixes": [fix.label for fix in finding.fixes]},
    }
    if checked.edition:
        result["properties"]["edition"] = checked.edition
    if finding.waived is not None:
        result["suppressions"] = [
            {"kind": "inSource", "status": "accepted", "justification": finding.waived or "no reason"}
        ]
    return result


def _location(
    file: str,
    line: int,
    report: Report,
    checked: Checked | None = None,
    finding: Finding | None = None,
) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(file, report.root)}}
    physical["region"] = {"startLine": max(line, 1)}  # code scanning shows nothing without a line
    location: dict[str, Any] = {"physicalLocation": physical}
    if checked is not None and finding is not None and finding.components:
        location["logicalLocations"] = [
            {"name": checked.names.get(id, id), "fullyQualifiedName": id, "kind": "resource"}
            for id in finding.components
        ]
    return location


def _notification(problem: Problem, report: Report) -> dict[str, Any]:
    entry: dict[str, Any] = {"level": "error", "message": {"text": problem.message}}
    if problem.file:
        entry["locations"] = [_location(problem.file, problem.line, report)]
    return entry


def _pascal(title: str) -> str:
    """A title as SARIF wants a name: one word, each part with a capital."""
    words = "".join(c if c.isalnum() else " " for c in title).split()
    return "".join(word[:1].upper() + word[1:] for word in words)
