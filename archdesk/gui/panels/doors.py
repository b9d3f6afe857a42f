"""What pages of panels lead to: placing something, a calculator, a question, the template, the browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from archdesk.catalog.citations import aws_page
from archdesk.practice.definitions import Scenario


def _nowhere(id: str) -> None:
    """Until the window says where it leads."""


def _no_scenarios(section: str) -> Sequence[Scenario]:
    """Until the window says where they are."""
    return ()


@dataclass
class Doors:
    """Each takes an id: of a palette entry, a calculator, a decision or diagnostic, a section of the handbook,
    a resource of the template, a scenario; ``scenarios`` are those of a section; ``say`` takes a few words for the status bar. The window sets them.
    """

    place: Callable[[str], None] = _nowhere
    calculate: Callable[[str], None] = _nowhere
    ask: Callable[[str], None] = _nowhere
    read: Callable[[str], None] = _nowhere
    show_resource: Callable[[str], None] = _nowhere
    say: Callable[[str], None] = _nowhere
    practise: Callable[[str], None] = _nowhere
    scenarios: Callable[[str], Sequence[Scenario]] = _no_scenarios


def open_documentation(page: str) -> None:
    """Open a page of AWS's documentation in the browser."""
    QDesktopServices.openUrl(QUrl(aws_page(page)))
