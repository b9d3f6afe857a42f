"""What cfn-lint says of a template, and of which component: run in a process of its own, with the text on its input."""

from __future__ import annotations

import json
import subprocess  # of our own interpreter, with fixed words
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from archdesk.app.template_view import Page
from archdesk.errors import LintError
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection

Severity = Literal["error", "warning", "info"]
_LEVELS: Mapping[str, Severity] = {"Error": "error", "Warning": "warning", "Informational": "info"}
_ORDER: Mapping[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_PROGRAM = "from cfnlint.runner import main; main()"
MISSING = (
    "cfn-lint is not installed. It comes with the extra `lint`: python -m pip install 'archdesk[lint]' "
    "(or `cfn-lint` by itself, into the same environment)."
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing cfn-lint says. ``owner`` is the component or connection that the place is there for, or empty."""

    severity: Severity
    rule: str
    message: str
    line: int  # counted from 1
    logical_id: str
    offset: int  # of the line below the first of its resource
    owner: str
    page: str  # where the rule is explained

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"


def can_lint() -> bool:
    """Whether cfn-lint is there; a packed application brings no interpreter to run it with."""
    return find_spec("cfnlint") is not None and not getattr(sys, "frozen", False)


def lint_command(region: str) -> list[str]:
    """The program and its words; it reads the template from its input and writes JSON."""
    return [sys.executable, "-c", _PROGRAM, "--format", "json", *(["--regions", region] if region else [])]


def lint(page: Page, region: str) -> tuple[Complaint, ...]:
    """What cfn-lint says of a page, worst first. Raises LintError where it cannot be asked."""
    if not can_lint():
        raise LintError(MISSING)
    done = subprocess.run(  # noqa: S603  # our own interpreter, and a region as a word of its own
        lint_command(region), input=page.text.encode(), capture_output=True, check=False, timeout=600
    )
    return complaints(done.stdout, done.stderr, page)


def complaints(output: bytes, errors: bytes, page: Page) -> tuple[Complaint, ...]:
    """What the program wrote, as complaints about the page it was given, worst first. Raises LintError."""
    try:
        said = json.loads(output or b"null")
        found = {_complaint(entry, page) for entry in said}
    except (ValueError, TypeError, KeyError) as error:
        last = errors.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise LintError(f"cfn-lint gave no answer{f': {last}' if last else '.'}") from error
    return tuple(sorted(found, key=lambda c: (_ORDER[c.severity], c.line, c.rule, c.message)))


def _complaint(entry: Mapping[str, Any], page: Page) -> Complaint:
    path: Sequence[Any] = entry["Location"].get("Path") or ()
    line = int(entry["Location"]["Start"]["LineNumber"])
    named = len(path) > 1 and path[0] in ("Resources", "Parameters", "Outputs")
    logical = str(path[1]) if named else page.id_at(line - 1)
    span = page.span_of(logical)
    return Complaint(
        severity=_LEVELS.get(entry["Level"], "warning"),
        rule=str(entry["Rule"]["Id"]),
        message=str(entry["Message"]),
        line=line,
        logical_id=logical,
        offset=max(0, line - 1 - span.start) if span is not None else 0,
        owner=page.owners.get(logical, "") or page.owner_at(line - 1),
        page=str(entry["Rule"].get("Source") or ""),
    )


def owner_words(design: Design, id: str) -> str:
    """The component, or the connection by its ends, as a person knows it; empty for none."""
    record = design.find(id) if id else None
    if isinstance(record, Component):
        return record.name
    if isinstance(record, Connection):
        ends = (design.component(end).name for end in (record.source, record.target))
        return " → ".join(ends)
    return ""
