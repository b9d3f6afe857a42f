"""The parts that an imported template had, written back while what they belong to is there, and nothing dangling.

`foreign` notes whose a part is, and where the template says each connection. A connection that was deleted is not
said any more; a part goes with the components it belonged to; and what refers to something that is gone goes too.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from archdesk.cloudformation.draft import KEPT, TOLD, Draft
from archdesk.cloudformation.references import is_intrinsic, mentions
from archdesk.model.design import Design

_GONE: Final = object()
_WHOLE: Final = frozenset({"Statement", "PolicyDocument"})  # nothing is left of what loses one of these


def parts_of(design: Design) -> dict[str, Any]:
    """The parts that are kept with the settings, by logical id; loops are none."""
    resources = design.settings.extra.get(KEPT, {}).get("Resources", {})
    return {k: v for k, v in resources.items() if isinstance(v, dict) and "Type" in v}


def write_parts(draft: Draft) -> None:
    """Put the parts of what is still there into the draft."""
    notes = draft.design.settings.extra.get(TOLD, {})
    owners = notes.get("parts", {})
    for logical, part in parts_of(draft.design).items():
        own = owners.get(logical, ())
        if not own or any(draft.design.find(id) is not None for id in own):
            draft.resources[logical] = copy.deepcopy(part)


def leave_out_deleted(draft: Draft) -> None:
    """Take away what said connections that were deleted, then what refers to anything that is gone."""
    notes = draft.design.settings.extra.get(TOLD, {})
    if not notes:
        return
    _unsay(draft, notes.get("said", {}))
    before = set(notes.get("resources", ()))
    while True:
        gone = before - draft.resources.keys()
        if not gone or not _prune(draft, gone):
            return


def kept_outputs(draft: Draft) -> dict[str, Any]:
    """The outputs of the imported template that still have what they speak of."""
    outputs: dict[str, Any] = draft.design.settings.extra.get(KEPT, {}).get("Outputs", {})
    gone = set(draft.design.settings.extra.get(TOLD, {}).get("resources", ())) - draft.resources.keys()
    if not gone:
        return outputs
    return {k: v for k, v in outputs.items() if not _speaks_of(v, gone)}


def _unsay(draft: Draft, said: Mapping[str, Iterable[Any]]) -> None:
    living = {_key(p) for id, places in said.items() if draft.design.find(id) is not None for p in places}
    dead = [
        place
        for id, places in said.items()
        if draft.design.find(id) is None
        for place in places
        if _key(place) not in living
    ]
    # from the back, so that positions in lists hold
    for logical, *path in sorted({_key(p): p for p in dead}.values(), key=_order, reverse=True):
        resource = draft.resources.get(logical)
        if resource is None:
            continue
        if not path:
            del draft.resources[logical]
            continue
        _remove(resource.get("Properties", {}), path)
        if logical in parts_of(draft.design) and not _has_statements(resource):
            del draft.resources[logical]


def _key(place: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(place)


def _order(place: Iterable[Any]) -> list[tuple[int, str]]:
    return [(k, "") if isinstance(k, int) else (-1, str(k)) for k in place]


def _remove(value: Any, path: list[Any]) -> None:
    """Remove what a path leads to, and what is then empty round it."""
    *way, last = path
    for key in way:
        inside = isinstance(value, dict) and key in value
        inside = inside or (isinstance(value, list) and isinstance(key, int) and key < len(value))
        if not inside:
            return
        value = value[key]
    if isinstance(value, dict):
        value.pop(last, None)
    elif isinstance(value, list) and isinstance(last, int) and last < len(value):
        del value[last]


def _has_statements(resource: Mapping[str, Any]) -> bool:
    """Whether a policy still says something; True for what is no policy."""
    document = resource.get("Properties", {}).get("PolicyDocument")
    return not isinstance(document, dict) or bool(document.get("Statement"))


def _prune(draft: Draft, gone: set[str]) -> bool:
    """Take out every reference to ``gone``; True if a resource went with one."""
    parts = parts_of(draft.design)
    lost = False
    for logical, resource in list(draft.resources.items()):
        if logical in draft.owners or not _speaks_of(resource, gone):
            continue
        properties = resource.get("Properties", {})
        kept = {k: _without(v, gone) for k, v in properties.items()}
        if logical in parts and any(v is _GONE for v in kept.values()):
            del draft.resources[logical]
            lost = True
            continue
        resource["Properties"] = {k: v for k, v in kept.items() if v is not _GONE}
        if "DependsOn" in resource:
            _leave_waiting(resource, gone)
    return lost


def _leave_waiting(resource: dict[str, Any], gone: set[str]) -> None:
    waits = resource["DependsOn"]
    left = [w for w in (waits if isinstance(waits, list) else [waits]) if w not in gone]
    if not left:
        del resource["DependsOn"]
    elif isinstance(waits, list):
        resource["DependsOn"] = left


def _speaks_of(value: Any, gone: set[str]) -> bool:
    if isinstance(value, dict) and "DependsOn" in value:
        waits = value["DependsOn"]
        if gone & set(waits if isinstance(waits, list) else [waits]):
            return True
    return any(name in gone for _, name in mentions(value))


def _without(value: Any, gone: set[str]) -> Any:
    """The value without what refers to ``gone``; _GONE where nothing is left."""
    if isinstance(value, dict):
        if not value or not _speaks_of(value, gone):
            return value
        if is_intrinsic(value):
            return _GONE
        found = {k: _without(v, gone) for k, v in value.items()}
        left = {k: v for k, v in found.items() if v is not _GONE}
        lost = found.keys() - left.keys()
        return _GONE if not left or lost & _WHOLE else left
    if isinstance(value, list):
        entries = list(_entries(value, gone))
        return entries if entries or not value else _GONE
    return value


def _entries(values: list[Any], gone: set[str]) -> Iterator[Any]:
    """The entries of a list that lose nothing they need: one that names what is gone by itself goes whole."""
    for value in values:
        left = _without(value, gone)
        if left is _GONE:
            continue
        if isinstance(value, dict) and isinstance(left, dict) and left.keys() != value.keys():
            continue
        yield left
