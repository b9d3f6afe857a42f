"""The conditions of requirements: compiled to functions that tell whether a design meets them, and where not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Edition
from archdesk.practice.definitions import Condition
from archdesk.practice.pricing import Monthly
from archdesk.rules.checks import compile_check
from archdesk.rules.comparing import COMPARE
from archdesk.rules.compiling import compile_subject
from archdesk.rules.memory import Memory
from archdesk.rules.rule import Subject
from archdesk.rules.scope import Case, Let, Path, RuleError, Scope
from archdesk.rules.sets import compile_set

State = Literal["met", "missed", "open"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a condition says of a design: ``about`` are the components and connections it is decided at.

    *open* means that the design does not say enough; ``missing`` names what would have to be said.
    """

    state: State
    about: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()  # what was worked out on the way, in words


@dataclass(frozen=True, slots=True)
class Look:
    """One design being looked at: all conditions of a scenario share what they find out."""

    design: Design
    catalogue: Catalogue
    edition: Edition
    monthly: Monthly
    memory: Memory = field(default_factory=Memory)


Ask: TypeAlias = Callable[[Look], Told]
_COUNTS = ("eq", "ne", "lt", "le", "gt", "ge")
_BEST: Mapping[State, int] = {"met": 0, "open": 1, "missed": 2}


def compile_condition(condition: Condition, catalogue: Catalogue, edition: Edition, path: Path) -> Ask:
    """Raises RuleError naming the key that is wrong."""
    if condition.any or condition.all:
        name = "any" if condition.any else "all"
        parts = [
            compile_condition(part, catalogue, edition, (*path, name, index))
            for index, part in enumerate(condition.any or condition.all)
        ]
        return _any(parts) if condition.any else _all(parts)
    if condition.cost is not None:
        return _costs(Decimal(str(condition.cost.get("at_most", 0))))
    if condition.applies is None:
        return _of_design(condition, catalogue, edition, path)
    return _of_subjects(condition, catalogue, edition, path)


def _any(parts: list[Ask]) -> Ask:
    def ask(look: Look) -> Told:
        told = [part(look) for part in parts]
        best = min(told, key=lambda t: _BEST[t.state])
        if best.state == "missed":  # every way is missed: all that any of them is about is
            return Told("missed", _joined(t.about for t in told), figures=_joined(t.figures for t in told))
        return best

    return ask


def _all(parts: list[Ask]) -> Ask:
    def ask(look: Look) -> Told:
        told = [part(look) for part in parts]
        worst = max((t.state for t in told), key=_BEST.__getitem__)
        those = [t for t in told if t.state == worst]
        return Told(
            worst,
            _joined(t.about for t in those),
            _joined(t.missing for t in those),
            _joined(t.figures for t in those),
        )

    return ask


def _costs(most: Decimal) -> Ask:
    def ask(look: Look) -> Told:
        amount, about = look.monthly(look.design)
        if amount is None:
            names = tuple(f"a price of {look.design.component(id).name}" for id in about)
            return Told("open", about, names)
        said = (f"${amount:,.2f} a month, of at most ${most:,.2f}",)
        return Told("met", (), figures=said) if amount <= most else Told("missed", about, figures=said)

    return ask


def _of_design(condition: Condition, catalogue: Catalogue, edition: Edition, path: Path) -> Ask:
    scope, lets = _lets(condition, Scope(catalogue, edition), path)
    check = compile_check(condition.check, scope, (*path, "check"))

    def ask(look: Look) -> Told:
        case = _case(look, None, lets).for_design()
        outcome = check(case)
        found = [m.id for name in lets for m in case.variables.get(name, ())]
        state: State = "open" if outcome is None else "met" if outcome else "missed"
        return Told(state, tuple(dict.fromkeys(found)), _once(case.missing) if outcome is None else ())

    return ask


def _of_subjects(condition: Condition, catalogue: Catalogue, edition: Edition, path: Path) -> Ask:
    subject = compile_subject(condition.applies or {}, catalogue, (*path, "for"))
    scope, lets = _lets(condition, Scope(catalogue, edition, subject.variables()), path)
    when = None if condition.when is None else compile_check(condition.when, scope, (*path, "when"))
    check = compile_check(True if condition.check is None else condition.check, scope, (*path, "check"))
    enough = _enough(condition, path)

    def ask(look: Look) -> Told:
        found = _Found()
        for item in _subjects(subject, look.design):
            case = _case(look, item, lets)
            if when is not None:
                applies = when(case)
                if applies is False:
                    continue
                if applies is None:
                    found.open.append(item.id)
                    found.missing += case.missing
                    continue
                case.missing.clear()
            outcome = check(case)
            if outcome is None:
                found.missing += case.missing
            (found.open if outcome is None else found.holds if outcome else found.fails).append(item.id)
        return enough(found)

    return ask


@dataclass(slots=True)
class _Found:
    """The subjects of a condition by what its check says of them."""

    holds: list[str] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def _enough(condition: Condition, path: Path) -> Callable[[_Found], Told]:
    wanted = condition.holds_for
    if isinstance(wanted, dict):
        if not wanted:
            raise RuleError((*path, "holds_for"), f"needs one of {', '.join(_COUNTS)}")
        for key in wanted:
            if key not in _COUNTS:
                raise RuleError((*path, "holds_for", key), f"is no comparison; expected {', '.join(_COUNTS)}")
        return lambda found: _counted(found, wanted)
    return {"every": _every, "some": _some, "none": _none}[wanted]


def _every(found: _Found) -> Told:
    if found.fails:
        return Told("missed", tuple(found.fails))
    if found.open:
        return Told("open", tuple(found.open), _once(found.missing))
    return Told("met" if found.holds else "missed", tuple(found.holds))


def _some(found: _Found) -> Told:
    if found.holds:
        return Told("met", tuple(found.holds))
    if found.open:
        return Told("open", tuple(found.open), _once(found.missing))
    return Told("missed", tuple(found.fails))


def _none(found: _Found) -> Told:
    if found.holds:
        return Told("missed", tuple(found.holds))
    if found.open:
        return Told("open", tuple(found.open), _once(found.missing))
    return Told("met", tuple(found.fails))


def _counted(found: _Found, wanted: Mapping[str, int]) -> Told:
    least, most = len(found.holds), len(found.holds) + len(found.open)
    fits = [all(COMPARE[name](n, bound) for name, bound in wanted.items()) for n in range(least, most + 1)]
    if all(fits):
        return Told("met", tuple(found.holds))
    if any(fits):
        return Told("open", tuple(found.open), _once(found.missing))
    return Told("missed", tuple(found.holds or found.fails))


def _lets(condition: Condition, scope: Scope, path: Path) -> tuple[Scope, dict[str, Let]]:
    lets: dict[str, Let] = {}
    for name, raw in condition.let.items():
        if not (name.isidentifier() and name.islower()):
            raise RuleError((*path, "let", name), "must be a plain lowercase word")
        lets[name], variable = compile_set(raw, scope, (*path, "let", name))
        scope = scope.having(name, variable)
    return scope, lets


def _case(look: Look, item: Any, lets: Mapping[str, Let]) -> Case:
    return Case(look.design, look.catalogue, look.edition, item, lets, look.memory)


def _subjects(subject: Subject, design: Design) -> Iterable[Component | Connection]:
    if subject.kind == "component":
        return [c for c in design.components if subject.takes_component(c)]
    return [c for c in design.connections if subject.takes_connection(design, c)]


def _joined(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return _once(entry for entries in lists for entry in entries)


def _once(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entries))
