"""``archdesk check``: what is wrong with designs, for people, scripts and CI."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archdesk.cli.output import clean, one_line, say, tell
from archdesk.errors import ArchDeskError

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from archdesk.app.checking import Request
    from archdesk.interchange.report import Report

_SEVERITIES = ("error", "warning", "info")
_FORMATS = ("text", "json", "sarif", "junit", "github")
CLEAN, FINDINGS, BAD = 0, 1, 2


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="say what is wrong with designs, and why",
        description="Check designs, all designs in folders, and CloudFormation templates. A file archdesk.yaml "
        "beside them or above says which rules count, what is waived, and which packs of rules apply.",
        epilog="Exit codes: 0 nothing to report from --min-severity on, 1 something, 2 a file cannot be read.",
    )
    check.add_argument("files", nargs="+", type=Path, metavar="PATH", help="a design, a folder or a template")
    check.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    check.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report there")
    check.add_argument(
        "--edition", choices=["notes", "current"], help="which truth applies (default: the design's)"
    )
    check.add_argument(
        "--min-severity",
        choices=_SEVERITIES,
        default="error",
        help="exit with 1 from this severity on (default: error)",
    )
    check.add_argument(
        "--show", choices=_SEVERITIES, default="info", help="report from this severity on (default: info)"
    )
    check.add_argument(
        "--rules", action="append", default=[], metavar="IDS", help='only these: "SQS-*,VPC-003"'
    )
    check.add_argument("--skip", action="append", default=[], metavar="IDS", help="all but these")
    check.add_argument("--questions", action="store_true", help="list what rules have to know to decide")
    check.add_argument("--no-project", action="store_true", help="do not look for archdesk.yaml")
    check.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: processors)"
    )
    check.add_argument("--watch", action="store_true", help="check again when a file changes, until Ctrl-C")


def run_check(args: argparse.Namespace, stop: Callable[[], bool] | None = None) -> int:
    """Check, print, and say the exit code; ``stop`` ends ``--watch``, as Ctrl-C does."""
    from archdesk.app.checking import Request
    from archdesk.app.palettes import load_all

    catalogue = load_all()
    for problem in catalogue.problems:
        tell(one_line(f"palette: {problem}"))
    request = Request(
        edition=args.edition,
        project=not args.no_project,
        only=ids_in(args.rules),
        skip=ids_in(args.skip),
    )

    def once() -> int:
        return _check(args, catalogue, request)

    if not args.watch:
        return once()
    from archdesk.app.watching import watch, watched

    try:
        watch(lambda: watched(args.files, request.project), lambda: _again(once), stop or (lambda: False))
    except KeyboardInterrupt:
        tell("stopped")
    return CLEAN


def _again(once: Callable[[], int]) -> None:
    try:
        once()
    except ArchDeskError as error:  # a rule that is asked for may be there again after the next edit
        tell(str(error))
    sys.stdout.flush()
    tell("watching; Ctrl-C ends it")


def _check(args: argparse.Namespace, catalogue: Any, request: Request) -> int:
    from archdesk.app.checking import check_files, designs_in
    from archdesk.interchange.plain import summary
    from archdesk.interchange.report import at_least
    from archdesk.model.records import EDITIONS
    from archdesk.rules.check import rule_problems
    from archdesk.storage.files import save_bytes

    files, missing = designs_in(args.files)
    report = check_files(files, catalogue, request, max(args.jobs, 1))
    report = replace(report, problems=(*missing, *report.problems))
    for problem in rule_problems(
        catalogue, [e for e in EDITIONS if any(c.edition == e for c in report.files)]
    ):
        tell(one_line(f"palette: {problem}"))
    for note in (note for checked in report.files for note in checked.notes):
        tell(one_line(f"note: {note}"))
    text = _written(report, args)
    if args.output is not None:
        save_bytes(args.output, text.encode())
    elif text:
        say(text.rstrip("\n"))
    for problem in report.all_problems:
        tell(one_line(str(problem)))
    tell(summary(report))
    if report.all_problems:
        return BAD
    found = [finding for _, finding in report.entries()]
    return FINDINGS if at_least(found, args.min_severity) else CLEAN


def _written(report: Report, args: argparse.Namespace) -> str:
    """The report in the form that was asked for."""
    from archdesk.interchange import github, junit, plain, sarif

    shown = _from_severity(report, args.show)
    if args.format == "json":
        return json.dumps(plain.report_json(shown, args.questions), indent=2) + "\n"
    if args.format == "sarif":
        return json.dumps(sarif.sarif_log(shown), indent=2) + "\n"
    if args.format == "junit":
        return clean(junit.junit_xml(shown, args.min_severity))
    lines = (
        github.github_commands(shown)
        if args.format == "github"
        else plain.report_lines(shown, args.questions)
    )
    return "".join(f"{one_line(line)}\n" for line in lines)


def _from_severity(report: Report, least: str) -> Report:
    """The report without findings below a severity."""
    kept = _SEVERITIES[: _SEVERITIES.index(least) + 1]
    files = (
        replace(checked, findings=tuple(f for f in checked.findings if f.severity in kept))
        for checked in report.files
    )
    return replace(report, files=tuple(files))


def ids_in(given: list[str]) -> tuple[str, ...]:
    """The ids and patterns of an option that may be there several times."""
    return tuple(word.strip().upper() for words in given for word in words.split(",") if word.strip())
