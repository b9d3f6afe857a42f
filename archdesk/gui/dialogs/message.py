"""A message to the person, in plain text, that does not stop the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def tell(parent: QWidget, title: str, text: str) -> None:
    """Show a message; it closes by itself when the person has read it."""
    box = QMessageBox(parent)
    box.setWindowTitle("ArchDesk")
    box.setTextFormat(Qt.TextFormat.PlainText)
    # One text: the informative one would guess markup.
    shown = text if len(text) < 1500 else f"{text[:1500]} …"
    box.setText(f"{title}\n\n{shown}")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
