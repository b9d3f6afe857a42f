"""Grades of one or many designs as text, CSV, Markdown and JSON: for who drew them, and for who teaches.

JSON, format 1:

    {"format": 1, "scenario", "title", "pass_mark", "designs": [{"file", "name", "score", "passed", "error",
     "requirements": [{"id", "text", "state", "earned", "points", "kept", "about", "missing", "figures"}],
     "deductions": [{"reason", "points", "text", "about"}], "lost"}]}

``state`` is met, missed or open (the design does not say enough); ``about`` names components and connections by id. A file
that could not be read has ``error`` and nothing else. New keys may come; what is here keeps its meaning.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archdesk.model.design import Design
from archdesk.model.records import Component, Connection
from archdesk.practice.definitions import Scenario
from archdesk.practice.grading import PASS_MARK, Grade, Verdict
from archdesk.spreadsheet import safe_cell

FORMAT: Final = 1
_MARKS: Final = {"met": "+", "missed": "-", "open": "?"}


@dataclass(frozen=True, slots=True)
class Graded:
    """One file with its grade; ``problem`` says why it has none."""

    file: str
    design: Design | None = None
    grade: Grade | None = None
    problem: str = ""


def grades_json(scenario: Scenario, graded: Sequence[Graded]) -> dict[str, Any]:
    """The grades as plain values."""
    return {
        "format": FORMAT,
        "scenario": scenario.id,
        "title": scenario.title,
        "pass_mark": PASS_MARK,
        "designs": [_one_json(entry) for entry in graded],
    }


def grades_csv(scenario: Scenario, graded: Sequence[Graded]) -> str:
    """A row for each file: its score, then the points of each requirement."""
    written = io.StringIO()
    table = csv.writer(written)
    ids = [requirement.id for requirement in scenario.requirements]
    table.writerow(["file", "name", "scenario", "score", "passed", "lost", *ids, "problem"])
    for entry in graded:
        grade = entry.grade
        cells = [safe_cell(entry.file), safe_cell(_name(entry)), scenario.id]
        if grade is None:
            table.writerow([*cells, "", "", "", *("" for _ in ids), safe_cell(entry.problem)])
        else:
            points = [str(v.earned) for v in grade.verdicts]
            table.writerow(
                [*cells, str(grade.score), "yes" if grade.passed else "no", str(grade.lost), *points, ""]
            )
    return written.getvalue()


def grades_markdown(scenario: Scenario, graded: Sequence[Graded]) -> str:
    """A table of all files, then what each of them did not meet."""
    lines = [f"# {_cell(scenario.title)}", "", f"Scenario `{scenario.id}`; {PASS_MARK} of 100 passes.", ""]
    lines += ["| File | Score | | Not met |", "| --- | ---: | --- | --- |"]
    for entry in graded:
        grade = entry.grade
        if grade is None:
            lines.append(f"| {_cell(entry.file)} | | not read | {_cell(entry.problem)} |")
            continue
        texts = "; ".join(v.requirement.text for v in grade.verdicts if not v.met) or "nothing"
        result = "passed" if grade.passed else "not passed"
        lines.append(f"| {_cell(entry.file)} | {grade.score} | {result} | {_cell(texts)} |")
    for entry in graded:
        if entry.grade is not None and entry.grade.score < 100:
            lines += ["", f"## {_cell(entry.file)}", ""]
            lines += _checklist(scenario, entry, entry.grade)
    return "\n".join(lines) + "\n"


def _checklist(scenario: Scenario, entry: Graded, grade: Grade) -> Iterator[str]:
    for verdict in grade.verdicts:
        reasons = "; ".join(_reasons(scenario, verdict, entry.design))
        box = "x" if verdict.met else " "
        yield f"- [{box}] {_cell(verdict.requirement.text)} ({_points(verdict)}){_cell(f': {reasons}' if reasons else '')}"
    for deduction in grade.deductions:
        yield f"- {deduction.points} % off: {_cell(deduction.text)}"


def grade_lines(scenario: Scenario, entry: Graded) -> Iterator[str]:
    """One grade in words: a line for each requirement, with what it is about, and for each deduction."""
    grade = entry.grade
    if grade is None:
        yield entry.problem
        return
    for verdict in grade.verdicts:
        yield f"{_MARKS[verdict.state]} {verdict.requirement.text} ({_points(verdict)})"
        for line in _reasons(scenario, verdict, entry.design):
            yield f"    {line}"
    for deduction in grade.deductions:
        yield f"- {deduction.points} %: {deduction.text}"
    result = "passed" if grade.passed else f"not passed, {PASS_MARK} passes"
    yield f"{grade.score} of 100, {result}"


def _reasons(scenario: Scenario, verdict: Verdict, design: Design | None) -> Iterator[str]:
    yield from verdict.figures
    if verdict.met:
        return
    if verdict.waits_for:
        waits = "; ".join(scenario.requirement(id).text for id in verdict.waits_for)
        yield f"counts once this is met: {waits}"
    elif verdict.state == "open":
        yield f"the design does not say: {'; '.join(verdict.missing)}"
    names = [name_of(design, id) for id in verdict.about] if design is not None else []
    if names:
        yield f"at {', '.join(dict.fromkeys(names))}"


def name_of(design: Design, id: str) -> str:
    """A component's name; a connection is named by its ends."""
    record = design.find(id)
    if isinstance(record, Connection):
        return f"{design.component(record.source).name} → {design.component(record.target).name}"
    return record.name if isinstance(record, Component) else id


def _points(verdict: Verdict) -> str:
    if verdict.kept:
        return "as it was" if verdict.met else f"was so at the start: {verdict.earned}"
    return f"{verdict.earned} of {verdict.requirement.points}"


def _one_json(entry: Graded) -> dict[str, Any]:
    grade = entry.grade
    if grade is None:
        return {"file": entry.file, "error": entry.problem}
    return {
        "file": entry.file,
        "name": _name(entry),
        "score": grade.score,
        "passed": grade.passed,
        "requirements": [
            {
                "id": v.requirement.id,
                "text": v.requirement.text,
                "state": v.state,
                "earned": v.earned,
                "points": v.requirement.points,
                "kept": v.kept,
                "about": list(v.about),
                "missing": list(v.missing),
                "figures": list(v.figures),
            }
            for v in grade.verdicts
        ],
        "deductions": [
            {"reason": d.reason, "points": d.points, "text": d.text, "about": list(d.about)}
            for d in grade.deductions
        ],
        "lost": grade.lost,
    }


def _name(entry: Graded) -> str:
    return entry.design.settings.name if entry.design is not None else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
