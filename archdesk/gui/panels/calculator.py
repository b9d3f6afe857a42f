"""Calculators: what is asked for, the working step by step, and the results put into the component."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.edits import set_properties
from archdesk.app.session import Session
from archdesk.errors import CalculationError
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.panels.drafts import Drafts
from archdesk.gui.panels.matching import ENOUGH, score
from archdesk.gui.panels.properties import PropertyForm
from archdesk.gui.panels.values import BadValueError, parse
from archdesk.gui.panels.widgets import clear, column, label
from archdesk.gui.words import plain
from archdesk.handbook.calculating import Working, calculate, calculators_for, starting_inputs
from archdesk.handbook.definitions import Calculator
from archdesk.model.design import Change
from archdesk.model.records import Component, Value

_ID = int(Qt.ItemDataRole.UserRole)


class CalculatorForm(QWidget):
    """One calculator, for a component or for none: fields, working and the button that applies the results.

    ``entered`` holds what a person typed and outlives the form.
    """

    def __init__(
        self,
        session: Session,
        calculator: Calculator,
        component: str | None,
        entered: dict[str, Value],
        parent: QWidget,
        wide: bool = False,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.calculator = calculator
        self.component = component
        self.entered = entered
        self.working: Working | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        left, right = QWidget(self), QWidget(self)
        self._left = column(left, margin=0, spacing=8)
        self._right = column(right, margin=0, spacing=4)
        grid.addWidget(left, 0, 0)
        grid.addWidget(right, 0 if wide else 1, 1 if wide else 0)
        if wide:
            grid.setColumnStretch(0, 5)
            grid.setColumnStretch(1, 6)
        notes = session.design.settings.edition == "notes" and calculator.notes.summary
        self._left.addWidget(label(notes or calculator.summary, "secondary", parent=left))
        self._form: PropertyForm | None = None
        self._form_place = QVBoxLayout()
        self._left.addLayout(self._form_place)
        self._left.addStretch(1)
        top = QHBoxLayout()
        self.answer = label("", "figure", parent=right)
        top.addWidget(self.answer, 1)
        self.apply = QPushButton("Apply", right)
        self.apply.setObjectName("primary")
        self.apply.clicked.connect(self._apply)
        top.addWidget(self.apply)
        self._right.addLayout(top)
        self.apply_words = label("", "secondary", parent=right)
        self._right.addWidget(self.apply_words)
        self.problem = label("", "error", parent=right)
        self._right.addWidget(self.problem)
        self._lines = QVBoxLayout()
        self._right.addLayout(self._lines)
        self._right.addStretch(1)
        self._bad: set[str] = set()  # fields that hold what cannot be worked with
        self._fill()

    @property
    def fields(self) -> dict[str, QWidget]:
        return self._form.fields if self._form is not None else {}

    def inputs(self) -> dict[str, Value]:
        """What it is worked out from: what was typed, else what the component says, else the defaults."""
        record = self.session.design.find(self.component) if self.component is not None else None
        component = record if isinstance(record, Component) else None
        edition = self.session.design.settings.edition
        start = starting_inputs(self.calculator, self.session.catalogue, component, edition)
        return {**start, **self.entered}

    def work(self) -> None:
        """Work it out anew and show how."""
        clear(self._lines)
        self.working = None
        words = "Correct what is marked first." if self._bad else ""
        try:
            if not self._bad:
                self.working = calculate(self.calculator, self.inputs(), self.session.design.settings.edition)
        except CalculationError as error:
            words = str(error)
        if self._form is not None:
            self._form.complain_only("" if self._bad else words)
        shown_at_field = self._form is not None and self._form.complaining
        self.problem.setText("" if shown_at_field else words)
        self.problem.setVisible(bool(words) and not shown_at_field)
        self.answer.setText(self.working.answer if self.working is not None else "—")
        self.answer.setAccessibleName(f"Result: {self.answer.text()}")
        if self.working is not None:
            self._show(self.working)
        self._offer()

    # -- inside -------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """The fields, from what is known now."""
        clear(self._form_place)
        self._bad.clear()
        edition = self.session.design.settings.edition
        start = self.inputs()
        self._form = PropertyForm(self.calculator.inputs, start, edition, self._store, self)
        for name, field in self._form.fields.items():
            field.setObjectName(f"input:{name}")
            if isinstance(field, QLineEdit):
                field.textEdited.connect(partial(self._typing, name))
        self._form_place.addWidget(self._form)
        self.work()

    def _typing(self, name: str, text: str) -> None:
        """Follow while a person types; what is wrong so far is said by the field."""
        try:
            value = parse(text, self.calculator.inputs[name], self.session.design.settings.edition)
        except BadValueError:
            self._bad.add(name)
        else:
            self._bad.discard(name)
            self._take(name, value)
        self.work()

    def _store(self, name: str, value: Value) -> None:
        self._bad.discard(name)
        self._take(name, value)
        if value is None:
            self._fill()
        else:
            self.work()

    def _take(self, name: str, value: Value) -> None:
        if value is None:
            self.entered[name] = self.calculator.inputs[name].default
        else:
            self.entered[name] = value

    def _show(self, working: Working) -> None:
        steps = QWidget(self)
        grid = QGridLayout(steps)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for number, line in enumerate(working.lines, 1):
            row = 2 * number
            mark = label(f"{number}.", "field_label", wrap=False, parent=steps)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(line.label, "field_label", parent=steps), row, 1)
            text = f"{line.working} {line.unit}".rstrip()
            grid.addWidget(label(text, "working", parent=steps), row + 1, 1)
        self._lines.addWidget(steps)
        if self.calculator.note:
            self._lines.addWidget(label(self.calculator.note, "secondary", parent=self))

    def _offer(self) -> None:
        """Say what applying would set, or what is needed for it."""
        if not self.calculator.applies:
            self.apply.hide()
            self.apply_words.hide()
            return
        record = self.session.design.find(self.component) if self.component is not None else None
        kind = self.session.catalogue.types.get(self.calculator.component)
        label_of = kind.label if kind is not None else self.calculator.component
        fits = isinstance(record, Component) and record.type == self.calculator.component
        self.apply.setEnabled(fits and self.working is not None)
        if not fits or kind is None or not isinstance(record, Component):
            self.apply_words.setText(f"Select one component of the type “{label_of}” to apply this to it.")
            return
        names = [
            f"{kind.properties[p].label or p.replace('_', ' ')} = {v}"
            if p in kind.properties
            else f"{p} = {v}"
            for p, v in (self.working.applies if self.working is not None else {}).items()
        ]
        self.apply_words.setText(f"Sets in {record.name}: {', '.join(names)}" if names else "")

    def _apply(self) -> None:
        if self.working is not None and self.component is not None:
            words = f"Apply {self.calculator.label[:1].lower()}{self.calculator.label[1:]}"
            design, catalogue = self.session.design, self.session.catalogue
            set_properties(design, catalogue, self.component, words, self.working.applies)


class CalculatorPanel(QWidget):
    """All calculators beside the one that is open; those of the selected component's type come first."""

    def __init__(
        self, session: Session, selection: Selection, drafts: Drafts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.selection = selection
        self.form: CalculatorForm | None = None
        self._chosen = ""
        self._followed = ""  # the component whose calculators were last brought to the front
        self.drafts = drafts
        self._stale = True
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        side = QWidget(self)
        side.setFixedWidth(264)
        column_ = column(side, margin=8)
        self.search = QLineEdit(side)
        self.search.setPlaceholderText("Search calculators")
        self.search.setAccessibleName("Search calculators")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._list)
        self.search.installEventFilter(self)
        column_.addWidget(self.search)
        self.list = QListWidget(side)
        self.list.setAccessibleName("Calculators")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose)
        column_.addWidget(self.list, 1)
        layout.addWidget(side)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout.addWidget(self._area, 1)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.rebuild)
        session.follow(self._changed)
        selection.follow(self._schedule)

    def open(self, calculator: str) -> None:
        """Show this calculator, for the selected component if it is one of its type."""
        component = self._component()
        self._followed = component.id if component is not None else ""  # what was asked for stays
        self._chosen = calculator
        self.search.clear()
        self.rebuild()
        first = next(iter(self.form.fields.values()), None) if self.form is not None else None
        if first is not None:
            first.setFocus()

    def rebuild(self) -> None:
        self._later.stop()
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._list(self.search.text())
        self._show()

    # -- inside -------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._schedule()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.form is not None:
                for field in list(self.form.fields.values())[:1]:
                    field.setFocus()
                return True
        return False

    def _component(self) -> Component | None:
        record = self.session.design.find(self.selection.only) if self.selection.only is not None else None
        return record if isinstance(record, Component) else None

    def _list(self, typed: str) -> None:
        component, handbook = self._component(), self.session.handbook
        own = calculators_for(handbook, component.type) if component is not None else ()
        text = " ".join(typed.lower().split())
        every = [*own, *(c for c in handbook.calculators.values() if c not in own)]
        scored = [
            (score(text, c.label.lower(), words=f"{c.component} {c.summary}".lower()), c) for c in every
        ]
        found = every
        if text:
            found = [c for points, c in sorted(scored, key=lambda p: -p[0]) if points >= ENOUGH]
        ids = [c.id for c in found]
        if (
            component is not None
            and component.id != self._followed
            and own
            and self._chosen not in [c.id for c in own]
        ):
            self._chosen = own[0].id
        self._followed = component.id if component is not None else ""
        if self._chosen not in ids and ids:
            self._chosen = ids[0]
        self.list.blockSignals(True)
        self.list.clear()
        for calculator in found:
            item = QListWidgetItem(calculator.label)
            item.setData(_ID, calculator.id)
            item.setToolTip(plain(f"{calculator.label}\n{calculator.summary}"))
            font = item.font()
            font.setWeight(QFont.Weight.DemiBold if calculator in own else QFont.Weight.Normal)
            item.setFont(font)
            self.list.addItem(item)
        if self._chosen in ids:
            self.list.setCurrentRow(ids.index(self._chosen))
        self.list.blockSignals(False)
        if text:
            self._show()

    def _choose(self, item: QListWidgetItem | None, before: QListWidgetItem | None = None) -> None:
        if item is not None:
            self._chosen = item.data(_ID)
            self._show()

    def _show(self) -> None:
        calculator = self.session.handbook.calculators.get(self._chosen)
        if calculator is None:
            return
        component = self._component()
        id = component.id if component is not None and calculator.opens_from(component.type) else None
        page = QWidget()
        layout = column(page)
        title = (
            calculator.label
            if id is None or component is None
            else f"{calculator.label} for {component.name}"
        )
        layout.addWidget(label(title, "title", parent=page))
        entered = self.drafts.entered(calculator.id, id)
        focused = self._focused()
        self.form = CalculatorForm(self.session, calculator, id, entered, page, wide=True)
        layout.addWidget(self.form)
        layout.addStretch(1)
        self._area.setWidget(page)
        if focused in self.form.fields:
            self.form.fields[focused].setFocus()

    def _focused(self) -> str:
        fields = self.form.fields if self.form is not None else {}
        return next((name for name, field in fields.items() if field.hasFocus()), "")

    def _changed(self, change: Change | None) -> None:
        if change is None:
            self.drafts.clear()
        self._schedule()

    def _schedule(self) -> None:
        # Not at once: the field that caused the change is still telling it.
        self._later.start()
