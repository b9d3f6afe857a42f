"""The stack as it is before: whether there is one to update, and whether its state lets anything be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from archdesk.cloudformation.text import read_template
from archdesk.deploy.account import Account, in_words
from archdesk.errors import DeployError, TemplateError

REVIEW = "REVIEW_IN_PROGRESS"  # a stack of which there is nothing but change sets


@dataclass(frozen=True, slots=True)
class Before:
    """The stack before anything is done. ``ours``: it is there only for a change set still to be made."""

    change: Literal["CREATE", "UPDATE"]
    status: str = ""
    parameters: frozenset[str] = frozenset()
    template: dict[str, Any] = field(default_factory=dict)


def look(account: Account, stack: str) -> Before:
    """How a stack is. Raises DeployError where its state forbids both a creation and an update."""
    found = described(account, stack)
    if found is None:
        return Before("CREATE")
    status = str(found["StackStatus"])
    if status == REVIEW:
        return Before("CREATE", status)
    reason = _refusal(stack, status, account)
    if reason:
        raise DeployError(f"The stack {stack} is in the state {status}: {reason}")
    parameters = frozenset(str(p["ParameterKey"]) for p in found.get("Parameters", ()))
    return Before("UPDATE", status, parameters, _template(account, stack))


def described(account: Account, stack: str) -> dict[str, Any] | None:
    """What CloudFormation says of a stack; None where there is none."""
    with in_words(account.endpoint_url):
        try:
            stacks = account.cloudformation.describe_stacks(StackName=stack)["Stacks"]
        except account.cloudformation.exceptions.ClientError as error:
            about = error.response.get("Error", {})
            if about.get("Code") == "ValidationError" and "does not exist" in about.get("Message", ""):
                return None
            raise
    found: dict[str, Any] | None = next(iter(stacks), None)
    return None if found is None or found["StackStatus"] == "DELETE_COMPLETE" else found


def _refusal(stack: str, status: str, account: Account) -> str:
    at = f"--stack-name {stack} --region {account.region}"
    if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED"):
        return (
            "its creation failed and was rolled back, so it can only be deleted. Look at what it still holds, run "
            f"`aws cloudformation delete-stack {at}`, and deploy again."
        )
    if status == "DELETE_FAILED":
        return f"deleting it failed. Finish that first: `aws cloudformation delete-stack {at}`."
    if status == "UPDATE_ROLLBACK_FAILED":
        return (
            "rolling its last update back failed. Mend what the events name, then run "
            f"`aws cloudformation continue-update-rollback {at}`."
        )
    if status.endswith("_IN_PROGRESS"):
        return "something is being done with it. Wait for its end, and deploy again."
    return ""


def _template(account: Account, stack: str) -> dict[str, Any]:
    """The template the stack has; it gives removed resources their names, so nothing hangs on it."""
    try:
        with in_words(account.endpoint_url):
            body = account.cloudformation.get_template(StackName=stack, TemplateStage="Original")[
                "TemplateBody"
            ]
        found = body if isinstance(body, dict) else read_template(str(body), stack).value
    except (DeployError, TemplateError):
        return {}
    return found if isinstance(found, dict) else {}
