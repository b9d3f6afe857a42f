"""The main window: the canvas in the middle, the docks round it, and what connects them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QContextMenuEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabWidget, QWidget

from archdesk.app.clipboard import Clipping
from archdesk.app.practice import Practice
from archdesk.app.session import Session
from archdesk.gui import bound, style
from archdesk.gui.actions import CONTEXT_MENU
from archdesk.gui.canvas.hints import EmptyCanvas
from archdesk.gui.canvas.minimap import Minimap
from archdesk.gui.canvas.scene import DesignScene
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.canvas.view import CanvasView
from archdesk.gui.checking import Checker
from archdesk.gui.choosing import find_actions, find_entries
from archdesk.gui.commands import costs, document, practising, template, viewing
from archdesk.gui.dialogs.chooser import Chooser
from archdesk.gui.dialogs.welcome import WelcomeDialog
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.entries import find_entry
from archdesk.gui.panels.estimate import EstimatePanel
from archdesk.gui.panels.folding import Lazy
from archdesk.gui.panels.inspector import Inspector
from archdesk.gui.panels.limit_table import LimitsPanel
from archdesk.gui.panels.palette import PalettePanel
from archdesk.gui.panels.problems import Problems
from archdesk.gui.panels.scenario import ScenarioPanel
from archdesk.gui.panels.setting_choices import SettingChoices
from archdesk.gui.panels.template import TemplatePanel
from archdesk.gui.recovery import Recovery
from archdesk.gui.settings import Preferences
from archdesk.gui.status import Status
from archdesk.gui.tools.tool import Pointer
from archdesk.model.design import Change
from archdesk.model.records import NOTHING, Component, Value

if TYPE_CHECKING:
    from archdesk.gui.panels.calculator import CalculatorPanel

_ROOM_TO_CALCULATE = 300  # px
_ROOM_TO_READ = 268  # px, of a brief and its checklist
_READ_AHEAD = 400  # ms after the window stands


class MainWindow(QMainWindow):
    """One design on the screen. Actions (`actions.py`) and docks act through its session and selection."""

    def __init__(self, session: Session, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.session = session
        self.preferences = preferences or Preferences()
        self.selection = Selection()
        self.clipping: Clipping | None = None
        self.pasted = 0
        self.asked_from: Pointer | None = None  # the empty place the context menu was opened at
        self.copied_properties: tuple[str, Mapping[str, Value]] | None = None
        self.setObjectName("archdesk")
        self.resize(1280, 800)
        theme = style.chosen(self.preferences.theme)
        style.apply(theme)

        self.checker = Checker(session, self)
        self.scene_ = DesignScene(session, self.selection, theme, self, self.preferences.overlays)
        self.canvas = CanvasView(session, self.selection, self.scene_, self)
        self.setCentralWidget(self.canvas)
        self.inspector = Inspector(session, self.selection, self)
        self.palette_ = PalettePanel(session, self.preferences, self.place, self)
        self.problems = Problems(session, self.selection, self.canvas.fit, self)
        self.estimate = EstimatePanel(session, self.selection, self.open_usage, partial(costs.compare, self))
        self.limits = LimitsPanel(session, self.open_limit, self)
        self.template = TemplatePanel(session, self.selection, self)
        self.calculators = Lazy(self._make_calculator, self)
        self.inspector.doors = Doors(self.place, self.show_calculator, self.ask, self.show_section)
        self.practice = Practice(session)
        self.scenario = ScenarioPanel(self.practice, self.inspector.doors, self)
        practising.connect_panel(self)
        self.problems.doors = self.inspector.doors
        self.problems.show_effect = self.canvas.show_effect
        self.problems.explain = self.show_rules
        self.problems.open_field = self.open_field
        self.problems.say = self.say
        self.bottom = QTabWidget(self)
        self.bottom.setDocumentMode(True)
        for panel, title in (
            (self.problems, "Problems"),
            (self.estimate, "Estimate"),
            (self.limits, "Limits"),
            (self.calculators, "Calculator"),
            (self.scenario, "Scenario"),
        ):
            self.bottom.addTab(panel, title)
        self._add_docks()
        template.connect_pane(self)
        self.minimap = Minimap(self.canvas)
        self.actions_ = bound.bind(self)
        self.empty = EmptyCanvas(self.canvas, self.actions_["open_sample"].perform)
        self._recent = bound.fill_menus(self)
        self._recent.aboutToShow.connect(self._fill_recent)
        bar = bound.fill_toolbar(self)
        self.choices = SettingChoices(session, self)
        bound.add_to_toolbar(self, bar, self.choices, "export_template")
        self.status = Status(session, self.show_problems, self.show_estimate, self)
        self.setStatusBar(self.status)

        self.canvas.add_by_typing = self.add_by_typing
        self.canvas.open_menu = self._open_menu
        self.canvas.on_placed = self._placed
        self.canvas.followers.append(self._view_changed)
        self.selection.follow(self.refresh_actions)
        session.follow(self._changed)
        session.follow_findings(self._show_findings)
        self.recovery = Recovery(session, self.say, self, lambda: self.practice.examined)
        self.restoreGeometry(self.preferences.geometry())
        self.restoreState(self.preferences.docks())
        self.apply_theme()
        self._changed(None)
        self._idle = QTimer(self, singleShot=True, interval=_READ_AHEAD)
        self._idle.timeout.connect(self._read_ahead)
        self._idle.start()

    # -- what actions and panels call ------------------------------------------------------------------------

    def place(self, entry: str, pointer: Pointer | None = None, given: Mapping[str, Value] = NOTHING) -> None:
        """Place an entry beside the selection; without one at the pointer, or in the middle of what is visible."""
        found = find_entry(self.session.catalogue, entry)
        if found is None:
            return
        self.canvas.end_gesture()
        if pointer is not None and self._selected_component() is None:
            self.canvas.place_at(found.places, pointer, given)
        elif not self.canvas.place_beside(found.places, given):
            self.say(f"{found.label} makes no sense there. Select another place, or drag it.")
        elif found.owner:
            self.say(f"{found.title}: {found.summary}")
        self.canvas.setFocus()

    def refresh_actions(self) -> None:
        for action in self.actions_.values():
            action.refresh()

    def apply_theme(self) -> None:
        theme = style.chosen(self.preferences.theme)
        style.apply(theme)
        bound.paint_icons(self, theme.text, theme.disabled)
        if self.scene_.theme != theme:
            self.scene_.set_theme(theme)
            self.problems.rebuild()
            self.inspector.rebuild()
            self.estimate.rebuild()
            self.limits.rebuild()
            self.scenario.rebuild()
        self.status.refresh()
        self.refresh_actions()

    def opened(self, path: Path | None) -> None:
        """A design was opened: show all of it, and remember the file."""
        self.selection.clear()
        if path is not None:
            self.preferences.add_recent_file(path)
        self.canvas.fit()

    def say(self, words: str) -> None:
        self.status.showMessage(words, 4000)

    def show_inspector(self) -> None:
        self.inspector_dock.show()
        self.inspector_dock.raise_()

    def show_problems(self) -> None:
        self.bottom_dock.show()
        self.bottom.setCurrentWidget(self.problems)

    def show_estimate(self) -> None:
        self.bottom_dock.show()
        self.bottom.setCurrentWidget(self.estimate)

    def show_limits(self) -> None:
        self.bottom_dock.show()
        self.bottom.setCurrentWidget(self.limits)
        self.limits.table.setFocus()

    def show_scenario(self) -> None:
        self.bottom_dock.show()
        self.bottom.setCurrentWidget(self.scenario)
        if self.bottom_dock.height() < _ROOM_TO_READ:
            self.resizeDocks([self.bottom_dock], [_ROOM_TO_READ], Qt.Orientation.Vertical)

    def show_calculator(self, id: str = "") -> None:
        """Show the calculators, this one if it is named."""
        self.bottom_dock.show()
        self.bottom.setCurrentWidget(self.calculators)
        if self.bottom_dock.height() < _ROOM_TO_CALCULATE:
            self.resizeDocks([self.bottom_dock], [_ROOM_TO_CALCULATE], Qt.Orientation.Vertical)
        if id:
            self.calculator.open(id)
        else:
            self.calculator.search.setFocus()

    def show_sections(self) -> None:
        """Show all sections of the study notes."""
        self.selection.clear()
        self.show_inspector()
        self.inspector.show_tab("Learn")

    def show_section(self, id: str) -> None:
        """Open a section of the study notes beside the selected component, or by itself."""
        if self.selection.only is None:
            self.selection.clear()
        self.show_inspector()
        self.inspector.read(id)

    def ask(self, id: str = "", pointer: Pointer | None = None) -> None:
        """Open the questions about what is selected; what is chosen is placed beside it, or at ``pointer``."""
        chosen = [c for i in self.selection.ids if isinstance(c := self.session.design.find(i), Component)]
        from archdesk.gui.dialogs.asking import AskDialog

        def place(entry: str, given: Mapping[str, Value]) -> None:
            if pointer is None:
                self.place(entry, given=given)
            else:
                self._place_at(entry, pointer, given)

        dialog = AskDialog(self.session, [c.type for c in chosen], self.asked_about(), place, self)
        if id:
            dialog.show_answer(id)
        dialog.open()

    def asked_about(self) -> str:
        """The name of the one component that questions are about; empty for none or several."""
        only = self.selection.only
        record = self.session.design.find(only) if only is not None else None
        return record.name if isinstance(record, Component) else ""

    def open_usage(self, component: str) -> None:
        """Show where a component's monthly use is entered."""
        self.selection.set([component])
        self.show_inspector()
        self.inspector.show_tab("Cost")
        first = next((n for n in self.inspector.fields if n.startswith("usage:")), "")
        self.inspector.focus_field(first)

    def open_limit(self, component: str, type: str, limit: str) -> None:
        """Show a limit of a component, or one that is counted in it."""
        from archdesk.gui.panels.limits import reveal

        self.selection.set([component])
        self.show_inspector()
        self.inspector.show_tab("Limits")
        reveal(self.inspector, type, limit)

    def open_field(self, id: str, name: str) -> None:
        """Show where a property of a component or a connection is entered."""
        self.selection.set([id])
        self.show_inspector()
        self.inspector.show_tab("Properties")
        self.inspector.focus_field(name)

    def show_rules(self, id: str = "") -> None:
        """Open the rule book, at this rule if it is named."""
        from archdesk.gui.dialogs.rules import RulesDialog

        shown = (d for d in self.findChildren(RulesDialog) if d.isVisible())
        show = partial(viewing.show_found, self)
        dialog = next(shown, None) or RulesDialog(self.session, self.inspector.doors, show, self)
        if id:
            dialog.show_rule(id)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def show_welcome(self) -> None:
        WelcomeDialog(self).open()

    def add_by_typing(self, pointer: Pointer, beside: bool = False) -> None:
        """A list at the pointer; what is chosen is placed there, or ``beside`` the selection if there is one."""
        anchor = self._selected_component() if beside else None
        hint = f"Add beside {anchor.name}" if anchor is not None else "Add a component"
        take = partial(self.place if beside else self._place_at, pointer=pointer)
        chooser = Chooser(self, hint, partial(find_entries, self, anchor), take)
        at = self.canvas.viewport().mapTo(self, QPoint(round(pointer.view_x), round(pointer.view_y)))
        chooser.show_at(at)

    def open_command_palette(self) -> None:
        chooser = Chooser(self, "What would you like to do?", partial(find_actions, self), self._run_action)
        chooser.show_at(QPoint((self.width() - chooser.width()) // 2, 80))

    @property
    def calculator(self) -> CalculatorPanel:
        return cast("CalculatorPanel", self.calculators.page())

    # -- inside ---------------------------------------------------------------------------------------------------

    def _add_docks(self) -> None:
        areas = Qt.DockWidgetArea
        self.palette_dock = self._dock("Components", self.palette_, areas.LeftDockWidgetArea)
        self.inspector_dock = self._dock("Inspector", self.inspector, areas.RightDockWidgetArea)
        self.template_dock = self._dock("Template", self.template, areas.RightDockWidgetArea)
        self.template_dock.hide()
        self.bottom_dock = self._dock("Problems and estimate", self.bottom, areas.BottomDockWidgetArea)
        self.bottom_dock.setTitleBarWidget(QWidget(self.bottom_dock))  # the tabs say what it is
        self.tabifyDockWidget(self.inspector_dock, self.template_dock)
        self.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        self.resizeDocks([self.palette_dock, self.inspector_dock], [228, 280], Qt.Orientation.Horizontal)
        self.resizeDocks([self.bottom_dock], [224], Qt.Orientation.Vertical)

    def _dock(self, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock:{title}")
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _changed(self, change: Change | None) -> None:
        settings = self.session.design.settings
        self.setWindowTitle(f"{settings.name}[*] — ArchDesk")
        self.setWindowModified(self.session.dirty)
        self._show_findings()

    def _show_findings(self) -> None:
        count = sum(1 for f in self.session.latest if f.waived is None)
        self.bottom.setTabText(0, f"Problems ({count})" if count else "Problems")
        self.status.refresh()
        self.refresh_actions()

    def _view_changed(self) -> None:
        self.status.show_zoom(self.canvas.zoom)

    def _placed(self, entry: str) -> None:
        self.preferences.add_recent_entry(entry)
        self.palette_.refresh_recent()

    def _open_menu(self, event: QContextMenuEvent) -> None:
        at = self.canvas.pointer_at(event.pos())
        self.asked_from = at if self.scene_.id_at(at.x, at.y) is None else None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id in CONTEXT_MENU:
            if id:
                menu.addAction(self.actions_[id])
            else:
                menu.addSeparator()
        menu.aboutToHide.connect(self._menu_closed)
        menu.popup(event.globalPos())

    def _make_calculator(self, parent: QWidget) -> QWidget:
        from archdesk.gui.panels.calculator import CalculatorPanel

        return CalculatorPanel(self.session, self.selection, self.inspector.drafts, parent)

    def _read_ahead(self) -> None:
        """Read the handbook while nothing happens, so that the first selection does not wait for it."""
        _ = self.session.handbook

    def _menu_closed(self) -> None:
        # After the action that was chosen, which is told last.
        QTimer.singleShot(0, self._forget_place)

    def _forget_place(self) -> None:
        self.asked_from = None

    def _fill_recent(self) -> None:
        document.fill_recent(self, self._recent)

    def _selected_component(self) -> Component | None:
        chosen = (self.session.design.find(id) for id in self.selection.ids)
        return next((c for c in chosen if isinstance(c, Component)), None)

    def _place_at(self, entry: str, pointer: Pointer, given: Mapping[str, Value] = NOTHING) -> None:
        found = find_entry(self.session.catalogue, entry)
        if found is not None:
            self.canvas.place_at(found.places, pointer, given)

    def _run_action(self, id: str) -> None:
        self.actions_[id].perform()

    def sizeHint(self) -> QSize:
        return QSize(1280, 800)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (practising.may_close(self) and document.may_leave(self)):
            event.ignore()
            return
        self.preferences.keep_window(self.saveGeometry(), self.saveState())
        self.recovery.end()
        self.template.checks.cancel()
        event.accept()
