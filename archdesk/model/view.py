"""What may be asked of a design: implemented by the design, and by readers that note what was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from archdesk.model.records import Component, Connection, Settings


class DesignView(Protocol):
    """Read access to a design. Ids that are not there raise KeyError."""

    @property
    def settings(self) -> Settings: ...

    def component(self, id: str) -> Component: ...

    def connection(self, id: str) -> Connection: ...

    def component_ids(self) -> Sequence[str]:
        """All components, in the order they were added."""
        ...

    def of_type(self, type: str) -> Sequence[str]:
        """The components of one type."""
        ...

    def connection_ids(self) -> Sequence[str]: ...

    def children(self, parent: str | None) -> Sequence[str]:
        """The components held directly by ``parent`` (None: by no container), in order."""
        ...

    def members(self, container: str, type: str) -> Sequence[str]:
        """The components of one type that a container holds, at any depth."""
        ...

    def spanning(self, container: str) -> Sequence[str]:
        """The components that have ``container`` among their spans."""
        ...

    def outgoing(self, id: str) -> Sequence[str]:
        """The connections that start at this component."""
        ...

    def incoming(self, id: str) -> Sequence[str]:
        """The connections that end at this component."""
        ...


def ancestors(view: DesignView, id: str) -> Iterator[Component]:
    """The containers round a component, innermost first."""
    parent = view.component(id).parent
    while parent is not None:
        component = view.component(parent)
        yield component
        parent = component.parent


def descendants(view: DesignView, id: str) -> Iterator[Component]:
    """All that a container holds, at any depth, parents before their children."""
    waiting = list(reversed(view.children(id)))
    while waiting:
        child = waiting.pop()
        yield view.component(child)
        waiting.extend(reversed(view.children(child)))
