"""A palette with a mistake: named with file, line, entry and key; the rest still loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.catalog import compiled, definitions
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
            "test.yaml:7: components › test.queue › lable: this key is not known here; did you mean 'label'?",
        ),
        (
            "type: integer",
            "type: whole",
            "test.yaml:9: components › test.queue › properties › size › type: 'whole' is none of 'string'",
        ),
        (
            "  test.topic: {label: Topic}",
            "  test.topic: 5",
            "test.yaml:10: components › test.topic: input should be",
        ),
        (
            "relation: sends}",
            "relation: sends, verdict: maybe}",
            "test.yaml:12: connections › 0 › verdict: 'maybe' is none of 'recommended'",
        ),
        ("service: Test\n", "", "test.yaml:1: service: this is missing; a palette needs it"),
        (
            "category: general",
            "category: general\ncolour: red",
            "test.yaml:3: colour: this key is not known here",
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
    assert found == [
        "test.yaml:12: connections › 0 › to: there is no component type 'test.nothing'; did you mean 'test.topic'?",
        "test.yaml:12: connections › 0 › relation: there is no relation 'tells'",
    ]


def test_a_mistake_in_a_type_is_told_once_not_again_wherever_the_type_is_named() -> None:
    found = problems(GOOD.replace("type: integer", "type: whole"))
    assert [p.split(":")[1] for p in found] == ["9"]


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
    assert any(
        p.startswith("test.yaml:13: connections › 1 › to: this is missing; an entry needs it") for p in found
    )
    assert any(
        p.startswith("test.yaml:14: connections › 2 › extra: this key is not known here") for p in found
    )


def test_nothing_is_shadowed_silently() -> None:
    catalogue = read_palettes([("a.yaml", GOOD), ("b.yaml", GOOD.replace("label: Queue", "label: Mine"))])
    assert catalogue.types["test.queue"].label == "Queue"
    said = [str(p) for p in catalogue.problems]
    assert "b.yaml:6: components › test.queue: already defined in a.yaml; left out" in said
    assert any(
        p.startswith("b.yaml:12: connections › 0: test.topic sends test.queue is already") for p in said
    )
    assert catalogue.connection_types("test.topic", "test.queue")[0].reason == ""


def test_a_palette_adds_pairs_to_those_another_judges() -> None:
    mine = """
service: Mine
category: general
components: {mine.queue: {label: My queue}}
connections:
  - {from: test.topic, to: [test.queue, mine.queue], relation: sends, verdict: wrong, reason: No.}
"""
    catalogue = read_palettes([("a.yaml", GOOD), ("mine.yaml", mine)])
    assert [c.verdict for c in catalogue.connection_types("test.topic", "test.queue")] == ["recommended"]
    assert [c.verdict for c in catalogue.connection_types("test.topic", "mine.queue")] == ["wrong"]
    assert [str(p).partition(" › ")[2] for p in catalogue.problems] == [
        "0: test.topic sends test.queue is already defined in a.yaml; left out"
    ]


def test_the_shipped_catalogue_has_no_problem() -> None:
    catalogue: Catalogue = load_catalogue()
    assert catalogue.problems == ()
    assert len(catalogue.types) >= 28


def test_what_was_compiled_is_the_same_as_what_was_read(tmp_path: Path) -> None:
    read = load_catalogue(cache=tmp_path / "new" / "cache")
    compiled = load_catalogue(cache=tmp_path / "new" / "cache")
    assert compiled.palettes == read.palettes
    assert compiled.problems == read.problems


def test_a_change_of_a_palette_is_seen_though_the_old_one_was_compiled(tmp_path: Path) -> None:
    mine, cache = tmp_path / "mine.yaml", tmp_path / "cache"
    for label in ("One", "Two"):
        mine.write_text(f"service: Mine\ncategory: general\ncomponents: {{mine.thing: {{label: {label}}}}}\n")
        assert load_catalogue([tmp_path], cache).types["mine.thing"].label == label
    mine.write_text("service: Mine\ncategory: general\ncomponents: {mine.thing: {label: Two, sise: 1}}\n")
    for _ in range(2):  # what is wrong is never compiled, so it is told every time
        catalogue = load_catalogue([tmp_path], cache)
        assert "mine.thing" not in catalogue.types
        assert [p.line for p in catalogue.problems] == [3]


def test_a_damaged_cache_is_written_anew(tmp_path: Path) -> None:
    cache, damage = tmp_path / "cache", b"\xff\x00 nonsense\nabc\t{}\n"
    whole = load_catalogue(cache=cache)
    lines = cache.read_bytes().splitlines(keepends=True)
    cache.write_bytes(damage + b"".join(line[: len(line) // 2] + b"\n" for line in lines))
    assert load_catalogue(cache=cache).palettes == whole.palettes
    assert sorted(cache.read_bytes().splitlines(keepends=True)) == sorted(lines)


def test_a_cache_that_cannot_be_written_is_no_reason_not_to_load(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load_catalogue(cache=tmp_path / "file" / "cache").problems == ()
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_palette_that_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    catalogue = load_catalogue([tmp_path], tmp_path / "cache")
    assert [p.file for p in catalogue.problems] == [str(tmp_path / "folder.yaml")]
    assert "sqs.queue" in catalogue.types


def test_a_packaged_program_without_its_sources_compiles_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setattr(definitions, "__file__", str(tmp_path / "archdesk.zip" / "definitions.py"))
    compiled._salt.cache_clear()
    try:
        read = load_catalogue(cache=cache)
        assert load_catalogue(cache=cache).palettes == read.palettes
        assert cache.read_bytes()
    finally:
        compiled._salt.cache_clear()
