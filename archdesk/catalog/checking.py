"""What a palette says that is well formed but makes no sense: each with its line and what would be right.

The palettes that ship hold to it (a test walks them all); `archdesk palette check` tells it of a user's own.
Rules, costs and template mappings are checked by the packages that run them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from archdesk.catalog.bounds import NUMBERS, is_number, wrong_value
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import (
    ByEdition,
    ComponentType,
    ConnectionType,
    Preset,
    Property,
)
from archdesk.catalog.mistakes import did_you_mean
from archdesk.catalog.palettes import PaletteFile
from archdesk.errors import Problem
from archdesk.model.records import EDITIONS
from archdesk.shipped import icon_file, icon_names
from archdesk.source import Path

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:[?:][^{}]*)?\}")
_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_WORD = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)?")

Mistake = tuple[Path, str]


def entry_problems(catalogue: Catalogue, file: PaletteFile) -> Iterator[Problem]:
    """All that makes no sense in the entries of one palette of the catalogue."""
    palette = file.palette
    for id, kind in palette.components.items():
        if not _ID.fullmatch(id):
            yield file.problem(("components", id), "an id is like sqs.queue: service.thing")
        yield from file.problems_at(("components", id), _type_mistakes(catalogue, kind))
    for id, preset in palette.presets.items():
        yield from file.problems_at(("presets", id), _preset_mistakes(catalogue, preset))
    for entry in palette.connections:
        yield from file.problems_at(("connections", entry.position), _connection_mistakes(catalogue, entry))


def _type_mistakes(catalogue: Catalogue, kind: ComponentType) -> Iterator[Mistake]:
    yield from _icon_mistakes(kind.icon, ("icon",))
    if kind.container is not None:
        yield from _icon_mistakes(kind.container.member_icon, ("container", "member_icon"))
    for name, definition in kind.properties.items():
        for inner, message in _property_mistakes(definition):
            yield ("properties", name, *inner), message
    yield from _naming_mistakes(catalogue, kind)
    for parent in kind.placement.parents:
        if catalogue.types[parent].container is None:
            yield ("placement", "parents"), f"{parent} holds nothing: it is no container"
    for index, cost in enumerate(kind.costs):
        for name in cost.usage:
            if name not in kind.usage:
                yield ("costs", index, "usage"), f"there is no usage {name!r}{did_you_mean(name, kind.usage)}"
        if not cost.price and not cost.free and not cost.unknown:
            yield ("costs", index), "a cost names a price, or says why it is free or unknown"


def _naming_mistakes(catalogue: Catalogue, kind: ComponentType) -> Iterator[Mistake]:
    """Places of a type that name properties and relations."""
    known = kind.properties.keys()
    for name in _PLACE.findall(kind.detail):
        if name not in known:
            yield ("detail",), _no_property(name, known)
    for id, part in kind.parts.items():
        for name in part.properties:
            if name not in known:
                yield ("parts", id, "properties"), _no_property(name, known)
        for relation in part.relations:
            if relation not in catalogue.relations:
                close = did_you_mean(relation, catalogue.relations)
                yield ("parts", id, "relations"), f"there is no relation {relation!r}{close}"


def _icon_mistakes(icon: str, path: Path) -> Iterator[Mistake]:
    if icon and icon_file(icon) is None:
        close = did_you_mean(icon, icon_names()) or "; an icon is named like compute/lambda"
        yield path, f"the diagrams package has no icon {icon!r}{close}"


def _no_property(name: str, known: Mapping[str, object] | object) -> str:
    return f"there is no property {name!r}{did_you_mean(name, known)}"


def _property_mistakes(definition: Property) -> Iterator[Mistake]:
    default = definition.default
    for edition in EDITIONS:
        low, high = definition.bound("min", edition), definition.bound("max", edition)
        if low is not None and high is not None and low > high:
            yield ("min",), f"the least value {low:g} is above the most, {high:g}, in the edition {edition!r}"
    if definition.type == "enum" and not definition.bound("values", "current"):
        yield ("values",), "an enum lists its values"
    if (definition.min is not None or definition.max is not None) and definition.type not in NUMBERS:
        yield ("type",), f"bounds are for numbers, and this is of type {definition.type!r}"
    wrong = wrong_value(definition, default, "current")
    if wrong is not None:
        yield ("default",), f"the default {wrong}"
    elif is_number(default) and not isinstance(definition.values, ByEdition):
        wrong = wrong_value(definition, default, "notes")
        if wrong is not None:
            yield ("default",), f"in the edition 'notes' the default {wrong}"


def _preset_mistakes(catalogue: Catalogue, preset: Preset) -> Iterator[Mistake]:
    yield from _icon_mistakes(preset.icon, ("icon",))
    known = catalogue.types[preset.type].properties
    for name, value in preset.properties.items():
        if name not in known:
            yield ("properties", name), f"{preset.type} has no such property{did_you_mean(name, known)}"
            continue
        wrong = wrong_value(known[name], value, "current")
        if wrong is not None:
            yield ("properties", name), f"the value {wrong}"


def _connection_mistakes(catalogue: Catalogue, entry: ConnectionType) -> Iterator[Mistake]:
    if entry.verdict in ("wrong", "discouraged") and not entry.reason:
        yield ("reason",), f"what is {entry.verdict} says why"
    for name, definition in entry.properties.items():
        for inner, message in _property_mistakes(definition):
            yield ("properties", name, *inner), message
    if entry.where is not None:
        ends = (("from", entry.where.source, entry.sources), ("to", entry.where.target, entry.targets))
        for key, wanted, types in ends:
            for name in wanted:
                for type in types:
                    known = catalogue.types[type].properties
                    if name not in known:
                        yield ("where", key, name), f"{type} has no such property{did_you_mean(name, known)}"
    if entry.told_by and entry.told_by not in {r.id for r in catalogue.rules}:
        yield ("told_by",), f"there is no rule {entry.told_by!r}"
    yield from _path_mistakes(catalogue, entry.instead)


def _path_mistakes(catalogue: Catalogue, text: str) -> Iterator[Mistake]:
    """A path names types that are there: ``s3.bucket triggers lambda.function``."""
    is_known: Callable[[str], bool] = catalogue.types.__contains__
    for word in _WORD.findall(text):
        if "." in word and _ID.fullmatch(word) and not is_known(word):
            service = word.partition(".")[0]
            if any(t.startswith(f"{service}.") for t in catalogue.types):
                yield (
                    ("instead",),
                    f"there is no component type {word!r}{did_you_mean(word, catalogue.types)}",
                )
