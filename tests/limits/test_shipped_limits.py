"""What the palettes say of limits: all that the notes say, in both editions, and numbers that fit the words."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import ComponentType, Limit
from archdesk.limits.checking import limit_mistakes
from archdesk.limits.measuring import most_of
from archdesk.model.records import EDITIONS, Edition

CATALOGUE = load_catalogue()
TABLE = Path(__file__).parent.parent / "data" / "limits.csv"

# Words use larger units than measures: 4 KB are 4,096 bytes, 15 minutes 900 s.
UNITS = (1, 60, 3600, 86400, 24, 365, 1000, 1024, 1024**2, 10**6)

Row = tuple[str, str, str, str, str, str]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        head, *found = csv.reader(file)
    assert head == ["section", "type", "label", "notes", "current", "changed"]
    return [(r[0], r[1], r[2], r[3], r[4], r[5]) for r in found]


def limits() -> dict[tuple[str, str], Limit]:
    return {(kind.id, limit.label): limit for kind in CATALOGUE.types.values() for limit in kind.limits}


def measured() -> list[tuple[ComponentType, Limit]]:
    return [(CATALOGUE.types[type], limit) for (type, _), limit in limits().items() if limit.measure]


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r[1]}-{r[2]}") for r in rows()])
def test_what_the_table_says_is_in_the_palette(row: Row):
    section, type, label, *texts = row
    limit = limits()[type, label]
    assert [limit.cite, limit.notes, limit.current, limit.changed] == [section, *texts]


def test_what_the_palettes_say_of_the_notes_is_in_the_table():
    told = {(type, label) for (type, label), limit in limits().items() if limit.notes}
    assert told - {(row[1], row[2]) for row in rows()} == set()


def test_no_type_has_two_limits_of_one_name():
    labels = [(kind.id, limit.label) for kind in CATALOGUE.types.values() for limit in kind.limits]
    assert [pair for pair in labels if labels.count(pair) > 1] == []


def test_where_the_editions_differ_it_is_said_what_has_changed():
    silent = [
        key for key, limit in limits().items() if limit.value("notes") != limit.current and not limit.changed
    ]
    assert silent == []


def test_every_measure_can_be_worked_out():
    found = {kind.id: list(limit_mistakes(kind, CATALOGUE)) for kind in CATALOGUE.types.values()}
    assert {id: mistakes for id, mistakes in found.items() if mistakes} == {}


def test_the_number_is_the_one_that_the_words_name():
    for kind, limit in measured():
        for edition in EDITIONS:
            names_its_number(kind, limit, edition)


def names_its_number(kind: ComponentType, limit: Limit, edition: Edition) -> None:
    most = most_of(kind, limit, edition)
    if most is None or limit.unit.startswith("%") or (kind.id, limit.label) in OTHER_WORDS:
        return
    words = limit.value(edition)
    named = {
        Decimal(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", words.replace("a week", "7"))
    }
    named |= {Decimal(1)} if re.search(r"\ban? (day|hour|week|year)", words) else set()
    assert {most / unit for unit in UNITS} & named, f"{kind.id}: {most} {limit.unit} is not in {words!r}"


OTHER_WORDS = {
    ("lambda.function", "Zip file"),  # more than what is uploaded directly, up to the unzipped code
}


def test_numbers_that_differ_are_said_to():
    for (type, label), limit in limits().items():
        then, now = (most_of(CATALOGUE.types[type], limit, edition) for edition in EDITIONS)
        if limit.measure and then is not None and now is not None and then != now:
            assert limit.notes != limit.current, (type, label)
            assert limit.changed, (type, label)


def test_what_can_be_raised_says_so():
    silent = [
        key
        for key, limit in limits().items()
        if limit.raisable and not re.search(r"can be raised|up to", limit.current)
    ]
    assert silent == []
