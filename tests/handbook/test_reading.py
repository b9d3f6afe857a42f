"""The handbook is read entry by entry: each mistake is named, and the rest is there."""

from __future__ import annotations

import pytest

from archdesk.handbook.reading import load_handbook, read_handbook

SECTION = "group: A group\nsections:\n  one: {title: One, summary: About one.}\n"
STEPS = "steps: [{name: n, label: N, expression: 1 + 1}], result: n"
CALCULATOR = f"label: C, cite: one, summary: Says., inputs: {{}}, {STEPS}"


def test_the_shipped_handbook_has_no_mistake() -> None:
    handbook = load_handbook()
    assert [str(p) for p in handbook.problems] == []
    assert len(handbook.sections) == 106
    assert all(section.group and section.id == id for id, section in handbook.sections.items())


def test_sections_come_in_groups_and_know_their_file() -> None:
    handbook = read_handbook([("a.yaml", SECTION), ("b.yaml", SECTION.replace("one", "two"))])
    assert handbook.problems == ()
    assert {g: [s.id for s in sections] for g, sections in handbook.groups().items()} == {
        "A group": ["one", "two"]
    }
    assert handbook.sections["two"].file == "b.yaml"


@pytest.mark.parametrize(
    "text, said",
    [
        ("sections:\n  x: {title: T}\n", "h.yaml:2: sections › x › summary: this is missing"),
        (
            "sections:\n  x:\n    title: T\n    colour: red\n    summary: S.\n",
            "h.yaml:4: sections › x › colour:",
        ),
        ("sections: [x]\n", "h.yaml:1: sections should be a mapping of ids to entries"),
        ("chapters: {}\n", "h.yaml:1: chapters: the handbook has no such part"),
        ("- x\n", "h.yaml:1: a file of the handbook is a mapping"),
        ("a: [\n", "h.yaml:2: this is not valid YAML"),
        (
            f"calculators:\n  c: {{{CALCULATOR.replace('result: n', 'result: m')}}}\n",
            "h.yaml:2: calculators › c: there is no step 'm'",
        ),
        (
            f"calculators:\n  c: {{{CALCULATOR.replace('expression: 1 + 1', 'of: k')}}}\n",
            "h.yaml:2: calculators › c › steps › 0: a step has either an expression, a table or cases",
        ),
        (
            f"calculators:\n  c: {{{CALCULATOR.replace('expression: 1 + 1', 'of: k, table: {a: 1 + 1}')}}}\n",
            "h.yaml:2: calculators › c: there is no input 'k'",
        ),
        (
            f"calculators:\n  c: {{{CALCULATOR}, notes: {{steps: [{{name: z, label: Z, expression: n}}]}}}}\n",
            "h.yaml:2: calculators › c: there is no step 'z'",
        ),
        (
            "decisions:\n  d: {question: Which?, cite: one, options: [{choice: A, when: [b]}]}\n",
            "h.yaml:2: decisions › d › options: tuple should have at least 2 items",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_costs_no_other_entry(text: str, said: str) -> None:
    handbook = read_handbook([("h.yaml", text), ("good.yaml", SECTION)])
    assert [said in str(p) for p in handbook.problems] == [True], handbook.problems
    assert list(handbook.sections) == ["one"]


def test_the_first_of_two_entries_with_one_id_stays() -> None:
    handbook = read_handbook([("a.yaml", SECTION), ("b.yaml", SECTION.replace("About", "Not about"))])
    assert [str(p) for p in handbook.problems] == [
        "b.yaml:3: sections › one: already defined in a.yaml; left out"
    ]
    assert handbook.sections["one"].summary == "About one."
