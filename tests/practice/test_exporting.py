"""Progress as text: whole, in a stable order, and no danger to what opens it."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.practice.attempts import Attempt
from archdesk.practice.exam import Exam, ExamResult
from archdesk.practice.exporting import (
    ATTEMPT_COLUMNS,
    EXAM_COLUMNS,
    attempts_csv,
    exams_csv,
    progress_json,
    progress_markdown,
)
from archdesk.spreadsheet import safe_cell
from tests.practice.trying import ATTEMPTS, attempt, on_day


def exam(id: str = "spring", day: float = 0, score: int = 90) -> ExamResult:
    asked = Exam(id, ("queue", "table"), ("security", "development"), on_day(day), 30, "current")
    return ExamResult(asked, on_day(day + 0.01), (attempt(score=score, day=day, exam=id, mode="exam"),))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_json_holds_all_of_an_attempt() -> None:
    made = attempt(score=50, hints=2, verdicts={"hidden": False, "encrypted": True})
    assert json.loads(progress_json([made])) == {
        "format": 1,
        "attempts": [
            {
                "scenario": "queue", "section": "sqs", "domain": "security", "kind": "build", "difficulty": "easy",
                "edition": "current", "when": "2025-03-03T09:00:00+00:00", "seconds": 60, "score": 50,
                "passed": False, "hints": 2, "mode": "learning", "exam": None,
                "verdicts": {"hidden": False, "encrypted": True},
            }
        ],
        "exams": [],
    }  # fmt: skip


def test_json_holds_what_an_exam_came_to() -> None:
    (found,) = json.loads(progress_json([], [exam()]))["exams"]
    assert (found["id"], found["started"], found["ended"]) == (
        "spring", "2025-03-03T09:00:00+00:00", "2025-03-03T09:14:24+00:00",
    )  # fmt: skip
    assert (found["seconds"], found["scaled"], found["passed"]) == (864, 463, False)  # 90 % of 26 of 58
    assert [(one["domain"], one["score"], one["count"]) for one in found["domains"]] == [
        ("development", 0, 1),
        ("security", 90, 1),
    ]
    assert [(one["scenario"], one["reached"]) for one in found["scenarios"]] == [
        ("queue", True),
        ("table", False),
    ]


def test_csv_has_a_row_for_each_attempt_the_oldest_first() -> None:
    made = [attempt("table", 90, day=1, exam="spring"), attempt(verdicts={"b": True, "a": True, "c": False})]
    first, second = rows(attempts_csv(made))
    assert tuple(first) == ATTEMPT_COLUMNS
    assert (first["when"], first["scenario"], first["passed"], first["exam"]) == (
        "2025-03-03T09:00:00+00:00", "queue", "yes", "",
    )  # fmt: skip
    assert (first["met"], first["not_met"]) == ("b a", "c")
    assert (second["scenario"], second["score"], second["exam"]) == ("table", "90", "spring")


def test_csv_has_a_row_for_each_exam_the_oldest_first() -> None:
    first, second = rows(exams_csv([exam("later", 3), exam("sooner", 1)]))
    assert tuple(first) == EXAM_COLUMNS
    assert (first["id"], second["id"]) == ("sooner", "later")
    assert (first["scaled"], first["passed"], first["reached"], first["missed"]) == (
        "463",
        "no",
        "queue",
        "table",
    )


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_worked_out_by_a_spreadsheet(formula: str) -> None:
    made = attempt(formula, section=formula, exam=formula, verdicts={formula: True})
    (row,) = rows(attempts_csv([made]))
    assert {row[name] for name in ("scenario", "section", "exam", "met")} == {f"'{formula}"}
    asked = Exam(formula, (formula,), ("security",), on_day(0), 30)
    (row,) = rows(exams_csv([ExamResult(asked, on_day(1))]))
    assert (row["id"], row["missed"]) == (f"'{formula}", f"'{formula}")


@given(st.lists(ATTEMPTS, max_size=5).flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_texts_are_whole_and_stable(orders: tuple[list[Attempt], list[Attempt]]) -> None:
    made, shuffled = orders
    in_order = sorted(made, key=lambda one: one.when)
    assert [one["when"] for one in json.loads(progress_json(made))["attempts"]] == [
        one.when.isoformat() for one in in_order
    ]
    assert sorted(row["section"] for row in rows(attempts_csv(made))) == sorted(
        safe_cell(one.section) for one in made
    )
    assert progress_markdown(made, (), on_day(0), on_day(0).tzinfo) == progress_markdown(
        shuffled, (), on_day(0), on_day(0).tzinfo
    )


def test_markdown_says_how_it_stands() -> None:
    made = [attempt(score=90, day=-1), attempt("table", 40, section="dynamo|db", seconds=3_600)]
    text = progress_markdown(made, [exam(), exam("autumn", 1, 100)], on_day(0), on_day(0).tzinfo)
    assert text == (
        "# Progress in practice\n"
        "\n"
        "Attempts: 2. Scenarios tried: 2; passed: 1. Time: 1 h 01 min. Days in a row: 2; the most there were: 2.\n"
        "\n"
        "| Domain | Score | Scenarios |\n"
        "|---|--:|--:|\n"
        "| security | 65 | 2 |\n"
        "\n"
        "| Section, the weakest first | Score | Scenarios |\n"
        "|---|--:|--:|\n"
        "| dynamo\\|db | 40 | 1 |\n"
        "| sqs | 90 | 1 |\n"
        "\n"
        "| Exam | Result | Passed | Time | Not reached |\n"
        "|---|--:|---|--:|--:|\n"
        "| 2025-03-03 09:00 | 463 | no | 0 h 14 min | 1 |\n"
        "| 2025-03-04 09:00 | 503 | no | 0 h 14 min | 1 |\n"
    )


def test_markdown_goes_by_the_clock_on_the_wall() -> None:
    text = progress_markdown([], [exam(day=0.5)], on_day(1), timezone(timedelta(hours=9)))
    assert "| 2025-03-04 06:00 |" in text


def test_markdown_of_nothing_has_no_tables() -> None:
    assert "|" not in progress_markdown([], [], on_day(0), on_day(0).tzinfo)
