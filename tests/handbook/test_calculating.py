"""Calculators give what the notes give, show how, and say in words what they cannot work with."""

from __future__ import annotations

import ast
import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.catalog.arithmetic import FUNCTIONS
from archdesk.catalog.catalogue import load_catalogue
from archdesk.errors import CalculationError
from archdesk.handbook.calculating import _FUNCTIONS, calculate, calculators_for, starting_inputs
from archdesk.handbook.definitions import Calculator, Step
from archdesk.handbook.reading import load_handbook, read_handbook
from archdesk.model.geometry import Rect
from archdesk.model.records import EDITIONS, Component, Edition

CATALOGUE, HANDBOOK = load_catalogue(), load_handbook()
CALCULATORS = HANDBOOK.calculators
EXAMPLES = [
    pytest.param(calculator, example, edition, id=f"{id}-{number}-{edition}")
    for id, calculator in CALCULATORS.items()
    for number, example in enumerate(calculator.examples)
    for edition in ([example["edition"]] if "edition" in example else EDITIONS)
]
every = pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=CALCULATORS)


@pytest.mark.parametrize("calculator, example, edition", EXAMPLES)
def test_an_example_comes_out(calculator: Calculator, example: dict[str, Any], edition: Edition) -> None:
    inputs = {k: v for k, v in example.items() if k not in ("result", "edition")}
    working = calculate(calculator, inputs, edition)
    assert working.result == example["result"]
    assert type(working.result) is type(example["result"]) or not isinstance(example["result"], bool)


@every
def test_a_calculator_has_examples_for_both_editions_and_works_from_its_defaults(
    calculator: Calculator,
) -> None:
    assert {e.get("edition", "notes") for e in calculator.examples} >= {"notes"}
    assert {e.get("edition", "current") for e in calculator.examples} >= {"current"}
    for edition in EDITIONS:
        assert len(calculate(calculator, {}, edition).lines) == len(calculator.steps)


@every
def test_expressions_use_what_was_named_before(calculator: Calculator) -> None:
    for edition in EDITIONS:
        known = {*calculator.inputs}
        for step in calculator.steps_in(edition):
            for expression in expressions(step):
                tree = ast.parse(expression, mode="eval")
                called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call)}
                names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - called
                assert called <= {*FUNCTIONS, *_FUNCTIONS}, step.name
                assert names <= known, step.name
            known.add(step.name)


@every
def test_a_table_speaks_of_every_value_of_its_input(calculator: Calculator) -> None:
    for edition in EDITIONS:
        for step in calculator.steps_in(edition):
            if step.table:
                asked = calculator.inputs[step.of]
                values = [True, False] if asked.type == "boolean" else asked.bound("values", edition)
                assert {str(v).casefold() for v in values} == {key.casefold() for key in step.table}


@every
def test_what_it_takes_and_gives_are_properties_of_its_types(calculator: Calculator) -> None:
    types = [CATALOGUE.types[id] for id in (calculator.component, *calculator.types)]
    for name, asked in calculator.inputs.items():
        if asked.takes:
            taken = [t.properties[asked.takes] for t in types if asked.takes in t.properties]
            assert taken, f"{name} takes {asked.takes}, which none of its types has"
            assert all((p.type in NUMBERS) == (asked.type in NUMBERS) for p in taken)
    for name, step in calculator.applies.items():
        assert types[0].properties[name].type in NUMBERS
        assert isinstance(by_name(calculate(calculator, {}))[step], int)


NUMBERS = ("integer", "number", "duration")


def by_name(working: Any) -> dict[str, Any]:
    return {line.name: line.value for line in working.lines}


def expressions(step: Step) -> list[str]:
    cases = [text for case in step.cases for text in (case.when, case.value) if text]
    return [*filter(None, [step.expression]), *step.table.values(), *cases]


@given(st.data())
def test_any_input_is_worked_out_or_refused_in_words(data: st.DataObject) -> None:
    calculator = data.draw(st.sampled_from(list(CALCULATORS.values())))
    value = st.one_of(st.integers(), st.floats(), st.text(max_size=8), st.booleans(), st.none(), st.just([]))
    inputs = {name: data.draw(value) for name in calculator.inputs}
    with contextlib.suppress(CalculationError):
        working = calculate(calculator, inputs, data.draw(st.sampled_from(EDITIONS)))
        assert all(line.working for line in working.lines)


@given(st.data())
def test_any_input_within_its_bounds_is_worked_out(data: st.DataObject) -> None:
    calculator = data.draw(st.sampled_from(list(CALCULATORS.values())))
    inputs = {}
    for name, asked in calculator.inputs.items():
        low, high = asked.bound("min", "current"), asked.bound("max", "current")
        if asked.type in NUMBERS:
            value: st.SearchStrategy[Any] = st.integers(
                0 if low is None else -int(-low // 1), int(high or 1_000_000)
            )
        else:
            values = [True, False] if asked.type == "boolean" else asked.bound("values", "current")
            value = st.sampled_from(values)
        inputs[name] = data.draw(value)
    assert calculate(calculator, inputs).lines


@pytest.mark.parametrize(
    "id, inputs, lines, answer",
    [
        (
            "rcu",
            {"reads_per_second": 10, "item_kb": 6, "consistency": "strong"},
            ["ceil(6 / 4) = 2", "strong: 1", "ceil(10 x 2 / 1) = 20"],
            "20 RCU",
        ),
        ("sqs-visibility", {"processing_seconds": 120, "visibility_timeout": 30}, ["120 > 30: yes"], "yes"),
        ("kms-method", {"payload_kb": 5}, ["not 5 <= 4: envelope"], "envelope"),
        ("kms-method", {"payload_kb": 4}, ["4 <= 4: direct"], "direct"),
        (
            "asg-capacity",
            {"desired": 1, "step": -1, "min_size": 1, "max_size": 4},
            ["1 + (-1) = 0", "max(0, 1) = 1", "min(1, 4) = 1"],
            "1 instance",
        ),
        (
            "backoff",
            {"base_s": 1, "retries": 4},
            ["series(1, 2, 4) = 1, 2, 4, 8", "total(1, 2, 4, 8) = 15"],
            "1, 2, 4, 8 s",
        ),
        ("beanstalk-batches", {"instances": 2, "batch_size": 2}, ["ceil(2 / 2) = 1"], "1 batch"),
        (
            "s3-prefixes",
            {"put_rps": 1, "get_rps": 1},
            ["ceil(1 / 3500) = 1", "ceil(1 / 5500) = 1", "max(1, 1, 1) = 1"],
            "1 prefix",
        ),
        ("sqs-retry-wait", {"visibility_timeout": 900}, ["900"], "900 s"),
    ],
)
def test_the_working_is_shown(id: str, inputs: dict[str, Any], lines: list[str], answer: str) -> None:
    working = calculate(CALCULATORS[id], inputs)
    assert [line.working for line in working.lines] == lines
    assert working.answer == answer


def test_text_is_read_as_a_command_line_has_it() -> None:
    inputs = {"reads_per_second": " 16 ", "item_kb": "12.0", "consistency": "Eventual"}
    assert calculate(CALCULATORS["rcu"], inputs).result == 24
    assert calculate(CALCULATORS["sqs-fifo-throughput"], {"batching": "yes"}).result == 3000


@pytest.mark.parametrize(
    "id, inputs, said",
    [
        ("rcu", {"item_kb": 0}, "Item size is 0 KB; enter a number from 0.001 to 400 KB."),
        ("rcu", {"item_kb": "big"}, "Item size is 'big'; enter a number from 0.001 to 400 KB."),
        ("rcu", {"item_kb": float("nan")}, "Item size is nan; enter a number from 0.001 to 400 KB."),
        ("rcu", {"reads_per_second": 1e300}, "Reads per second is 1e\\+300; enter a number from 0."),
        ("rcu", {"consistency": "weak"}, "Reads is 'weak'; enter one of strong, eventual."),
        (
            "rcu",
            {"size": 1},
            "Read capacity units has no input 'size'; its inputs are: reads_per_second, item_kb,",
        ),
        ("kinesis-capacity", {"shards": 1.5}, "Shards is 1.5; enter a whole number from 1."),
        ("asg-capacity", {"step": "up"}, "Step is 'up'; enter a whole number."),
        (
            "sqs-fifo-throughput",
            {"batching": "perhaps"},
            "In batches of ten is 'perhaps'; enter true or false.",
        ),
    ],
)
def test_what_it_cannot_work_with_is_said(id: str, inputs: dict[str, Any], said: str) -> None:
    with pytest.raises(CalculationError, match=said):
        calculate(CALCULATORS[id], inputs)


def test_a_step_that_fails_is_named() -> None:
    text = """
calculators:
  c:
    label: Share
    cite: x
    summary: A share.
    inputs: {parts: {type: integer, label: Parts}}
    steps: [{name: share, label: One share, expression: 1 / parts}]
    result: share
"""
    handbook = read_handbook([("h.yaml", text)])
    assert handbook.problems == ()
    with pytest.raises(CalculationError, match="Share: One share cannot be worked out"):
        calculate(handbook.calculators["c"], {"parts": 0})
    with pytest.raises(CalculationError, match="Parts is missing; enter a whole number"):
        calculate(handbook.calculators["c"], {})


def test_it_starts_from_the_component_and_applies_its_result_to_it() -> None:
    queue = Component("q", "sqs.queue", "Q", Rect(0, 0, 1, 1), properties={"visibility_timeout": 45})
    started = starting_inputs(CALCULATORS["redrive"], CATALOGUE, queue)
    assert started == {"visibility_timeout": 45, "max_receive_count": 3}
    assert starting_inputs(CALCULATORS["redrive"], CATALOGUE)["visibility_timeout"] == 30
    working = calculate(CALCULATORS["wcu"], {"writes_per_second": 6, "item_kb": 4.5})
    assert dict(working.applies) == {"write_capacity": 30}


@every
def test_it_can_be_worked_out_from_a_new_component(calculator: Calculator) -> None:
    for type in (calculator.component, *calculator.types):
        for edition in EDITIONS:
            component = Component("c", type, "C", Rect(0, 0, 1, 1))
            started = starting_inputs(calculator, CATALOGUE, component, edition)
            assert calculate(calculator, started, edition).lines


def test_a_zero_that_nobody_entered_says_nothing() -> None:
    quiet = Component("t", "dynamodb.table", "T", Rect(0, 0, 1, 1))
    assert starting_inputs(CALCULATORS["rcu"], CATALOGUE, quiet)["reads_per_second"] == 10
    entered = Component("t", "dynamodb.table", "T", Rect(0, 0, 1, 1), properties={"reads_per_second": 0})
    assert starting_inputs(CALCULATORS["rcu"], CATALOGUE, entered)["reads_per_second"] == 0


def test_an_edition_has_its_own_summary_and_steps() -> None:
    calculator = CALCULATORS["lambda-memory-step"]
    assert "64 MB" in calculator.summary_in("notes")
    assert "64 MB" not in calculator.summary_in("current")
    assert [s.label for s in calculator.steps_in("notes")][:2] == [
        "From 128 to 3,008 MB",
        "A multiple of 64 MB",
    ]
    assert [s.label for s in calculator.steps_in("current")][:2] == [
        "From 128 to 10,240 MB",
        "Whole megabytes",
    ]


def test_a_property_it_cannot_start_from_leaves_the_default() -> None:
    odd = {"visibility_timeout": "soon", "max_receive_count": -1}
    queue = Component("q", "sqs.queue", "Q", Rect(0, 0, 1, 1), properties=odd)
    assert starting_inputs(CALCULATORS["redrive"], CATALOGUE, queue) == {
        "visibility_timeout": 30,
        "max_receive_count": 3,
    }


def test_calculators_open_from_their_types() -> None:
    assert "redrive" in [c.id for c in calculators_for(HANDBOOK, "sqs.queue")]
    assert "lb-latency" in [c.id for c in calculators_for(HANDBOOK, "elb.network")]
    assert calculators_for(HANDBOOK, "vpc.subnet") == ()
