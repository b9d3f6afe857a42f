"""Definitions of state machines: whether each step leads to a step that is there, and one of them ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from archdesk.model.records import Value
from archdesk.rules.scope import Case, Outcome, Path, Scope
from archdesk.rules.values import compile_value

Check: TypeAlias = Callable[[Case], Outcome]

_LAST = ("Succeed", "Fail")


def compile_states_lead(raw: Value, scope: Scope, path: Path) -> Check:
    """``{states_lead: $it.definition}``; {bad} in the message says what is wrong first."""
    get = compile_value(raw, scope, path)

    def check(case: Case) -> Outcome:
        value = get(case)
        if value is None:
            return None
        found = next(state_problems(value), None)
        if found is not None:
            case.notes["bad"] = found
        return found is None

    return check


def state_problems(definition: Value) -> Iterator[str]:
    """What AWS refuses; a definition that is no mapping of states, as of a template, is left alone."""
    states = definition.get("States") if isinstance(definition, dict) else None
    if not isinstance(states, dict) or not all(isinstance(s, dict) for s in states.values()):
        return
    start = definition.get("StartAt") if isinstance(definition, dict) else None
    if isinstance(start, str) and start not in states:
        yield f"it starts at {start}, which is no state"
    for name, state in states.items():
        targets = list(_targets(state))
        for target in targets:
            if target not in states:
                yield f"{name} leads to {target}, which is no state"
        if "Type" in state and not targets and not _ends(state):
            yield f"{name} neither ends nor leads on"
        for inner in _inside(state):
            yield from state_problems(inner)
    if isinstance(start, str) and start in states:
        reached = _reached(start, states)
        if all(name in states and _targets_known(states[name]) for name in reached) and not any(
            _ends(states[name]) for name in reached
        ):
            yield f"from {start} on no state ends"


def _targets(state: Mapping[str, Any]) -> Iterator[str]:
    """The states that may come next, those of failures too."""
    choices = [*_mappings(state.get("Choices")), *_mappings(state.get("Catch"))]
    for value in (state.get("Next"), state.get("Default"), *(c.get("Next") for c in choices)):
        if isinstance(value, str):
            yield value


def _targets_known(state: Mapping[str, Any]) -> bool:
    """Not put together by a function of a template."""
    return isinstance(state.get("Next", ""), str) and isinstance(state.get("Choices", []), list)


def _ends(state: Mapping[str, Any]) -> bool:
    return state.get("Type") in _LAST or state.get("End") in (True, "true") or not _targets_known(state)


def _inside(state: Mapping[str, Any]) -> Iterator[Value]:
    yield from _mappings(state.get("Branches"))
    yield from _mappings([state.get("Iterator"), state.get("ItemProcessor")])


def _mappings(value: Value) -> Iterator[dict[str, Any]]:
    for entry in value if isinstance(value, list | tuple) else ():
        if isinstance(entry, dict):
            yield entry


def _reached(start: str, states: Mapping[str, Any]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += _targets(states[name]) if name in states else ()
    return reached
