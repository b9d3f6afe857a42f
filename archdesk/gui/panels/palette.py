"""The palette: what can be placed, three a row in categories, found by typing, dragged out or entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QScrollArea, QVBoxLayout, QWidget

from archdesk.app.edits import type_of_entry
from archdesk.app.session import Session
from archdesk.gui.panels.categories import Section
from archdesk.gui.panels.entries import CATEGORIES, Entry, category_name, entries, entry_of, search
from archdesk.gui.panels.tiles import Tile
from archdesk.gui.panels.widgets import column, label
from archdesk.gui.settings import Preferences

_AT_MOST: Final = 48  # matches shown: who sees more types on
_AT_ONCE: Final = 24  # tiles made before the first paint; the others follow when it is done
_KEY_LIMITS: Final = 3


class PalettePanel(QWidget):
    """``place`` is called with an entry's id; the window decides where it goes."""

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        place: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.preferences = preferences
        self.place = place
        self._stars = set(preferences.favourites)
        self._recent_waits = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 0)
        layout.setSpacing(6)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search components")
        self.search.setAccessibleName("Search components")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._place_first)
        self.search.installEventFilter(self)
        layout.addWidget(self.search)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._column = column(content, margin=0, spacing=2)
        self._found = self._section("", "", "", content)
        self._nothing = label("", "empty", parent=content)
        self._column.addWidget(self._nothing)
        self.favourites = self._section("favourites", "Favourites", "", content)
        self.recent = self._section("recent", "Recently used", "", content)
        self._waiting: list[tuple[Section, Sequence[Entry]]] = []
        self.categories: dict[str, Section] = {}
        self._add_categories(content)
        self._column.addStretch(1)
        self._area.setWidget(content)
        layout.addWidget(self._area, 1)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.finish)
        self._later.start()
        self.favourites.set_entries(self._known(preferences.favourites))
        self.recent.set_entries(self._known(preferences.recent_entries))
        self._typed("")

    @property
    def tiles(self) -> list[Tile]:
        """The tiles that can be seen or scrolled to, in order."""
        return [tile for section in self._shown() if section.unfolded for tile in section.tiles]

    def finish(self) -> None:
        """Make the tiles that were put off until the window stood."""
        waiting, self._waiting = self._waiting, []
        for section, members in waiting:
            section.set_entries(members)
            section.setVisible(bool(members) and not self.search.text().strip())

    def refresh_recent(self) -> None:
        """Show what was placed last, as soon as nothing would move away under the pointer."""
        self._recent_waits = True
        if not self.underMouse() and not any(t.dragging for s in self._sections() for t in s.tiles):
            self._show_recent()

    # -- what tiles ask for --------------------------------------------------------------------------------

    def place_entry(self, entry: Entry) -> None:
        self.search.selectAll()  # the next search types over it
        self.place(entry.id)

    def toggle_favourite(self, entry: Entry) -> None:
        """Give an entry its star, or take it away; a part's star goes to its owner."""
        wanted = not self.is_favourite(entry)
        had_focus = any(t.hasFocus() for t in self.favourites.tiles)
        self.preferences.set_favourite(entry.places, wanted)
        self._stars = set(self.preferences.favourites)
        self.favourites.set_entries(self._known(self.preferences.favourites))
        self.favourites.setVisible(bool(self._stars) and not self.search.text().strip())
        if had_focus:
            self.search.setFocus()
        self._area.viewport().update()

    def is_favourite(self, entry: Entry) -> bool:
        return entry.places in self._stars

    def is_first_match(self, tile: Tile) -> bool:
        typing = self.search.hasFocus() and bool(self.search.text().strip())
        return typing and tile in self._found.tiles[:1]

    def tip(self, entry: Entry) -> str:
        """What it is, and the limits one should know, in the design's edition."""
        kind = self.session.catalogue.types[type_of_entry(self.session.catalogue, entry.places)]
        edition = self.session.design.settings.edition
        limits = [f"{limit.label}: {limit.value(edition)}" for limit in kind.limits[:_KEY_LIMITS]]
        return "\n".join(filter(None, [entry.title, entry.summary, *limits]))

    def open_tile_menu(self, tile: Tile, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        placing = QAction("Place beside the selection\tEnter", menu)
        placing.triggered.connect(partial(_call, self.place_entry, tile.entry))
        menu.addAction(placing)
        words = "Remove from favourites" if self.is_favourite(tile.entry) else "Add to favourites"
        star = QAction(f"{words}\t*", menu)
        star.triggered.connect(partial(_call, self.toggle_favourite, tile.entry))
        menu.addAction(star)
        menu.popup(at)

    def drag_ended(self) -> None:
        if self._recent_waits:
            self.refresh_recent()

    def walk(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Arrows go to the neighbour, Home and End to the ends, Escape and letters back to the search."""
        rows = [row for section in self._shown() for row in section.rows()]
        at = next(((y, row.index(widget)) for y, row in enumerate(rows) if widget in row), None)
        if at is None:
            return False
        y, x = at
        flat = [w for row in rows for w in row]
        here = flat.index(widget)
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                step = 1 if event.key() == Qt.Key.Key_Right else -1
                self._go(flat[max(0, min(len(flat) - 1, here + step))])
            case Qt.Key.Key_Down:
                below = rows[min(len(rows) - 1, y + 1)]
                self._go(below[min(x, len(below) - 1)])
            case Qt.Key.Key_Up if y == 0:
                self.search.setFocus()
            case Qt.Key.Key_Up:
                self._go(rows[y - 1][min(x, len(rows[y - 1]) - 1)])
            case Qt.Key.Key_Home:
                self._go(flat[0])
            case Qt.Key.Key_End:
                self._go(flat[-1])
            case Qt.Key.Key_Escape:
                self.search.setFocus()
                self.search.selectAll()
            case _:
                return self._type_on(event)
        return True

    # -- events ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._area.viewport().update()  # the frame round the first match comes and goes
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.search:
            if event.key() == Qt.Key.Key_Down:
                for tile in self.tiles[:1]:
                    self._go(tile)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return False

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._recent_waits:
            self.refresh_recent()

    # -- inside ----------------------------------------------------------------------------------------------

    def _section(self, id: str, title: str, colour: str, content: QWidget, unfolded: bool = True) -> Section:
        unfolded = self.preferences.category_open(id, unfolded) if id else True
        section = Section(id, title, colour, unfolded, self, self.preferences.set_category_open, content)
        self._column.addWidget(section)
        return section

    def _add_categories(self, content: QWidget) -> None:
        """The categories that have something, in AWS's order; those of palettes of a user's own after them."""
        members: dict[str, list[Entry]] = {}
        for entry in entries(self.session.catalogue):
            members.setdefault(entry.category, []).append(entry)
        at_first = {id: unfolded for id, _, unfolded in CATEGORIES}
        made = 0
        for id in [*(i for i in at_first if i in members), *(i for i in members if i not in at_first)]:
            section = self._section(id, category_name(id), id, content, at_first.get(id, True))
            self.categories[id] = section
            if section.unfolded and made >= _AT_ONCE:
                self._waiting.append((section, members[id]))
            else:
                section.set_entries(members[id])
                made += len(section.tiles)

    def _sections(self) -> list[Section]:
        return [self._found, self.favourites, self.recent, *self.categories.values()]

    def _shown(self) -> list[Section]:
        return [section for section in self._sections() if not section.isHidden()]

    def _typed(self, text: str) -> None:
        typed = text.strip()
        found = list(search(self.session.catalogue, typed))[:_AT_MOST] if typed else []
        tiles, parts = [e for e in found if not e.owner], [e for e in found if e.owner]
        self._found.set_entries([*parts, *tiles] if found and found[0].owner else [*tiles, *parts])
        self._nothing.setText(f"Nothing is called “{typed}”." if typed and not found else "")
        self._nothing.setVisible(bool(typed) and not found)
        for section in (self.favourites, self.recent, *self.categories.values()):
            section.setVisible(not typed and bool(section.entries))
        if typed:
            self._area.verticalScrollBar().setValue(0)

    def _place_first(self) -> None:
        if self.search.text().strip() and self._found.tiles:
            self.place_entry(self._found.tiles[0].entry)

    def _show_recent(self) -> None:
        self._recent_waits = False
        self.recent.set_entries(self._known(self.preferences.recent_entries))
        self.recent.setVisible(bool(self.recent.entries) and not self.search.text().strip())

    def _known(self, ids: Sequence[str]) -> list[Entry]:
        found = (entry_of(self.session.catalogue, id) for id in ids)
        return [entry for entry in found if entry is not None]

    def _go(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(widget, 0, 8)

    def _type_on(self, event: QKeyEvent) -> bool:
        """A letter typed over a tile goes on with the search."""
        text = event.text()
        backspace = event.key() == Qt.Key.Key_Backspace
        if (not text.isprintable() or not text.strip()) and not backspace:
            return False
        self.search.setFocus()
        self.search.setText(self.search.text()[:-1] if backspace else self.search.text() + text)
        return True


def _call(call: Callable[[Entry], None], entry: Entry, checked: bool = False) -> None:
    call(entry)
