"""The usage file: what components and connections of a design are used a month, for a person to fill in.

web:              # id or name of a component, or id or label of a connection
  gb_out: 120     # a usage of its type; what is left out or empty is the preset's
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from archdesk.catalog.arithmetic import exact
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Usage
from archdesk.catalog.drawn import PRESETS
from archdesk.catalog.mistakes import did_you_mean
from archdesk.errors import InputError, Problem
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Record, Value
from archdesk.source import Source, read_yaml

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORDS: Final = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def with_usage(
    design: Design, catalogue: Catalogue, text: str | bytes, name: str, *, strict: bool = True
) -> Design:
    """A design with the usage of a file; the given one is not touched. Raises InputError with every mistake.

    Without ``strict`` what the file has for other designs is passed over.
    """
    reading = _Reading(design, catalogue, read_yaml(text, name), [], strict)
    records = reading.records()
    if reading.problems:
        raise InputError(sorted(reading.problems))
    return Design([records.get(id, record) for id, record in design.records.items()])


def usage_file(design: Design, catalogue: Catalogue, billed: Container[str], preset: str = "") -> str:
    """All usage of a design as such a file: what was entered, else the preset's. ``billed`` are the ids that have
    line items; connections without any are left out.
    """
    preset = next((p for p in (preset, design.settings.usage) if p in PRESETS), "medium")
    lines = [
        f"# Usage a month of {_comment(design.settings.name)}; where nobody entered any, the {preset} preset's."
    ]
    for id in sorted([*design.component_ids(), *design.connection_ids()]):
        record = design.record(id)
        if not isinstance(record, Component | Connection) or id not in billed:
            continue
        if not (known := catalogue.usage_of(record)):
            continue
        lines += ["", f"{_key(id)}:  # {_comment(_about(design, catalogue, record))}"]
        for name, usage in known.items():
            entered = exact(record.usage.get(name))
            number = exact(getattr(usage, preset)) if entered is None else entered
            lines.append(f"  {_key(name)}: {number:f}  # {_comment(f'{usage.label}, {usage.unit}')}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one file, noting all its mistakes with their lines."""

    design: Design
    catalogue: Catalogue
    source: Source
    problems: list[Problem]
    strict: bool

    def records(self) -> dict[str, Record]:
        self.problems.extend(self.source.problems)
        found: dict[str, Record] = {}
        if self.source.value is None:
            return found  # nothing is filled in, or the problem is told already
        if not isinstance(self.source.value, dict):
            self._wrong((), "write the id of a component and a colon, and its usage in the lines below")
            return found
        subjects = self._subjects()
        for key, entry in self.source.value.items():
            ids = subjects.get(str(key), [])
            if not ids:
                if self.strict:
                    close = did_you_mean(str(key), subjects)
                    self._wrong((key,), f"there is no component or connection {str(key)[:60]!r}{close}")
            elif len(ids) > 1:
                self._wrong(
                    (key,),
                    f"{str(key)[:60]!r} is the name of several; write one of their ids: {', '.join(ids)}",
                )
            elif ids[0] in found:
                self._wrong((key,), f"the usage of {ids[0]} is here twice")
            else:
                record = self.design.record(ids[0])
                assert isinstance(record, Component | Connection)
                usage = {**record.usage, **dict(self._amounts(key, entry, self.catalogue.usage_of(record)))}
                found[ids[0]] = replace(record, usage=usage)
        return found

    def _subjects(self) -> dict[str, list[str]]:
        """The ids that a key can mean: an id means itself, a name all that are called so."""
        named: dict[str, list[str]] = {}
        for component in sorted(self.design.components, key=lambda c: c.id):
            named.setdefault(component.name, []).append(component.id)
        for connection in sorted(self.design.connections, key=lambda c: c.id):
            if connection.label:
                named.setdefault(connection.label, []).append(connection.id)
        ids = [*self.design.component_ids(), *self.design.connection_ids()]
        return {**named, **{id: [id] for id in ids}}

    def _amounts(self, key: Value, entry: Value, known: Mapping[str, Usage]) -> Iterator[tuple[str, Value]]:
        if entry is None:
            return
        if not isinstance(entry, dict):
            self._wrong((key,), f"{key}: write each usage on a line of its own, such as gb_out: 120")
            return
        for name, amount in entry.items():
            where = (key, name)
            if name not in known:
                has = did_you_mean(str(name), known) or f"; it has: {', '.join(known) or 'none'}"
                self._wrong(where, f"{key} › {name}: there is no such usage{has}")
            elif amount is not None:
                number = exact(amount)
                if number is None or not number.is_finite() or number < 0:
                    self._wrong(where, f"{key} › {name}: {str(amount)[:40]!r} is no number from 0")
                else:
                    yield name, amount

    def _wrong(self, path: tuple[Value, ...], message: str) -> None:
        self.problems.append(self.source.problem(path, message))


def _about(design: Design, catalogue: Catalogue, record: Component | Connection) -> str:
    if isinstance(record, Component):
        return f"{record.name}, {catalogue.type_of(record).label}"
    source, target = design.component(record.source), design.component(record.target)
    return f"{source.name} {record.relation} {target.name}"


def _key(id: str) -> str:
    """The id as a key that YAML reads as this very text."""
    return id if _PLAIN.fullmatch(id) and id.lower() not in _WORDS else json.dumps(id)


def _comment(text: str) -> str:
    """The text on one line, without what could end a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
