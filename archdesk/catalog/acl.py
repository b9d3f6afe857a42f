"""Lines of network ACLs as a person writes them: ``100 allow tcp 443 from 0.0.0.0/0``, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archdesk.model.records import Value

_LINE = re.compile(
    r"\s*(\d{1,5})\s+(allow|deny)\s+(tcp|udp|all|-1)\s*(?:(\d{1,5})(?:\s*-\s*(\d{1,5}))?)?\s+(?:from|to)\s+(\S+)\s*",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}|[0-9a-fA-F:]*:[0-9a-fA-F:]*/\d{1,3})")
_NUMBERS = {"tcp": 6, "udp": 17, "all": -1, "-1": -1}
HIGHEST = 32766  # what AWS lets people number; the last, 32767, denies everything


@dataclass(frozen=True, slots=True)
class AclLine:
    """One line: the first whose protocol, port and block fit decides. ``protocol`` as CloudFormation has it (-1: all)."""

    number: int
    allows: bool
    protocol: int
    first: int
    last: int
    block: str

    def takes(self, port: float) -> bool:
        """Whether it speaks of TCP on a port."""
        return self.protocol == -1 or (self.protocol == 6 and self.first <= port <= self.last)

    def parts(self) -> Mapping[str, Value]:
        """What a NetworkAclEntry says, by the names that mappings use."""
        ports: dict[str, Value] = {} if self.protocol == -1 else {"From": self.first, "To": self.last}
        named: dict[str, Value] = {
            "number": self.number,
            "action": "allow" if self.allows else "deny",
            "protocol": self.protocol,
            "block6" if ":" in self.block else "block": self.block,
        }
        return {**named, "ports": ports} if ports else named


def read_acl(lines: Value) -> Iterator[AclLine | None]:
    """The lines, as they were written; None for one that cannot be read."""
    for text in lines if isinstance(lines, list | tuple) else []:
        match = _LINE.fullmatch(str(text))
        if match is None or not _BLOCK.fullmatch(match[6]) or not 1 <= int(match[1]) <= HIGHEST:
            yield None
            continue
        number, action, protocol, first, last, block = match.groups()
        low = 0 if first is None else int(first)
        high = 65535 if first is None else int(last or first)
        if low > high or high > 65535:
            yield None
            continue
        yield AclLine(int(number), action.lower() == "allow", _NUMBERS[protocol.lower()], low, high, block)


def is_sound(lines: Value) -> bool:
    """Whether each line can be read and no two have the same number."""
    found = list(read_acl(lines))
    numbers = [line.number for line in found if line is not None]
    return None not in found and len(set(numbers)) == len(numbers)
