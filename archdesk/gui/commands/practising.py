"""Choosing a scenario, grading, hints, the solution, exams and progress."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from archdesk.errors import ArchDeskError
from archdesk.gui.commands.document import may_leave
from archdesk.gui.dialogs.message import tell
from archdesk.model.design import Design

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


def choose(window: MainWindow) -> None:
    """Open the gallery of scenarios."""
    from archdesk.gui.dialogs.gallery import GalleryDialog

    GalleryDialog(window.practice, partial(begin, window), window).open()


def begin(window: MainWindow, id: str) -> None:
    """Start a scenario; its start takes the place of the design at hand."""
    if not may_leave(window):
        return
    try:
        window.practice.start(id)
    except ArchDeskError as error:
        tell(window, "The scenario cannot be started", str(error))
        return
    window.show_scenario()
    window.opened(None)
    QTimer.singleShot(0, window.canvas.fit)  # when the docks have their sizes


def practises(window: MainWindow) -> bool:
    """Whether the design at hand answers a scenario, outside an exam."""
    current = window.practice.current
    return current is not None and current.mode == "learning"


def hand_in(window: MainWindow) -> None:
    window.practice.hand_in()
    window.show_scenario()


def show_solution(window: MainWindow) -> None:
    """A solution beside the design; an attempt that was not graded yet is graded as it stands."""
    from archdesk.gui.dialogs.solution import SolutionDialog

    current = window.practice.current
    grade = window.practice.give_up()
    if current is not None and grade is not None:
        SolutionDialog(
            window.session, current, grade, window.inspector.doors, partial(_open_solution, window), window
        ).open()


def _open_solution(window: MainWindow, solution: Design) -> None:
    """The solution as a design of its own: it answers no scenario any more."""
    if may_leave(window):
        settings = replace(solution.settings, scenario="", name=f"{solution.settings.name} (solution)")
        window.session.replace(
            Design([*(r for r in solution.records.values() if r.id != settings.id), settings])
        )
        window.opened(None)


def start_over(window: MainWindow) -> None:
    current = window.practice.current
    if current is not None:
        begin(window, current.scenario.id)


def leave(window: MainWindow) -> None:
    window.practice.leave()
    window.say("The design is yours to go on with.")


def show_scenario(window: MainWindow) -> None:
    window.show_scenario()


def connect_panel(window: MainWindow) -> None:
    """What the panel's buttons do."""
    panel, doors = window.scenario, window.inspector.doors
    doors.practise = partial(begin, window)
    doors.scenarios = window.practice.of_section
    panel.choose = partial(choose, window)
    panel.hand_in = partial(hand_in, window)
    panel.show_solution = partial(show_solution, window)
    panel.retry = partial(start_over, window)
    panel.select = partial(_show, window)


def _show(window: MainWindow, ids: tuple[str, ...]) -> None:
    """Select what a verdict is about, as far as it is still there, and bring it into view."""
    there = tuple(id for id in ids if window.session.design.find(id) is not None)
    window.selection.set(there)
    box = window.scene_.bounds_of(there)
    if box is not None and not window.canvas.visible().contains(box):
        window.canvas.fit(there)
