"""Which components and connections are selected: session state, never in the file, never in undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Selection:
    """Selected ids in the order they were chosen, told to plain callbacks."""

    def __init__(self) -> None:
        self._ids: tuple[str, ...] = ()
        self._followers: list[Callable[[], None]] = []

    @property
    def ids(self) -> tuple[str, ...]:
        return self._ids

    @property
    def only(self) -> str | None:
        """The one selected id; None for none and for several."""
        return self._ids[0] if len(self._ids) == 1 else None

    def __contains__(self, id: str) -> bool:
        return id in self._ids

    def set(self, ids: Iterable[str]) -> None:
        chosen = tuple(dict.fromkeys(ids))
        if chosen != self._ids:
            self._ids = chosen
            for follower in tuple(self._followers):
                follower()

    def toggle(self, id: str) -> None:
        self.set((i for i in self._ids if i != id) if id in self._ids else (*self._ids, id))

    def clear(self) -> None:
        self.set(())

    def follow(self, follower: Callable[[], None]) -> None:
        self._followers.append(follower)
