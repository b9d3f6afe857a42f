"""Lines of a security group (``tcp 443 from 0.0.0.0/0``), free parts of a network, and whose turn a connection is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

from archdesk.catalog.openings import Opening, read_openings
from archdesk.model.records import Connection, Value
from archdesk.model.view import DesignView


def ingress_lines(value: Value) -> Iterator[Opening]:
    """The readable lines of the property; others are the business of rules."""
    return (opening for opening in read_openings(value) if opening is not None)


def turn_of(view: DesignView, connection: Connection | None, of: str = "source") -> int:
    """Which of its source's connections of its relation it is, from 1, by id; 0 where there is none.

    ``of`` target counts those to its target from components of its source's type.
    """
    if connection is None:
        return 0
    at_target = of == "target"
    edges = view.incoming(connection.target) if at_target else view.outgoing(connection.source)
    others = [o for o in map(view.connection, edges) if o.relation == connection.relation]
    if at_target:
        type = view.component(connection.source).type
        others = [o for o in others if view.component(o.source).type == type]
    return sum(o.id <= connection.id for o in others)


def line_of(protocol: str, first: int, last: int, cidr: str) -> str:
    """The line for an opening read from a template."""
    if protocol == "-1":
        return f"all from {cidr}"
    if protocol == "icmp" or (first, last) == (0, 65535):
        return f"{protocol} from {cidr}"
    return f"{protocol} {first}{f'-{last}' if last != first else ''} from {cidr}"


def free_parts(block: str, taken: Iterable[str]) -> Iterator[str]:
    """Parts of a block, /24 or a sixteenth of a smaller one, that overlap nothing taken; none for a bad block."""
    try:
        whole = IPv4Network(block)
        used = [IPv4Network(t, strict=False) for t in taken]
    except ValueError:
        return
    for part in (
        whole.subnets(new_prefix=min(28, max(24, whole.prefixlen + 4))) if whole.prefixlen <= 28 else ()
    ):
        if not any(part.overlaps(u) for u in used):
            yield str(part)
