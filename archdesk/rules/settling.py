"""From what rules found to what is reported: choices, waivers, and the findings about those, sorted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from archdesk.catalog.project import Project
from archdesk.model.design import Design
from archdesk.model.records import Component, Settings
from archdesk.rules.choices import CHOICE_RULES, OFF, Choices
from archdesk.rules.findings import Finding, sort_key
from archdesk.rules.waivers import UNKNOWN, Key, Known, Waivers, project_waivers


def settle(
    findings: Iterable[Finding], design: Design, project: Project, known: Mapping[str, Known], today: date
) -> tuple[Finding, ...]:
    """What is reported of ``findings``: those that are off left out, waived ones marked, sorted.

    ``known`` are the rules of both editions (`check.known_rules`); what is wrong with a waiver or a choice
    of the design or its project is a finding too, which can be waived or switched off like any other.
    """
    choices = Choices(design.settings, project)
    found = list(choices.apply(findings))
    waivers = Waivers(design.waivers, today, project.waivers, project.file)
    found += choices.apply(choices.findings(known))
    about = waivers.findings(
        {finding.key for finding in found},
        known,
        is_off=lambda rule: choices.of(rule) == OFF,
        is_there=lambda id: isinstance(design.find(id), Component),
    )
    return tuple(sorted(map(waivers.accept, [*found, *choices.apply(about)]), key=sort_key))


def settle_project(
    project: Project, known: Mapping[str, Known], found: Collection[Key] | None
) -> tuple[Finding, ...]:
    """What is wrong with what a project says, whichever of its designs one looks at.

    ``found`` are the keys of the findings of all its designs: a waiver of none of them is told. None: not all
    designs were looked at, so nobody knows.
    """
    choices = Choices(Settings(), project)
    about = [*choices.findings(known), *project_waivers(project.waivers, project.file, known, found)]
    return tuple(sorted(choices.apply(about), key=sort_key))


def is_of_project(finding: Finding) -> bool:
    """Whether a finding is about what the project of a design says, wherever that is told."""
    return finding.rule in _OF_PROJECT and not finding.fixes


_OF_PROJECT = frozenset({UNKNOWN.id, *(rule.id for rule in CHOICE_RULES)})
