"""What cfn-lint says of a template reaches the component it is about, in the window's words and on the command line."""

from __future__ import annotations

import json
import sys

import pytest

from archdesk.app.linting import LintError, can_lint, complaints, lint, owner_words
from archdesk.app.template_view import Page, Writer
from archdesk.catalog.catalogue import load_catalogue
from archdesk.cli.main import main
from archdesk.model.design import Design
from archdesk.storage.files import save_design
from tests.cloudformation.drawing import Drawing

CATALOGUE = load_catalogue()


def mistaken() -> Design:
    """A queue and a raw resource with a property that CloudFormation does not have, each connected to a function."""
    d = Drawing()
    queue, worker = d.put("sqs.queue", "Orders"), d.put("lambda.function", "Worker")
    d.put("aws.resource", "Odd one", cfn_type="AWS::SNS::Topic", properties={"Colour": "red"})
    d.connect(queue, "triggers", worker)
    return d.design()


@pytest.fixture(scope="module")
def page() -> Page:
    return Writer().page(mistaken(), CATALOGUE)


def test_a_complaint_names_its_component_and_line(page):
    found = {c.rule: c for c in lint(page, "us-east-1")}
    wrong = found["E3002"]
    assert wrong.severity == "error"
    assert (wrong.logical_id, wrong.owner) == ("OddOne", "odd_one")
    assert "Colour: red" in page.text.splitlines()[wrong.line - 1]
    span = page.span_of("OddOne")
    assert span is not None
    assert span.start + wrong.offset == wrong.line - 1
    assert owner_words(mistaken(), wrong.owner) == "Odd one"


def test_what_a_connection_wrote_is_told_by_its_ends(page):
    at = page.text.splitlines().index("  OrdersWorkerTrigger:")
    said = [{
        "Level": "Warning",
        "Location": {"Path": ["Resources", "OrdersWorkerTrigger"], "Start": {"LineNumber": at + 1}},
        "Message": "Something",
        "Rule": {"Id": "W1", "Source": "https://example.com"},
    }]  # fmt: skip
    (complaint,) = complaints(json.dumps(said).encode(), b"", page)
    assert owner_words(mistaken(), complaint.owner) == "Orders → Worker"


def test_no_answer_is_an_error_that_says_what_the_program_said_last(page):
    with pytest.raises(LintError, match="No module named 'cfnlint'"):
        complaints(b"", b"Traceback\nModuleNotFoundError: No module named 'cfnlint'\n", page)
    with pytest.raises(LintError, match="no answer"):
        complaints(b'{"odd": 1}', b"", page)


def test_without_cfn_lint_it_says_how_to_get_it(page, monkeypatch):
    monkeypatch.setattr("archdesk.app.linting.find_spec", lambda name: None)
    assert not can_lint()
    with pytest.raises(LintError, match=r"archdesk\[lint\]"):
        lint(page, "us-east-1")


def test_a_packed_application_has_no_interpreter_to_run_it_with(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert not can_lint()


def test_the_command_line_lints_what_it_wrote(tmp_path, capsys):
    file, out = tmp_path / "odd.archdesk", tmp_path / "odd.yaml"
    save_design(mistaken(), file, CATALOGUE)
    assert main(["export", str(file), "-o", str(out), "--lint"]) == 1
    said = capsys.readouterr().out
    line = next(n for n, text in enumerate(out.read_text().splitlines(), 1) if "Colour" in text)
    assert f"{out}:{line}: error E3002 OddOne (Odd one): " in said
