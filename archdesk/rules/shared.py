"""Named sets that depend on the design alone, kept from change to change for all the rules and subjects that ask."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from archdesk.model.records import Value
from archdesk.model.tracking import Key, TrackingView
from archdesk.rules.memory import Gathered, Memory, gathered
from archdesk.rules.scope import Case, Item, Let, Members, Outcome

Task: TypeAlias = tuple[str, str]  # rule id, subject id; or SET and the key of a set

SET: Final = "a set"


def whether(key: str) -> str:
    """The key of whether a set has members at all."""
    return f"any of {key}"


def keys_of(key: str) -> Sequence[Key]:
    """What may be read of a set: its members, and whether there are any."""
    return ((None, key), (None, whether(key)))


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

    def again(self, key: str) -> Sequence[Key]:
        """Gather a set anew; the keys of what has become different about it."""
        before = self._found.get(key)
        try:
            self._gather(key)
        except Exception:  # noqa: BLE001  # whoever asks for it next has the same trouble, and says so
            self.forget(key)
            return keys_of(key)
        after = self._found[key]
        if before is None or (before.some, before.missing) != (after.some, after.missing):
            return keys_of(key)
        return keys_of(key)[:1] if before != after else ()

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
        return self._shared.share(key, gather, case)

    def uses(self, key: str) -> None:
        self._view.reads.add((None, key))

    def uses_whether(self, key: str) -> None:
        self._view.reads.add((None, whether(key)))


class SharedMembers(Members):
    """The members of a shared set. To ask whether there are any is less than to ask which: it depends on less."""

    __slots__ = ("_found", "_key", "_look", "_memory")

    def __init__(self, key: str, found: Gathered, memory: Memory, look: Callable[[str], Item]) -> None:
        self._key = key
        self._found = found
        self._memory = memory
        self._look = look

    @property
    def items(self) -> Mapping[str, Item]:  # type: ignore[override]  # read only is enough
        self._memory.uses(self._key)
        return Looked(self._found.ids, self._look)

    @property
    def open(self) -> frozenset[str]:  # type: ignore[override]  # read only is enough
        self._memory.uses(self._key)
        return self._found.open

    @property
    def some(self) -> Outcome:
        self._memory.uses_whether(self._key)
        return self._found.some


class Looked(Mapping[str, Item]):
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
