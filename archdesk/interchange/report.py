"""What a check of several files found, as every output form reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from archdesk.catalog.definitions import Severity
from archdesk.errors import Problem
from archdesk.rules.findings import SEVERITIES, Finding, Question
from archdesk.rules.rule import Rule


@dataclass(frozen=True)
class Checked:
    """One file: what was found in it, or in ``problems`` why it could not be read."""

    file: str
    edition: str = ""
    project: str = ""  # the project file that counted; empty: none
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()  # what was unknown in it but kept
    lines: Mapping[str, int] = field(default_factory=dict)  # where the block of a record begins
    names: Mapping[str, str] = field(default_factory=dict)  # of the components that findings name

    def line_of(self, finding: Finding) -> int:
        """The line of the waiver or choice a finding is about, else of its first component; 0 where none is known."""
        return next(filter(None, (self.lines.get(id, 0) for id in places(finding))), 0)


@dataclass(frozen=True)
class Report:
    """A whole run. ``rules`` are those that reported something, by id; ``problems`` are not of one file."""

    files: tuple[Checked, ...]
    rules: Mapping[str, Rule] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    root: Path = field(default_factory=Path.cwd)  # what paths are told relative to

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return (*self.problems, *(p for checked in self.files for p in checked.problems))

    def entries(self) -> Iterator[tuple[Checked, Finding]]:
        for checked in self.files:
            for finding in checked.findings:
                yield checked, finding

    def counts(self) -> dict[str, int]:
        """How many findings count, by severity, worst first; and how many are waived, how many questions there are."""
        found = [finding for _, finding in self.entries()]
        counts: dict[str, int] = {
            s: sum(f.severity == s and f.waived is None for f in found) for s in SEVERITIES
        }
        counts["waived"] = sum(f.waived is not None for f in found)
        counts["questions"] = sum(len(checked.questions) for checked in self.files)
        return counts


def places(finding: Finding) -> tuple[str, ...]:
    """The ids of what a finding is about, what it is most about first."""
    return tuple(filter(None, (finding.about, *finding.components, finding.connection or "")))


def at_least(findings: Sequence[Finding], severity: Severity) -> list[Finding]:
    """The findings that count and are as severe as this, or more."""
    worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return [f for f in findings if f.waived is None and f.severity in worst]


def relative(file: str, root: Path) -> str:
    """A path with forward slashes, from ``root`` where the file is below it."""
    path = Path(os.path.abspath(file))  # noqa: PTH100  # without .. but with the links as they are named
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def uri(file: str, root: Path) -> str:
    """A path as a URI reference: relative below ``root``, otherwise ``file:///...``."""
    path = relative(file, root)
    if Path(path).is_absolute():
        return Path(path).as_uri()
    quoted = quote(path)
    return f"./{quoted}" if ":" in quoted.split("/", maxsplit=1)[0] else quoted
