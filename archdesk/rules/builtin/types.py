"""TYP-001: a component whose type no palette knows."""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.rules.rule import PASSED, Failed, Report, Rule, Subject
from archdesk.rules.scope import Case


def _examine(case: Case) -> Iterator[Report]:
    component = case.subject
    type = getattr(component, "type", "")
    if type in case.catalogue.types:
        yield PASSED
    else:
        name = getattr(component, "name", component.id)
        yield Failed(
            f"No palette knows the type {type} of {name}; it is kept, but neither checked nor exported."
        )


UNKNOWN_TYPE = Rule(
    id="TYP-001",
    title="Component of an unknown type",
    severity="info",
    why="A palette that is missing here, or one of a newer version, described it.",
    subject=Subject("component"),
    examine=_examine,
    category="palettes",
)
