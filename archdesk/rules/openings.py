"""Openings of security groups in rules: whether a line such as ``tcp 443 from 0.0.0.0/0`` lets something in.

    {lets_in: {groups: $groups, port: $to.port, from: $from}}      from: a variable, or a block as text

Lines that cannot be read, ports that are not known and blocks that may or may not cover the source decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

from archdesk.catalog import facts
from archdesk.catalog.bounds import is_number
from archdesk.catalog.openings import Opening, read_openings
from archdesk.model.records import Component, Value
from archdesk.rules.scope import Case, Members, Outcome, Path, RuleError, Scope, mapping_of
from archdesk.rules.values import compile_value, named_set, reference

Block: TypeAlias = IPv4Network | IPv6Network


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
            for opening in read_openings(case.catalogue.value(group, "ingress")):
                if opening is None:
                    found.add(None)
                elif not is_number(wanted):
                    found.add(None if covers(case, opening) is not False else False)
                elif opening.takes(wanted):
                    found.add(covers(case, opening))
        return True if True in found else None if None in found else False

    return check


def _source(raw: Value, scope: Scope, path: Path) -> Callable[[Case, Opening], Outcome]:
    """Whether an opening is for the source: a block it has to cover, or a component that has addresses."""
    given = block_of(raw)
    if given is not None:
        return lambda case, opening: _everything_of(block_of(opening.cidr), given)
    name, prop = reference(raw, scope, path)
    if prop is not None or scope.variable(name, path).several:
        raise RuleError(path, "must be one component, or a block such as 0.0.0.0/0")

    def lets(case: Case, opening: Opening) -> Outcome:
        source = case.value(name)
        assert isinstance(source, Component)
        block = block_of(opening.cidr)
        if block is None:
            own = {source.id, *(g.id for g in facts.security_groups(case.view, source))}
            return opening.peer in own if opening.peer else None
        places = [*facts.subnets(case.view, source), facts.vpc(case.view, source)]
        blocks = [block_of(case.catalogue.value(p, "cidr")) for p in places if p is not None]
        if any(b is not None and _covers(block, b) for b in blocks):
            return True
        if blocks and None not in blocks and not any(b.overlaps(block) for b in blocks if b is not None):
            return False
        return True if block.prefixlen == 0 else None

    return lets


def _everything_of(block: Block | None, given: Block) -> bool:
    """Whether a block lets all of another in; the whole world is open by ::/0 too."""
    if block is None:
        return False
    return _covers(block, given) or block.prefixlen == given.prefixlen == 0


def _covers(outer: Block, inner: Block) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version
