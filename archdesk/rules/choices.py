"""What a design and its project say about rules: off, or another severity; and what is wrong with that.

A design goes before its project, and an id before a pattern; of patterns the longest counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TypeAlias

from archdesk.catalog.mistakes import did_you_mean
from archdesk.catalog.project import Project
from archdesk.model.records import Settings
from archdesk.rules.findings import SEVERITIES, Finding, Fix
from archdesk.rules.rule import Rule, about_rules

Choice: TypeAlias = str  # off, or a severity
OFF = "off"

UNKNOWN_RULE = about_rules(
    "RUL-003",
    "Choice about a rule that does not exist",
    "warning",
    "Nothing is switched by it: the id may be misspelt, or the rule is gone.",
)
UNKNOWN_CHOICE = about_rules(
    "RUL-004",
    "Choice that is no severity",
    "warning",
    "Only off, error, warning and info mean something; the rule counts as it says itself.",
)
CHOICE_RULES = (UNKNOWN_RULE, UNKNOWN_CHOICE)


class Choices:
    """What holds for each rule in a design."""

    def __init__(self, settings: Settings, project: Project) -> None:
        self._settings = settings
        self._project = project
        self._sources = [rules for rules in (settings.rules, project.rules) if rules]
        self._known: dict[str, Choice | None] = {}

    def of(self, rule: str) -> Choice | None:
        """``off``, a severity, or None where nothing is said."""
        if rule not in self._known:
            chosen = (choice_in(rules, rule) for rules in self._sources)
            self._known[rule] = next((c for c in chosen if c is not None), None)
        return self._known[rule]

    def off(self, rules: Iterable[str]) -> frozenset[str]:
        """The rules among these that are switched off."""
        return frozenset(rule for rule in rules if self.of(rule) == OFF) if self._sources else frozenset()

    def apply(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings as chosen: without those that are off, with the severities that were given."""
        for finding in findings:
            choice = self.of(finding.rule) if self._sources else None
            if choice is None or choice == finding.severity:
                yield finding
            elif choice != OFF:
                severity = next(s for s in SEVERITIES if s == choice)
                yield replace(finding, severity=severity, default=finding.default or finding.severity)

    def findings(self, known: Collection[str]) -> Iterator[Finding]:
        """What is wrong with the choices themselves; those of the design can be taken back."""
        own = self._settings.rules
        for where, rules in (("This design", own), (self._project.file, self._project.rules)):
            for key in sorted(rules):
                back = Fix(f"Take the choice about {key} back", False, {"forget": key})
                fixes = (back,) if rules is own else ()
                if not any(fits(key, id) for id in known):
                    close = meant(key, tuple(known))
                    message = f"{where} says {rules[key]!r} about {key}, but there is no such rule{close}"
                    yield _finding(UNKNOWN_RULE, key, message, fixes)
                elif not is_choice(rules[key]):
                    message = f"{where} says {rules[key]!r} about {key}, which means nothing"
                    yield _finding(UNKNOWN_CHOICE, key, message, fixes)


@lru_cache(maxsize=256)
def meant(word: str, known: tuple[str, ...]) -> str:
    """The known id that was probably meant, as a question; asked again at every edit, so it is remembered."""
    return did_you_mean(word, known)


def choice_in(rules: Mapping[str, str], rule: str) -> Choice | None:
    """What one set of choices says about a rule: its id, else the longest pattern; words without meaning do not count."""
    if is_choice(rules.get(rule)):
        return rules[rule]
    patterns = [key for key in rules if is_pattern(key) and fits(key, rule) and is_choice(rules[key])]
    return rules[max(patterns, key=lambda key: (len(key), key))] if patterns else None


def is_choice(word: object) -> bool:
    return word == OFF or word in SEVERITIES


@lru_cache(maxsize=1024)
def is_pattern(key: str) -> bool:
    return any(sign in key for sign in "*?[")


def fits(key: str, rule: str) -> bool:
    """Whether a key, an id or a pattern, means a rule."""
    return key == rule or (is_pattern(key) and fnmatchcase(rule, key))


def _finding(rule: Rule, key: str, message: str, fixes: tuple[Fix, ...]) -> Finding:
    message = message if message.endswith("?") else f"{message}."
    return Finding(rule.id, rule.severity, (), message, rule.title, rule.why, fixes=fixes, about=key)
