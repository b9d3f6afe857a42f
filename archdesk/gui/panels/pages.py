"""The inspector's pages: a component's, a connection's, several components', and the design's own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from archdesk.app.cost_view import range_in_words
from archdesk.app.edits import set_settings
from archdesk.catalog.definitions import ComponentType
from archdesk.catalog.describe import spoken
from archdesk.costs.money import dollars, money
from archdesk.gui.panels.cost_page import component_costs, connection_costs
from archdesk.gui.panels.environments import add_environments, environments_field
from archdesk.gui.panels.folding import Lazy
from archdesk.gui.panels.heading import heading
from archdesk.gui.panels.properties import PropertyForm
from archdesk.gui.panels.regions import REGIONS
from archdesk.gui.panels.spans import SpanChoice
from archdesk.gui.panels.widgets import Choices, column, label
from archdesk.model.records import Component, Connection
from archdesk.placement.connect import connection_options

if TYPE_CHECKING:
    from archdesk.gui.panels.inspector import Inspector

Tabs = tuple[QWidget, list[tuple[str, QWidget]]]


def scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


# -- a component --------------------------------------------------------------------------------------


def component_tabs(inspector: Inspector, component: Component) -> Tabs:
    catalogue = inspector.session.catalogue
    kind = catalogue.type_of(component)
    header = heading(inspector, component, kind)
    tabs = [
        ("Properties", _properties(inspector, component, kind)),
        ("Cost", component_costs(inspector, component)),
        ("Limits", Lazy(partial(_limits, inspector, component, kind))),
        ("Learn", Lazy(partial(_learn, inspector, kind))),
    ]
    return header, tabs


def _properties(inspector: Inspector, component: Component, kind: ComponentType) -> QWidget:
    design = inspector.session.design
    page = QWidget()
    layout = column(page)
    places = QFormLayout()
    places.setHorizontalSpacing(12)
    parent = design.component(component.parent).name if component.parent is not None else "the canvas"
    places.addRow(label("Stands in", "field_label"), label(parent, "secondary"))
    if kind.placement.spans:
        places.addRow(label("Reaches into", "field_label"), SpanChoice(inspector.session, component, page))
    if design.settings.environments:
        add_environments(places, inspector.session, component, page)
    layout.addLayout(places)
    if kind.properties or component.properties:
        layout.addWidget(
            PropertyForm(
                kind.properties,
                component.properties,
                design.settings.edition,
                partial(inspector.store_property, component.id),
                page,
            )
        )
    else:
        layout.addWidget(label("There is nothing to set here.", "secondary", parent=page))
    from archdesk.handbook.calculating import calculators_for  # nothing of the handbook before it is needed

    found = calculators_for(inspector.session.handbook, component.type)
    if found:
        layout.addWidget(label("Calculators", "group", parent=page))
    for calculator in found:
        layout.addWidget(inspector.drafts.fold(inspector.session, calculator, component.id, page))
    layout.addStretch(1)
    return page


def _limits(inspector: Inspector, component: Component, kind: ComponentType, parent: QWidget) -> QWidget:
    from archdesk.gui.panels.limits import component_limits

    return component_limits(inspector, component, kind, parent)


def _limits_of_connection(inspector: Inspector, connection: Connection, parent: QWidget) -> QWidget:
    from archdesk.gui.panels.limits import connection_limits

    return connection_limits(inspector, connection, parent)


def _learn(inspector: Inspector, kind: ComponentType, parent: QWidget) -> QWidget:
    from archdesk.gui.panels.learning import learn_about

    return learn_about(inspector, kind)(parent)


def _learn_relation(inspector: Inspector, cite: str, parent: QWidget) -> QWidget:
    from archdesk.gui.panels.learning import learn_section

    return learn_section(inspector, cite)(parent)


def _browse(inspector: Inspector, parent: QWidget) -> QWidget:
    from archdesk.gui.panels.learning import browse

    return browse(inspector)(parent)


# -- a connection ---------------------------------------------------------------------------------------


def connection_tabs(inspector: Inspector, connection: Connection) -> Tabs:
    session = inspector.session
    design, catalogue = session.design, session.catalogue
    source, target = design.component(connection.source), design.component(connection.target)
    header = QWidget(inspector)
    top = column(header)
    top.addWidget(label(f"{source.name} → {target.name}", "title", parent=header))

    page = QWidget()
    layout = column(page)
    options = connection_options(design, catalogue, source.id, target.id)
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    relation = Choices(page)
    relation.setObjectName("field:relation")
    known = dict.fromkeys(
        [o.relation for o in options if o.verdict != "wrong" and not o.reversed] + [connection.relation]
    )
    for id in (*known, *(r for r in sorted(catalogue.relations) if r not in known)):
        relation.addItem(catalogue.relations[id].label if id in catalogue.relations else id, id)
    relation.setCurrentIndex(relation.findData(connection.relation))
    relation.activated.connect(partial(_relation_chosen, inspector, connection.id, relation))
    form.addRow(label("Relation", "field_label"), relation)
    caption = QLineEdit(connection.label, page)
    caption.setObjectName("field:label")
    caption.setPlaceholderText("as the relation says")
    caption.editingFinished.connect(partial(inspector.store_label, connection.id, caption))
    form.addRow(label("Label", "field_label"), caption)
    layout.addLayout(form)
    chosen = next((o for o in options if o.relation == connection.relation), None)
    if chosen is not None and chosen.reason:
        layout.addWidget(label(chosen.reason, "secondary" if chosen.fits else "error", parent=page))
        if chosen.instead:
            layout.addWidget(label(f"Instead: {spoken(catalogue, chosen.instead)}", "secondary", parent=page))
    kind = catalogue.connection_between(source, target, connection.relation)
    if (kind is not None and kind.properties) or connection.properties:
        layout.addWidget(
            PropertyForm(
                kind.properties if kind is not None else {},
                connection.properties,
                design.settings.edition,
                partial(inspector.store_property, connection.id),
                page,
            )
        )
    layout.addStretch(1)
    wires = Lazy(partial(_wires, inspector, connection))  # they take a whole export
    tabs: list[tuple[str, QWidget]] = [
        ("Properties", page),
        ("Cost", connection_costs(inspector, connection)),
        ("Wires", wires),
    ]
    tabs.append(("Limits", Lazy(partial(_limits_of_connection, inspector, connection))))
    tabs.append(("Learn", Lazy(partial(_learn_relation, inspector, kind.cite if kind is not None else ""))))
    return header, tabs


def _relation_chosen(inspector: Inspector, id: str, box: QComboBox, index: int) -> None:
    inspector.store_relation(id, box.itemData(index))


def _wires(inspector: Inspector, connection: Connection, parent: QWidget) -> QWidget:
    from archdesk.gui.panels.wire import WirePage

    return WirePage(inspector, connection, parent)


# -- several, or none -------------------------------------------------------------------------------------


def several_page(inspector: Inspector) -> QWidget:
    page = QWidget(inspector)
    layout = column(page)
    design = inspector.session.design
    ids = [i for i in inspector.selection.ids if design.find(i) is not None]
    layout.addWidget(label(f"{len(ids)} selected", "title", parent=page))
    amounts = inspector.session.estimate.by_component()
    total = sum((amounts[i] for i in ids if i in amounts), start=0 * inspector.session.estimate.monthly)
    layout.addWidget(label(f"{money(total)} together", "secondary", parent=page))
    for name in _names(inspector, ids):
        layout.addWidget(label(name, parent=page))
    layout.addStretch(1)
    return scrolled(page)


def _names(inspector: Inspector, ids: Iterable[str]) -> list[str]:
    records = [inspector.session.design.record(i) for i in ids]
    return [
        r.name if isinstance(r, Component) else r.id.replace("_", " ") for r in records if hasattr(r, "id")
    ][:40]


def design_tabs(inspector: Inspector) -> Tabs:
    """The design's own settings, and all sections of the handbook."""
    header = QWidget(inspector)
    column(header).addWidget(label(inspector.session.design.settings.name, "title", parent=header))
    return header, [("Design", design_page(inspector)), ("Learn", Lazy(partial(_browse, inspector)))]


def design_page(inspector: Inspector) -> QWidget:
    session = inspector.session
    settings = session.design.settings
    page = QWidget(inspector)
    layout = column(page)
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    name = QLineEdit(settings.name, page)
    name.setCursorPosition(0)
    name.setObjectName("field:design_name")
    name.editingFinished.connect(partial(_set_name, inspector, name))
    form.addRow(label("Name", "field_label"), name)
    choices = (
        ("region", "Region", [(r, r) for r in dict.fromkeys([settings.region, *REGIONS])]),
        ("edition", "Edition", [("current", "Current AWS"), ("notes", "2019 notes")]),
        ("usage", "Use", [("small", "small"), ("medium", "medium"), ("large", "large")]),
    )
    for field, title, options in choices:
        box = Choices(page)
        box.setObjectName(f"field:{field}")
        for value, text in options:
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(getattr(settings, field)))
        box.activated.connect(partial(_set_choice, inspector, field, box))
        form.addRow(label(title, "field_label"), box)
    tags = QLineEdit(", ".join(f"{k}={v}" for k, v in settings.tags.items()), page)
    tags.setObjectName("field:tags")
    tags.setPlaceholderText("team=web, stage=test")
    tags.editingFinished.connect(partial(_set_tags, inspector, tags))
    form.addRow(label("Tags", "field_label"), tags)
    form.addRow(label("Environments", "field_label"), environments_field(session, page))
    layout.addLayout(form)
    layout.addSpacing(8)
    layout.addWidget(label("Totals", "group", parent=page))
    layout.addWidget(label(money(session.estimate.monthly), "figure", parent=page))
    if scale := range_in_words(session.estimate, dollars):
        layout.addWidget(label(scale, "secondary", parent=page))
    counts = len(session.design.component_ids()), len(session.design.connection_ids())
    layout.addWidget(label(f"{counts[0]} components, {counts[1]} connections", "secondary", parent=page))
    layout.addWidget(label("Select something to see its properties.", "secondary", parent=page))
    layout.addStretch(1)
    return page


def _set_name(inspector: Inspector, field: QLineEdit) -> None:
    if field.text().strip():
        set_settings(inspector.session.design, "Rename the design", name=field.text().strip())


def _set_choice(inspector: Inspector, name: str, box: QComboBox, index: int) -> None:
    set_settings(inspector.session.design, f"Set {name}", **{name: box.itemData(index)})


def _set_tags(inspector: Inspector, field: QLineEdit) -> None:
    pairs = (part.partition("=") for part in field.text().split(","))
    tags = {key.strip(): value.strip() for key, _, value in pairs if key.strip()}
    if tags != dict(inspector.session.design.settings.tags):
        set_settings(inspector.session.design, "Set tags", tags=tags)
