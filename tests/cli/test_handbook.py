"""The handbook on the command line: notes, calculate and ask."""

from __future__ import annotations

import json

import pytest

from archdesk.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_notes_lists_all_sections_by_group_with_counts(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "notes")
    line = next(line for line in text.splitlines() if line.startswith("  sqs "))
    assert "(1 component, " in line
    assert ", 2 diagnostics, 1 sequence)" in line
    assert text.index("Messaging\n") < text.index(line)
    entries = json.loads(run(capsys, "notes", "--format", "json"))
    sqs = next(e for e in entries if e["id"] == "sqs")
    assert (sqs["group"], sqs["uses"]["diagnostics"]) == ("Messaging", 2)
    assert len(entries) == 106


def test_notes_of_a_section_are_its_text_and_its_uses(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "notes", "SQS")
    for said in (
        "Remember\n",
        "What the notes get wrong\n",
        "Calculators\n  - sqs-visibility:",
        "Diagnostics\n",
    ):
        assert said in text
    section = json.loads(run(capsys, "notes", "sqs", "--format", "json"))
    assert (section["id"], section["title"]) == ("sqs", "Amazon SQS")
    assert "sqs.queue: SQS queue" in section["uses"]["components"]
    assert "Scenarios\n" in text
    assert "  - messages-that-come-back: Messages that come back\n" in text
    assert "messages-that-come-back: Messages that come back" in section["uses"]["scenarios"]


def test_calculate_shows_the_working(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "calculate", "rcu", "reads_per_second=10", "item_kb=6", "consistency=strong")
    assert "ceil(6 / 4) = 2\n" in text
    assert "ceil(10 x 2 / 1) = 20 RCU\n" in text
    assert "Answer: 20 RCU\n" in text
    result = json.loads(
        run(capsys, "calculate", "rcu", "reads_per_second=16", "item_kb=12", "--format", "json")
    )
    assert (result["result"], result["unit"], result["applies"]) == (24, "RCU", {"read_capacity": 24})
    assert [line["value"] for line in result["lines"]] == [3, 2, 24]


def test_an_edition_decides_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    for edition, left in (("notes", 3), ("current", 13)):
        out = run(
            capsys, "calculate", "rds-replica-room", "replicas=2", "--edition", edition, "--format", "json"
        )
        assert json.loads(out)["result"] == left


def test_calculate_alone_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert "wcu" in run(capsys, "calculate")
    listed = json.loads(run(capsys, "calculate", "--format", "json"))
    assert {"id": "backoff"}.items() <= next(c for c in listed if c["id"] == "backoff").items()
    assert len(listed) == 46


def test_ask_answers_decisions_diagnostics_sequences_and_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Fix: Add the inbound rule" in run(capsys, "ask", "site", "times", "out")
    assert "  Network Load Balancer: TCP or UDP" in run(capsys, "ask", "which load balancer")
    assert "  $ systemctl start httpd" in run(capsys, "ask", "apache")
    assert "$ archdesk calculate kinesis-shards write_mb_s=1 records_s=1000" in run(capsys, "ask", "shards")
    assert "$ archdesk notes vpc" in run(capsys, "ask", "what is a VPC")
    assert "Where: The root of the revision." in run(capsys, "ask", "appspec.yml")
    found = json.loads(run(capsys, "ask", "which", "load", "balancer", "--format", "json"))
    assert (found[0]["kind"], found[0]["id"]) == ("decision", "load-balancer")


def test_only_the_best_answers_are_shown_unless_all_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    every = json.loads(run(capsys, "ask", "queue", "--all", "--format", "json"))
    best = json.loads(run(capsys, "ask", "queue", "--format", "json"))
    assert len(every) > len(best) == 5
    assert best == every[:5]
    assert main(["ask", "queue"]) == 0
    assert f"There are {len(every) - 5} more; --all shows them." in capsys.readouterr().err


def test_an_edition_hears_what_holds_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert "gp3: " in run(capsys, "ask", "EBS volume type")
    assert "gp3: " not in run(capsys, "ask", "EBS volume type", "--edition", "notes")


def test_a_question_without_an_answer_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "xyzzy"]) == 0
    out = capsys.readouterr()
    assert out.out == ""
    assert "no answer" in out.err
    assert json.loads(run(capsys, "ask", "xyzzy", "--format", "json")) == []


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["notes", "sqss"], "There is no section 'sqss'; did you mean sqs"),
        (["calculate", "rcuu"], "There is no calculator 'rcuu'; did you mean rcu"),
        (["calculate", "rcu", "item=6"], "There is no input 'item'; did you mean item_kb"),
        (["calculate", "rcu", "6"], "write INPUT=VALUE, such as reads_per_second=10"),
        (["calculate", "rcu", "item_kb=0"], "Item size is 0 KB; enter a number from 0.001 to 400 KB."),
        (["calculate", "zzzzzz"], "There is no calculator 'zzzzzz'. `archdesk calculate` shows them all."),
    ],
)
def test_wrong_usage_is_said_in_words(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert said in out.err
