"""Progress as text to take away: all of it as JSON, its attempts or exams as CSV, and what it comes to as Markdown.

    {"format": 1,
     "attempts": [{"scenario", "section", "domain", "kind", "difficulty", "edition", "when", "seconds", "score",
                   "passed", "hints", "mode", "exam", "verdicts": {requirement: met}}],
     "exams": [{"id", "started", "ended", "minutes", "edition", "seconds", "overall", "scaled", "passed",
                "domains": [{"domain", "score", "count", "share"}],
                "scenarios": [{"scenario", "domain", "score", "reached"}]}]}

The oldest comes first. Moments are ISO 8601 in UTC, scores 0 to 100, scaled results 100 to 1,000, shares percent.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any, Final

from archdesk.practice import summary
from archdesk.practice.attempts import Attempt
from archdesk.practice.exam import ExamResult
from archdesk.spreadsheet import safe_cell

FORMAT: Final = 1
ATTEMPT_COLUMNS: Final = (
    "when", "scenario", "section", "domain", "kind", "difficulty", "edition", "mode", "exam", "score", "passed",
    "hints", "seconds", "met", "not_met",
)  # fmt: skip
EXAM_COLUMNS: Final = (
    "started", "ended", "id", "edition", "minutes", "seconds", "overall", "scaled", "passed", "reached", "missed",
)  # fmt: skip


def progress_json(attempts: Iterable[Attempt], exams: Iterable[ExamResult] = ()) -> str:
    """All attempts and exams as JSON text."""
    whole = {
        "format": FORMAT,
        "attempts": [_attempt(attempt) for attempt in _in_order(attempts)],
        "exams": [_exam(result) for result in _exams_in_order(exams)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def attempts_csv(attempts: Iterable[Attempt]) -> str:
    """A row for each attempt; ``met`` and ``not_met`` name requirements. Lines end as RFC 4180 says."""
    return _table(ATTEMPT_COLUMNS, (_attempt_row(attempt) for attempt in _in_order(attempts)))


def exams_csv(exams: Iterable[ExamResult]) -> str:
    """A row for each exam; ``reached`` and ``missed`` name scenarios. Lines end as RFC 4180 says."""
    return _table(EXAM_COLUMNS, (_exam_row(result) for result in _exams_in_order(exams)))


def progress_markdown(
    attempts: Iterable[Attempt], exams: Iterable[ExamResult], now: datetime, zone: tzinfo
) -> str:
    """What was reached up to ``now``, as tables; days are those of ``zone``."""
    made = tuple(attempts)
    whole, row = summary.totals(made), summary.streak(made, now, zone)
    in_all = (
        f"Attempts: {whole.attempts}. Scenarios tried: {whole.scenarios}; passed: {whole.passed}. "
        f"Time: {_time(whole.seconds)}. Days in a row: {row.current}; the most there were: {row.longest}."
    )
    lines = [
        "# Progress in practice",
        "",
        in_all,
        *_standings("Domain", summary.by_domain(made).items()),
        *_standings("Section, the weakest first", summary.weakest(made)),
    ]
    results = _exams_in_order(exams)
    if results:
        lines += ["", "| Exam | Result | Passed | Time | Not reached |", "|---|--:|---|--:|--:|"]
    lines += [
        f"| {result.exam.started.astimezone(zone):%Y-%m-%d %H:%M} | {result.scaled} "
        f"| {'yes' if result.passed else 'no'} | {_time(result.seconds)} | {len(result.missed)} |"
        for result in results
    ]
    return "\n".join(lines) + "\n"


def _standings(name: str, standings: Iterable[tuple[str, summary.Standing]]) -> list[str]:
    rows = [f"| {_cell(of)} | {standing.score:.0f} | {standing.count} |" for of, standing in standings]
    return ["", f"| {name} | Score | Scenarios |", "|---|--:|--:|", *rows] if rows else []


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "scenario": attempt.scenario,
        "section": attempt.section,
        "domain": attempt.domain,
        "kind": attempt.kind,
        "difficulty": attempt.difficulty,
        "edition": attempt.edition,
        "when": attempt.when.isoformat(),
        "seconds": attempt.seconds,
        "score": attempt.score,
        "passed": attempt.passed,
        "hints": attempt.hints,
        "mode": attempt.mode,
        "exam": attempt.exam,
        "verdicts": dict(attempt.verdicts),
    }


def _exam(result: ExamResult) -> dict[str, Any]:
    return {
        "id": result.exam.id,
        "started": result.exam.started.isoformat(),
        "ended": result.ended.isoformat(),
        "minutes": result.exam.minutes,
        "edition": result.exam.edition,
        "seconds": result.seconds,
        "overall": result.overall,
        "scaled": result.scaled,
        "passed": result.passed,
        "domains": [asdict(domain) for domain in result.domains],
        "scenarios": [asdict(mark) for mark in result.marks],
    }


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    verdicts = attempt.verdicts.items()
    met, not_met = ([id for id, met in verdicts if met is wanted] for wanted in (True, False))
    return {**_attempt(attempt), "met": " ".join(met), "not_met": " ".join(not_met)}


def _exam_row(result: ExamResult) -> dict[str, Any]:
    reached = [mark.scenario for mark in result.marks if mark.reached]
    return {**_exam(result), "reached": " ".join(reached), "missed": " ".join(result.missed)}


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(columns)
    for row in rows:
        table.writerow([_as_text(row[column]) for column in columns])
    return written.getvalue()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe_cell(str(value))  # no number of ours is below 0


def _in_order(attempts: Iterable[Attempt]) -> list[Attempt]:
    return sorted(attempts, key=lambda attempt: (attempt.when, attempt.scenario, attempt.exam or ""))


def _exams_in_order(exams: Iterable[ExamResult]) -> list[ExamResult]:
    return sorted(exams, key=lambda result: (result.exam.started, result.exam.id))


def _time(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02d} min"


def _cell(text: str) -> str:
    """A text as a cell of a table: neither a bar nor a line's end of it begins another."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
