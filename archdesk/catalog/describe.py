"""A component in a few words: the second line under its name."""

from __future__ import annotations

import re

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Preset
from archdesk.model.records import Component, Value

_FIELD = re.compile(r"\{(\w+)(?:\?([^:{}]*):([^{}]*)|:([a-z ]+))?\}")
_SHOUTED = re.compile(r"[A-Z]{2,}(?:_[A-Z]+)+|[A-Z]{7,}")  # IN_PLACE, PROVISIONED; not HTTPS
_TYPE_ID = re.compile(r"\b[a-z0-9_]+\.[a-z0-9_]+\b")
_UNITS = ((86400, "day"), (3600, "h"), (60, "min"), (1, "s"))


def detail(catalogue: Catalogue, component: Component) -> str:
    """The type's ``detail`` template filled in.

    ``{prop}``, ``{prop?text if true:text if not}``, or a number of things: ``{replicas:replica}``.
    """
    kind = catalogue.type_of(component)

    def field(match: re.Match[str]) -> str:
        name, yes, no, noun = match.groups()
        value = catalogue.value(component, name)
        if yes is not None:
            return yes if value else no
        if noun is not None:
            return f"{words(value)} {noun}{'' if value == 1 else 's'}"
        definition = kind.properties.get(name)
        if definition is not None and definition.type == "duration":
            return duration(value)
        is_choice = definition is not None and definition.type == "enum"
        return spelled(words(value)) if is_choice else words(value)

    return _FIELD.sub(field, kind.detail).strip(", ")


def spelled(choice: str) -> str:
    """A choice as people write it: ``IN_PLACE`` is in place."""
    return choice.replace("_", " ").lower() if _SHOUTED.fullmatch(choice) else choice


def spoken(catalogue: Catalogue, text: str) -> str:
    """The text with the id of every component type replaced by its label: ``sqs.queue`` by ``SQS queue``."""

    def label(match: re.Match[str]) -> str:
        kind = catalogue.types.get(match[0])
        return kind.label if kind is not None else match[0]

    return _TYPE_ID.sub(label, text)


def words(value: Value) -> str:
    """A value as it is shown; nothing where nothing is set."""
    return shown(value) if value or value in (0, False) else ""


def shown(value: Value) -> str:
    """A value as a person reads it: yes and no, whole numbers without a fraction, lists with commas."""
    if value is None or value == "":
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ", ".join(shown(entry) for entry in value) or "none"
    return str(value)


def duration(seconds: Value) -> str:
    """Seconds in the largest unit that divides them: ``4 days``, ``90 s``."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        return f"{words(seconds)} s" if seconds is not None else ""
    for size, unit in _UNITS:
        if seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if unit == 'day' and count != 1 else ''}"
    return f"{seconds:g} s"


def preset_of(catalogue: Catalogue, component: Component) -> Preset | None:
    """The preset a component still is: the one with the most properties that all hold for it."""
    fitting = [
        p
        for p in catalogue.presets.values()
        if p.type == component.type
        and all(catalogue.value(component, k) == v for k, v in p.properties.items())
    ]
    return max(fitting, key=lambda p: (len(p.properties), p.id), default=None)


def icon_of(catalogue: Catalogue, component: Component) -> str:
    """The icon of a component: its preset's where that has one of its own."""
    preset = preset_of(catalogue, component)
    return (preset.icon if preset is not None else "") or catalogue.type_of(component).icon
