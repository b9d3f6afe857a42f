"""Attempts as tests write them, and any that there may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from archdesk.practice.attempts import MODES, Attempt
from archdesk.practice.definitions import DIFFICULTIES, DOMAINS, KINDS

MONDAY = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def on_day(days: float) -> datetime:
    """The moment so many days after nine o'clock on Monday, 3 March 2025."""
    return MONDAY + timedelta(days=days)


def attempt(scenario: str = "queue", score: int = 80, day: float = 0, **given: Any) -> Attempt:
    """An attempt at a security scenario about SQS, unless it says otherwise."""
    usual: dict[str, Any] = {
        "section": "sqs",
        "domain": "security",
        "kind": "build",
        "difficulty": "easy",
        "edition": "current",
        "when": on_day(day),
        "seconds": 60,
        "passed": score >= 72,
    }
    return Attempt(scenario=scenario, score=score, **{**usual, **given})


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)

ATTEMPTS = st.builds(
    Attempt,
    scenario=st.sampled_from(["queue", "table", "function", "pool"]) | NAMES,
    section=st.sampled_from(["sqs", "dynamodb", "lambda"]) | NAMES,
    domain=st.sampled_from(DOMAINS),
    kind=st.sampled_from(KINDS),
    difficulty=st.sampled_from(DIFFICULTIES),
    edition=st.sampled_from(["notes", "current"]),
    when=st.datetimes(
        on_day(-400).replace(tzinfo=None), on_day(2_000).replace(tzinfo=None), timezones=st.timezones()
    ),
    seconds=st.floats(0, 1e6),
    score=st.integers(0, 100),
    passed=st.booleans(),
    hints=st.integers(0, 9),
    mode=st.sampled_from(MODES),
    verdicts=st.dictionaries(NAMES, st.booleans(), max_size=3),
)
