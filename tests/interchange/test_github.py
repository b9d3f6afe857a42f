"""GitHub workflow commands: one line each, whatever stands in names and messages."""

from __future__ import annotations

from dataclasses import replace

from archdesk.errors import Problem
from archdesk.interchange.github import github_commands
from archdesk.interchange.report import Checked, Report
from archdesk.rules.findings import Finding

FINDING = Finding("SNS-001", "error", ("q",), "A queue is FIFO.", "Standard topic: to a queue", "Because.")


def commands(*findings: Finding, file: str = "a.archdesk", problems: tuple[Problem, ...] = ()) -> list[str]:
    checked = Checked(file, findings=findings, lines={"q": 4})
    return list(github_commands(Report((checked,), problems=problems)))


def test_each_severity_has_its_command_and_a_waived_finding_none() -> None:
    found = commands(
        FINDING,
        replace(FINDING, severity="warning"),
        replace(FINDING, severity="info", components=()),
        replace(FINDING, waived="known for long"),
    )
    assert found == [
        "::error file=a.archdesk,line=4,title=SNS-001 Standard topic%3A to a queue::A queue is FIFO.",
        "::warning file=a.archdesk,line=4,title=SNS-001 Standard topic%3A to a queue::A queue is FIFO.",
        "::notice file=a.archdesk,title=SNS-001 Standard topic%3A to a queue::A queue is FIFO.",
    ]


def test_no_text_ends_a_line_or_a_property() -> None:
    (command,) = commands(
        replace(FINDING, message="100%\r\n::set-output name=x::y", components=("q",)), file="a,b:c\n.archdesk"
    )
    assert command == (
        "::error file=a%2Cb%3Ac%0A.archdesk,line=4,title=SNS-001 Standard topic%3A to a queue"
        "::100%25%0D%0A::set-output name=x::y"
    )


def test_what_cannot_be_read_is_an_error_at_its_line() -> None:
    (command,) = commands(problems=(Problem("b.archdesk", 3, "type is missing"),))
    assert command == "::error file=b.archdesk,line=3,title=cannot be read::type is missing"
