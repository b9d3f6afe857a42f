"""What attempts come to: how somebody stands, how it went, and where it is weakest."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.practice import summary
from archdesk.practice.attempts import Attempt
from archdesk.practice.summary import Point, Standing, Streak, Totals
from tests.practice.trying import ATTEMPTS, attempt, on_day

NINE_AHEAD = timezone(timedelta(hours=9))

WEEK = (
    attempt("queue", 40, day=0),
    attempt("queue", 90, day=2),
    attempt("topic", 70, day=1, section="sns"),
    attempt("buffer", 50, day=2, domain="development"),
)


def everything(attempts: list[Attempt]) -> tuple[object, ...]:
    return (
        summary.by_section(attempts),
        summary.by_domain(attempts),
        summary.weakest(attempts),
        summary.over_time(attempts, NINE_AHEAD),
        summary.section_over_time(attempts, UTC),
        summary.domain_over_time(attempts, UTC),
        summary.streak(attempts, on_day(0), UTC),
        summary.totals(attempts),
    )


def streak_of(*days: float, today: float, zone: tzinfo = UTC) -> Streak:
    return summary.streak([attempt(day=day) for day in days], on_day(today), zone)


def test_a_section_stands_at_the_mean_of_the_latest_attempts() -> None:
    assert summary.by_section(WEEK) == {"sns": Standing(70, 1), "sqs": Standing(70, 2)}


def test_a_domain_stands_at_the_mean_of_the_latest_attempts() -> None:
    assert summary.by_domain(WEEK) == {"development": Standing(50, 1), "security": Standing(80, 2)}


def test_a_worse_attempt_later_counts_all_the_same() -> None:
    assert summary.by_section([attempt(score=90), attempt(score=30, day=1)]) == {"sqs": Standing(30, 1)}


def test_of_two_attempts_at_once_the_better_counts() -> None:
    assert summary.latest([attempt(score=90), attempt(score=30)])["queue"].score == 90


def test_the_weakest_section_comes_first_and_of_equals_the_less_tried() -> None:
    assert [section for section, _ in summary.weakest(WEEK)] == ["sns", "sqs"]
    assert [section for section, _ in summary.weakest([*WEEK, attempt("x", 60, section="kms")])] == [
        "kms",
        "sns",
        "sqs",
    ]


def test_a_chart_has_a_point_for_each_day_with_an_attempt() -> None:
    assert summary.over_time(WEEK, UTC) == (
        Point(date(2025, 3, 3), 40, 1),
        Point(date(2025, 3, 4), 55, 2),
        Point(date(2025, 3, 5), 70, 3),
    )
    assert summary.section_over_time(WEEK, UTC) == {
        "sns": (Point(date(2025, 3, 4), 70, 1),),
        "sqs": (Point(date(2025, 3, 3), 40, 1), Point(date(2025, 3, 5), 70, 2)),
    }
    assert summary.domain_over_time(WEEK, UTC)["development"] == (Point(date(2025, 3, 5), 50, 1),)


def test_a_day_is_that_of_the_clock_on_the_wall() -> None:
    evening = attempt(day=0.5)  # 21:00 UTC, the morning of Tuesday in Tokyo
    assert [point.day for point in summary.over_time([evening], UTC)] == [date(2025, 3, 3)]
    assert [point.day for point in summary.over_time([evening], NINE_AHEAD)] == [date(2025, 3, 4)]


@pytest.mark.parametrize(
    "days, today, current, longest",
    [
        ((), 0, 0, 0),
        ((0,), 0, 1, 1),
        ((0, 0.1, 0.2), 0, 1, 1),
        ((0, 1, 2), 2, 3, 3),
        ((0, 1, 2), 3, 3, 3),  # today is not over
        ((0, 1, 2), 4, 0, 3),
        ((0, 1, 2, 5, 6), 6, 2, 3),
        ((0, 1, 4, 5, 6), 6.2, 3, 3),
    ],
)
def test_a_streak_is_of_days_in_a_row(
    days: tuple[float, ...], today: float, current: int, longest: int
) -> None:
    assert streak_of(*days, today=today) == Streak(current, longest)


def test_a_streak_goes_by_local_days() -> None:
    late_and_early = (0.6, 0.7)  # 23:24 and 01:48 in UTC, 08:24 and 10:48 of one day in Tokyo
    assert streak_of(*late_and_early, today=0.7) == Streak(2, 2)
    assert streak_of(*late_and_early, today=0.7, zone=NINE_AHEAD) == Streak(1, 1)


def test_an_hour_that_the_clocks_skip_breaks_no_streak() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert streak_of(26, 27, 28, today=28, zone=berlin) == Streak(3, 3)  # over 30 March 2025


def test_totals_count_a_scenario_once_and_as_passed_if_it_ever_was() -> None:
    again = attempt("queue", 10, day=3, seconds=30)
    assert summary.totals([*WEEK, again]) == Totals(attempts=5, scenarios=3, passed=1, seconds=270)


def test_of_no_attempts_there_is_nothing() -> None:
    assert everything([]) == ({}, {}, (), (), {}, {}, Streak(0, 0), Totals(0, 0, 0, 0))


@given(st.lists(ATTEMPTS, max_size=8).flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_the_order_in_which_attempts_are_given_does_not_matter(
    orders: tuple[list[Attempt], list[Attempt]],
) -> None:
    made, shuffled = orders
    assert everything(made) == everything(shuffled)


@given(st.lists(ATTEMPTS, min_size=1, max_size=8))
def test_the_last_point_of_a_chart_is_how_it_stands(attempts: list[Attempt]) -> None:
    latest = [one.score for one in summary.latest(attempts).values()]
    last = summary.over_time(attempts, UTC)[-1]
    assert (last.score, last.count) == (pytest.approx(sum(latest) / len(latest)), len(latest))
    assert sum(standing.count for standing in summary.by_section(attempts).values()) == len(latest)
