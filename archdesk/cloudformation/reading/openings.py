"""Which security group of a template lets which other in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archdesk.cloudformation.reading.template import Foreign, Path

_GROUP: Final = "AWS::EC2::SecurityGroup"
_INGRESS: Final = "AWS::EC2::SecurityGroupIngress"


@dataclass(frozen=True, slots=True)
class GroupOpening:
    """``target`` lets ``source`` in, as ``place`` says."""

    source: str
    target: str
    place: tuple[str, Path]


def openings_of(foreign: Foreign) -> Iterator[GroupOpening]:
    """Rules of their own, and those written in a group."""
    for logical in foreign.resources:
        type = foreign.type(logical)
        if type == _INGRESS:
            named = {
                m.keys[0]: m.name
                for m in foreign.mentions[logical]
                if m.keys and foreign.type(m.name) == _GROUP
            }
            source = named.get("SourceSecurityGroupId") or named.get("SourceSecurityGroupName")
            target = named.get("GroupId") or named.get("GroupName")
            if source and target:
                yield GroupOpening(source, target, (logical, ()))
        elif type == _GROUP:
            for mention in foreign.mentions[logical]:
                if (
                    mention.path[:1] == ("SecurityGroupIngress",)
                    and len(mention.path) > 1
                    and isinstance(mention.path[1], int)
                    and foreign.type(mention.name) == _GROUP
                ):
                    yield GroupOpening(mention.name, logical, (logical, mention.path[:2]))
