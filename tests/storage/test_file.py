"""The .archdesk file: every mistake named with its line, nothing lost, the same text on every save."""

from __future__ import annotations

import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.errors import DesignError, SaveError
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Settings, Waiver
from archdesk.storage.files import open_design, save_bytes, save_design
from archdesk.storage.reading import read_design
from archdesk.storage.writing import write_design

PALETTE = """
service: Test
category: general
relations: {sends: {label: sends to}}
components:
  sqs.queue: {label: Queue, properties: {fifo: {type: boolean, default: false}}}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_palettes([("test.yaml", PALETTE)])


def wrong(text: str | bytes, catalogue: Catalogue) -> list[str]:
    with pytest.raises(DesignError) as caught:
        read_design(text, "x.archdesk", catalogue)
    return [str(p) for p in caught.value.problems]


def test_every_mistake_is_named_with_its_line(catalogue: Catalogue) -> None:
    text = """format: 1
edition: future
components:
  a: {name: A, at: [0, 0, 48, 48]}
  b: {type: sqs.queue, at: [0, 0]}
  c: {type: sqs.queue, at: [0, 0, big, 48]}
  d: {type: sqs.queue, at: [0, 0, 1, 1], spans: none, properties: [1]}
"""
    assert wrong(text, catalogue) == [
        "x.archdesk:2: edition should be one of notes, current, not 'future'",
        "x.archdesk:4: components › a: type is missing",
        "x.archdesk:5: b: at should be [x, y, width, height]",
        "x.archdesk:6: at should be a whole number, not 'big'",
        "x.archdesk:7: properties should be a mapping",
        "x.archdesk:7: spans should be a list of ids",
    ]


def test_dangling_ids_are_named_together(catalogue: Catalogue) -> None:
    text = """format: 1
components:
  a: {type: sqs.queue, at: [0, 0, 48, 48], parent: gone}
  b: {type: sqs.queue, at: [0, 0, 48, 48], parent: c}
  c: {type: sqs.queue, at: [0, 0, 48, 48], parent: b}
connections:
  e: {from: a, to: nowhere, relation: sends}
"""
    assert wrong(text, catalogue) == [
        "x.archdesk:3: a is in 'gone', but no component has that id",
        "x.archdesk:4: b is inside itself",
        "x.archdesk:5: c is inside itself",
        "x.archdesk:7: e ends at 'nowhere', but no component has that id",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not an ArchDesk design"),
        ("- 1", "this is not an ArchDesk design"),
        ("format: 99", "written by a newer ArchDesk"),
        ("format: yes", "`format: 1` is missing"),
        ("format: 1\nname: [", "not valid YAML"),
        ("format: 1\nformat: 1", "the key 'format' is here twice"),
        ("a: &a [1]\nb: [*a, *a]", "the alias *a is not allowed"),
        ("format: 1\nx: " + "[" * 100 + "]" * 100, "nested deeper than 64"),
        ("format: 1\nx: " + "{a: " * 5000 + "1" + "}" * 5000, "nested deeper than 64"),
        ("format: 1\nname: " + "x" * 300_000, "longer than 200,000"),
        ("format: 1\n---\nformat: 1", "more than one YAML document"),
        ("format: 1\nname: !!python/object:os.system x", "the tag"),
        ("format: 1\nname: " + "y" * 20_000, "longer than 10,000 characters"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * 16_000_001, "at most 16,000,000"),
        (
            "format: 1\ncomponents: {a: {type: sqs.queue, at: [0,0,9,9]}}\nconnections: {a: {from: a, to: a, relation: r}}",
            "already used",
        ),
    ],
)
def test_hostile_and_broken_text_is_refused_in_words(
    text: str | bytes, said: str, catalogue: Catalogue
) -> None:
    assert said in "\n".join(wrong(text, catalogue))


def test_what_is_unknown_is_noted_and_kept(catalogue: Catalogue) -> None:
    text = """format: 1
theme: blue
components:
  a: {type: sqs.queue, at: [0, 0, 48, 48], properties: {future: [1, {b: c}]}, colour: red}
  b: {type: glue.job, at: [0, 0, 48, 48]}
"""
    reading = read_design(text, "x", catalogue)
    assert [str(n) for n in reading.notes] == [
        "x:2: the key 'theme' is not known here; it is kept",
        "x:4: Queue has no property 'future'; it is kept as it is",
        "x:4: the key 'colour' is not known here; it is kept",
        "x:5: no palette knows the type 'glue.job'; b is kept as it is",
    ]
    again = read_design(write_design(reading.design), "x", catalogue)
    assert dict(again.design.records) == dict(reading.design.records)


words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        [
            "yes",
            "no",
            "on",
            "~",
            "null",
            "1e3",
            "012",
            "0o17",
            "1:30",
            "2024-01-01",
            "1_000",
            "\x85",
            "\u2028",
            "a\nb\n",
            " x",
            "-",
            "*a",
            "!t",
            "=",
            "<<",
            ".5",
            "5.",
            "-0",
            "+1",
            ".inf",
        ]
    ),
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        words,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)
properties = st.dictionaries(words, values, max_size=3)
ids = st.text(string.ascii_lowercase, min_size=1, max_size=8).map(lambda s: f"c_{s}")


@st.composite
def designs(draw: st.DrawFn) -> Design:
    chosen = draw(st.lists(ids, unique=True, max_size=6))
    records: list[Component | Connection | Waiver | Settings] = [
        Settings(
            name=draw(words),
            tags=draw(st.dictionaries(words, words, max_size=2)),
            free_tier=draw(st.booleans()),
            purchase=draw(words),
            scenario=draw(words),
        )
    ]
    for index, id in enumerate(chosen):
        parent = draw(st.sampled_from([None, *chosen[:index]]))
        rect = Rect(*(draw(st.integers(1, 5000)) for _ in range(4)))
        spans = tuple(draw(st.lists(st.sampled_from(chosen[:index]), max_size=2))) if index else ()
        records.append(
            Component(
                id,
                "sqs.queue",
                draw(words),
                rect,
                parent,
                spans,
                draw(properties),
                draw(properties),
                draw(st.booleans()),
                draw(st.integers(0, 3)),
            )
        )
    if chosen:
        ends = st.sampled_from(chosen)
        for index in range(draw(st.integers(0, 4))):
            records.append(
                Connection(
                    f"e_{index}",
                    draw(ends),
                    draw(ends),
                    "sends",
                    draw(words),
                    draw(properties),
                    usage=draw(properties),
                )
            )
        records.append(Waiver("w", "SQS-001", (draw(ends),), draw(words), draw(words)))
    return Design(records)


@settings(max_examples=200, deadline=None)
@given(designs())
def test_a_design_survives_the_file_and_a_second_save_is_the_same_text(design: Design) -> None:
    catalogue = read_palettes([("test.yaml", PALETTE)])
    text = write_design(design)
    again = read_design(text, "x", catalogue).design
    assert dict(again.records) == dict(design.records)
    assert write_design(again) == text


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, catalogue: Catalogue) -> None:
    file = tmp_path / "design.archdesk"
    save_design(Design(), file, catalogue)
    before = file.read_bytes()
    with pytest.raises(SaveError, match="missing"):
        save_bytes(tmp_path / "missing" / "x", b"1")
    file.chmod(0o444)
    if os.geteuid() != 0:
        with pytest.raises(SaveError, match="read-only"):
            save_bytes(file, b"new")
    assert file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["design.archdesk"]


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "design.archdesk"
    file.write_bytes(b"old")
    script = (
        "import resource, sys, signal\n"
        "from pathlib import Path\n"
        "from archdesk.errors import SaveError\n"
        "from archdesk.storage.files import save_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (45056, 45056))\n"
        "try:\n    save_bytes(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except SaveError as error:\n    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
    )
    assert "not saved" in run.stdout
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["design.archdesk"]


def test_a_save_keeps_the_mode_and_follows_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(real)
    save_bytes(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_missing_file_is_said_in_words(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(DesignError, match="No such file"):
        open_design(tmp_path / "nothing.archdesk", catalogue)


def test_what_a_design_says_about_rules_is_kept_and_makes_no_noise(catalogue: Catalogue) -> None:
    text = (
        "# A design drawn with ArchDesk\nformat: 1\nname: X\nregion: us-east-1\nedition: current\nusage: medium\n"
        "rules:\n  A-001: error\n  B-*: 'off'\n  C-001: fatal\n"
        "components:\n  q:\n    type: sqs.queue\n    name: q\n    at: [0, 0, 48, 48]\n"
        "waivers:\n  w:\n    rule: A-002\n    components: [q]\n    reason: long enough it is\n    rule_version: 2\n"
    )
    reading = read_design(text, "x.archdesk", catalogue)
    assert reading.design.settings.rules == {"A-001": "error", "B-*": "off", "C-001": "fatal"}
    assert reading.design.waivers[0].rule_version == 2
    assert reading.notes == ()
    assert write_design(reading.design) == text
    plain = read_design(text.replace("B-*: 'off'", "B-*: off"), "x.archdesk", catalogue).design
    assert write_design(plain) == text
    bare = write_design(read_design("format: 1\n", "x.archdesk", catalogue).design)
    assert "rules" not in bare


def test_a_rules_block_of_another_shape_is_named_with_its_line(catalogue: Catalogue) -> None:
    assert wrong("format: 1\nrules: [A-001]\n", catalogue) == ["x.archdesk:2: rules should be a mapping"]
    assert wrong("format: 1\nrules:\n  A-001: false\n", catalogue) == [
        "x.archdesk:3: rules: A-001 should be text"
    ]


def test_a_reading_knows_the_lines_of_components_connections_and_waivers(catalogue: Catalogue) -> None:
    text = (
        "format: 1\ncomponents:\n  a: {type: sqs.queue, at: [0, 0, 48, 48]}\n"
        "  b:\n    type: sqs.queue\n    at: [0, 0, 48, 48]\nconnections:\n  e: {from: a, to: b, relation: sends}\n"
    )
    assert read_design(text, "x.archdesk", catalogue).lines == {"a": 3, "b": 4, "e": 8}
