"""What is wrong with a declared rule: it cannot be read, or its own examples do not show what it says."""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.model.records import EDITIONS, Edition
from archdesk.rules.compiling import compile_rule
from archdesk.rules.examples import mismatch, read_examples, results
from archdesk.rules.rule import Rule
from archdesk.rules.scope import Path, RuleError


def rule_mistakes(definition: RuleDefinition, catalogue: Catalogue) -> Iterator[tuple[Path, str]]:
    """Each mistake with the key it is at; nothing for a rule whose examples all come out as they say."""
    try:
        editions: list[Edition] = [e for e in EDITIONS if e in definition.editions]
        rules = {e: compile_rule(definition, catalogue, e) for e in editions}
        yield from _example_mistakes(definition, catalogue, rules)
    except RuleError as error:
        yield error.path, str(error)
    if not definition.passes:
        yield ("passes",), "a rule has an example that passes"
    if not definition.fails:
        yield ("fails",), "a rule has an example that fails"


def _example_mistakes(
    definition: RuleDefinition, catalogue: Catalogue, rules: dict[Edition, Rule]
) -> Iterator[tuple[Path, str]]:
    counts: dict[str, int] = {}
    for example in read_examples(definition, catalogue):
        number = counts[example.result] = counts.get(example.result, -1) + 1
        found = results(rules[example.edition], catalogue, example.design, example.edition)
        wrong = mismatch(example, found)
        if wrong is not None:
            yield (example.result, number), wrong
