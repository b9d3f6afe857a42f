"""What CloudFormation does while it does it: the events of a stack and its nested stacks, until the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from archdesk.deploy.account import Account, in_words

STACK = "AWS::CloudFormation::Stack"
DONE = frozenset(("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"))
_WORDS = {
    "CREATE_IN_PROGRESS": "is being created",
    "CREATE_COMPLETE": "is there",
    "CREATE_FAILED": "could not be created",
    "UPDATE_IN_PROGRESS": "is being changed",
    "UPDATE_COMPLETE": "is changed",
    "UPDATE_FAILED": "could not be changed",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "is changed; what it replaced is being deleted",
    "DELETE_IN_PROGRESS": "is being deleted",
    "DELETE_COMPLETE": "is deleted",
    "DELETE_FAILED": "could not be deleted",
    "DELETE_SKIPPED": "leaves the stack and is kept",
    "ROLLBACK_IN_PROGRESS": "is being rolled back",
    "ROLLBACK_COMPLETE": "is rolled back",
    "ROLLBACK_FAILED": "could not be rolled back",
    "UPDATE_ROLLBACK_IN_PROGRESS": "is being rolled back",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "is rolled back; what was new is being deleted",
    "UPDATE_ROLLBACK_COMPLETE": "is rolled back",
    "UPDATE_ROLLBACK_FAILED": "could not be rolled back",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``stack_id`` is the stack that tells it, ``of_stack`` whether it is about that stack itself."""

    id: str
    stack_id: str
    stack_name: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str

    @property
    def of_stack(self) -> bool:
        return self.type == STACK and self.physical_id == self.stack_id

    @property
    def failed(self) -> bool:
        return self.status.endswith("_FAILED")

    @property
    def cancelled(self) -> bool:
        """Whether it failed only because something else had failed."""
        return self.failed and "cancelled" in self.reason.lower()

    def words(self) -> str:
        return _WORDS.get(self.status, self.status.lower().replace("_", " "))


def latest(account: Account, stack: str) -> str:
    """The id of a stack's last event so far; empty for none."""
    with in_words(account.endpoint_url):
        page = account.cloudformation.describe_stack_events(StackName=stack)
    return str(next((e["EventId"] for e in page.get("StackEvents", ())), ""))


def follow(account: Account, stack: str, after: str, every: float, tell: Callable[[Event], None]) -> str:
    """Tell every event after the one with the id ``after``, oldest first, until the stack has ended; its last status.

    Nested stacks are followed as soon as they are named. CloudFormation is asked ``every`` so many seconds.
    """
    followed = {stack: after}
    told: set[tuple[str, str, str]] = set()
    while True:
        end = ""
        for id in list(followed):
            for event in _new(account, id, followed):
                if event.of_stack and event.stack_id == stack and _is_end(event.status):
                    end = event.status
                if event.type == STACK and not event.of_stack and event.physical_id:
                    followed.setdefault(event.physical_id, "")
                key = (event.stack_id, event.logical_id, event.status)
                if key not in told:  # CloudFormation says twice that it creates something
                    told.add(key)
                    tell(event)
        if end:
            return end
        time.sleep(every)


def _new(account: Account, stack: str, followed: dict[str, str]) -> Iterator[Event]:
    found: list[Event] = []
    for raw in _events(account, stack):
        if raw["EventId"] == followed[stack]:
            break
        found.append(_event(raw))
    if found:
        followed[stack] = found[0].id
    return reversed(found)


def _events(account: Account, stack: str) -> Iterator[dict[str, Any]]:
    """The events of a stack, newest first, page by page."""
    more: dict[str, str] = {}
    while True:
        with in_words(account.endpoint_url):
            page = account.cloudformation.describe_stack_events(StackName=stack, **more)
        yield from page.get("StackEvents", ())
        if not page.get("NextToken"):
            return
        more = {"NextToken": str(page["NextToken"])}


def _event(raw: dict[str, Any]) -> Event:
    return Event(
        str(raw["EventId"]),
        str(raw["StackId"]),
        str(raw["StackName"]),
        str(raw.get("LogicalResourceId") or ""),
        str(raw.get("PhysicalResourceId") or ""),
        str(raw.get("ResourceType") or ""),
        str(raw.get("ResourceStatus") or ""),
        str(raw.get("ResourceStatusReason") or ""),
    )


def _is_end(status: str) -> bool:
    return status.endswith(("_COMPLETE", "_FAILED"))
