"""The inspector's Wires tab: what a connection writes into the template, resource by resource, and why."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archdesk.cloudformation.wires import Piece, Wire, wire_steps
from archdesk.gui.panels.elided import ElidedLabel, ElidedLink
from archdesk.gui.panels.reading import label
from archdesk.gui.panels.sources import perform, sources
from archdesk.gui.panels.template_text import TemplateText
from archdesk.gui.panels.widgets import clear, column, rule, small_button
from archdesk.model.records import Connection

if TYPE_CHECKING:
    from archdesk.gui.panels.inspector import Inspector

_WORDS = {
    "added": "added",
    "changed": "changed; it is there anyway",
    "removed": "removed; this connection takes its place",
}
_AT_ONCE = 100  # components
_WAIT, _SLICE = 150, 0.012  # ms after an edit, s
_MOST_ROWS = 24  # of one piece; more are reached by scrolling


class WirePage(QWidget):
    """The tab for one connection: made at once where the design is small, else in slices.

    Meanwhile it shows what the connection wrote before the last edit, which is nearly always what it writes now.
    """

    def __init__(self, inspector: Inspector, connection: Connection, parent: QWidget) -> None:
        super().__init__(parent)
        self.inspector = inspector
        self.connection = connection
        self._layout = column(self)
        session = inspector.session
        self._steps: Generator[None, None, Wire] | None
        self._steps = wire_steps(session.design, session.catalogue, connection.id)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._go_on_in_slices)
        self._begun = session.design.revision
        seen = not inspector.visibleRegion().isEmpty()  # not behind another dock
        if seen and len(session.design.component_ids()) <= _AT_ONCE:
            self._go_on(float("inf"))
            return
        id, before = inspector.wire
        if id == connection.id and before is not None:
            self._show(before)
        else:
            self._layout.addWidget(label("Looking what it writes …", "secondary", parent=self))
            self._layout.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        # nobody waits for what cannot be seen
        if self._steps is not None and not self._slices.isActive():
            self._slices.start(_WAIT)
        super().paintEvent(event)

    def _go_on_in_slices(self) -> None:
        self._slices.setInterval(0)
        if self.inspector.session.design.revision == self._begun:
            self._go_on(_SLICE)
        else:  # the inspector makes another page of what the design is now
            self._slices.stop()
            self._steps = None

    def _go_on(self, budget: float) -> None:
        until = perf_counter() + budget
        while self._steps is not None and perf_counter() < until:
            try:
                next(self._steps)
            except StopIteration as done:
                self._steps = None
                self._slices.stop()
                self.inspector.wire = self.connection.id, done.value
                self._show(done.value)

    def _show(self, wire: Wire) -> None:
        clear(self._layout)
        _fill(self.inspector, self.connection, wire, self._layout, self)


def _fill(
    inspector: Inspector, connection: Connection, wire: Wire, layout: QVBoxLayout, page: QWidget
) -> None:
    session = inspector.session
    design, catalogue = session.design, session.catalogue
    source, target = design.component(connection.source), design.component(connection.target)
    entry = catalogue.connection_between(source, target, connection.relation)
    if not wire.pieces:
        layout.addWidget(label("It writes nothing into the template", "field_changed", parent=page))
        if wire.nothing:
            layout.addWidget(label(wire.nothing, parent=page))
    else:
        head = QHBoxLayout()
        head.addWidget(label(_counted(wire), "field_changed", parent=page), 1)
        copy = small_button("Copy", "Copy what this connection adds, as YAML", page)
        copy.clicked.connect(partial(perform, partial(_copy, inspector, wire)))
        head.addWidget(copy)
        layout.addLayout(head)
        layout.addWidget(label("Without the connection just this is gone.", "secondary", parent=page))
    for words in wire.left_out:
        layout.addWidget(label(f"{words}.", "badge", parent=page))
    if entry is not None and entry.reason:
        layout.addWidget(label(entry.reason, parent=page))
    if entry is not None and entry.cite:
        line = sources(session, inspector.doors, entry.cite, "", page)
        line.addStretch(1)
        layout.addLayout(line)
    for piece in wire.pieces:
        _add_piece(inspector, piece, layout, page)
    layout.addStretch(1)


def added_text(wire: Wire) -> str:
    """What a connection adds as YAML, each resource below the keys it belongs under, with the reasons as comments."""
    parts = []
    for piece in wire.pieces:
        if piece.kind != "removed":
            words = "".join(f"# {reason}\n" for reason in piece.reasons)
            parts.append(words + "".join(f"{x.text}\n" for x in piece.lines if x.kind != "removed"))
    return "\n".join(parts)


def _counted(wire: Wire) -> str:
    counts = {kind: sum(p.kind == kind for p in wire.pieces) for kind in _WORDS}
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    return f"In the template: {said}"


def _add_piece(inspector: Inspector, piece: Piece, layout: QVBoxLayout, page: QWidget) -> None:
    layout.addSpacing(4)
    layout.addWidget(rule(page))
    if piece.kind == "removed":
        layout.addWidget(ElidedLabel(piece.logical_id, "field_changed", page))
    else:
        name = ElidedLink(piece.logical_id, page)
        name.setToolTip("Show it in the template")
        name.setAccessibleName(f"Show {piece.logical_id} in the template")
        name.clicked.connect(partial(perform, partial(inspector.doors.show_resource, piece.logical_id)))
        layout.addWidget(name)
    what = piece.type or piece.section.lower().removesuffix("s").capitalize()
    words = _WORDS[piece.kind]
    if piece.kind == "changed" and not any(line.kind == "removed" for line in piece.lines):
        words = "added to what is there anyway"
    layout.addWidget(label(f"{what} · {words}", "secondary", parent=page))
    for reason in piece.reasons:
        layout.addWidget(label(f"{reason}.", parent=page))
    text = TemplateText(page, numbered=False)
    text.setAccessibleName(f"What is {piece.kind} of {piece.logical_id}")
    text.set_lines(
        [line.text for line in piece.lines],
        {n: line.kind for n, line in enumerate(piece.lines) if line.kind is not None},
    )
    text.fit_rows(min(len(piece.lines), _MOST_ROWS))
    layout.addWidget(text)


def _copy(inspector: Inspector, wire: Wire) -> None:
    QGuiApplication.clipboard().setText(added_text(wire))
    inspector.doors.say("Copied")
