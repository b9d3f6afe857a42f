"""``archdesk fix`` applies what is safe and says it; ``archdesk rules`` starts a pack that is right from the start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cli.main import main
from archdesk.rules.check import check_design
from archdesk.shipped import shipped
from archdesk.storage.files import open_design
from tests.cli.test_check import PACK, write

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mistakes(folder: Path) -> Path:
    return Path(shutil.copy(shipped("samples") / "ten-mistakes.archdesk", folder / "x.archdesk"))


def found(file: Path) -> set[str]:
    catalogue = load_catalogue()
    return {f.rule for f in check_design(open_design(file, catalogue).design, catalogue)}


def test_the_safe_fixes_are_applied_and_told_in_words(mistakes: Path, capsys: Capture) -> None:
    before = found(mistakes)
    assert main(["fix", "x.archdesk"]) == 0
    out = capsys.readouterr()
    assert "x.archdesk: SQS-001 shipper, shipping: Hide messages six times 60 s\n" in out.out
    assert "    Shipping queue: visibility timeout 60 → 360\n" in out.out
    assert out.err == "1 of 1 design changed\n"
    after = found(mistakes)
    assert {"SQS-001", "DDB-001", "R53-001", "S3-001"} <= before - after
    assert after <= before
    assert "SNS-001" in after, "making a topic FIFO changes what is meant"
    assert main(["fix", "."]) == 0
    assert capsys.readouterr().err == "0 of 1 design changed\n"


def test_a_dry_run_writes_nothing_and_says_so_by_its_exit_code(mistakes: Path, capsys: Capture) -> None:
    text = mistakes.read_text("utf-8")
    assert main(["fix", ".", "--dry-run"]) == 1
    out = capsys.readouterr()
    assert out.err == "1 of 1 design would be changed\n"
    assert "visibility timeout 60 → 360" in out.out
    assert mistakes.read_text("utf-8") == text
    write(mistakes, "format: 1\n")
    assert main(["fix", ".", "--dry-run"]) == 0


def test_rules_are_chosen_skipped_and_switched_off_by_the_project(mistakes: Path, capsys: Capture) -> None:
    text = mistakes.read_text("utf-8")
    assert main(["fix", "x.archdesk", "--rules", "sqs-*"]) == 0
    assert {line.split()[1] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")} == {
        "SQS-001"
    }
    mistakes.write_text(text, "utf-8")
    write(mistakes.parent / "archdesk.yaml", 'rules: {"*": off, DDB-001: warning, SQS-001: info}')
    assert main(["fix", "x.archdesk", "--skip", "DDB-*"]) == 0
    assert {line.split()[1] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")} == {
        "SQS-001"
    }
    assert main(["fix", "x.archdesk", "--rules", "SQQ-001"]) == 2
    assert "There is no rule 'SQQ-001'" in capsys.readouterr().err


def test_a_fix_of_a_pack_is_applied_where_it_is_safe(folder: Path, capsys: Capture) -> None:
    write(folder / "ours.yaml", PACK.replace('orders", set', 'orders", safe: true, set'))
    write(folder / "archdesk.yaml", "packs: [ours.yaml]")
    design = write(
        folder / "a.archdesk", "format: 1\ncomponents:\n  q: {type: sqs.queue, at: [0, 0, 48, 48]}\n"
    )
    assert main(["fix", "a.archdesk"]) == 0
    assert "a.archdesk: OUR-001 q: Name it orders" in capsys.readouterr().out
    assert "queue_name: orders" in design.read_text("utf-8")


def test_a_file_that_cannot_be_read_does_not_stop_the_others(mistakes: Path, capsys: Capture) -> None:
    write(mistakes.parent / "a.archdesk", "[")
    assert main(["fix", "."]) == 2
    out = capsys.readouterr()
    assert "a.archdesk:2: this is not valid YAML" in out.err
    assert out.err.endswith("1 of 2 designs changed\n")


# -- rules of your own ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ours.yaml", "deep/our own rules 2.yml", "123.yaml", "sqs.yaml"])
def test_a_new_pack_is_right_and_reports_what_it_is_about(folder: Path, name: str, capsys: Capture) -> None:
    assert main(["rules", "new", name]) == 0
    assert main(["palette", "check", name]) == 0
    capsys.readouterr()
    write(folder / "archdesk.yaml", f"packs: [{name}]")
    properties = "properties: {message_retention: 3600}"
    write(
        folder / "a.archdesk",
        f"format: 1\ncomponents:\n  q: {{type: sqs.queue, at: [0, 0, 48, 48], {properties}}}\n",
    )
    assert main(["check", "a.archdesk", "--min-severity", "info"]) == 1
    assert "-002 q: q keeps messages for 3600 s" in capsys.readouterr().out


def test_a_rule_of_the_project_can_be_listed_and_explained(folder: Path, capsys: Capture) -> None:
    write(folder / "ours.yaml", PACK)
    write(folder / "archdesk.yaml", "packs: [ours.yaml]")
    assert main(["explain", "our-001"]) == 0
    assert "Our dashboards go by name." in capsys.readouterr().out
    assert main(["list", "rules"]) == 0
    assert "Queue without a name" in capsys.readouterr().out


def test_a_pack_in_the_folder_of_palettes_counts_everywhere(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "mine" / "ours.yaml", PACK)
    write(folder / "a.archdesk", "format: 1\ncomponents:\n  q: {type: sqs.queue, at: [0, 0, 48, 48]}\n")
    monkeypatch.setenv("ARCHDESK_PALETTES", "mine")
    assert main(["check", "a.archdesk", "--rules", "OUR-*", "--min-severity", "warning"]) == 1
    assert "OUR-001 q: q has no name of its own." in capsys.readouterr().out
    write(folder / "mine" / "ours.yaml", PACK.replace("exists:", "exist:"))
    main(["check", "a.archdesk"])
    where = Path("mine") / "ours.yaml"
    assert (
        f"palette: {where}:6: rules › OUR-001 › check › exist: is no known operator"
        in capsys.readouterr().err
    )


def test_nothing_is_overwritten_by_a_new_pack(folder: Path, capsys: Capture) -> None:
    write(folder / "ours.yaml", "mine")
    assert main(["rules", "new", "ours.yaml"]) == 2
    assert "there is a file already" in capsys.readouterr().err
    assert main(["rules", "new", "ours.txt"]) == 2
    assert "call it ours.yaml" in capsys.readouterr().err
    assert (folder / "ours.yaml").read_text() == "mine"


def test_the_language_of_rules_can_be_read(capsys: Capture) -> None:
    assert main(["rules", "language"]) == 0
    out = capsys.readouterr().out
    for word in ("visibility_timeout", "{every: {in: $set", "passes"):
        assert word in out
