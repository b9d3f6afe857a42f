"""Questions in plain words find what the handbook says to them."""

from __future__ import annotations

import pytest

from archdesk.handbook.asking import KINDS, closest, find, title_of
from archdesk.handbook.reading import load_handbook

HANDBOOK = load_handbook()


@pytest.mark.parametrize(
    "question, answer",
    [
        ("Which load balancer should I use?", "load-balancer"),
        ("my site times out", "sg-timeout"),
        ("security group timeout", "sg-timeout"),
        ("403 on a website", "s3-403"),
        ("queue or stream", "messaging"),
        ("messages are processed twice", "sqs-twice"),
        ("how do I encrypt objects", "s3-encryption"),
        ("a database for graphs", "database"),
        ("build fials", "build-timeout"),
        ("my function loses events", "lambda-lost"),
        ("instances keep getting replaced", "asg-replace"),
        ("encrypted objects", "s3-encryption"),
        ("throtled table ProvisionedThroughputExceededException", "ddb-throughput"),
    ],
)
def test_the_best_answer_comes_first(question: str, answer: str) -> None:
    assert find(HANDBOOK, question)[0].entry.id == answer


@pytest.mark.parametrize("decision", HANDBOOK.decisions.values(), ids=HANDBOOK.decisions)
def test_every_question_finds_its_own_answer(decision) -> None:
    best = find(HANDBOOK, decision.question)[0]
    assert best.score == max(a.score for a in find(HANDBOOK, decision.question))
    assert decision in [a.entry for a in find(HANDBOOK, decision.question) if a.score == best.score]


@pytest.mark.parametrize("diagnostic", HANDBOOK.diagnostics.values(), ids=HANDBOOK.diagnostics)
def test_every_symptom_finds_its_own_cause(diagnostic) -> None:
    assert find(HANDBOOK, diagnostic.symptom)[0].entry == diagnostic


def test_what_is_about_the_component_goes_first() -> None:
    found = find(HANDBOOK, "throttled", ["lambda.function"])
    assert found[0].entry.id == "lambda-429"
    assert "s3-slow-kms" in [a.entry.id for a in found if not a.about]
    about = [a.about for a in found]
    assert about == sorted(about, reverse=True)


def test_without_words_the_types_decide() -> None:
    found = find(HANDBOOK, "", ["rds.aurora"])
    assert [a.entry.id for a in found] == ["database", "scaling"]
    everything = find(HANDBOOK, "", kinds=KINDS)
    assert len(everything) == sum(len(getattr(HANDBOOK, f"{kind}s")) for kind in KINDS)


def test_a_calculator_is_about_the_type_it_opens_from() -> None:
    found = find(HANDBOOK, "", ["kinesis.stream"], ["calculator"])
    assert [a.entry.id for a in found] == ["kinesis-shards", "kinesis-capacity", "kinesis-cost"]


def test_nonsense_has_no_answer() -> None:
    assert find(HANDBOOK, "xyzzy plugh", kinds=KINDS) == []


def test_an_edition_hears_what_holds_in_it() -> None:
    def hooks(edition):
        return {
            a.entry.id for a in find(HANDBOOK, "hooks of a CodeDeploy deployment", (), ("sequence",), edition)
        }

    assert hooks("notes") & {"appspec-notes", "appspec-today"} == {"appspec-notes"}
    assert hooks("current") & {"appspec-notes", "appspec-today"} == {"appspec-today"}
    ebs = HANDBOOK.decisions["ebs-type"]
    assert "gp3" in [o.choice for o in ebs.options_in("current")]
    assert "gp3" not in [o.choice for o in ebs.options_in("notes")]


def test_other_kinds_are_found_where_they_are_asked_for() -> None:
    assert find(HANDBOOK, "apache") == []
    for question, kind, title in (
        ("apache", "sequence", "An Apache web server by hand"),
        ("buildspec.yml", "file", "buildspec.yml"),
        ("how many shards", "calculator", "Shards needed"),
        ("what is a VPC", "section", HANDBOOK.sections["vpc"].title),
    ):
        best = find(HANDBOOK, question, kinds=KINDS)[0]
        assert (best.kind, title_of(best.entry)) == (kind, title)


def test_a_name_with_a_slip_is_recognised() -> None:
    assert closest("rcuu", HANDBOOK.calculators)[0] == "rcu"
    assert closest("SQS-FIF", HANDBOOK.sections)[0] == "sqs-fifo"
    assert closest("zzzzzzzz", HANDBOOK.calculators) == []
