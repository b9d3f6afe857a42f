"""The template: its pane, export, check, and the line that deploys it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from archdesk.cloudformation.aws_cli import Deployment, deploy_command
from archdesk.cloudformation.stack_limits import over_limits
from archdesk.cloudformation.text import write_template
from archdesk.errors import ArchDeskError
from archdesk.gui.commands.document import file_name, folder
from archdesk.gui.dialogs.message import tell
from archdesk.gui.words import plain
from archdesk.storage.files import save_bytes

if TYPE_CHECKING:
    from archdesk.app.template_view import Format, Page
    from archdesk.cloudformation.nesting import Nested
    from archdesk.gui.window import MainWindow

_SHARE, _LEAST, _MOST = 0.3, 320, 560  # of the window's width, px
_INSPECTOR, _WIDE = 280, 1500  # px


def connect_pane(window: MainWindow) -> None:
    """Tell the pane what its buttons do, and others where it is."""
    pane, doors = window.template, window.inspector.doors
    doors.show_resource = partial(show_resource, window)
    doors.say = window.say
    pane.save = partial(save_shown, window)
    pane.copy_deploy_command = partial(copy_deploy_command, window)
    pane.say = window.say
    window.template_dock.visibilityChanged.connect(pane.set_in_front)


def pane_shown(window: MainWindow) -> bool:
    return not window.template_dock.isHidden()


def toggle_pane(window: MainWindow) -> None:
    if pane_shown(window):
        window.template_dock.hide()
    else:
        show_pane(window)


def show_pane(window: MainWindow) -> None:
    """Show the template; the first time beside the canvas, where there is room, else behind the inspector."""
    dock, inspector = window.template_dock, window.inspector_dock
    first = not window.preferences.template_placed
    window.preferences.template_placed = True
    beside = first and window.width() >= _WIDE and not dock.isFloating()
    if beside:
        window.removeDockWidget(dock)  # from behind the inspector: docks that share a place are not split
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.splitDockWidget(dock, inspector, Qt.Orientation.Horizontal)
    dock.show()
    dock.raise_()
    if first and not dock.isFloating():
        width = max(_LEAST, min(_MOST, int(window.width() * _SHARE)))
        other = max(_INSPECTOR, inspector.width()) if beside else width
        window.resizeDocks([dock, inspector], [width, other], Qt.Orientation.Horizontal)


def show_resource(window: MainWindow, logical_id: str) -> None:
    show_pane(window)
    window.template.show_resource(logical_id)


def export(window: MainWindow) -> None:
    """Ask how the template is to be, with what will be written, and write it."""
    from archdesk.gui.dialogs.template_export import TemplateDialog

    TemplateDialog(window).open()


def check(window: MainWindow) -> None:
    show_pane(window)
    window.template.check()


def save_shown(window: MainWindow) -> None:
    """Save the template as the pane shows it."""
    pane = window.template
    save_page(window, window, pane.current_page(), pane.format_)


def copy_deploy_command(window: MainWindow) -> None:
    """Copy the lines that deploy the template as the pane shows it; what has to be filled in is told."""
    pane = window.template
    page = pane.current_page()
    if page.error:
        tell(window, "There is no template to deploy", page.error)
        return
    settings = window.session.design.settings
    file = window.template.files.get(pane.format_) or PurePath(f"{file_name(window)}.{pane.format_}")
    found = deploy_command(
        page.template, file, Deployment(stack_name(settings.name), settings.region), size=page.size
    )
    QGuiApplication.clipboard().setText("\n".join(found.lines))
    too_much = over_limits(page.template, page.size)
    if too_much:
        words = f"It is too much for one stack: {'; '.join(too_much)}. Export it in nested stacks."
        tell(window, "Copied, but CloudFormation will refuse it", words)
    elif found.fill_in:
        tell(window, "Copied. Fill in what stands in capitals:", "\n".join(found.fill_in))
    else:
        window.say("Deploy command copied")


def save_page(window: MainWindow, over: QWidget, page: Page, format: Format) -> Path | None:
    """Ask for a place and write the page there; what goes wrong is told. Where it was written."""
    chosen = _ask_where(window, over, page, format)
    return chosen if chosen is not None and _write(window, over, chosen, {chosen: page.text}) else None


def save_nested(window: MainWindow, over: QWidget, page: Page, format: Format) -> Path | None:
    """The same as a root and the templates of its nested stacks beside it."""
    chosen = _ask_where(window, over, page, format)
    if chosen is None:
        return None
    try:
        nested = nested_of(window, page, chosen.stem, chosen.suffix)
    except ArchDeskError as error:
        tell(over, "It cannot be split", str(error))
        return None
    texts = {}
    for name, template in nested.children.items():
        said = {k: v for k, v in page.comments.items() if len(k) > 1 and k[1] in template["Resources"]}
        texts[chosen.with_name(name)] = write_template(template, format, said)
    there = [path.name for path in texts if path.exists()]
    buttons = QMessageBox.StandardButton
    question = plain(f"There is already {', '.join(there)}.")
    if there and buttons.Yes != QMessageBox.question(
        over, "Replace?", question, buttons.Yes | buttons.Cancel
    ):
        return None
    texts[chosen] = write_template(nested.root, format)  # last: it is whole only when all others are there
    return chosen if _write(window, over, chosen, texts) else None


def nested_of(window: MainWindow, page: Page, stem: str, suffix: str) -> Nested:
    """The page in parts. Raises UsageError where it cannot be split."""
    from archdesk.cloudformation.nesting import nest

    return nest(page.template, window.session.design, window.session.catalogue, stem, suffix)


def _ask_where(window: MainWindow, over: QWidget, page: Page, format: Format) -> Path | None:
    if page.error:
        tell(over, "There is no template to write", page.error)
        return None
    known = window.template.files.get(format)
    proposed = known or Path(folder(window)) / f"{file_name(window)}.{format}"
    kinds = "JSON (*.json)" if format == "json" else "YAML (*.yaml *.yml)"
    name, _ = QFileDialog.getSaveFileName(over, "Export CloudFormation", str(proposed), kinds)
    if not name:
        return None
    chosen = Path(name)
    return chosen if chosen.suffix else chosen.with_suffix(f".{format}")


def _write(window: MainWindow, over: QWidget, chosen: Path, texts: Mapping[Path, str]) -> bool:
    """Write the files, and tell what goes wrong. Whether all were written."""
    for path, text in texts.items():
        try:
            save_bytes(path, text.encode())
        except ArchDeskError as error:
            tell(over, "No template was written" if len(texts) == 1 else "Not all was written", str(error))
            return False
    window.template.files["json" if chosen.suffix == ".json" else "yaml"] = chosen
    more = f", and {len(texts) - 1} nested ones beside it" if len(texts) > 1 else ""
    window.say(f"Template written to {chosen.name}{more}")
    return True


def stack_name(name: str) -> str:
    """The design's name as the name of a stack: letters, digits and hyphens, a letter first."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:128]
    return words if words[:1].isalpha() else f"stack-{words}".rstrip("-")[:128]
