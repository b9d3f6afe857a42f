"""What is repeated next: how an attempt went decides when its scenario is due again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.practice.attempts import Attempt
from archdesk.practice.progress import ProgressStore
from archdesk.practice.scheduling import Due, due, due_at, next_due, rating_of, reviewed, schedule
from tests.practice.trying import ATTEMPTS, attempt, on_day


class Kept(dict[str, str]):
    """Cards by scenario, kept nowhere."""

    def cards(self) -> dict[str, str]:
        return self


def cards_after(*attempts: Attempt) -> Kept:
    kept = Kept()
    for one in attempts:
        kept[one.scenario] = reviewed(kept.get(one.scenario), one)
    return kept


def days_until_due(*attempts: Attempt) -> float:
    (card,) = cards_after(*attempts).values()
    return (due_at(card) - attempts[-1].when) / timedelta(days=1)


@pytest.mark.parametrize(
    "score, given, rating",
    [
        (0, {}, "again"),
        (49, {}, "again"),
        (50, {}, "hard"),
        (71, {}, "hard"),
        (72, {}, "good"),
        (94, {}, "good"),
        (95, {}, "easy"),
        (100, {}, "easy"),
        (95, {"hints": 1}, "good"),
        (90, {"passed": False}, "hard"),
    ],
)
def test_an_attempt_is_rated_by_its_score_and_hints(score: int, given: dict[str, Any], rating: str) -> None:
    assert rating_of(attempt(score=score, **given)) == rating


def test_the_better_it_went_the_later_it_is_due() -> None:
    again, hard, good, easy = (days_until_due(attempt(score=score)) for score in (20, 60, 80, 100))
    assert 1 <= again <= hard < good < easy


def test_no_date_is_left_to_chance() -> None:
    dates = {days_until_due(attempt(score=100), attempt(score=100, day=10)) for _ in range(20)}
    assert len(dates) == 1
    assert dates.pop() > 10  # long enough for FSRS to spread, if it were let


def test_a_scenario_is_repeated_on_another_day() -> None:
    assert due_at(cards_after(attempt(score=0))["queue"]) == on_day(1)


def test_passing_when_it_is_due_makes_the_time_to_the_next_longer() -> None:
    first = days_until_due(attempt())
    assert days_until_due(attempt(), attempt(day=first)) > first


def test_forgetting_makes_it_shorter_again() -> None:
    learnt = (attempt(), attempt(day=2), attempt(day=12))
    assert days_until_due(*learnt, attempt(score=10, day=60)) < days_until_due(*learnt)


def test_a_review_before_it_is_due_counts_but_less_than_one_in_time() -> None:
    first = days_until_due(attempt())
    early = days_until_due(attempt(), attempt(day=first / 2))
    in_time = days_until_due(attempt(), attempt(day=first))
    assert first / 2 < early < in_time


def test_an_attempt_from_before_the_last_moves_no_date_back() -> None:
    last = attempt(day=5)
    card = reviewed(None, last)
    assert due_at(reviewed(card, attempt(day=2))) >= last.when + timedelta(days=1)


def test_what_is_most_overdue_comes_first(tmp_path: Path) -> None:
    with ProgressStore(tmp_path / "progress.sqlite") as store:
        for scenario, score, day in (("table", 10, 3), ("queue", 10, 0), ("pool", 100, 0)):
            store.add(attempt(scenario, score, day))
        assert due(store, on_day(0.5)) == ()
        assert next_due(store, on_day(0.5)) == Due("queue", on_day(1))
        assert due(store, on_day(1)) == (Due("queue", on_day(1)),)
        assert due(store, on_day(4)) == (Due("queue", on_day(1)), Due("table", on_day(4)))
        assert [one.scenario for one in schedule(store)] == ["queue", "table", "pool"]
        after = next_due(store, on_day(4))
        assert after is not None
        assert after.scenario == "pool"
        assert next_due(store, after.when) is None


def test_an_attempt_in_an_exam_is_a_review_too() -> None:
    assert cards_after(attempt(mode="exam", exam="spring")) == cards_after(attempt())


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    kept = cards_after(attempt(score=10))
    there = timezone(timedelta(hours=9))
    assert due(kept, on_day(1).astimezone(there)) == due(kept, on_day(1)) == (Due("queue", on_day(1)),)


@given(st.lists(ATTEMPTS, min_size=1, max_size=8))
def test_the_same_attempts_give_the_same_dates_and_never_one_before_the_last(attempts: list[Attempt]) -> None:
    kept = cards_after(*attempts)
    assert kept == cards_after(*attempts)
    for one in schedule(kept):
        assert one.when > max(a.when for a in attempts if a.scenario == one.scenario)
        assert one.when.utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"card_id": "x"}', '{"due": 3}'])
def test_a_text_that_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        due_at(text)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(Kept(), datetime(2025, 3, 3, tzinfo=UTC).replace(tzinfo=None))
