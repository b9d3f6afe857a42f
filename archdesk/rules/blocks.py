"""Address blocks in rules: whether one lies in another, or both share addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, TypeAlias

from archdesk.model.records import Value
from archdesk.rules.scope import Case, Outcome, Path, Scope
from archdesk.rules.values import compile_pair

Network: TypeAlias = IPv4Network | IPv6Network


def compile_within(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether every first block lies in one of the second."""
    return _blocks(_inside, _and, raw, scope, path)


def compile_overlap(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether any first block shares an address with one of the second."""
    return _blocks(_overlap, _or, raw, scope, path)


def _blocks(
    test: Callable[[Any, Any], bool],
    combine: Callable[[list[Outcome]], Outcome],
    raw: Value,
    scope: Scope,
    path: Path,
) -> Callable[[Case], Outcome]:
    left, right = compile_pair(raw, scope, path)

    def check(case: Case) -> Outcome:
        firsts, seconds = _networks(left(case)), _networks(right(case))
        return combine(
            [_or([None if a is None or b is None else test(a, b) for b in seconds]) for a in firsts]
        )

    return check


def _networks(value: Value) -> list[Network | None]:
    return [_network(text) for text in (value if isinstance(value, list | tuple) else [value])]


def _network(text: Value) -> Network | None:
    return None if text is None else _parsed(str(text))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _or(outcomes: list[Outcome]) -> Outcome:
    return True if True in outcomes else None if None in outcomes else False


def _and(outcomes: list[Outcome]) -> Outcome:
    return False if False in outcomes else None if None in outcomes else True


def _inside(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version


def _overlap(a: Network, b: Network) -> bool:
    return a.version == b.version and a.overlaps(b)
