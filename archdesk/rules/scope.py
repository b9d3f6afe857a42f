"""What a rule's words may mean: the variables in scope while compiling, and their values while running."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ConnectionType
from archdesk.catalog.facts import FACTS, property_value
from archdesk.errors import ArchDeskError
from archdesk.model.records import Component, Connection, Edition, Value
from archdesk.model.view import DesignView
from archdesk.rules.memory import Memory

MAX_DEPTH = 32
# Facts that look further than the component itself, and are therefore worth remembering.
FAR_FACTS = frozenset(FACTS) - {"id", "type", "name", "service", "category", "parent", "port", "edition"}
FACT_LABELS = {
    "az": "availability zone",
    "zones": "availability zones of its subnets",
    "vpc": "VPC",
    "public": "subnet",
    "default_route": "way out of its subnet",
    "default_route_type": "way out of its subnet",
    "parent_type": "container",
}
CONNECTION_FACTS = ("id", "relation", "label", "from", "to")

Kind = Literal["component", "connection"]
Types: TypeAlias = frozenset[str] | None  # None: any type
Outcome: TypeAlias = bool | None  # passes, fails, or not decidable yet
Item: TypeAlias = Component | Connection
Path: TypeAlias = tuple[str | int, ...]


class RuleError(ArchDeskError):
    """A rule says something the language does not know; ``path`` leads to the key."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Variable:
    """What is known of a variable before the rule runs."""

    kind: Kind
    types: Types = None
    several: bool = False
    shared: str = ""  # of a set that depends on the design alone: its key


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a rule may use at some place of it, and what they may be."""

    catalogue: Catalogue
    edition: Edition
    variables: Mapping[str, Variable] = field(default_factory=dict)
    depth: int = 0

    def having(self, name: str, variable: Variable) -> Scope:
        return replace(self, variables={**self.variables, name: variable})

    def deeper(self, path: Path) -> Scope:
        """The scope one level down; nesting has an end, so that no rule can exhaust the stack."""
        if self.depth >= MAX_DEPTH:
            raise RuleError(path[:6], f"is nested deeper than {MAX_DEPTH} levels")
        return replace(self, depth=self.depth + 1)

    def variable(self, name: str, path: Path) -> Variable:
        found = self.variables.get(name)
        if found is None:
            known = ", ".join(f"${n}" for n in self.variables)
            raise RuleError(path, f"there is no variable ${name} here; known: {known}")
        return found

    def demand_property(self, name: str, prop: str, path: Path) -> None:
        """Raise RuleError where no thing the variable may be has such a property or fact."""
        variable = self.variable(name, path)
        if variable.kind == "connection":
            known = prop in CONNECTION_FACTS or any(
                prop in c.properties for p in self.catalogue.palettes for c in p.connections
            )
        else:
            types = self.catalogue.types
            kinds = types.values() if variable.types is None else [types[t] for t in sorted(variable.types)]
            known = prop in FACTS or any(prop in kind.properties for kind in kinds)
        if not known:
            raise RuleError(path, f"${name} has no property or fact {prop!r}")


class Members:
    """A named set while a rule runs: items by id; ``open`` ones belong to it if what is unknown turns out so."""

    __slots__ = ("items", "open")

    def __init__(self, items: Mapping[str, Item], perhaps: frozenset[str] = frozenset()) -> None:
        self.items = items
        self.open = perhaps

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items.values())

    @property
    def sure(self) -> int:
        return len(self.items) - len(self.open)

    @property
    def some(self) -> Outcome:
        """Whether there is any; None where that depends on what is unknown."""
        return True if self.sure else None if self.items else False


Let: TypeAlias = "Callable[[Case], Members]"


class Case:
    """One rule looking at one subject: what it reads through, its variables, and what it learns on the way."""

    __slots__ = ("catalogue", "edition", "lets", "memory", "missing", "notes", "variables", "view")

    def __init__(
        self,
        view: DesignView,
        catalogue: Catalogue,
        edition: Edition,
        subject: Item,
        lets: Mapping[str, Let] | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.view = view
        self.memory = memory or Memory()
        self.catalogue = catalogue
        self.edition = edition
        self.lets: Mapping[str, Let] = lets or {}
        self.variables: dict[str, Any] = {"it": subject}
        self.missing: list[str] = []
        self.notes: dict[str, str] = {}

    def for_design(self, view: DesignView | None = None, memory: Memory | None = None) -> Case:
        """A case of the same rule that has no subject, to gather what depends on the design alone."""
        case = copy(self)
        case.view, case.memory = view or self.view, memory or self.memory
        case.variables, case.missing, case.notes = {}, [], {}
        return case

    @property
    def subject(self) -> Item:
        found: Item = self.variables["it"]
        return found

    def value(self, name: str) -> Item | Members:
        """A variable's value; named sets are gathered when first asked for."""
        found = self.variables.get(name)
        if found is None:
            if name == "from":
                found = self.view.component(self.variables["it"].source)
            elif name == "to":
                found = self.view.component(self.variables["it"].target)
            else:
                found = self.lets[name](self)
            self.variables[name] = found
        value: Item | Members = found
        return value

    def prop(self, item: Item, name: str) -> Value:
        """A property or fact of an item; None, and noted as missing, where the design does not say."""
        if name in FAR_FACTS and not isinstance(item, Connection):
            value = self.memory.remember(
                ("fact", item.id, name), lambda: property_value(self.view, self.catalogue, item, name)
            )
        else:
            value = prop_of(self.view, self.catalogue, item, name)
        if value is None:
            self.missing.append(f"{name_of(self.view, item)}: {label_of(self.catalogue, item, name)}")
        return value


def prop_of(view: DesignView, catalogue: Catalogue, item: Item, name: str) -> Value:
    """A property or fact of a component or connection; None where it has none."""
    if isinstance(item, Connection):
        if name in CONNECTION_FACTS:
            return getattr(item, {"from": "source", "to": "target"}.get(name, name))
        if name in item.properties:
            return item.properties[name]
        if "cloudformation" in item.extra:
            return None  # an imported template says it in its own way, so the default would be a guess
        entry = connection_type(view, catalogue, item)
        known = entry.properties.get(name) if entry is not None else None
        return known.default if known is not None else None
    return property_value(view, catalogue, item, name)


def connection_type(view: DesignView, catalogue: Catalogue, connection: Connection) -> ConnectionType | None:
    """What the palettes say of this very connection."""
    source, target = view.component(connection.source), view.component(connection.target)
    return catalogue.connection_between(source, target, connection.relation)


def name_of(view: DesignView, item: Item) -> str:
    """The name a person knows it by; a connection is named by its ends."""
    if isinstance(item, Connection):
        return f"{view.component(item.source).name} → {view.component(item.target).name}"
    return item.name


def label_of(catalogue: Catalogue, item: Item, name: str) -> str:
    """A property's label in lower case, as it is said in a question."""
    definition = None if isinstance(item, Connection) else catalogue.type_of(item).properties.get(name)
    label = definition.label if definition is not None and definition.label else ""
    label = label or FACT_LABELS.get(name) or name.replace("_", " ")
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def types_of(catalogue: Catalogue, raw: Value, path: Path) -> Types:
    """The component types that a word, a pattern (``rds.*``) or a list of them means; None for ``any``."""
    words = raw if isinstance(raw, list | tuple) else [raw]
    found: set[str] = set()
    if not words:
        raise RuleError(path, "names no component type")
    for word in words:
        if word == "any":
            return None
        fitting = _types_like(catalogue, word) if isinstance(word, str) else set()
        if not fitting:
            raise RuleError(path, f"there is no component type {word!r}")
        found |= fitting
    return frozenset(found)


def _types_like(catalogue: Catalogue, word: str) -> set[str]:
    if word in catalogue.types:
        return {word}
    return {type for type in catalogue.types if fnmatchcase(type, word)}


def relations_of(catalogue: Catalogue, raw: Value, path: Path) -> frozenset[str]:
    """The relations that a word or a list of them names."""
    words = raw if isinstance(raw, list | tuple) else [raw]
    for word in words:
        if not isinstance(word, str) or word not in catalogue.relations:
            raise RuleError(path, f"there is no relation {word!r}")
    return frozenset(words)


def mapping_of(
    raw: Value, path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Mapping[str, Value]:
    """The mapping with just the expected keys; RuleError names what is missing or too much."""
    if not isinstance(raw, dict):
        raise RuleError(path, f"must be a mapping with {', '.join(required + optional)}")
    for key in required:
        if key not in raw:
            raise RuleError(path, f"needs the key {key!r}")
    for key in raw:
        if key not in required and key not in optional:
            raise RuleError(
                (*path, str(key)[:60]), f"is no known key; expected {', '.join(required + optional)}"
            )
    return raw
