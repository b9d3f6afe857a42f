"""A change set's life: made, waited for, described, and executed or taken away again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archdesk.deploy.account import Account, in_words
from archdesk.deploy.stacks import REVIEW, Before, described
from archdesk.errors import DeployError

_NOTHING = ("didn't contain changes", "No updates are to be performed")  # how CloudFormation says it


@dataclass(frozen=True, slots=True)
class Body:
    """A template as CloudFormation gets it: its text, or the address of a bucket's object."""

    text: str = ""
    url: str = ""

    def argument(self) -> dict[str, str]:
        return {"TemplateURL": self.url} if self.url else {"TemplateBody": self.text}


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """``empty``: there is nothing to change. ``changes`` are CloudFormation's own records."""

    id: str
    stack_id: str
    changes: tuple[Mapping[str, Any], ...] = ()
    empty: bool = False


def validate(account: Account, body: Body) -> tuple[str, ...]:
    """CloudFormation's own look at the template; the capabilities it asks for. Raises DeployError."""
    with in_words(account.endpoint_url):
        found = account.cloudformation.validate_template(**body.argument())
    return tuple(found.get("Capabilities", ()))


def create(
    account: Account,
    stack: str,
    before: Before,
    body: Body,
    parameters: Sequence[Mapping[str, Any]],
    capabilities: Sequence[str],
    tags: Mapping[str, str],
    nested: bool = False,
) -> ChangeSet:
    """Start to make a change set. Raises DeployError."""
    arguments: dict[str, Any] = {
        "StackName": stack,
        "ChangeSetName": f"archdesk-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}",
        "ChangeSetType": before.change,
        "Description": "Made by archdesk deploy",
        "Parameters": list(parameters),
        "Capabilities": list(capabilities),
        "Tags": [{"Key": k, "Value": v} for k, v in sorted(tags.items())],
        **body.argument(),
    }
    if nested:
        arguments["IncludeNestedStacks"] = True
    with in_words(account.endpoint_url):
        made = account.cloudformation.create_change_set(**arguments)
    return ChangeSet(str(made["Id"]), str(made["StackId"]))


def wait(account: Account, made: ChangeSet, every: float, waiting: Callable[[int], None]) -> ChangeSet:
    """The change set when it is there. ``every`` seconds CloudFormation is asked; ``waiting`` hears the seconds so
    far. Raises DeployError where it could not be made.
    """
    begun = time.monotonic()
    while True:
        with in_words(account.endpoint_url):
            found = account.cloudformation.describe_change_set(ChangeSetName=made.id, StackName=made.stack_id)
        status, reason = str(found.get("Status")), str(found.get("StatusReason") or "")
        if status == "CREATE_COMPLETE":
            return ChangeSet(made.id, made.stack_id, tuple(_all_changes(account, made, found)))
        if status == "FAILED":
            if any(words in reason for words in _NOTHING):
                return ChangeSet(made.id, made.stack_id, empty=True)
            raise DeployError(
                f"CloudFormation could not make the change set: {reason or 'it gives no reason'}"
            )
        waiting(int(time.monotonic() - begun))
        time.sleep(every)


def with_nested(account: Account, changes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """All changes, those of nested stacks behind their stack's."""
    found: list[Mapping[str, Any]] = []
    for change in changes:
        found.append(change)
        inner = change.get("ResourceChange", {}).get("ChangeSetId")
        if inner:
            made = ChangeSet(str(inner), "")
            with in_words(account.endpoint_url):
                first = account.cloudformation.describe_change_set(ChangeSetName=made.id)
            found += with_nested(account, _all_changes(account, made, first))
    return found


def execute(account: Account, made: ChangeSet) -> None:
    """Begin to do what the change set says. Raises DeployError."""
    with in_words(account.endpoint_url):
        account.cloudformation.execute_change_set(ChangeSetName=made.id, StackName=made.stack_id)


def take_away(account: Account, stack: str, made: ChangeSet, before: Before) -> None:
    """Delete a change set, and the empty stack that was there for nothing else. Raises DeployError."""
    with in_words(account.endpoint_url):
        account.cloudformation.delete_change_set(ChangeSetName=made.id, StackName=made.stack_id)
    if before.change == "CREATE" and not before.status:
        found = described(account, stack)
        if found is not None and found["StackStatus"] == REVIEW:
            with in_words(account.endpoint_url):
                account.cloudformation.delete_stack(StackName=made.stack_id)


def _all_changes(account: Account, made: ChangeSet, first: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    changes, token = list(first.get("Changes", ())), first.get("NextToken")
    where = {"StackName": made.stack_id} if made.stack_id else {}
    while token:
        with in_words(account.endpoint_url):
            page = account.cloudformation.describe_change_set(ChangeSetName=made.id, NextToken=token, **where)
        changes += page.get("Changes", ())
        token = page.get("NextToken")
    return changes
