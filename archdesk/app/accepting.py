"""Accepting findings: waivers with a reason and perhaps an end, and what rules report in this design."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from archdesk.app.edits import set_settings
from archdesk.catalog.project import Project
from archdesk.model.design import Design
from archdesk.model.records import MIN_REASON, Waiver
from archdesk.rules.choices import Choices
from archdesk.rules.findings import Finding
from archdesk.rules.waivers import key_of


def reason_problem(reason: str) -> str:
    """What is missing of a reason, in words; empty where it is one."""
    missing = MIN_REASON - len(reason.strip())
    return f"{missing} more character{'' if missing == 1 else 's'}" if missing > 0 else ""


def end_problem(text: str, today: date) -> str:
    """What is wrong with the day a waiver ends; empty for a day to come, and for no end."""
    if not text.strip():
        return ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return f"A day such as {today.year + 1}-01-31, or nothing for no end."
    return "" if day >= today else "This day is past already."


def accept(design: Design, finding: Finding, reason: str, until: str = "", version: int = 0) -> None:
    """Waive a finding, in place of what waived it before."""
    with design.edit(f"Waive {finding.rule}") as edit:
        for waiver in waivers_of(design, finding):
            edit.remove(waiver.id)
        id = edit.new_id(f"waiver_{finding.rule}")
        components = tuple(sorted(finding.components))
        edit.put(Waiver(id, finding.rule, components, reason.strip(), until.strip(), rule_version=version))


def take_back(design: Design, finding: Finding) -> None:
    """Let a waived finding count again."""
    with design.edit(f"Take back the waiver of {finding.rule}") as edit:
        for waiver in waivers_of(design, finding):
            edit.remove(waiver.id)


def waivers_of(design: Design, finding: Finding) -> tuple[Waiver, ...]:
    """The waivers in the design that are about a finding."""
    return tuple(w for w in design.waivers if key_of(w) == finding.key)


def choose(design: Design, project: Project, rule: str, choice: str, usual: str | None) -> None:
    """Let a rule report as ``choice`` in this design; nothing is written where it would do so anyway.

    It would by a pattern or the project, or else by itself: as ``usual``.
    """
    others = {id: c for id, c in design.settings.rules.items() if id != rule}
    anyway = Choices(replace(design.settings, rules=others), project).of(rule) or usual
    report_as(design, rule, "" if choice == anyway else choice)


def report_as(design: Design, rule: str, choice: str) -> None:
    """Let a rule report as error, warning or info in this design, or be off; empty: say nothing about it here."""
    rules = {id: c for id, c in design.settings.rules.items() if id != rule}
    if choice:
        rules[rule] = choice
    words = {"off": f"Turn {rule} off", "": f"{rule} as it says"}
    set_settings(design, words.get(choice, f"Report {rule} as {choice}"), rules=dict(sorted(rules.items())))


def choices_in(design: Design, project: Project) -> Iterator[tuple[str, str, str]]:
    """What a design and its project say about rules: rule or pattern, choice, and the file; empty: the design."""
    for rule, choice in sorted(design.settings.rules.items()):
        yield rule, choice, ""
    for rule, choice in sorted(project.rules.items()):
        yield rule, choice, project.file


def names_of_choices(choices: Iterable[str]) -> str:
    """How many rules are off or reported otherwise, in words."""
    listed = list(choices)
    off = listed.count("off")
    others = len(listed) - off
    said = [f"{off} {'rule is' if off == 1 else 'rules are'} off"] if off else []
    if others:
        word = "" if off else "rule " if others == 1 else "rules "
        said.append(f"{others} {word}{'is' if others == 1 else 'are'} reported otherwise")
    return ", ".join(said)
