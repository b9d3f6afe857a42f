"""A column of keyed widgets: of what is shown anew, only that is made anew which says something else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget


@dataclass(frozen=True)
class Keyed:
    """One widget of the column: ``content`` is all that it shows; where that is the same, it stays."""

    key: Hashable
    content: object
    make: Callable[[], QWidget]


class KeyedColumn:
    """Widgets at the top of a layout, in order. ``made`` counts how many were made in all."""

    def __init__(self, layout: QVBoxLayout) -> None:
        self._layout = layout
        self._kept: dict[Hashable, tuple[object, QWidget]] = {}
        self.made = 0
        layout.addStretch(1)

    @property
    def widgets(self) -> Mapping[Hashable, QWidget]:
        """What stands in the column, by key, in order."""
        return {key: widget for key, (_, widget) in self._kept.items()}

    def clear(self) -> None:
        self.show([])

    def show(self, entries: Iterable[Keyed]) -> None:
        """Let just these stand in the column."""
        wanted = {entry.key: entry for entry in entries}
        for key, (content, widget) in tuple(self._kept.items()):
            if key not in wanted or wanted[key].content != content:
                del self._kept[key]
                self._layout.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        ordered = {key: self._kept.get(key) or self._made(entry) for key, entry in wanted.items()}
        for index, (_, widget) in enumerate(ordered.values()):
            item = self._layout.itemAt(index)
            if item is None or item.widget() is not widget:
                self._layout.insertWidget(index, widget)
                widget.show()
        self._kept = ordered

    def _made(self, entry: Keyed) -> tuple[object, QWidget]:
        self.made += 1
        return entry.content, entry.make()
