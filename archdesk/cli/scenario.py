"""``archdesk scenario``: scenarios of one's own, let to prove themselves."""

from __future__ import annotations

import argparse
from pathlib import Path

from archdesk.cli.output import one_line, say, say_json, tell
from archdesk.errors import UsageError

CLEAN, FAILED = 0, 1


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    scenario = commands.add_parser("scenario", help="scenarios of your own: check them, where they are")
    actions = scenario.add_subparsers(dest="action", required=True, metavar="ACTION")
    checking = actions.add_parser(
        "check",
        help="say what is wrong with scenario files",
        description="Read scenarios and let them prove themselves: the solution scores 100 and exports, each wrong "
        "design scores what it should and fails what it should, an empty canvas scores 0, everything placed does not pass, "
        "and no clause of a requirement is idle.",
        epilog="Exit codes: 0 nothing is wrong, 1 something is, 2 a file cannot be read.",
    )
    checking.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a scenario or a folder of them"
    )
    checking.add_argument("--quick", action="store_true", help="without a look for idle clauses")
    checking.add_argument("--format", choices=["text", "json"], default="text")
    starting = actions.add_parser("new", help="write a small scenario to go on from")
    starting.add_argument("file", type=Path, metavar="FILE.yaml")
    actions.add_parser("folder", help="say where your own scenarios are looked for")


def run_scenario(args: argparse.Namespace) -> int:
    from archdesk.app.practice import own_folder

    if args.action == "folder":
        say(str(own_folder()))
        return CLEAN
    if args.action == "new":
        from archdesk.app.own_scenarios import start_scenario

        start_scenario(args.file)
        tell(f"{args.file}: written; what is wrong with it: archdesk scenario check {args.file}")
        return CLEAN
    return _check(args)


def _check(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from archdesk.app.palettes import load_all
    from archdesk.handbook.reading import load_handbook
    from archdesk.practice.checking import problems_of
    from archdesk.practice.library import read_scenario, scenario_files
    from archdesk.storage.files import read_file

    catalogue, sections = load_all(), load_handbook().sections
    paths: list[Path] = []
    for path in args.files:
        inside = scenario_files(path) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"There is no scenario in {path}: no file ends in .yaml.")
        paths += inside
    found = []
    for path in paths:
        file = read_scenario(read_file(path), str(path))
        found.append(problems_of(file, catalogue, sections, thorough=not args.quick))
        for problem in found[-1] if args.format == "text" else ():
            say(one_line(str(problem)))
    wrong = sum(map(bool, found))
    if args.format == "json":
        say_json({"checked": len(paths), "problems": [asdict(p) for problems in found for p in problems]})
    else:
        count = "1 scenario" if len(paths) == 1 else f"{len(paths)} scenarios"
        say(f"{count} checked: {f'{wrong} with mistakes' if wrong else 'nothing is wrong'}")
    return FAILED if wrong else CLEAN
