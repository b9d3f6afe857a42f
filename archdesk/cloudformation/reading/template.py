"""A template being read: its resources, what each is, and who refers to whom, with the place of every reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.cloudformation.reading.signs import OPENINGS, POLICIES, Signs, kind_of, signs_of
from archdesk.cloudformation.references import mentions
from archdesk.cloudformation.resolving import Resolve, resolver

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference: where it stands below the resource's Properties, and the name it has."""

    path: Path
    name: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The path without positions in lists and without functions round the reference."""
        return tuple(k for k in self.path if isinstance(k, str) and k != "Ref" and not k.startswith("Fn::"))


@dataclass(frozen=True, slots=True)
class Foreign:
    """The resources of a template, resolved by its defaults where it decides something itself."""

    resources: Mapping[str, Mapping[str, Any]]
    resolve: Resolve
    signs: Signs
    kinds: Mapping[str, ComponentType | None]
    mentions: Mapping[str, tuple[Mention, ...]]
    users: Mapping[str, tuple[str, ...]]  # who refers to a resource
    settled: Mapping[str, Mapping[str, Any]]  # resolved properties

    def type(self, logical: str) -> str:
        return str(self.resources[logical]["Type"])

    def properties(self, logical: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.resources[logical].get("Properties", {})
        return found

    def is_helper(self, logical: str) -> bool:
        """Whether it may be a part of a component or of a connection rather than a component of its own."""
        return self.kinds[logical] is None and self.type(logical) in self.signs.helpers

    def names(self, value: Any) -> list[str]:
        """The resources a value refers to, in their order."""
        return list(dict.fromkeys(m for _, m in mentions(value) if m in self.resources))


def read_foreign(template: Mapping[str, Any], catalogue: Catalogue) -> Foreign:
    """The template, read as far as each resource alone says it."""
    signs = signs_of(catalogue)
    resources = {k: v for k, v in template["Resources"].items() if isinstance(v, dict) and "Type" in v}
    resolve = resolver(template)
    settled = {k: resolve(r.get("Properties", {})) or {} for k, r in resources.items()}
    kinds = {
        k: kind_of(signs.kinds.get(r["Type"], ()), settled[k] if isinstance(settled[k], dict) else {})
        for k, r in resources.items()
    }
    found: dict[str, tuple[Mention, ...]] = {}
    users: dict[str, list[str]] = {}
    for logical, resource in resources.items():
        live = {name for _, name in mentions(settled[logical])}
        own = tuple(
            Mention(path, name)
            for path, name in mentions(resource.get("Properties", {}))
            if name in resources and name in live and name != logical
        )
        found[logical] = own
        for name in dict.fromkeys(m.name for m in own):
            users.setdefault(name, []).append(logical)
    return Foreign(resources, resolve, signs, kinds, found, {k: tuple(v) for k, v in users.items()}, settled)


def neighbours(foreign: Foreign, helper: str) -> dict[str, tuple[str, ...]]:
    """The components that a helper resource has to do with, by references either way and through other helpers.

    Each with the helpers on the shortest way to it.
    """
    found: dict[str, tuple[str, ...]] = {}
    ways: dict[str, tuple[str, ...]] = {helper: (helper,)}
    queue = [helper]
    while queue:
        at = queue.pop(0)
        for other in beside(foreign, at):
            if not foreign.is_helper(other):
                found.setdefault(other, ways[at])
            elif other not in ways and foreign.signs.leads_on(foreign.type(other)):
                ways[other] = (*ways[at], other)
                if len(ways[other]) < 6:
                    queue.append(other)
    return found


def beside(foreign: Foreign, logical: str) -> Iterator[str]:
    """What a resource refers to, and what refers to it."""
    yield from dict.fromkeys(m.name for m in foreign.mentions[logical])
    yield from foreign.users.get(logical, ())


def homes_of(foreign: Foreign, helper: str) -> tuple[str, ...]:
    """The components that a helper is a part of; none where it has to stand for itself."""
    kind = foreign.type(helper)
    if kind in POLICIES or kind in OPENINGS:
        near = dict.fromkeys(beside(foreign, helper))
    else:
        near = dict.fromkeys(neighbours(foreign, helper))
    return tuple(
        sorted(
            n
            for n in near
            if (its := foreign.kinds.get(n)) is not None and kind in foreign.signs.parts.get(its.id, ())
        )
    )
