"""How long writing and reading a large template takes: 1,000 components, 900 connections."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import yaml

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import export_design, written
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


def test_450_resources_take_little_more_than_their_plain_text():
    """Export and text, with comments, measured against PyYAML's own dump of the same values in the same run."""
    design = large(41)
    result = written(design, CATALOGUE)
    assert 440 <= len(result.template["Resources"]) <= 470

    def exported() -> str:
        made = written(design, CATALOGUE)
        return write_template(made.template, "yaml", made.comments)

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    plain = best(lambda: yaml.dump(result.template, Dumper=dumper, sort_keys=False, width=4096))
    assert best(exported) <= 4 * plain


def best(work: Callable[[], object]) -> float:
    """The least processor time of five runs, in seconds: others on the machine do not count."""
    taken = []
    for _ in range(5):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)
