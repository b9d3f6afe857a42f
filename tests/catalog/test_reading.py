"""A palette with a mistake: named with file, line, entry and key; the rest still loads."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue, read_palettes

GOOD = """service: Test
category: general
relations:
  sends: {label: sends to}
components:
  test.queue:
    label: Queue
    properties:
      size: {type: integer, default: 3, max: {notes: 5, current: 9}}
  test.topic: {label: Topic}
connections:
  - {from: test.topic, to: test.queue, relation: sends}
"""


def problems(text: str) -> list[str]:
    return [str(p) for p in read_palettes([("test.yaml", text)]).problems]


def test_a_good_palette_loads_and_bounds_differ_by_edition() -> None:
    catalogue = read_palettes([("test.yaml", GOOD)])
    assert catalogue.problems == ()
    size = catalogue.types["test.queue"].properties["size"]
    assert (size.bound("max", "notes"), size.bound("max", "current")) == (5, 9)
    assert [c.relation for c in catalogue.connection_types("test.topic", "test.queue")] == ["sends"]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (
            "    label: Queue\n",
            "    lable: Queue\n",
            "test.yaml:7: components › test.queue › lable: extra inputs are not permitted",
        ),
        (
            "type: integer",
            "type: whole",
            "test.yaml:9: components › test.queue › properties › size › type: input should be",
        ),
        (
            "  test.topic: {label: Topic}",
            "  test.topic: 5",
            "test.yaml:10: components › test.topic: input should be",
        ),
        (
            "relation: sends}",
            "relation: sends, verdict: maybe}",
            "test.yaml:12: connections › 0 › verdict: input should be",
        ),
        ("service: Test\n", "", "test.yaml:1: service: field required"),
        (
            "category: general",
            "category: general\ncolour: red",
            "test.yaml:3: colour: extra inputs are not permitted",
        ),
    ],
)
def test_a_mistake_is_named_with_file_line_entry_and_key(wrong: str, right: str, said: str) -> None:
    found = problems(GOOD.replace(wrong, right))
    assert any(p.startswith(said) for p in found), found


def test_what_nothing_defines_is_named() -> None:
    found = problems(
        GOOD.replace("to: test.queue", "to: test.nothing").replace("relation: sends", "relation: tells")
    )
    assert any("no component type 'test.nothing'" in p for p in found)
    assert any("no relation 'tells'" in p for p in found)


def test_the_rest_of_a_palette_still_loads() -> None:
    broken = GOOD.replace(
        "  test.topic: {label: Topic}", "  test.topic: {label: Topic}\n  test.wrong: {label: [1]}"
    )
    catalogue = read_palettes([("test.yaml", broken), ("other.yaml", "service: [")])
    assert set(catalogue.types) == {"test.queue", "test.topic"}
    assert {p.file for p in catalogue.problems} == {"test.yaml", "other.yaml"}


def test_several_wrong_list_entries_keep_their_own_lines() -> None:
    more = "  - {from: a, relation: x}\n  - {from: test.topic, to: test.queue, relation: sends, extra: 1}\n"
    found = problems(GOOD + more)
    assert any(p.startswith("test.yaml:13: connections › 1 › to: field required") for p in found)
    assert any(p.startswith("test.yaml:14: connections › 2 › extra: extra inputs") for p in found)


def test_nothing_is_shadowed_silently() -> None:
    catalogue = read_palettes([("a.yaml", GOOD), ("b.yaml", GOOD.replace("label: Queue", "label: Mine"))])
    assert catalogue.types["test.queue"].label == "Queue"
    assert any("already defined in a.yaml" in str(p) for p in catalogue.problems)


def test_the_shipped_catalogue_has_no_problem() -> None:
    catalogue: Catalogue = load_catalogue()
    assert catalogue.problems == ()
    assert len(catalogue.types) >= 28
