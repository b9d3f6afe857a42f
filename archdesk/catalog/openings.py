"""Openings of security groups as a person writes them: ``tcp 443 from 0.0.0.0/0``, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archdesk.model.records import Value

_LINE = re.compile(
    r"\s*(tcp|udp|icmp|all|-1)\s*(?:(\d{1,5})(?:\s*-\s*(\d{1,5}))?)?\s+from\s+(\S+)\s*", re.IGNORECASE
)
_RANGE = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}|[0-9a-fA-F:]*:[0-9a-fA-F:]*/\d{1,3})")


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening: protocol as CloudFormation has it, ports (-1 for all), and a range or a component's id."""

    protocol: str
    first: int
    last: int
    cidr: str
    peer: str

    def takes(self, port: float) -> bool:
        """Whether it is open for TCP on a port."""
        return self.protocol == "-1" or (self.protocol == "tcp" and self.first <= port <= self.last)


def read_openings(lines: Value) -> Iterator[Opening | None]:
    """The openings that lines describe, in order; None for a line that cannot be read."""
    for text in lines if isinstance(lines, list | tuple) else []:
        match = _LINE.fullmatch(str(text))
        if match is None:
            yield None
            continue
        protocol, first, last, origin = match.groups()
        protocol = "-1" if protocol.lower() in ("all", "-1") else protocol.lower()
        if protocol in ("-1", "icmp"):
            ports = (-1, -1)
        elif first is None:
            ports = (0, 65535)
        else:
            ports = (int(first), int(last or first))
        cidr = origin if _RANGE.fullmatch(origin) else ""
        yield Opening(protocol, *ports, cidr, "" if cidr else origin)
