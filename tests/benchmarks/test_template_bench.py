"""The template pane after an edit: what it adds to the export itself, and how long the window waits at a time."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

from pytestqt.qtbot import QtBot

from archdesk.app.edits import set_property
from archdesk.app.session import Session
from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import export_design
from archdesk.costs.book import PriceBooks
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.panels.template import TemplatePanel
from tests.benchmarks.drawing import large_design

CATALOGUE = load_catalogue()


def shown(qtbot: QtBot, count: int) -> TemplatePanel:
    panel = TemplatePanel(Session(CATALOGUE, PriceBooks({}), large_design(count)), Selection())
    qtbot.addWidget(panel)
    panel.resize(420, 800)
    panel.show()
    panel.rebuild()
    panel.text.viewport().repaint()
    return panel


def edits(panel: TemplatePanel) -> Iterator[int]:
    """One edit each time it is asked for the next."""
    for value in range(60, 30_000):
        set_property(panel.session.design, CATALOGUE, "queue_1_1", "visibility_timeout", value)
        yield value


def test_the_pane_after_an_edit_at_100_components(benchmark, qtbot: QtBot):
    panel = shown(qtbot, 100)
    changes = edits(panel)

    def follow() -> None:
        panel.rebuild()
        panel.text.viewport().repaint()

    benchmark.pedantic(follow, setup=lambda: next(changes) and None, rounds=20)
    assert (
        f"VisibilityTimeout: {panel.session.design.component('queue_1_1').properties['visibility_timeout']}"
        in (panel.text.toPlainText())
    )


def test_the_pane_costs_little_more_than_the_export(qtbot: QtBot):
    panel = shown(qtbot, 100)
    pane, export = [], []
    for _ in zip(range(12), edits(panel), strict=False):
        start = process_time()
        panel.rebuild()
        panel.text.viewport().repaint()
        middle = process_time()
        export_design(panel.session.design, CATALOGUE)
        pane.append(middle - start)
        export.append(process_time() - middle)
    assert min(pane) < 2 * min(export)
