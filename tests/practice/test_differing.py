"""How a design differs from the solution, whatever its parts are called."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Settings
from archdesk.practice.differing import differences, matched
from archdesk.practice.library import load_library
from archdesk.practice.sketching import Drawn
from archdesk.rules.small_designs import read_small_design
from tests.conftest import FUZZ

CATALOGUE = load_catalogue()
SOLUTION = {
    "components": {
        "topic": {"type": "sns.topic", "name": "Orders"},
        "bills": {"type": "sqs.queue", "name": "Bills", "visibility_timeout": 60},
        "parcels": {"type": "sqs.queue", "name": "Parcels"},
        "biller": {"type": "lambda.function", "name": "Biller"},
        "packer": {"type": "lambda.function", "name": "Packer"},
    },
    "connections": ["topic delivers bills", "topic delivers parcels", "bills triggers biller", "parcels triggers packer"],
}  # fmt: skip


def design(raw: dict[str, object]) -> Design:
    return read_small_design(raw, CATALOGUE, Settings(), ())


def texts(mine: dict[str, object]) -> list[str]:
    return [f"{d.which}: {d.text}" for d in differences(design(mine), design(SOLUTION), CATALOGUE)]


def test_the_same_drawing_under_other_names_does_not_differ() -> None:
    mine = {
        "components": {"a": "sns.topic", "b": "sqs.queue", "c": {"type": "sqs.queue", "visibility_timeout": 60}, "d": "lambda.function", "e": "lambda.function"},
        "connections": ["a delivers b", "a delivers c", "b triggers d", "c triggers e"],
    }  # fmt: skip
    assert texts(mine) == []


def test_what_is_missing_comes_first_then_what_is_otherwise_then_what_is_extra() -> None:
    mine = {
        "components": {
            "t": {"type": "sns.topic", "name": "Orders"},
            "b": {"type": "sqs.queue", "name": "Bills"},
            "p": {"type": "sqs.queue", "name": "Parcels"},
            "w": {"type": "lambda.function", "name": "Biller"},
            "bucket": {"type": "s3.bucket", "name": "Archive"},
        },
        "connections": ["t delivers b", "b triggers w", "w writes bucket"],
    }
    assert texts(mine) == [
        "missing: Packer (Lambda function) is not there",
        "missing: Orders → Parcels (delivers to) is not connected",
        "otherwise: Bills: visibility timeout is 30 s, 1 min in the solution",
        "extra: Archive (S3 bucket) is not in the solution",
    ]


def test_another_place_is_told_and_a_region_that_is_not_drawn_is_not() -> None:
    theirs = {
        "components": {
            "r": "aws.region",
            "v": {"type": "vpc.vpc", "in": "r"},
            "a": {"type": "vpc.subnet", "in": "v", "public": True},
            "b": {"type": "vpc.subnet", "in": "v"},
            "web": {"type": "ec2.instance", "in": "b", "name": "Web"},
        }
    }
    mine = {
        "components": {
            "v": "vpc.vpc",
            "x": {"type": "vpc.subnet", "in": "v", "public": True, "name": "Front"},
            "y": {"type": "vpc.subnet", "in": "v", "name": "Back"},
            "web": {"type": "ec2.instance", "in": "x", "name": "Web"},
        }
    }
    found = differences(design(mine), design(theirs), CATALOGUE)
    assert [d.text for d in found if d.mine == "web"] == ["Web stands in Front, in b in the solution"]
    assert not [d for d in found if d.mine == "v"]


@settings(max_examples=20 * FUZZ)
@given(st.data())
def test_every_solution_is_like_itself_under_any_names(data: st.DataObject) -> None:
    """Renamed and reordered, nothing of a solution differs from it, and every part finds its own kind."""
    library = load_library().scenarios
    solution = Drawn(library[data.draw(st.sampled_from(sorted(library)))], CATALOGUE).solution()
    ids = [c.id for c in solution.components]
    new = dict(zip(ids, data.draw(st.permutations([f"n{n}" for n in range(len(ids))])), strict=True))

    def renamed(record: object) -> object:
        if isinstance(record, Component):
            spans = tuple(sorted(new[s] for s in record.spans))
            parent = new[record.parent] if record.parent is not None else None
            return replace(record, id=new[record.id], parent=parent, spans=spans)
        if isinstance(record, Connection):
            return replace(record, id=f"x{record.id}", source=new[record.source], target=new[record.target])
        return record

    mine = Design(map(renamed, solution.records.values()))  # type: ignore[arg-type]
    pairs = matched(mine, solution)
    assert {mine.component(a).type for a in pairs} == {c.type for c in solution.components}
    assert all(mine.component(a).type == solution.component(b).type for a, b in pairs.items())
    assert len(set(pairs.values())) == len(ids)
    assert [d.text for d in differences(mine, solution, CATALOGUE)] == []
