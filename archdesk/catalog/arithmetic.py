"""Arithmetic over named values, such as a component's properties and usage, worked out exactly and safely.

Expressions are those of simpleeval without powers, shifts and attributes; numbers are Decimals. A text such as
``{instance_type}`` or ``{multi_az?multi_az:single_az}`` takes its words from the same names.
"""

from __future__ import annotations

import ast
import operator
import re
import threading
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from archdesk.model.records import Value

Function = Callable[..., Value]

LONGEST: Final = 500  # characters of an expression

# What simpleeval offers beyond arithmetic and comparison; texts could grow without end through some of it.
_UNUSED: Final = (ast.Attribute, ast.Subscript, ast.Slice, ast.JoinedStr, ast.FormattedValue)

# Rounding looks at no more digits than these: 1 / 60 * 60 is 1 and no whisker above it.
_MEANT: Final = Context(prec=20)

_THREAD = threading.local()
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\?([^:{}]*):([^{}]*))?\}")


class NoQuantity(ValueError):  # noqa: N818  # an answer to the caller, never shown as an error
    """The quantity cannot be worked out; says why."""


class NotSet(NoQuantity):
    """A name the expression needs has no value."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set")
        self.name = name


def evaluate(expression: str, names: Mapping[str, Value], functions: Mapping[str, Function]) -> Value:
    """What the expression says. Raises NotSet for a name without a value, NoQuantity for anything else."""
    if expression.isascii() and expression.isdigit() and len(expression) < 20:
        return Decimal(expression)
    if expression.isidentifier() and expression not in ("True", "False", "None"):
        return _value(expression, names)
    if len(expression) > LONGEST:
        raise NoQuantity(f"an expression of {len(expression)} characters is too long")
    import simpleeval  # type: ignore[import-untyped]  # it ships no types

    evaluator = _evaluator()
    evaluator.functions = {**FUNCTIONS, **functions} if "(" in expression else FUNCTIONS
    evaluator.names = lambda node: _value(node.id, names)
    try:
        return evaluator.eval(expression, previously_parsed=_parsed(expression))
    except NoQuantity:
        raise
    except ZeroDivisionError as error:
        raise NoQuantity(f"{expression!r} cannot be worked out: it divides by zero") from error
    except InvalidOperation as error:
        raise NoQuantity(f"{expression!r} cannot be worked out: it has no result") from error
    except (ArithmeticError, TypeError, ValueError, RecursionError, MemoryError, SyntaxError) as error:
        raise NoQuantity(f"{expression!r} cannot be worked out: {error}") from error
    except simpleeval.InvalidExpression as error:
        raise NoQuantity(f"{expression!r} cannot be worked out: {error}") from error


def filled(text: str, names: Mapping[str, Value]) -> str:
    """The text with ``{name}`` and ``{name?if true:if not}`` filled in. Raises NotSet."""

    def fill(match: re.Match[str]) -> str:
        if match[2] is not None:
            return match[2] if names.get(match[1]) else match[3]
        value = _value(match[1], names)
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    return _PLACE.sub(fill, text) if "{" in text else text


def exact(value: Value) -> Decimal | None:
    """A number of a design or palette as the Decimal a person reads; None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, float) and value.is_integer():
        return Decimal(int(value))  # 3000000.0 is written 3000000
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _value(name: str, names: Mapping[str, Value]) -> Value:
    value = names.get(name)
    if value is None or value == "":
        raise NotSet(name)
    number = exact(value)
    return value if number is None else number


def _constant(node: ast.Constant) -> Value:
    number = exact(node.value)
    return node.value if number is None else number


def _evaluator() -> Any:
    """The evaluator of this thread: making one for every expression took most of an estimate's time."""
    evaluator = getattr(_THREAD, "evaluator", None)
    if evaluator is None:
        import simpleeval

        evaluator = _THREAD.evaluator = simpleeval.SimpleEval(operators=_operators())
        for node in _UNUSED:
            evaluator.nodes.pop(node, None)
        evaluator.nodes[ast.Constant] = _constant
        evaluator.nodes[ast.Name] = lambda node: evaluator.names(node)  # noqa: PLW0108  # others each time
        evaluator.nodes[ast.Tuple] = lambda node: tuple(evaluator._eval(item) for item in node.elts)
    return evaluator


@cache
def _parsed(expression: str) -> ast.expr:
    """The expression as a tree. Raises SyntaxError, also for several expressions: simpleeval takes the first."""
    return ast.parse(expression.strip(), mode="eval").body


def _numbers(left: Value, right: Value, verb: str) -> tuple[Decimal, Decimal]:
    """Both as Decimals; text is refused, which would grow without end or be filled in."""
    if isinstance(left, Decimal | bool) and isinstance(right, Decimal | bool):
        return Decimal(left), Decimal(right)
    raise NoQuantity(f"{left!r} and {right!r} cannot be {verb}")


def _multiply(left: Value, right: Value) -> Decimal:
    one, other = _numbers(left, right, "multiplied")
    return one * other


def _whole_times(left: Value, right: Value) -> Decimal:
    """How often the right goes into the left, rounded down: for a negative left too, unlike Decimal's own."""
    one, other = _numbers(left, right, "divided")
    return _rounded(one / other, ROUND_FLOOR)


def _rest(left: Value, right: Value) -> Decimal:
    """What is left over then; it has the sign of the right."""
    one, other = _numbers(left, right, "divided")
    return one - other * _whole_times(one, other)


@cache
def _operators() -> dict[type[ast.AST], Function]:
    return {
        ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: _multiply, ast.Div: operator.truediv,
        ast.FloorDiv: _whole_times, ast.Mod: _rest,
        ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_,
        ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Gt: operator.gt, ast.Lt: operator.lt,
        ast.GtE: operator.ge, ast.LtE: operator.le,
        ast.In: lambda item, group: item in group, ast.NotIn: lambda item, group: item not in group,
    }  # fmt: skip


def _rounded(value: Value, mode: str, digits: Value = 0) -> Decimal:
    number, places = exact(value), exact(digits)
    if number is None or not number.is_finite() or places is None or not 0 <= places <= 12:
        raise NoQuantity(f"{value!r} cannot be rounded to {digits!r} digits")
    return _MEANT.plus(number).quantize(Decimal(1).scaleb(-int(places)), mode)


def _ceil(value: Value) -> Decimal:
    return _rounded(value, ROUND_CEILING)


def _floor(value: Value) -> Decimal:
    return _rounded(value, ROUND_FLOOR)


def _round(value: Value, digits: Value = 0) -> Decimal:
    return _rounded(value, ROUND_HALF_EVEN, digits)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "min": min,
    "max": max,
    "floor": _floor,
    "ceil": _ceil,
    "round": _round,
}
