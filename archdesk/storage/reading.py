"""Read an .archdesk file: first the shape, then what it points at; all problems at once, with lines.

What cannot be read is an error (bad YAML, a missing id, a wrong kind of value). What is merely unknown (a key,
a type or a property of a newer version or of a palette that is not here) is kept, and noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.errors import DesignError, EditError, Problem
from archdesk.model.design import Design
from archdesk.model.geometry import LIMIT, Rect
from archdesk.model.records import EDITIONS, SETTINGS_ID, Component, Connection, Record, Settings, Waiver
from archdesk.source import Path, Source, read_yaml
from archdesk.storage.migrations import FORMAT, migrated

MAX_TEXT = 10_000

_TOP = {
    "format",
    "name",
    "region",
    "edition",
    "usage",
    "tags",
    "prices",
    "free_tier",
    "purchase",
    "scenario",
    "environments",
    "rules",
    "components",
    "connections",
    "waivers",
}
_COMPONENT = {"type", "name", "at", "parent", "spans", "properties", "usage", "locked", "z", "environments"}
_CONNECTION = {"from", "to", "relation", "label", "properties", "usage"}
_KEPT = {
    "cloudformation"
}  # what an imported template said beyond the catalogue; it is written back on export
_WAIVER = {"rule", "components", "reason", "until", "rule_version"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A design that was read, and what in the file was unknown but kept."""

    design: Design
    notes: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)  # where the block of a record begins


def read_design(text: str | bytes, name: str, catalogue: Catalogue) -> Reading:
    """Read the text of an .archdesk file; ``name`` is the file's name for messages. Raises DesignError."""
    source = read_yaml(text, name)
    reader = _Reader(source)
    if source.problems:
        raise DesignError(source.problems)
    if not isinstance(source.value, dict):
        raise DesignError(
            [source.problem((), "this is not an ArchDesk design: it should begin with `format: 1`")]
        )
    records = reader.records(migrated(source))
    if not reader.problems:
        reader.resolve(records)
    if reader.problems:
        raise DesignError(sorted(reader.problems))
    try:
        design = Design(records)
    except EditError as error:
        raise DesignError([source.problem((), str(error))]) from error
    notes = tuple(sorted([*reader.notes, *_unknown(source, design, catalogue)]))
    return Reading(design, notes, _lines(source))


class _Reader:
    """Collects the records and the problems of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    # -- shape --------------------------------------------------------------------------------------

    def records(self, value: dict[str, Any]) -> list[Record]:
        records: list[Record] = [self._settings(value)]
        for section, make in (
            ("components", self._component),
            ("connections", self._connection),
            ("waivers", self._waiver),
        ):
            entries = value.get(section) or {}
            if not isinstance(entries, dict):
                self._wrong((section,), f"{section} should be a mapping of ids to entries")
                continue
            for id, entry in entries.items():
                path: Path = (section, id)
                if id == SETTINGS_ID:
                    self._wrong(path, f"{SETTINGS_ID!r} is not possible as an id")
                elif not isinstance(entry, dict):
                    self._wrong(path, f"{section} › {id} should be a mapping")
                else:
                    records.append(make(id, entry, path))
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                section = {Connection: "connections", Waiver: "waivers"}.get(type(record), "components")
                self._wrong((section, record.id), f"the id {record.id!r} is already used")
            seen.add(record.id)
        return records

    def _settings(self, value: dict[str, Any]) -> Settings:
        edition = self._one_of(value, "edition", EDITIONS, "current")
        return Settings(
            name=self._text(value, "name", (), "Untitled"),
            region=self._text(value, "region", (), "us-east-1"),
            edition=edition,
            usage=self._one_of(value, "usage", ("small", "medium", "large"), "medium"),
            tags={str(k): str(v) for k, v in self._mapping(value, "tags", ()).items()},
            environments=self._names(value, "environments", ()),
            prices=self._text(value, "prices", (), ""),
            extra=self._extra(value, _TOP, ()),
            rules=self._choices(value),
            free_tier=self._flag(value, "free_tier", ()),
            purchase=self._text(value, "purchase", (), "on_demand"),
            scenario=self._text(value, "scenario", (), ""),
        )

    def _choices(self, value: dict[str, Any]) -> dict[str, str]:
        """What the design says about rules. A word that means nothing is kept; the check reports it."""
        entries = self._mapping(value, "rules", ())
        return {str(id): self._text(entries, id, ("rules",), None) for id in entries}

    def _component(self, id: str, entry: dict[str, Any], path: Path) -> Component:
        return Component(
            id=id,
            type=self._text(entry, "type", path, None),
            name=self._text(entry, "name", path, id),
            rect=self._rect(entry, path),
            parent=self._text(entry, "parent", path, "") or None,
            spans=self._names(entry, "spans", path),
            properties=self._mapping(entry, "properties", path),
            usage=self._mapping(entry, "usage", path),
            locked=self._flag(entry, "locked", path),
            z=self._integer(entry.get("z", 0), (*path, "z")),
            environments=self._names(entry, "environments", path),
            extra=self._extra(entry, _COMPONENT, path),
        )

    def _connection(self, id: str, entry: dict[str, Any], path: Path) -> Connection:
        return Connection(
            id=id,
            source=self._text(entry, "from", path, None),
            target=self._text(entry, "to", path, None),
            relation=self._text(entry, "relation", path, None),
            label=self._text(entry, "label", path, ""),
            properties=self._mapping(entry, "properties", path),
            extra=self._extra(entry, _CONNECTION, path),
            usage=self._mapping(entry, "usage", path),
        )

    def _waiver(self, id: str, entry: dict[str, Any], path: Path) -> Waiver:
        return Waiver(
            id=id,
            rule=self._text(entry, "rule", path, None),
            components=tuple(sorted(self._names(entry, "components", path))),
            reason=self._text(entry, "reason", path, None),
            until=self._text(entry, "until", path, ""),
            extra=self._extra(entry, _WAIVER, path),
            rule_version=max(0, self._integer(entry.get("rule_version", 0), (*path, "rule_version"))),
        )

    # -- what it points at --------------------------------------------------------------------------

    def resolve(self, records: list[Record]) -> None:
        components = {r.id: r for r in records if isinstance(r, Component)}
        for record in records:
            if isinstance(record, Component):
                path: Path = ("components", record.id)
                for key, ids in (
                    ("parent", [record.parent] if record.parent else []),
                    ("spans", record.spans),
                ):
                    for id in ids:
                        if id not in components:
                            self._wrong(
                                (*path, key), f"{record.id} is in {id!r}, but no component has that id"
                            )
                if self._inside_itself(record, components):
                    self._wrong((*path, "parent"), f"{record.id} is inside itself")
            elif isinstance(record, Connection):
                for key, end in (("from", record.source), ("to", record.target)):
                    if end not in components:
                        where = ("connections", record.id, key)
                        self._wrong(where, f"{record.id} ends at {end!r}, but no component has that id")

    def _inside_itself(self, component: Component, components: Mapping[str, Component]) -> bool:
        seen = set()
        at: Component | None = component
        while at is not None and at.parent:
            if at.id in seen:
                return True
            seen.add(at.id)
            at = components.get(at.parent)
        return False

    # -- values -------------------------------------------------------------------------------------

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(self.source.problem(path, message))

    def _text(self, entry: dict[str, Any], key: str, path: Path, default: str | None) -> str:
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            what = f"{key} is missing" if key not in entry else f"{key} should be text"
            self._wrong((*path, key), f"{' › '.join(map(str, path))}: {what}" if path else what)
            return ""
        text = str(value)
        if len(text) > MAX_TEXT:
            self._wrong((*path, key), f"{key} is longer than {MAX_TEXT:,} characters")
        return text

    def _one_of(self, entry: dict[str, Any], key: str, allowed: tuple[Any, ...], default: str) -> Any:
        value = entry.get(key, default)
        if value not in allowed:
            self._wrong((key,), f"{key} should be one of {', '.join(allowed)}, not {str(value)[:40]!r}")
            return default
        return value

    def _mapping(self, entry: dict[str, Any], key: str, path: Path) -> dict[str, Any]:
        value = entry.get(key) or {}
        if not isinstance(value, dict):
            self._wrong((*path, key), f"{key} should be a mapping")
            return {}
        return value

    def _names(self, entry: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
        value = entry.get(key) or []
        if not isinstance(value, list) or not all(isinstance(v, str | int) for v in value):
            self._wrong((*path, key), f"{key} should be a list of ids")
            return ()
        return tuple(str(v) for v in value)

    def _flag(self, entry: dict[str, Any], key: str, path: Path) -> bool:
        value = entry.get(key, False)
        if not isinstance(value, bool):
            self._wrong((*path, key), f"{key} should be true or false")
            return False
        return value

    def _rect(self, entry: dict[str, Any], path: Path) -> Rect:
        at = entry.get("at")
        if not isinstance(at, list) or len(at) != 4:
            self._wrong((*path, "at"), f"{path[-1]}: at should be [x, y, width, height]")
            return Rect(0, 0, 48, 48)
        x, y, width, height = (self._integer(v, (*path, "at")) for v in at)
        return Rect(x, y, max(width, 1), max(height, 1))

    def _integer(self, value: Any, path: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            self._wrong(path, f"{path[-1]} should be a whole number, not {str(value)[:40]!r}")
            return 0
        return max(-LIMIT, min(LIMIT, round(value)))

    def _extra(self, entry: dict[str, Any], known: set[str], path: Path) -> dict[str, Any]:
        extra = {k: v for k, v in entry.items() if k not in known}
        for key in extra.keys() - _KEPT:
            self.notes.append(
                self.source.problem((*path, key), f"the key {key!r} is not known here; it is kept")
            )
        return extra


def _lines(source: Source) -> dict[str, int]:
    """The line at which the block of each component, connection and waiver begins, and each choice, by id."""
    sections = ("rules", "components", "connections", "waivers")
    return {
        str(path[1]): line for path, line in source.lines.items() if len(path) == 2 and path[0] in sections
    }


def _unknown(source: Source, design: Design, catalogue: Catalogue) -> list[Problem]:
    """Types and properties that no palette knows."""
    notes = []
    for component in design.components:
        path: Path = ("components", component.id)
        kind = catalogue.types.get(component.type)
        if kind is None:
            message = f"no palette knows the type {component.type!r}; {component.id} is kept as it is"
            notes.append(source.problem((*path, "type"), message))
            continue
        for name in component.properties:
            if name not in kind.properties:
                message = f"{kind.label} has no property {name!r}; it is kept as it is"
                notes.append(source.problem((*path, "properties", name), message))
    return notes


__all__ = ["FORMAT", "Reading", "read_design"]
