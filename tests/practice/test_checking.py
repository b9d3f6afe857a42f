"""What is wrong with a scenario is told with its line, and what it does not prove as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.practice.checking import problems_of
from archdesk.practice.library import load_library, read_scenario

CATALOGUE = load_catalogue()
SOUND = """\
id: own
title: Own
kind: build
section: sqs
domain: development
difficulty: easy
edition: current
brief: Draw a queue that a function works through; messages stay hidden for a minute.
requirements:
  - id: hides
    text: Messages stay hidden for a minute
    for: {connection: {from: sqs.queue, to: lambda.function, relation: triggers}}
    check: {ge: [$from.visibility_timeout, 60]}
    hint: For how long?
    why: So that nobody else takes them.
    broken_by:
      - {components: {q: {visibility_timeout: 30}}}
solution:
  components: {q: {type: sqs.queue, visibility_timeout: 60}, f: {type: lambda.function, timeout: 10}}
  connections: [q triggers f]
alternatives:
  - {title: Two queues, components: {r: {type: sqs.queue, visibility_timeout: 90}}, connections: [r triggers f]}
wrong:
  - {title: No function, why: Nobody works., score: 0, fails: [hides], without: [f]}
  - {title: Too short, why: It comes back., score: 0, fails: [hides], components: {q: {visibility_timeout: 30}}}
explanation: A queue hides what somebody took.
"""


def told(text: str, name: str = "own.yaml") -> list[tuple[int, str]]:
    return [(p.line, p.message) for p in problems_of(read_scenario(text, name), CATALOGUE, ["sqs", "lambda"])]


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def test_a_sound_scenario_proves_itself() -> None:
    assert told(SOUND) == []


def test_a_part_may_have_the_name_that_a_connection_would_get() -> None:
    assert told(SOUND.replace("q triggers f", "e0 triggers f").replace("{q:", "{e0:")) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: build", "kind: bild", 3, "'bild' is none of .*did you mean"),
        ("title: Own", "titel: Own", 1, "title: this is missing"),
        ("id: own", "id: other", 1, "is to be the name of its file, 'own'"),
        ("section: sqs", "section: sqz", 4, "the notes have no section 'sqz'"),
        ("    why: So that", "    cite: nowhere\n    why: So that", 15, "the notes have no section 'nowhere'"),
        ("check: {ge:", "check: {gee:", 13, "gee: is no known operator"),
        ("{from: sqs.queue", "{from: sqs.kew", 12, "there is no component type 'sqs.kew'"),
        ("$from.visibility_timeout, 60", "$form.visibility_timeout, 60", 13, "there is no variable \\$form"),
        ("q triggers f]\nalt", "q trigers f]\nalt", 20, "there is no relation 'trigers'"),
        ("q triggers f]\nalt", "q triggers g]\nalt", 20, "there is no component 'g'"),
        ("q triggers f]\nalt", "q reads f]\nalt", 18, "no palette has `sqs.queue reads lambda.function`; it has: triggers"),
        ("timeout: 10}", "timeoot: 10}", 19, "lambda.function has no such property"),
        ("without: [f]", "without: [x]", 24, "there is no such component or connection to leave out"),
        ("score: 0, fails: [hides], components", "score: 40, fails: [hides], components", 25, "it scores 0"),
        ("fails: [hides], without: [f]", "fails: [hides], without: []", 24, "it fails nothing"),
        ("fails: [hides], without", "fails: [hydes], without", 1, "there is no requirement 'hydes' for 'No function' to fail"),
        ("visibility_timeout: 90", "visibility_timeout: 9", 22, "does not meet hides"),
        ("visibility_timeout: 30}}}\nsol", "visibility_timeout: 70}}}\nsol", 17, "hides is met all the same"),
        ("components: {r: {type: sqs.queue, visibility_timeout: 90}}, connections: [r triggers f]", "without: []", 22, "the same parts and connections"),
        ("brief:", "welcome: [sqs.kew]\nbrief:", 8, "there is no component type 'sqs.kew'"),
        ("brief:", "workload: {sqs.queue: {visits: 3}}\nbrief:", 8, "there is no such monthly quantity"),
        ("    hint: For", "    needs: [later]\n    hint: For", 1, "hides needs 'later', which is no requirement before it"),
        ("    check: {ge: [$from.visibility_timeout, 60]}\n", "    any: []\n    all: []\n    cost: {at_most: 1}\n", 10, "a condition has either"),
        ("visibility_timeout: 60}, f", "visibility_timeout: 60}, b: s3.bucket, f", 19, "scores 100|hides"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found = told(changed(old, new))
    if new.endswith("b: s3.bucket, f"):
        assert found == []  # one more part in the solution is nothing wrong
        return
    assert any(at == line and re.search(words, message) for at, message in found), found


def test_doing_nothing_earns_nothing() -> None:
    absent = changed(
        "    check: {ge: [$from.visibility_timeout, 60]}\n",
        "    check: {lt: [$from.visibility_timeout, 60]}\n    holds_for: none\n",
    )
    assert any(message.startswith("an empty canvas scores 100, for hides") for _, message in told(absent))


def test_placing_everything_is_not_worth_much() -> None:
    there = "  - {id: there, text: There, points: 20, hint: H, why: W, for: {component: lambda.function}}\n"
    found = told(changed("solution:\n", f"{there}solution:\n"))
    assert any("everything placed earns 20 of 21 points, for there" in message for _, message in found), found


def test_a_wrong_design_does_not_pass() -> None:
    light = "  - {id: quick, text: Quick, hint: H, why: W, points: 1, for: {component: lambda.function}, check: {le: [$it.timeout, 10]}, broken_by: [{components: {f: {timeout: 60}}}]}\n"
    slow = "  - {title: Slow, why: Slow., score: 0, fails: [quick], components: {f: {timeout: 60}, q: {visibility_timeout: 360}}}\n"
    text = changed("solution:\n", f"{light}solution:\n").replace(
        "    hint: For", "    points: 9\n    hint: For"
    )
    text = text.replace("explanation:", f"{slow}explanation:").replace(
        "fails: [hides], without", "fails: [hides, quick], without"
    )
    assert (28, "wrong › 2: passes with 90 points; give what it fails more of them") in told(text), told(text)


def test_an_untouched_start_earns_nothing_and_leaves_something_to_do() -> None:
    solved = changed(
        "requirements:",
        "start: {components: {q: {type: sqs.queue, visibility_timeout: 60}, f: lambda.function}, connections: [q triggers f]}\nrequirements:",
    )
    assert any(message == "start: meets every requirement already" for _, message in told(solved))


def test_a_solution_has_no_error() -> None:
    faulty = changed("q triggers f]\nalt", "q triggers f, b writes t]\nalt").replace(
        "{type: lambda.function, timeout: 10}}",
        "{type: lambda.function, timeout: 10}, b: s3.bucket, t: dynamodb.table}",
    )
    assert any(
        line == 18 and message.startswith("solution: has an error: ") for line, message in told(faulty)
    )


def test_a_clause_that_nothing_needs_is_told() -> None:
    idle = changed(
        "{ge: [$from.visibility_timeout, 60]}",
        "{all: [{ge: [$from.visibility_timeout, 60]}, {gt: [$to.timeout, 0]}]}",
    )
    assert told(idle) == [
        (10, "requirements › 0: hides › check › all 1: no design here needs it; drop it, or add one to broken_by or met_by")
    ]  # fmt: skip


def test_a_requirement_that_no_design_fails_is_told() -> None:
    second = "  - {id: there, text: There, hint: H, why: W, for: {component: lambda.function}, holds_for: {ge: 0}, needs: [hides]}\n"
    found = told(
        changed("solution:\n", f"{second}solution:\n").replace("fails: [hides]", "fails: [hides, there]")
    )
    assert [message for _, message in found] == [
        f"requirements › 1: there › {part}: no design here needs it; drop it, or add one to broken_by or met_by"
        for part in ("the whole condition", "holds_for")
    ]


@pytest.mark.parametrize("text", ["", "[]", "id: [", "id: &a own\ntitle: *a", "\0", "a: " + "[" * 200])
def test_text_that_is_no_scenario_is_told(text: str) -> None:
    file = read_scenario(text, "own.yaml")
    assert file.scenario is None
    assert file.problems


def test_a_pack_of_ones_own_is_read_beside_those_that_ship(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "own.yaml").write_text(SOUND)
    (tmp_path / "broken.yaml").write_text("id: broken\n")
    taken = next(iter(load_library().scenarios))
    (tmp_path / f"{taken}.yaml").write_text(SOUND.replace("id: own", f"id: {taken}", 1))
    library = load_library([tmp_path])
    assert library.find("own").title == "Own"
    assert library.scenarios[taken].title != "Own"
    messages = {Path(p.file).name: p.message for p in library.problems}
    assert "already defined" in messages[f"{taken}.yaml"]
    assert "this is missing" in messages["broken.yaml"]
