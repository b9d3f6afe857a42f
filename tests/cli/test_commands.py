"""The command line as a script would use it: real processes' arguments, files and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archdesk.cli.main import main
from archdesk.shipped import shipped

SAMPLES = sorted(f for f in shipped("samples").glob("*.archdesk") if f.stem != "ten-mistakes")

MISTAKE = """format: 1
components:
  q: {type: sqs.queue, name: Orders, at: [0, 0, 48, 48], properties: {fifo: true, queue_name: orders.fifo}}
  t: {type: sns.topic, name: News, at: [200, 0, 48, 48]}
connections:
  e: {from: t, to: q, relation: delivers}
"""


@pytest.fixture
def mistake(tmp_path: Path) -> Path:
    file = tmp_path / "mistake.archdesk"
    file.write_text(MISTAKE)
    return file


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda f: f.stem)
def test_a_sample_is_clean_of_errors(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(sample), "--format", "json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [f for f in findings if f["severity"] == "error"] == []


def test_a_mistake_is_found_on_its_components(mistake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(mistake), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    errors = [f for f in findings if f["severity"] == "error"]
    assert [f["components"] for f in errors] == [["q", "t"]]
    assert set(errors[0]) >= {"rule", "severity", "components", "message", "file"}
    assert errors[0]["file"] == str(mistake)


def test_min_severity_decides_the_exit_code(mistake: Path, tmp_path: Path) -> None:
    quiet = tmp_path / "quiet.archdesk"
    quiet.write_text(
        MISTAKE.split("connections", maxsplit=1)[0].replace("fifo: true, queue_name: orders.fifo", "")
    )
    assert main(["check", str(quiet)]) == 0
    assert main(["check", str(mistake), "--min-severity", "info"]) == 1


def test_every_broken_file_is_named_and_the_code_is_2(
    mistake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.archdesk"
    broken.write_text("format: 1\ncomponents:\n  a: {at: [1]}\n")
    assert main(["check", str(mistake), str(broken), str(tmp_path / "none.archdesk")]) == 2
    out = capsys.readouterr()
    assert f"{broken}:3: components › a: type is missing" in out.err
    assert "none.archdesk: cannot be opened" in out.err
    assert str(mistake) in out.out


def test_cost_gives_the_total_and_its_items(capsys: pytest.CaptureFixture[str]) -> None:
    sample = shipped("samples") / "three-tier-web.archdesk"
    assert main(["cost", str(sample), "--format", "json"]) == 0
    medium = json.loads(capsys.readouterr().out)
    assert medium["region"] == "eu-west-1"
    amounts = [float(i["amount"]) for i in medium["items"] if i["amount"] is not None]
    assert sum(amounts) == pytest.approx(medium["monthly"], abs=0.01)
    assert medium["monthly"] > 100
    assert main(["cost", str(sample), "--format", "json", "--usage", "large", "--region", "us-east-1"]) == 0
    large = json.loads(capsys.readouterr().out)
    assert large["monthly"] > medium["monthly"]


def test_export_and_import_give_the_design_back(tmp_path: Path) -> None:
    from archdesk.catalog.catalogue import load_catalogue
    from archdesk.storage.files import open_design

    sample = shipped("samples") / "serverless-api.archdesk"
    for name in ("t.yaml", "t.json"):
        template, back = tmp_path / name, tmp_path / f"{name}.archdesk"
        assert main(["export", str(sample), "-o", str(template)]) == 0
        assert main(["import", str(template), "-o", str(back)]) == 0
        catalogue = load_catalogue()
        assert dict(open_design(back, catalogue).design.records) == dict(
            open_design(sample, catalogue).design.records
        )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_render_draws_png_and_svg(tmp_path: Path, theme: str) -> None:
    sample = shipped("samples") / "order-pipeline.archdesk"
    png, svg = tmp_path / "x.png", tmp_path / "x.svg"
    assert main(["render", str(sample), "-o", str(png), "--scale", "1", "--theme", theme, "--costs"]) == 0
    assert main(["render", str(sample), "-o", str(svg), "--theme", theme, "--title", "--findings"]) == 0
    assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "Order pipeline" in svg.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["render", "{sample}", "-o", "x.gif"], ".svg or .pdf"),
        (["render", "{sample}", "-o", "x.png", "--scale", "99"], "from 1 to 4"),
        (["explain", "NOPE-1"], "no rule"),
        (["new", "{sample}"], "already there"),
        (["new", "x.archdesk", "--sample", "nope"], "no sample"),
        (["export", "{sample}", "-o", "no/such/folder/t.yaml"], "not saved"),
    ],
)
def test_wrong_usage_is_said_in_words(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    sample = str(shipped("samples") / "serverless-api.archdesk")
    assert main([a.format(sample=sample) for a in arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_new_list_and_explain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shop-floor.archdesk"
    assert main(["new", str(file)]) == 0
    assert "name: Shop floor" in file.read_text()
    assert main(["new", str(tmp_path / "copy.archdesk"), "--sample", "serverless-api"]) == 0
    capsys.readouterr()
    for what, word in (("components", "sqs.queue"), ("samples", "three-tier-web"), ("rules", "CON-001")):
        assert main(["list", what]) == 0
        assert word in capsys.readouterr().out
    assert main(["explain", "CON-001"]) == 0
    assert capsys.readouterr().out.startswith("CON-001 (error)")


def test_control_characters_of_a_file_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.archdesk"
    file.write_text(MISTAKE.replace("name: Orders", 'name: "\\x1b]0;hacked\\x07\\u202eOrders"'))
    main(["check", str(file)])
    out = capsys.readouterr()
    assert not any(c in out.out + out.err for c in "\x1b\x07\u202e")
    assert "hacked" in out.out


def test_a_palette_of_ones_own_is_started_checked_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "widgets.yaml"
    assert main(["palette", "new", str(file)]) == 0
    assert main(["palette", "check", str(file)]) == 0
    assert "1 palette checked: no problems" in capsys.readouterr().err
    monkeypatch.setenv("ARCHDESK_PALETTES", str(tmp_path))
    assert main(["list", "components"]) == 0
    assert "widgets.thing" in capsys.readouterr().out
    file.write_text(file.read_text().replace("label: Widgets", "lable: Widgets", 1))
    assert main(["palette", "check", str(file), "--format", "json"]) == 1
    (missing, told) = json.loads(capsys.readouterr().out)["problems"]
    assert (told["file"], missing["message"]) == (
        str(file),
        "components › widgets.thing › label: this is missing; an entry needs it",
    )
    assert "did you mean 'label'?" in told["message"]
    assert main(["list", "components"]) == 0  # the others go on
    said = capsys.readouterr()
    assert "widgets.thing" not in said.out
    assert f"palette: {file}:" in said.err


def test_the_folder_and_the_schema_of_palettes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["palette", "folder"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("palettes")
    assert main(["palette", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "ArchDesk palette"


def test_what_a_template_has_nothing_for_is_named_on_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = shipped("samples") / "serverless-api.archdesk"
    assert main(["export", str(sample), "-o", str(tmp_path / "t.yaml")]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[1:] == ["not exported: Users. Users are drawn for the reader; a template has no such thing."]
