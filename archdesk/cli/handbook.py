"""``archdesk notes``, ``calculate`` and ``ask``: what the handbook says, without a window."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Final

from archdesk.app.palettes import load_all
from archdesk.app.practice import load_scenarios
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.citations import aws_page
from archdesk.catalog.definitions import ConnectionType, Cost, Limit
from archdesk.catalog.describe import spoken
from archdesk.cli.output import say, say_json, table, tell
from archdesk.errors import UsageError
from archdesk.handbook.asking import KINDS, Answer, closest, find, title_of
from archdesk.handbook.calculating import calculate
from archdesk.handbook.definitions import Calculator, Decision, Diagnostic, Section, WrittenFile
from archdesk.handbook.reading import Handbook, load_handbook
from archdesk.handbook.uses import Of, SectionUses, cost_words, uses_of
from archdesk.handbook.words import words
from archdesk.model.records import Edition
from archdesk.placement.connect import relation_label
from archdesk.practice.definitions import Scenario

SHOWN: Final = 5  # answers to a question, unless all are asked for


def run_notes(args: argparse.Namespace) -> int:
    handbook = _handbook()
    if args.section is None:
        _all_sections(handbook, _catalogue(), args.format)
        return 0
    section = handbook.sections.get(args.section.lower())
    if section is None:
        raise UsageError(_unknown("section", args.section, handbook.sections, "archdesk notes"))
    catalogue = _catalogue()
    uses = uses_of(section.id, catalogue, handbook)
    practised = [f"{s.id}: {s.title}" for s in _scenarios() if section.id in s.sections]
    if args.format == "json":
        named = {**dict(_named(uses, catalogue)), **({"scenarios": practised} if practised else {})}
        say_json({**section.model_dump(exclude={"file"}), "uses": named})
    else:
        for line in (*_section_text(section, uses, catalogue), *_list("Scenarios", practised)):
            say(line)
    return 0


def _scenarios() -> Iterable[Scenario]:
    return load_scenarios().scenarios.values()


def _all_sections(handbook: Handbook, catalogue: Catalogue, format: str) -> None:
    rows = [(s, _counts(uses_of(s.id, catalogue, handbook))) for s in handbook.sections.values()]
    if format == "json":
        say_json([{"id": s.id, "group": s.group, "title": s.title, "uses": counts} for s, counts in rows])
        return
    widest = max((len(s.id) for s, _ in rows), default=0)
    group = None
    for section, counts in rows:
        if section.group != group:
            say(section.group if group is None else f"\n{section.group}")
            group = section.group
        used = ", ".join(f"{n} {_plural(name, n)}" for name, n in counts.items())
        say(f"  {section.id:<{widest}}  {section.title}{f' ({used})' if used else ''}")


def _section_text(section: Section, uses: SectionUses, catalogue: Catalogue) -> Iterator[str]:
    yield f"{section.title} ({section.id}, {section.group})"
    yield f"\n{section.summary.strip()}"
    yield from _list("Remember", section.remember)
    changed = (
        f"{c.what}: {c.then} in 2019, {c.now} today{f' ({c.since})' if c.since else ''}"
        for c in section.changed
    )
    yield from _list("Changed since 2019", changed)
    yield from _list(
        "What the notes get wrong", (f"{m.claim} In fact: {m.correct}" for m in section.mistakes)
    )
    for card in section.cards:
        yield f"\n{card.title}"
        yield from (f"  {line}".rstrip() for line in card.text.strip().splitlines())
    for name, entries in _named(uses, catalogue):
        yield from _list(name.capitalize(), entries)
    if section.aws:
        yield f"\n{aws_page(section.aws)}"


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    lines = [f"  - {entry}" for entry in entries]
    if lines:
        yield f"\n{title}"
        yield from lines


def _named(uses: SectionUses, catalogue: Catalogue) -> Iterator[tuple[str, list[str]]]:
    """What draws on a section by kind, each entry in a few words; kinds without any are left out."""
    for field in fields(uses):
        entries = [_name(entry, catalogue) for entry in getattr(uses, field.name)]
        if entries:
            yield field.name, entries


def _counts(uses: SectionUses) -> dict[str, int]:
    return {f.name: n for f in fields(uses) if (n := len(getattr(uses, f.name)))}


def _name(entry: Any, catalogue: Catalogue) -> str:
    if isinstance(entry, Of):
        if isinstance(entry.entry, Cost):
            return f"{entry.type.label}: {cost_words(entry.entry)}"
        name = f"{entry.type.label}: {getattr(entry.entry, 'label', '') or entry.name}"
        return f"{name}, {_values(entry.entry)}" if isinstance(entry.entry, Limit) else name
    if isinstance(entry, ConnectionType):
        verb = relation_label(catalogue, entry.relation)
        ends = (", ".join(entry.sources), ", ".join(entry.targets))
        return f"{spoken(catalogue, f'{ends[0]} {verb} {ends[1]}')} ({entry.verdict})"
    if isinstance(entry, Decision | Diagnostic):
        return title_of(entry)
    return f"{entry.id}: {getattr(entry, 'title', '') or entry.label}"


def _values(limit: Limit) -> str:
    """A limit in both editions, where they differ."""
    if not limit.notes or limit.notes == limit.current:
        return limit.current
    since = f" ({limit.changed})" if limit.changed else ""
    return f"{limit.notes} in 2019, {limit.current} today{since}"


def run_calculate(args: argparse.Namespace) -> int:
    handbook = _handbook()
    if args.name is None:
        _all_calculators(handbook, args.format)
        return 0
    calculator = handbook.calculators.get(args.name.lower())
    if calculator is None:
        raise UsageError(_unknown("calculator", args.name, handbook.calculators, "archdesk calculate"))
    working = calculate(calculator, _given(calculator, args.inputs), args.edition)
    if args.format == "json":
        lines = [
            {"label": line.label, "working": line.working, "value": line.value, "unit": line.unit}
            for line in working.lines
        ]
        about = {"calculator": calculator.id, "edition": args.edition, "cite": calculator.cite}
        result = {"result": working.result, "unit": working.unit, "applies": dict(working.applies)}
        say_json({**about, "lines": lines, **result})
        return 0
    say(f"{calculator.label} ({calculator.cite})")
    say(calculator.summary_in(args.edition))
    say(table([(f"  {line.label}", f"{line.working} {line.unit}") for line in working.lines]))
    say(f"Answer: {working.answer}")
    if calculator.note:
        say(calculator.note)
    return 0


def _all_calculators(handbook: Handbook, format: str) -> None:
    found = handbook.calculators.values()
    if format == "json":
        say_json(
            [{"id": c.id, "label": c.label, "summary": c.summary, "inputs": list(c.inputs)} for c in found]
        )
        return
    rows: list[tuple[str, ...]] = [(c.id, c.label, " ".join(f"{n}=" for n in c.inputs)) for c in found]
    say(table(rows))


def _given(calculator: Calculator, texts: Iterable[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            first = next(iter(calculator.inputs))
            raise UsageError(
                f"{text!r} is no input: write INPUT=VALUE, such as {first}={_default(calculator, first)}."
            )
        if name not in calculator.inputs:
            raise UsageError(_unknown("input", name, calculator.inputs, "archdesk calculate"))
        given[name] = value
    return given


def _default(calculator: Calculator, name: str) -> str:
    return words(calculator.inputs[name].default)


def run_ask(args: argparse.Namespace) -> int:
    handbook = _handbook()
    found = find(handbook, " ".join(args.words), kinds=KINDS, edition=args.edition)
    answers = found if args.all else found[:SHOWN]
    if args.format == "json":
        say_json(
            [
                {"kind": a.kind, "score": round(a.score), **a.entry.model_dump(exclude={"file"}, mode="json")}
                for a in answers
            ]
        )
        return 0
    if not answers:
        tell("The handbook has no answer to that; try other words, or `archdesk notes` for all sections.")
    for place, answer in enumerate(answers):
        if place:
            say()
        for line in _answer_text(answer, args.edition):
            say(line)
    if len(found) > len(answers):
        tell(f"There are {len(found) - len(answers)} more; --all shows them.")
    return 0


def _answer_text(answer: Answer, edition: Edition) -> Iterator[str]:
    entry = answer.entry
    yield f"{title_of(entry)} ({entry.id if isinstance(entry, Section) else entry.cite})"
    match entry:
        case Decision():
            yield from (
                f"  {option.choice}: {'; '.join(option.when)}" for option in entry.options_in(edition)
            )
        case Diagnostic():
            yield f"  Cause: {entry.cause}"
            yield f"  Fix: {entry.fix}"
        case Calculator():
            yield f"  {entry.summary_in(edition)}"
            asked = " ".join(f"{name}={_default(entry, name)}" for name in entry.inputs)
            yield f"  $ archdesk calculate {entry.id} {asked}"
        case WrittenFile():
            yield f"  Where: {entry.place}"
            yield from (f"  - {point}" for point in entry.points)
        case Section():
            yield f"  {entry.summary.strip()}"
            yield f"  $ archdesk notes {entry.id}"
        case _:
            yield from (f"  {number}. {step}" for number, step in enumerate(entry.steps, 1))
            yield from (f"  $ {command}" for command in entry.commands)
            if entry.note:
                yield f"  {entry.note}"


def _unknown(what: str, name: str, known: Iterable[str], listing: str) -> str:
    """``There is no section 'sqss'; did you mean sqs?`` and the command that lists them all."""
    meant = closest(name, known)
    question = f"; did you mean {' or '.join(meant)}?" if meant else "."
    return f"There is no {what} {name!r}{question} `{listing}` shows them all."


def _plural(word: str, count: int) -> str:
    if count != 1:
        return word
    return f"{word.removesuffix('ies')}y" if word.endswith("ies") else word.removesuffix("s")


def _handbook() -> Handbook:
    handbook = load_handbook()
    for problem in handbook.problems:
        tell(f"handbook: {problem}")
    return handbook


def _catalogue() -> Catalogue:
    catalogue = load_all()
    for problem in catalogue.problems:
        tell(f"palette: {problem}")
    return catalogue
