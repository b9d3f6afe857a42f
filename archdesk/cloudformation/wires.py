"""What a connection writes into a template: what is different without it, with the reason of each part."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal, cast

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.assembling import assembling
from archdesk.cloudformation.differing import Difference, Path, differences, gaps, same
from archdesk.cloudformation.draft import KEPT, Draft, WireLine
from archdesk.cloudformation.export import drafting
from archdesk.cloudformation.scope import MISSING
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.records import Connection

Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """One step from the template without a connection to the one with it, as `differing` counts them."""

    step: Difference
    reason: str

    @property
    def section(self) -> str:
        return str(self.step.path[0])

    @property
    def logical_id(self) -> str:
        return str(self.step.path[1]) if len(self.step.path) > 1 else ""

    @property
    def kind(self) -> Kind:
        if self.step.before is MISSING:
            return "added"
        return "removed" if self.step.after is MISSING else "changed"

    @property
    def value(self) -> Any:
        """What is there with the connection; of what is removed, what was there."""
        return self.step.before if self.step.after is MISSING else self.step.after


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a template, and whether the connection puts it there or takes it away; None for neither."""

    text: str
    kind: Literal["added", "removed"] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """All that a connection does to one resource (or parameter, or output), as lines to read."""

    section: str
    logical_id: str
    kind: Kind
    type: str  # of the resource; empty for other sections
    reasons: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """What one connection writes. ``nothing`` says why, where that is nothing; ``left_out`` what could not be said."""

    fragments: tuple[Fragment, ...]
    pieces: tuple[Piece, ...]
    nothing: str = ""
    left_out: tuple[str, ...] = ()


def wire_of(design: Design, catalogue: Catalogue, connection_id: str) -> Wire:
    """All that is in the template for one connection: without it just that is gone, and what it replaced is back."""
    steps = wire_steps(design, catalogue, connection_id)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return cast(Wire, done.value)


def wire_steps(design: Design, catalogue: Catalogue, connection_id: str) -> Generator[None, None, Wire]:
    """The same step by step, so that a window can do something else in between; what is returned is the wire."""
    connection = design.connection(connection_id)
    if KEPT in connection.extra:
        return Wire((), (), "It came with the template, which says already what it does.")
    draft = Draft(design, catalogue)
    after = yield from _deployed(draft)
    before = yield from _deployed(Draft(_without(design, connection_id), catalogue))
    steps: list[Difference] = []
    for section in _DEPLOYED:
        old, new = before[section], after[section]
        for key in [*old, *(k for k in new if k not in old)]:
            steps += differences(old.get(key, MISSING), new.get(key, MISSING), (section, key))
            yield
    said: dict[str, list[WireLine]] = {}
    for line in draft.lines.get(connection_id, ()):
        said.setdefault(line.logical_id, []).append(line)
    left_out = tuple(_sentence(x, draft) for x in draft.lines.get(connection_id, ()) if x.kind == "left out")
    if not steps:
        return Wire((), (), "" if left_out else _why_nothing(draft, connection), left_out)
    places = dict.fromkeys((str(s.path[0]), str(s.path[1])) for s in steps)
    reasons = {
        place: _reasons(place, said.get(place[1], []), [s for s in steps if s.path[:2] == place], draft)
        for place in places
    }
    pieces = (_piece(place, before, after, reasons[place]) for place in places)
    fragments = (Fragment(step, "; ".join(reasons[str(step.path[0]), str(step.path[1])])) for step in steps)
    return Wire(tuple(fragments), tuple(sorted(pieces, key=lambda p: _ORDER[p.kind])), "", left_out)


_DEPLOYED = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")
_ORDER: dict[Kind, int] = {"added": 0, "changed": 1, "removed": 2}


def _without(design: Design, connection_id: str) -> Design:
    return Design(r for r in design.records.values() if r.id != connection_id)


def _deployed(draft: Draft) -> Generator[None, None, dict[str, Any]]:
    """What is deployed of the template: the sections without what is for ArchDesk alone, empty ones too."""
    yield from drafting(draft)
    template = yield from assembling(draft)
    found = {name: dict(template.get(name, {})) for name in _DEPLOYED}
    found["Resources"] = {
        name: {k: v for k, v in resource.items() if k != "Metadata"}
        for name, resource in found["Resources"].items()
    }
    return found


# -- reasons ------------------------------------------------------------------------------------------------


def _reasons(
    place: tuple[str, str], said: list[WireLine], steps: list[Difference], draft: Draft
) -> tuple[str, ...]:
    """Why something is different, as sentences without a full stop; what a wire said of it comes first."""
    section = place[0]
    said = [line for line in said if line.kind != "left out" and section == "Resources"]
    found = [_sentence(line, draft) for line in said]
    whole = [s for s in steps if len(s.path) == 2]
    if whole and whole[0].after is MISSING:
        found.append("Is not needed with this connection, and is left out")
    elif whole and not found:
        found.append(_COMES_WITH.get(section, "Is there for this connection alone"))
    elif not whole:
        waits = [s for s in steps if s.path[2] == "DependsOn"]
        if waits:
            found.append(_waits(waits, draft))
        names = dict.fromkeys(_named(s.path) for s in steps if s.path[2] != "DependsOn")
        texts = " ".join(line.text for line in said)
        if all(line.kind == "set" for line in said):  # any other speaks of all that it does there
            names = {n: None for n in names if n.partition(".")[0] not in texts}
            found += [f"Is written differently with this connection: {', '.join(names)}"] if names else []
    return tuple(dict.fromkeys(found))


_COMES_WITH = {
    "Parameters": "Is asked for, because what this connection writes uses it",
    "Outputs": "Can be told, because this connection makes it",
}


def _named(path: Path) -> str:
    """The property or attribute a step is about: two keys are enough to find it."""
    written = takewhile(lambda k: k != "Ref" and not str(k).startswith("Fn::"), path[2:])
    keys = [str(k) for k in written if isinstance(k, str)]
    return ".".join(keys[1:3] if keys[:1] == ["Properties"] else keys[:2])


def _waits(steps: list[Difference], draft: Draft) -> str:
    names: dict[str, None] = {}
    for step in steps:
        for value in (step.after, step.before):
            found = value if isinstance(value, list) else [value]
            names |= dict.fromkeys(str(n) for n in found if isinstance(n, str) and n in draft.resources)
    return f"Is created after {', '.join(names)}" if names else "Need not wait any more"


def _sentence(line: WireLine, draft: Draft) -> str:
    if line.kind == "resource" and line.logical_id in draft.resources:
        kind = str(draft.resources[line.logical_id].get("Type", ""))
        rest = line.text.partition(line.logical_id)[2]
        words = _spaced(kind.rpartition("::")[2])
        return f"{'An' if words[:1] in 'AEIOU' else 'A'} {words[:1].lower()}{words[1:]} for this connection{rest}"
    return line.text[:1].upper() + line.text[1:]


def _spaced(name: str) -> str:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    text = " ".join(p if p.isupper() and len(p) > 1 else p.lower() for p in parts)
    return text[:1].upper() + text[1:]


def _why_nothing(draft: Draft, connection: Connection) -> str:
    """Why a connection leaves no trace in the template."""
    ends = [draft.design.component(end) for end in (connection.source, connection.target)]
    for end in ends:
        if not draft.exported(end):
            why = draft.mapping(end).why_not or "It has no resource in a template."
            return f"{end.name} has no resource in a template, and so the connection has none. {why}"
    if draft.catalogue.connection_between(ends[0], ends[1], connection.relation) is None:
        labels = [draft.catalogue.type_of(end).label for end in ends]
        relation = connection.relation.replace("_", " ")
        return f"No palette says what “{relation}” from {labels[0]} to {labels[1]} would write."
    if any(KEPT in end.extra for end in ends):
        return "An end came with the template, and stays as the template says it."
    return "It is drawn for the reader: nothing has to be written for the two to work together."


# -- lines --------------------------------------------------------------------------------------------------


def _piece(
    place: tuple[str, str], before: dict[str, Any], after: dict[str, Any], reasons: tuple[str, ...]
) -> Piece:
    section, logical = place
    old, new = (t.get(section, {}).get(logical, MISSING) for t in (before, after))
    kind: Kind = "added" if old is MISSING else "removed" if new is MISSING else "changed"
    there = old if new is MISSING else new
    type = str(there.get("Type", "")) if section == "Resources" and isinstance(there, dict) else ""
    return Piece(section, logical, kind, type, reasons, tuple(compared({logical: old}, {logical: new})))


def compared(before: Any, after: Any) -> Iterator[Line]:
    """The YAML of two values, as far as they differ: what is alike is left out, but for the keys above the rest."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(k for k in after if k not in before)]:
            old, new = before.get(key, MISSING), after.get(key, MISSING)
            if not same(old, new):
                yield from _of_key(key, old, new)
    else:
        for old, new in gaps(before, after):
            both = min(len(old), len(new))
            for one, other in zip(old[:both], new[:both], strict=True):
                yield from _of_item(one, other)
            yield from (line for one in old[both:] for line in _written([one], "removed"))
            yield from (line for other in new[both:] for line in _written([other], "added"))


def _of_key(key: str, old: Any, new: Any) -> Iterator[Line]:
    if _opens(old, new):
        yield Line(f"{key}:", None)
        deeper = "  " if isinstance(old, dict) else ""
        yield from (Line(deeper + line.text, line.kind) for line in compared(old, new))
    else:
        yield from _written({key: old} if old is not MISSING else {}, "removed")
        yield from _written({key: new} if new is not MISSING else {}, "added")


def _of_item(one: Any, other: Any) -> Iterator[Line]:
    """An item of both lists, told by its first key where only other keys differ."""
    if same(one, other):
        return
    first = next(iter(one), "") if isinstance(one, dict) else ""
    if not _opens(one, other) or not first or not same(one[first], other.get(first, MISSING)):
        yield from _written([one], "removed")
        yield from _written([other], "added")
        return
    yield from _written([{first: one[first]}], None)
    yield from (Line("  " + line.text, line.kind) for line in compared(one, other))


def _opens(old: Any, new: Any) -> bool:
    """Whether two values are told apart by what is in them: an intrinsic function is one thing."""
    if isinstance(old, dict) and isinstance(new, dict):
        return bool(old) and bool(new) and not any(k == "Ref" or k.startswith("Fn::") for k in (*old, *new))
    return isinstance(old, list) and isinstance(new, list) and bool(old) and bool(new)


def _written(value: Any, kind: Literal["added", "removed"] | None) -> Iterator[Line]:
    if value:
        yield from (Line(text, kind) for text in write_template(value).splitlines())


__all__ = ["Fragment", "Line", "Piece", "Wire", "wire_of", "wire_steps"]
