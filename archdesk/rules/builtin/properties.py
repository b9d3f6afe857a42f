"""PRP-001 and PRP-002: a property whose value is outside its type, bounds, values or format."""

from __future__ import annotations

from collections.abc import Iterator

from archdesk.catalog.bounds import NUMBERS, is_number, wrong_value
from archdesk.catalog.definitions import Property
from archdesk.catalog.describe import shown
from archdesk.model.records import Connection, Edition, Value
from archdesk.rules.findings import Fix
from archdesk.rules.rule import PASSED, Failed, Report, Rule, Subject, Undecided
from archdesk.rules.scope import Case, connection_type, name_of


def _of_component(case: Case) -> Iterator[Report]:
    kind = case.catalogue.types.get(getattr(case.subject, "type", ""))
    if kind is not None:
        yield from _examine(case, kind.properties)


def _of_connection(case: Case) -> Iterator[Report]:
    assert isinstance(case.subject, Connection)
    entry = connection_type(case.view, case.catalogue, case.subject)
    if entry is not None and entry.properties:
        yield from _examine(case, entry.properties)


def _examine(case: Case, definitions: dict[str, Property]) -> Iterator[Report]:
    subject = case.subject
    missing = []
    sound = True
    for name, value in subject.properties.items():
        definition = definitions.get(name)
        wrong = None if definition is None else wrong_value(definition, value, case.edition)
        if definition is not None and wrong is not None:
            sound = False
            message = f"{name_of(case.view, subject)}: {_label(name, definition)} {wrong}."
            fixes = tuple(_fixes(name, definition, value, case.edition))
            yield Failed(message, fixes, _differs(definition, value, case.edition))
    for name, definition in definitions.items():
        if definition.required and subject.properties.get(name, definition.default) in (None, ""):
            missing.append(f"{name_of(case.view, subject)}: {_label(name, definition)}")
    if missing:
        yield Undecided(tuple(missing))
    elif sound:
        yield PASSED


def _differs(definition: Property, value: Value, edition: Edition) -> str:
    """What the other edition says of a value that this one refuses."""
    other: Edition = "notes" if edition == "current" else "current"
    if wrong_value(definition, value, other) is not None:
        return ""
    return "The notes of 2019 accept it." if other == "notes" else "Today's AWS accepts it."


def _fixes(name: str, definition: Property, value: Value, edition: Edition) -> Iterator[Fix]:
    least, most = definition.bound("min", edition), definition.bound("max", edition)
    if is_number(value) and definition.type in NUMBERS:
        for bound, beyond in (
            (least, least is not None and value < least),
            (most, most is not None and value > most),
        ):
            if beyond and bound is not None:
                nearest = int(bound) if float(bound).is_integer() else bound
                yield Fix(
                    f"Set it to {shown(nearest)}", False, {"set": {"what": "$it", name: nearest}}, edition
                )
    label = (
        "Take the value away" if definition.default is None else f"Set it back to {shown(definition.default)}"
    )
    if not definition.required or definition.default is not None:
        yield Fix(label, False, {"set": {"what": "$it", name: None}}, edition)


def _label(name: str, definition: Property) -> str:
    return definition.label or name.replace("_", " ")


VALUE = Rule(
    id="PRP-001",
    title="Property outside its bounds",
    severity="error",
    why="AWS refuses the value, or the edition does not know it; the limits are those of the chosen edition.",
    subject=Subject("component"),
    examine=_of_component,
    category="properties",
)
CONNECTION_VALUE = Rule(
    id="PRP-002",
    title="Property of a connection outside its bounds",
    severity="error",
    why="AWS refuses the value, or the edition does not know it; the limits are those of the chosen edition.",
    subject=Subject("connection"),
    examine=_of_connection,
    category="properties",
)
