"""What the window remembers between runs: one typed place over QSettings."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QByteArray, QSettings

from archdesk.app.tags import OVERLAYS, Overlay

ThemeChoice = Literal["light", "dark", "system"]
_RECENT = 10


class Preferences:
    """Typed reads and writes; whatever is missing or odd in the file reads as its default."""

    def __init__(self) -> None:
        # INI everywhere, so that a person can find and read it
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ArchDesk", "ArchDesk")

    @property
    def theme(self) -> ThemeChoice:
        value = self._text("theme")
        return cast(ThemeChoice, value) if value in ("light", "dark", "system") else "system"

    @theme.setter
    def theme(self, value: ThemeChoice) -> None:
        self._store.setValue("theme", value)

    @property
    def recent_files(self) -> list[Path]:
        """The files opened last, newest first; those that went away are left out."""
        lines = self._text("recent_files").split("\n")
        return [Path(line) for line in lines if line and Path(line).is_file()]

    def add_recent_file(self, path: Path) -> None:
        others = [p for p in self.recent_files if p != path.absolute()]
        kept = [path.absolute(), *others][:_RECENT]
        self._store.setValue("recent_files", "\n".join(str(p) for p in kept))

    @property
    def recent_entries(self) -> list[str]:
        """Palette entries placed last, newest first."""
        return [e for e in self._text("recent_entries").split(" ") if e]

    def add_recent_entry(self, entry: str) -> None:
        kept = [entry, *(e for e in self.recent_entries if e != entry)][:6]
        self._store.setValue("recent_entries", " ".join(kept))

    @property
    def favourites(self) -> list[str]:
        """Palette entries with a star, in the order they were given it."""
        return [e for e in self._text("favourites").split(" ") if e]

    def set_favourite(self, entry: str, wanted: bool) -> None:
        kept = [e for e in self.favourites if e != entry] + ([entry] if wanted else [])
        self._store.setValue("favourites", " ".join(kept))

    def category_open(self, category: str, at_first: bool) -> bool:
        """Whether a category of the palette is unfolded; ``at_first`` until a person says otherwise."""
        value = self._text(f"palette/{category}")
        return value == "open" if value in ("open", "closed") else at_first

    def set_category_open(self, category: str, unfolded: bool) -> None:
        self._store.setValue(f"palette/{category}", "open" if unfolded else "closed")

    @property
    def greeted(self) -> bool:
        """Whether the welcome page was shown once."""
        return self._text("greeted") == "yes"

    @greeted.setter
    def greeted(self, value: bool) -> None:
        self._store.setValue("greeted", "yes" if value else "no")

    @property
    def template_placed(self) -> bool:
        """Whether the template was shown once, and stands since where a person wants it."""
        return self._text("template_placed") == "yes"

    @template_placed.setter
    def template_placed(self, value: bool) -> None:
        self._store.setValue("template_placed", "yes" if value else "no")

    @property
    def overlays(self) -> frozenset[Overlay]:
        """What is shown on the canvas besides the design; nothing until a person asks for it."""
        kept = self._text("overlays").split(" ")
        return frozenset(name for name in OVERLAYS if name in kept)

    @overlays.setter
    def overlays(self, shown: frozenset[Overlay]) -> None:
        self._store.setValue("overlays", " ".join(sorted(shown)))

    @property
    def clock_shown(self) -> bool:
        """Whether practising shows the time it takes; it does until somebody switches it off."""
        return self._text("practice/clock") != "off"

    @clock_shown.setter
    def clock_shown(self, value: bool) -> None:
        self._store.setValue("practice/clock", "on" if value else "off")

    def geometry(self) -> QByteArray:
        return self._bytes("window/geometry")

    def docks(self) -> QByteArray:
        return self._bytes("window/docks")

    def keep_window(self, geometry: QByteArray, docks: QByteArray) -> None:
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/docks", docks)

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
