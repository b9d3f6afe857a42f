"""Whether a definition whose steps lead nowhere is told, and a sound one is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.rules.states import state_problems

DONE = {"Type": "Succeed"}


def machine(start: Any = "A", **states: Any) -> dict[str, Any]:
    return {"StartAt": start, "States": states}


@pytest.mark.parametrize(
    "definition, told",
    [
        (machine("Z", A=DONE), "it starts at Z, which is no state"),
        (machine(A={"Type": "Pass", "Next": "C"}, B=DONE), "A leads to C, which is no state"),
        (machine(A={"Type": "Choice", "Choices": [{"Next": "B"}], "Default": "C"}, B=DONE), "A leads to C"),
        (machine(A={"Type": "Choice", "Choices": [{"Next": "C"}], "Default": "B"}, B=DONE), "A leads to C"),
        (machine(A={"Type": "Task", "End": True, "Catch": [{"Next": "C"}]}), "A leads to C"),
        (machine(A={"Type": "Pass"}), "A neither ends nor leads on"),
        (
            machine(A={"Type": "Pass", "Next": "B"}, B={"Type": "Wait", "Next": "A"}),
            "from A on no state ends",
        ),
        (
            machine(A={"Type": "Pass", "Next": "B"}, B={"Type": "Wait", "Next": "A"}, C=DONE),
            "from A on no state ends",
        ),
        (machine(A={"Type": "Parallel", "End": True, "Branches": [machine("Z", B=DONE)]}), "it starts at Z"),
        (machine(A={"Type": "Map", "End": True, "Iterator": machine("Z", B=DONE)}), "it starts at Z"),
        (machine(A={"Type": "Map", "End": True, "ItemProcessor": machine("Z", B=DONE)}), "it starts at Z"),
    ],
)
def test_what_leads_nowhere_is_told(definition: dict[str, Any], told: str):
    assert next(state_problems(definition), "").startswith(told)


@pytest.mark.parametrize(
    "definition",
    [
        {},
        "text",
        {"StartAt": "A"},
        {"Fn::Sub": "..."},
        {"States": {"A": "${A}"}, "StartAt": "B"},
        machine(A=DONE),
        machine(A={"Type": "Fail"}),
        machine(A={"Type": "Task", "End": True}),
        machine({"Ref": "Start"}, A=DONE),
        machine(
            A={"Type": "Wait", "Next": "B"},
            B={"Type": "Choice", "Choices": [{"Next": "A"}], "Default": "C"},
            C=DONE,
        ),
        machine(A={"Type": "Pass", "Next": {"Ref": "Following"}}, B=DONE),
        machine(A={"Type": "Choice", "Choices": [{"Next": "B"}]}, B=DONE),
        machine(A={"Type": "Parallel", "End": True, "Branches": [machine("B", B=DONE)]}),
    ],
)
def test_what_ends_or_cannot_be_read_is_left_alone(definition: Any):
    assert list(state_problems(definition)) == []
