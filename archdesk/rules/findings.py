"""What a check reports: findings about named components, questions it cannot decide, and their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from archdesk.catalog.definitions import Severity
from archdesk.model.records import NOTHING, Edition, Value

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

SortKey: TypeAlias = tuple[int, str, tuple[str, ...], str, str]


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to resolve a finding: ``steps`` in the words of `language.py`; ``safe`` keeps the intent."""

    label: str
    safe: bool = False
    steps: Mapping[str, Value] = field(default_factory=lambda: NOTHING, hash=False)
    edition: Edition = "current"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found. ``waived`` holds the reason where it is accepted; else None."""

    rule: str
    severity: Severity
    components: tuple[str, ...]  # sorted ids
    message: str
    title: str
    why: str
    cite: str = ""
    aws: str = ""
    fixes: tuple[Fix, ...] = ()
    waived: str | None = None
    connection: str | None = None
    differs: str = ""  # what the other edition says
    about: str = ""  # the id of the waiver, or the key of the choice, that is itself at fault
    default: Severity | None = None  # what the rule itself says, where a design or project says otherwise

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What a waiver names: the rule and the components."""
        return self.rule, self.components


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """What a rule has to know before it can decide: ``missing`` names component and property."""

    rule: str
    components: tuple[str, ...]
    missing: tuple[str, ...]
    connection: str = ""


def sort_key(finding: Finding) -> SortKey:
    """Errors first, then by rule, components, connection and message: the same order in every run."""
    return (
        SEVERITIES.index(finding.severity),
        finding.rule,
        finding.components,
        finding.connection or "",
        finding.message,
    )


def worst_by_id(findings: Iterable[Finding]) -> dict[str, Severity]:
    """The worst severity at each component and connection; waived findings do not count."""
    worst: dict[str, Severity] = {}
    for finding in findings:
        if finding.waived is None:
            for id in (*finding.components, *filter(None, [finding.connection])):
                if id not in worst or SEVERITIES.index(finding.severity) < SEVERITIES.index(worst[id]):
                    worst[id] = finding.severity
    return worst
