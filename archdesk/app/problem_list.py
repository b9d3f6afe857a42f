"""The findings of a design as a person goes through them: filtered, grouped, counted, named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archdesk.catalog.definitions import Severity
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection
from archdesk.rules.findings import SEVERITIES, Finding, sort_key

Grouping = Literal["worst first", "rule", "component"]
FindingKey = tuple[str, tuple[str, ...]]

WORDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown of the findings, and how. ``text``: all of its words occur in a finding."""

    severities: frozenset[Severity] = frozenset(SEVERITIES)
    text: str = ""
    grouping: Grouping = "worst first"

    @property
    def narrows(self) -> bool:
        return bool(self.text.strip()) or len(self.severities) < len(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings under one title; the title is empty where they are not grouped."""

    title: str
    findings: tuple[Finding, ...]


def key_of(finding: Finding) -> FindingKey:
    """What tells a finding apart on the screen: its rule, and what it is about."""
    return finding.rule, (*finding.components, finding.connection or "")


def open_ones(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are not waived, worst first."""
    return sorted((f for f in findings if f.waived is None), key=sort_key)


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many there are of each severity."""
    found: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        found[finding.severity] += 1
    return found


def name_of(design: Design, id: str) -> str:
    """A component's name; a connection is named by its ends, what is gone by its id."""
    record = design.find(id)
    if isinstance(record, Connection):
        return f"{name_of(design, record.source)} → {name_of(design, record.target)}"
    return record.name if isinstance(record, Component) else id


def subject_of(design: Design, finding: Finding) -> str:
    """What a finding is about, by name."""
    if finding.connection is not None and design.find(finding.connection) is not None:
        return name_of(design, finding.connection)
    return ", ".join(name_of(design, id) for id in finding.components) or "the design"


def matching(design: Design, findings: Iterable[Finding], chosen: Filter) -> list[Finding]:
    """The findings a filter lets through, in their order."""
    words = chosen.text.casefold().split()
    return [
        f
        for f in findings
        if f.severity in chosen.severities and (not words or _holds(_said(design, f), words))
    ]


def grouped(design: Design, findings: Sequence[Finding], grouping: Grouping) -> list[Group]:
    """Findings by rule or by what they are about; the group with the worst finding first."""
    if grouping == "worst first":
        return [Group("", tuple(findings))] if findings else []
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule = f"{finding.title} ({finding.rule})"
        found.setdefault(by_rule if grouping == "rule" else subject_of(design, finding), []).append(finding)
    return [Group(title, tuple(entries)) for title, entries in found.items()]


def number_of(count: int, word: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def copied(design: Design, finding: Finding) -> str:
    """A finding as text to paste elsewhere."""
    return f"{finding.rule} {WORDS[finding.severity]}: {subject_of(design, finding)}: {finding.message}"


def _said(design: Design, finding: Finding) -> str:
    """All that can be read of a finding."""
    names = " ".join(name_of(design, id) for id in finding.components)
    return f"{finding.rule} {finding.title} {finding.message} {finding.why} {names}".casefold()


def _holds(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)
