"""Waivers: findings that are accepted with a reason, and what is wrong with waivers themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from archdesk.catalog.definitions import Severity
from archdesk.model.records import Waiver
from archdesk.rules.findings import Finding, Fix
from archdesk.rules.rule import Rule, Subject

Key = tuple[str, tuple[str, ...]]


def _rule(id: str, title: str, severity: Severity, why: str) -> Rule:
    return Rule(
        id, title, severity, why, Subject("component", frozenset()), lambda case: (), category="waivers"
    )


UNUSED = _rule(
    "WVR-001",
    "Waiver without a finding",
    "info",
    "An exception that is no longer needed would silently accept the same mistake later.",
)
EXPIRED = _rule(
    "WVR-002",
    "Waiver that has expired",
    "warning",
    "An exception with an end was meant to be looked at again; until then its finding counts.",
)
UNKNOWN = _rule(
    "WVR-003",
    "Waiver of a rule that does not exist",
    "warning",
    "Nothing is accepted by it: the rule's id may be misspelt, or the rule is gone.",
)
WAIVER_RULES = (UNUSED, EXPIRED, UNKNOWN)


class Waivers:
    """The waivers of a design on a day: which findings they accept, and the findings about them."""

    def __init__(self, waivers: Iterable[Waiver], known: Collection[str], today: date) -> None:
        self._known = known
        self._waivers = sorted(waivers, key=lambda w: w.id)
        self._expired = {w.id for w in self._waivers if is_expired(w, today)}
        self._reasons: dict[Key, str] = {
            key_of(w): w.reason for w in self._waivers if w.id not in self._expired
        }

    def accept(self, finding: Finding) -> Finding:
        """The finding, marked with the reason where a waiver accepts it."""
        reason = self._reasons.get(finding.key)
        return finding if reason is None else replace(finding, waived=reason)

    def findings(self, found: Collection[Key]) -> Iterator[Finding]:
        """What is wrong with the waivers, given the keys of all findings."""
        for waiver in self._waivers:
            about = f"The waiver of {waiver.rule} ({waiver.reason})"
            if waiver.rule not in self._known:
                yield _finding(UNKNOWN, waiver, f"{about} names a rule that does not exist.")
            elif waiver.id in self._expired:
                yield _finding(EXPIRED, waiver, f"{about} expired on {waiver.until}.")
            elif key_of(waiver) not in found:
                yield _finding(UNUSED, waiver, f"{about} accepts nothing: there is no such finding.")


def key_of(waiver: Waiver) -> Key:
    return waiver.rule, tuple(sorted(waiver.components))


def is_expired(waiver: Waiver, today: date) -> bool:
    """Whether a waiver's day is past; a day that is no date does not expire."""
    try:
        return bool(waiver.until) and date.fromisoformat(waiver.until) < today
    except ValueError:
        return False


def _finding(rule: Rule, waiver: Waiver, message: str) -> Finding:
    fixes: tuple[Fix, ...] = ()
    return Finding(
        rule.id, rule.severity, tuple(sorted(waiver.components)), message, rule.title, rule.why, fixes=fixes
    )
