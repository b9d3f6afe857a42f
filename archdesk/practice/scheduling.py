"""What to repeat next: one FSRS card a scenario, reviewed by each attempt.

FSRS (Free Spaced Repetition Scheduler, https://github.com/open-spaced-repetition) with its default parameters and
retention of 90 %, without its random spreading of dates, so that the same attempts give the same dates. Its steps of
1 and 10 minutes are left out: they are for cards of seconds, while a scenario takes minutes and is repeated
another day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, Protocol

from archdesk.practice.attempts import Attempt, in_utc

if TYPE_CHECKING:  # it takes a while, so only who keeps an attempt waits for it
    from fsrs import Card

Rating = Literal["again", "hard", "good", "easy"]

FORGOTTEN: Final = 50  # a score below it: the scenario is as good as new
EASY: Final = 95  # a score from it on, without hints


class Cards(Protocol):
    """Where the cards are kept: scenario id -> the card as JSON."""

    def cards(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Due:
    """A scenario and when it is to be repeated (UTC)."""

    scenario: str
    when: datetime


def rating_of(attempt: Attempt) -> Rating:
    """How well the scenario was remembered: by the score, whether it passed, and whether hints were taken."""
    if attempt.score < FORGOTTEN:
        return "again"
    if not attempt.passed:
        return "hard"
    return "easy" if attempt.score >= EASY and not attempt.hints else "good"


def reviewed(card: str | None, attempt: Attempt) -> str:
    """The scenario's card as JSON after an attempt; None for the card of one that is new.

    An attempt before the card is due counts as one, and one from before the last (a clock was put back, two windows)
    as made right after it. Raises ValueError for a text that is no card.
    """
    from fsrs import Card, Rating, Scheduler

    old = Card(card_id=0, due=attempt.when) if card is None else _card(card)
    moment = attempt.when if old.last_review is None else max(attempt.when, in_utc(old.last_review))
    rating = Rating[rating_of(attempt).capitalize()]
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    return scheduler.review_card(old, rating, moment)[0].to_json()


def due_at(card: str) -> datetime:
    """When a card (as JSON) is due, in UTC. Raises ValueError for a text that is no card."""
    return in_utc(_card(card).due)


def schedule(store: Cards) -> tuple[Due, ...]:
    """All scenarios that were tried, the first that is due first; those due together by their id."""
    dates = [Due(scenario, due_at(card)) for scenario, card in store.cards().items()]
    return tuple(sorted(dates, key=lambda due: (due.when, due.scenario)))


def due(store: Cards, now: datetime) -> tuple[Due, ...]:
    """The scenarios to repeat now, the most overdue first."""
    now = in_utc(now)
    return tuple(one for one in schedule(store) if one.when <= now)


def next_due(store: Cards, now: datetime) -> Due | None:
    """The first scenario that becomes due after now; None where there is none."""
    now = in_utc(now)
    return next((one for one in schedule(store) if one.when > now), None)


def _card(text: str) -> Card:
    from fsrs import Card

    try:
        return Card.from_json(text)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no card: {text[:80]}") from error
