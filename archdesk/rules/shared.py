"""Named sets that depend on the design alone, kept from change to change for all the rules and subjects that ask."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from archdesk.model.records import Value
from archdesk.rules.memory import Gathered, Memory, gathered
from archdesk.rules.scope import Case, Let
from archdesk.rules.tracking import Key, TrackingView

Task: TypeAlias = tuple[str, str]  # rule id, subject id; or SET and the key of a set

SET: Final = "a set"


class SharedSets:
    """Each set is gathered when it is first asked for, and again when something it read was touched."""

    def __init__(
        self, view: Callable[[], TrackingView], note: Callable[[Task, AbstractSet[Key]], None]
    ) -> None:
        self._view = view  # gives a view of the design as it is now
        self._note = note  # is told what a task read
        self._found: dict[str, Gathered] = {}
        self._how: dict[str, tuple[Let, Case]] = {}

    def share(self, key: str, gather: Let, case: Case) -> Gathered:
        if key not in self._found:
            self._how[key] = (gather, case.for_design())
            self._gather(key)
        return self._found[key]

    def again(self, key: str) -> bool:
        """Gather a set anew; whether it has become another one."""
        before = self._found.get(key)
        try:
            self._gather(key)
        except Exception:  # noqa: BLE001  # whoever asks for it next has the same trouble, and says so
            self.forget(key)
            return True
        return self._found[key] != before

    def forget(self, key: str) -> None:
        """Nobody asks for the set any more."""
        self._found.pop(key, None)
        self._how.pop(key, None)
        self._note((SET, key), frozenset())

    def clear(self) -> None:
        self._found.clear()
        self._how.clear()

    def _gather(self, key: str) -> None:
        gather, case = self._how[key]
        view = self._view()
        found = gathered(gather, case.for_design(view, Looking(view, self)))
        self._note((SET, key), view.reads)
        self._found[key] = found


class Looking(Memory):
    """The memory of one evaluation: what it asks for counts as read by it."""

    def __init__(self, view: TrackingView, sets: SharedSets) -> None:
        super().__init__()
        self._view = view
        self._shared = sets

    def remember(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        return self._view.remember(key, compute)

    def share(self, key: str, gather: Let, case: Case) -> Gathered:
        self._view.reads.add((None, key))
        return self._shared.share(key, gather, case)
