"""The properties of a component or a connection as a column of labelled fields, grouped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from archdesk.catalog.definitions import Property
from archdesk.gui.panels.editors import editor, tooltip
from archdesk.gui.panels.widgets import label, small_button
from archdesk.model.records import Edition, Value

StoreNamed = Callable[[str, Value], None]


class PropertyForm(QWidget):
    """One row a property: its label, its field with the unit inside, a reset where it differs from the default."""

    def __init__(
        self,
        definitions: Mapping[str, Property],
        values: Mapping[str, Value],
        edition: Edition,
        store: StoreNamed,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 5)
        self.fields: dict[str, QWidget] = {}
        self._problems: dict[
            str, tuple[str, QLabel]
        ] = {}  # the label of each field, and what is wrong with it
        self._told = ""
        groups: dict[str, list[str]] = {}
        for name, definition in definitions.items():
            groups.setdefault(definition.group, []).append(name)
        unknown = [name for name in values if name not in definitions]
        row = 0
        for group, names in groups.items():
            if len(groups) > 1 or group != "General":
                self._grid.addWidget(label(group, "group", parent=self), row, 0, 1, 3)
                row += 1
            for name in names:
                row = self._add_row(row, name, definitions[name], values, edition, store)
        if unknown:
            self._grid.addWidget(label("Not known to the catalogue", "group", parent=self), row, 0, 1, 3)
            row += 1
            for name in unknown:
                self._grid.addWidget(label(name, "field_label", parent=self), row, 0)
                self._grid.addWidget(label(str(values[name]), "secondary", parent=self), row, 1, 1, 2)
                row += 1

    @property
    def complaining(self) -> bool:
        """Whether what ``complain_only`` was given stands under a field."""
        return bool(self._told)

    def complain_only(self, words: str) -> None:
        """Put a message under the field it begins with the label of; the one put there before goes away."""
        if self._told:
            _complain(self._problems[self._told][1], "")
        named = [n for n, (text, _) in self._problems.items() if words.startswith(f"{text} is ")]
        self._told = max(named, key=lambda n: len(self._problems[n][0]), default="")
        if self._told:
            _complain(self._problems[self._told][1], words)

    def _add_row(
        self,
        row: int,
        name: str,
        definition: Property,
        values: Mapping[str, Value],
        edition: Edition,
        store: StoreNamed,
    ) -> int:
        differs = name in values and values[name] != definition.default
        text = definition.label or name.replace("_", " ").capitalize()
        caption = label(
            text + (" *" if definition.required else ""),
            "field_changed" if differs else "field_label",
            parent=self,
        )
        caption.setToolTip(tooltip(definition, edition))
        problem = label("", "error", parent=self)
        problem.hide()
        value = values.get(name, definition.default)
        field = editor(definition, value, edition, partial(store, name), partial(_complain, problem), self)
        field.setObjectName(f"field:{name}")
        field.setAccessibleName(text)
        field.setMinimumWidth(72)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        caption.setBuddy(field)
        self.fields[name] = field
        self._problems[name] = text, problem
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(field, row, 1)
        if differs:
            default = "nothing" if definition.default is None else definition.default
            reset = small_button("↺", f"Back to the default: {default}", self)
            reset.clicked.connect(partial(_reset, store, name))
            self._grid.addWidget(reset, row, 2)
        self._grid.addWidget(problem, row + 1, 1, 1, 2)
        return row + 2


def _reset(store: StoreNamed, name: str, checked: bool = False) -> None:
    store(name, None)


def _complain(problem: QLabel, words: str) -> None:
    problem.setText(words)
    problem.setVisible(bool(words))
