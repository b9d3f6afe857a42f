"""Addresses: lines of a security group (``tcp 443 from 0.0.0.0/0``) and free parts of a network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network

from archdesk.model.records import Value

_LINE = re.compile(
    r"^\s*(tcp|udp|icmp|all|-1)\s*(?:(\d{1,5})(?:\s*-\s*(\d{1,5}))?)?\s+from\s+(\S+)\s*$", re.IGNORECASE
)
_RANGE = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}|[0-9a-fA-F:]*:[0-9a-fA-F:]*/\d{1,3})$")


@dataclass(frozen=True, slots=True)
class IngressLine:
    """One opening: protocol as CloudFormation has it, ports (-1 for all), and a range or a component's id."""

    protocol: str
    first: int
    last: int
    cidr: str
    peer: str


def ingress_lines(value: Value) -> Iterator[IngressLine]:
    """The readable lines of the property; others are the business of rules."""
    for text in value if isinstance(value, list | tuple) else []:
        match = _LINE.match(str(text))
        if match is None:
            continue
        protocol, first, last, origin = match.groups()
        protocol = "-1" if protocol.lower() in ("all", "-1") else protocol.lower()
        if protocol == "-1" or protocol == "icmp":
            ports = (-1, -1)
        elif first is None:
            ports = (0, 65535)
        else:
            ports = (int(first), int(last or first))
        cidr = origin if _RANGE.match(origin) else ""
        yield IngressLine(protocol, *ports, cidr, "" if cidr else origin)


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
