"""What the palette offers: types and presets as entries, in categories, found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from archdesk.catalog.catalogue import Catalogue

_ORDER: Final = (
    "general",
    "network",
    "compute",
    "storage",
    "database",
    "integration",
    "security",
    "management",
)
_ENOUGH: Final = 62.0  # of 100: below it, a match is a coincidence


@dataclass(frozen=True)
class Entry:
    """A type or preset as the palette shows it; ``id`` is what ``place`` takes."""

    id: str
    label: str
    icon: str
    category: str
    summary: str
    words: str  # everything it may be found by, in lower case


@lru_cache(maxsize=4)
def entries(catalogue: Catalogue) -> Sequence[Entry]:
    """All entries, by category and then as the palettes list them."""
    hidden = {p.type for p in catalogue.presets.values() if p.hides_type}
    found = []
    for palette in catalogue.palettes:
        for id, kind in palette.components.items():
            if id not in hidden:
                words = " ".join([kind.label, kind.service, id.replace(".", " "), *kind.keywords])
                found.append(Entry(id, kind.label, kind.icon, kind.category, kind.summary, words.lower()))
        for id, preset in palette.presets.items():
            kind = catalogue.types[preset.type]
            words = " ".join([preset.label, kind.label, kind.service, *preset.keywords, *kind.keywords])
            icon = preset.icon or kind.icon
            summary = preset.summary or kind.summary
            found.append(Entry(id, preset.label, icon, kind.category, summary, words.lower()))
    return tuple(sorted(found, key=lambda e: (_place(e.category), e.category)))


def search(catalogue: Catalogue, text: str) -> Sequence[Entry]:
    """The entries that fit what was typed, best first; all of them for nothing."""
    typed = text.strip().lower()
    if not typed:
        return entries(catalogue)
    scored = [(score(typed, e.label.lower(), e.words), -i, e) for i, e in enumerate(entries(catalogue))]
    return tuple(e for s, _, e in sorted(scored, key=lambda t: t[:2], reverse=True) if s >= _ENOUGH)


def score(typed: str, title: str, words: str) -> float:
    """How well what was typed fits a title and further words, 0 to 130."""
    best = 0.0
    if title.startswith(typed):
        best = 130.0
    elif any(word.startswith(typed) for word in title.split()):
        best = 120.0
    elif any(word.startswith(typed) for word in words.split()):
        best = 110.0
    elif typed in words:
        best = 100.0
    elif all(part in words for part in typed.split()):
        best = 95.0
    if best:
        return best
    initials = "".join(word[0] for word in title.split())
    if initials.startswith(typed):
        return 90.0
    if len(typed) < 3:
        return 0.0
    return max((fuzz.ratio(typed, word) for word in words.split()), default=0.0) * 0.85


def _place(category: str) -> int:
    return _ORDER.index(category) if category in _ORDER else len(_ORDER)
