"""Checks in rules: the closed grammar of operators, compiled to functions that pass, fail, or cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from archdesk.catalog.facts import FACTS
from archdesk.catalog.formats import FORMATS, has_format
from archdesk.model.records import Value
from archdesk.rules.acls import compile_acl_reads, compile_passes_acl
from archdesk.rules.blocks import compile_overlap, compile_within
from archdesk.rules.comparing import COMPARE, compare
from archdesk.rules.counting import compile_count, compile_distinct, compile_sum
from archdesk.rules.entries import compile_entry
from archdesk.rules.matching import demand_possible
from archdesk.rules.openings import (
    compile_ingress_reads,
    compile_lets_in,
    compile_names_only,
    compile_names_source,
)
from archdesk.rules.reach import compile_path
from archdesk.rules.scope import (
    CONNECTION_FACTS,
    Case,
    Item,
    Members,
    Outcome,
    Path,
    RuleError,
    Scope,
    Variable,
    label_of,
    mapping_of,
    name_of,
)
from archdesk.rules.secrets import compile_holds_secret
from archdesk.rules.states import compile_states_lead
from archdesk.rules.values import compile_pair, compile_value, named_set, reference

Check: TypeAlias = Callable[[Case], Outcome]
Compile: TypeAlias = Callable[[Value, Scope, Path], Check]


def compile_check(raw: Value, scope: Scope, path: Path) -> Check:
    """A function that tells whether the check holds for a case; raises RuleError for what is no check."""
    if isinstance(raw, bool):
        return lambda case: raw
    if not isinstance(raw, dict):
        raise RuleError(path, "must be a check: a mapping with one operator")
    if len(raw) != 1:
        raise RuleError(path, f"must hold one operator, not {len(raw)}; combine them with all or any")
    ((name, argument),) = raw.items()
    path = (*path, str(name)[:60])
    compiler = _OPERATORS.get(name)
    if compiler is None:
        raise RuleError(path, f"is no known operator; known: {', '.join(_OPERATORS)}")
    return compiler(argument, scope.deeper(path), path)


# -- comparing values -------------------------------------------------------------------------------------


def _comparison(name: str) -> Compile:
    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        left, right = compile_pair(raw, scope, path)
        if name in ("eq", "ne"):
            demand_possible(raw, scope, path)
        return lambda case: compare(name, left(case), right(case))

    return compiler


def _in(raw: Value, scope: Scope, path: Path) -> Check:
    item, options = compile_pair(raw, scope, path)
    demand_possible(raw, scope, path)
    return lambda case: _among(item(case), options(case))


def _contains(raw: Value, scope: Scope, path: Path) -> Check:
    options, item = compile_pair(raw, scope, path)
    demand_possible(raw, scope, path)
    return lambda case: _among(item(case), options(case))


def _among(item: Value, options: Value) -> Outcome:
    if item is None or options is None:
        return None
    if isinstance(options, str):
        return str(item) in options
    if not isinstance(options, list | tuple):
        return None
    if any(compare("eq", item, option) for option in options):
        return True
    return None if any(option is None for option in options) else False


def _exists(raw: Value, scope: Scope, path: Path) -> Check:
    name, prop = reference(raw, scope, path)

    def check(case: Case) -> Outcome:
        found = case.value(name)
        if isinstance(found, Members) and prop is None:
            return found.some
        if prop is None:
            return True
        known = len(case.missing)
        items = found if isinstance(found, Members) else [found]
        values = [case.prop(item, prop) for item in items]
        del case.missing[known:]  # asking whether it is there is no question to a person
        return any(value not in (None, "", [], {}, ()) for value in values)

    return check


def _chosen(raw: Value, scope: Scope, path: Path) -> Check:
    """Whether a person gave the property a value, the default or another; of a set: of one of its members."""
    name, prop = _own_property(raw, scope, path)

    def check(case: Case) -> Outcome:
        found = case.value(name)
        items = found if isinstance(found, Members) else [found]
        return any(item.properties.get(prop) is not None for item in items)

    return check


def _decided(raw: Value, scope: Scope, path: Path) -> Check:
    """True where a person gave the property a value; where nobody did, that is a question."""
    name, prop = _own_property(raw, scope, path)
    if scope.variable(name, path).several:
        raise RuleError(path, "must be a property of one thing")

    def check(case: Case) -> Outcome:
        item = case.value(name)
        assert not isinstance(item, Members)
        if item.properties.get(prop) is not None:
            return True
        case.missing.append(f"{name_of(case.view, item)}: {label_of(case.catalogue, item, prop)}")
        return None

    return check


def _own_property(raw: Value, scope: Scope, path: Path) -> tuple[str, str]:
    """The variable and the property, which is no fact."""
    name, prop = reference(raw, scope, path)
    known = prop in FACTS and prop != "service"  # a role has a property of that name
    if prop is None or known or prop in CONNECTION_FACTS:
        raise RuleError(path, "must be a property, such as $it.timeout")
    return name, prop


def _text(test: Callable[[str, tuple[str, ...]], bool]) -> Compile:
    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        text, ends = compile_pair(raw, scope, path)

        def check(case: Case) -> Outcome:
            value, wanted = text(case), ends(case)
            if value is None or wanted is None:
                return None
            texts = value if isinstance(value, list | tuple) else [value]
            endings = tuple(map(str, wanted if isinstance(wanted, list) else [wanted]))
            return any(test(str(entry), endings) for entry in texts)

        return check

    return compiler


def _matches_format(raw: Value, scope: Scope, path: Path) -> Check:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise RuleError(path, "needs a value and the name of a format")
    name = raw[1]
    if name not in FORMATS:
        raise RuleError(path, f"there is no format {name!r}; known: {', '.join(FORMATS)}")
    get = compile_value(raw[0], scope, (*path, 0))

    def check(case: Case) -> Outcome:
        value = get(case)
        return None if value is None else has_format(value, name)

    return check


# -- combining --------------------------------------------------------------------------------------------


def _all(raw: Value, scope: Scope, path: Path) -> Check:
    checks = _several(raw, scope, path)

    def check(case: Case) -> Outcome:
        result: Outcome = True
        for part in checks:
            outcome = part(case)
            if outcome is False:
                return False
            if outcome is None:
                result = None
        return result

    return check


def _any(raw: Value, scope: Scope, path: Path) -> Check:
    checks = _several(raw, scope, path)

    def check(case: Case) -> Outcome:
        result: Outcome = False
        for part in checks:
            outcome = part(case)
            if outcome is True:
                return True
            if outcome is None:
                result = None
        return result

    return check


def _not(raw: Value, scope: Scope, path: Path) -> Check:
    inner = compile_check(raw, scope, path)

    def check(case: Case) -> Outcome:
        outcome = inner(case)
        return None if outcome is None else not outcome

    return check


def _if(raw: Value, scope: Scope, path: Path) -> Check:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise RuleError(path, "needs two checks: [condition, then]")
    condition, then = _several(raw, scope, path)

    def check(case: Case) -> Outcome:
        given = condition(case)
        if given is False:
            return True
        outcome = then(case)
        return outcome if given or outcome else None

    return check


def _quantified(name: str) -> Compile:
    """``every``, ``some`` and ``none``; members that only perhaps belong to the set decide nothing alone."""

    def compiler(raw: Value, scope: Scope, path: Path) -> Check:
        entry = mapping_of(raw, path, ("in", "check"), ("as",))
        source, variable = named_set(entry["in"], scope, (*path, "in"))
        each = entry.get("as", "each")
        if not isinstance(each, str) or not each.isidentifier() or not each.islower():
            raise RuleError((*path, "as"), "must be a plain lowercase word")
        inner = scope.having(each, Variable(variable.kind, variable.types))
        test = compile_check(entry["check"], inner, (*path, "check"))
        return lambda case: _over(case, name, source, each, test)

    return compiler


def _over(case: Case, name: str, source: str, each: str, test: Check) -> Outcome:
    members = case.value(source)
    assert isinstance(members, Members)
    bad: list[Item] = []
    found: set[Outcome] = set()
    outer = case.variables.get(each)
    for item in members:
        case.variables[each] = item
        outcome = test(case)
        if name == "none" and outcome is not None:
            outcome = not outcome
        decides = outcome is (name == "some")  # the outcome that settles the matter by itself
        found.add(None if decides and item.id in members.open else outcome)
        if outcome is False:
            bad.append(item)
    case.variables[each] = outer
    if name == "some":
        result: Outcome = True if True in found else None if None in found else False
    else:
        result = False if False in found else None if None in found else True
    if result is False:
        case.notes["bad"] = ", ".join(name_of(case.view, item) for item in bad)
    return result


# -- arguments --------------------------------------------------------------------------------------------


def _several(raw: Value, scope: Scope, path: Path) -> list[Check]:
    if not isinstance(raw, list | tuple) or not raw:
        raise RuleError(path, "needs a list of checks")
    return [compile_check(entry, scope, (*path, index)) for index, entry in enumerate(raw)]


_OPERATORS: Mapping[str, Compile] = {
    **{name: _comparison(name) for name in COMPARE},
    "in": _in,
    "contains": _contains,
    "exists": _exists,
    "chosen": _chosen,
    "decided": _decided,
    "entry": compile_entry,
    "all": _all,
    "any": _any,
    "not": _not,
    "if": _if,
    "every": _quantified("every"),
    "some": _quantified("some"),
    "none": _quantified("none"),
    "count": compile_count,
    "distinct": compile_distinct,
    "sum": compile_sum,
    "cidr_within": compile_within,
    "cidr_overlap": compile_overlap,
    "lets_in": compile_lets_in,
    "names_source": compile_names_source,
    "names_only": compile_names_only,
    "ingress_reads": compile_ingress_reads,
    "passes_acl": compile_passes_acl,
    "acl_reads": compile_acl_reads,
    "path": compile_path,
    "starts_with": _text(lambda text, ends: text.startswith(ends)),
    "ends_with": _text(lambda text, ends: text.endswith(ends)),
    "matches_format": _matches_format,
    "holds_secret": compile_holds_secret,
    "states_lead": compile_states_lead,
}
