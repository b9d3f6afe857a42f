"""A rule that can run: what it is about, which subjects it looks at, and how it examines one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from archdesk.catalog.definitions import RuleDefinition, Severity
from archdesk.model.records import Component, Connection
from archdesk.model.view import DesignView
from archdesk.rules.findings import Fix
from archdesk.rules.scope import Case, Kind, Let, Scope, Types, Variable


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at: components of some types, or connections between some. None: any."""

    kind: Kind
    types: Types = None
    sources: Types = None
    targets: Types = None
    relations: frozenset[str] | None = None

    def takes_component(self, component: Component) -> bool:
        return self.kind == "component" and (self.types is None or component.type in self.types)

    def takes_connection(self, view: DesignView, connection: Connection) -> bool:
        return (
            self.kind == "connection"
            and (self.relations is None or connection.relation in self.relations)
            and (self.sources is None or view.component(connection.source).type in self.sources)
            and (self.targets is None or view.component(connection.target).type in self.targets)
        )

    def variables(self) -> Mapping[str, Variable]:
        """The variables a rule about this subject starts with."""
        if self.kind == "component":
            return {"it": Variable("component", self.types)}
        return {
            "it": Variable("connection"),
            "from": Variable("component", self.sources),
            "to": Variable("component", self.targets),
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """The rule does not hold: in words, with the fixes that are possible now."""

    message: str
    fixes: tuple[Fix, ...] = ()
    differs: str = ""  # what the other edition says of just this
    cite: str = ""  # where just this is said, if not where the rule is
    aws: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The rule cannot tell yet: what is missing."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """The rule holds. (A rule that does not apply reports nothing at all.)"""


Report: TypeAlias = Failed | Undecided | Passed
Examine: TypeAlias = Callable[[Case], Iterable[Report]]

PASSED = Passed()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of one edition; ``scope`` and ``lets`` are what the fixes of a declarative one may use."""

    id: str
    title: str
    severity: Severity
    why: str
    subject: Subject
    examine: Examine
    cite: str = ""
    aws: str = ""
    category: str = ""
    version: int = 1
    differs: str = ""  # what the other edition says
    lets: Mapping[str, Let] = field(default_factory=dict)
    scope: Scope | None = None
    definition: RuleDefinition | None = None
    is_own: bool = False  # somebody's own, not one that ships: its time is limited (`budget`)


def about_rules(id: str, title: str, severity: Severity, why: str, category: str = "rules") -> Rule:
    """A rule about rules, choices and waivers themselves: it has no subject and never runs on its own."""
    return Rule(
        id, title, severity, why, Subject("component", frozenset()), lambda case: (), category=category
    )
