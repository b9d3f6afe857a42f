"""The records a design is made of: frozen, with ids, holding plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from archdesk.model.geometry import Rect

Value: TypeAlias = (
    Any  # None | bool | int | float | str | list[Value] | dict[str, Value]: never changed in place
)
Edition: TypeAlias = Literal["notes", "current"]
EDITIONS: tuple[Edition, ...] = ("notes", "current")

NOTHING: Mapping[str, Value] = MappingProxyType({})
SETTINGS_ID = "design"
MIN_REASON = 10  # characters of a waiver's reason


@dataclass(frozen=True, slots=True)
class Component:
    """One thing placed on the canvas.

    ``parent`` is the one container that holds it, ``spans`` the further containers it reaches into.
    ``rect`` is in canvas coordinates, not relative to the parent. ``properties`` holds what differs from the
    type's defaults, ``usage`` the monthly quantities a person entered, ``extra`` keys a newer version wrote.
    """

    id: str
    type: str
    name: str
    rect: Rect
    parent: str | None = None
    spans: tuple[str, ...] = ()
    properties: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    usage: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    locked: bool = False
    z: int = 0  # drawing order among siblings, higher is in front
    environments: tuple[str, ...] = ()  # of the design's those it is in; none named: in all
    extra: Mapping[str, Value] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Connection:
    """A directed edge between two components; ``relation`` says what it means.

    ``usage`` holds the monthly quantities a person entered for it, such as the GB it carries.
    """

    id: str
    source: str
    target: str
    relation: str
    label: str = ""
    properties: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    extra: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    usage: Mapping[str, Value] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded exception: findings of ``rule`` on just these ``components`` (sorted ids) are accepted."""

    id: str
    rule: str
    components: tuple[str, ...]
    reason: str
    until: str = ""  # ISO date, empty for no end
    extra: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    rule_version: int = 0  # of the rule when it was accepted; 0: not noted


@dataclass(frozen=True, slots=True)
class Settings:
    """What concerns the design as a whole. One record, always there, with the id ``design``."""

    name: str = "Untitled"
    region: str = "us-east-1"
    edition: Edition = "current"
    usage: str = "medium"  # usage preset: small | medium | large
    tags: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    environments: tuple[str, ...] = ()  # what a template can be deployed as: dev, prod
    prices: str = ""  # publication date of the price book it was last priced with
    extra: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    id: str = SETTINGS_ID
    rules: Mapping[str, str] = field(
        default_factory=lambda: NOTHING
    )  # id or pattern: off, error, warning, info
    free_tier: bool = False  # whether estimates take off what AWS gives every account for nothing
    purchase: str = (
        "on_demand"  # how the account buys what can be committed to: an option of `costs/purchase`
    )
    scenario: str = ""  # id of the exam scenario that it answers


Record: TypeAlias = Component | Connection | Waiver | Settings
