"""``archdesk deploy``: show what a design or template would change in an account, and do it on confirmation."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archdesk.cli.deploying import Source, body_of, is_sound, read_source, whole
from archdesk.cli.output import one_line, say, table, tell
from archdesk.errors import AccessError, DeployError, UsageError

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from archdesk.catalog.catalogue import Catalogue
    from archdesk.cloudformation.aws_cli import Deployment
    from archdesk.deploy.account import Account
    from archdesk.deploy.change_sets import ChangeSet
    from archdesk.deploy.events import Event
    from archdesk.deploy.owners import Owner
    from archdesk.deploy.parameters import Values
    from archdesk.deploy.stacks import Before

DONE, FAILED, BAD, STOPPED = 0, 1, 2, 130


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    deploy = commands.add_parser(
        "deploy",
        help="deploy a design to an AWS account, after showing what it changes",
        description="Make a CloudFormation change set of a design or a template, show it by component, and execute "
        'it on confirmation. Needs `pip install "archdesk[aws]"` and AWS credentials, which are never stored.',
        epilog="Exit codes: 0 deployed or nothing to change, 1 findings, not confirmed or failed, 2 bad input, "
        "no access, or nobody there to confirm, 130 stopped by Ctrl-C.",
    )
    deploy.add_argument("file", type=Path, metavar="FILE", help="a design or a template")
    deploy.add_argument("--stack", required=True, metavar="NAME", help="the stack to create or update")
    deploy.add_argument("--region", default="", help="default: that of the profile or the environment")
    deploy.add_argument("--profile", default="", help="a profile of the AWS configuration")
    deploy.add_argument("--endpoint-url", default="", metavar="URL", help="another address than AWS's own")
    deploy.add_argument(
        "--param", action="append", default=[], metavar="KEY=VALUE", help="a parameter; secrets are asked for"
    )
    deploy.add_argument("--tag", action="append", default=[], metavar="KEY=VALUE", help="a tag of the stack")
    deploy.add_argument("--bucket", default="", help="for a template over 51,200 bytes, or a nested one")
    deploy.add_argument(
        "--nested", action="store_true", help="as nested stacks, which go through the --bucket"
    )
    deploy.add_argument("--yes", action="store_true", help="execute without asking")
    deploy.add_argument(
        "--no-execute", action="store_true", help="leave the change set there to be looked at"
    )
    deploy.add_argument("--force", action="store_true", help="in spite of findings that are errors")
    deploy.add_argument("--serverless", action="store_true", help="as AWS SAM (of a design)")
    deploy.add_argument(
        "--lab-role",
        nargs="?",
        const="LabRole",
        default="",
        metavar="NAME",
        help="use this role, write no IAM",
    )
    deploy.add_argument(
        "--print-command", action="store_true", help="only print the AWS CLI's lines for the same"
    )
    deploy.add_argument(
        "--every", type=float, default=3.0, metavar="SECONDS", help="how often AWS is asked (default: 3)"
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One deployment on its way."""

    account: Account
    stack: str
    before: Before
    values: Values
    owners: Mapping[str, Owner]
    every: float

    def say(self, text: str) -> None:
        say(self.values.without_secrets(text))
        sys.stdout.flush()  # somebody may be watching through a pipe


def run_deploy(args: argparse.Namespace) -> int:
    """Deploy, with everything shown and asked on the way; returns the exit code."""
    from archdesk.app.palettes import load_all
    from archdesk.cloudformation.aws_cli import Deployment
    from archdesk.cloudformation.stack_limits import over_limits
    from archdesk.cloudformation.text import write_template

    catalogue = load_all()
    source = read_source(args, catalogue)
    deployment = Deployment(
        args.stack,
        args.region,
        args.profile,
        args.endpoint_url,
        _pairs(args.param, "--param"),
        _pairs(args.tag, "--tag"),
        args.bucket,
        not args.no_execute,
    )
    if args.print_command:
        return _print_command(args, source, deployment)
    if not (args.force or is_sound(args.file, catalogue)):
        return FAILED
    for template in source.all:
        size = source.size if template is source.template else len(write_template(dict(template)).encode())
        too_much = over_limits(template, size)
        if too_much:
            how = "" if source.nested else " --nested splits it into nested stacks."
            raise DeployError(f"{args.file} is too much for one stack: {'; '.join(too_much)}.{how}")
    return _deploy(args, source, deployment, catalogue)


def _print_command(args: argparse.Namespace, source: Source, deployment: Deployment) -> int:
    """Print the lines for a shell that do the same: the export, where FILE is no template yet, and the AWS CLI's."""
    from archdesk.cloudformation.aws_cli import deploy_command

    written = args.file.with_name(source.name)
    if written != args.file:
        export = ["archdesk", "export", str(args.file), "-o", str(written), "--no-comments"]
        export += ["--nested"] if args.nested else []
        export += ["--serverless"] if args.serverless else []
        export += ["--lab-role", args.lab_role] if args.lab_role else []
        say(shlex.join(export))
    command = deploy_command(source.template, written, deployment, source.all[1:], source.size)
    for line in command.lines:
        say(line)
    for line in command.fill_in:
        tell(f"fill in {line}")
    return DONE


def _deploy(args: argparse.Namespace, source: Source, deployment: Deployment, catalogue: Catalogue) -> int:
    from archdesk.cloudformation.stack_limits import capabilities
    from archdesk.deploy import change_sets
    from archdesk.deploy.account import connect
    from archdesk.deploy.owners import owners_of
    from archdesk.deploy.parameters import settle
    from archdesk.deploy.stacks import look

    account = connect(deployment, source.region)
    tell(one_line(f"Stack {args.stack} in {account.region}, account {account.id}"))
    if source.region and source.region != account.region:
        tell(one_line(f"note: the design is drawn for {source.region}, and goes to {account.region}"))
    before = look(account, args.stack)
    body = body_of(account, deployment, source)
    asked = {k: p for k, p in source.template.get("Parameters", {}).items() if isinstance(p, dict)}
    values = settle(
        asked, deployment.parameters, os.environ, before.parameters, _ask if sys.stdin.isatty() else None
    )
    owners = {**owners_of(before.template, catalogue), **owners_of(whole(source), catalogue)}
    run = _Run(account, args.stack, before, values, owners, max(args.every, 0.0))
    try:
        if values.kept:
            tell(f"parameters that stay as they are: {', '.join(values.kept)}")
        needed = _capabilities(capabilities(*source.all), change_sets.validate(account, body))
        if needed:
            tell(f"acknowledged for it: {', '.join(needed)}")
        made = change_sets.create(
            account,
            args.stack,
            before,
            body,
            values.given,
            needed,
            deployment.tags,
            source.nested is not None,
        )
        return _decide(run, made, args)
    except KeyboardInterrupt:
        tell(
            f"\nStopped: nothing is changed; a change set may be left: aws cloudformation list-change-sets {_where(run)}"
        )
        return STOPPED
    except DeployError as error:
        raise type(error)(values.without_secrets(str(error))) from None


def _decide(run: _Run, made: ChangeSet, args: argparse.Namespace) -> int:
    """Wait for the change set, show it, and execute it or take it away, as the person says."""
    from archdesk.deploy import change_sets

    try:
        tell("waiting for the change set")
        try:
            made = change_sets.wait(run.account, made, run.every, _waiting)
        except DeployError:
            with suppress(DeployError):  # the first reason is the one to tell
                change_sets.take_away(run.account, run.stack, made, run.before)
            raise
        if made.empty:
            change_sets.take_away(run.account, run.stack, made, run.before)
            run.say(f"Nothing to change: the stack {run.stack} is as the template says.")
            return DONE
        made = replace(made, changes=tuple(change_sets.with_nested(run.account, made.changes)))
        _show(run, made)
        if args.no_execute:
            where = f"--change-set-name {made.id} --region {run.account.region}"
            tell(f"Nothing is changed yet. To execute it: aws cloudformation execute-change-set {where}")
            return DONE
        if not args.yes and not sys.stdin.isatty():
            change_sets.take_away(run.account, run.stack, made, run.before)
            tell(
                "Nothing is changed: there is no terminal to confirm it on. Run it again with --yes to execute it."
            )
            return BAD
        if not (args.yes or _confirmed(run)):
            change_sets.take_away(run.account, run.stack, made, run.before)
            tell("Nothing is changed; the change set is deleted.")
            return FAILED
    except KeyboardInterrupt:
        change_sets.take_away(run.account, run.stack, made, run.before)
        tell("\nStopped: nothing is changed, and the change set is deleted.")
        return STOPPED
    return _execute(run, made)


def _show(run: _Run, made: ChangeSet) -> None:
    from archdesk.deploy.changes import change_lines, changes_of, summary

    changes = changes_of(made.changes, run.owners)
    verb = "creates" if run.before.change == "CREATE" else "changes"
    run.say(f"This {verb} the stack {run.stack} in {run.account.region}, account {run.account.id}:")
    for line in change_lines(changes):
        run.say(one_line(line))
    run.say(summary(changes) or "No resource is added, changed or removed: outputs, tags or parameters are.")


def _execute(run: _Run, made: ChangeSet) -> int:
    """Execute the change set and tell what happens, until CloudFormation has ended."""
    from archdesk.deploy import change_sets, events

    failed: list[Event] = []
    done: set[str] = set()
    total = len(made.changes)

    def told(event: Event) -> None:
        if event.failed and not event.of_stack:
            failed.append(event)
        if not event.of_stack and event.status.endswith("_COMPLETE"):
            done.add(event.logical_id)
        count = f"[{min(len(done), total)}/{total}]"
        reason = f": {event.reason}" if event.failed and event.reason else ""
        name = f"stack {event.stack_name}" if event.of_stack else _named(run, event)
        run.say(one_line(f"{count} {name} {event.words()}{reason}"))

    try:
        after = events.latest(run.account, made.stack_id)
        change_sets.execute(run.account, made)
        status = events.follow(run.account, made.stack_id, after, run.every, told)
    except KeyboardInterrupt:
        tell(f"\nNo longer watching. CloudFormation goes on with the stack {run.stack} in the account.")
        tell(_how_to_stop(run))
        return STOPPED
    except AccessError:
        tell(f"No longer watching. What had begun goes on in the account; to see it: {_events_command(run)}")
        raise
    if status in events.DONE:
        _say_outputs(run, made)
        return DONE
    run.say("What failed:")
    for event in [e for e in failed if not e.cancelled] or failed:
        run.say(one_line(f"  {_named(run, event)}: {event.reason or event.status}"))
    run.say(_aftermath(run, status))
    return FAILED


def _named(run: _Run, event: Event) -> str:
    owner = run.owners.get(event.logical_id)
    if owner is None:
        return f"{event.logical_id} ({event.type})"
    return owner.with_resource(event.logical_id)


def _say_outputs(run: _Run, made: ChangeSet) -> None:
    from archdesk.deploy.stacks import described

    found = described(run.account, made.stack_id) or {}
    rows = [
        (
            one_line(o["OutputKey"]),
            one_line(str(o.get("OutputValue", ""))),
            one_line(o.get("Description") or ""),
        )
        for o in found.get("Outputs") or ()
    ]
    run.say(f"Deployed: the stack {run.stack} is there, in {run.account.region}.")
    if rows:
        run.say(table(sorted(rows)))


def _where(run: _Run) -> str:
    return f"--stack-name {run.stack} --region {run.account.region}"


def _events_command(run: _Run) -> str:
    return f"aws cloudformation describe-stack-events {_where(run)}"


def _how_to_stop(run: _Run) -> str:
    if run.before.change == "CREATE":
        return f"To stop it, and delete what is there of it: aws cloudformation delete-stack {_where(run)}"
    return f"To stop it, and go back to what was: aws cloudformation cancel-update-stack {_where(run)}"


def _aftermath(run: _Run, status: str) -> str:
    """What CloudFormation did when something had failed, and what to do now."""
    delete = f"aws cloudformation delete-stack {_where(run)}"
    if status == "ROLLBACK_COMPLETE":
        return (
            f"CloudFormation took back what it had made. The empty stack stays until you delete it: {delete}"
        )
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return f"CloudFormation rolled it back: the stack {run.stack} is as it was before."
    if status == "UPDATE_ROLLBACK_FAILED":
        again = f"aws cloudformation continue-update-rollback {_where(run)}"
        return f"CloudFormation could not roll everything back. Mend what is named above, then: {again}"
    if status == "ROLLBACK_FAILED":
        return f"CloudFormation could not take everything back. Mend what is named above, then: {delete}"
    return f"The stack {run.stack} is left as it is, in the state {status}."


def _capabilities(own: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Those the template needs as far as we know, and as CloudFormation says."""
    from archdesk.cloudformation.stack_limits import IAM, NAMED_IAM

    both = {*own, *asked}
    return tuple(sorted(both - {IAM} if NAMED_IAM in both else both))


def _pairs(words: list[str], option: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not (key and equals):
            raise UsageError(f"{option} {word}: write it as KEY=VALUE.")
        found[key] = value
    return found


def _ask(name: str, parameter: Mapping[str, Any]) -> str:
    """A value from the person; a secret without echo."""
    from getpass import getpass

    from archdesk.cloudformation.aws_cli import is_secret

    about = str(parameter.get("Description") or parameter.get("Type") or "")
    allowed = parameter.get("AllowedValues")
    choice = f" [{', '.join(map(str, allowed))}]" if isinstance(allowed, list) else ""
    prompt = one_line(f"{name} ({about}){choice}: ")
    if is_secret(parameter):
        return getpass(prompt)
    print(prompt, end="", file=sys.stderr, flush=True)
    return input()


def _confirmed(run: _Run) -> bool:
    print(f"Execute this on account {run.account.id}? [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _waiting(seconds: int) -> None:
    if seconds and seconds % 10 < 3:
        tell(f"still waiting, {seconds} s")
