"""Finding what the handbook says to a question in plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Prefix

from archdesk.handbook.definitions import Decision, Diagnostic, WrittenFile
from archdesk.handbook.definitions import Sequence as Steps
from archdesk.handbook.reading import Handbook
from archdesk.model.records import Edition

Kind = Literal["decision", "diagnostic", "sequence", "file"]
Asked = Decision | Diagnostic | Steps | WrittenFile

KINDS: Final[tuple[Kind, ...]] = ("decision", "diagnostic", "sequence", "file")
ENOUGH: Final = 55.0  # of 100: what fits less is no answer
_ALIKE: Final = 80  # of 100: words that differ more are other words
_TITLE, _BODY = 1.0, 0.7  # a word in what is asked says more than one in the answer
_WORD: Final = re.compile(r"[a-z0-9]+")
# Words that say nothing about what is asked.
_EMPTY: Final = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are as at be by can cannot could do does for from had has have how i if in into is it its me my "
        "not of on one or our should so than that the their then there they this to use used was we what when "
        "where which who why will with would you your",
    )
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An entry of the handbook and how well it fits, from 0 to 100."""

    kind: Kind
    entry: Asked
    score: float
    about: bool  # it is about one of the component types asked for


def find(
    handbook: Handbook,
    text: str,
    types: Collection[str] = (),
    kinds: Sequence[Kind] = ("decision", "diagnostic"),
    edition: Edition | None = None,
) -> list[Answer]:
    """What fits the text best first; what is about one of ``types`` goes before the rest.

    Without words, all that is about the types; with neither, everything in the handbook's own order.
    """
    wanted = [w for w in _words(text) if w not in _EMPTY] or _words(text)
    answers = []
    for kind, entry in _entries(handbook, kinds):
        if edition is not None and edition not in getattr(entry, "editions", (edition,)):
            continue
        about = bool({*types} & {*entry.types})
        if not wanted and types and not about:
            continue
        score = _score(wanted, entry) if wanted else 100.0
        if score >= ENOUGH:
            answers.append(Answer(kind, entry, score, about))
    return sorted(answers, key=lambda a: (not a.about, -a.score))


def closest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that were probably meant, best first."""
    names = list(known)
    found = process.extract(name.casefold(), [n.casefold() for n in names], scorer=fuzz.WRatio, limit=most)
    return [names[index] for _, score, index in found if score >= 60]


def title_of(entry: Asked) -> str:
    """What an entry is called in a list: its question, symptom or label."""
    if isinstance(entry, Decision):
        return entry.question
    return entry.symptom if isinstance(entry, Diagnostic) else entry.label


def _entries(handbook: Handbook, kinds: Sequence[Kind]) -> Iterator[tuple[Kind, Asked]]:
    by_kind: Mapping[Kind, Mapping[str, Asked]] = {
        "decision": handbook.decisions,
        "diagnostic": handbook.diagnostics,
        "sequence": handbook.sequences,
        "file": handbook.files,
    }
    for kind in kinds:
        for entry in by_kind[kind].values():
            yield kind, entry


def _body(entry: Asked) -> str:
    match entry:
        case Decision():
            said: Iterable[str] = (text for o in entry.options for text in (o.choice, *o.when))
        case Diagnostic():
            said = (entry.cause, entry.fix)
        case WrittenFile():
            said = (entry.place, *entry.points)
        case _:
            said = (*entry.steps, *entry.commands, entry.note)
    return " ".join((*said, *entry.types, entry.cite, entry.id))


def _score(wanted: Sequence[str], entry: Asked) -> float:
    """How many of the words it has, a word with a slip in it counting for less."""
    title, body = _words(title_of(entry)), _words(_body(entry))
    return sum(max(_TITLE * _fit(w, title), _BODY * _fit(w, body)) for w in wanted) / len(wanted)


def _fit(word: str, words: Sequence[str]) -> float:
    best = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if best is not None:
        return float(best[1])
    return 85.0 if any(_begin_alike(word, w) for w in words) else 0.0


def _begin_alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: load and loading, encrypt and encryption, throttled and throttling."""
    short = min(len(one), len(other))
    shared = Prefix.similarity(one, other)
    return short > 3 and (shared == short or shared >= max(5, short - 3))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
