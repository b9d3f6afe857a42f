"""Rules that can match nothing: a silent mistake of whoever writes one, so they are refused when they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archdesk.catalog.bounds import is_number
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Property, RuleDefinition
from archdesk.catalog.describe import shown
from archdesk.catalog.facts import FACTS
from archdesk.catalog.mistakes import did_you_mean
from archdesk.model.records import EDITIONS, Value
from archdesk.rules.comparing import COMPARE, compare
from archdesk.rules.rule import Subject
from archdesk.rules.scope import Path, RuleError, Scope
from archdesk.rules.values import named_property


def demand_sense(rule: RuleDefinition, subject: Subject, catalogue: Catalogue) -> None:
    """Raise RuleError for a rule that can never report anything; what an edition says otherwise is left alone."""
    demand_connection(subject, catalogue)
    _demand_undecided(rule.when, False, ("when",), "the rule never applies")
    _demand_undecided(rule.check, True, ("check",), "the rule never reports anything")
    for name, entry in rule.let.items():
        if isinstance(entry, dict) and "where" in entry:
            _demand_undecided(entry["where"], False, ("let", str(name), "where"), "the set is always empty")


# -- subjects ---------------------------------------------------------------------------------------------


def demand_connection(subject: Subject, catalogue: Catalogue) -> None:
    """Raise RuleError for a subject that no connection of any palette can be."""
    if subject.kind != "connection":
        return
    for palette in catalogue.palettes:
        for entry in palette.connections:
            if (
                (subject.relations is None or entry.relation in subject.relations)
                and (subject.sources is None or not subject.sources.isdisjoint(entry.sources))
                and (subject.targets is None or not subject.targets.isdisjoint(entry.targets))
            ):
                return
    raise RuleError(("for", "connection"), "no palette knows such a connection, so the rule matches nothing")


# -- values -----------------------------------------------------------------------------------------------


def demand_possible(pair: Value, scope: Scope, path: Path) -> None:
    """Raise RuleError where a property is compared with what it can never be, in no edition."""
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return
    for index, (one, other) in enumerate(((pair[0], pair[1]), (pair[1], pair[0]))):
        known = _properties(one, scope)
        if not known:
            continue
        for value in other if isinstance(other, list | tuple) else [other]:
            if _is_literal(value) and not any(_may_be(definition, value) for definition in known):
                raise RuleError((*path, 1 - index), _never(one, value, known))


def _properties(raw: Value, scope: Scope) -> list[Property]:
    """The definitions of the property that a reference names; none where it may be anything, or is a fact."""
    named = named_property(raw)
    variable = scope.variables.get(named[0]) if named is not None else None
    if named is None or variable is None or variable.kind == "connection" or variable.types is None:
        return []
    prop = named[1]
    if prop in FACTS and prop not in ("service", "category"):
        return []
    kinds = [scope.catalogue.types[type] for type in sorted(variable.types)]
    if any(prop in FACTS and prop not in kind.properties for kind in kinds):
        return []
    return [kind.properties[prop] for kind in kinds if prop in kind.properties]


def _may_be(definition: Property, value: Value) -> bool:
    if definition.type == "boolean":
        return isinstance(value, bool)
    bounds = [definition.bound("values", edition) for edition in EDITIONS]
    return any(values is None or str(value) in map(str, values) for values in bounds)


def _never(raw: Value, value: Value, known: Sequence[Property]) -> str:
    if all(definition.type == "boolean" for definition in known):
        return f"{raw} is true or false, never {shown(value)}"
    bounds = (definition.bound("values", edition) or () for definition in known for edition in EDITIONS)
    possible = list(dict.fromkeys(str(v) for values in bounds for v in values))
    close = did_you_mean(str(value), possible) or f"; it may be {shown(possible[:12])}"
    return f"{raw} is never {shown(value)}{close}"


# -- checks that are always the same ----------------------------------------------------------------------


def _demand_undecided(raw: Value, never: bool, path: Path, what: str) -> None:
    """Raise RuleError for a check that comes out as ``never``, whatever the design is."""
    if constant(raw) is never:
        raise RuleError(path, f"is {'always' if never else 'never'} true, so {what}")


def constant(raw: Value) -> bool | None:
    """What a check always comes out as; None where that depends on the design, or cannot be told."""
    if isinstance(raw, bool):
        return bool(raw)
    if not isinstance(raw, dict) or len(raw) != 1:
        return None
    ((word, argument),) = raw.items()
    name = str(word)
    if name in ("all", "any") and isinstance(argument, list | tuple):
        parts = [constant(part) for part in argument]
        decides = name == "any"
        if decides in parts or (name == "all" and _contradict(argument)):
            return decides
        return None if None in parts else not decides
    if name == "not":
        inner = constant(argument)
        return None if inner is None else not inner
    if not isinstance(argument, list | tuple) or len(argument) != 2:
        return None
    left, right = argument
    if name == "if":
        condition, then = constant(left), constant(right)
        return True if condition is False or then is True else (then if condition is True else None)
    if name in COMPARE and _is_literal(left) and _is_literal(right):
        return compare(name, left, right)
    if name in ("eq", "ne") and left == right and named_property(left) is not None:
        return name == "eq"
    if (
        name == "in"
        and _is_literal(left)
        and isinstance(right, list | tuple)
        and all(map(_is_literal, right))
    ):
        return any(compare("eq", left, option) for option in right)
    return None


def _contradict(parts: Sequence[Value]) -> bool:
    """Whether some parts of an ``all`` cannot hold together: $it.size is 5, and 6; above 9, and below 3."""
    wanted = list(_wanted(parts))
    return any(
        one[0] == other[0] and not _together(one[1:], other[1:])
        for index, one in enumerate(wanted)
        for other in wanted[index + 1 :]
    )


_TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def _wanted(parts: Sequence[Value]) -> Iterator[tuple[str, str, Value]]:
    """What the parts of an ``all`` ask of properties: reference, operator, literal."""
    for part in parts:
        if not isinstance(part, dict) or len(part) != 1:
            continue
        ((name, pair),) = part.items()
        if name not in COMPARE or not isinstance(pair, list | tuple) or len(pair) != 2:
            continue
        left, right = pair
        if named_property(left) is not None and _is_literal(right):
            yield str(left), str(name), right
        elif named_property(right) is not None and _is_literal(left):
            yield str(right), _TURNED.get(str(name), str(name)), left


def _together(one: tuple[str, Value], other: tuple[str, Value]) -> bool:
    for (name, value), (second, bound) in ((one, other), (other, one)):
        if name == "eq" and compare(second, value, bound) is False:
            return False
        if name in ("gt", "ge") and second in ("lt", "le") and is_number(value) and is_number(bound):
            return bool(value < bound or (value == bound and name == "ge" and second == "le"))
    return True


def _is_literal(value: Value) -> bool:
    if isinstance(value, str):
        return not value.startswith("$")
    return isinstance(value, bool | int | float)
