"""The JSON Schema of palettes that ships: made from the definitions, and of one mind with the reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archdesk.catalog.palettes import read_palette
from archdesk.catalog.schema import FILE, schema_text
from archdesk.shipped import shipped
from archdesk.source import read_yaml

SCHEMA = json.loads((shipped("palettes") / FILE).read_text(encoding="utf-8"))
PALETTES = sorted((shipped("palettes") / "aws").glob("*.yaml"))


def test_the_shipped_schema_is_made_from_the_definitions() -> None:
    assert (shipped("palettes") / FILE).read_text(encoding="utf-8") == schema_text(), (
        "run packaging/write_schema.py"
    )
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", PALETTES, ids=lambda f: f.stem)
def test_a_shipped_palette_fits_and_names_the_schema(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    errors = Draft202012Validator(SCHEMA).iter_errors(read_yaml(text, file.name).value)
    assert [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in errors] == []
    assert text.startswith(f"# yaml-language-server: $schema=../{FILE}\n"), "editors complete by it"


@pytest.mark.parametrize(
    "mistake",
    [
        "components: {a.b: {lable: B}}",
        "components: {a.b: {label: B, properties: {c: {type: whole}}}}",
        "components: {a.b: {label: B, id: c.d}}",
        "components: {a.b: {label: B, limits: [{label: L}]}}",
        "connections: [{from: a.b, to: a.b}]",
        "connections: [{from: a.b, to: a.b, relation: sends, verdict: maybe}]",
        "presets: {p: {label: P}}",
        "rules: [{id: X-001}]",
        "colour: red",
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(mistake: str) -> None:
    for text, is_good in (("", True), (mistake, False)):
        palette = f"service: S\ncategory: compute\n{text}\n"
        assert Draft202012Validator(SCHEMA).is_valid(read_yaml(palette, "s.yaml").value) is is_good
        assert (read_palette("s.yaml", palette).problems == ()) is is_good
