"""Every example beside a rule is a test of that rule: what passes, what fails, what cannot be told yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.catalog.definitions import ByEdition, RuleDefinition
from archdesk.errors import EditError
from archdesk.model.records import EDITIONS
from archdesk.rules.check import check_design, rule_problems, rules_of
from archdesk.rules.examples import Example, mismatch, read_examples, results
from archdesk.rules.fixes import apply_fix, preview_fix
from archdesk.rules.rule import Rule
from archdesk.rules.scope import RuleError
from tests.rules.worked import worked

CATALOGUES = {"shipped": load_catalogue(), "worked": worked()}
RULES = [(name, d) for name, catalogue in CATALOGUES.items() for d in catalogue.rules]


@pytest.mark.parametrize("definition", [pytest.param(d, id=d.id) for d in CATALOGUES["shipped"].rules])
def test_a_rule_whose_editions_differ_says_how(definition):
    severity = definition.severity
    differs = (
        definition.editions != EDITIONS
        or bool(definition.notes.keys() & {"check", "when", "let", "severity"})
        or (isinstance(severity, ByEdition) and severity.notes != severity.current)
    )
    assert bool(definition.differs) == differs


def examples() -> Iterator[pytest.param]:
    for name, definition in RULES:
        for result in ("passes", "fails", "unknown"):
            for number in range(len(getattr(definition, result))):
                yield pytest.param(
                    name, definition, result, number, id=f"{name}-{definition.id}-{result}-{number}"
                )


def example_of(catalogue: Catalogue, definition: RuleDefinition, result: str, number: int) -> Example:
    try:
        return [e for e in read_examples(definition, catalogue) if e.result == result][number]
    except RuleError as error:
        pytest.fail(f"{definition.file}: {definition.id}: {' › '.join(map(str, error.path))}: {error}")


def rule_of(catalogue: Catalogue, definition: RuleDefinition, example: Example) -> Rule:
    found = next((r for r in rules_of(catalogue, example.edition).rules if r.id == definition.id), None)
    assert found is not None, [str(p) for p in rule_problems(catalogue)]
    return found


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_rules_of_the_palettes_can_be_read(name):
    assert [str(p) for p in rule_problems(CATALOGUES[name])] == []


@pytest.mark.parametrize("name, definition", [pytest.param(n, d, id=f"{n}-{d.id}") for n, d in RULES])
def test_a_rule_shows_what_passes_and_what_fails(name, definition):
    assert definition.passes, f"{definition.id} has no example that passes"
    assert definition.fails, f"{definition.id} has no example that fails"
    assert definition.why
    assert definition.title[-1] != "."


@pytest.mark.parametrize("name, definition, result, number", list(examples()))
def test_the_example_is_as_the_rule_says(name, definition, result, number):
    catalogue = CATALOGUES[name]
    example = example_of(catalogue, definition, result, number)
    found = results(rule_of(catalogue, definition, example), catalogue, example.design, example.edition)
    assert mismatch(example, found) is None


@pytest.mark.parametrize(
    "name, definition, number",
    [pytest.param(n, d, i, id=f"{n}-{d.id}-fix-{i}") for n, d in RULES if d.fix for i in range(len(d.fails))],
)
def test_a_fix_clears_the_finding_and_adds_no_error(name, definition, number):
    catalogue = CATALOGUES[name]
    offered = 0
    example = example_of(catalogue, definition, "fails", number)
    findings = [
        f for f in check_design(example.design, catalogue, example.edition) if f.rule == definition.id
    ]
    assert findings, "the example must fail"
    for finding in findings:
        for index in range(len(finding.fixes)):
            design = example_of(catalogue, definition, "fails", number).design
            before = {
                f.key for f in check_design(design, catalogue, example.edition) if f.severity == "error"
            }
            fix = finding.fixes[index]
            try:
                words = preview_fix(design, catalogue, finding, fix)
            except EditError:
                continue  # the example has no place for it
            offered += 1
            assert words, f"{fix.label} changes nothing"
            apply_fix(design, catalogue, finding, fix)
            assert design.undo_label == fix.label
            after = check_design(design, catalogue, example.edition)
            assert finding.key not in {f.key for f in after}, f"{fix.label} leaves the finding"
            assert {f.key for f in after if f.severity == "error"} <= before, f"{fix.label} adds an error"
    assert offered or number > 0 or not definition.fix, "no fix was possible in the first failing example"
