"""Undo, the clipboard, deleting, renaming, adding and connecting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archdesk.app import clipboard, edits
from archdesk.model.geometry import Point
from archdesk.model.records import Component

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

_BESIDE = Point(32, 32)  # px a pasted copy stands beside its original


# -- when -------------------------------------------------------------------------------------------------


def _chosen(window: MainWindow) -> list[Component]:
    found = (window.session.design.find(id) for id in window.selection.ids)
    return [record for record in found if isinstance(record, Component)]


def can_undo(window: MainWindow) -> bool:
    return window.session.design.undo_label is not None


def can_redo(window: MainWindow) -> bool:
    return window.session.design.redo_label is not None


def not_empty(window: MainWindow) -> bool:
    return bool(window.session.design.component_ids())


def anything_selected(window: MainWindow) -> bool:
    return bool(window.selection.ids)


def components_selected(window: MainWindow) -> bool:
    return bool(_chosen(window))


def one_selected(window: MainWindow) -> bool:
    return window.selection.only is not None


def one_component(window: MainWindow) -> bool:
    return one_selected(window) and components_selected(window)


def several(window: MainWindow) -> bool:
    return len(_chosen(window)) > 1


def three(window: MainWindow) -> bool:
    return len(_chosen(window)) > 2


def can_paste(window: MainWindow) -> bool:
    return window.clipping is not None and bool(window.clipping.components)


def can_paste_properties(window: MainWindow) -> bool:
    return window.copied_properties is not None and components_selected(window)


# -- what -------------------------------------------------------------------------------------------------


def undo(window: MainWindow) -> None:
    window.session.design.undo()


def redo(window: MainWindow) -> None:
    window.session.design.redo()


def copy(window: MainWindow) -> None:
    window.clipping = clipboard.copied(window.session.design, window.selection.ids)
    window.pasted = 0
    window.refresh_actions()


def cut(window: MainWindow) -> None:
    copy(window)
    edits.delete(window.session.design, window.selection.ids)


def paste(window: MainWindow) -> None:
    if window.clipping is None:
        return
    window.pasted += 1
    by = Point(_BESIDE.x * window.pasted, _BESIDE.y * window.pasted)
    ids = clipboard.paste(window.session.design, window.session.catalogue, window.clipping, by)
    window.selection.set(ids)


def duplicate(window: MainWindow) -> None:
    design = window.session.design
    taken = clipboard.copied(design, window.selection.ids)
    window.selection.set(clipboard.paste(design, window.session.catalogue, taken, _BESIDE))


def delete(window: MainWindow) -> None:
    edits.delete(window.session.design, window.selection.ids)


def select_all(window: MainWindow) -> None:
    window.selection.set(sorted(window.session.design.component_ids()))


def rename(window: MainWindow) -> None:
    """Take the keyboard to the name's field, its text selected."""
    window.show_inspector()
    window.inspector.show_tab("Properties")
    window.inspector.focus_field("name")
    field = window.inspector.fields.get("name")
    if field is not None:
        field.selectAll()  # type: ignore[attr-defined]  # a QLineEdit


def properties(window: MainWindow) -> None:
    """Take the keyboard to the first property."""
    window.show_inspector()
    window.inspector.show_tab("Properties")
    names = [n for n in window.inspector.fields if n not in ("name", "label")]
    window.inspector.focus_field(names[0] if names else "name")


def copy_properties(window: MainWindow) -> None:
    component = _chosen(window)[0]
    window.copied_properties = (component.type, component.properties)
    window.refresh_actions()


def paste_properties(window: MainWindow) -> None:
    """Give the copied properties to the selected components of the same type."""
    if window.copied_properties is None:
        return
    type, values = window.copied_properties
    with window.session.design.edit("Paste properties") as edit:
        for component in _chosen(window):
            if component.type == type:
                edit.put(replace(component, properties=values))


def add_by_typing(window: MainWindow) -> None:
    window.add_by_typing(window.canvas.pointer, beside=True)


def connect(window: MainWindow) -> None:
    window.canvas.begin_connecting()
