"""Finding what the handbook says to a question in plain words."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Prefix

from archdesk.handbook.definitions import Calculator, Decision, Diagnostic, Section, WrittenFile
from archdesk.handbook.definitions import Sequence as Steps
from archdesk.handbook.reading import Handbook
from archdesk.model.records import Edition

Kind = Literal["decision", "diagnostic", "calculator", "sequence", "file", "section"]
Asked = Decision | Diagnostic | Calculator | Steps | WrittenFile | Section

KINDS: Final[tuple[Kind, ...]] = ("decision", "diagnostic", "calculator", "sequence", "file", "section")
ENOUGH: Final = 55.0  # of 100: what fits less is no answer
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
    entries = [
        (kind, entry, _is_about(entry, types))
        for kind, entry in _entries(handbook, kinds)
        if edition is None or edition in getattr(entry, "editions", (edition,))
    ]
    if not wanted:
        return [Answer(k, entry, 100.0, about) for k, entry, about in entries if about or not types]
    scores = _scores(wanted, [entry for _, entry, _ in entries])
    answers = [
        Answer(kind, entry, score, about)
        for (kind, entry, about), score in zip(entries, scores, strict=True)
        if score >= ENOUGH
    ]
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
    if isinstance(entry, Section):
        return entry.title
    return entry.symptom if isinstance(entry, Diagnostic) else entry.label


def _is_about(entry: Asked, types: Collection[str]) -> bool:
    if isinstance(entry, Calculator) and entry.component in types:
        return True
    return bool({*types} & {*entry.types})


def _entries(handbook: Handbook, kinds: Sequence[Kind]) -> Iterator[tuple[Kind, Asked]]:
    by_kind: Mapping[Kind, Mapping[str, Asked]] = {
        "decision": handbook.decisions,
        "diagnostic": handbook.diagnostics,
        "calculator": handbook.calculators,
        "sequence": handbook.sequences,
        "file": handbook.files,
        "section": handbook.sections,
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
        case Calculator():
            said = (entry.summary, entry.note, *(asked.label for asked in entry.inputs.values()))
        case Section():
            said = (entry.summary, *entry.remember, *(card.title for card in entry.cards))
        case _:
            said = (*entry.steps, *entry.commands, entry.note)
    return " ".join((*said, *entry.types, entry.id))


def _scores(wanted: Sequence[str], entries: Sequence[Asked]) -> list[float]:
    """How many of the words each entry has. A word that few entries have says more than one that many have, and
    a word that none has says least: it may be anything.
    """
    fits = [_fits(wanted, entry) for entry in entries]
    weights = []
    for place in range(len(wanted)):
        having = sum(fit[place] > 0 for fit in fits)
        weights.append(math.log(1 + len(entries) / having) if having else math.log(2))
    return [sum(w * f for w, f in zip(weights, fit, strict=True)) / sum(weights) for fit in fits]


def _fits(wanted: Sequence[str], entry: Asked) -> list[float]:
    """How well an entry has each word, from 0 to 100."""
    title = _words(" ".join((title_of(entry), *getattr(entry, "keywords", ()))))
    body = _words(_body(entry))
    return [max(_TITLE * _fit(w, title), _BODY * _fit(w, body)) for w in wanted]


def _fit(word: str, words: Sequence[str]) -> float:
    if word in words:
        return 100.0
    slips = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    if slips and process.extractOne(word, words, scorer=OSA.distance, score_cutoff=slips):
        return 90.0
    return 85.0 if any(_begin_alike(word, w) for w in words) else 0.0


def _begin_alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: load and loading, encrypt and encryption, throttled and throttling."""
    short = min(len(one), len(other))
    shared = Prefix.similarity(one, other)
    return short > 3 and (shared == short or shared >= max(5, short - 3))


def _words(text: str) -> list[str]:
    """The words of a text, each once, in order."""
    return list(dict.fromkeys(_WORD.findall(text.casefold())))
