"""All safe fixes of a design at once: planned on a copy and shown in words, applied as one undo step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project
from archdesk.errors import EditError
from archdesk.model.design import Change, Design
from archdesk.rules.findings import Finding, Fix
from archdesk.rules.fixes import apply_fix, preview_fix
from archdesk.rules.live import LiveCheck

_SLICE = 20.0  # ms
MOST = 500  # fixes in one go: an end, should fixes of different rules undo each other for ever


@dataclass(frozen=True, slots=True)
class Planned:
    """A safe fix that resolves its finding and adds no error; ``words`` say what it changes."""

    finding: Finding
    fix: Fix
    words: tuple[str, ...]


def plan_safe_fixes(
    design: Design, catalogue: Catalogue, project: Project = NO_PROJECT
) -> tuple[Planned, ...]:
    """The safe fixes that can be applied one after the other, in order; the design stays as it is.

    One a finding: the first that is safe, resolves it and adds no error. Waived findings are left alone.
    """
    return tuple(plan for plan in planning(design, catalogue, project) if plan is not None)


def planning(design: Design, catalogue: Catalogue, project: Project = NO_PROJECT) -> Iterator[Planned | None]:
    """The same step by step, for a window that goes on meanwhile; None after a step that found nothing."""
    copy = Design(design.records.values())
    check = LiveCheck(copy, catalogue, project=project)
    copy.follow(check.update)
    while not check.work(_SLICE):
        yield None
    planned = 0
    tried: set[tuple[object, ...]] = set()
    while planned < MOST:
        finding = next((f for f in check.findings if _is_open(f) and _key(f) not in tried), None)
        if finding is None:
            break
        tried.add(_key(finding))
        fixes = (fix for fix in finding.fixes if fix.safe)
        done = next(
            (p for fix in fixes if (p := _try(copy, catalogue, check, finding, fix)) is not None), None
        )
        planned += done is not None
        yield done


def fix_all_safe(
    design: Design, catalogue: Catalogue, planned: Sequence[Planned]
) -> tuple[Change | None, tuple[Planned, ...]]:
    """Apply planned fixes as one undo step. Returns what changed, and those that were not possible any more."""
    changes: list[Change] = []
    left: list[Planned] = []
    unfollow = design.follow(changes.append)
    try:
        with design.edit(f"Apply {len(planned)} safe {'fix' if len(planned) == 1 else 'fixes'}"):
            for plan in planned:
                try:
                    preview_fix(design, catalogue, plan.finding, plan.fix)  # so that none is applied in part
                except EditError:
                    left.append(plan)  # it needed another that was not chosen, or the design has changed
                else:
                    apply_fix(design, catalogue, plan.finding, plan.fix)
    finally:
        unfollow()
    return (changes[0] if changes else None), tuple(left)


def _try(copy: Design, catalogue: Catalogue, check: LiveCheck, finding: Finding, fix: Fix) -> Planned | None:
    """The fix, applied to the copy; None, with the copy as it was, where it does not help."""
    errors = _errors(check)
    try:
        words = preview_fix(copy, catalogue, finding, fix)
        change = apply_fix(copy, catalogue, finding, fix)
    except EditError:
        return None
    if change is None:
        return None
    if any(_key(f) == _key(finding) for f in check.findings if _is_open(f)) or not _errors(check) <= errors:
        copy.undo()
        return None
    return Planned(finding, fix, words)


def _is_open(finding: Finding) -> bool:
    return finding.waived is None and any(fix.safe for fix in finding.fixes)


def _errors(check: LiveCheck) -> set[tuple[object, ...]]:
    return {_key(f) for f in check.findings if f.severity == "error" and f.waived is None}


def _key(finding: Finding) -> tuple[object, ...]:
    return (*finding.key, finding.connection)
