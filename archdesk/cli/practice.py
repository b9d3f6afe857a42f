"""``archdesk practice`` and ``archdesk scenario``: exam scenarios without a window."""

from __future__ import annotations

import argparse
from pathlib import Path

from archdesk.cli.output import say

CLEAN, FAILED, BAD = 0, 1, 2


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    scenario = commands.add_parser("scenario", help="scenarios of your own: check them")
    actions = scenario.add_subparsers(dest="action", required=True, metavar="ACTION")
    checking = actions.add_parser("check", help="say what is wrong with scenario files")
    checking.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run_scenario(args: argparse.Namespace) -> int:
    from archdesk.app.palettes import load_all
    from archdesk.handbook.reading import load_handbook
    from archdesk.practice.checking import problems_of
    from archdesk.practice.library import read_scenario, scenario_files

    catalogue, sections = load_all(), load_handbook().sections
    paths = [f for path in args.files for f in (scenario_files(path) if path.is_dir() else [path])]
    bad = 0
    for path in paths:
        problems = problems_of(read_scenario(path.read_bytes(), str(path)), catalogue, sections)
        for problem in problems:
            say(str(problem))
        bad += bool(problems)
    say(f"{len(paths)} scenarios, {bad} with mistakes")
    return FAILED if bad else CLEAN
