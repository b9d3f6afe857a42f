"""Mock exams and progress in the window: from setting one up to its report, and what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from archdesk.app.practice import progress_file
from archdesk.gui.commands import practising
from archdesk.gui.dialogs.exam import ExamDialog
from archdesk.gui.dialogs.exam_report import ExamReport
from archdesk.gui.dialogs.gallery import GalleryDialog
from archdesk.gui.dialogs.progress import ProgressDialog
from archdesk.gui.dialogs.solution import SolutionDialog
from archdesk.gui.window import MainWindow
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.practice.progress import ProgressStore
from tests.gui.conftest import Hands, settle

ID = "messages-that-come-back"
OTHER = "cheap-way-to-a-bucket"


class Clock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(hands: Hands) -> Clock:
    clock = Clock()
    hands.window.practice.clock = clock
    return clock


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    settle()


def sit(hands: Hands, *ids: str, minutes: int = 20) -> None:
    library = hands.window.practice.library.scenarios
    practising._begin_exam(hands.window, [library[id] for id in ids], minutes)
    settle()


def answer(hands: Hands) -> None:
    """Draw the solution of the question that is open."""
    sitting = hands.window.practice.sitting
    assert sitting is not None
    solution = sitting.question.solution()
    with hands.design.edit("Answer") as edit:
        for record in solution.records.values():
            edit.put(record)
        for id in [
            r.id for r in (*hands.design.components, *hands.design.connections) if solution.find(r.id) is None
        ]:
            if hands.design.find(id) is not None:
                edit.remove(id)


def end(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> ExamReport:
    monkeypatch.setattr(QMessageBox, "question", staticmethod(lambda *_: QMessageBox.StandardButton.Yes))
    click(hands.window.scenario.exam.done)
    report = hands.window.findChild(ExamReport)
    assert report is not None
    return report


def test_an_exam_is_set_up_by_the_weights_of_the_domains(hands: Hands, clock: Clock) -> None:
    hands.act("exam")
    dialog = hands.window.findChild(ExamDialog)
    assert dialog is not None
    assert len(dialog.drawn) == 10
    assert len({s.id for s in dialog.drawn}) == 10
    assert "of Security (26 %)" in dialog.shares.text()
    assert dialog.minutes.value() == sum(s.time for s in dialog.drawn)
    dialog.edition.setCurrentIndex(dialog.edition.findData("notes"))
    assert {s.edition for s in dialog.drawn} == {"notes"}
    dialog.edition.setCurrentIndex(0)
    dialog.minutes.setValue(45)
    click(dialog.start)
    sitting = hands.window.practice.sitting
    assert sitting is not None
    assert (len(sitting), sitting.exam.minutes, sitting.index) == (10, 45, 0)
    assert "1 of 10" in hands.window.scenario.exam.questions.currentText()


def test_an_exam_tells_nothing_before_its_end(hands: Hands, clock: Clock) -> None:
    sit(hands, ID, OTHER)
    panel = hands.window.scenario
    assert panel.rows == []
    assert "They are shown in the report, when the exam ends." in texts(panel.list_area)
    assert not panel.head.isVisible()
    for action in ("grade", "solution", "scenarios", "start_over"):
        assert not hands.window.actions_[action].isEnabled()


def test_what_was_drawn_for_a_question_is_there_when_one_comes_back(hands: Hands, clock: Clock) -> None:
    sit(hands, ID, OTHER)
    answer(hands)
    bar = hands.window.scenario.exam
    click(bar.after)
    assert hands.window.practice.current is not None
    assert hands.window.practice.current.scenario.id == OTHER
    bar.flag.click()
    click(bar.before)
    assert "Failed orders" in {c.name for c in hands.design.components}
    assert hands.design.undo_label == "Answer"
    assert "to come back to" in bar.questions.itemText(1)


def test_the_report_gives_each_question_its_score_and_is_kept(
    hands: Hands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hands, ID, OTHER, "one-shard-runs-hot")
    answer(hands)
    clock.wait(minutes=4)
    click(hands.window.scenario.exam.after)
    report = end(hands, monkeypatch)
    assert [None if a.grade is None else a.grade.score for a in report.answered] == [100, 0, None]
    result = report.exam_result
    assert (result.seconds, result.missed) == (240.0, ("one-shard-runs-hot",))
    assert "Not passed" in texts(report)
    assert "2 of 3 scenarios were opened, in 4:00 of 20 minutes." in texts(report)
    with ProgressStore(progress_file()) as store:
        (kept,) = store.exams()
        assert [(a.scenario, a.score, a.mode) for a in store.attempts()] == [
            (ID, 100, "exam"),
            (OTHER, 0, "exam"),
        ]
    assert kept.scaled == result.scaled
    assert hands.window.practice.sitting is None
    click(report.links[0])
    solution = hands.window.findChild(SolutionDialog)
    assert solution is not None
    assert solution.differences == ()
    assert not report.links[2].isEnabled()


def test_the_exam_ends_when_its_time_is_up(hands: Hands, clock: Clock) -> None:
    sit(hands, ID, minutes=10)
    bar = hands.window.scenario.exam
    bar.tick()
    assert bar.left.text() == "10:00 left"
    clock.wait(minutes=10, seconds=1)
    bar.tick()
    settle()
    report = hands.window.findChild(ExamReport)
    assert report is not None
    assert report.exam_result.seconds == 600.0


def test_ending_early_can_be_thought_over(
    hands: Hands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hands, ID, OTHER)
    asked: list[str] = []

    def cancel(*given: object) -> QMessageBox.StandardButton:
        asked.append(str(given[2]))
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", staticmethod(cancel))
    click(hands.window.scenario.exam.done)
    assert "1 of 2 scenarios were not opened." in asked[0]
    assert hands.window.practice.sitting is not None


def test_no_finding_is_told_before_the_end(
    hands: Hands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hands, "keys-in-a-file")
    with hands.design.edit("Open the door") as edit:
        edit.put(
            Component(
                "open", "s3.bucket", "Open", Rect(900, 900, 48, 48), properties={"block_public_access": False}
            )
        )
    hands.window.session.check_on(10_000)
    settle()
    window = hands.window
    assert hands.window.session.check.latest
    assert (hands.window.session.latest, window.bottom.tabText(0)) == ((), "Problems")
    assert window.status.findings.text() == "Exam: problems are not shown"
    window.show_problems()
    settle()
    assert "In an exam nothing is told of problems before its end." in texts(window.problems)
    end(hands, monkeypatch)
    settle()
    assert hands.window.session.latest == hands.window.session.check.latest
    assert window.bottom.tabText(0).startswith("Problems (")
    assert "In an exam nothing is told" not in texts(window.problems)


def answering(monkeypatch: pytest.MonkeyPatch, wanted: str) -> list[str]:
    """Whoever is asked whether to go on with an exam answers so; the questions are kept."""
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        (button,) = [b for b in box.buttons() if b.text() == wanted]
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


@pytest.fixture
def again(
    hands: Hands, open_window: Callable[[Design | None], MainWindow], clock: Clock
) -> Callable[[], Hands]:
    """Another window, as after a crash of the first."""

    def open_again() -> Hands:
        hands.window.practice.sitting = None  # what was in its memory is gone
        later = Hands(open_window(None))
        later.window.practice.clock = clock
        return later

    return open_again


def test_an_exam_goes_on_after_a_crash(
    hands: Hands, clock: Clock, again: Callable[[], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hands, ID, OTHER, "one-shard-runs-hot")
    bar = hands.window.scenario.exam
    answer(hands)
    clock.wait(minutes=2)
    bar.tick()
    click(bar.after)
    bar.flag.click()
    clock.wait(minutes=3)
    later = again()
    asked = answering(monkeypatch, "Go on")
    assert practising.offer_exam(later.window)
    settle()
    assert asked == [
        "An exam of 3 scenarios was not ended; you opened 2 of them. 15:00 of its 20 minutes are left."
    ]
    sitting = later.window.practice.sitting
    assert sitting is not None
    assert (sitting.index, sitting.flagged, later.window.practice.examined) == (1, {1}, True)
    assert later.window.session.silent
    click(later.window.scenario.exam.before)
    assert "Failed orders" in {c.name for c in later.design.components}
    assert sitting.question.seconds == 120.0
    report = end(later, monkeypatch)
    assert [None if a.grade is None else a.grade.score for a in report.answered] == [100, 0, None]
    assert later.window.practice.unfinished() is None


def test_an_exam_whose_time_ran_out_meanwhile_is_graded(
    hands: Hands, clock: Clock, again: Callable[[], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hands, ID, OTHER)
    answer(hands)
    hands.window.scenario.exam.tick()
    clock.wait(days=1)
    later = again()
    asked = answering(monkeypatch, "Grade it")
    later.act("exam")
    settle()
    assert asked[0].endswith("Its time is up: going on grades what was drawn.")
    later.window.scenario.exam.tick()
    settle()
    report = later.window.findChild(ExamReport)
    assert report is not None
    assert (report.exam_result.seconds, [m.score for m in report.exam_result.marks]) == (1200.0, [100, 0])


@pytest.mark.parametrize(("wanted", "left"), [("Forget it", False), ("Later", True)])
def test_an_exam_that_was_not_ended_can_be_forgotten_or_left_for_later(
    hands: Hands,
    clock: Clock,
    again: Callable[[], Hands],
    monkeypatch: pytest.MonkeyPatch,
    wanted: str,
    left: bool,
) -> None:
    sit(hands, ID)
    later = again()
    answering(monkeypatch, wanted)
    assert not practising.offer_exam(later.window)
    assert (later.window.practice.unfinished() is not None) == left


def test_leaving_the_window_in_an_exam_is_asked_about_and_keeps_it(
    hands: Hands, clock: Clock, again: Callable[[], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hands, ID)
    answer(hands)
    asked: list[str] = []
    buttons = QMessageBox.StandardButton

    def stay(*given: object) -> QMessageBox.StandardButton:
        asked.append(str(given[1]))
        return buttons.Cancel

    monkeypatch.setattr(QMessageBox, "question", staticmethod(stay))
    hands.window.close()
    assert hands.window.isVisible()
    monkeypatch.setattr(QMessageBox, "question", staticmethod(lambda *given: buttons.Close))
    hands.window.close()
    assert asked == ["Leave the exam?"]
    assert not hands.window.isVisible()
    later = again()
    left = later.window.practice.unfinished()
    assert left is not None
    assert "Failed orders" in left.answers[0].design


def test_an_attempt_is_kept_and_shown_in_the_gallery_and_the_progress(
    hands: Hands, clock: Clock, tmp_path: Path
) -> None:
    practising.begin(hands.window, ID)
    clock.wait(minutes=3)
    hands.act("grade")
    with ProgressStore(progress_file()) as store:
        (attempt,) = store.attempts()
    assert (attempt.scenario, attempt.score, attempt.seconds, attempt.verdicts["set-aside"]) == (
        ID,
        0,
        180.0,
        False,
    )
    hands.act("scenarios")
    gallery = hands.window.findChild(GalleryDialog)
    assert gallery is not None
    gallery.boxes["state"].setCurrentIndex(gallery.boxes["state"].findData("tried"))
    assert [(e.scenario.id, e.best) for e in gallery.found] == [(ID, 0)]
    gallery.reject()
    clock.wait(days=2)
    hands.act("progress")
    progress = hands.window.findChild(ProgressDialog)
    assert progress is not None
    assert [button.text() for button in progress.due] == ["Messages that come back"]
    assert progress.chart is not None
    assert [point.score for point in progress.chart.lines["All"]] == [0.0]
    assert "Amazon SQS" in texts(progress)
    progress.export_to(tmp_path / "all.json")
    assert json.loads((tmp_path / "all.json").read_text("utf-8"))["attempts"][0]["scenario"] == ID
    progress.export_to(tmp_path / "all.csv")
    assert ID in (tmp_path / "all.csv").read_text("utf-8")
    click(progress.due[0])
    assert hands.window.practice.current is not None


def test_an_attempt_after_the_solution_is_not_kept(hands: Hands, clock: Clock) -> None:
    practising.begin(hands.window, ID)
    click(hands.window.scenario.solution)
    hands.act("grade")
    with ProgressStore(progress_file()) as store:
        assert len(store.attempts()) == 1  # the one that ended when the solution was shown


def test_progress_is_forgotten_when_that_is_meant(
    hands: Hands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    practising.begin(hands.window, ID)
    hands.act("grade")
    hands.act("progress")
    progress = hands.window.findChild(ProgressDialog)
    assert progress is not None
    for button, left in ((QMessageBox.StandardButton.Cancel, 1), (QMessageBox.StandardButton.Yes, 0)):
        monkeypatch.setattr(QMessageBox, "question", staticmethod(lambda *_, answer=button: answer))
        click(progress.reset)
        with ProgressStore(progress_file()) as store:
            assert len(store.attempts()) == left
    settle()
    assert "Nothing was graded yet." in texts(progress)
    assert not progress.export.isEnabled()


def test_without_a_place_to_keep_it_one_can_practise_all_the_same(hands: Hands, clock: Clock) -> None:
    progress_file().parent.mkdir(parents=True, exist_ok=True)
    progress_file().mkdir()
    practising.begin(hands.window, ID)
    hands.act("grade")
    assert hands.window.scenario.score.text() == "0 of 100 · not passed"
    assert "What you reach is not kept" in hands.window.status.currentMessage()
