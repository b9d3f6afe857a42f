"""What is wrong with an expression of a palette: it cannot be read, or names what is not there."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from archdesk.catalog.arithmetic import FUNCTIONS as ARITHMETIC
from archdesk.catalog.drawn import FUNCTIONS
from archdesk.catalog.mistakes import did_you_mean


def expression_mistakes(text: str, known: Collection[str]) -> Iterator[str]:
    """Each mistake of one expression that may use the ``known`` names, in words."""
    try:
        tree = ast.parse(text or "1", mode="eval")
    except SyntaxError as error:
        yield f"{text!r} is no arithmetic: {error.msg}"
        return
    called = {c.func.id for c in calls_in(tree) if isinstance(c.func, ast.Name)}
    for name in sorted(called - {*FUNCTIONS, *ARITHMETIC}):
        yield f"there is no function {name!r}{did_you_mean(name, [*FUNCTIONS, *ARITHMETIC])}"
    yield from (unknown(name, known) for name in sorted(named_in(tree) - {*known}))


def named_in(tree: ast.AST) -> set[str]:
    """The names of properties, usage and facts in an expression, not those of functions."""
    functions = {id(call.func) for call in calls_in(tree)}
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in functions}


def calls_in(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of functions in an expression."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def unknown(name: str, known: Collection[str]) -> str:
    return f"there is no property or usage {name!r}{did_you_mean(name, known)}"
