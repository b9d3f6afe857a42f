"""What a component reaches into, chosen by name from a menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from archdesk.app.edits import set_spans, span_choices
from archdesk.app.session import Session
from archdesk.gui.words import plain
from archdesk.model.records import Component


class SpanChoice(QPushButton):
    """Says the names; a click opens the menu that changes them. Each choice is one undo step."""

    def __init__(self, session: Session, component: Component, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.component = component.id
        self.setObjectName("link")
        design = session.design
        names = ", ".join(design.component(s).name for s in component.spans) or "nothing further"
        self.names = names
        self.setToolTip(plain(names))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Reaches into")
        choices = span_choices(design, session.catalogue, component.id)
        self.setEnabled(bool(choices))
        menu = QMenu(self)
        for id in choices:
            action = QAction(design.component(id).name.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(id in component.spans)
            action.setData(id)
            menu.addAction(action)
        menu.triggered.connect(self.choose)
        self.setMenu(menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the names as there is room for."""
        super().resizeEvent(event)
        room = self.width() - 20  # the arrow of the menu
        shown = self.fontMetrics().elidedText(self.names, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    def choose(self, action: QAction) -> None:
        """Reach into one more, or one less."""
        component = self.session.design.component(self.component)
        set_spans(self.session.design, self.component, set(component.spans) ^ {str(action.data())})
