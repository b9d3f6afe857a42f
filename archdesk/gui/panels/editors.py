"""A field for each kind of property: it shows a value and tells what a person entered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QLineEdit, QPlainTextEdit, QWidget

from archdesk.catalog.definitions import Property
from archdesk.gui.panels.values import BadValueError, bounds_in_words, in_words, parse, shown
from archdesk.gui.panels.widgets import Check, Choices
from archdesk.gui.words import plain
from archdesk.model.records import Edition, Value

Store = Callable[[Value], None]
Complain = Callable[[str], None]


class UnitEdit(QLineEdit):
    """A line edit with its unit inside, at the right."""

    def __init__(self, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = QLabel(unit, self)
        self._unit.setTextFormat(Qt.TextFormat.PlainText)
        self._unit.setObjectName("unit")
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if unit:
            self.setTextMargins(0, 0, self._unit.sizeHint().width() + 6, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._unit.sizeHint()
        self._unit.setGeometry(self.width() - size.width() - 8, 0, size.width(), self.height())


class LinesEdit(QPlainTextEdit):
    """A few lines of text; what was typed counts when the focus leaves."""

    def __init__(self, leave: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leave = leave
        self.setTabChangesFocus(True)
        self.setFixedHeight(72)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._leave()


def editor(
    definition: Property, value: Value, edition: Edition, store: Store, complain: Complain, parent: QWidget
) -> QWidget:
    """The field for a property. It calls ``store`` with a good value and ``complain`` with what is wrong."""
    choices = definition.bound("values", edition)
    if definition.type == "boolean":
        box = Check("", parent)
        box.setChecked(bool(value))
        box.toggled.connect(store)
        return box
    if choices:
        return _choice(list(choices), value, store, parent)
    if definition.type in ("text", "json", "list"):
        lines = LinesEdit(_nothing, parent)
        lines.setPlainText(shown(value, definition))
        lines._leave = partial(_finish_lines, lines, definition, edition, store, complain)
        lines.setToolTip(tooltip(definition, edition))
        return lines
    if definition.examples:
        return _open_choice(definition, value, edition, store, complain, parent)
    line = UnitEdit(definition.unit, parent)
    line.setText(shown(value, definition))
    line.setCursorPosition(0)
    line.setToolTip(tooltip(definition, edition))
    if definition.secret:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    if definition.type == "duration" and isinstance(value, int | float) and value >= 120:
        line.setToolTip("\n".join(filter(None, [in_words(value), line.toolTip()])))
    line.textEdited.connect(partial(_check, definition, edition, complain))
    line.editingFinished.connect(partial(_finish_line, line, definition, edition, store, complain))
    return line


def tooltip(definition: Property, edition: Edition) -> str:
    """What the property means, its bounds, and the section of the notes it is from."""
    bounds = bounds_in_words(definition, edition)
    cite = f"Notes: {definition.cite}" if definition.cite else ""
    return plain("\n".join(filter(None, [definition.doc, bounds[:1].upper() + bounds[1:], cite])))


def _choice(choices: list[Value], value: Value, store: Store, parent: QWidget) -> QComboBox:
    box = Choices(parent)
    for choice in choices:
        box.addItem(str(choice), choice)
    at = choices.index(value) if value in choices else -1
    if at < 0 and value is not None:
        box.addItem(f"{value} (not in this edition)", value)
        at = box.count() - 1
    if value is None:
        box.insertItem(0, "not set", None)
        at = 0
    box.setCurrentIndex(at)
    box.activated.connect(partial(_chosen, box, store))
    return box


def _open_choice(
    definition: Property, value: Value, edition: Edition, store: Store, complain: Complain, parent: QWidget
) -> QComboBox:
    """A list to choose from in which anything may be typed as well."""
    box = Choices(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    for example in definition.examples:
        box.addItem(shown(example, definition))
    box.setEditText(shown(value, definition))
    box.setToolTip(tooltip(definition, edition))
    line, completer = box.lineEdit(), box.completer()
    assert line is not None
    assert completer is not None
    line.setCursorPosition(0)
    line.setTextMargins(0, 0, -4, 0)  # the box round it has margins enough; db.t3.medium just fits
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    line.textEdited.connect(partial(_check, definition, edition, complain))
    line.editingFinished.connect(partial(_finish_line, line, definition, edition, store, complain))
    box.textActivated.connect(partial(_taken, line, definition, edition, store, complain))
    return box


def _taken(
    line: QLineEdit, definition: Property, edition: Edition, store: Store, complain: Complain, text: str
) -> None:
    line.setModified(False)  # leaving the field afterwards is no second edit
    _finish(text, definition, edition, store, complain)


def _chosen(box: QComboBox, store: Store, index: int) -> None:
    store(box.itemData(index))


def _check(definition: Property, edition: Edition, complain: Complain, text: str) -> None:
    try:
        parse(text, definition, edition)
    except BadValueError as error:
        complain(str(error))
    else:
        complain("")


def _finish_line(
    line: QLineEdit, definition: Property, edition: Edition, store: Store, complain: Complain
) -> None:
    if line.isModified():  # leaving a field that nobody touched says nothing
        line.setModified(False)
        _finish(line.text(), definition, edition, store, complain)


def _finish_lines(
    lines: QPlainTextEdit, definition: Property, edition: Edition, store: Store, complain: Complain
) -> None:
    if lines.document().isModified():
        lines.document().setModified(False)
        _finish(lines.toPlainText(), definition, edition, store, complain)


def _finish(text: str, definition: Property, edition: Edition, store: Store, complain: Complain) -> None:
    try:
        value = parse(text, definition, edition)
    except BadValueError as error:
        complain(str(error))
        return
    complain("")
    store(value)


def _nothing() -> None:
    """Until the field is complete, leaving it means nothing."""
