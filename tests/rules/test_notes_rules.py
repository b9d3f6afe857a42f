"""What the notes demand: each statement is told by a rule, a bound, a connection, a place, or is no rule with a reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.rules.check import all_rules

FOLDER = Path(__file__).parents[1] / "data" / "notes_rules"
COLUMNS = ["section", "kind", "statement", "told_by", "where", "reason"]
KINDS = {"placement": 69, "connection": 227, "property": 271, "topology": 210}
CATALOGUE = load_catalogue()
RULES = {rule.id for rule in all_rules(CATALOGUE)}


def rows() -> Iterator[tuple[str, Mapping[str, str]]]:
    for file in sorted(FOLDER.glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as text:
            reader = csv.DictReader(text)
            assert reader.fieldnames == COLUMNS, file.name
            for row in reader:
                yield f"{file.stem}-{reader.line_num}-{row['section']}", row


ROWS = list(rows())


@pytest.mark.parametrize("row", [pytest.param(row, id=id) for id, row in ROWS])
def test_the_statement_is_told_where_the_table_says(row):
    assert row["kind"] in KINDS
    assert 10 <= len(row["statement"]) <= 160
    _TOLD[row["told_by"]](CATALOGUE, row["where"], row["reason"])


def test_every_statement_of_the_notes_is_in_the_table():
    assert Counter(row["kind"] for _, row in ROWS) == KINDS
    assert all(row["section"] for _, row in ROWS)


def test_most_statements_are_told_by_something():
    left_out = [row for _, row in ROWS if row["told_by"] == "none"]
    assert len(left_out) <= len(ROWS) * 0.25


def _rule(catalogue: Catalogue, where: str, reason: str) -> None:
    assert where.split()
    assert set(where.split()) <= RULES


def _bound(catalogue: Catalogue, where: str, reason: str) -> None:
    type, _, name = where.rpartition(".")
    found = catalogue.types[type].properties[name]
    closed = found.type not in ("string", "list", "json")
    given = (found.min, found.max, found.values, found.format, found.required or None)
    assert closed or any(bound is not None for bound in given), "a text without bounds refuses nothing"


def _connection(catalogue: Catalogue, where: str, reason: str) -> None:
    ends, _, verdict = where.partition(" = ")
    verdict, _, edition = verdict.partition(" @")
    source, relation, target = ends.split()
    found = [entry for entry in catalogue.connection_types(source, target) if entry.relation == relation]
    assert found, f"no palette says {ends}"
    editions = [edition] if edition else ["notes", "current"]
    assert any({entry.verdict_in(e) for e in editions} == {verdict} for entry in found)


def _place(catalogue: Catalogue, where: str, reason: str) -> None:
    type, _, container = where.partition(" not in " if " not in " in where else " in ")
    assert container in catalogue.types
    assert (container in catalogue.types[type].placement.parents) == (" not in " not in where)


def _default(catalogue: Catalogue, where: str, reason: str) -> None:
    name, _, value = where.partition(" = ")
    type, _, prop = name.rpartition(".")
    default = catalogue.types[type].properties[prop].default
    assert str(default).lower() == value.lower()


def _export(catalogue: Catalogue, where: str, reason: str) -> None:
    type, resource = where.split()
    ends = [
        repr(c)
        for p in catalogue.palettes
        for c in p.connections
        if type in _types(c.source) + _types(c.target)
    ]
    assert resource in repr(catalogue.types[type].cloudformation) + "".join(ends)


def _none(catalogue: Catalogue, where: str, reason: str) -> None:
    assert where == ""
    assert len(reason) >= 25
    assert reason.endswith(".")


def _types(end: object) -> tuple[str, ...]:
    return (end,) if isinstance(end, str) else tuple(end)  # type: ignore[arg-type]  # a type or several


_TOLD = {
    "rule": _rule,
    "bound": _bound,
    "connection": _connection,
    "place": _place,
    "default": _default,
    "export": _export,
    "none": _none,
}
