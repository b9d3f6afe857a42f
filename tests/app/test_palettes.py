"""Palettes of one's own: found in their folder, checked with lines, never in the way of the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.app.palettes import (
    VARIABLE,
    check_palette,
    load_all,
    own_folder,
    problems_in,
    start_palette,
)
from archdesk.catalog.catalogue import join_palettes
from archdesk.catalog.palettes import PaletteFile, read_palette
from archdesk.errors import ArchDeskError
from archdesk.shipped import shipped

GOOD = """service: Acme Widgets
category: compute
components:
  acme.widget:
    label: Widget
    summary: A widget of our own.
    icon: compute/lambda
    keywords: [gadget]
    detail: "{size} GiB"
    placement: {scope: regional, parents: [aws.region], reason: "A widget is regional."}
    properties:
      size: {type: integer, label: Size, unit: GiB, default: 20, min: 1, max: 100}
      mode: {type: enum, label: Mode, default: fast, values: [fast, steady]}
    parts:
      lid: {label: Lid, summary: It comes with every widget., properties: [mode]}
    usage:
      turns: {label: Turns, unit: turns, small: 1, medium: 10, large: 100}
    costs: [{label: Turns, price: AcmeWidgets/turns, quantity: turns * size, usage: [turns]}]
    cloudformation: {type: "AWS::SQS::Queue", properties: {DelaySeconds: {prop: size}}}
presets:
  big_widget: {type: acme.widget, label: Big widget, properties: {size: 100}}
connections:
  - {from: lambda.function, to: acme.widget, relation: writes, verdict: allowed}
  - {from: acme.widget, to: s3.bucket, relation: writes, verdict: wrong, reason: It cannot write., instead: "acme.widget triggers lambda.function writes s3.bucket"}
rules:
  - id: ACME-001
    title: Widget too small
    severity: warning
    for: {component: acme.widget}
    check: {ge: [$it.size, 5]}
    message: "{it} is small."
    why: Small widgets break.
    passes: [{components: {w: {type: acme.widget, size: 5}}}]
    fails: [{components: {w: {type: acme.widget, size: 4}}}]
"""

# (what is written instead, the line it is told at, what is said)
MISTAKES = {
    "a key that is not known": ("summary: A widget", "sumary: A widget", 6, "did you mean 'summary'?"),
    "an icon that is not there": ("icon: compute/lambda", "icon: compute/lamda", 7, "did you mean 'compute/lambda'?"),
    "a detail of no property": ('"{size} GiB"', '"{sise} GiB"', 9, "did you mean 'size'?"),
    "a scope that is not one": ("scope: regional", "scope: region", 10, "'region' is none of 'external'"),
    "a container that is not there": ("[aws.region]", "[aws.regoin]", 10, "did you mean 'aws.region'?"),
    "a container that is none": ("[aws.region]", "[sqs.queue]", 10, "holds nothing"),
    "a default beyond its bounds": ("default: 20", "default: 200", 12, "at most 100 GiB is possible"),
    "a default of another type": ("default: 20", "default: much", 12, "no number"),
    "a default that is no choice": ("default: fast", "default: slow", 13, "possible are fast, steady"),
    "a part of no property": ("properties: [mode]", "properties: [mood]", 15, "did you mean 'mode'?"),
    "a cost of no usage": ("quantity: turns * size", "quantity: turms * size", 18, "did you mean 'turns'?"),
    "a cost that is no arithmetic": ("quantity: turns * size", "quantity: turns *", 18, "no arithmetic"),
    "a resource type that is none": ("AWS::SQS::Queue", "AWS::SQS::Queu", 19, "did you mean 'AWS::SQS::Queue'?"),
    "a resource property that is none": ("DelaySeconds:", "DelaySecond:", 19, "did you mean 'DelaySeconds'?"),
    "a mapping of no property": ("{prop: size}", "{prop: sise}", 19, "did you mean 'size'?"),
    "a type of property that is none": ("type: integer", "type: int", 12, "did you mean 'integer'?"),
    "a limit without its value": ("    parts:", "    limits: [{label: Turns}]\n    parts:", 14, "this is missing"),
    "a preset beyond the bounds": ("{size: 100}", "{size: 101}", 21, "at most 100 GiB is possible"),
    "a preset of no property": ("{size: 100}", "{siz: 100}", 21, "did you mean 'size'?"),
    "a connection from nowhere": ("from: lambda.function", "from: lambda.func", 23, "did you mean 'lambda.function'?"),
    "a relation that is none": ("relation: writes, verdict: allowed", "relation: write", 23, "did you mean 'writes'?"),
    "a verdict that is none": ("verdict: allowed", "verdict: fine", 23, "'fine' is none of 'recommended'"),
    "a way round that is none": ("triggers lambda.function", "triggers lambda.fn", 24, "no component type 'lambda.fn'"),
    "a severity that is none": ("severity: warning", "severity: bad", 28, "'bad' is none of 'error'"),
    "a check that cannot be read": ("{ge: [$it.size, 5]}", "{gee: [$it.size, 5]}", 30, "no known operator"),
    "an example that shows nothing": ("size: 4}}}]", "size: 6}}}]", 34, "the rule passes at w"),
    "text that is no YAML": ("service: Acme Widgets", "service: [", 3, "not valid YAML"),
}  # fmt: skip


@pytest.fixture
def folder(own_home: Path) -> Path:
    own_folder().mkdir(parents=True)
    return own_folder()


def test_a_good_palette_has_no_problem_and_is_in_the_catalogue(folder: Path) -> None:
    (folder / "acme.yaml").write_text(GOOD, encoding="utf-8")
    assert check_palette(folder / "acme.yaml") == ()
    catalogue = load_all()
    assert catalogue.problems == ()
    assert catalogue.types["acme.widget"].service == "Acme Widgets"
    assert catalogue.presets["big_widget"].properties == {"size": 100}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(mistake: str, tmp_path: Path) -> None:
    right, wrong, line, said = MISTAKES[mistake]
    assert right in GOOD
    file = tmp_path / "acme.yaml"
    file.write_text(GOOD.replace(right, wrong, 1), encoding="utf-8")
    found = check_palette(file)
    assert [p.line for p in found] == [line], [str(p) for p in found]
    assert said in found[0].message
    assert found[0].file == str(file)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    names = ["a key that is not known", "an icon that is not there", "a default beyond its bounds",
             "a cost of no usage", "a resource property that is none", "a relation that is none",
             "a check that cannot be read"]  # fmt: skip
    text = GOOD
    for name in names:
        text = text.replace(*MISTAKES[name][:2], 1)
    file = tmp_path / "acme.yaml"
    file.write_text(text, encoding="utf-8")
    assert [p.line for p in check_palette(file)] == [MISTAKES[name][2] for name in names]


def test_a_broken_palette_is_named_and_skipped(folder: Path) -> None:
    (folder / "acme.yaml").write_text("components: [", encoding="utf-8")
    (folder / "other.yaml").write_text(GOOD, encoding="utf-8")
    catalogue = load_all()
    assert [p.file for p in catalogue.problems] == [str(folder / "acme.yaml")]
    assert {"acme.widget", "sqs.queue"} <= catalogue.types.keys()


def test_what_is_defined_already_is_never_shadowed(folder: Path) -> None:
    mine = "service: Mine\ncategory: compute\ncomponents:\n  sqs.queue: {label: My queue}\n"
    (folder / "mine.yaml").write_text(mine, encoding="utf-8")
    catalogue = load_all()
    assert catalogue.types["sqs.queue"].label == "SQS queue"
    said = f"{folder / 'mine.yaml'}:4: components › sqs.queue: already defined in sqs.yaml; left out"
    assert [str(p) for p in catalogue.problems] == [said]
    assert [str(p) for p in check_palette(folder / "mine.yaml")] == [said]


def test_two_palettes_of_ones_own_may_name_each_other(folder: Path) -> None:
    (folder / "acme.yaml").write_text(GOOD, encoding="utf-8")
    other = "service: More\ncategory: compute\ncomponents: {more.bolt: {label: Bolt}}\nconnections:\n"
    other += "  - {from: more.bolt, to: acme.widget, relation: uses}\n"
    (folder / "more.yaml").write_text(other, encoding="utf-8")
    assert check_palette(folder / "more.yaml") == ()
    assert len(load_all().connection_types("more.bolt", "acme.widget")) == 1


def test_a_variable_names_other_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert "acme.widget" in load_all().types


def test_a_palette_is_started_without_a_problem_and_never_over_another(tmp_path: Path) -> None:
    file = tmp_path / "new" / "3 widgets.yaml"
    start_palette(file)
    assert check_palette(file) == ()
    with pytest.raises(ArchDeskError, match="there is a file already"):
        start_palette(file)
    with pytest.raises(ArchDeskError, match=r"call it widgets\.yaml"):
        start_palette(tmp_path / "widgets.txt")


def test_a_palette_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ArchDeskError, match=r"nothing\.yaml"):
        check_palette(tmp_path / "nothing.yaml")


SHIPPED = [read_palette(f.name, f.read_bytes()) for f in sorted((shipped("palettes") / "aws").glob("*.yaml"))]
CATALOGUE = join_palettes(SHIPPED, [])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.name)
def test_a_shipped_palette_holds_to_all_of_it(file: PaletteFile) -> None:
    assert CATALOGUE.problems == ()
    assert [str(p) for p in problems_in(CATALOGUE, file)] == []


def test_a_shipped_palette_may_be_checked_by_its_file() -> None:
    assert check_palette(shipped("palettes") / "aws" / "sqs.yaml") == ()
