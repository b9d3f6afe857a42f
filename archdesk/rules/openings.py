"""Openings of security groups in rules: whether a line such as ``tcp 443 from 0.0.0.0/0`` lets something in.

    {lets_in: {groups: $groups, port: $to.port, from: $from}}      from: a variable, or a block as text
    {names_source: {groups: $groups, from: $from}}                 a line names it, or a group that it stands in
    {names_only: {groups: $groups, known: $set}}                   the sources that lines name are all in the set
    {ingress_reads: $it.ingress}                                   each line can be read

A port or source left out is any.
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
    entry = mapping_of(raw, path, ("groups",), ("port", "from"))
    port = compile_value(entry["port"], scope, (*path, "port")) if "port" in entry else None
    covers = _source(entry["from"], scope, (*path, "from")) if "from" in entry else _anything

    def takes(case: Case, opening: Opening) -> Outcome:
        if port is None:
            return covers(case, opening)
        wanted = port(case)
        if not is_number(wanted):
            return None if covers(case, opening) is not False else False
        return covers(case, opening) if opening.takes(wanted) else False

    return _some_line(takes, entry["groups"], scope, (*path, "groups"))


def compile_names_source(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether a line of the groups names the source, or a group that it stands in, on whatever port."""
    entry = mapping_of(raw, path, ("groups", "from"))
    name, prop = reference(entry["from"], scope, (*path, "from"))
    if prop is not None or scope.variable(name, path).several:
        raise RuleError((*path, "from"), "must be one component")

    def names(case: Case, opening: Opening) -> Outcome:
        source = case.value(name)
        assert isinstance(source, Component)
        return opening.peer in _identities(case, source)

    return _some_line(names, entry["groups"], scope, (*path, "groups"))


def compile_names_only(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether each source that a line of the groups names is of the set, or has an id of AWS's own."""
    entry = mapping_of(raw, path, ("groups", "known"))
    known, _ = named_set(entry["known"], scope, (*path, "known"))

    def strange(case: Case, opening: Opening) -> Outcome:
        members = case.value(known)
        assert isinstance(members, Members)
        peer = opening.peer
        return bool(peer) and not peer.startswith(("sg-", "pl-")) and all(m.id != peer for m in members)

    some = _some_line(strange, entry["groups"], scope, (*path, "groups"))
    return lambda case: some(case) is not True


def compile_ingress_reads(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether each line can be read, and names ports that there are."""
    lines = compile_value(raw, scope, path)
    return lambda case: all(o is not None and o.first <= o.last <= 65535 for o in read_openings(lines(case)))


def _some_line(
    test: Callable[[Case, Opening], Outcome], raw: Value, scope: Scope, path: Path
) -> Callable[[Case], Outcome]:
    """Whether a line of one of the groups passes the test; a line that cannot be read decides nothing."""
    groups, _ = named_set(raw, scope, path)

    def check(case: Case) -> Outcome:
        found: set[Outcome] = {False}
        members = case.value(groups)
        for group in members if isinstance(members, Members) else ():
            assert isinstance(group, Component)
            for opening in read_openings(case.catalogue.value(group, "ingress")):
                found.add(None if opening is None else test(case, opening))
        return True if True in found else None if None in found else False

    return check


def _anything(case: Case, opening: Opening) -> Outcome:
    return True


def _identities(case: Case, source: Component) -> set[str]:
    return {source.id, *(g.id for g in facts.security_groups(case.view, source))}


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
            return opening.peer in _identities(case, source) if opening.peer else None
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
