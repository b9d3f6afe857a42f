"""What rules found out about a design, so that those that look at the same things share the looking."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archdesk.model.records import Value

if TYPE_CHECKING:
    from archdesk.rules.scope import Case, Let, Outcome


@dataclass(frozen=True, slots=True)
class Gathered:
    """A named set that depends on the design alone: the ids of its members, the open ones, what is missing."""

    ids: tuple[str, ...]
    open: frozenset[str]
    missing: tuple[str, ...]

    @property
    def some(self) -> Outcome:
        """Whether there are any members; None where that depends on what is unknown."""
        return True if len(self.ids) > len(self.open) else None if self.ids else False


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

    def uses(self, key: str) -> None:
        """Somebody depends on which members a shared set has."""

    def uses_whether(self, key: str) -> None:
        """Somebody depends on whether a shared set has members at all."""


def gathered(gather: Let, case: Case) -> Gathered:
    """Gather a set that depends on the design alone, with a case that has no subject."""
    members = gather(case)
    return Gathered(tuple(members.items), members.open, tuple(dict.fromkeys(case.missing)))
