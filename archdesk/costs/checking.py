"""What is wrong with the costs of a type: an expression that cannot be read, or that names what is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from archdesk.catalog.arithmetic import FUNCTIONS as ARITHMETIC
from archdesk.catalog.definitions import ComponentType, Cost
from archdesk.catalog.mistakes import did_you_mean
from archdesk.costs.lines import FACTS, FUNCTIONS
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
        text = getattr(cost, key)
        try:
            tree = ast.parse(text or "1", mode="eval")
        except SyntaxError as error:
            yield key, f"{text!r} is no arithmetic: {error.msg}"
            continue
        called = {
            n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        for name in sorted(called - {*FUNCTIONS, *ARITHMETIC}):
            yield key, f"there is no function {name!r}{did_you_mean(name, [*FUNCTIONS, *ARITHMETIC])}"
        named = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - called
        yield from ((key, _unknown(name, known)) for name in sorted(named - known))
    for key, texts in (("key", tuple(cost.key.values())), ("note", (cost.note,))):
        names = {name for text in texts for name in _PLACE.findall(text)}
        yield from ((key, _unknown(name, known)) for name in sorted(names - known))


def _unknown(name: str, known: set[str]) -> str:
    return f"there is no property or usage {name!r}{did_you_mean(name, known)}"
