"""The YAML says in comments what each resource is, for whom, and why; readers of YAML never see them."""

from __future__ import annotations

import pytest

from archdesk.cloudformation.export import written
from archdesk.cloudformation.outline import commented, resource_lines
from archdesk.cloudformation.text import read_template, write_template
from tests.cloudformation.drawing import DESIGNS, Drawing


def text_of(design, catalogue):
    result = written(design, catalogue)
    return write_template(result.template, "yaml", result.comments)


def above(text, logical):
    """The comment lines right above a resource."""
    lines = text.split("\n")
    place = resource_lines(text)[logical]
    return [line.strip() for line in lines[place.start : place.stop] if line.startswith("  #")]


@pytest.mark.parametrize("name", DESIGNS)
def test_comments_change_nothing(name, catalogue):
    result = written(DESIGNS[name](), catalogue)
    text = write_template(result.template, "yaml", result.comments)
    assert read_template(text, "again").value == result.template
    without = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
    assert without == write_template(result.template)


def test_each_resource_says_what_it_is_and_for_whom(catalogue):
    d = Drawing()
    queue, worker = d.put("sqs.queue", "Order queue"), d.put("lambda.function", "Worker")
    d.connect(queue, "triggers", worker)
    text = text_of(d.design(), catalogue)
    assert above(text, "OrderQueue") == ["# Order queue (SQS queue)"]
    assert above(text, "WorkerRole") == ["# Role of Worker"]
    assert above(text, "WorkerRolePolicy") == ["# Role policy of Worker"]
    assert above(text, "OrderQueueWorkerTrigger")[0].startswith("# Order queue triggers Worker")


def test_a_property_says_why_it_is_so(catalogue):
    text = commented(
        "Resources:\n  Queue:\n    Properties:\n      Delay: 5\n      Tags:\n      - Delay: 1\n",
        {("Resources", "Queue", "Properties", "Delay"): "The notes ask for it"},
    )
    assert "      # The notes ask for it\n      Delay: 5\n      Tags:\n      - Delay: 1\n" in text


@pytest.mark.parametrize(
    "name", ["a\nResources: {}", "a # b: c", "a\u2028b: c", "\x1b[2Ka", "x " * 400, "\u202eabc"]
)
def test_no_name_breaks_out_of_its_comment(name, catalogue):
    d = Drawing()
    d.put("sqs.queue", name)
    design = d.design()
    text = text_of(design, catalogue)
    assert read_template(text, "again").value == written(design, catalogue).template
    comments = [line for line in text.split("\n") if line.lstrip().startswith("#")]
    assert comments
    assert all(line.isprintable() and len(line) <= 100 for line in comments)


def test_the_lines_of_a_resource_are_its_own(catalogue):
    text = text_of(DESIGNS["fan-out"](), catalogue)
    lines = text.split("\n")
    for logical, place in resource_lines(text).items():
        own = [line for line in lines[place.start : place.stop] if not line.startswith("  #")]
        assert own[0] == f"  {logical}:"
        assert all(line.startswith("    ") for line in own[1:])
