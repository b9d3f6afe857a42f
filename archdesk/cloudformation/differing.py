"""What is different between two plain values, as steps that make one of the other, and back."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archdesk.cloudformation.scope import MISSING

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands at a path before and after; ``MISSING`` for nothing.

    The steps of one comparison follow each other: a number in a path counts in the list as the steps before left it.
    """

    path: Path
    before: Any
    after: Any


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[Difference]:
    """The steps from ``before`` to ``after``, each as deep inside as it can be."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(k for k in after if k not in before)]:
            yield from differences(before.get(key, MISSING), after.get(key, MISSING), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, path)
    elif before is MISSING or after is MISSING or not same(before, after):
        yield Difference(path, before, after)


def applied(value: Any, steps: Iterable[Difference]) -> Any:
    """A copy of the value with all steps done."""
    return _changed(value, ((s.path, s.before, s.after) for s in steps))


def taken_back(value: Any, steps: Sequence[Difference]) -> Any:
    """A copy of the value with all steps undone."""
    return _changed(value, ((s.path, s.after, s.before) for s in reversed(steps)))


def _changed(value: Any, steps: Iterable[tuple[Path, Any, Any]]) -> Any:
    whole = {"": copy.deepcopy(value)}
    for path, before, after in steps:
        at: Any = whole
        *way, last = ("", *path)
        for key in way:
            at = at[key]
        if after is MISSING:
            del at[last]
        elif before is MISSING and isinstance(at, list):
            at.insert(int(last), copy.deepcopy(after))
        else:
            at[last] = copy.deepcopy(after)
    return whole[""]


def _of_lists(before: list[Any], after: list[Any], path: Path) -> Iterator[Difference]:
    at = 0
    for old, new in gaps(before, after):
        both = min(len(old), len(new))
        for one, other in zip(old, new, strict=False):
            yield from differences(one, other, (*path, at))
            at += 1
        for one in old[both:]:
            yield Difference((*path, at), one, MISSING)
        for other in new[both:]:
            yield Difference((*path, at), MISSING, other)
            at += 1


def gaps(before: list[Any], after: list[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """What stands between what both lists have in this order, and that itself, one by one."""
    width, height = len(before), len(after)
    common = [[0] * (height + 1) for _ in range(width + 1)]  # how much the rests of both have in common
    for i in reversed(range(width)):
        for j in reversed(range(height)):
            longer = max(common[i + 1][j], common[i][j + 1])
            common[i][j] = common[i + 1][j + 1] + 1 if same(before[i], after[j]) else longer
    i = j = 0
    while i < width or j < height:
        start_i, start_j = i, j
        while i < width and j < height and not same(before[i], after[j]):
            if common[i + 1][j] >= common[i][j + 1]:
                i += 1
            else:
                j += 1
        if i == width or j == height:
            i, j = width, height
        if i > start_i or j > start_j:
            yield before[start_i:i], after[start_j:j]
        if i < width and j < height:
            yield [before[i]], [after[j]]
            i, j = i + 1, j + 1


def same(one: Any, other: Any) -> bool:
    """Equal, and of one kind all the way down: 1, 1.0 and true are three things in a template."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)
