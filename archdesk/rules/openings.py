"""Openings of security groups in rules: whether a line such as ``tcp 443 from 0.0.0.0/0`` lets something in.

    {lets_in: {groups: $groups, port: $to.port, from: $from}}      from: a variable, or a block as text

Lines that cannot be read, ports that are not known and blocks that may or may not cover the source decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

from archdesk.catalog import facts
from archdesk.model.records import Component, Value
from archdesk.rules.scope import Case, Members, Outcome, Path, RuleError, Scope, mapping_of
from archdesk.rules.values import compile_value, is_number, named_set, reference

Block: TypeAlias = IPv4Network | IPv6Network

_LINE = re.compile(
    r"(tcp|udp|icmp|all|-1)\s*(?:(\d{1,5})(?:\s*-\s*(\d{1,5}))?)?\s+from\s+(\S+)", re.IGNORECASE
)
_EVERY_PORT = ("all", "-1")


@dataclass(frozen=True, slots=True)
class Opening:
    """One line of a group: a range of TCP ports, and the block or the component it lets in."""

    first: int
    last: int
    origin: str

    @property
    def block(self) -> Block | None:
        """The addresses it lets in; None where it names a component."""
        return block_of(self.origin)


def openings(lines: Value) -> Iterator[Opening | None]:
    """The openings for TCP that lines describe; None for a line that cannot be read."""
    for text in lines if isinstance(lines, list | tuple) else []:
        match = _LINE.fullmatch(str(text).strip())
        if match is None:
            yield None
            continue
        protocol, first, last, origin = match.groups()
        if protocol.lower() in _EVERY_PORT or (protocol.lower() == "tcp" and first is None):
            yield Opening(0, 65535, origin)
        elif protocol.lower() == "tcp":
            yield Opening(int(first), int(last or first), origin)


def block_of(text: Value) -> Block | None:
    """The address block that a text is; None where it is none."""
    try:
        return ip_network(str(text), strict=False) if "/" in str(text) else None
    except ValueError:
        return None


def compile_lets_in(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether one of the groups lets the source in on the port; raises RuleError for what is no such check."""
    entry = mapping_of(raw, path, ("groups", "port", "from"))
    groups, _ = named_set(entry["groups"], scope, (*path, "groups"))
    port = compile_value(entry["port"], scope, (*path, "port"))
    covers = _source(entry["from"], scope, (*path, "from"))

    def check(case: Case) -> Outcome:
        found: set[Outcome] = {False}
        wanted = port(case)
        members = case.value(groups)
        for group in members if isinstance(members, Members) else ():
            assert isinstance(group, Component)
            for opening in openings(case.catalogue.value(group, "ingress")):
                if opening is None:
                    found.add(None)
                elif not is_number(wanted):
                    found.add(None if covers(case, opening) is not False else False)
                elif opening.first <= wanted <= opening.last:
                    found.add(covers(case, opening))
        return True if True in found else None if None in found else False

    return check


def _source(raw: Value, scope: Scope, path: Path) -> Callable[[Case, Opening], Outcome]:
    """Whether an opening is for the source: a block it has to cover, or a component that has addresses."""
    given = block_of(raw)
    if given is not None:
        return lambda case, opening: opening.block is not None and _covers(opening.block, given)
    name, prop = reference(raw, scope, path)
    if prop is not None or scope.variable(name, path).several:
        raise RuleError(path, "must be one component, or a block such as 0.0.0.0/0")

    def lets(case: Case, opening: Opening) -> Outcome:
        source = case.value(name)
        assert isinstance(source, Component)
        if opening.block is None:
            own = {source.id, *(g.id for g in facts.security_groups(case.view, source))}
            return opening.origin in own
        places = [*facts.subnets(case.view, source), facts.vpc(case.view, source)]
        blocks = [block_of(case.catalogue.value(p, "cidr")) for p in places if p is not None]
        if any(b is not None and _covers(opening.block, b) for b in blocks):
            return True
        if (
            blocks
            and None not in blocks
            and not any(b.overlaps(opening.block) for b in blocks if b is not None)
        ):
            return False
        return True if opening.block.prefixlen == 0 else None

    return lets


def _covers(outer: Block, inner: Block) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version
