"""Exam scenarios on the command line: list, show, start, grade; and scenarios of one's own."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archdesk.app.practice import own_folder, progress_file
from archdesk.cli.main import main
from archdesk.practice.attempts import Attempt
from archdesk.practice.library import load_library
from archdesk.practice.progress import ProgressStore
from tests.practice.test_checking import SOUND

ID = "messages-that-come-back"


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def started(folder: Path, name: str, *options: str) -> Path:
    path = folder / name
    assert main(["practice", "start", ID, "-o", str(path), *options]) == 0
    return path


def test_scenarios_are_listed_by_what_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "practice", "list").splitlines()
    assert next(line for line in lines if line.startswith(ID)).split()[1:6] == [
        "symptom",
        "troubleshooting",
        "easy",
        "current",
        "sqs",
    ]
    assert lines[0].split() == ["scenario", "kind", "domain", "difficulty", "edition", "section", "title"]
    found = json.loads(
        run(
            capsys, "practice", "list", "--section", "lambda-retries", "--kind", "symptom", "--format", "json"
        )
    )
    assert ID in [entry["id"] for entry in found]
    assert {entry["kind"] for entry in found} == {"symptom"}
    assert len(found) < len(lines) - 1


def test_a_brief_is_shown_without_what_it_asks_for_unless_that_is_wanted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    brief = run(capsys, "practice", "show", ID)
    assert "charged twice" in brief
    assert "six times" not in brief
    asked = run(capsys, "practice", "show", ID, "--requirements")
    assert "Hint: Where does SQS put" in asked
    assert "AWS asks" not in asked
    solved = json.loads(run(capsys, "practice", "show", ID, "--solution", "--format", "json"))
    assert [r["id"] for r in solved["requirements"]] == ["time-stays", "hidden-long-enough", "set-aside"]
    assert solved["wrong"][0]["score"] == 0


def test_a_start_scores_nothing_and_the_solution_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    start = started(tmp_path, "start.archdesk")
    text = run(capsys, "practice", "grade", ID, str(start), code=1)
    assert (
        "- A message stays hidden at least six times as long as the function may work on it (0 of 3)" in text
    )
    assert "    at Orders → Charge order" in text
    assert text.rstrip().endswith("0 of 100, not passed, 72 passes")
    solution = started(tmp_path, "solution.archdesk", "--solution")
    assert run(capsys, "practice", "grade", ID, str(solution)).rstrip().endswith("100 of 100, passed")


def test_a_start_is_never_written_over_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mine = tmp_path / "mine.archdesk"
    mine.write_text("my work")
    assert main(["practice", "start", ID, "-o", str(mine)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert mine.read_text() == "my work"


def test_a_folder_is_graded_as_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    started(tmp_path / "ada", "orders.archdesk", "--solution")
    started(tmp_path, "=bob.archdesk")
    (tmp_path / "eve.archdesk").write_text("nonsense")
    capsys.readouterr()
    rows = list(
        csv.DictReader(
            io.StringIO(run(capsys, "practice", "grade", ID, str(tmp_path), "--format", "csv", code=2))
        )
    )
    found = {Path(row["file"]).name: row for row in rows}
    assert (found["orders.archdesk"]["score"], found["orders.archdesk"]["passed"]) == ("100", "yes")
    assert (found["=bob.archdesk"]["score"], found["=bob.archdesk"]["set-aside"]) == ("0", "0")
    assert "format: 1" in found["eve.archdesk"]["problem"]
    result = json.loads(run(capsys, "practice", "grade", ID, str(tmp_path / "ada"), "--format", "json"))
    assert result["pass_mark"] == 72
    assert [r["state"] for r in result["designs"][0]["requirements"]] == ["met", "met", "met"]


def test_a_grade_is_written_in_the_form_its_name_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    start = started(tmp_path, "a|b.archdesk")
    report = tmp_path / "grades.md"
    assert main(["practice", "grade", ID, str(start), "-o", str(report)]) == 1
    text = report.read_text("utf-8")
    assert "| 0 | not passed |" in text
    assert "- [ ] A message that failed five times goes to a dead-letter queue (0 of 3)" in text
    assert "- [x] The function still has 60 seconds and still takes orders from the queue (as it was)" in text
    assert "a\\|b.archdesk" in text


def test_an_id_that_is_none_is_told_with_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "show", "mesages-that-come-back"]) == 2
    assert f"did you mean {ID}?" in capsys.readouterr().err
    assert main(["practice", "list", "--section", "nowhere"]) == 2
    assert "The notes have no section 'nowhere'" in capsys.readouterr().err


def test_a_scenario_of_ones_own_is_checked_and_found(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(run(capsys, "scenario", "folder").strip())
    assert folder == own_folder()
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(SOUND)
    assert run(capsys, "scenario", "check", str(folder)) == "1 scenario checked: nothing is wrong\n"
    assert "own " in run(capsys, "practice", "list", "--section", "sqs")
    (folder / "own.yaml").write_text(SOUND.replace("score: 0", "score: 7", 1))
    text = run(capsys, "scenario", "check", str(folder / "own.yaml"), code=1)
    assert f"{folder / 'own.yaml'}:24: wrong › 0 › score: it scores 0" in text
    found = json.loads(run(capsys, "scenario", "check", str(folder), "--format", "json", code=1))
    assert (found["checked"], [p["line"] for p in found["problems"]]) == (1, [24])


def test_a_folder_without_scenarios_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["scenario", "check", str(tmp_path)]) == 2
    assert "no file ends in .yaml" in capsys.readouterr().err
    assert main(["scenario", "check", str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err


def reached(days_ago: int, score: int) -> None:
    """An attempt so many days ago."""
    when = datetime.now(tz=UTC) - timedelta(days=days_ago)
    with ProgressStore(progress_file()) as store:
        store.add(
            Attempt(ID, "sqs", "troubleshooting", "symptom", "easy", "current", when, 300, score, score >= 72)
        )


def test_progress_tells_what_was_reached_and_what_is_due(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "0 of " in run(capsys, "practice", "progress")
    reached(40, 30)
    reached(39, 80)
    text = run(capsys, "practice", "progress")
    assert f"1 of {len(load_library().scenarios)} scenarios passed, 2 attempts" in text
    assert "0 days in a row, 2 at most" in text
    assert " 80  Troubleshooting and optimization (1)" in text
    assert f"To repeat now\n  {ID}\n" in text
    assert json.loads(run(capsys, "practice", "progress", "--format", "json"))["attempts"][1]["score"] == 80
    rows = list(csv.DictReader(io.StringIO(run(capsys, "practice", "progress", "--format", "csv"))))
    assert [row["score"] for row in rows] == ["30", "80"]
    assert main(["practice", "progress", "-o", str(tmp_path / "mine.md")]) == 0
    assert "| troubleshooting | 80 | 1 |" in (tmp_path / "mine.md").read_text("utf-8")


def test_progress_is_forgotten_only_when_that_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "progress", "--reset", "--yes"]) == 2
    reached(1, 80)
    assert main(["practice", "progress", "--reset"]) == 2
    assert "say --yes" in capsys.readouterr().err
    assert "1 attempts" in run(capsys, "practice", "progress").replace("1 attempt\n", "1 attempts\n")
    run(capsys, "practice", "progress", "--reset", "--yes")
    assert "0 attempts" in run(capsys, "practice", "progress")


def test_a_scenario_of_ones_own_with_a_mistake_is_told_where(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "own.yaml").write_text(SOUND.replace("timeout: 10}", "timeoot: 10}"))
    assert main(["practice", "start", "own", "-o", str(tmp_path / "a.archdesk")]) == 2
    error = capsys.readouterr().err
    assert "The scenario own has a mistake: solution › components › f › timeoot" in error
    assert "archdesk scenario check" in error
    assert not (tmp_path / "a.archdesk").exists()


@pytest.mark.parametrize("name", ["mine.yaml", "1 'quoted' one.yaml", "no.yaml"])
def test_a_scenario_to_go_on_from_is_sound(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / "deep" / name
    run(capsys, "scenario", "new", str(path))
    assert run(capsys, "scenario", "check", str(path)) == "1 scenario checked: nothing is wrong\n"
    assert main(["scenario", "new", str(path)]) == 2
    assert main(["scenario", "new", str(tmp_path / "mine.yml")]) == 2
