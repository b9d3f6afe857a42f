"""What is wrong with the costs of a type: an expression that cannot be read, or that names what is not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from archdesk.catalog.definitions import ComponentType, Cost, Transfer
from archdesk.catalog.drawn import FACTS
from archdesk.catalog.expressions import expression_mistakes, unknown
from archdesk.catalog.mistakes import did_you_mean
from archdesk.costs.lines import WAY_FACTS
from archdesk.source import Path

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\?[^{}]*)?\}")


def cost_mistakes(kind: ComponentType) -> Iterator[tuple[Path, str]]:
    """Each mistake with the key it is at."""
    known = {*kind.properties, *kind.usage, *FACTS}
    yield from _of_costs(kind.costs, known)


def transfer_mistakes(transfer: Transfer, relations: Collection[str]) -> Iterator[tuple[Path, str]]:
    """The same of what is billed for connections, and relations that are not there."""
    for relation in transfer.relations:
        if relation not in relations:
            yield ("relations",), f"there is no relation {relation!r}{did_you_mean(relation, relations)}"
    yield from _of_costs(transfer.costs, {*transfer.usage, *WAY_FACTS})


def _of_costs(costs: Sequence[Cost], known: set[str]) -> Iterator[tuple[Path, str]]:
    for index, cost in enumerate(costs):
        for key, message in _mistakes(cost, known):
            yield ("costs", index, key), message


def _mistakes(cost: Cost, known: set[str]) -> Iterator[tuple[str, str]]:
    for key in ("quantity", "when", "least", "most"):
        yield from ((key, message) for message in expression_mistakes(getattr(cost, key), known))
    for key, texts in (
        ("key", tuple(cost.key.values())),
        ("note", (cost.note,)),
        ("unknown", (cost.unknown,)),
    ):
        names = {name for text in texts for name in _PLACE.findall(text)}
        yield from ((key, unknown(name, known)) for name in sorted(names - known))
