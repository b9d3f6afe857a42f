"""``archdesk``: the command line. Exit codes: 0 clean, 1 findings or a failed limit, 2 bad input or usage."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from archdesk import __version__
from archdesk.cli import check, cost, deploy, fix, practice, prices, rules, scenario
from archdesk.cli.output import tell
from archdesk.errors import ArchDeskError

CLEAN, FINDINGS, BAD = 0, 1, 2
# Each command and the module here that runs it; imported only when it is called.
_COMMANDS = {
    **dict.fromkeys(("export", "import", "render", "new", "list", "explain", "open"), "commands"),
    "check": "check",
    "cost": "cost",
    "fix": "fix",
    "deploy": "deploy",
    "rules": "rules",
    "palette": "palette",
    "prices": "prices",
    "practice": "practice",
    "scenario": "scenario",
    **dict.fromkeys(("notes", "calculate", "ask"), "handbook"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0] not in _COMMANDS and not arguments[0].startswith("-")):
        arguments.insert(0, "open")  # `archdesk` and `archdesk FILE` open the window
    parsed = _parser().parse_args(arguments)
    try:
        module = import_module(f"archdesk.cli.{_COMMANDS[parsed.command]}")
        code: int = getattr(module, f"run_{parsed.command}")(parsed)
    except ArchDeskError as error:
        tell(str(error))
        return BAD
    except BrokenPipeError:  # the reader of our output went away: not our business
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="archdesk",
        description="Draw AWS architectures that mean something: check them, price them, export them.",
        epilog="`archdesk` alone, or with a design, opens the window. Exit codes: 0 clean, 1 findings, 2 bad input.",
    )
    parser.add_argument("--version", action="version", version=f"archdesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check.add_parser(commands)
    fix.add_parser(commands)
    rules.add_parser(commands)

    cost.add_parser(commands)

    export = commands.add_parser("export", help="write a CloudFormation template")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    export.add_argument("--format", choices=["yaml", "json"], help="default: by the name of OUT")
    export.add_argument(
        "--no-comments", dest="comments", action="store_false", help="without a word on what is what"
    )
    export.add_argument(
        "--serverless", action="store_true", help="as AWS SAM: functions with their events and policies"
    )
    export.add_argument(
        "--lab-role",
        nargs="?",
        const="LabRole",
        default="",
        metavar="NAME",
        help="write no IAM: use this role, which is there already (Learner Lab; default: LabRole)",
    )

    export.add_argument(
        "--lint", action="store_true", help="let cfn-lint look at it, and tell of which component it speaks"
    )

    export.add_argument(
        "--nested", action="store_true", help="as nested stacks: OUT and, beside it, one template for each"
    )

    deploy.add_parser(commands)

    importing = commands.add_parser("import", help="make a design of a CloudFormation template")
    importing.add_argument("template", type=Path, metavar="TEMPLATE")
    importing.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    render = commands.add_parser("render", help="draw a design as PNG, SVG or PDF")
    render.add_argument("file", type=Path, metavar="FILE")
    render.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.png|.svg|.pdf")
    render.add_argument(
        "--scale", type=float, default=2.0, help="pixels per canvas unit, 1 to 4 (default: 2)"
    )
    render.add_argument("--theme", choices=["light", "dark"], default="light")
    render.add_argument("--transparent", action="store_true", help="no background")
    render.add_argument("--title", action="store_true", help="with the design's name above")
    render.add_argument("--legend", action="store_true", help="with what the lines mean below")
    render.add_argument("--costs", action="store_true", help="with the monthly cost at each component")
    render.add_argument("--heat", action="store_true", help="as a heat map: each share of the monthly cost")
    render.add_argument("--limits", action="store_true", help="with the limits that are nearly used up")
    render.add_argument(
        "--table", action="store_true", help="with the estimate by service below, in a PDF on a second page"
    )
    render.add_argument("--findings", action="store_true", help="with a badge where something is wrong")

    new = commands.add_parser("new", help="write an empty design, or a copy of a sample")
    new.add_argument("file", type=Path, metavar="FILE")
    new.add_argument("--sample", help="start from this sample (see `archdesk list samples`)")

    listing = commands.add_parser("list", help="list what ArchDesk knows")
    listing.add_argument("what", choices=["components", "rules", "samples"])
    listing.add_argument("--format", choices=["text", "json"], default="text")

    explain = commands.add_parser("explain", help="what a rule checks, and why")
    explain.add_argument("rule", metavar="RULE")
    explain.add_argument("--format", choices=["text", "json"], default="text")

    _add_palette(commands)
    prices.add_parser(commands)
    practice.add_parser(commands)
    scenario.add_parser(commands)
    _add_handbook(commands)

    opening = commands.add_parser("open", help="open the window (the default)")
    opening.add_argument("file", nargs="?", type=Path, metavar="FILE")
    return parser


def _add_palette(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    palette = commands.add_parser(
        "palette", help="palettes of your own: check one, start one, where they are"
    )
    actions = palette.add_subparsers(dest="action", required=True, metavar="ACTION")
    checking = actions.add_parser("check", help="say what is wrong with palette files")
    checking.add_argument("files", nargs="+", type=Path, metavar="FILE")
    checking.add_argument("--format", choices=["text", "json"], default="text")
    starting = actions.add_parser("new", help="write a small palette to go on from")
    starting.add_argument("file", type=Path, metavar="FILE.yaml")
    actions.add_parser("folder", help="say where your own palettes are looked for")
    actions.add_parser("schema", help="print the JSON Schema of palette files")


def _add_handbook(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    notes = commands.add_parser("notes", help="what the notes say, and what draws on them")
    notes.add_argument("section", nargs="?", metavar="SECTION", help="one section (default: all, by group)")
    working = commands.add_parser("calculate", help="work something out as an exam answer shows it")
    working.add_argument("name", nargs="?", metavar="NAME", help="a calculator (default: list them all)")
    working.add_argument("inputs", nargs="*", metavar="INPUT=VALUE")
    asking = commands.add_parser("ask", help="ask which of these, what is wrong, or what comes first")
    asking.add_argument("words", nargs="+", metavar="WORD")
    asking.add_argument("--all", action="store_true", help="every answer, not only the best")
    for parser in (working, asking):
        parser.add_argument("--edition", choices=["notes", "current"], default="current", help="which truth")
    for parser in (notes, working, asking):
        parser.add_argument("--format", choices=["text", "json"], default="text")


if __name__ == "__main__":
    raise SystemExit(main())
