"""A template as AWS SAM: functions with their events and policies, state machines and APIs in SAM's own types.

Only what SAM says with the same meaning is said by it; the rest stays plain CloudFormation. SAM's transform makes
the same functions, statements, event sources and permissions of it, and beside them lets every role that it makes
write logs (AWSLambdaBasicExecutionRole).
"""

from __future__ import annotations

from typing import Any

from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import KEPT, Draft, WireLine
from archdesk.cloudformation.forms.api import say_api
from archdesk.cloudformation.forms.events import say_events
from archdesk.cloudformation.forms.functions import say_alias, say_function
from archdesk.cloudformation.forms.policies import say_role
from archdesk.cloudformation.forms.renaming import renamed
from archdesk.cloudformation.forms.state_machines import say_state_machine
from archdesk.cloudformation.references import referenced
from archdesk.model.records import Component

TRANSFORM = "AWS::Serverless-2016-10-31"


def as_serverless(draft: Draft) -> None:
    """Say a finished draft in SAM's types, in place. What an imported template had stays as it was."""
    transform = draft.design.settings.extra.get(KEPT, {}).get("Transform")
    if transform is not None and TRANSFORM not in as_list(transform):
        return  # another macro has the whole template
    before = set(draft.resources)
    needs = {k: referenced(r) | set(as_list(r.get("DependsOn"))) for k, r in draft.resources.items()}
    names: dict[str, str] = {}  # logical ids that SAM gives other ones
    moved: dict[str, str] = {}  # what is gone -> the resource that says it now
    functions = [f for c in _own(draft, "AWS::Lambda::Function") if (f := say_function(draft, c)) is not None]
    for function in functions:
        say_alias(draft, function, names, moved)
    _rename(draft, names)
    for function in functions:
        polls = say_events(draft, function, moved)
        say_role(draft, function.id, function.properties, needs, moved, own_role=not polls)
    for component in _own(draft, "AWS::StepFunctions::StateMachine"):
        say_state_machine(draft, draft.logical_id(component), needs, moved)
    stages: dict[str, str] = {}
    for component in _own(draft, "AWS::ApiGateway::RestApi"):
        say_api(draft, draft.logical_id(component), functions, needs, stages, moved)
    _rename(draft, stages)
    names |= stages
    for logical, resource in draft.resources.items():
        if "DependsOn" in resource:
            needed = _depends(resource.pop("DependsOn"), before - draft.resources.keys(), names, moved)
            needed.discard(f"{logical}Role")
            if needed:
                resource["DependsOn"] = sorted(needed)
    for logical in before - draft.resources.keys():
        draft.owners.pop(logical, None)
        draft.reasons.pop(logical, None)
    _tell(draft, moved)
    if any(r["Type"].startswith("AWS::Serverless::") for r in draft.resources.values()):
        draft.transform = TRANSFORM


def _own(draft: Draft, type: str) -> list[Component]:
    """The drawn components of a type, by id; neither raw resources nor what an imported template had."""
    return [
        c
        for c in sorted(draft.design.components, key=lambda c: c.id)
        if KEPT not in c.extra
        and draft.mapping(c).type == type
        and draft.resources.get(draft.logical_id(c), {}).get("Type") == type
    ]


def _rename(draft: Draft, names: dict[str, str]) -> None:
    if names:
        for resource in draft.resources.values():
            said = renamed(resource.get("Properties", {}), names)
            resource.get("Properties", {}).update(said)  # in place: a function keeps its properties in hand


def _depends(depends: Any, gone: set[str], names: dict[str, str], moved: dict[str, str]) -> set[str]:
    """What a resource waits for: the generated role where a policy went into it; SAM sees to its events itself."""
    found = set()
    for needed in as_list(depends):
        if needed not in gone:
            found.add(needed)
        elif needed in names:
            found.add(names[needed])
        elif moved.get(needed, "").endswith("Role"):
            found.add(moved[needed])
    return found


def _tell(draft: Draft, moved: dict[str, str]) -> None:
    for connection, lines in draft.lines.items():
        draft.lines[connection] = [
            WireLine(line.kind, _now(line.logical_id, draft, moved), line.text) for line in lines
        ]


def _now(logical: str, draft: Draft, moved: dict[str, str]) -> str:
    while logical not in draft.resources and logical in moved:
        logical = moved[logical]
    return logical
