"""Mutants of rules: the same rule with one clause of its check, condition or sets dropped."""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.model.records import EDITIONS
from archdesk.rules.clauses import without_a_clause
from archdesk.rules.compiling import compile_rule
from archdesk.rules.examples import Example, mismatch, read_examples, results
from archdesk.rules.rule import Rule
from archdesk.rules.scope import RuleError


def survivors(definition: RuleDefinition, catalogue: Catalogue) -> list[str]:
    """The clauses that can be dropped without any example of the rule noticing."""
    examples = list(read_examples(definition, catalogue))
    return [label for label, mutant in mutants(definition) if not _is_noticed(mutant, examples, catalogue)]


def mutants(definition: RuleDefinition) -> Iterator[tuple[str, RuleDefinition]]:
    """Each with the clause that it lacks."""
    for label, parts in without_a_clause(
        {"let": definition.let, "when": definition.when, "check": definition.check}
    ):
        yield label, definition.model_copy(update=parts)
    for label, parts in without_a_clause(definition.notes):
        yield f"notes › {label}", definition.model_copy(update={"notes": parts})


def _is_noticed(mutant: RuleDefinition, examples: list[Example], catalogue: Catalogue) -> bool:
    """Whether an example comes out otherwise, or the rest cannot stand without the clause."""
    rules: dict[str, Rule] = {}
    for edition in EDITIONS:
        if edition in mutant.editions:
            try:
                rules[edition] = compile_rule(mutant, catalogue, edition)
            except RuleError:
                return True
    return any(
        mismatch(example, results(rules[example.edition], catalogue, example.design, example.edition))
        for example in examples
    )
