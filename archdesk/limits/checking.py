"""What is wrong with the limits of a type: a measure that cannot be worked out, or a number that is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ByEdition, ComponentType, Limit
from archdesk.catalog.drawn import FACTS, FUNCTIONS
from archdesk.catalog.expressions import calls_in, expression_mistakes
from archdesk.catalog.mistakes import did_you_mean
from archdesk.limits.measuring import most_of
from archdesk.model.records import EDITIONS
from archdesk.source import Path


def limit_mistakes(kind: ComponentType, catalogue: Catalogue) -> Iterator[tuple[Path, str]]:
    """Each mistake with the key it is at."""
    for index, limit in enumerate(kind.limits):
        for key, message in _mistakes(limit, kind, catalogue):
            yield ("limits", index, key), message


def _mistakes(limit: Limit, kind: ComponentType, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    known = {*kind.properties, *kind.usage, *FACTS}
    for key in ("measure", "when"):
        text = getattr(limit, key)
        yield from ((key, message) for message in expression_mistakes(text, known))
        yield from ((key, message) for message in _asked_mistakes(text, kind, catalogue))
    if not limit.measure:
        yield from (
            (key, "it says how to measure nothing") for key in ("when", "most") if getattr(limit, key)
        )
        return
    numbers = [most_of(kind, limit, edition) for edition in EDITIONS]
    if isinstance(limit.most, ByEdition) and any(
        number is None and getattr(limit.most, edition) is not None
        for number, edition in zip(numbers, EDITIONS, strict=True)
    ):
        yield "most", "the most is a number"
    elif numbers == [None, None]:
        yield (
            "measure",
            "there is nothing to hold it against: give a most, or measure a property with a bound",
        )
    elif any(number is not None and number <= 0 for number in numbers):
        yield "most", "the most is above 0"
    ids = {rule.id for rule in catalogue.rules}
    if limit.rule and limit.rule not in ids:
        yield "rule", f"there is no rule {limit.rule!r}{did_you_mean(limit.rule, ids)}"


def _asked_mistakes(text: str, kind: ComponentType, catalogue: Catalogue) -> Iterator[str]:
    """What functions are asked about has to be there: types, relations, and properties."""
    try:
        tree = ast.parse(text or "1", mode="eval")
    except SyntaxError:
        return  # said already
    for call in calls_in(tree):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        meant = FUNCTIONS.get(name, ())
        words = [a.value if isinstance(a, ast.Constant) else None for a in call.args]
        if name in FUNCTIONS and len(words) > len(meant):
            yield f"{name} takes no more than {len(meant)} words"
        for what, word in zip(meant, words, strict=False):
            if isinstance(word, str) and word:
                yield from _unknown(what, word, str(words[0]), kind, catalogue)


def _unknown(what: str, word: str, type: str, kind: ComponentType, catalogue: Catalogue) -> Iterator[str]:
    if what == "type" and word not in catalogue.types:
        yield f"there is no component type {word!r}{did_you_mean(word, catalogue.types)}"
    elif what == "relation" and word not in catalogue.relations:
        yield f"there is no relation {word!r}{did_you_mean(word, catalogue.relations)}"
    elif what == "property" and word not in kind.properties:
        yield f"there is no property {word!r}{did_you_mean(word, kind.properties)}"
    elif what == "property of it":
        other = catalogue.types.get(type)
        if other is not None and word not in other.properties:
            yield f"{type} has no property {word!r}{did_you_mean(word, other.properties)}"
