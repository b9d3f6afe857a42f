"""The inspector: what is selected, and everything about it that can be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from archdesk.app.edits import rename, set_property, set_usage
from archdesk.app.session import Session
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.panels import pages
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.drafts import Drafts
from archdesk.model.design import Change
from archdesk.model.records import Component, Connection, Value

if TYPE_CHECKING:
    from archdesk.cloudformation.wires import Wire


class Inspector(QWidget):
    """Shows one component, one connection, a summary of several, or the design's own settings."""

    def __init__(self, session: Session, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.selection = selection
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None
        self._tab = ""
        self._bar: QTabWidget | None = None
        self.doors = Doors()  # the window says where links lead
        self.drafts = Drafts()
        self.reading: list[str] = []  # the sections opened one after the other in the Learn tab
        self.wire: tuple[str, Wire | None] = "", None  # what was last shown in the Wires tab, and of which
        self.browsing = ""  # what is typed in the search of all sections
        self._subject: tuple[str, ...] | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.rebuild)
        self.fields: dict[str, QWidget] = {}
        session.follow(self._changed)
        selection.follow(self._schedule)
        self.rebuild()

    def show_tab(self, name: str) -> None:
        """Bring the tab with this title to the front, where the page has it."""
        self.rebuild()
        tabs = self._bar
        if tabs is not None:
            for index in range(tabs.count()):
                if tabs.tabText(index) == name:
                    tabs.setCurrentIndex(index)

    def read(self, section: str) -> None:
        """Open a section of the handbook in the Learn tab."""
        self.rebuild()  # what is selected now; a new selection would close what is open
        self.reading[:] = [section]
        self._tab = "Learn"
        self.rebuild()

    def focus_field(self, name: str) -> None:
        """Give the keyboard to a field, e.g. ``usage:requests``."""
        field = self.fields.get(name)
        if field is not None:
            field.setFocus()

    def rebuild(self) -> None:
        """Make the page anew, keeping the tab and the field that had the focus."""
        self._later.stop()
        focused = self._focused_name()
        scrolled = self._scrolled() if self._subject == self.selection.ids else 0
        if self._subject != self.selection.ids:
            self.reading.clear()
        self._bar = None
        page = self._make_page()
        if self._page is not None:
            self._layout.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = page
        self._layout.addWidget(page)
        self._subject = self.selection.ids
        self.fields = {
            w.objectName().removeprefix("field:"): w
            for w in page.findChildren(QWidget)
            if w.objectName().startswith("field:")
        }
        if focused in self.fields:
            self.fields[focused].setFocus()
        if scrolled:
            area = page if isinstance(page, QScrollArea) else page.findChild(QScrollArea)
            if isinstance(area, QScrollArea):
                area.verticalScrollBar().setValue(scrolled)

    def _make_page(self) -> QWidget:
        id = self.selection.only
        record = self.session.design.find(id) if id is not None else None
        if isinstance(record, Component):
            return self._tabs(pages.component_tabs(self, record))
        if isinstance(record, Connection):
            return self._tabs(pages.connection_tabs(self, record))
        if self.selection.ids:
            return pages.several_page(self)
        return self._tabs(pages.design_tabs(self))

    def _tabs(self, page: tuple[QWidget, list[tuple[str, QWidget]]]) -> QWidget:
        header, tabs = page
        whole = QWidget(self)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        bar = QTabWidget(whole)
        bar.setObjectName("inspector")  # five tabs have room in the narrowest window
        bar.setDocumentMode(True)
        for title, content in tabs:
            bar.addTab(pages.scrolled(content), title)
        titles = [title for title, _ in tabs]
        bar.setCurrentIndex(titles.index(self._tab) if self._tab in titles else 0)
        bar.currentChanged.connect(self._tab_chosen)
        layout.addWidget(bar, 1)
        self._bar = bar
        return whole

    # -- edits, called by the fields ------------------------------------------------------------------

    def store_name(self, id: str, field: QWidget) -> None:
        if self.session.design.find(id) is not None:
            rename(self.session.design, id, field.text())  # type: ignore[attr-defined]  # a QLineEdit

    def store_property(self, id: str, name: str, value: Value) -> None:
        design = self.session.design
        record = design.find(id)
        if isinstance(record, Component | Connection) and record.properties.get(name) != value:
            if value is None and name not in record.properties:
                return
            set_property(design, self.session.catalogue, id, name, value)

    def store_usage(self, id: str, name: str, value: Value) -> None:
        if self.session.design.find(id) is not None:
            set_usage(self.session.design, id, name, value)

    def store_relation(self, id: str, relation: str) -> None:
        design = self.session.design
        connection = design.connection(id)
        if relation != connection.relation:
            with design.edit(f"Relation {relation.replace('_', ' ')}") as edit:
                edit.put(replace(connection, relation=relation))

    def store_label(self, id: str, field: QWidget) -> None:
        design = self.session.design
        connection = design.find(id)
        text = field.text().strip()  # type: ignore[attr-defined]  # a QLineEdit
        if isinstance(connection, Connection) and connection.label != text:
            with design.edit("Label the connection") as edit:
                edit.put(replace(connection, label=text))

    # -- inside -----------------------------------------------------------------------------------------

    def _changed(self, change: Change | None) -> None:
        self._schedule()

    def _schedule(self) -> None:
        # Not at once: the field that caused the change is still telling it.
        self._later.start()

    def _tab_chosen(self, index: int) -> None:
        if self._bar is not None:
            self._tab = self._bar.tabText(index)

    def _focused_name(self) -> str:
        focused = (w.objectName() for w in self.findChildren(QWidget) if w.hasFocus())
        name = next(focused, "")
        return name.removeprefix("field:") if name.startswith("field:") else ""

    def _scrolled(self) -> int:
        area = self._page.findChild(QScrollArea) if self._page is not None else None
        if isinstance(self._page, QScrollArea):
            area = self._page
        return area.verticalScrollBar().value() if area is not None else 0


def named(field: QWidget, name: str) -> QWidget:
    """The field, under the name by which the inspector finds it again."""
    field.setObjectName(f"field:{name}")
    return field
