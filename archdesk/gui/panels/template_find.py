"""Finding in the text of the template: a line above it that comes with Ctrl+F and goes with Escape."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from archdesk.gui.panels.template_text import TemplateText
from archdesk.gui.panels.widgets import label, small_button


class FindBar(QWidget):
    """Enter goes to the next place, Shift+Enter to the one before; capitals do not matter."""

    def __init__(self, text: TemplateText, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("Find in the template")
        self.line.setAccessibleName("Find in the template")
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._typed)
        row.addWidget(self.line, 1)
        self.said = label("", "secondary", wrap=False, parent=self)
        row.addWidget(self.said)
        self.before = small_button("↑", "The place before (Shift+Enter)", self)
        self.before.clicked.connect(self.back)
        self.after = small_button("↓", "The next place (Enter)", self)
        self.after.clicked.connect(self.on)
        self.end = small_button("×", "Close (Escape)", self)
        self.end.clicked.connect(self.close_bar)
        for button in (self.before, self.after, self.end):
            row.addWidget(button)
        self.hide()

    def open_bar(self) -> None:
        """Show it, with what is selected in the text."""
        chosen = self._text.textCursor().selectedText()
        self.show()
        if chosen and "\u2029" not in chosen:
            self.line.setText(chosen)
        self.line.setFocus()
        self.line.selectAll()

    def close_bar(self) -> None:
        self.hide()
        self._text.found = None
        self._text.viewport().update()
        self._text.setFocus()

    def on(self) -> None:
        self._go(forward=True)

    def back(self) -> None:
        self._go(forward=False)

    def refresh(self) -> None:
        """The text has changed: say how often it is there now."""
        if self.isVisible():
            self._text.found = None
            self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.line or event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(forward=not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return True
        return False

    def _typed(self, typed: str) -> None:
        cursor = self._text.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._text.setTextCursor(cursor)
        self._go(forward=True)

    def _go(self, forward: bool) -> None:
        typed, document = self.line.text(), self._text.document()
        self._text.found = None
        if typed:
            way = QTextDocument.FindFlag(0) if forward else QTextDocument.FindFlag.FindBackward
            at = document.find(typed, self._text.textCursor(), way)
            if at.isNull():  # go on from the other end
                start = QTextCursor(document)
                if not forward:
                    start.movePosition(QTextCursor.MoveOperation.End)
                at = document.find(typed, start, way)
            if not at.isNull():
                self._text.setTextCursor(at)
                self._text.found = at.selectionStart(), at.selectionEnd()
                if not self._text.sees(at.blockNumber()):
                    self._text.show_line(at.blockNumber(), rows_above=4)
                self._text.ensureCursorVisible()
        self._text.viewport().update()
        self._say()

    def _say(self) -> None:
        typed = self.line.text().lower()
        if not typed:
            self.said.setText("")
            return
        whole = self._text.toPlainText().lower()
        times = whole.count(typed)
        if not times:
            self.said.setText("not found")
            return
        at = whole.count(typed, 0, self._text.found[1]) if self._text.found is not None else 0
        self.said.setText(f"{at} of {times:,}" if at else f"{times:,}")
