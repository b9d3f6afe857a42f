"""Working out a calculator: every step with its arithmetic in words, then the result and what takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from archdesk.catalog.arithmetic import Function, NoQuantity, evaluate, exact
from archdesk.catalog.catalogue import Catalogue
from archdesk.errors import CalculationError
from archdesk.handbook.definitions import Calculator, Step
from archdesk.handbook.inputs import checked, typed
from archdesk.handbook.reading import Handbook
from archdesk.handbook.words import amount, rounded, words, worked
from archdesk.model.records import Component, Edition, Value

MOST: Final = 100  # terms of a series


@dataclass(frozen=True, slots=True)
class Line:
    """One step as an exam answer shows it: ``working`` is ``10 x ceil(6 / 4) = 20``."""

    name: str
    label: str
    working: str
    value: Value
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """All lines and the result; ``applies`` are the properties of the component that it gives values to."""

    lines: tuple[Line, ...]
    result: Value
    unit: str
    applies: Mapping[str, Value]

    @property
    def answer(self) -> str:
        """``20 RCU``, ``no``."""
        return amount(self.result, self.unit)


def calculators_for(handbook: Handbook, type_id: str) -> tuple[Calculator, ...]:
    """The calculators that open from a component of this type."""
    return tuple(c for c in handbook.calculators.values() if c.opens_from(type_id))


def starting_inputs(
    calculator: Calculator,
    catalogue: Catalogue,
    component: Component | None = None,
    edition: Edition = "current",
) -> dict[str, Value]:
    """What the inputs start from: the component's properties where an input takes one, else the defaults.

    A 0 that nobody entered (no reads a second yet) says nothing, and the calculator's default stays.
    """
    values = {} if component is None else catalogue.values(component)
    result = {}
    for name, asked in calculator.inputs.items():
        result[name] = asked.default
        taken = values.get(asked.takes)
        told = taken or (component is not None and asked.takes in component.properties)
        if taken is not None and told:
            try:
                result[name] = _plain(typed(name, asked, taken, edition))
            except CalculationError:
                continue  # a value the calculator cannot start from, such as a reference in a template
    return result


def calculate(calculator: Calculator, inputs: Mapping[str, Value], edition: Edition = "current") -> Working:
    """The calculator worked out. Raises CalculationError for an input it cannot work with."""
    names = checked(calculator, inputs, edition)
    lines = []
    for step in calculator.steps_in(edition):
        line, names[step.name] = _line(calculator, step, names)
        lines.append(line)
    by_name = {line.name: line for line in lines}
    result = by_name[calculator.result]
    applies = {property: by_name[step].value for property, step in calculator.applies.items()}
    return Working(tuple(lines), result.value, result.unit, applies)


def _line(calculator: Calculator, step: Step, names: Mapping[str, Value]) -> tuple[Line, Value]:
    """The line of a step, and its value with every digit for the steps that follow."""
    try:
        said, expression = _chosen(step, names)
        value = evaluate(expression, names, _FUNCTIONS)
    except NoQuantity as error:
        raise CalculationError(f"{calculator.label}: {step.label} cannot be worked out: {error}.") from error
    number = exact(value)
    if number is not None and (not number.is_finite() or abs(number) >= Decimal("1e18")):
        raise CalculationError(f"{calculator.label}: {step.label} is too large to be meant.")
    return Line(
        step.name, step.label, _working(said, expression, names, value), _plain(value), step.unit
    ), value


def _chosen(step: Step, names: Mapping[str, Value]) -> tuple[str, str]:
    """The expression that holds, and in words why it does."""
    if step.table:
        given = names[step.of]
        for key, expression in step.table.items():
            if key.casefold() == _key(given):
                return words(given), expression
        raise NoQuantity(f"nothing is said of {words(given)}")
    for case in step.cases:
        if not case.when:
            unmet = [worked(c.when, names) for c in step.cases if c.when]
            return f"not {' and not '.join(unmet)}", case.value
        if evaluate(case.when, names, _FUNCTIONS):
            return worked(case.when, names), case.value
    if step.cases:
        raise NoQuantity("no case holds")
    return "", step.expression


def _key(value: Value) -> str:
    return str(value).casefold()


def _working(said: str, expression: str, names: Mapping[str, Value], value: Value) -> str:
    """``eventual: 16 / 2 = 8``; a truth is ``120 > 30: yes``."""
    text, result = worked(expression, names), words(value)
    if text != result:
        text = f"{text}: {result}" if isinstance(value, bool) else f"{text} = {result}"
    return f"{said}: {text}" if said else text


def _plain(value: Value) -> Value:
    """A value as designs and JSON hold it: int, float, bool, text or a list of these."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(rounded(value))


def _series(first: Value, factor: Value, count: Value) -> tuple[Decimal, ...]:
    """``count`` numbers that begin with ``first``, each ``factor`` times the one before."""
    numbers = [exact(v) for v in (first, factor, count)]
    if any(n is None or not n.is_finite() for n in numbers) or not 0 <= int(count) <= MOST:
        raise NoQuantity(f"a series has at most {MOST} numbers")
    return tuple(Decimal(first) * Decimal(factor) ** power for power in range(int(count)))


def _total(values: Value) -> Decimal:
    return sum(values, Decimal(0))


_FUNCTIONS: Final[Mapping[str, Function]] = {"series": _series, "total": _total}
