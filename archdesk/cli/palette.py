"""``archdesk palette``: check a palette of your own, start one, and say where they are looked for."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from archdesk.app import palettes
from archdesk.cli.output import say, say_json, tell


def run_palette(args: argparse.Namespace) -> int:
    """Run one of the actions; returns the exit code."""
    code: int = _ACTIONS[args.action](args)
    return code


def _check(args: argparse.Namespace) -> int:
    from archdesk.cloudformation.checking import has_schemas

    found = [problem for file in args.files for problem in palettes.check_palette(file)]
    if args.format == "json":
        say_json({"problems": [asdict(problem) for problem in found]})
    else:
        for problem in found:
            say(str(problem))
    counts = f"{len(found)} problem{'' if len(found) == 1 else 's'}" if found else "no problems"
    tell(f"{len(args.files)} palette{'' if len(args.files) == 1 else 's'} checked: {counts}")
    if not has_schemas():
        tell("note: without cfn-lint the names of CloudFormation resources and properties were not checked")
    return 1 if found else 0


def _new(args: argparse.Namespace) -> int:
    palettes.start_palette(args.file)
    tell(f"{args.file}: written; `archdesk palette check {args.file}` says what is wrong with it.")
    if args.file.resolve().parent not in [f.resolve() for f in palettes.palette_folders()]:
        tell(f"Put it into {palettes.palette_folders()[0]} to have it in the window and in every command.")
    return 0


def _folder(args: argparse.Namespace) -> int:
    for folder in palettes.palette_folders():
        say(str(folder))
    tell(f"The variable {palettes.VARIABLE} names other folders.")
    return 0


def _schema(args: argparse.Namespace) -> int:
    from archdesk.catalog.schema import schema_text

    say(schema_text().rstrip())
    return 0


_ACTIONS = {"check": _check, "new": _new, "folder": _folder, "schema": _schema}
