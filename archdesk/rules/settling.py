"""From what rules found to what is reported: choices, waivers, and the findings about those, sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from archdesk.catalog.project import Project
from archdesk.model.design import Design
from archdesk.model.records import Component
from archdesk.rules.choices import OFF, Choices
from archdesk.rules.findings import Finding, sort_key
from archdesk.rules.waivers import Known, Waivers


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
