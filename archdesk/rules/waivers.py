"""Waivers: findings that are accepted with a reason, and what is wrong with waivers themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from archdesk.catalog.definitions import Severity
from archdesk.model.records import MIN_REASON, Waiver
from archdesk.rules.choices import meant
from archdesk.rules.findings import Finding, Fix
from archdesk.rules.rule import Rule, about_rules

Key = tuple[str, tuple[str, ...]]


class Known(NamedTuple):
    """What waivers have to know of a rule."""

    version: int
    is_on: bool  # in this edition


def _rule(id: str, title: str, severity: Severity, why: str) -> Rule:
    return about_rules(id, title, severity, why, category="waivers")


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
NO_COMPONENT = _rule(
    "WVR-004",
    "Waiver of a component that does not exist",
    "warning",
    "Nothing is accepted by it: the component's id may be misspelt, or the component is gone.",
)
NO_REASON = _rule(
    "WVR-005",
    "Waiver without a proper reason",
    "warning",
    f"Whoever reads the design later has to know why; with less than {MIN_REASON} characters it accepts nothing.",
)
NO_DATE = _rule(
    "WVR-006",
    "Waiver whose end is no date",
    "warning",
    "An end that cannot be read would never come; until it is written as 2027-01-31 it accepts nothing.",
)
CHANGED = _rule(
    "WVR-007",
    "Waiver of a rule that has changed since",
    "warning",
    "The rule means something else than what was accepted, so the reason may no longer hold.",
)
WAIVER_RULES = (UNUSED, EXPIRED, UNKNOWN, NO_COMPONENT, NO_REASON, NO_DATE, CHANGED)
_OWN = frozenset(rule.id for rule in WAIVER_RULES)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A waiver, and why it accepts nothing where it does not."""

    waiver: Waiver
    origin: str  # the project file it stands in; empty: the design
    flaw: Rule | None = None


class Waivers:
    """The waivers of a design, and of its project, on a day: what they accept, and the findings about them."""

    def __init__(
        self,
        waivers: Iterable[Waiver],
        today: date,
        project: Iterable[Waiver] = (),
        file: str = "",
    ) -> None:
        own = [_Judged(w, "", flaw(w, today)) for w in sorted(waivers, key=lambda w: w.id)]
        shared = [_Judged(w, file or "the project", flaw(w, today)) for w in project]
        self._all = [*own, *shared]
        # a reason of the design goes before one of the project
        self._reasons: dict[Key, str] = {
            key_of(j.waiver): j.waiver.reason for j in reversed(self._all) if j.flaw is None
        }

    def accept(self, finding: Finding) -> Finding:
        """The finding, marked with the reason where a waiver accepts it."""
        reason = self._reasons.get(finding.key)
        return finding if reason is None else replace(finding, waived=reason)

    def findings(
        self,
        found: Collection[Key],
        known: Mapping[str, Known],
        is_off: Callable[[str], bool],
        is_there: Callable[[str], bool],
    ) -> Iterator[Finding]:
        """What is wrong with the waivers, given the keys of all findings, which rules are switched off, and
        which components are there.

        One of the project is about several designs: that it accepts nothing in this one is no mistake.
        """
        keys = {*found}  # what is told about waivers can be waived as well: those come last
        for judged in sorted(self._all, key=lambda j: j.waiver.rule in _OWN):
            for finding in self._about(judged, keys, known, is_off, is_there):
                keys.add(finding.key)
                yield finding

    def _about(
        self,
        judged: _Judged,
        found: Collection[Key],
        known: Mapping[str, Known],
        is_off: Callable[[str], bool],
        is_there: Callable[[str], bool],
    ) -> Iterator[Finding]:
        waiver = judged.waiver
        rule = known.get(waiver.rule)
        gone = [c for c in waiver.components if not is_there(c)]
        if judged.origin and (gone or (rule is not None and key_of(waiver) not in found)):
            return
        here = partial(_finding, judged, tuple(sorted({*waiver.components} - {*gone})))
        if rule is None:
            close = meant(waiver.rule, tuple(known))
            yield here(UNKNOWN, f"names a rule that does not exist{close}")
            return
        if gone:
            yield here(NO_COMPONENT, f"names {', '.join(gone)}, which is not in the design")
        elif judged.flaw is not None:
            yield here(judged.flaw, _words(judged.flaw, waiver))
        elif not rule.is_on or is_off(waiver.rule):
            return
        elif key_of(waiver) not in found:
            yield here(UNUSED, "accepts nothing: there is no such finding")
        if waiver.rule_version and waiver.rule_version < rule.version:
            was, now = waiver.rule_version, rule.version
            yield here(CHANGED, f"is of version {was} of the rule, which is now at version {now}")


def project_waivers(
    waivers: Iterable[Waiver], file: str, known: Mapping[str, Known], found: Collection[Key] | None
) -> Iterator[Finding]:
    """What is wrong with the waivers of a project, over all its designs; see `settling.settle_project`."""
    for waiver in waivers:
        here = partial(_finding, _Judged(waiver, file), ())
        if waiver.rule not in known:
            yield here(UNKNOWN, f"names a rule that does not exist{meant(waiver.rule, tuple(known))}")
        elif found is not None and known[waiver.rule].is_on and key_of(waiver) not in found:
            yield here(UNUSED, "accepts nothing: there is no such finding in any design of the project")


def key_of(waiver: Waiver) -> Key:
    return waiver.rule, tuple(sorted(waiver.components))


def flaw(waiver: Waiver, today: date) -> Rule | None:
    """Why a waiver accepts nothing: its reason is missing, its end is no date, or is past; else None."""
    if len(waiver.reason.strip()) < MIN_REASON:
        return NO_REASON
    if not waiver.until:
        return None
    try:
        return EXPIRED if date.fromisoformat(waiver.until) < today else None
    except ValueError:
        return NO_DATE


def _words(flaw: Rule, waiver: Waiver) -> str:
    if flaw is EXPIRED:
        return f"expired on {waiver.until}"
    if flaw is NO_DATE:
        return f"ends on {waiver.until[:40]!r}, which is no date"
    return f"has a reason of less than {MIN_REASON} characters"


def _finding(judged: _Judged, components: tuple[str, ...], rule: Rule, message: str) -> Finding:
    waiver = judged.waiver
    place = f" in {judged.origin}" if judged.origin else ""
    reason = waiver.reason.strip() or "no reason"
    message = f"The waiver of {waiver.rule}{place} ({reason}) {message}"
    fixes = (
        ()
        if judged.origin
        else (Fix(f"Take the waiver of {waiver.rule} away", rule is UNUSED, {"unwaive": waiver.id}),)
    )
    return Finding(
        rule.id,
        rule.severity,
        components,
        message if message.endswith("?") else f"{message}.",
        rule.title,
        rule.why,
        fixes=fixes,
        about=waiver.id,
    )
