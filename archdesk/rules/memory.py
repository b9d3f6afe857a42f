"""What rules found out about a design, so that those that look at the same things share the looking."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archdesk.model.records import Component, Connection, Value

if TYPE_CHECKING:
    from archdesk.rules.scope import Case, Item, Let


@dataclass(frozen=True, slots=True)
class Gathered:
    """A named set that depends on the design alone: the ids of its members, the open ones, what is missing."""

    ids: tuple[str, ...]
    open: frozenset[str]
    missing: tuple[str, ...]


class Memory:
    """The memory of one check of a design that stays as it is."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Value] = {}
        self._sets: dict[str, Gathered] = {}

    def remember(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """What was computed for the key before, or what ``compute`` gives."""
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]

    def share(self, key: str, gather: Let, case: Case) -> Gathered:
        """A set that is the same for all subjects: gathered for the first that asks."""
        found = self._sets.get(key)
        if found is None:
            found = self._sets[key] = gathered(gather, case.for_design())
        return found


def gathered(gather: Let, case: Case) -> Gathered:
    """Gather a set that depends on the design alone, with a case that has no subject."""
    members = gather(case)
    return Gathered(tuple(members.items), members.open, tuple(dict.fromkeys(case.missing)))


class Looked(Mapping[str, Component | Connection]):
    """The members of a shared set, each looked up when it is asked for: whoever asks depends on it."""

    __slots__ = ("_ids", "_look")

    def __init__(self, ids: tuple[str, ...], look: Callable[[str], Item]) -> None:
        self._ids = ids
        self._look = look

    def __getitem__(self, id: str) -> Item:
        return self._look(id)

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
