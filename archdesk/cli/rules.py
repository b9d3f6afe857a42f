"""``archdesk rules``: start a pack of rules of your own, and read the language they are written in."""

from __future__ import annotations

import argparse
from pathlib import Path

from archdesk.cli.output import say, tell


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("rules", help="rules of your own: start a pack, read the language")
    actions = rules.add_subparsers(dest="action", required=True, metavar="ACTION")
    starting = actions.add_parser("new", help="write a small pack to go on from")
    starting.add_argument("file", type=Path, metavar="FILE.yaml")
    actions.add_parser("language", help="print what a rule may say")


def run_rules(args: argparse.Namespace) -> int:
    """Run one of the actions; returns the exit code."""
    if args.action == "language":
        from archdesk.rules import language

        say((language.__doc__ or "").rstrip())
        return 0
    from archdesk.app.packs import start_pack

    start_pack(args.file)
    tell(f"{args.file}: written; `archdesk palette check {args.file}` says what is wrong with it.")
    tell(
        f"It counts where archdesk.yaml, in the folder of the designs or above, has: packs: [{args.file.name}]"
    )
    return 0
