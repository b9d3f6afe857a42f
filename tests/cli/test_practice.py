"""Exam scenarios on the command line: list, show, start, grade; and scenarios of one's own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from archdesk.app.practice import own_folder
from archdesk.cli.main import main
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
