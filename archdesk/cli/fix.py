"""``archdesk fix``: apply the safe fixes of designs, or say what they would change."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archdesk.cli.output import one_line, say, tell

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from archdesk.app.checking import Projects, Request
    from archdesk.catalog.catalogue import Catalogue
    from archdesk.rules.fix_all import Planned

CLEAN, OPEN, BAD = 0, 1, 2


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fix = commands.add_parser(
        "fix",
        help="apply the safe fixes of designs",
        description="Apply the fixes that keep what is meant and add no error. Waived findings are left alone.",
        epilog="Exit codes: 0 done, 1 with --dry-run where something would change, 2 a file cannot be read.",
    )
    fix.add_argument("files", nargs="+", type=Path, metavar="PATH", help="a design or a folder")
    fix.add_argument("--dry-run", action="store_true", help="only say what would be changed")
    fix.add_argument(
        "--rules", action="append", default=[], metavar="IDS", help='only these: "SQS-*,VPC-003"'
    )
    fix.add_argument("--skip", action="append", default=[], metavar="IDS", help="all but these")
    fix.add_argument("--no-project", action="store_true", help="do not look for archdesk.yaml")


def run_fix(args: argparse.Namespace) -> int:
    """Fix each file, and say what was changed in words; returns the exit code."""
    from archdesk.app.checking import Projects, Request, demand_rules, designs_in
    from archdesk.app.palettes import load_all
    from archdesk.catalog.project import with_packs
    from archdesk.cli.check import ids_in
    from archdesk.errors import InputError

    catalogue = load_all()
    request = Request(project=not args.no_project, only=ids_in(args.rules), skip=ids_in(args.skip))
    files, problems = designs_in(args.files)
    projects = Projects()
    if request.project:
        for file in files:
            projects.of(file)
    demand_rules(request, [catalogue, *(with_packs(catalogue, p) for p in projects.read)])
    changed = 0
    for file in files:
        try:
            changed += _fix(file, catalogue, request, projects, args.dry_run)
        except InputError as error:
            problems += error.problems
    problems += [problem for project in projects.read for problem in project.problems]
    for problem in problems:
        tell(one_line(str(problem)))
    verb = "would be changed" if args.dry_run else "changed"
    tell(f"{changed} of {len(files)} {'design' if len(files) == 1 else 'designs'} {verb}")
    if problems:
        return BAD
    return OPEN if args.dry_run and changed else CLEAN


def _fix(file: Path, catalogue: Catalogue, request: Request, projects: Projects, dry_run: bool) -> bool:
    """Whether the file was changed, or would be. Raises InputError, SaveError."""
    from archdesk.catalog.project import NO_PROJECT, with_packs
    from archdesk.rules.fix_all import fix_all_safe, plan_safe_fixes
    from archdesk.storage.files import open_design, save_design

    project = projects.of(file) if request.project else NO_PROJECT
    own = with_packs(catalogue, project)
    design = open_design(file, own).design
    planned = [p for p in plan_safe_fixes(design, own, project) if request.asks(p.finding.rule)]
    change, left = fix_all_safe(design, own, planned)
    if change is None:
        return False
    if not dry_run:
        save_design(design, file, own)
    _say_planned(file, [p for p in planned if p not in left])
    return True


def _say_planned(file: Path, planned: Sequence[Planned]) -> None:
    for plan in planned:
        finding = plan.finding
        say(one_line(f"{file}: {finding.rule} {', '.join(finding.components)}: {plan.fix.label}"))
        for words in plan.words:
            say(one_line(f"    {words}"))
