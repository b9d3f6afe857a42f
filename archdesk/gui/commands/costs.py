"""Comparing costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


def compare(window: MainWindow) -> None:
    """Open the comparison with the saved state, another file, and what the design could be instead."""
    from archdesk.gui.dialogs.compare import CompareDialog

    CompareDialog(window).open()
