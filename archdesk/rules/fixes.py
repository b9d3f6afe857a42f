"""Fixes: offered with a finding, shown in words before they are applied, applied as one undo step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.describe import shown
from archdesk.errors import EditError
from archdesk.model.design import Change, Design, Edit
from archdesk.model.records import Component, Connection, Edition, Record, Value
from archdesk.rules.findings import Finding, Fix
from archdesk.rules.messages import Template, compile_message
from archdesk.rules.scope import Case, Path, RuleError, Scope, Variable, label_of, name_of
from archdesk.rules.steps import STEPS, Step, compile_step
from archdesk.rules.upkeep import is_upkeep, perform_upkeep, upkeep_words


@dataclass(frozen=True, slots=True)
class OfferedFix:
    """A compiled fix of a rule."""

    label: Template
    safe: bool
    steps: dict[str, Value]
    compiled: tuple[Step, ...]
    edition: Edition

    def offer(self, case: Case) -> Fix | None:
        """The fix for this case; None where a value it needs is unknown."""
        known = len(case.missing)
        try:
            if not all(step.ready(case) for step in self.compiled):
                return None
            return Fix(self.label(case), self.safe, self.steps, self.edition)
        finally:
            del case.missing[known:]


def compile_fix(raw: Value, scope: Scope, path: Path) -> OfferedFix:
    """A fix as a rule says it; raises RuleError for what is no fix."""
    if not isinstance(raw, dict) or "label" not in raw:
        raise RuleError(path, "must be a mapping with a label and what to do")
    for key in raw:
        if key not in ("label", "safe", *STEPS):
            raise RuleError((*path, str(key)[:60]), f"is no known step; known: {', '.join(STEPS)}")
    steps = {k: v for k, v in raw.items() if k in STEPS}
    if not steps:
        raise RuleError(path, f"does nothing; it needs one of {', '.join(STEPS)}")
    if not isinstance(raw.get("safe", False), bool):
        raise RuleError((*path, "safe"), "must be true or false")
    compiled = []
    for name, entry in steps.items():
        compiled.append(compile_step(name, entry, scope, path))
        if name == "add":
            kind = frozenset({str(entry["type"])})
            scope = scope.having("new", Variable("component", kind))
            # a step after `add` is about what is not there yet, so only the steps before it decide the offer
    label = compile_message(raw["label"], scope, (*path, "label"))
    usable = tuple(compiled)
    if "add" in steps:
        cut = list(steps).index("add") + 1
        usable = (*compiled[:cut], *(Step(lambda case: True, s.perform) for s in compiled[cut:]))
    return OfferedFix(label, raw.get("safe", False), steps, usable, scope.edition)


def apply_fix(design: Design, catalogue: Catalogue, finding: Finding, fix: Fix) -> Change | None:
    """Apply a fix of a finding as one undo step; returns what it changed.

    Raises EditError, with the design as it was, where it is no longer possible.
    """
    changes: list[Change] = []
    unfollow = design.follow(changes.append)
    try:
        with design.edit(fix.label) as edit:
            if is_upkeep(fix):
                perform_upkeep(edit, fix)
            else:
                _perform(edit, catalogue, finding, fix)
    finally:
        unfollow()
    return changes[0] if changes else None


def _perform(edit: Edit, catalogue: Catalogue, finding: Finding, fix: Fix) -> None:
    case, scope = _case(edit.design, catalogue, finding, fix)
    for name, raw in fix.steps.items():
        try:
            step = compile_step(name, raw, scope, ("fix",))
        except RuleError as error:
            raise EditError(f"This fix cannot be applied: {error}") from error
        step.perform(case, edit)
        if name == "add":
            scope = scope.having("new", Variable("component", frozenset({str(raw["type"])})))


def preview_fix(design: Design, catalogue: Catalogue, finding: Finding, fix: Fix) -> tuple[str, ...]:
    """What a fix would do, in words, one line an edit. Raises EditError where it is not possible."""
    copy = Design(design.records.values())
    change = apply_fix(copy, catalogue, finding, fix)
    return tuple(_words(design, copy, catalogue, change)) if change is not None else ()


def _case(design: Design, catalogue: Catalogue, finding: Finding, fix: Fix) -> tuple[Case, Scope]:
    """The finding's subject, with the variables and named sets of its rule."""
    from archdesk.rules.check import rules_of  # the rules need the fixes, and a fix its rule

    subject = design.find(finding.connection or next(iter(finding.components), ""))
    if not isinstance(subject, Component | Connection):
        raise EditError("What this finding is about is no longer there.")
    rule = next((r for r in rules_of(catalogue, fix.edition).rules if r.id == finding.rule), None)
    if rule is None:
        raise EditError(f"There is no rule {finding.rule} any more.")
    scope = rule.scope or Scope(catalogue, fix.edition, rule.subject.variables())
    return Case(design, catalogue, fix.edition, subject, rule.lets), scope


def _words(before: Design, after: Design, catalogue: Catalogue, change: Change) -> Iterator[str]:
    def name(design: Design, id: str | None) -> str:
        return "the open canvas" if id is None else design.component(id).name

    for _, old, new in change:
        if isinstance(new, Component) and isinstance(old, Component):
            if old.parent != new.parent:
                yield f"Move {new.name} into {name(after, new.parent)}"
            if old.spans != new.spans:
                reached = ", ".join(name(after, s) for s in new.spans) or "nothing"
                yield f"{new.name} spans {reached}"
            if old.name != new.name:
                yield f"Rename {old.name} to {new.name}"
        elif isinstance(new, Component):
            yield f"Add {catalogue.type_of(new).label} {new.name}"
        elif isinstance(old, Component):
            yield f"Remove {old.name}"
        elif isinstance(new, Connection) and isinstance(old, Connection):
            if (old.source, old.target, old.relation) != (new.source, new.target, new.relation):
                yield f"Connection {_verb(before, catalogue, old)} becomes {_verb(after, catalogue, new)}"
        elif isinstance(new, Connection):
            yield f"Connect {_verb(after, catalogue, new)}"
        elif isinstance(old, Connection):
            yield f"Remove the connection {_verb(before, catalogue, old)}"
        yield from _values(after, catalogue, old, new)
        yield from upkeep_words(old, new)


def _values(after: Design, catalogue: Catalogue, old: Record | None, new: Record | None) -> Iterator[str]:
    """The changed properties of one record; those of a new one are part of it."""
    if not isinstance(new, Component | Connection) or not isinstance(old, Component | Connection):
        return
    for prop in sorted({*old.properties, *new.properties}):
        was, now = old.properties.get(prop), new.properties.get(prop)
        if was != now:
            if isinstance(old, Component) and prop not in old.properties:
                was = catalogue.value(old, prop)
            yield f"{name_of(after, new)}: {label_of(catalogue, new, prop)} {shown(was)} → {shown(now)}"


def _verb(design: Design, catalogue: Catalogue, connection: Connection) -> str:
    relation = catalogue.relations.get(connection.relation)
    verb = relation.label if relation is not None else connection.relation
    return f"{design.component(connection.source).name} {verb} {design.component(connection.target).name}"
