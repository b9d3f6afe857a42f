"""The rules as a person browses them: found by words, severity, service and edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import RuleDefinition, Severity
from archdesk.model.records import EDITIONS, Edition
from archdesk.rules.check import rules_of
from archdesk.rules.rule import Rule

Which = Literal["notes", "current", "differs"]

EVERY_SERVICE = "All services"  # of rules that are about any component


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule of an edition, the service whose palette it stands in, and whether the other edition differs."""

    rule: Rule
    service: str
    editions: tuple[Edition, ...]
    edition: Edition

    @property
    def differs(self) -> bool:
        return len(self.editions) < len(EDITIONS) or bool(self.rule.differs)


@lru_cache(maxsize=8)
def entries(catalogue: Catalogue, edition: Edition) -> tuple[Entry, ...]:
    """The rules that are on in an edition, by id."""
    services = {r.id: p.service for p in catalogue.palettes for r in p.rules}
    found = []
    for rule in rules_of(catalogue, edition).rules:
        editions = rule.definition.editions if rule.definition is not None else EDITIONS
        found.append(Entry(rule, services.get(rule.id, EVERY_SERVICE), tuple(editions), edition))
    return tuple(sorted(found, key=lambda e: e.rule.id))


def entry_of(catalogue: Catalogue, edition: Edition, id: str) -> Entry | None:
    """A rule by id, as it is in this edition, or else in the other."""
    for one in (edition, *EDITIONS):
        found = next((e for e in entries(catalogue, one) if e.rule.id == id), None)
        if found is not None:
            return found
    return None


def browse(
    catalogue: Catalogue, which: Which, edition: Edition, text: str, severity: str, service: str
) -> Sequence[Entry]:
    """The rules that fit; those whose id or title holds the words first. Empty words and choices fit all."""
    listed = entries(catalogue, edition if which == "differs" else which)
    if which == "differs":
        ids = {e.rule.id for e in listed}
        listed = (*listed, *(e for o in EDITIONS for e in entries(catalogue, o) if e.rule.id not in ids))
    words = text.casefold().split()
    fitting = [
        e
        for e in listed
        if (which != "differs" or e.differs)
        and (not severity or e.rule.severity == severity)
        and (not service or e.service == service)
        and all(word in _said(e) for word in words)
    ]
    return sorted(fitting, key=lambda e: (not _named(e, words), e.rule.id))


def services(catalogue: Catalogue) -> tuple[str, ...]:
    """The services that have rules, by name."""
    return tuple(sorted({p.service for p in catalogue.palettes if p.rules}))


def fix_labels(definition: RuleDefinition | None, edition: Edition) -> tuple[str, ...]:
    """What the fixes of a rule are called, with their variables as they stand."""
    if definition is None:
        return ()
    fixes = definition.notes.get("fix", definition.fix) if edition == "notes" else definition.fix
    return tuple(str(fix["label"]) for fix in fixes if isinstance(fix, Mapping) and "label" in fix)


def severity_of(catalogue: Catalogue, edition: Edition, id: str) -> Severity | None:
    """What a rule reports as by itself; None for one that is not known."""
    entry = entry_of(catalogue, edition, id)
    return entry.rule.severity if entry is not None else None


def _said(entry: Entry) -> str:
    rule = entry.rule
    message = rule.definition.message if rule.definition is not None else ""
    return f"{rule.id} {rule.title} {rule.why} {message} {entry.service} {rule.category}".casefold()


def _named(entry: Entry, words: Iterable[str]) -> bool:
    name = f"{entry.rule.id} {entry.rule.title}".casefold()
    return all(word in name for word in words)
