"""The template as text that follows the design: always that of a whole export, in as few new lines as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdesk.app.edits import rename, set_property
from archdesk.app.template_view import Chunk, Format, Page, Writer, splices
from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import written
from archdesk.cloudformation.options import PLAIN, Options
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from tests.cloudformation.drawing import DESIGNS, Drawing

CATALOGUE = load_catalogue()


def whole(design: Design, format: Format, options: Options = PLAIN) -> str:
    found = written(design, CATALOGUE, options)
    return write_template(found.template, format, found.comments)


@pytest.mark.parametrize("format", ["yaml", "json"])
@pytest.mark.parametrize("name", [*DESIGNS, "nothing"])
def test_the_page_is_the_text_of_the_export(name, format):
    design = DESIGNS[name]() if name in DESIGNS else Design()
    page = Writer().page(design, CATALOGUE, format)
    assert page.text == whole(design, format)
    assert page.size == len(page.text.encode())


def test_names_with_signs_that_some_take_for_the_end_of_a_line_stay_on_theirs():
    d = Drawing(name="One\u2028two\u2029three\x85four")
    d.put("sqs.queue", "A\u2028B")
    for format in ("yaml", "json"):
        assert Writer().page(d.design(), CATALOGUE, format).text == whole(d.design(), format)


def edits(design: Design) -> Iterator[str]:
    """Edit the design in all the ways there are, one each time it is asked for the next."""
    worker = next(c for c in design.components if c.name == "Billing worker")
    queue = next(c for c in design.components if c.name == "Billing queue")
    connection = next(c for c in design.connections if c.source == worker.id)
    set_property(design, CATALOGUE, worker.id, "timeout", 31)
    yield "property"
    rename(design, queue.id, "Accounts queue")
    yield "rename"
    with design.edit("Move") as edit:
        edit.put(replace(worker, rect=replace(worker.rect, x=worker.rect.x + 8)))
    yield "move"
    with design.edit("Remove") as edit:
        edit.remove(connection.id)
    yield "connection"
    with design.edit("Remove") as edit:
        for edge in (*design.incoming(worker.id), *design.outgoing(worker.id)):
            edit.remove(edge)
        edit.remove(worker.id)
    yield "component"
    for _ in range(5):
        design.undo()
        yield "undo"


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_after_each_edit_the_shown_lines_are_those_of_the_export(format):
    design, writer = DESIGNS["fan-out"](), Writer()
    shown: list[Chunk] = []
    lines: list[str] = []
    follow(writer.page(design, CATALOGUE, format), shown, lines)
    for what in edits(design):
        new = follow(writer.page(design, CATALOGUE, format), shown, lines)
        assert "".join(f"{line}\n" for line in lines) == whole(design, format), what
        assert new < len(lines) / 4, what


def follow(page: Page, shown: list[Chunk], lines: list[str]) -> int:
    """Do the splices; how many lines were put in."""
    new = 0
    for splice in splices(shown, page.chunks):
        lines[splice.at : splice.at + splice.gone] = splice.lines
        new += len(splice.lines)
        assert lines[: splice.at] == lines_of(shown)[: splice.at]
    return new


def lines_of(chunks: list[Chunk]) -> list[str]:
    return [line for chunk in chunks for line in chunk.lines]


CHUNKS = st.lists(
    st.builds(
        Chunk, st.tuples(st.sampled_from("abcdef")), st.lists(st.sampled_from("xyz"), max_size=4).map(tuple)
    ),
    unique_by=lambda c: c.path,
    max_size=6,
)


@settings(max_examples=300)
@given(CHUNKS, CHUNKS, st.integers(0, 12), CHUNKS)
def test_whoever_stops_halfway_can_go_on_to_something_else(one, other, after, third):
    shown, lines = list(one), lines_of(one)
    for number, splice in enumerate(splices(shown, other)):
        lines[splice.at : splice.at + splice.gone] = splice.lines
        if number == after:
            break
    assert lines_of(shown) == lines
    for splice in splices(shown, third):
        lines[splice.at : splice.at + splice.gone] = splice.lines
    assert shown == third
    assert lines == lines_of(third)


def test_lines_lead_to_what_they_are_there_for_and_back():
    d = Drawing()
    queue, worker = d.put("sqs.queue", "Orders"), d.put("lambda.function", "Worker")
    users = d.put("external.users", "Customers")
    triggers = d.connect(queue, "triggers", worker)
    page = Writer().page(d.design(), CATALOGUE)
    lines = page.text.splitlines()
    at = {logical: lines.index(f"  {logical}:") for logical in page.template["Resources"]}
    assert {logical: page.owner_at(line) for logical, line in at.items()} == {
        "Orders": queue,
        "Worker": worker,
        "WorkerRole": worker,
        "WorkerRolePolicy": worker,
        "OrdersWorkerTrigger": triggers,
    } | {k: worker for k in at if k.startswith("WorkerLog")}
    first = page.spans(worker)[0]
    assert at["Worker"] in first
    assert lines[first.start].startswith("  # Worker (")
    assert page.id_at(first.stop - 1) == "Worker"
    assert any(at["WorkerRolePolicy"] in span for span in page.spans(triggers))
    assert page.spans(users) == []
    drawn = next(n for n, line in enumerate(lines) if line.strip() == f"{users}:")
    assert page.owner_at(drawn) == users
    assert page.owner_at(0) == page.owner_at(len(lines) + 5) == ""
