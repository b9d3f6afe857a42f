"""What the policies of a template let its components do, as relations: reads, writes, sends ..."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ConnectionType
from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.reading.signs import POLICIES, speaks_of
from archdesk.cloudformation.reading.template import Foreign, Path

_ROLE: Final = "AWS::IAM::Role"
_MANAGED: Final = "AWS::IAM::ManagedPolicy"


@dataclass(frozen=True, slots=True)
class Grant:
    """A statement that lets whoever acts as a role do something with a resource, and where it says so."""

    role: str
    actions: tuple[str, ...]
    resource: str
    place: tuple[str, Path]  # logical id, and path below its Properties


def grants_of(foreign: Foreign) -> Iterator[Grant]:
    """All grants on known resources to known roles."""
    for logical in foreign.resources:
        type = foreign.type(logical)
        if type == _ROLE:
            policies = foreign.properties(logical).get("Policies")
            for index, policy in enumerate(policies if isinstance(policies, list) else ()):
                document = policy.get("PolicyDocument") if isinstance(policy, dict) else None
                yield from _statements(
                    foreign, logical, [logical], document, ("Policies", index, "PolicyDocument")
                )
        elif type in POLICIES or type == _MANAGED:
            roles = [m.name for m in foreign.mentions[logical] if m.keys[:1] in (("Roles",), ("RoleName",))]
            if type == _MANAGED:
                roles += [
                    user
                    for user in foreign.users.get(logical, ())
                    if foreign.type(user) == _ROLE
                    and any(
                        m.name == logical and m.keys[:1] == ("ManagedPolicyArns",)
                        for m in foreign.mentions[user]
                    )
                ]
            document = foreign.properties(logical).get("PolicyDocument")
            yield from _statements(foreign, logical, roles, document, ("PolicyDocument",))


def _statements(
    foreign: Foreign, logical: str, roles: Sequence[str], document: Any, path: Path
) -> Iterator[Grant]:
    statements = document.get("Statement") if isinstance(document, dict) else None
    listed = isinstance(statements, list)
    for index, statement in enumerate(as_list(statements)):
        if not isinstance(statement, dict) or foreign.resolve(statement.get("Effect")) != "Allow":
            continue
        at: Path = (*path, "Statement", index) if listed else (*path, "Statement")
        actions = tuple(
            str(a) for a in as_list(foreign.resolve(statement.get("Action"))) if isinstance(a, str)
        )
        entries = statement.get("Resource")
        named = [foreign.names(e) for e in as_list(entries)]
        one = len({n for names in named for n in names}) == 1 and all(named)
        for number, names in enumerate(named):
            place = at if one or not isinstance(entries, list) else (*at, "Resource", number)
            for role in dict.fromkeys(roles):
                for name in names:
                    yield Grant(role, actions, name, (logical, place))


def relation_of(
    catalogue: Catalogue, source: str, target: str, granted: Sequence[str]
) -> ConnectionType | None:
    """The connection between two types that asks for what was granted; None where none does."""
    entries = [e for e in catalogue.connection_types(source, target) if e.verdict != "wrong"]
    wanted = {id(e): _asked(e) for e in entries}
    known = {a for asked in wanted.values() for a in asked}
    covered = {a for a in known if any(fnmatchcase(a.lower(), g.lower()) for g in granted)}
    best: tuple[float, ConnectionType] | None = None
    for entry in entries:
        asked = wanted[id(entry)]
        if not asked & covered:
            continue
        score = len(asked & covered) - len(covered - asked) - 0.5 * len(asked - covered)
        if best is None or score > best[0]:
            best = (score, entry)
    return best[1] if best is not None else None


def _asked(entry: ConnectionType) -> frozenset[str]:
    """What the source's role gets when this connection is drawn."""
    return frozenset(
        str(action)
        for wire in entry.wire
        if "allow" in wire and wire.get("to", "source") == "source"
        if "on" not in wire or speaks_of(wire["on"], "target")
        for action in as_list(wire["allow"])
    )
