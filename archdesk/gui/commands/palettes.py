"""Palettes of one's own, from the menu: their folder, and a first one to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from archdesk.app.palettes import palette_folders, start_palette
from archdesk.errors import ArchDeskError
from archdesk.gui.dialogs.message import tell

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

FIRST = "mine.yaml"


def open_folder(window: MainWindow) -> None:
    """Show the folder in the system's file manager, with a palette to go on from where it is empty."""
    folder = palette_folders()[0]
    try:
        if not any(folder.glob("*.yaml")):
            start_palette(folder / FIRST)
    except (ArchDeskError, OSError) as error:
        tell(window, "The folder of your palettes cannot be made", str(error))
        return
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
    window.say(f"Palettes in {folder} are read when ArchDesk starts.")
