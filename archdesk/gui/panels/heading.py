"""What stands above a component's tabs: its icon, its name to edit, and what it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from archdesk.catalog.definitions import ComponentType
from archdesk.gui.panels.pictures import icon_pixmap
from archdesk.gui.panels.widgets import label
from archdesk.gui.style import theme_in
from archdesk.gui.words import plain
from archdesk.model.records import Component

if TYPE_CHECKING:
    from archdesk.gui.panels.inspector import Inspector


def heading(inspector: Inspector, component: Component, kind: ComponentType) -> QWidget:
    header = QWidget(inspector)
    grid = QGridLayout(header)
    grid.setContentsMargins(12, 12, 12, 8)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    picture = QLabel(header)
    plate = theme_in(inspector.palette()).plate
    picture.setPixmap(icon_pixmap(kind.icon, 40, header.devicePixelRatioF(), plate))
    grid.addWidget(picture, 0, 0, 2, 1)
    name = QLineEdit(component.name, header)
    name.setCursorPosition(0)
    name.setObjectName("field:name")
    name.setAccessibleName("Name")
    name.setProperty("title", True)
    name.editingFinished.connect(partial(inspector.store_name, component.id, name))
    grid.addWidget(name, 0, 1)
    drawn = "drawn, not exported" if kind.cloudformation.why_not and kind.container is None else ""
    service = "" if kind.service in kind.label else kind.service
    where = label(" · ".join(filter(None, [kind.label, service, drawn])), "secondary", parent=header)
    where.setToolTip(plain(kind.cloudformation.why_not))
    grid.addWidget(where, 1, 1)
    grid.setColumnStretch(1, 1)
    return header
