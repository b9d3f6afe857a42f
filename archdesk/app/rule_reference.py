"""The reference of all rules as one Markdown page, by service: palettes/RULES.md is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from archdesk.app.explaining import Explanation, explanation, severities
from archdesk.app.rule_book import EVERY_SERVICE
from archdesk.catalog.catalogue import Catalogue
from archdesk.rules.check import all_rules

_HEAD = """\
# The rules

What ArchDesk checks while one draws, service by service: {count} rules, {fixable} of them with a fix. Each says what
it looks at, what it reports, why, where that comes from, and shows a mistake and a sound design. `archdesk explain
SQS-001` says the same; in the window, *Help › Rules…* shows the examples as pictures.

A rule reports only what is certain. Where the design does not say enough, it asks a question instead. `error`: it will
not work, or loses data. `warning`: it works, but an architect would object. `info`: worth knowing. A finding that is
right as it is can be waived with a reason, and a rule can be switched off, in the design or in `archdesk.yaml`.

This page is generated: `python packaging/write_rules.py`.
"""


def rule_reference(catalogue: Catalogue) -> str:
    """The whole page."""
    found = [e for rule in all_rules(catalogue) if (e := explanation(catalogue, rule.id)) is not None]
    found.sort(key=lambda e: (e.service != EVERY_SERVICE, e.service.removeprefix("Amazon "), e.id))
    groups = [(service, list(rules)) for service, rules in groupby(found, key=lambda e: e.service)]
    fixable = sum(bool(e.fixes) for e in found)
    lines = [_HEAD.format(count=len(found), fixable=fixable), *_contents(groups)]
    for service, rules in groups:
        lines += ["", f"## {service}"]
        for rule in rules:
            lines += _rule(rule)
    return "\n".join(lines) + "\n"


def _contents(groups: Sequence[tuple[str, Sequence[Explanation]]]) -> Iterator[str]:
    yield "| rule | severity | mistake | fix |"
    yield "| --- | --- | --- | --- |"
    for _, rules in groups:
        for rule in rules:
            fix = "safe" if any(safe for _, safe in rule.fixes) else "yes" if rule.fixes else ""
            title = rule.title.replace("|", "\\|")
            yield f"| [{rule.id}](#{rule.id.lower()}) | {severities(rule)} | {title} | {fix} |"


def _rule(rule: Explanation) -> Iterator[str]:
    yield f"\n### {rule.id}"
    yield f"\n**{rule.title}** ({severities(rule)})"
    yield f"\n{' '.join(filter(None, (rule.why, rule.differs)))}"
    yield ""
    if rule.about:
        yield f"* Looks at: {rule.about}"
    if rule.message:
        yield f"* Says: {_code(rule.message)}"
    for label, safe in rule.fixes:
        yield f"* Fix{' (safe)' if safe else ''}: {_code(label)}"
    sources = [f"notes, section `{rule.section}`"] if rule.section else []
    sources += [f"[AWS documentation]({rule.page})"] if rule.page else []
    if sources:
        yield f"* Source: {'; '.join(sources)}"
    for result in ("fails", "passes"):
        example = next((e for e in rule.examples if e[0] == result), None)
        if example is not None:
            title = f" ({example[1]})" if example[1] else ""
            yield f"\n{result.capitalize()}{title}:\n\n```text"
            yield from example[2]
            yield "```"


def _code(text: str) -> str:
    """Text of a template, its braces and stars as they are."""
    return f"`{text}`" if "`" not in text else f"`` {text} ``"
