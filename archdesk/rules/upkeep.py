"""Fixes of findings about waivers and choices themselves: taking one away, which no rule's own fix can do.

unwaive: id      removes the waiver
forget: key      removes what the design says about a rule
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archdesk.errors import EditError
from archdesk.model.design import Edit
from archdesk.model.records import Record, Settings, Waiver
from archdesk.rules.findings import Fix

UPKEEP = ("unwaive", "forget")


def is_upkeep(fix: Fix) -> bool:
    return any(name in UPKEEP for name in fix.steps)


def perform_upkeep(edit: Edit, fix: Fix) -> None:
    """Write what such a fix says. Raises EditError where its waiver or choice is gone already."""
    settings = edit.design.settings
    for name, key in fix.steps.items():
        if name == "unwaive" and isinstance(edit.design.find(key), Waiver):
            edit.remove(key)
        elif name == "forget" and key in settings.rules:
            edit.put(replace(settings, rules={k: v for k, v in settings.rules.items() if k != key}))
        else:
            raise EditError("What this fix is about is no longer there.")


def upkeep_words(old: Record | None, new: Record | None) -> Iterator[str]:
    """What was taken away, in words."""
    if isinstance(old, Waiver) and new is None:
        yield f"Take back the waiver of {old.rule} ({old.reason})"
    elif isinstance(old, Settings) and isinstance(new, Settings):
        yield from (
            f"Take back {word!r} for {key}" for key, word in old.rules.items() if key not in new.rules
        )
