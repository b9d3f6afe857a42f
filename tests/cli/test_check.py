"""``archdesk check`` as a person, a script and CI use it: real files, real arguments, real exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from archdesk.app.watching import watch, watched
from archdesk.cli.check import run_check
from archdesk.cli.main import _parser, main
from tests.interchange.test_sarif import valid

PLAIN = """format: 1
components:
  q: {type: sqs.queue, name: Orders, at: [0, 0, 48, 48], properties: {fifo: true, queue_name: orders.fifo}}
  t: {type: sns.topic, name: News, at: [200, 0, 48, 48]}
connections:
  e: {from: t, to: q, relation: delivers}
"""
# Only what these tests are about, whatever rules there may be one day.
MISTAKE = PLAIN + 'rules: {"*": off, SNS-001: error, "WVR-*": info, "TYP-*": error}\n'
SOUND = "format: 1\ncomponents:\n  q: {type: sqs.queue, name: Orders, at: [0, 0, 48, 48]}\n"
PACK = """\
rules:
  - id: OUR-001
    title: Queue without a name
    severity: warning
    for: {component: sqs.queue}
    check: {exists: $it.queue_name}
    message: "{it} has no name of its own."
    why: Our dashboards go by name.
    fix: [{label: "Name it orders", set: {what: $it, queue_name: orders}}]
    passes: [{components: {q: {type: sqs.queue, queue_name: orders}}}]
    fails: [{components: {q: sqs.queue}}]
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, which is a repository of its own."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str = SOUND) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def checked(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """What a check says as JSON, with its exit code and messages."""
    code = main(["check", *arguments, "--format", "json"])
    out = capsys.readouterr()
    return {**json.loads(out.out), "code": code, "told": out.err}


# -- what is checked --------------------------------------------------------------------------------------


def test_a_finding_is_told_with_its_line_components_and_fix(folder: Path, capsys: Capture) -> None:
    write(folder / "shop.archdesk", MISTAKE)
    assert main(["check", "shop.archdesk"]) == 1
    out = capsys.readouterr()
    assert out.out.splitlines() == [
        (
            "shop.archdesk:3: error SNS-001 q, t: Orders is FIFO, but News is a standard topic; "
            "only FIFO topics deliver to FIFO queues."
        ),
        "    fix: Make News a FIFO topic (changes what is meant)",
    ]
    assert out.err == "1 design checked: 1 error\n"


def test_a_folder_means_all_its_designs_in_order_but_not_what_is_hidden(
    folder: Path, capsys: Capture
) -> None:
    for name in (
        "b.archdesk",
        "a/z.archdesk",
        "a.archdesk",
        ".hidden/x.archdesk",
        "a/.y.archdesk",
        "notes.txt",
    ):
        write(folder / name)
    files = [entry["file"] for entry in checked(capsys, ".")["files"]]
    assert [Path(f).as_posix() for f in files] == ["a/z.archdesk", "a.archdesk", "b.archdesk"]


def test_a_file_named_twice_is_checked_once_where_it_came_first(folder: Path, capsys: Capture) -> None:
    write(folder / "a.archdesk")
    write(folder / "b.archdesk")
    found = checked(capsys, "b.archdesk", ".", str(folder / "a.archdesk"))
    assert [entry["file"] for entry in found["files"]] == ["b.archdesk", "a.archdesk"]


def test_a_folder_that_is_linked_into_itself_ends(folder: Path, capsys: Capture) -> None:
    write(folder / "in" / "a.archdesk")
    (folder / "in" / "loop").symlink_to(folder / "in")
    assert len(checked(capsys, "in")["files"]) == 1


@pytest.mark.skipif(os.name == "nt", reason="named pipes are files there")
def test_a_pipe_in_a_folder_is_no_design_and_a_link_to_nowhere_is_told(folder: Path, capsys: Capture) -> None:
    os.mkfifo(folder / "pipe.archdesk")
    (folder / "gone.archdesk").symlink_to(folder / "nowhere")
    write(folder / "a.archdesk")
    found = checked(capsys, ".")
    assert [p["file"] for p in found["problems"]] == ["gone.archdesk"]
    assert found["code"] == 2


def test_an_empty_folder_is_bad_input_and_the_others_are_checked(folder: Path, capsys: Capture) -> None:
    (folder / "empty").mkdir()
    write(folder / "a.archdesk", MISTAKE)
    found = checked(capsys, "empty", "a.archdesk")
    assert found["code"] == 2
    assert "empty: there is no design in this folder: no file ends in .archdesk" in found["told"]
    assert [f["rule"] for f in found["findings"]] == ["SNS-001"]


def test_a_broken_file_does_not_stop_the_others(folder: Path, capsys: Capture) -> None:
    write(folder / "a.archdesk", "format: 1\ncomponents:\n  a: {at: [1]}\n")
    write(folder / "b.archdesk", MISTAKE)
    found = checked(capsys, "a.archdesk", "b.archdesk", "c.archdesk")
    assert found["code"] == 2
    assert [(p["file"], p["line"]) for p in found["problems"]] == [
        ("a.archdesk", 3),
        ("a.archdesk", 3),
        ("c.archdesk", 0),
    ]
    assert [f["file"] for f in found["findings"]] == ["b.archdesk"]
    assert found["told"].endswith("1 design checked: 1 error\n")


HOSTILE = (
    "my orders.archdesk",
    "größe-中.archdesk",
    "-x.archdesk",
    "a,b:c;$(d).archdesk",
    "x\n::error::.archdesk",
    "\x1b[2J.archdesk",
)


@pytest.mark.parametrize("format", ["text", "json", "sarif", "junit", "github"])
def test_no_name_of_a_file_breaks_a_form(folder: Path, format: str, capsys: Capture) -> None:
    for name in HOSTILE:
        write(
            folder / name,
            MISTAKE.replace("Orders", "Orders\\n::error::")
            .replace("name: O", 'name: "O')
            .replace("error::,", 'error::",'),
        )
    write(folder / "broken\n::error::.archdesk", "[")
    assert main(["check", ".", "--format", format]) == 2
    out = capsys.readouterr()
    assert "\x1b" not in out.out + out.err
    assert not [line for line in out.err.splitlines() if line.startswith("::")]
    if format == "json":
        assert {f["file"] for f in json.loads(out.out)["findings"]} == set(HOSTILE)
    elif format == "sarif":
        assert len(valid(json.loads(out.out))["results"]) == len(HOSTILE)
    elif format == "junit":
        assert len(fromstring(out.out)) == len(HOSTILE) + 1
    else:
        commands = [line for line in out.out.splitlines() if line.startswith("::")]
        assert commands == (out.out.splitlines() if format == "github" else [])
        assert len(out.out.splitlines()) == (len(HOSTILE) + 1 if format == "github" else 2 * len(HOSTILE))


def test_a_template_is_imported_for_the_occasion(folder: Path, capsys: Capture) -> None:
    write(folder / "design.archdesk", MISTAKE)
    main(["export", "design.archdesk", "-o", "t.yaml"])
    write(folder / "broken.json", "{")
    capsys.readouterr()
    found = checked(capsys, "t.yaml", "broken.json")
    (error,) = (f for f in found["findings"] if f["severity"] == "error")
    assert error["line"] == 1 + Path("t.yaml").read_text("utf-8").splitlines().index("  Orders:")
    assert [(f["file"], f["rule"]) for f in found["findings"] if f["severity"] == "error"] == [
        ("t.yaml", "SNS-001")
    ]
    assert found["code"] == 2
    assert [p["file"] for p in found["problems"]] == ["broken.json"]


# -- what is said -----------------------------------------------------------------------------------------


def test_the_json_is_the_documented_format(folder: Path, capsys: Capture) -> None:
    text = MISTAKE + "waivers:\n  w: {rule: SNS-001, components: [q, t], reason: migrated next month}\n"
    write(folder / "a.archdesk", text)
    found = checked(capsys, "a.archdesk")
    assert found["format"] == 1
    assert found["summary"] == {"files": 1, "error": 0, "warning": 0, "info": 0, "waived": 1, "questions": 0}
    assert found["files"] == [{"file": "a.archdesk", "edition": "current", "project": ""}]
    (finding,) = found["findings"]
    assert {
        k: finding[k] for k in ("file", "line", "rule", "severity", "components", "connection", "waived")
    } == {
        "file": "a.archdesk",
        "line": 3,
        "rule": "SNS-001",
        "severity": "error",
        "components": ["q", "t"],
        "connection": "e",
        "waived": "migrated next month",
    }
    assert finding["fixes"][0] == {"label": "Make News a FIFO topic", "safe": False}
    assert found["code"] == 0


@pytest.mark.parametrize(
    ("least", "code"), [("error", 0), ("warning", 0), ("info", 1)], ids=["error", "warning", "info"]
)
def test_the_exit_code_counts_from_the_severity_that_is_asked_for(
    folder: Path, least: str, code: int, capsys: Capture
) -> None:
    unused = "waivers:\n  w: {rule: SNS-001, components: [q], reason: nothing to accept}\n"
    write(folder / "a.archdesk", SOUND + unused)
    found = checked(capsys, "a.archdesk", "--min-severity", least)
    assert [f["rule"] for f in found["findings"]] == ["WVR-001"]
    assert found["code"] == code


def test_what_is_shown_does_not_change_the_exit_code(folder: Path, capsys: Capture) -> None:
    unused = "waivers:\n  w: {rule: SNS-001, components: [q], reason: nothing to accept}\n"
    write(folder / "a.archdesk", SOUND + unused)
    found = checked(capsys, "a.archdesk", "--show", "warning", "--min-severity", "info")
    assert found["findings"] == []
    assert found["code"] == 1


def test_rules_can_be_chosen_and_skipped_by_id_and_pattern(folder: Path, capsys: Capture) -> None:
    write(
        folder / "a.archdesk",
        MISTAKE + "waivers:\n  w: {rule: SNS-001, components: [q], reason: not needed any more}\n",
    )
    assert {f["rule"] for f in checked(capsys, "a.archdesk")["findings"]} == {"SNS-001", "WVR-001"}
    assert [f["rule"] for f in checked(capsys, "a.archdesk", "--rules", "wvr-*,VPC-003")["findings"]] == [
        "WVR-001"
    ]
    skipped = checked(capsys, "a.archdesk", "--skip", "WVR-001", "--skip", "CON-*")["findings"]
    assert [f["rule"] for f in skipped] == ["SNS-001"]


def test_a_rule_that_does_not_exist_cannot_be_chosen(folder: Path, capsys: Capture) -> None:
    write(folder / "a.archdesk")
    assert main(["check", "a.archdesk", "--rules", "SQS-0001"]) == 2
    assert "There is no rule 'SQS-0001'; did you mean 'SQS-001'?" in capsys.readouterr().err


def test_questions_are_counted_and_listed_where_they_are_asked_for(folder: Path, capsys: Capture) -> None:
    text = (
        "format: 1\ncomponents:\n  v: {type: ec2.volume, name: Disk, at: [0, 0, 48, 48]}\n"
        "  i: {type: ec2.instance, name: Web, at: [99, 0, 48, 48]}\n"
        "connections:\n  e: {from: v, to: i, relation: attached_to}\n"
    )
    write(folder / "a.archdesk", text)
    found = checked(capsys, "a.archdesk", "--questions")
    assert found["summary"]["questions"] == len(found["questions"]) > 0
    assert checked(capsys, "a.archdesk")["questions"] == []
    main(["check", "a.archdesk", "--questions"])
    told = [
        f"a.archdesk: question {q['rule']} {', '.join(q['components'])}: not known: {'; '.join(q['missing'])}"
        for q in found["questions"]
    ]
    assert capsys.readouterr().out.splitlines() == told


def test_sarif_has_lines_relative_paths_and_the_reasons_of_waivers(folder: Path, capsys: Capture) -> None:
    write(folder / "my designs" / "a.archdesk", MISTAKE)
    waiver = "waivers:\n  w: {rule: SNS-001, components: [q, t], reason: migrated next month}\n"
    write(folder / "my designs" / "b.archdesk", MISTAKE + waiver)
    assert main(["check", str(folder / "my designs"), "--format", "sarif"]) == 1
    run = valid(json.loads(capsys.readouterr().out))
    places = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    assert [p["artifactLocation"]["uri"] for p in places] == [
        "my%20designs/a.archdesk",
        "my%20designs/b.archdesk",
    ]
    assert [p["region"]["startLine"] for p in places] == [3, 3]
    assert [r["suppressions"] != [] for r in run["results"]] == [False, True]
    assert str(folder) not in json.dumps(run)


def test_a_moved_block_keeps_its_fingerprint(folder: Path, capsys: Capture) -> None:
    write(folder / "a.archdesk", MISTAKE)
    write(folder / "b.archdesk", MISTAKE.replace("components:", "# a remark\n# and another\ncomponents:"))
    main(["check", ".", "--format", "sarif"])
    one, two = valid(json.loads(capsys.readouterr().out))["results"]
    assert one["partialFingerprints"] == two["partialFingerprints"]
    assert one["locations"] != two["locations"]


def test_a_report_goes_to_a_file(folder: Path, capsys: Capture) -> None:
    write(folder / "a.archdesk", MISTAKE)
    assert main(["check", "a.archdesk", "--format", "junit", "-o", "out.xml"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err == "1 design checked: 1 error\n"
    assert fromstring((folder / "out.xml").read_text("utf-8")).attrib["failures"] == "1"
    assert main(["check", "a.archdesk", "-o", "no/such/folder/out.txt"]) == 2
    assert "not saved" in capsys.readouterr().err


# -- projects ---------------------------------------------------------------------------------------------


def test_a_project_switches_rules_waives_and_adds_rules_of_its_own(folder: Path, capsys: Capture) -> None:
    write(folder / "rules" / "ours.yaml", PACK)
    write(
        folder / "archdesk.yaml",
        'rules: {"*": off, SNS-001: info, "OUR-*": warning}\npacks: [rules/ours.yaml]\n'
        "waivers: [{rule: OUR-001, components: [q], reason: an example without a name}]\n",
    )
    write(folder / "deep" / "a.archdesk", PLAIN)
    write(folder / "b.archdesk")
    found = checked(capsys, ".")
    by_file = {(f["file"], f["rule"]): f for f in found["findings"]}
    assert set(by_file) == {(str(Path("deep/a.archdesk")), "SNS-001"), ("b.archdesk", "OUR-001")}
    loud = by_file[str(Path("deep/a.archdesk")), "SNS-001"]
    assert (loud["severity"], loud["default_severity"]) == ("info", "error")
    assert by_file["b.archdesk", "OUR-001"]["waived"] == "an example without a name"
    assert {f["project"] for f in found["files"]} == {"archdesk.yaml"}
    assert found["code"] == 0
    assert checked(capsys, ".", "--no-project")["code"] == 1
    assert checked(capsys, ".", "--rules", "OUR-*")["summary"]["waived"] == 1


def test_a_rule_of_a_pack_is_in_the_metadata_of_sarif(folder: Path, capsys: Capture) -> None:
    write(folder / "ours.yaml", PACK)
    write(folder / "archdesk.yaml", "packs: [ours.yaml]")
    write(folder / "a.archdesk")
    main(["check", "a.archdesk", "--format", "sarif"])
    (rule,) = valid(json.loads(capsys.readouterr().out))["tool"]["driver"]["rules"]
    assert rule["help"]["text"] == "Our dashboards go by name."


@pytest.mark.parametrize(
    ("project", "pack", "said"),
    [
        ("rulez: {}", PACK, "archdesk.yaml:1: rulez: this key is not known here"),
        (
            "packs: [ours.yaml]",
            PACK.replace("exists:", "exist:"),
            "ours.yaml:6: rules › OUR-001 › check › exist",
        ),
        ("packs: [ours.yaml]", PACK.replace("title:", "titel:"), "ours.yaml:3: rules › 0 › titel"),
    ],
    ids=["project", "language", "shape"],
)
def test_a_mistake_in_a_project_or_pack_is_bad_input_told_once(
    folder: Path, project: str, pack: str, said: str, capsys: Capture
) -> None:
    write(folder / "archdesk.yaml", project)
    write(folder / "ours.yaml", pack)
    write(folder / "a.archdesk", PLAIN)
    write(folder / "b.archdesk", PLAIN)
    found = checked(capsys, ".")
    assert found["code"] == 2
    assert found["told"].count(said) == 1
    rules = [f["file"] for f in found["findings"] if f["rule"] == "SNS-001"]
    assert rules == ["a.archdesk", "b.archdesk"], "what can be checked is"


def test_what_is_wrong_with_a_project_is_told_once_at_its_line(folder: Path, capsys: Capture) -> None:
    write(
        folder / "archdesk.yaml",
        'rules: {"*": off, SNS-001: error, "RUL-*": warning, "WVR-*": info,\n  SNS-0011: off}\n'
        "waivers:\n"
        "  - {rule: SNS-0012, components: [q, t], reason: the rule is misspelt}\n"
        "  - {rule: SNS-001, components: [gone], reason: that queue is gone}\n",
    )
    for name in ("a", "b", "c"):
        write(folder / f"{name}.archdesk", PLAIN)
    found = checked(capsys, ".")
    about = [(f["rule"], f["line"]) for f in found["findings"] if f["file"] == "archdesk.yaml"]
    assert about == [("RUL-003", 2), ("WVR-001", 5), ("WVR-003", 4)]
    assert {f["rule"] for f in found["findings"] if f["file"] != "archdesk.yaml"} == {"SNS-001"}
    assert [f["file"] for f in found["files"]] == ["a.archdesk", "b.archdesk", "c.archdesk"]
    some = checked(capsys, "a.archdesk", "b.archdesk")["findings"]
    assert "WVR-001" not in [f["rule"] for f in some], "the third design may need the waiver"
    write(folder / "c.archdesk", PLAIN.replace("q:", "gone:").replace("to: q", "to: t"))
    main(["check", ".", "--format", "sarif"])
    run = valid(json.loads(capsys.readouterr().out))
    prints = [r["partialFingerprints"] for r in run["results"] if r["ruleId"] != "SNS-001"]
    assert len({str(p) for p in prints}) == len(prints) > 1


def test_findings_about_waivers_and_choices_have_the_lines_of_those(folder: Path, capsys: Capture) -> None:
    text = (
        SOUND
        + "waivers:\n  w: {rule: SNS-001, components: [q], reason: nothing to accept}\nrules:\n  A-1: off\n"
    )
    write(folder / "a.archdesk", text)
    assert [(f["rule"], f["line"]) for f in checked(capsys, "a.archdesk")["findings"]] == [
        ("RUL-003", 7),
        ("WVR-001", 5),
    ]


def test_a_picture_shows_what_counts_in_the_project(folder: Path) -> None:
    write(folder / "a.archdesk", PLAIN)
    main(["render", "a.archdesk", "--findings", "-o", "loud.svg"])
    write(folder / "archdesk.yaml", 'rules: {"*": off}')
    main(["render", "a.archdesk", "--findings", "-o", "quiet.svg"])
    main(["render", "a.archdesk", "-o", "plain.svg"])
    loud, quiet, plain = ((folder / f"{n}.svg").read_text("utf-8") for n in ("loud", "quiet", "plain"))
    assert quiet == plain != loud


# -- many -------------------------------------------------------------------------------------------------


def test_two_hundred_designs_give_the_same_report_however_many_check_them(
    folder: Path, capsys: Capture
) -> None:
    for number in range(200):
        text = PLAIN.replace("News", f"News {number}") if number % 3 else SOUND
        write(folder / f"d{number % 7}" / f"{number:03}.archdesk", text if number % 50 else "broken")
    write(folder / "archdesk.yaml", 'rules: {"*": off, SNS-001: error}')
    write(folder / "d3" / "archdesk.yaml", 'rules: {"*": off, SNS-001: warning}')
    one = checked(capsys, ".", "--jobs", "1")
    several = checked(capsys, ".", "--jobs", "3")
    assert several == one
    assert len(one["files"]) == 200
    assert one["summary"]["error"] + one["summary"]["warning"] == len(one["findings"]) > 100
    assert 0 < one["summary"]["warning"] < 30
    assert len(one["problems"]) == 4
    assert [f["file"] for f in one["files"]] == sorted(f["file"] for f in one["files"])


def test_a_process_that_dies_is_told_and_takes_nothing_else_along(folder: Path) -> None:
    for number in range(8):
        write(folder / f"{number}.archdesk")
    script = (
        "import os, sys\n"
        "from archdesk.app import checking\n"
        "whole = checking.check_file\n"
        "def dying(path, *rest):\n"
        "    return os._exit(9) if path.name == '3.archdesk' else whole(path, *rest)\n"
        "checking.check_file = dying\n"
        "from archdesk.cli.main import main\n"
        "sys.exit(main(['check', '.', '--jobs', '2']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "3.archdesk: not checked: the process that did it ended" in done.stderr


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def test_the_command_itself_runs_and_exits_as_it_says(folder: Path) -> None:
    write(folder / "a b.archdesk", MISTAKE)
    done = subprocess.run(
        [sys.executable, "-m", "archdesk", "check", "."],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("a b.archdesk:3: error SNS-001 q, t: ")


# -- watching ---------------------------------------------------------------------------------------------


def test_watching_checks_again_when_a_design_its_project_or_a_pack_changes(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archdesk.app.watching.sleep", lambda seconds: None)
    write(folder / "a.archdesk")
    changes = [
        lambda: None,
        lambda: None,
        lambda: write(folder / "archdesk.yaml", "packs: [ours.yaml]"),
        lambda: write(folder / "ours.yaml", PACK),
        lambda: write(folder / "new" / "b.archdesk", MISTAKE),
        lambda: None,
        (folder / "a.archdesk").unlink,
    ]
    steps = iter(changes)

    def stop() -> bool:
        step = next(steps, None)
        if step is not None:
            step()
        return step is None

    args = _parser().parse_args(["check", ".", "--watch", "--jobs", "1"])
    assert run_check(args, stop) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if line != "watching; Ctrl-C ends it"]
    assert told == [
        "1 design checked: no findings",
        "archdesk.yaml:1: packs › 0: there is no file ours.yaml",
        "1 design checked: no findings",
        "1 design checked: 1 warning",
        "2 designs checked: 1 error, 1 warning",
        "1 design checked: 1 error",
    ]


def test_nothing_is_done_while_nothing_changes() -> None:
    states = iter([1, 1, 1, 2, 2, 1])
    left = [6]
    acted: list[int] = []

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    watch(lambda: next(states), lambda: acted.append(left[0]), stop, pause=0)
    assert len(acted) == 3


def test_a_project_file_that_appears_further_up_counts(folder: Path) -> None:
    write(folder / "a" / "b" / "x.archdesk")
    before = watched([folder / "a"])
    write(folder / "archdesk.yaml", "")
    assert watched([folder / "a"]) != before
    assert watched([folder / "a"], with_projects=False) == before


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is no signal to another process there")
def test_ctrl_c_ends_watching_without_a_trace(folder: Path) -> None:
    write(folder / "a.archdesk")
    process = subprocess.Popen(
        [sys.executable, "-m", "archdesk", "check", ".", "--watch"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == "1 design checked: no findings\n"
        assert process.stderr.readline() == "watching; Ctrl-C ends it\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
        assert process.returncode == 0
        assert told == "stopped\n"
    finally:
        process.kill()
