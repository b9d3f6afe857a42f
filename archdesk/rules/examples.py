"""The small designs beside a rule that show what passes, what fails and what cannot be told yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Edition, Settings, Value
from archdesk.rules.rule import Failed, Passed, Rule, Undecided
from archdesk.rules.scope import Case, Path, RuleError, mapping_of
from archdesk.rules.small_designs import read_small_design

Result = Literal["passes", "fails", "unknown"]
RESULTS: tuple[Result, ...] = ("passes", "fails", "unknown")

_KINDS: Mapping[type, Result] = {Passed: "passes", Failed: "fails", Undecided: "unknown"}


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule: its design, the edition, the subjects meant (None: all) and their result."""

    title: str
    design: Design
    edition: Edition
    expect: tuple[str, ...] | None
    result: Result


def read_examples(rule: RuleDefinition, catalogue: Catalogue) -> Iterator[Example]:
    """The examples of a rule, in order. Raises RuleError naming the key that is wrong."""
    for result in RESULTS:
        for index, raw in enumerate(getattr(rule, result)):
            yield read_example(raw, rule, catalogue, result, (result, index))


def read_example(
    raw: Value, rule: RuleDefinition, catalogue: Catalogue, result: Result, path: Path
) -> Example:
    """One example as it stands in a palette."""
    entry = mapping_of(raw, path, ("components",), ("connections", "expect", "edition", "region", "title"))
    edition: Edition = entry.get("edition", "current" if "current" in rule.editions else "notes")
    if edition not in rule.editions:
        raise RuleError((*path, "edition"), f"the rule is not on in the edition {edition!r}")
    settings = Settings(edition=edition, region=entry.get("region", "us-east-1"))
    design = read_small_design(entry, catalogue, settings, path)
    expect = entry.get("expect")
    named = {f"{c.source} {c.relation} {c.target}": c.id for c in design.connections}
    ids = None if expect is None else tuple(named.get(word, word) for word in expect)
    for id in ids or ():
        if design.find(id) is None:
            raise RuleError((*path, "expect"), f"there is nothing named {id!r} in the example")
    return Example(str(entry.get("title", "")), design, edition, ids, result)


def results(rule: Rule, catalogue: Catalogue, design: Design, edition: Edition) -> dict[str, Result | None]:
    """What a rule says of each of its subjects in a design: None where it does not apply."""
    subjects: list[Component | Connection] = [c for c in design.components if rule.subject.takes_component(c)]
    subjects += [c for c in design.connections if rule.subject.takes_connection(design, c)]
    found: dict[str, Result | None] = {}
    for subject in subjects:
        reports = list(rule.examine(Case(design, catalogue, edition, subject)))
        found[subject.id] = _KINDS[type(reports[0])] if reports else None
    return found


def mismatch(example: Example, found: Mapping[str, Result | None]) -> str | None:
    """What an example expected and did not get, in words; None where it is right."""
    wanted = example.result
    if example.result == "passes" and example.expect == ():
        applied = sorted(id for id, result in found.items() if result is not None)
        return f"the rule applies to {', '.join(applied)}" if applied else None
    expected = set(found) if example.expect is None else set(example.expect)
    if not expected:
        return "the rule has no subject here"
    for id in sorted(expected):
        if found.get(id) != wanted:
            got = "does not apply to" if found.get(id) is None else f"{found.get(id)} at"
            return f"expected {wanted} at {id}, but the rule {got} {id}"
    others = sorted(id for id, result in found.items() if result == wanted and id not in expected)
    if others and wanted != "passes":
        return f"the result is {wanted} at {', '.join(others)} too"
    return None
