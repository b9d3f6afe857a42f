"""Exams: what is drawn, how long there is, and what comes out, by the weights of the official guide."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.practice.attempts import attempt_at
from archdesk.practice.definitions import DOMAINS, Domain, Scenario
from archdesk.practice.exam import WEIGHTS, Exam, ExamResult, draw_exam, remaining, shares_of, start_exam
from archdesk.practice.grading import Deduction, Grade, Verdict
from tests.practice.trying import attempt, on_day

MANY = dict.fromkeys(DOMAINS, 100)
DESIGN = {"components": {"q": {"type": "sqs.queue"}}}


def scenario(id: str, domain: Domain, edition: str = "current", minutes: int = 0) -> Scenario:
    asked = {"id": "there", "text": "There is a queue", "hint": "Look.", "why": "So.", "check": True}
    wrong = {"title": "None", "why": "Nothing.", "score": 0, "fails": ["there"]}
    return Scenario.model_validate(
        {
            "id": id, "title": id, "kind": "build", "section": "sqs", "domain": domain, "difficulty": "easy",
            "edition": edition, "minutes": minutes, "brief": "Draw.", "requirements": [asked], "solution": DESIGN,
            "wrong": [wrong, wrong], "explanation": "So.",
        }
    )  # fmt: skip


SCENARIOS = [scenario(f"{domain}-{number}", domain) for domain in DOMAINS for number in range(10)]


def exam_of(**scenarios: Domain) -> Exam:
    return Exam("spring", tuple(scenarios), tuple(scenarios.values()), on_day(0), 30)


def result(exam: Exam, **scores: int) -> ExamResult:
    made = tuple(attempt(id, score, exam="spring", mode="exam") for id, score in scores.items())
    return ExamResult(exam, on_day(0) + timedelta(minutes=20), made)


def ids(scenarios: tuple[Scenario, ...]) -> list[str]:
    return [one.id for one in scenarios]


# -- drawing -----------------------------------------------------------------------------------------------------


def test_the_weights_are_those_of_the_guide() -> None:
    assert WEIGHTS == {"development": 32, "security": 26, "deployment": 24, "troubleshooting": 18}


@pytest.mark.parametrize(
    "count, available, shares",
    [
        (100, MANY, (32, 26, 24, 18)),
        (65, MANY, (21, 17, 15, 12)),  # 20.8, 16.9, 15.6, 11.7: the least remainder gives way
        (1, MANY, (1, 0, 0, 0)),
        (0, MANY, (0, 0, 0, 0)),
        (10, {**MANY, "deployment": 0}, (4, 4, 0, 2)),  # 4.2, 3.4, 2.4 of 76: the tie goes to the heavier
        (10, {**MANY, "development": 1}, (1, 4, 3, 2)),  # nine for the other three: 3.4, 3.2, 2.4
        (50, dict.fromkeys(DOMAINS, 2), (2, 2, 2, 2)),
    ],
)
def test_each_domain_has_its_share(count: int, available: dict[Domain, int], shares: tuple[int, ...]) -> None:
    assert shares_of(count, available) == dict(zip(DOMAINS, shares, strict=True))


@given(st.integers(0, 200), st.fixed_dictionaries({domain: st.integers(0, 60) for domain in DOMAINS}))
def test_shares_add_up_and_ask_for_no_more_than_there_is(count: int, available: dict[Domain, int]) -> None:
    shares = shares_of(count, available)
    assert sum(shares.values()) == min(count, sum(available.values()))
    assert all(0 <= shares[domain] <= available[domain] for domain in DOMAINS)


@given(st.integers(0, 50), st.integers())
def test_an_exam_has_as_many_as_were_asked_for_and_none_twice(count: int, seed: int) -> None:
    drawn = draw_exam(SCENARIOS, count, seed)
    assert len(set(ids(drawn))) == len(drawn) == min(count, 40)
    assert Counter(one.domain for one in drawn) == Counter(shares_of(count, dict.fromkeys(DOMAINS, 10)))


def test_a_seed_gives_the_same_exam_however_the_scenarios_are_ordered() -> None:
    drawn = ids(draw_exam(SCENARIOS, 12, 7))
    assert drawn == ids(draw_exam(reversed(SCENARIOS), 12, 7)) == ids(draw_exam(SCENARIOS * 2, 12, 7))
    assert drawn != ids(draw_exam(SCENARIOS, 12, 8))


def test_the_domains_are_mixed() -> None:
    domains = [one.domain for one in draw_exam(SCENARIOS, 20, 7)]
    assert domains != sorted(domains, key=DOMAINS.index)


def test_what_was_not_done_comes_first_and_then_what_was_done_longest_ago() -> None:
    one_domain = [scenario(f"s{number}", "security") for number in range(6)]
    done = {f"s{number}": on_day(-number) for number in range(4)}  # s3 the longest ago
    for seed in range(10):
        assert set(ids(draw_exam(one_domain, 2, seed, done=done))) == {"s4", "s5"}
        assert set(ids(draw_exam(one_domain, 4, seed, done=done))) == {"s4", "s5", "s3", "s2"}


def test_what_is_alike_is_drawn_by_chance() -> None:
    first = {ids(draw_exam(SCENARIOS, 1, seed))[0] for seed in range(40)}
    assert len(first) > 5


def test_an_edition_narrows_what_is_drawn_from() -> None:
    both = [scenario("old", "security", "notes"), scenario("new", "security", "current")]
    assert ids(draw_exam(both, 5, 1, edition="notes")) == ["old"]
    assert set(ids(draw_exam(both, 5, 1))) == {"old", "new"}


# -- time --------------------------------------------------------------------------------------------------------


def test_an_exam_takes_as_long_as_its_scenarios_unless_it_is_said() -> None:
    asked = [scenario("long", "security", minutes=20), scenario("easy", "deployment")]
    exam = start_exam("spring", asked, on_day(0))
    assert (exam.minutes, exam.scenarios, exam.domains) == (26, ("long", "easy"), ("security", "deployment"))
    assert start_exam("spring", asked, on_day(0), 15).minutes == 15


@pytest.mark.parametrize("minutes, left", [(-5, 1800), (0, 1800), (10, 1200), (30, 0), (31, 0)])
def test_what_is_left_is_between_nothing_and_all(minutes: int, left: float) -> None:
    assert remaining(exam_of(a="security"), on_day(0) + timedelta(minutes=minutes)) == left


def test_the_time_used_is_no_more_than_there_was() -> None:
    exam = exam_of(a="security")
    assert result(exam).seconds == 1200
    assert ExamResult(exam, on_day(1)).seconds == 1800
    assert ExamResult(exam, on_day(-1)).seconds == 0


# -- results -----------------------------------------------------------------------------------------------------


def test_domains_count_by_their_weight_however_many_scenarios_they_have() -> None:
    exam = exam_of(a="development", b="security", c="security", d="deployment", e="troubleshooting")
    outcome = result(exam, a=100, b=100, c=50, d=0, e=50)
    assert {one.domain: (one.score, one.count, one.share) for one in outcome.domains} == {
        "development": (100, 1, 32), "security": (75, 2, 26), "deployment": (0, 1, 24), "troubleshooting": (50, 1, 18),
    }  # fmt: skip
    assert outcome.overall == 60.5  # 32 + 26 * 0.75 + 18 * 0.5
    assert outcome.scaled == 644  # 100 + 900 * 0.605 = 644.5, the even one
    assert not outcome.passed


def test_a_domain_that_was_not_asked_about_has_no_share() -> None:
    outcome = result(exam_of(a="development", b="troubleshooting"), a=100, b=0)
    assert [(one.domain, one.share) for one in outcome.domains] == [
        ("development", 64),
        ("troubleshooting", 36),
    ]
    assert outcome.overall == 64


@pytest.mark.parametrize(
    "score, scaled, passed", [(0, 100, False), (68, 712, False), (69, 721, True), (100, 1000, True)]
)
def test_the_scale_is_a_line_from_100_to_1000_and_720_passes(score: int, scaled: int, passed: bool) -> None:
    outcome = result(exam_of(a="security"), a=score)
    assert (outcome.scaled, outcome.passed) == (scaled, passed)


def test_what_was_not_reached_counts_nothing() -> None:
    outcome = result(exam_of(a="security", b="security"), a=90)
    assert outcome.missed == ("b",)
    assert [(mark.scenario, mark.score, mark.reached) for mark in outcome.marks] == [
        ("a", 90, True),
        ("b", 0, False),
    ]
    assert outcome.overall == 45


def test_the_latest_attempt_at_a_scenario_counts() -> None:
    exam = exam_of(a="security")
    later, earlier = attempt("a", 40, 0.01, exam="spring"), attempt("a", 90, 0, exam="spring")
    assert ExamResult(exam, on_day(1), (later, earlier)).overall == 40


def test_an_exam_of_nothing_is_not_passed() -> None:
    outcome = result(exam_of())
    assert (outcome.domains, outcome.overall, outcome.scaled, outcome.passed) == ((), 0, 100, False)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(DOMAINS), min_size=1), st.data())
def test_shares_are_a_whole_and_the_result_lies_on_the_scale(
    asked: dict[str, Domain], data: st.DataObject
) -> None:
    reached = data.draw(st.lists(st.sampled_from(sorted(asked)), unique=True))
    outcome = result(exam_of(**asked), **{id: data.draw(st.integers(0, 100)) for id in reached})
    assert sum(one.share for one in outcome.domains) == pytest.approx(100)
    assert 100 <= outcome.scaled <= 1000
    assert sum(one.score * one.share / 100 for one in outcome.domains) == pytest.approx(outcome.overall)


def test_an_attempt_of_another_exam_is_refused() -> None:
    exam = exam_of(a="security")
    for stray in (attempt("a", exam="autumn"), attempt("b", exam="spring"), attempt("a")):
        with pytest.raises(ValueError, match="not tried in this exam"):
            ExamResult(exam, on_day(1), (stray,))


def test_an_exam_that_asks_a_scenario_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        Exam("spring", ("a", "a"), ("security", "security"), on_day(0), 30)


def test_a_grade_becomes_an_attempt_of_its_exam() -> None:
    asked = scenario("there", "security", "notes")
    grade = Grade("there", (Verdict(asked.requirements[0], "met"),), (Deduction("hint", 5, "A hint"),))
    made = attempt_at(asked, grade, on_day(0), 90, hints=1, exam="spring")
    assert made == attempt(
        "there",
        95,
        edition="notes",
        seconds=90,
        hints=1,
        mode="exam",
        exam="spring",
        verdicts={"there": True},
    )
    assert attempt_at(asked, grade, on_day(0), 90).mode == "learning"
