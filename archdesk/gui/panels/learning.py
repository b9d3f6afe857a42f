"""The inspector's Learn tab: a component's sections, its parts, or all sections to look through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from archdesk.catalog.definitions import ComponentType, Part
from archdesk.gui.panels.folding import Fold, Make
from archdesk.gui.panels.reading import (
    add_links,
    bullets,
    documentation,
    label,
    section_body,
    section_page,
    sections_of,
    wide_link,
)
from archdesk.gui.panels.widgets import clear, column, link
from archdesk.handbook.asking import title_of
from archdesk.handbook.calculating import calculators_for
from archdesk.handbook.definitions import Decision, Diagnostic, Section

if TYPE_CHECKING:
    from archdesk.gui.panels.inspector import Inspector

_KEY_LIMITS = 3
_ID = int(Qt.ItemDataRole.UserRole)


class Reader(QWidget):
    """A home page, and the sections opened from it, with a way back. What is open outlives a rebuild."""

    def __init__(
        self, inspector: Inspector, home: Callable[[Reader, QWidget], QWidget], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.inspector = inspector
        self._home = home
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._show()

    def open(self, section: str) -> None:
        self.inspector.reading.append(section)
        self._show()

    def back(self) -> None:
        if self.inspector.reading:
            self.inspector.reading.pop()
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Backspace or (alt and event.key() == Qt.Key.Key_Left):
            self.back()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        had_focus = any(widget.hasFocus() for widget in self.findChildren(QWidget))
        clear(self._layout)
        session, reading = self.inspector.session, self.inspector.reading
        section = session.handbook.sections.get(reading[-1]) if reading else None
        if section is None:
            reading.clear()
            self._layout.addWidget(self._home(self, self))
        else:
            bar = QWidget(self)
            row = QHBoxLayout(bar)
            row.setContentsMargins(12, 10, 12, 0)
            back = link("← Back", bar)
            back.setObjectName("link")
            back.setToolTip("Back (Backspace)")
            back.clicked.connect(self.back)
            row.addWidget(back)
            row.addStretch(1)
            self._layout.addWidget(bar)
            page = section_page(session, section, self.inspector.doors, self.open, self)
            self._layout.addWidget(page, 1)
            if had_focus:
                back.setFocus()
        area = self._area()
        if area is not None:
            area.verticalScrollBar().setValue(0)

    def _area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above


# -- a component ----------------------------------------------------------------------------------------------


def learn_about(inspector: Inspector, kind: ComponentType) -> Make:
    """Makes the Learn tab of a component of this type."""

    def home(reader: Reader, parent: QWidget) -> QWidget:
        return _component_page(inspector, kind, reader, parent)

    return partial(Reader, inspector, home)


def _component_page(inspector: Inspector, kind: ComponentType, reader: Reader, parent: QWidget) -> QWidget:
    session = inspector.session
    page = QWidget(parent)
    layout = column(page)
    layout.addWidget(label(kind.summary, parent=page))
    if kind.placement.reason:
        layout.addWidget(label(kind.placement.reason, "secondary", parent=page))
    own = list(sections_of(session, kind.id))
    for index, section in enumerate(own):
        layout.addWidget(Fold(section.title, _body_of(inspector, section), page, unfolded=index == 0))
    edition = session.design.settings.edition
    if kind.limits:
        layout.addWidget(label("Key limits", "group", parent=page))
        limits = kind.limits[:_KEY_LIMITS]
        layout.addWidget(bullets([f"{limit.label}: {limit.value(edition)}" for limit in limits], page))
        if len(kind.limits) > _KEY_LIMITS:
            text = f"All {len(kind.limits)} limits"
            layout.addWidget(wide_link(text, partial(inspector.show_tab, "Limits"), page))
    if kind.parts:
        layout.addWidget(label("Its parts", "group", parent=page))
        for part in kind.parts.values():
            layout.addWidget(Fold(part.label, _part_of(inspector, kind, part, reader), page))
    doors, handbook = inspector.doors, session.handbook
    found = calculators_for(handbook, kind.id)
    add_links(layout, "Calculators", ((c.label, partial(doors.calculate, c.id)) for c in found), page)
    everything: tuple[Decision | Diagnostic, ...] = (
        *handbook.decisions.values(),
        *handbook.diagnostics.values(),
    )
    asked = [a for a in everything if kind.id in a.types]
    add_links(layout, "Questions", ((title_of(a), partial(doors.ask, a.id)) for a in asked), page)
    ids = {s.id for s in own}
    related = [handbook.sections[c] for c in _cites(kind) if c in handbook.sections and c not in ids]
    add_links(layout, "Related sections", ((s.title, partial(reader.open, s.id)) for s in related), page)
    layout.addSpacing(4)
    if kind.cloudformation.type:
        layout.addWidget(label(f"In a template: {kind.cloudformation.type}", "secondary", parent=page))
    elif kind.cloudformation.why_not:
        layout.addWidget(label(kind.cloudformation.why_not, "secondary", parent=page))
    if kind.aws and not any(s.aws == kind.aws for s in own):
        layout.addWidget(documentation(kind.aws, page))
    layout.addStretch(1)
    return page


def _body_of(inspector: Inspector, section: Section) -> Make:
    return partial(section_body, inspector.session, section)


def _part_of(inspector: Inspector, kind: ComponentType, part: Part, reader: Reader) -> Make:
    """Makes what is said of a part: what it is, where it is set or drawn, and its section."""

    def make(parent: QWidget) -> QWidget:
        box = QWidget(parent)
        layout = column(box, margin=0)
        layout.addWidget(label(part.summary, parent=box))
        names = [n for n in part.properties if n in kind.properties]
        if names:
            labels = [f"“{kind.properties[n].label or n.replace('_', ' ')}”" for n in names]
            text = f"Set by {', '.join(labels)}"
            layout.addWidget(wide_link(text, partial(_show_field, inspector, names[0]), box))
        if part.relations:
            catalogue = inspector.session.catalogue
            verbs = [catalogue.relations[r].label if r in catalogue.relations else r for r in part.relations]
            layout.addWidget(label(f"Drawn as a connection: {', '.join(verbs)}.", "secondary", parent=box))
        section = inspector.session.handbook.sections.get(part.cite)
        if section is not None:
            if section.id != kind.cite:
                layout.addWidget(label(section.summary, parent=box))
                layout.addWidget(bullets(section.remember, box))
            layout.addWidget(wide_link(f"Section: {section.title}", partial(reader.open, section.id), box))
        return box

    return make


def _cites(kind: ComponentType) -> list[str]:
    """The sections that what a type is made of cites, each once."""
    entries = (*kind.limits, *kind.costs, *kind.parts.values(), *kind.properties.values())
    return list(dict.fromkeys(cite for e in entries if (cite := getattr(e, "cite", ""))))


# -- a connection ---------------------------------------------------------------------------------------------


def learn_section(inspector: Inspector, cite: str) -> Make:
    """Makes the Learn tab of a connection: the section it is from; all sections where there is none."""

    def home(reader: Reader, parent: QWidget) -> QWidget:
        session = inspector.session
        section = session.handbook.sections.get(cite)
        if section is None:
            return Browser(inspector, reader, parent)
        return section_page(session, section, inspector.doors, reader.open, parent)

    return partial(Reader, inspector, home)


# -- all sections ---------------------------------------------------------------------------------------------


def browse(inspector: Inspector) -> Make:
    """Makes the list of all sections, shown while nothing is selected."""

    def home(reader: Reader, parent: QWidget) -> QWidget:
        return Browser(inspector, reader, parent)

    return partial(Reader, inspector, home)


class Browser(QWidget):
    """All sections by group; typing leaves those that say it."""

    def __init__(self, inspector: Inspector, reader: Reader, parent: QWidget) -> None:
        super().__init__(parent)
        self.reader = reader
        self.inspector = inspector
        layout = column(self)
        self.search = QLineEdit(inspector.browsing, self)
        self.search.setPlaceholderText("Search the study notes")
        self.search.setAccessibleName("Search the study notes")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        layout.addWidget(self.search)
        self.list = QTreeWidget(self)
        self.list.setHeaderHidden(True)
        self.list.setAccessibleName("Sections of the study notes")
        self.list.setIndentation(14)
        self.list.setMinimumHeight(240)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout.addWidget(self.list, 1)
        self.nothing = label("", "empty", parent=self)
        layout.addWidget(self.nothing)
        self._words: dict[str, str] = {}
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        for group, sections in inspector.session.handbook.groups().items():
            top = QTreeWidgetItem([f"{group}"])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.list.addTopLevelItem(top)
            self._groups.append((top, []))
            for section in sections:
                item = QTreeWidgetItem([section.title])
                item.setData(0, _ID, section.id)
                item.setToolTip(0, section.title)
                top.addChild(item)
                self._groups[-1][1].append(item)
                said = (section.title, section.id, section.group, section.summary, *section.remember)
                self._words[section.id] = " ".join(said).lower()
        self.search.textChanged.connect(self.refresh)
        self.search.returnPressed.connect(self._open_current)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self.refresh(self.search.text())

    def refresh(self, text: str) -> None:
        """Leave the sections that say all words; the first one, best with them in its title, is the current."""
        self.inspector.browsing = text
        typed = text.lower().split()
        fitting: list[QTreeWidgetItem] = []
        for top, items in self._groups:
            fits = [item for item in items if all(word in self._words[item.data(0, _ID)] for word in typed)]
            for item in items:
                item.setHidden(item not in fits)
            top.setHidden(not fits)
            top.setExpanded(bool(typed))
            fitting += fits
        if typed and fitting:
            titled = [item for item in fitting if all(word in item.text(0).lower() for word in typed)]
            self.list.setCurrentItem((titled or fitting)[0])
        self.nothing.setText("" if fitting else f"No section speaks of “{text.strip()}”.")
        self.nothing.setVisible(not fitting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.setFocus()
                if self.list.currentIndex().row() < 0:
                    self.list.setCurrentItem(self._groups[0][0])
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return False

    def _open_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._open(item, 0)

    def _open(self, item: QTreeWidgetItem, column: int) -> None:
        section = item.data(0, _ID)
        if section:
            self.reader.open(section)
        else:
            item.setExpanded(not item.isExpanded())


def _show_field(inspector: Inspector, name: str) -> None:
    inspector.show_tab("Properties")
    inspector.focus_field(name)
