"""Questions: which of these, what is wrong here, what comes after what. Found, answered, the answer placed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.session import Session
from archdesk.gui.panels.entries import find_entry
from archdesk.gui.panels.reading import bullets, sequence
from archdesk.gui.panels.widgets import column, label
from archdesk.gui.words import plain
from archdesk.handbook.asking import Answer, Kind, find, title_of
from archdesk.handbook.definitions import Decision, Diagnostic, Option
from archdesk.handbook.definitions import Sequence as Steps
from archdesk.model.records import NOTHING, Value

_LIST = 312  # px, the width of the list
_ID = int(Qt.ItemDataRole.UserRole)
_KINDS: dict[Kind, str] = {"decision": "Decision", "diagnostic": "Symptom", "sequence": "Step by step"}


class AskDialog(QDialog):
    """``place`` is called with the entry of the option taken and the properties that make it the answer.

    The window knows the place asked from.
    """

    def __init__(
        self,
        session: Session,
        types: Sequence[str],
        about: str,
        place: Callable[[str, Mapping[str, Value]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.types = tuple(types)
        self.place = place
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Ask about {about}" if about else "Ask")
        self.resize(860, 560)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.setSpacing(8)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Which queue? Why does it time out?")
        self.search.setAccessibleName("Question")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self.refresh)
        self.search.returnPressed.connect(self._to_answer)
        whole.addWidget(self.search)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        whole.addLayout(halves, 1)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Questions")
        self.list.setWordWrap(True)
        self.list.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )  # lines wrap as if it were there
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setFixedWidth(_LIST)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose)
        self.list.itemActivated.connect(self._activated)
        halves.addWidget(self.list)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        halves.addWidget(self._area, 1)
        self.buttons: list[QPushButton] = []
        self._answers: dict[str, Answer] = {}
        self.refresh("")
        self.search.setFocus()

    def show_answer(self, id: str) -> None:
        """Open the answer of this decision or diagnostic."""
        if id not in {a.entry.id for a in self._answers.values()}:
            self.types = ()
            self.refresh(self.search.text())
        rows = [row for row in range(self.list.count()) if self._at(row).entry.id == id]
        if rows:
            self.list.setCurrentRow(rows[0])

    def _at(self, row: int) -> Answer:
        return self._answers[self.list.item(row).data(_ID)]

    def refresh(self, text: str) -> None:
        """List what fits: without words all that is about the component types, the rest below."""
        edition = self.session.design.settings.edition
        found = find(self.session.handbook, text, self.types, tuple(_KINDS), edition)
        if not text.strip() and self.types:
            keys = {_key(a) for a in found}
            every = find(self.session.handbook, "", (), tuple(_KINDS), edition)
            found += [a for a in every if _key(a) not in keys]
        self._answers = {_key(a): a for a in found}
        self.list.blockSignals(True)
        self.list.clear()
        for answer in found:
            item = QListWidgetItem(title_of(answer.entry))
            item.setData(_ID, _key(answer))
            item.setToolTip(plain(item.text()))
            font = item.font()
            font.setWeight(QFont.Weight.DemiBold if answer.about else QFont.Weight.Normal)
            item.setFont(font)
            item.setSizeHint(QSize(_LIST - 24, _height(item.text(), font) + 8))
            self.list.addItem(item)
        self.list.blockSignals(False)
        if found:
            self.list.setCurrentRow(0)
            self._choose(self.list.item(0))
        else:
            self._show(label(f"Nothing is said of “{text.strip()}”. Try other words.", "empty"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return False

    # -- inside -------------------------------------------------------------------------------------------------

    def _choose(self, item: QListWidgetItem | None, before: QListWidgetItem | None = None) -> None:
        answer = self._answers.get(item.data(_ID)) if item is not None else None
        if answer is None:
            return
        self.buttons = []
        page = QWidget()
        layout = column(page)
        layout.addWidget(label(_KINDS[answer.kind], "secondary", parent=page))
        layout.addWidget(label(title_of(answer.entry), "title", parent=page))
        layout.addSpacing(4)
        if isinstance(answer.entry, Decision):
            for option in answer.entry.options_in(self.session.design.settings.edition):
                layout.addWidget(self._option(option, page))
        elif isinstance(answer.entry, Diagnostic):
            for heading, text in (("Likely cause", answer.entry.cause), ("What to do", answer.entry.fix)):
                layout.addWidget(label(heading, "group", parent=page))
                layout.addWidget(label(text, parent=page))
            if answer.entry.entry:
                layout.addWidget(self._button(answer.entry.entry, page), alignment=Qt.AlignmentFlag.AlignLeft)
        elif isinstance(answer.entry, Steps):
            layout.addWidget(sequence(answer.entry, page))
            layout.addSpacing(8)
            for type in answer.entry.types:
                layout.addWidget(self._button(type, page), alignment=Qt.AlignmentFlag.AlignLeft)
        section = self.session.handbook.sections.get(getattr(answer.entry, "cite", ""))
        if section is not None:
            layout.addSpacing(6)
            layout.addWidget(label(f"Study notes: {section.title}", "secondary", parent=page))
        layout.addStretch(1)
        self._show(page)

    def _option(self, option: Option, parent: QWidget) -> QWidget:
        card = QFrame(parent)
        card.setObjectName("option")
        layout = column(card, margin=10, spacing=4)
        row = QHBoxLayout()
        row.addWidget(label(option.choice, "field_changed", parent=card), 1)
        if option.entry:
            row.addWidget(self._button(option.entry, card, option.properties))
        layout.addLayout(row)
        layout.addWidget(bullets(option.when, card))
        return card

    def _button(self, entry: str, parent: QWidget, given: Mapping[str, Value] = NOTHING) -> QPushButton:
        found = find_entry(self.session.catalogue, entry)
        button = QPushButton(
            f"Place {found.label if found is not None else entry}".replace("&", "&&"), parent
        )
        button.setEnabled(found is not None)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self._place, entry, given))
        self.buttons.append(button)
        return button

    def _place(self, entry: str, given: Mapping[str, Value], checked: bool = False) -> None:
        self.accept()
        self.place(entry, given)

    def _to_answer(self) -> None:
        """Enter in the search: on to the first thing that can be placed."""
        for button in self.buttons[:1]:
            button.setFocus()

    def _activated(self, item: QListWidgetItem) -> None:
        self._to_answer()

    def _show(self, page: QWidget) -> None:
        self._area.setWidget(page)


def _key(answer: Answer) -> str:
    """What tells answers apart; entries of two kinds may have one id."""
    return f"{answer.kind} {answer.entry.id}"


def _height(text: str, font: QFont) -> int:
    """The height in px of a line of the list, wrapped with some room to spare: styles pad as they like."""
    flags = int(Qt.TextFlag.TextWordWrap)
    return QFontMetrics(font).boundingRect(QRect(0, 0, _LIST - 48, 400), flags, text).height()
