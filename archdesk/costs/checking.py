"""What is wrong with the costs of a type: an expression that cannot be read, or that names what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdesk.catalog.definitions import ComponentType, Cost
from archdesk.catalog.drawn import FACTS
from archdesk.catalog.expressions import expression_mistakes, unknown
from archdesk.source import Path

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\?[^{}]*)?\}")


def cost_mistakes(kind: ComponentType) -> Iterator[tuple[Path, str]]:
    """Each mistake with the key it is at."""
    known = {*kind.properties, *kind.usage, *FACTS}
    for index, cost in enumerate(kind.costs):
        for key, message in _mistakes(cost, known):
            yield ("costs", index, key), message


def _mistakes(cost: Cost, known: set[str]) -> Iterator[tuple[str, str]]:
    for key in ("quantity", "when"):
        yield from ((key, message) for message in expression_mistakes(getattr(cost, key), known))
    for key, texts in (("key", tuple(cost.key.values())), ("note", (cost.note,))):
        names = {name for text in texts for name in _PLACE.findall(text)}
        yield from ((key, unknown(name, known)) for name in sorted(names - known))
