"""The report as JSON, format 1, and as text.

    {"format": 1, "summary": {"files", "error", "warning", "info", "waived", "questions"},
     "files": [{"file", "edition", "project"}],
     "findings": [{"file", "line", "rule", "severity", "title", "components", "connection", "message", "why",
                   "cite", "aws", "fixes": [{"label", "safe"}], "default_severity", "waived"}],
     "questions": [{"file", "rule", "components", "missing"}], "problems": [{"file", "line", "message"}]}

``line`` is 0 where it is not known. ``connection``, ``cite``, ``aws``, ``default_severity`` (what the rule itself
says, where a choice replaced it) and ``waived`` (the reason) are there only where they say something. New keys
may come; what is here keeps its meaning until the number changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from archdesk.interchange.report import Checked, Report
from archdesk.rules.findings import Finding

FORMAT = 1


def report_json(report: Report, questions: bool = False) -> dict[str, Any]:
    """The report as plain values; the questions themselves only where they are asked for."""
    asked = [
        {"file": c.file, "rule": q.rule, "components": list(q.components), "missing": list(q.missing)}
        for c in report.files
        for q in c.questions
        if questions
    ]
    files = [c for c in report.files if c.edition or c.problems]  # a project file is none of them
    return {
        "format": FORMAT,
        "summary": {"files": len(files), **report.counts()},
        "files": [{"file": c.file, "edition": c.edition, "project": c.project} for c in files],
        "findings": [_finding(checked, finding) for checked, finding in report.entries()],
        "questions": asked,
        "problems": [asdict(problem) for problem in report.all_problems],
    }


def _finding(checked: Checked, finding: Finding) -> dict[str, Any]:
    optional = {
        "connection": finding.connection,
        "cite": finding.cite,
        "aws": finding.aws,
        "differs": finding.differs,
        "default_severity": finding.default,
    }
    return {
        "file": checked.file,
        "line": checked.line_of(finding),
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "components": list(finding.components),
        "message": finding.message,
        "why": finding.why,
        "fixes": [{"label": fix.label, "safe": fix.safe} for fix in finding.fixes],
        **{key: value for key, value in optional.items() if value},
        **({"waived": finding.waived} if finding.waived is not None else {}),
    }


def report_lines(report: Report, questions: bool = False) -> Iterator[str]:
    """The report as text, file by file: ``file:line: severity rule component(s): message`` and what would mend it."""
    for checked in report.files:
        for finding in checked.findings:
            line = checked.line_of(finding)
            where = f"{checked.file}:{line}" if line else checked.file
            ids = f" {', '.join(finding.components)}" if finding.components else ""
            waived = f" (waived: {finding.waived})" if finding.waived is not None else ""
            yield f"{where}: {finding.severity} {finding.rule}{ids}: {finding.message}{waived}"
            if finding.waived is None and finding.fixes:
                fix = finding.fixes[0]
                yield f"    fix: {fix.label}{'' if fix.safe else ' (changes what is meant)'}"
        for question in checked.questions if questions else ():
            ids = ", ".join(question.components)
            yield f"{checked.file}: question {question.rule} {ids}: not known: {'; '.join(question.missing)}"


def summary(report: Report) -> str:
    """``3 designs checked: 2 errors, 1 warning; 1 waived, 4 questions``."""
    read = sum(bool(checked.edition) for checked in report.files)
    counts = report.counts()
    found = ", ".join(_counted(counts[s], s) for s in ("error", "warning", "info") if counts[s])
    rest = ", ".join(
        part
        for part in (
            f"{counts['waived']} waived" if counts["waived"] else "",
            _counted(counts["questions"], "question") if counts["questions"] else "",
        )
        if part
    )
    return f"{_counted(read, 'design')} checked: {found or 'no findings'}{f'; {rest}' if rest else ''}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word if count == 1 or word == 'info' else f'{word}s'}"
