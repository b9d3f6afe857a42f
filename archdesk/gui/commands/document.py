"""New, open, save, import, export."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from archdesk.errors import ArchDeskError
from archdesk.gui.dialogs.message import tell
from archdesk.gui.words import plain
from archdesk.model.design import Design
from archdesk.shipped import shipped
from archdesk.storage.files import SUFFIX, read_file

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

_DESIGNS = f"ArchDesk designs (*{SUFFIX});;All files (*)"
_TEMPLATES = "CloudFormation (*.yaml *.yml *.json *.template);;All files (*)"


FIRST_SAMPLE = shipped("samples") / f"three-tier-web{SUFFIX}"


def may_leave(window: MainWindow) -> bool:
    """Whether the design may be left: it is saved, or the person saves or discards it now."""
    if not window.session.dirty or window.practice.examined:
        return True
    name = window.session.design.settings.name
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        "Save changes?",
        plain(f"“{name}” has changes that are not saved."),
        buttons.Save | buttons.Discard | buttons.Cancel,
        buttons.Save,
    )
    if answer == buttons.Save:
        return save(window)
    return answer == buttons.Discard


def new(window: MainWindow) -> None:
    if may_leave(window):
        window.session.replace(Design())
        window.canvas.fit()


def open_file(window: MainWindow) -> None:
    if not may_leave(window):
        return
    name, _ = QFileDialog.getOpenFileName(window, "Open", folder(window), _DESIGNS)
    if name:
        open_path(window, Path(name))


def open_path(window: MainWindow, path: Path) -> bool:
    """Open a design; what is wrong with it is shown. Whether it was opened."""
    try:
        notes = window.session.open(path)
    except ArchDeskError as error:
        tell(window, f"{path.name} cannot be opened", str(error))
        return False
    window.opened(path)
    if notes:
        tell(window, "Some of it is not known, and was kept as it is", "\n".join(notes))
    return True


def fill_recent(window: MainWindow, menu: QMenu) -> None:
    """List the files opened last in a menu."""
    menu.clear()
    for path in window.preferences.recent_files:
        action = QAction(path.name.replace("&", "&&"), menu)
        action.setToolTip(plain(str(path)))
        action.triggered.connect(partial(open_recent, window, path))
        menu.addAction(action)
    if menu.isEmpty():
        nothing = QAction("nothing yet", menu)
        nothing.setEnabled(False)
        menu.addAction(nothing)


def open_recent(window: MainWindow, path: Path) -> None:
    if may_leave(window):
        open_path(window, path)


def open_sample(window: MainWindow) -> None:
    from archdesk.gui.dialogs.welcome import WelcomeDialog

    WelcomeDialog(window).open()


def open_sample_file(window: MainWindow, path: Path) -> None:
    """A sample opens as a new design, so that saving does not write into the samples."""
    if not may_leave(window):
        return
    try:
        window.session.open(path)
    except ArchDeskError as error:
        tell(window, "The sample cannot be opened", str(error))
        return
    window.session.path = None
    window.opened(None)


def samples() -> list[Path]:
    return sorted(shipped("samples").glob(f"*{SUFFIX}"))


def save(window: MainWindow) -> bool:
    """Save where it was opened from; asks for a place where there is none. Whether it was saved."""
    if window.session.path is None:
        return save_as(window)
    return _save_to(window, window.session.path)


def save_as(window: MainWindow) -> bool:
    proposed = window.session.path or Path(folder(window)) / f"{file_name(window)}{SUFFIX}"
    name, _ = QFileDialog.getSaveFileName(window, "Save as", str(proposed), _DESIGNS)
    if not name:
        return False
    path = Path(name)
    return _save_to(window, path if path.suffix else path.with_suffix(SUFFIX))


def export_picture(window: MainWindow) -> None:
    from archdesk.gui.dialogs.export import PictureDialog

    PictureDialog(window).open()


def import_template(window: MainWindow) -> None:
    """Open a CloudFormation template as a new design."""
    from archdesk.app.importing import design_of_template

    if not may_leave(window):
        return
    name, _ = QFileDialog.getOpenFileName(window, "Import CloudFormation", folder(window), _TEMPLATES)
    if not name:
        return
    path = Path(name)
    try:
        design = design_of_template(read_file(path), path.name, window.session.catalogue)
    except ArchDeskError as error:
        tell(window, f"{path.name} cannot be imported", str(error))
        return
    window.session.replace(design)
    window.opened(None)


def quit_window(window: MainWindow) -> None:
    window.close()


def _save_to(window: MainWindow, path: Path) -> bool:
    try:
        window.session.save(path)
    except ArchDeskError as error:
        tell(window, "Not saved", str(error))
        return False
    window.preferences.add_recent_file(path)
    window.say(f"Saved to {path.name}")
    return True


def folder(window: MainWindow) -> str:
    return str(window.session.path.parent if window.session.path is not None else Path.home())


def file_name(window: MainWindow) -> str:
    """The design's name as a file name."""
    name = window.session.design.settings.name
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name).strip("-").lower() or "design"


def offer_recovery(window: MainWindow) -> bool:
    """Ask whether to go on with what a crash left behind. Whether that is now the design."""
    from archdesk.gui.recovery import leftovers, recover

    found = leftovers()
    if not found:
        return False
    left = found[0]
    name = left.path.name if left.path is not None else "a design that was never saved"
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        "Recover?",
        plain(f"ArchDesk ended without saving {name}. Go on with what was drawn?"),
        buttons.Yes | buttons.Discard | buttons.Cancel,
        buttons.Yes,
    )
    if answer == buttons.Yes:
        try:
            recover(window.session, left)
        except ArchDeskError as error:
            tell(window, "It cannot be recovered", f"{error}\nThe copy is at {left.copy}")
            return False
        window.recovery.write()
        window.opened(None)
    if answer in (buttons.Yes, buttons.Discard):
        left.discard()
    return answer == buttons.Yes
