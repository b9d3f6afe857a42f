"""Rule definitions of palettes to rules that run; what they say wrongly becomes a problem of the palette."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ByEdition, RuleDefinition, Severity
from archdesk.catalog.palettes import is_own_file
from archdesk.errors import Problem
from archdesk.model.records import Edition, Value
from archdesk.rules.checks import Check, compile_check
from archdesk.rules.findings import SEVERITIES
from archdesk.rules.fixes import OfferedFix, compile_fix
from archdesk.rules.matching import demand_sense
from archdesk.rules.messages import Template, compile_message
from archdesk.rules.rule import PASSED, Examine, Failed, Report, Rule, Subject, Undecided
from archdesk.rules.scope import Case, Let, Path, RuleError, Scope, mapping_of, relations_of, types_of
from archdesk.rules.sets import compile_set

_OVERRIDES = ("check", "when", "let", "message", "severity", "title", "why", "fix")
_RESERVED = ("it", "from", "to", "each", "new", "design", "bad", "values", "n")


def compile_rules(catalogue: Catalogue, edition: Edition) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The declarative rules that are on in an edition, and the problems of those that could not be read."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for definition in catalogue.rules:
        if definition.id in seen:
            message = f"already defined in {seen[definition.id]}; left out"
            problems.append(catalogue.rule_problem(definition, (), message))
            continue
        seen[definition.id] = definition.file
        try:
            if edition in definition.editions:
                rules.append(compile_rule(definition, catalogue, edition))
        except RuleError as error:
            problems.append(catalogue.rule_problem(definition, error.path, str(error)))
        except Exception as error:  # noqa: BLE001  # one rule that nobody foresaw must not take the others along
            message = f"cannot be read: {type(error).__name__}: {error}"
            problems.append(catalogue.rule_problem(definition, (), message))
    return tuple(rules), tuple(problems)


def compile_rule(definition: RuleDefinition, catalogue: Catalogue, edition: Edition) -> Rule:
    """One rule as it is in an edition. Raises RuleError naming the key that is wrong."""
    parts = _parts(definition, edition)
    subject = compile_subject(definition.applies, catalogue, ("for",))
    if is_own_file(definition.file):  # of those that ship a test tells
        demand_sense(definition, subject, catalogue)
    scope = Scope(catalogue, edition, subject.variables())
    lets: dict[str, Let] = {}
    for name, raw in parts["let"].items():
        if not (isinstance(name, str) and name.isidentifier() and name.islower()) or name in _RESERVED:
            raise RuleError(("let", str(name)), "must be a plain lowercase word that is not taken")
        lets[name], variable = compile_set(raw, scope, ("let", name))
        scope = scope.having(name, variable)
    when = None if parts["when"] is None else compile_check(parts["when"], scope, ("when",))
    return Rule(
        id=definition.id,
        title=str(parts["title"]),
        severity=_severity(parts["severity"], edition),
        why=str(parts["why"]),
        subject=subject,
        examine=_examine(
            lets,
            when,
            compile_check(parts["check"], scope, ("check",)),
            compile_message(parts["message"], scope, ("message",)),
            [compile_fix(raw, scope, ("fix", index)) for index, raw in enumerate(parts["fix"])],
        ),
        cite=definition.cite,
        aws=definition.aws,
        category=definition.category,
        version=definition.version,
        differs=definition.differs,
        lets=lets,
        scope=scope,
        definition=definition,
        is_own=is_own_file(definition.file),
    )


def _examine(
    lets: Mapping[str, Let],
    when: Check | None,
    check: Check,
    message: Template,
    fixes: list[OfferedFix],
) -> Examine:
    def examine(case: Case) -> Iterator[Report]:
        case.lets = lets
        if when is not None:
            applies = when(case)
            if applies is False:
                return
            if applies is None:
                yield Undecided(_missing(case))
                return
            case.notes.clear()
            case.missing.clear()
        outcome = check(case)
        if outcome is None:
            yield Undecided(_missing(case))
        elif outcome:
            yield PASSED
        else:
            yield Failed(message(case), tuple(f for o in fixes if (f := o.offer(case)) is not None))

    return examine


def _missing(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.missing))


def _parts(definition: RuleDefinition, edition: Edition) -> dict[str, Value]:
    """What an edition says: the rule's own words, with those of its ``notes`` block over them."""
    overrides = definition.notes
    for key in overrides:
        if key not in _OVERRIDES:
            raise RuleError(("notes", key), f"cannot be overridden; only {', '.join(_OVERRIDES)} can")
    own = {key: getattr(definition, key) for key in _OVERRIDES}
    parts = {**own, **overrides} if edition == "notes" else own
    if not isinstance(parts["let"], dict):
        raise RuleError(("let",), "must be a mapping of names to sets")
    if not isinstance(parts["fix"], list | tuple):
        raise RuleError(("fix",), "must be a list")
    return parts


def compile_subject(raw: Value, catalogue: Catalogue, path: Path) -> Subject:
    """What ``for`` names: components of some types, or connections between some. Raises RuleError."""
    applies = mapping_of(raw, path, (), ("component", "connection"))
    if len(applies) != 1:
        raise RuleError(path, "names either component or connection")
    if "component" in applies:
        return Subject("component", types_of(catalogue, applies["component"], (*path, "component")))
    path = (*path, "connection")
    ends = mapping_of(applies["connection"], path, (), ("from", "to", "relation"))
    return Subject(
        "connection",
        sources=types_of(catalogue, ends["from"], (*path, "from")) if "from" in ends else None,
        targets=types_of(catalogue, ends["to"], (*path, "to")) if "to" in ends else None,
        relations=relations_of(catalogue, ends["relation"], (*path, "relation"))
        if "relation" in ends
        else None,
    )


def _severity(raw: Value, edition: Edition) -> Severity:
    value = getattr(raw, edition) if isinstance(raw, ByEdition) else raw
    for severity in SEVERITIES:
        if value == severity:
            return severity
    raise RuleError(("severity",), f"must be one of {', '.join(SEVERITIES)}")
