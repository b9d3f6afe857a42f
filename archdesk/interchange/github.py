"""GitHub workflow commands: findings as annotations of a run, escaped so that no text can be a command itself."""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.interchange.report import Report, relative

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def github_commands(report: Report) -> Iterator[str]:
    """One line a finding that is not waived, and one a problem."""
    for problem in report.all_problems:
        where = {"file": relative(problem.file, report.root) if problem.file else "", "line": problem.line}
        yield _command("error", {**where, "title": "cannot be read"}, problem.message)
    for checked, finding in report.entries():
        if finding.waived is None:
            about = {
                "file": relative(checked.file, report.root),
                "line": checked.line_of(finding),
                "title": f"{finding.rule} {finding.title}",
            }
            yield _command(_COMMANDS[finding.severity], about, finding.message)


def _command(name: str, about: dict[str, object], message: str) -> str:
    said = ",".join(f"{key}={_property(str(value))}" for key, value in about.items() if value)
    return f"::{name} {said}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
