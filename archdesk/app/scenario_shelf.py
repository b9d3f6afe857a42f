"""The scenarios as a person looks for them: found by words and filters, with what was reached in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archdesk.handbook.reading import Handbook
from archdesk.practice.definitions import Difficulty, Domain, Kind, Scenario
from archdesk.practice.grading import PASS_MARK
from archdesk.practice.words import DIFFICULTY_WORDS, DOMAIN_WORDS, EDITION_WORDS, KIND_WORDS

State = Literal["new", "tried", "passed"]
STATE_WORDS: Mapping[State | Literal["due"], str] = {
    "new": "Not tried yet",
    "tried": "Tried, not passed",
    "passed": "Passed",
    "due": "Due to repeat",
}
_DIFFICULTY_ORDER: Mapping[Difficulty, int] = {"easy": 0, "medium": 1, "hard": 2}


@dataclass(frozen=True, slots=True)
class Shelved:
    """A scenario with the group of the notes it is in and the best score somebody has; None: not tried yet."""

    scenario: Scenario
    group: str
    section: str  # title
    best: int | None = None
    due: bool = False

    @property
    def state(self) -> State:
        if self.best is None:
            return "new"
        return "passed" if self.best >= PASS_MARK else "tried"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means any. ``text``: each of its words occurs in the scenario."""

    text: str = ""
    group: str = ""
    kind: Kind | Literal[""] = ""
    domain: Domain | Literal[""] = ""
    difficulty: Difficulty | Literal[""] = ""
    edition: str = ""
    state: State | Literal["due", ""] = ""


def shelved(
    scenarios: Iterable[Scenario],
    handbook: Handbook,
    best: Mapping[str, int] | None = None,
    due: Iterable[str] = (),
) -> tuple[Shelved, ...]:
    """All scenarios in the order of the notes, the easy ones of a section first."""
    scores, waiting = best or {}, frozenset(due)
    order = {id: index for index, id in enumerate(handbook.sections)}
    found = [
        Shelved(s, _group(s, handbook), _title(s.section, handbook), scores.get(s.id), s.id in waiting)
        for s in scenarios
    ]
    last = len(order)
    return tuple(
        sorted(
            found,
            key=lambda e: (
                order.get(e.scenario.section, last),
                _DIFFICULTY_ORDER[e.scenario.difficulty],
                e.scenario.title,
            ),
        )
    )


def wanted_of(entries: Sequence[Shelved], wanted: Wanted) -> tuple[Shelved, ...]:
    """Those that fit, in the order they stand."""
    words = wanted.text.lower().split()
    return tuple(e for e in entries if _fits(e, wanted) and all(w in _text(e) for w in words))


def groups(entries: Iterable[Shelved]) -> tuple[str, ...]:
    """The groups of the notes that have scenarios, in order."""
    return tuple(dict.fromkeys(e.group for e in entries))


def _fits(entry: Shelved, wanted: Wanted) -> bool:
    scenario = entry.scenario
    state = entry.due if wanted.state == "due" else wanted.state in ("", entry.state)
    return (
        state
        and wanted.group in ("", entry.group)
        and wanted.kind in ("", scenario.kind)
        and wanted.domain in ("", scenario.domain)
        and wanted.difficulty in ("", scenario.difficulty)
        and wanted.edition in ("", scenario.edition)
    )


def _text(entry: Shelved) -> str:
    scenario = entry.scenario
    told = (
        scenario.title,
        scenario.id,
        scenario.brief,
        entry.group,
        entry.section,
        *scenario.sections,
        KIND_WORDS[scenario.kind],
        DOMAIN_WORDS[scenario.domain],
        DIFFICULTY_WORDS[scenario.difficulty],
        EDITION_WORDS[scenario.edition],
    )
    return "\n".join(told).lower()


def _group(scenario: Scenario, handbook: Handbook) -> str:
    section = handbook.sections.get(scenario.section)
    return section.group if section is not None else "Your own"


def _title(section: str, handbook: Handbook) -> str:
    found = handbook.sections.get(section)
    return found.title if found is not None else section
