"""How long writing and reading a large template takes: 1,000 components, 900 connections."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Record

CATALOGUE = load_catalogue()


def large(rows: int = 200) -> Design:
    """Pipelines of a topic, a queue, dead letters, a worker and a table, each in a row."""
    records: list[Record] = []
    kinds = ("sns.topic", "sqs.queue", "sqs.queue", "lambda.function", "dynamodb.table")
    relations = ((0, "delivers", 1), (1, "dead_letters_to", 2), (1, "triggers", 3), (3, "writes", 4))
    for row in range(rows):
        ids = [f"c{row}_{column}" for column in range(5)]
        for column, (id, kind) in enumerate(zip(ids, kinds, strict=True)):
            records.append(Component(id, kind, f"Part {row} {column}", Rect(column * 160, row * 96, 48, 48)))
        records += [Connection(f"e{row}_{s}_{t}", ids[s], ids[t], r) for s, r, t in relations]
    return Design(records)


@pytest.fixture(scope="module")
def design() -> Design:
    return large()


def test_export_of_100_resources(benchmark):
    template = benchmark(export_design, large(10), CATALOGUE)
    assert 80 <= len(template["Resources"]) <= 120


def test_export_of_1000_components(benchmark, design):
    assert len(benchmark(export_design, design, CATALOGUE)["Resources"]) > 1000


def test_text_of_1000_components(benchmark, design):
    template = export_design(design, CATALOGUE)
    assert benchmark(write_template, template)


def test_import_of_1000_components(benchmark, design):
    text = write_template(export_design(design, CATALOGUE))
    assert len(benchmark(import_template, text, "large", CATALOGUE).records) == len(design.records)
