"""Network ACLs in rules: whether the lines of the subnets' ACLs let traffic pass.

    {passes_acl: {acls: $acls, way: inbound, port: $to.port, peer: $from}}      all of them let it
    {acl_reads: $it.inbound}            each line can be read, and none has the number of another

What lies on both sides of a block, and lines that cannot be read, decide nothing. Of a peer outside AWS it is
enough that some of its addresses pass. `peer: internet` is any public address; lines for private ones do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

from archdesk.catalog import facts
from archdesk.catalog.acl import AclLine, is_sound, read_acl
from archdesk.catalog.bounds import is_number
from archdesk.model.records import Component, Value
from archdesk.rules.openings import Block, block_of
from archdesk.rules.scope import Case, Members, Outcome, Path, RuleError, Scope, mapping_of
from archdesk.rules.values import compile_value, named_set, reference

_WORLD = ip_network("0.0.0.0/0")


def compile_passes_acl(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether all the ACLs let it pass; raises RuleError for what is no such check."""
    entry = mapping_of(raw, path, ("acls", "way", "port", "peer"))
    acls, _ = named_set(entry["acls"], scope, (*path, "acls"))
    way = entry["way"]
    if way not in ("inbound", "outbound"):
        raise RuleError((*path, "way"), "must be inbound or outbound")
    port = compile_value(entry["port"], scope, (*path, "port"))
    public = entry["peer"] == "internet"
    name, prop = ("", None) if public else reference(entry["peer"], scope, (*path, "peer"))
    if not public and (prop is not None or scope.variable(name, path).several):
        raise RuleError((*path, "peer"), "must be one component, or internet")

    def check(case: Case) -> Outcome:
        members, wanted = case.value(acls), port(case)
        assert isinstance(members, Members)
        if not is_number(wanted):
            return None
        peer = None if public else case.value(name)
        assert peer is None or isinstance(peer, Component)
        blocks = [_WORLD] if peer is None else _blocks(case, peer)
        found = [
            _decided(_outside(lines) if public else lines, wanted, block)
            for acl in members
            if isinstance(acl, Component)
            for lines in [sorted_lines(case.catalogue.value(acl, str(way)))]
            for block in blocks
        ]
        return False if False in found else None if None in found else True

    return check


def compile_acl_reads(raw: Value, scope: Scope, path: Path) -> Callable[[Case], Outcome]:
    """Whether lines can be written into a template."""
    lines = compile_value(raw, scope, path)
    return lambda case: None if (found := lines(case)) is None else is_sound(found)


def sorted_lines(lines: Value) -> list[AclLine] | None:
    """By number, as they are tried; None where one cannot be read."""
    found = [line for line in read_acl(lines) if line is not None]
    return sorted(found, key=lambda line: line.number) if is_sound(lines) else None


def _outside(lines: list[AclLine] | None) -> list[AclLine] | None:
    """Without the lines for private addresses, from which nothing of the internet comes."""
    if lines is None:
        return None
    return [line for line in lines if (block := block_of(line.block)) is None or not block.is_private]


def _blocks(case: Case, peer: Component) -> list[Block]:
    """Where the peer's addresses lie: in its subnets' blocks, else in its VPC's, else anywhere."""
    home = facts.vpc(case.view, peer)
    if home is None:
        return [_WORLD]
    own = [block_of(case.catalogue.value(s, "cidr")) for s in facts.subnets(case.view, peer)]
    known = [b for b in own if b is not None]
    whole = block_of(case.catalogue.value(home, "cidr"))
    return known if own and len(known) == len(own) else [_WORLD if whole is None else whole]


def _decided(lines: list[AclLine] | None, port: float, block: Block) -> Outcome:
    """By the first line that fits; one that fits a part leaves it open, unless all say the same.

    Of the whole world a part that is let through is enough, and a part that is kept out no matter.
    """
    if lines is None:
        return None
    partly: set[bool] = set()
    for line in lines:
        given = block_of(line.block)
        if given is None or not line.takes(port) or not given.overlaps(block):
            continue
        covers = given.version == block.version and block.subnet_of(given)  # type: ignore[arg-type]  # same version
        if covers or (line.allows and block == _WORLD):
            return None if partly - {line.allows} else line.allows
        if block != _WORLD:
            partly.add(line.allows)
    return None if True in partly else False
