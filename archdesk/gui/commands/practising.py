"""Choosing a scenario, grading, hints, the solution, exams and progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from archdesk.errors import ArchDeskError
from archdesk.gui.commands.document import may_leave
from archdesk.gui.dialogs.message import tell
from archdesk.gui.panels.exam_bar import clock_words
from archdesk.model.design import Design
from archdesk.practice.exam import remaining

if TYPE_CHECKING:
    from archdesk.app.examining import Answered
    from archdesk.gui.window import MainWindow
    from archdesk.practice.definitions import Scenario


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


def set_up_exam(window: MainWindow) -> None:
    """Ask what a mock exam should be like; one that was not ended comes first."""
    from archdesk.gui.dialogs.exam import ExamDialog

    if offer_exam(window):
        return
    ExamDialog(window.practice, partial(_begin_exam, window), window).open()


def _begin_exam(window: MainWindow, scenarios: Sequence[Scenario], minutes: int) -> None:
    if may_leave(window):
        try:
            window.practice.examine(scenarios, minutes)
        except ArchDeskError as error:
            tell(window, "The exam cannot be started", str(error))
            return
        window.show_scenario()
        QTimer.singleShot(0, window.canvas.fit)


def offer_exam(window: MainWindow) -> bool:
    """Ask whether to go on with an exam that was not ended. Whether one goes on now."""
    left = window.practice.unfinished()
    if left is None or not may_leave(window):
        return False
    seconds = remaining(left.exam, window.practice.clock())
    opened, count = len(left.answers), len(left.exam.scenarios)
    if seconds:
        words = f"{clock_words(seconds)} of its {left.exam.minutes} minutes are left."
    else:
        words = "Its time is up: going on grades what was drawn."
    box = QMessageBox(window)
    box.setWindowTitle("Go on with the exam?")
    box.setText(f"An exam of {count} scenarios was not ended; you opened {opened} of them. {words}")
    roles = QMessageBox.ButtonRole
    onward = box.addButton("Go on" if seconds else "Grade it", roles.AcceptRole)
    forget = box.addButton("Forget it", roles.DestructiveRole)
    box.addButton("Later", roles.RejectRole)
    box.setDefaultButton(onward)
    box.exec()
    try:
        if box.clickedButton() is forget:
            window.practice.give_up_exam(left)
        elif box.clickedButton() is onward:
            window.practice.go_on(left)
    except ArchDeskError as error:
        tell(
            window,
            "The exam cannot go on",
            f"{error}\nWhat was drawn in it stays kept until it is forgotten.",
        )
    if not examined(window):
        return False
    window.show_scenario()
    QTimer.singleShot(0, window.canvas.fit)
    return True


def may_close(window: MainWindow) -> bool:
    """Whether the window may be closed: an exam that is going on is not ended by that, and its time runs on."""
    if not examined(window):
        return True
    buttons = QMessageBox.StandardButton
    question = "The time of the exam runs on while ArchDesk is closed. What you drew is kept, and offered at the next start."
    answer = QMessageBox.question(
        window, "Leave the exam?", question, buttons.Close | buttons.Cancel, buttons.Cancel
    )
    if answer != buttons.Close:
        return False
    window.practice.keep_exam()
    return True


def ask_to_end_exam(window: MainWindow) -> None:
    """End the exam before its time is up, if that is meant."""
    sitting = window.practice.sitting
    if sitting is None:
        return
    unopened = len(sitting) - len(sitting.designs)
    words = f"{unopened} of {len(sitting)} scenarios were not opened. " if unopened else ""
    buttons = QMessageBox.StandardButton
    question = f"{words}The exam is graded as it stands, and there is no way back."
    answer = QMessageBox.question(
        window, "End the exam?", question, buttons.Yes | buttons.Cancel, buttons.Cancel
    )
    if answer == buttons.Yes:
        end_exam(window)


def _turned(window: MainWindow) -> None:
    """Another question is open: show all of it."""
    window.selection.clear()
    window.canvas.fit()


def end_exam(window: MainWindow) -> None:
    """Grade the exam and show its report."""
    from archdesk.gui.dialogs.exam_report import ExamReport

    ended = window.practice.end_exam()
    if ended is not None:
        result, answered = ended
        ExamReport(result, answered, partial(_show_answer, window), window).open()


def _show_answer(window: MainWindow, answered: Answered) -> None:
    """The solution beside what was drawn in the exam."""
    from archdesk.gui.dialogs.solution import SolutionDialog

    if answered.design is not None and answered.grade is not None:
        dialog = SolutionDialog(
            window.session, answered.practising, answered.grade, window.inspector.doors, partial(_open_solution, window), window,
            answered.design,
        )  # fmt: skip
        dialog.open()


def show_progress(window: MainWindow) -> None:
    from archdesk.gui.dialogs.progress import ProgressDialog

    ProgressDialog(window.practice, partial(begin, window), window).open()


def examined(window: MainWindow) -> bool:
    return window.practice.sitting is not None


def not_examined(window: MainWindow) -> bool:
    return window.practice.sitting is None


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


def clock_shown(window: MainWindow) -> bool:
    return window.preferences.clock_shown


def toggle_clock(window: MainWindow) -> None:
    """Show the time a scenario takes, or not."""
    wanted = not clock_shown(window)
    window.preferences.clock_shown = wanted
    window.scenario.show_clock(wanted)
    window.refresh_actions()


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
    panel.show_clock(window.preferences.clock_shown)
    panel.choose = partial(choose, window)
    panel.examine = partial(set_up_exam, window)
    panel.exam.finish = partial(ask_to_end_exam, window)
    panel.exam.time_up = partial(end_exam, window)
    panel.exam.turned = partial(_turned, window)
    window.practice.say = window.say
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
