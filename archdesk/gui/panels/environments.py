"""The environments of a design, and in which of them a component is."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFormLayout, QGridLayout, QLineEdit, QWidget

from archdesk.app.edits import set_environments, set_settings
from archdesk.app.session import Session
from archdesk.gui.panels.widgets import Check, label
from archdesk.model.records import Component

_A_ROW = 3
_WORDS = "The template then asks which one to deploy, and leaves out what is only in others."


def environments_field(session: Session, parent: QWidget) -> QLineEdit:
    """The names of all environments, with commas between."""
    field = QLineEdit(", ".join(session.design.settings.environments), parent)
    field.setObjectName("field:environments")
    field.setPlaceholderText("dev, prod")
    field.setToolTip(_WORDS)
    field.editingFinished.connect(partial(_set_all, session, field))
    return field


def add_environments(form: QFormLayout, session: Session, component: Component, parent: QWidget) -> None:
    """A row of check boxes, one for each environment of the design."""
    row = QWidget(parent)
    layout = QGridLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setHorizontalSpacing(12)
    boxes = []
    for number, name in enumerate(session.design.settings.environments):
        box = Check(name, row)
        box.setObjectName(f"environment:{name}")
        box.setToolTip(_WORDS)
        box.setChecked(not component.environments or name in component.environments)
        boxes.append(box)
        layout.addWidget(box, number // _A_ROW, number % _A_ROW)
    layout.setColumnStretch(_A_ROW, 1)
    for box in boxes:
        box.clicked.connect(partial(_set_some, session, component.id, boxes))
    form.addRow(label("Deployed in", "field_label"), row)


def _set_all(session: Session, field: QLineEdit) -> None:
    names = tuple(dict.fromkeys(n.strip() for n in field.text().split(",") if n.strip()))
    set_settings(session.design, "Set environments", environments=names)


def _set_some(session: Session, id: str, boxes: list[Check], checked: bool = False) -> None:
    """At least one stays chosen: what is nowhere need not be drawn."""
    chosen = [box.text() for box in boxes if box.isChecked()]
    if chosen:
        set_environments(session.design, id, chosen)
    else:
        for box in boxes:
            box.setChecked(box.text() in session.design.component(id).environments)
