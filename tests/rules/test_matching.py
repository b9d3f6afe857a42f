"""A rule that can match nothing is refused with its line; what could match something is left alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from archdesk.app.palettes import check_palette
from archdesk.catalog.catalogue import Catalogue, join_palettes, load_catalogue
from archdesk.catalog.palettes import PaletteFile, read_palette
from archdesk.rules.check import rule_problems, rules_of
from archdesk.rules.compiling import compile_rule
from archdesk.rules.matching import constant, demand_sense
from archdesk.rules.scope import RuleError
from archdesk.shipped import shipped

RULE = """\
rules:
  - id: OUR-001
    title: A rule of our own
    severity: warning
    for: {for_}
    let: {let}
    when: {when}
    check: {check}
    message: "Not as we want it."
    why: Because.
    passes: [{{components: {{q: sqs.queue}}, expect: []}}]
    fails: [{{components: {{q: sqs.queue}}}}]
"""


@cache
def palettes() -> tuple[PaletteFile, ...]:
    folder = shipped("palettes") / "aws"
    return tuple(read_palette(file.name, file.read_bytes()) for file in sorted(folder.glob("*.yaml")))


def with_pack(text: str, file: str = "packs/ours.yaml") -> Catalogue:
    return join_palettes([*palettes(), read_palette(file, text)], [])


def of(
    for_: str = "{component: sqs.queue}", check: str = "false", when: str = "true", let: str = "{}"
) -> str:
    return RULE.format(for_=for_, check=check, when=when, let=let)


def refused(text: str) -> str:
    """What is said of the one rule; empty where it loads."""
    file = "packs/ours.yaml"
    catalogue = with_pack(text)
    found = [p for p in (*catalogue.problems, *rule_problems(catalogue, ["current"])) if p.file == file]
    assert len(found) <= 1, found
    assert ("OUR-001" in rules_of(catalogue, "current").ids) == (not found)
    return str(found[0]) if found else ""


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            {"for_": "{component: sqs.quue}"},
            ":5: rules › OUR-001 › for › component: there is no component type",
        ),
        (
            {"for_": '{component: "gcp.*"}'},
            ":5: rules › OUR-001 › for › component: there is no component type 'gcp.*'",
        ),
        (
            {"for_": "{connection: {relation: smells}}"},
            ":5: rules › OUR-001 › for › connection › relation: there is no",
        ),
        (
            {"for_": "{connection: {from: vpc.subnet, to: iam.user, relation: triggers}}"},
            ":5: rules › OUR-001 › for › connection: no palette knows such a connection",
        ),
        ({"when": "false"}, ":7: rules › OUR-001 › when: is never true, so the rule never applies"),
        ({"when": "{eq: [1, 2]}"}, ":7: rules › OUR-001 › when: is never true"),
        ({"when": "{all: [{exists: $it.fifo}, {not: true}]}"}, ":7: rules › OUR-001 › when: is never true"),
        (
            {"when": "{all: [{gt: [$it.visibility_timeout, 60]}, {lt: [$it.visibility_timeout, 30]}]}"},
            ":7: rules › OUR-001 › when: is never true",
        ),
        (
            {"when": "{all: [{eq: [$it.queue_name, a]}, {eq: [b, $it.queue_name]}]}"},
            ":7: rules › OUR-001 › when: is never true",
        ),
        ({"check": "{any: [true, {exists: $it.fifo}]}"}, ":8: rules › OUR-001 › check: is always true"),
        (
            {"let": "{x: {of: $design, where: {in: [a, [b, c]]}}}"},
            ":6: rules › OUR-001 › let › x › where: is never true, so the set is always empty",
        ),
        (
            {"check": "{eq: [$it.fifo, maybe]}"},
            ":8: rules › OUR-001 › check › eq › 1: $it.fifo is true or false, never maybe",
        ),
        (
            {"check": "{eq: [$it.fifoo, true]}"},
            ":8: rules › OUR-001 › check › eq › 0: $it has no property or fact 'fifoo'",
        ),
        (
            {"for_": "{component: rds.instance}", "check": "{eq: [$it.engine, postgress]}"},
            "$it.engine is never postgress; did you mean 'postgres'?",
        ),
        (
            {"for_": "{component: rds.instance}", "check": "{in: [$it.engine, [mysql, oracle-xx]]}"},
            ":8: rules › OUR-001 › check › in › 1: $it.engine is never oracle-xx",
        ),
        (
            {"for_": "{component: rds.instance}", "check": "{not: {ne: [cassandra, $it.engine]}}"},
            ":8: rules › OUR-001 › check › not › ne › 0: $it.engine is never cassandra",
        ),
    ],
)
def test_a_rule_that_can_match_nothing_is_refused_with_its_line(parts: dict[str, str], said: str) -> None:
    assert said in refused(of(**parts))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"for_": "{component: any}", "check": "{eq: [$it.engine, whatever]}"},
        {"for_": '{component: [rds.instance, "elasticache.*"]}', "check": "{eq: [$it.engine, mysql]}"},
        {"for_": "{connection: {from: sns.topic}}", "check": "{eq: [$to.fifo, true]}"},
        {"for_": "{connection: {relation: delivers}}"},
        {"when": "{all: [{ge: [$it.visibility_timeout, 30]}, {le: [$it.visibility_timeout, 30]}]}"},
        {"when": "{all: [{eq: [$it.queue_name, a]}, {ne: [$it.queue_name, b]}]}"},
        {"when": "{any: [{eq: [$it.queue_name, a]}, {eq: [$it.queue_name, b]}]}"},
        {"check": "{eq: [$it.queue_name, $$it]}"},
        {"check": "{eq: [$it.visibility_timeout, 99999]}"},
        {"check": "{eq: [$it.az, nowhere]}"},
    ],
    ids=str,
)
def test_what_may_match_something_is_left_alone(parts: dict[str, str]) -> None:
    assert refused(of(**parts)) == ""


@pytest.mark.parametrize(
    ("check", "always"),
    [
        (True, True),
        ({"all": [True, {"exists": "$it.x"}]}, None),
        ({"all": [False, {"exists": "$it.x"}]}, False),
        ({"any": [False, {"lt": [3, 2]}]}, False),
        ({"if": [{"exists": "$it.x"}, True]}, True),
        ({"if": [False, {"exists": "$it.x"}]}, True),
        ({"if": [True, {"exists": "$it.x"}]}, None),
        ({"eq": ["$it.x", "$it.x"]}, True),
        ({"ne": ["$it.x", "$it.x"]}, False),
        ({"not": {"in": ["a", ["a", "b"]]}}, False),
        ({"in": ["a", ["$it.x", "b"]]}, None),
        ({"all": [{"eq": ["$it.x", 1]}, {"gt": ["$it.x", 1]}]}, False),
        ({"all": [{"eq": ["$it.x", 2]}, {"gt": ["$it.x", 1]}]}, None),
        ({"all": [{"gt": ["$it.x", 1]}, {"lt": [5, "$it.x"]}]}, None),
        ({"all": [{"lt": ["$it.x", 1]}, {"lt": [5, "$it.x"]}]}, False),
        ({"all": [{"gt": ["$it.x", 5]}, {"le": ["$it.x", 5]}]}, False),
    ],
)
def test_a_check_that_is_always_the_same_is_known(check: object, always: bool | None) -> None:
    assert constant(check) is always


def test_all_rules_that_ship_make_sense() -> None:
    catalogue = load_catalogue()
    for definition in catalogue.rules:
        edition = definition.editions[-1]
        rule = compile_rule(definition, catalogue, edition)
        try:
            demand_sense(definition, rule.subject, catalogue)
        except RuleError as error:
            pytest.fail(f"{definition.id} {error.path}: {error}")


# -- packs that mean harm ---------------------------------------------------------------------------------

NESTED = "{exists: $it.queue_name}"
for _ in range(40):
    NESTED = f"{{not: {NESTED}}}"
DEEP = "{not: " * 5000 + "true" + "}" * 5000
BOMB = "rules: [&a {id: x}, *a, *a]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "packs/ours.yaml:1: the alias *a is not allowed"),
        (of(check=DEEP), "packs/ours.yaml:8: "),
        (of(check=NESTED), "is nested deeper than 32 levels"),
        (
            of(check="!!python/object/apply:os.system [ls]"),
            "check: must be a check: a mapping with one operator",
        ),
        (
            of(check="{in: [$it.queue_name, [" + "x, " * 400_000 + "]]}"),
            "there are more than 1,000,000 entries",
        ),
        ("rules: {a: b}\n", "rules should be a list"),
        ("rules: [1, null, [x]]\n", "packs/ours.yaml:1: rules › 0"),
        (
            of().replace("id: OUR-001", 'id: "<b>x</b>"').replace("check: false", "check: {eqq: 1}"),
            "rules › <b>x</b> › check › eqq",
        ),
        (of().replace("why:", "notes: {check: {eq: [1]}}\n    why:").replace("Because", "b"), ""),
    ],
    ids=["bomb", "deep", "nested", "tag", "huge", "mapping", "scalars", "markup", "notes"],
)
def test_a_pack_that_means_harm_is_refused_in_words(text: str, said: str) -> None:
    if len(text) > 500_000:
        text = text.replace("x, " * 400_000, "x, " * 1_000_001)
    file = "packs/ours.yaml"
    catalogue = with_pack(text)
    found = [str(p) for p in (*catalogue.problems, *rule_problems(catalogue)) if p.file == file]
    assert any(said in problem for problem in found), found
    assert all(len(problem) < 600 for problem in found)
    assert "SQS-001" in rules_of(catalogue, "current").ids


# -- what `archdesk palette check` says of a pack ---------------------------------------------------------


def told(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "ours.yaml"
    file.write_text(text, "utf-8")
    return [str(problem).removeprefix(f"{file}:") for problem in check_palette(file)]


def test_a_pack_needs_no_service_and_its_examples_are_run(tmp_path: Path) -> None:
    sound = of(check="{exists: $it.queue_name}").replace(
        "passes: [{components: {q: sqs.queue}, expect: []}]",
        "passes: [{components: {q: {type: sqs.queue, queue_name: a}}}]",
    )
    assert told(tmp_path, sound) == []
    wrong = sound.replace("queue_name: a}}}", "}}}")
    assert told(tmp_path, wrong) == [
        "11: rules › 0 › passes › 0: expected passes at q, but the rule fails at q"
    ]
    without = "".join(line for line in sound.splitlines(keepends=True) if "fails:" not in line)
    assert told(tmp_path, without) == ["2: rules › 0 › fails: a rule has an example that fails"]


def test_a_rule_that_matches_nothing_is_told_by_the_palette_check_too(tmp_path: Path) -> None:
    assert told(tmp_path, of(when="false")) == [
        "7: rules › 0 › when: is never true, so the rule never applies"
    ]
