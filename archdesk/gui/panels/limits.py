"""The inspector's page of limits: what may be, how much of it is used, and what the other edition says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from archdesk.app.limit_list import (
    Measure,
    counted_in,
    measures_in,
    measures_of,
    measures_through,
    names_of,
    other_edition,
)
from archdesk.catalog.definitions import ComponentType, Limit
from archdesk.gui.panels.headroom_bar import MARKS, HeadroomBar
from archdesk.gui.panels.sources import perform, sources
from archdesk.gui.panels.widgets import column, label, link, rule
from archdesk.gui.style import mark
from archdesk.model.records import Component, Connection

if TYPE_CHECKING:
    from archdesk.gui.panels.inspector import Inspector

_MOST = 60  # entries of a container; the table below the canvas has them all


def component_limits(
    inspector: Inspector, component: Component, kind: ComponentType, parent: QWidget
) -> QWidget:
    """The limits of a component, those that are measured first; in a container also what is counted there."""
    session = inspector.session
    page = QWidget(parent)
    layout = column(page)
    design, catalogue = session.design, session.catalogue
    measured = measures_of(design, catalogue, component)
    shown = {id(m.headroom.limit) for m in measured}
    entries: list[tuple[Limit, Measure | None]] = [(m.headroom.limit, m) for m in measured]
    entries += [(limit, None) for limit in kind.limits if id(limit) not in shown]
    for limit, measure in entries:
        layout.addWidget(_Entry(inspector, limit, measure, kind, component, page))
    inside = measures_in(design, catalogue, component)
    if inside:
        layout.addWidget(label(f"Counted in {component.name}", "group", parent=page))
        for measure in inside[:_MOST]:
            of = catalogue.types[measure.headroom.type]
            layout.addWidget(
                _Entry(inspector, measure.headroom.limit, measure, of, component, page, counted=True)
            )
    if not entries and not inside:
        layout.addWidget(label("No limits are recorded for it.", "secondary", parent=page))
    layout.addStretch(1)
    return page


def connection_limits(inspector: Inspector, connection: Connection, parent: QWidget) -> QWidget:
    """The limits of both ends that a connection counts towards."""
    session = inspector.session
    page = QWidget(parent)
    layout = column(page)
    found = measures_through(session.design, session.catalogue, connection)
    for measure in found:
        of = session.catalogue.types[measure.headroom.type]
        owner = session.design.component(measure.headroom.component)
        layout.addWidget(
            _Entry(inspector, measure.headroom.limit, measure, of, owner, page, counted=True, named=True)
        )
    if not found:
        words = "This connection counts towards no limit. Those of its two ends are with them."
        layout.addWidget(label(words, "secondary", parent=page))
    layout.addStretch(1)
    return page


def reveal(inspector: Inspector, type: str, limit: str) -> None:
    """Scroll to a limit on the page that is shown."""
    found = inspector.findChild(QWidget, f"limit:{type}:{limit}")
    area = found.parentWidget() if found is not None else None
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if found is not None and isinstance(area, QScrollArea):
        content = area.widget()
        if content is not None:
            content.adjustSize()  # it was made just now, and has no places yet
        area.ensureWidgetVisible(found, 0, 12)


class _Entry(QWidget):
    """One limit. ``counted``: it is told apart by the type it is of; ``named``: by the component."""

    def __init__(
        self,
        inspector: Inspector,
        limit: Limit,
        measure: Measure | None,
        kind: ComponentType,
        component: Component,
        parent: QWidget,
        *,
        counted: bool = False,
        named: bool = False,
    ) -> None:
        super().__init__(parent)
        session = inspector.session
        edition = session.design.settings.edition
        self.setObjectName(f"limit:{kind.id}:{limit.label}")
        layout = column(self, margin=0, spacing=3)
        title = f"{component.name if named else kind.label}: {limit.label}" if counted else limit.label
        layout.addLayout(self._title(title, measure))
        if measure is not None:
            if measure.level != "default":
                layout.addWidget(HeadroomBar(measure, self))
            layout.addWidget(label(self._figures(inspector, measure, component, named), parent=self))
        says = f"The limit: {limit.value(edition)}" if measure is not None else limit.value(edition)
        layout.addWidget(label(says, "secondary" if measure is not None else "", parent=self))
        if limit.raisable and "raised" not in limit.value(edition):
            layout.addWidget(label("It can be raised: ask AWS.", "secondary", parent=self))
        other = other_edition(limit, edition)
        if other:
            layout.addWidget(label(other, "badge", parent=self))
        if measure is not None:
            self._assumed(inspector, measure, layout, own=not counted)
        if limit.cite:
            line = sources(session, inspector.doors, limit.cite, "", self)
            line.addStretch(1)
            layout.addLayout(line)
        layout.addSpacing(4)
        layout.addWidget(rule(self))

    def _title(self, title: str, measure: Measure | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        severity = None if measure is None else MARKS[measure.level]
        if severity is not None:
            sign = label("", wrap=False, parent=self)
            sign.setPixmap(mark(severity, self.palette()).pixmap(14, 14))
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(title, "field_changed", parent=self), 1)
        if measure is not None:
            line.addWidget(
                label(measure.percent, "amount", wrap=False, parent=self), 0, Qt.AlignmentFlag.AlignTop
            )
        return line

    def _figures(self, inspector: Inspector, measure: Measure, component: Component, named: bool) -> str:
        """``4 of 5 subnets, near the limit``; with where it is counted and who takes part."""
        headroom = measure.headroom
        words = f"{measure.used} of {measure.most}"
        if headroom.where and headroom.where != component.name:
            words += f" in {counted_in(headroom)}"
        if measure.words:
            words += f", {measure.words}"
        others = [id for id in headroom.components if id != component.id]
        if others and not named:
            words += f": {names_of(inspector.session.design, headroom.components)}"
        return words

    def _assumed(self, inspector: Inspector, measure: Measure, layout: QVBoxLayout, own: bool) -> None:
        if measure.headroom.average:
            layout.addWidget(label("The average of a month; peaks are higher.", "secondary", parent=self))
        if not measure.headroom.assumed:
            return
        preset = inspector.session.design.settings.usage
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(label(f"Reckoned with the {preset} use.", "secondary", parent=self))
        if own:
            enter = link("Enter the use", self)
            enter.clicked.connect(partial(perform, partial(inspector.show_tab, "Cost")))
            line.addWidget(enter)
        line.addStretch(1)
        layout.addLayout(line)
