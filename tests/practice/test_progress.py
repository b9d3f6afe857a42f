"""Progress is kept: whatever was added is there again, through crashes, damage, two windows and older versions."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdesk.errors import ProgressError
from archdesk.practice.attempts import Attempt
from archdesk.practice.exam import Answer, Exam, ExamResult, OpenExam
from archdesk.practice.progress import ProgressStore
from archdesk.practice.schema import STEPS, VERSION
from tests.practice.trying import ATTEMPTS, attempt, on_day

STORED = Path(__file__).parent / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite"


def kept(file: Path) -> tuple[Attempt, ...]:
    with ProgressStore(file) as store:
        return store.attempts()


def exam_of(*scenarios: str, id: str = "spring") -> Exam:
    return Exam(id, scenarios, ("security",) * len(scenarios), on_day(0), 30, "current")


def stored_database(version: int, file: Path) -> None:
    """A file as an ArchDesk of that version left it."""
    database = sqlite3.connect(file)
    database.executescript((STORED / f"progress-{version}.sql").read_text())
    database.close()


# -- what is added is there again ------------------------------------------------------------------------------


@given(st.lists(ATTEMPTS, max_size=6))
@settings(max_examples=40)
def test_any_attempts_are_given_back_the_oldest_first(attempts: list[Attempt]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "progress.sqlite"
        with ProgressStore(file) as store:
            for one in attempts:
                store.add(one)
        assert list(kept(file)) == sorted(attempts, key=lambda one: one.when)


def test_attempts_are_asked_for_by_scenario_and_from_a_moment_on(file: Path) -> None:
    with ProgressStore(file) as store:
        for scenario, day in (("queue", 2), ("table", 1), ("queue", 0)):
            store.add(attempt(scenario, day=day))
        assert [one.when for one in store.attempts(scenario="queue")] == [on_day(0), on_day(2)]
        assert [one.scenario for one in store.attempts(since=on_day(1))] == ["table", "queue"]
        assert store.attempts(since=on_day(1), scenario="queue") == (attempt(day=2),)
        assert store.last_done() == {"queue": on_day(2), "table": on_day(1)}


def test_the_best_attempt_at_a_scenario_is_the_first_that_reached_its_score(file: Path) -> None:
    with ProgressStore(file) as store:
        for score, day in ((60, 0), (90, 1), (90, 2), (70, 3)):
            store.add(attempt(score=score, day=day))
        assert store.best() == {"queue": attempt(score=90, day=1)}


def test_an_exam_is_given_back_with_its_attempts(file: Path) -> None:
    result = ExamResult(
        exam_of("queue", "table", "pool"),
        on_day(0.01),
        (
            attempt("table", exam="spring", mode="exam"),
            attempt("queue", 20, 0.002, exam="spring", mode="exam"),
        ),
    )
    with ProgressStore(file) as store:
        store.add(attempt("queue", day=-1))
        store.add_exam(result)
        assert store.exams() == (result,)
        assert set(store.cards()) == {"queue", "table"}


def test_an_exam_that_fails_half_way_leaves_nothing(file: Path) -> None:
    unwritable = attempt("table", exam="spring", section="a lone \ud800 that UTF-8 cannot say")
    result = ExamResult(exam_of("queue", "table"), on_day(1), (attempt("queue", exam="spring"), unwritable))
    with ProgressStore(file) as store:
        with pytest.raises(ProgressError, match="cannot be written"):
            store.add_exam(result)
        assert (store.attempts(), store.exams(), store.cards()) == ((), (), {})
        store.add(attempt())  # and it goes on
    assert kept(file) == (attempt(),)


def test_an_exam_is_kept_once(file: Path) -> None:
    result = ExamResult(exam_of("queue"), on_day(1), (attempt(exam="spring"),))
    with ProgressStore(file) as store:
        store.add_exam(result)
        with pytest.raises(ProgressError, match="exam spring is kept already"):
            store.add_exam(result)
        assert store.attempts() == result.attempts


def test_a_reset_forgets_everything_and_gives_the_space_back(file: Path) -> None:
    with ProgressStore(file) as store:
        store.add_exam(ExamResult(exam_of("queue"), on_day(1), (attempt(exam="spring"),)))
        for number in range(50):
            store.add(attempt("table", day=number, verdicts={"x" * 2_000: True}))
        store.reset()
        assert (store.attempts(), store.exams(), store.cards()) == ((), (), {})
        assert file.stat().st_size < 50_000
        assert b"xxxx" not in file.read_bytes()
        store.add(attempt())
        assert store.attempts() == (attempt(),)


# -- who may read it, and where it cannot be ------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="there are no modes")
def test_nobody_but_the_user_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "progress.sqlite"
    with ProgressStore(file) as store:
        store.add(attempt())
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) & 0o077
            for path in (file.parent, *file.parent.iterdir())
        }
    assert modes == {"new": 0, "progress.sqlite": 0, "progress.sqlite-wal": 0, "progress.sqlite-shm": 0}


def test_a_place_that_can_hold_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ProgressError, match=r"taken.progress\.sqlite cannot be opened: .* may write"):
        ProgressStore(tmp_path / "taken" / "progress.sqlite")
    with pytest.raises(ProgressError, match="cannot be opened"):
        ProgressStore(tmp_path)


# Root may write everywhere, so root becomes nobody first.
TRYING = """
import os, sys
from pathlib import Path
from archdesk.errors import ProgressError
from archdesk.practice.progress import ProgressStore

if os.geteuid() == 0:
    os.setuid(65534)
try:
    ProgressStore(Path(sys.argv[1]))
except ProgressError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="there are no modes")
@pytest.mark.parametrize("writable", ["folder", "nothing"])
def test_a_place_that_may_not_be_written_is_named(writable: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # not pytest's, which nobody but its owner may enter
        file = Path(folder) / "progress.sqlite"
        if writable == "folder":
            ProgressStore(file).close()
            file.chmod(0o444)
        file.parent.chmod(0o777 if writable == "folder" else 0o555)
        done = subprocess.run(
            [sys.executable, "-c", TRYING, str(file)], cwd=Path(__file__).parents[2], capture_output=True, text=True,
            check=True, timeout=60,
        )  # fmt: skip
        file.parent.chmod(0o700)
    assert done.stdout == (
        f"{file} cannot be opened: Permission denied. See to it that you may write to the file and its folder, "
        "or name another.\n"
    )


def test_a_database_of_another_program_is_left_alone(file: Path) -> None:
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE bookmark (address TEXT)")
    database.close()
    before = file.read_bytes()
    with pytest.raises(ProgressError, match="of another program"):
        ProgressStore(file)
    assert file.read_bytes() == before


# -- versions --------------------------------------------------------------------------------------------------


def test_there_is_a_stored_file_of_every_version() -> None:
    assert {path.name for path in STORED.glob("progress-*.sql")} == {
        f"progress-{number}.sql" for number in range(1, VERSION + 1)
    }


def test_a_file_of_version_1_gets_its_edition_and_its_cards(file: Path) -> None:
    stored_database(1, file)
    with ProgressStore(file) as store:
        last = store.attempts()[1]
        assert (last.scenario, last.score, last.edition, last.exam) == (
            "messages-that-come-back", 100, "current", None,
        )  # fmt: skip
        assert last.verdicts == {"hidden-long-enough": True, "kept": True}
        assert set(store.cards()) == {"messages-that-come-back", "keys-of-ones-own"}
        store.add_exam(ExamResult(exam_of("queue"), on_day(1), (attempt(exam="spring"),)))


def test_cards_that_a_crash_after_the_migration_prevented_are_made_later(file: Path) -> None:
    stored_database(1, file)
    database = sqlite3.connect(file)
    STEPS[1](database)
    database.execute("PRAGMA user_version = 2")
    database.close()
    with ProgressStore(file) as store:
        assert set(store.cards()) == {"messages-that-come-back", "keys-of-ones-own"}


def test_a_file_of_version_2_is_read_as_it_is(file: Path) -> None:
    stored_database(2, file)
    with ProgressStore(file) as store:
        (result,) = store.exams()
        assert (result.exam.id, result.missed, result.attempts) == (
            "spring", ("keys-of-ones-own",), store.attempts(),
        )  # fmt: skip


def test_a_file_of_version_3_has_its_open_exam(file: Path) -> None:
    stored_database(3, file)
    with ProgressStore(file) as store:
        (left,) = store.open_exams()
        assert (left.exam.id, left.exam.minutes, left.position) == ("summer", 30, 1)
        assert left.answers == {1: Answer("format: 1", 61.5, True)}


def test_a_step_that_fails_leaves_the_file_at_the_version_before(file: Path) -> None:
    stored_database(1, file)
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE card (in_the_way TEXT)")  # what the last statement of the step makes
    database.close()
    with pytest.raises(ProgressError, match="card already exists"):
        ProgressStore(file)
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA user_version").fetchone() == (1,)
    assert "edition" not in [row[1] for row in database.execute("PRAGMA table_info(attempt)")]
    database.close()


def test_a_file_of_a_later_version_is_refused_and_left_as_it_is(file: Path) -> None:
    stored_database(2, file)
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = file.read_bytes()
    with pytest.raises(
        ProgressError, match=r"progress\.sqlite was written by a later ArchDesk .*99.*update ArchDesk"
    ):
        ProgressStore(file)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == before


# -- exams that are not over yet -------------------------------------------------------------------------------


def test_what_was_drawn_last_for_each_question_is_there_until_the_exam_is_over(file: Path) -> None:
    exam = exam_of("queue", "table")
    with ProgressStore(file) as store:
        store.keep_answer(exam, 0, Answer("one", 5.0))
        store.keep_answer(exam, 1, Answer("two", 7.0, flagged=True))
        store.keep_answer(exam, 0, Answer("one and more", 9.0))
    with ProgressStore(file) as store:
        answers = {0: Answer("one and more", 9.0), 1: Answer("two", 7.0, flagged=True)}
        assert store.open_exams() == (OpenExam(exam, 0, answers),)
        store.add_exam(ExamResult(exam, on_day(1)))
        assert store.open_exams() == ()
        store.keep_answer(exam, 0, Answer("too late", 10.0))
        assert store.open_exams() == ()


def test_an_exam_may_be_given_up_alone(file: Path) -> None:
    with ProgressStore(file) as store:
        store.keep_answer(exam_of("queue", id="a"), 0, Answer("one", 5.0))
        store.keep_answer(exam_of("queue", id="b"), 0, Answer("two", 5.0))
        store.forget_open_exam("a")
        assert [left.exam.id for left in store.open_exams()] == ["b"]
        store.reset()
        assert store.open_exams() == ()


# -- damage ----------------------------------------------------------------------------------------------------


def with_attempts(file: Path, count: int = 60) -> bytes:
    with ProgressStore(file) as store:
        for number in range(count):
            store.add(attempt(f"scenario-{number}", day=number, verdicts={"r" * 300: True}))
    return file.read_bytes()


def damaged(file: Path, content: bytes) -> None:
    """Asserts that such a file is set aside whole, and that a new one is begun."""
    file.write_bytes(content)
    with ProgressStore(file) as store:
        assert "is damaged" in store.notice
        assert "progress-damaged-1.sqlite" in store.notice
        assert store.attempts() == ()
        store.add(attempt())
    assert file.with_name("progress-damaged-1.sqlite").read_bytes() == content
    with ProgressStore(file) as store:
        assert (store.notice, store.attempts()) == ("", (attempt(),))


def test_a_file_of_random_bytes_is_set_aside(file: Path) -> None:
    damaged(file, random.Random(1).randbytes(9_000))


def test_a_file_that_was_cut_off_is_set_aside(file: Path) -> None:
    whole = with_attempts(file)
    damaged(file, whole[: len(whole) // 2])


def test_a_file_with_pages_overwritten_is_set_aside(file: Path) -> None:
    whole = with_attempts(file)
    damaged(file, whole[:8_192] + random.Random(2).randbytes(8_192) + whole[16_384:])


def test_a_file_whose_texts_were_overwritten_is_set_aside(file: Path) -> None:
    whole = with_attempts(file)
    damaged(file, whole.replace(b'"rrr', b"\xff\xfe\xfd\xfc", 1))


def test_a_file_with_a_damaged_index_is_set_aside(file: Path) -> None:
    whole = with_attempts(file)
    database = sqlite3.connect(file)
    (page,) = database.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'attempt_by_scenario'"
    ).fetchone()
    (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    start = (page - 1) * size + 200
    damaged(file, whole[:start] + random.Random(3).randbytes(size - 200) + whole[page * size :])


def test_what_another_window_has_begun_anew_is_not_set_aside(file: Path) -> None:
    with ProgressStore(file) as store:
        store._set_aside((0, 0), "it was another file that was damaged")
        store.add(attempt())
    assert kept(file) == (attempt(),)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_each_damaged_file_gets_a_name_of_its_own(file: Path) -> None:
    for content in (b"no database " * 50, b"neither is this " * 50):
        file.write_bytes(content)
        ProgressStore(file).close()
    assert file.with_name("progress-damaged-1.sqlite").read_bytes().startswith(b"no database")
    assert file.with_name("progress-damaged-2.sqlite").read_bytes().startswith(b"neither")


def test_a_log_whose_database_is_gone_is_set_aside_with_it(file: Path) -> None:
    log = file.with_name("progress.sqlite-wal")
    with ProgressStore(file) as store:
        store.add(attempt())
        left = log.read_bytes()
    file.write_bytes(b"")
    log.write_bytes(left)
    with ProgressStore(file) as store:
        assert "it is empty" in store.notice
    assert file.with_name("progress-damaged-1.sqlite-wal").read_bytes() == left


def test_an_empty_file_is_a_new_one(file: Path) -> None:
    file.touch()
    with ProgressStore(file) as store:
        assert (store.notice, store.attempts()) == ("", ())


# -- two windows, and the end of one ----------------------------------------------------------------------------------


@pytest.mark.parametrize("time", range(20))
def test_windows_that_begin_and_write_at_once_lose_nothing(file: Path, time: int) -> None:
    ready = Barrier(4)

    def write(window: int) -> str:
        ready.wait()
        with ProgressStore(file) as store:  # one of them makes the file, while the others open it
            for number in range(5):
                store.add(attempt(f"window-{window}", day=number))
                store.add_exam(ExamResult(exam_of("queue", id=f"{window}-{number}"), on_day(1)))
            return store.notice

    with ThreadPoolExecutor(4) as windows:
        assert set(windows.map(write, range(4))) == {""}
    assert {(one.scenario, one.when) for one in kept(file)} == {
        (f"window-{window}", on_day(number)) for window in range(4) for number in range(5)
    }


def test_a_window_sees_what_another_has_added(file: Path) -> None:
    with ProgressStore(file) as one, ProgressStore(file) as other:
        one.add(attempt())
        assert other.attempts() == (attempt(),)


# Writers are forked from one process that has imported everything; each says the number of an attempt once it is kept,
# and is killed after a random time, wherever it is by then.
KILLING = """
import os, random, select, signal, sys, time
from datetime import timedelta
from pathlib import Path
import fsrs
from archdesk.practice.progress import ProgressStore
from tests.practice.trying import attempt, on_day

moments = random.Random(int(sys.argv[2]))
for kill in range(20):
    hears, says = os.pipe()
    writer = os.fork()
    if not writer:
        store = ProgressStore(Path(sys.argv[1]))
        for number in range(100_000):
            store.add(attempt(f"kill-{kill}", when=on_day(0) + timedelta(seconds=number)))
            os.write(says, b"%d %d\\n" % (kill, number))
        os._exit(0)
    os.close(says)
    end, heard = time.monotonic() + moments.uniform(0.005, 0.08), b""
    while (left := end - time.monotonic()) > 0:
        if select.select([hears], [], [], left)[0]:
            heard += os.read(hears, 4096)
    os.kill(writer, signal.SIGKILL)
    while more := os.read(hears, 4096):
        heard += more
    os.close(hears)
    os.waitpid(writer, 0)
    print(heard.decode(), end="")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork, no SIGKILL")
def test_whatever_was_added_outlives_being_killed(file: Path) -> None:
    seed = str(random.SystemRandom().randrange(10**6))
    done = subprocess.run(
        [sys.executable, "-c", KILLING, str(file), seed], cwd=Path(__file__).parents[2], capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = {(f"kill-{kill}", int(number)) for kill, number in map(str.split, done.stdout.splitlines())}
    assert len(said) > 20, "they were killed before they could keep anything"
    with ProgressStore(file) as store:
        assert store.notice == ""
        found = {(one.scenario, round((one.when - on_day(0)).total_seconds())) for one in store.attempts()}
        assert said - found == set(), f"lost with seed {seed}"
        assert set(store.cards()) == {one.scenario for one in store.attempts()}


# As on a full disk, no file may grow beyond a size; SQLite is told so in the middle of an attempt.
FILLING = """
import resource, signal, sys
from pathlib import Path
from archdesk.errors import ProgressError
from archdesk.practice.progress import ProgressStore
from tests.practice.trying import attempt

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with ProgressStore(Path(sys.argv[1])) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    for number in range(1_000):
        try:
            store.add(attempt(day=number, verdicts={"x" * 10_000: True}))
        except ProgressError as error:
            assert len(store.attempts()) == number, "what was kept can be read on"
            print(number, error)
            break
"""


@pytest.mark.skipif(os.name == "nt", reason="no limit of size")
def test_a_full_disk_is_told_and_loses_nothing_that_was_kept(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLING, str(file)], cwd=Path(__file__).parents[2], capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    number, _, message = done.stdout.partition(" ")
    assert f"{file} cannot be written" in message, done.stderr
    assert [one.when for one in kept(file)] == [on_day(day) for day in range(int(number))]
    assert int(number) > 3
