"""archdesk.yaml: found as git would look for it, read whole or not at all, each mistake with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archdesk.app.palettes import check_palette
from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.project import NO_PROJECT, with_packs
from archdesk.rules.check import rule_problems, rules_of
from archdesk.storage.project import project_file, read_project

PACK = """\
rules:
  - id: OUR-001
    title: Queue without a name
    severity: warning
    for: {component: sqs.queue}
    check: {exists: $it.queue_name}
    message: "{it} has no name of its own."
    why: Our dashboards go by name.
    passes: [{components: {q: {type: sqs.queue, queue_name: orders}}}]
    fails: [{components: {q: sqs.queue}}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(folder: Path, text: str) -> list[str]:
    (folder / "archdesk.yaml").write_text(text, "utf-8")
    project = read_project(folder / "x.archdesk")
    assert not (project.rules or project.waivers or project.packs) or not project.problems
    return [str(p) for p in project.problems]


def test_a_project_says_severities_waivers_and_packs(folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "ours.yaml").write_text(PACK)
    (folder / "archdesk.yaml").write_text(
        'rules: {DDB-004: off, SQS-004: error, "CW-*": info}\n'
        "waivers:\n"
        "  - {rule: SG-004, components: [web, bastion], reason: the jump host of the lab, until: 2027-01-31}\n"
        "packs: [rules/ours.yaml]\n"
    )
    project = read_project(folder / "x.archdesk")
    assert project.problems == ()
    assert project.rules == {"DDB-004": "off", "SQS-004": "error", "CW-*": "info"}
    (waiver,) = project.waivers
    assert (waiver.rule, waiver.components, waiver.until) == ("SG-004", ("bastion", "web"), "2027-01-31")
    assert [rule.id for rule in project.packs] == ["OUR-001"]
    assert project.file == "archdesk.yaml"
    assert project.lines["SQS-004"] == 1
    assert project.lines[waiver.id] == 3


def test_the_nearest_file_counts_up_to_the_folder_that_holds_git(folder: Path) -> None:
    inner = folder / "repo" / "team" / "app"
    inner.mkdir(parents=True)
    design = inner / "x.archdesk"
    (folder / "archdesk.yaml").write_text("rules: {}")
    assert project_file(design) == folder / "archdesk.yaml"
    (folder / "repo" / ".git").mkdir()
    assert project_file(design) is None
    assert read_project(design) is NO_PROJECT
    (folder / "repo" / "archdesk.yaml").write_text("rules: {}")
    assert project_file(design) == folder / "repo" / "archdesk.yaml"
    (inner / "archdesk.yaml").write_text("rules: {}")
    assert project_file(design) == inner / "archdesk.yaml"


def test_a_worktree_has_git_as_a_file_and_ends_the_search_too(folder: Path) -> None:
    (folder / "repo").mkdir()
    (folder / "repo" / ".git").write_text("gitdir: elsewhere")
    (folder / "archdesk.yaml").write_text("rules: {}")
    assert project_file(folder / "repo" / "x.archdesk") is None


def test_a_relative_path_is_looked_up_from_here(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "archdesk.yaml").write_text("rules: {SQS-001: off}")
    assert read_project(Path("a/x.archdesk")).rules == {"SQS-001": "off"}
    assert read_project(Path("a/../a/x.archdesk")).rules == {"SQS-001": "off"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rulez: {}", "archdesk.yaml:1: rulez: this key is not known here; did you mean 'rules'?"),
        ("rules:\n  SQS-001: of", "archdesk.yaml:2: rules › SQS-001: 'of' is none of"),
        ("rules:\n  SQS-001: of", "did you mean 'off'?"),
        ("rules: {SQS-001: false}", "archdesk.yaml:1: rules › SQS-001:"),
        ("rules: [SQS-001]", "archdesk.yaml:1: rules:"),
        (
            "waivers:\n  - {rule: S3-001, components: [b]}",
            "archdesk.yaml:2: waivers › 0 › reason: this is missing",
        ),
        (
            "waivers:\n  - rule: S3-001\n    components: [b]\n    reason: short",
            "archdesk.yaml:4: waivers › 0 › reason: a reason has at least 10 characters",
        ),
        (
            "waivers:\n  - {rule: S3-001, components: [b], reason: long enough it is,\n     until: 31.1.2027}",
            "archdesk.yaml:3: waivers › 0 › until: '31.1.2027' is no date; write it as 2027-01-31",
        ),
        ("waivers: [{rule: A, component: [b], reason: long enough it is}]", "did you mean 'components'?"),
        ("packs: ours.yaml", "archdesk.yaml:1: packs:"),
        ("packs:\n  - gone.yaml", "archdesk.yaml:2: packs › 0: there is no file gone.yaml"),
        ("packs: [notes.txt]", "a pack is a .yaml file"),
        ("packs: [archdesk.yaml]", "archdesk.yaml:1: packs: this key is not known here"),
        ("- a", "archdesk.yaml:1: a project file is a mapping"),
        ("rules: {a: off", "archdesk.yaml:2: this is not valid YAML"),
        ("rules: &a {x: off}\nwaivers: *a", "the alias *a is not allowed"),
        ("rules: " + "[" * 5000 + "]" * 5000, "exceeded maximum nesting depth"),
        ("rules: " + "[" * 70 + "]" * 70, "nested deeper than 64 levels"),
        ("rules: {a: off}\nrules: {b: off}", "archdesk.yaml:2: the key 'rules' is here twice"),
        ("packs: [" + "a.yaml, " * 60 + "]", "packs: at most 50 are read"),
    ],
)
def test_a_mistake_has_its_line_and_nothing_of_the_file_is_in_force(
    folder: Path, text: str, said: str
) -> None:
    assert any(said in problem for problem in problems(folder, text)), problems(folder, text)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    found = problems(folder, "rules: {A: loud}\nwaivers: [{rule: B}]\npaks: []\n")
    assert [p.split(": ")[1].split(" ")[0] for p in found] == ["rules", "waivers", "waivers", "paks"]


def test_an_empty_file_says_nothing(folder: Path) -> None:
    assert problems(folder, "") == []
    assert problems(folder, "# nothing yet\n") == []


@pytest.mark.skipif(os.name == "nt", reason="named pipes are files there")
def test_a_pipe_with_that_name_does_not_stop_the_reading(folder: Path) -> None:
    os.mkfifo(folder / "archdesk.yaml")
    assert read_project(folder / "x.archdesk") is NO_PROJECT
    (folder / "archdesk.yaml").unlink()
    os.mkfifo(folder / "pipe.yaml")
    assert problems(folder, "packs: [pipe.yaml]") == [
        "archdesk.yaml:1: packs › 0: there is no file pipe.yaml"
    ]


def test_a_pack_holds_rules_only(folder: Path) -> None:
    (folder / "ours.yaml").write_text(
        "service: Ours\ncategory: x\nrelations: {likes: {label: likes}}\n" + PACK
    )
    found = problems(folder, "packs: [ours.yaml]")
    assert found == ["./ours.yaml:3: relations: a pack holds rules only; a palette of your own may hold more"]


def test_a_wrong_rule_of_a_pack_has_its_line_and_the_others_count(folder: Path) -> None:
    second = PACK.partition("\n")[2].replace("OUR-001", "OUR-002").replace("exists", "exist")
    third = PACK.partition("\n")[2].replace("OUR-001", "OUR-003").replace("title", "titel")
    (folder / "ours.yaml").write_text(PACK + second + third)
    (folder / "archdesk.yaml").write_text("packs: [ours.yaml]")
    project = read_project(folder / "x.archdesk")
    assert [rule.id for rule in project.packs] == ["OUR-001", "OUR-002"]
    assert "./ours.yaml:21: rules › 2 › titel: this key is not known here; did you mean 'title'?" in map(
        str, project.problems
    )
    catalogue = with_packs(load_catalogue(), project)
    (problem,) = rule_problems(catalogue)
    assert str(problem).startswith("./ours.yaml:15: rules › OUR-002 › check › exist: is no known operator")
    assert "OUR-001" in rules_of(catalogue, "current").ids


def test_a_rule_of_a_pack_never_replaces_one_that_ships(folder: Path) -> None:
    (folder / "ours.yaml").write_text(PACK.replace("OUR-001", "SQS-001"))
    (folder / "archdesk.yaml").write_text("packs: [ours.yaml]")
    shipped = load_catalogue()
    catalogue = with_packs(shipped, read_project(folder / "x.archdesk"))
    (problem,) = rule_problems(catalogue)
    assert str(problem) == "./ours.yaml:2: rules › SQS-001: already defined in sqs.yaml; left out"
    title = next(r.title for r in rules_of(catalogue, "current").rules if r.id == "SQS-001")
    assert title == next(r.title for r in shipped.rules if r.id == "SQS-001")


def test_the_same_packs_give_the_same_catalogue_so_that_its_rules_are_compiled_once(folder: Path) -> None:
    (folder / "ours.yaml").write_text(PACK)
    (folder / "archdesk.yaml").write_text("packs: [ours.yaml]")
    shipped = load_catalogue()
    once = with_packs(shipped, read_project(folder / "x.archdesk"))
    assert with_packs(shipped, read_project(folder / "y.archdesk")) is once
    assert with_packs(once, read_project(folder / "y.archdesk")) is once
    (folder / "ours.yaml").write_text(PACK.replace("OUR-001", "OUR-009"))
    assert with_packs(shipped, read_project(folder / "x.archdesk")) is not once


def test_a_pack_here_is_somebodys_own_even_if_a_palette_that_ships_has_its_name(folder: Path) -> None:
    nothing = PACK.replace("OUR-001", "OUR-002").replace("exists: $it.queue_name", "eq: [1, 1]")
    (folder / "sqs.yaml").write_text(PACK + nothing.partition("\n")[2])
    (folder / "archdesk.yaml").write_text("packs: [sqs.yaml]")
    catalogue = with_packs(load_catalogue(), read_project(folder / "x.archdesk"))
    assert [str(p) for p in rule_problems(catalogue)] == [
        "./sqs.yaml:15: rules › OUR-002 › check: is always true, so the rule never reports anything"
    ]
    (rule,) = (r for r in rules_of(catalogue, "current").rules if r.id == "OUR-001")
    assert rule.is_own
    assert not any(r.is_own for r in rules_of(catalogue, "current").rules if r is not rule)
    assert [str(p) for p in check_palette(Path("sqs.yaml"))] == [
        "./sqs.yaml:15: rules › 1 › check: is always true, so the rule never reports anything"
    ]
