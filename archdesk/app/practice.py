"""Practising in a session: which scenario its design answers, starting one, handing in, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import platformdirs

from archdesk.app.examining import Answered, Sitting
from archdesk.app.practising import Clock, Practising, wall_clock
from archdesk.app.scenario_shelf import Shelved, shelved
from archdesk.app.session import Session
from archdesk.errors import ProgressError, UsageError
from archdesk.model.design import Change, Design
from archdesk.practice.attempts import Mode
from archdesk.practice.definitions import Scenario
from archdesk.practice.exam import ExamResult, OpenExam, start_exam
from archdesk.practice.grading import Grade, grader_of
from archdesk.practice.library import Library, load_library
from archdesk.practice.progress import ProgressStore
from archdesk.practice.scheduling import due
from archdesk.storage.reading import read_design


def scenario_folders() -> Sequence[Path]:
    """Where this user's own scenarios are, if there are any."""
    folder = own_folder()
    return [folder] if folder.is_dir() else []


def own_folder() -> Path:
    return platformdirs.user_data_path("ArchDesk") / "scenarios"


def progress_file() -> Path:
    """Where it is kept what somebody reached."""
    return platformdirs.user_data_path("ArchDesk") / "progress.sqlite"


def load_scenarios() -> Library:
    """The scenarios that ship, and the user's own."""
    return load_library(scenario_folders())


class Practice:
    """The scenario that the design of a session answers, if any: ``current``. Followers are told when that changes."""

    def __init__(self, session: Session, clock: Clock = wall_clock) -> None:
        self.session = session
        self.clock = clock
        self.current: Practising | None = None
        self.sitting: Sitting | None = None
        self.say: Callable[[str], None] = _unsaid
        self.live = True
        self.changed_since = False  # whether the design is another than the one that was handed in
        self._is_kept = True  # whether the store has what is drawn in an exam
        self._followers: list[Callable[[], None]] = []
        self._starting: Practising | None = None
        session.follow(self._changed)

    @cached_property
    def library(self) -> Library:
        return load_scenarios()

    @cached_property
    def store(self) -> ProgressStore | None:
        """What is kept of earlier attempts; None where it cannot be opened, which is said once."""
        try:
            store = ProgressStore(progress_file())
        except ProgressError as error:
            self.say(f"What you reach is not kept: {error}")
            return None
        if store.notice:
            self.say(store.notice)
        return store

    def of_section(self, section: str) -> tuple[Scenario, ...]:
        """The scenarios that practise a section of the notes, those of it alone first."""
        found = [s for s in self.library.scenarios.values() if section in s.sections]
        return tuple(sorted(found, key=lambda s: (s.section != section, s.title)))

    def shelf(self) -> tuple[Shelved, ...]:
        """All scenarios with what was reached in them."""
        best: dict[str, int] = {}
        waiting: tuple[str, ...] = ()
        if self.store is not None:
            best = {id: attempt.score for id, attempt in self.store.best().items()}
            waiting = tuple(entry.scenario for entry in due(self.store, self.clock()))
        return shelved(self.library.scenarios.values(), self.session.handbook, best, waiting)

    def practising(self, id: str, mode: Mode = "learning") -> Practising:
        """A scenario as it begins. Raises UsageError where there is none of this id, or it has a mistake."""
        scenario = self.library.find(id)
        grader = grader_of(scenario, self.session.catalogue)
        return Practising(scenario, grader, mode, self.live and mode == "learning", self.clock)

    def start(self, id: str) -> Practising:
        """Begin a scenario: its start takes the place of the design at hand."""
        return self.resume(self.practising(id))

    def resume(self, practising: Practising, design: Design | None = None) -> Practising:
        """Go on with a scenario, at its start or at a design that was drawn for it."""
        self._starting = practising
        try:
            self.session.replace(design or practising.start_design())
        finally:
            self._starting = None
        return practising

    def hand_in(self) -> Grade | None:
        """Grade the design at hand for good, and keep what it reached; None where it answers no scenario.

        An attempt after the solution was seen is graded and not kept.
        """
        current = self.current
        if current is None or current.mode == "exam":
            return None
        grade = current.hand_in(self.session.design)
        self.changed_since = False
        if self.store is not None and not current.saw_solution:
            try:
                self.store.add(current.attempt(grade))
            except ProgressError as error:
                self.say(f"This attempt is not kept: {error}")
        self._tell()
        return grade

    def examine(self, scenarios: Sequence[Scenario], minutes: int = 0) -> Sitting:
        """Begin an exam, at its first question."""
        exam = start_exam(uuid4().hex, scenarios, self.clock(), minutes)
        return self._sit(Sitting(exam, self._question, self.clock), 0)

    def unfinished(self) -> OpenExam | None:
        """The latest exam that was begun and not ended, as after a crash; None while one is going on."""
        if self.sitting is not None or not progress_file().is_file() or self.store is None:
            return None
        try:
            found = self.store.open_exams()
        except ProgressError as error:
            self.say(str(error))
            return None
        return found[-1] if found else None

    def go_on(self, left: OpenExam) -> Sitting:
        """Go on with an exam where it was left; its clock ran on.

        Raises UsageError where one of its scenarios is not there any more, DesignError where a drawing cannot be read.
        """
        sitting = Sitting(left.exam, self._question, self.clock)
        for index, answer in left.answers.items():
            reading = read_design(answer.design, f"question {index + 1}", self.session.catalogue)
            sitting.restore(index, reading.design, answer)
        return self._sit(sitting, left.position)

    def give_up_exam(self, left: OpenExam) -> None:
        """Forget an exam that was not ended. Raises ProgressError."""
        if self.store is not None:
            self.store.forget_open_exam(left.exam.id)

    @property
    def examined(self) -> bool:
        """Whether the design at hand is a question of an exam that is going on: then it is kept without being saved."""
        return (
            self.sitting is not None and self.sitting.designs.get(self.sitting.index) is self.session.design
        )

    def turn_to(self, index: int) -> None:
        """Open a question of the exam; what was drawn for the one that is left is kept."""
        if self.sitting is not None:
            self.keep_exam()
            design = self.sitting.turn_to(index)
            self.resume(self.sitting.question, design)
            self._is_kept = False
            self.keep_exam()

    def keep_exam(self) -> None:
        """Put what was drawn in the exam where a crash does not reach it, if that is not done yet."""
        if self.sitting is None or self.store is None or self._is_kept:
            return
        self._is_kept = True
        try:
            self.store.keep_answer(self.sitting.exam, self.sitting.index, self.sitting.answer())
        except ProgressError as error:
            self.say(f"A crash would lose this exam: {error}")

    def flag(self, wanted: bool) -> None:
        """Mark the open question of the exam, to come back to it."""
        if self.sitting is not None:
            self.sitting.flag(wanted)
            self._is_kept = False
            self.keep_exam()

    def end_exam(self) -> tuple[ExamResult, tuple[Answered, ...]] | None:
        """Grade the exam and keep what it came to; None where there is none."""
        sitting = self.sitting
        if sitting is None:
            return None
        result, answered = sitting.end()
        self.sitting = None
        self.session.be_silent(False)
        if self.store is not None:
            try:
                self.store.add_exam(result)
            except ProgressError as error:
                self.say(f"This exam is not kept: {error}")
        self._tell()
        return result, answered

    def _sit(self, sitting: Sitting, index: int) -> Sitting:
        self.sitting = sitting
        self.session.be_silent(True)
        self.turn_to(index)
        return sitting

    def _question(self, id: str) -> Practising:
        return self.practising(id, "exam")

    def give_up(self) -> Grade | None:
        """The grade beside which a solution may be shown: the one that was handed in, or that of the design now.

        What is drawn once the solution was seen is graded, and not kept.
        """
        current = self.current
        if current is None:
            return None
        grade = current.handed_in or self.hand_in()
        current.saw_solution = True
        return grade

    def leave(self) -> None:
        """Go on with the design as with any other."""
        settings = self.session.design.settings
        self.current = None
        if settings.scenario:
            with self.session.design.edit("Leave the scenario") as edit:
                edit.put(replace(settings, scenario=""))
        self._tell()

    def set_live(self, wanted: bool) -> None:
        """Whether verdicts are shown while one draws."""
        self.live = wanted
        if self.current is not None and self.current.mode == "learning":
            self.current.live = wanted
        self._tell()

    def follow(self, follower: Callable[[], None]) -> None:
        self._followers.append(follower)

    def _changed(self, change: Change | None) -> None:
        """Another design may answer a scenario by what its file says."""
        id = self.session.design.settings.scenario
        before = self.current
        self.changed_since = change is not None
        self._is_kept = self._is_kept and not (change is not None and self.examined)
        if self._starting is not None:
            self.current = self._starting
        elif not id:
            self.current = None
        elif self.current is None or self.current.scenario.id != id:
            self.current = self._found(id)
        if change is None or self.current is not before:
            self._tell()

    def _found(self, id: str) -> Practising | None:
        """The scenario that a file names; None where this machine has none of that id, or it has a mistake."""
        try:
            return self.practising(id) if id in self.library.scenarios else None
        except UsageError as error:
            self.say(str(error))
            return None

    def _tell(self) -> None:
        for follower in tuple(self._followers):
            follower()


def _unsaid(words: str) -> None:
    """Until somebody listens."""
