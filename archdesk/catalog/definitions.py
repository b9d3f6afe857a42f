"""What a palette file may say: the typed, frozen definitions it is parsed into.

The JSON Schema for palettes is generated from these classes. A palette is data: nothing in it executes but
arithmetic over properties (costs) and the closed grammar of rules.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from archdesk.model.records import Edition, Value

Scope = Literal["external", "global", "regional", "vpc", "az", "subnet"]
# How far in a component of each scope stands: a container never stands in one that is further in.
SCOPE_RANK: dict[Scope, int] = {"external": 0, "global": 0, "regional": 1, "vpc": 2, "az": 3, "subnet": 4}
Severity = Literal["error", "warning", "info"]
Verdict = Literal["recommended", "allowed", "discouraged", "wrong"]
PropertyType = Literal[
    "string", "integer", "number", "boolean", "enum", "list", "duration", "cidr", "text", "json"
]
Format = Literal["", "bucket_name", "dns_name", "fifo_name", "cidr", "arn", "port", "instance_type"]


class Definition(BaseModel):
    """The habits of all definitions: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ByEdition(Definition):
    """A value that differs between the notes of 2019 and today."""

    notes: Value = None
    current: Value = None


class Property(Definition):
    """One configurable property of a component type. ``default`` None: not set."""

    type: PropertyType = "string"
    label: str = ""
    group: str = "General"
    unit: str = ""
    default: Value = None
    min: float | ByEdition | None = None
    max: float | ByEdition | None = None
    values: tuple[Value, ...] | ByEdition | None = None
    examples: tuple[Value, ...] = ()  # offered to choose from, while others are possible too
    format: Format = ""
    required: bool = False
    secret: bool = False
    parameter: bool = False  # a template asks for it, with the drawn value as its default
    doc: str = ""
    cite: str = ""

    def bound(self, name: Literal["min", "max", "values"], edition: Edition) -> Any:
        """The bound that holds in an edition; None for none."""
        value = getattr(self, name)
        return getattr(value, edition) if isinstance(value, ByEdition) else value


class Limit(Definition):
    """A service limit in both editions, with the notes' section (``cite``) it is from.

    ``notes`` and ``current`` are what a person reads. Where a drawing can tell how near it is, ``measure`` says how
    much is used (an expression, as costs have them), counted where ``when`` holds, and ``most`` how much may be.
    Without ``most`` the property that is measured is a setting within its own bound; an edition without a number
    has no such limit.
    In a wider ``scope`` than the component the measures of all components of the type there are added up: ``1``
    counts them. ``rule`` names the rule that reports a breach already, so that no finding says it twice.
    """

    label: str
    notes: str = ""
    current: str
    cite: str = ""
    changed: str = ""  # what is another since the notes, and since when
    measure: str = ""
    when: str = ""
    most: float | ByEdition | None = None
    unit: str = ""
    scope: Literal["component", "vpc", "az", "region", "account"] = "component"
    raisable: bool = False  # a quota that AWS raises when asked
    rule: str = ""

    def value(self, edition: Edition) -> str:
        return (self.notes or self.current) if edition == "notes" else self.current


class Usage(Definition):
    """A monthly quantity that no template knows (requests, GB out), with three presets."""

    label: str
    unit: str
    small: float
    medium: float
    large: float
    doc: str = ""


class Cost(Definition):
    """One line item of a component: ``quantity`` (arithmetic over properties and usage) times a unit price.

    ``price`` is ``offer/component`` of the price book and ``key`` narrows it; ``usage`` names what a person
    has to estimate; ``free`` says why nothing is charged, ``unknown`` why nobody can say what is,
    where no other cost applies; ``when`` is an expression that must hold.
    Expressions know the type's properties and usage, ``hours`` and ``seconds`` of a month, ``region``, ``subnets``
    (how many it uses), ``spans`` (the same, at least 1) and ``groups`` (of security), and the functions of
    `catalog/drawn.py`: incoming, outgoing, within, first ...
    """

    label: str
    price: str = ""
    key: dict[str, str] = Field(default_factory=dict)
    quantity: str = "1"
    usage: tuple[str, ...] = ()
    when: str = ""
    free: str = ""
    unknown: str = ""
    free_tier: float = 0  # quantity a month that AWS gives every account for nothing, for ever
    note: str = ""  # said beside the amount; "{property}" is filled in
    cite: str = ""
    least: str = ""  # the quantity at the fewest and at the most, of what scales by itself
    most: str = ""


class Transfer(Definition):
    """What is billed for the data that connections of these ``relations`` carry.

    Its expressions know the connection's usage, whether a person ``entered`` how much it carries, and its way:
    ``from_region``, ``to_region``, ``zone_share`` (the part that leaves its zone), ``paying_ends`` (how many ends
    pay for that) and ``gate`` (nat, endpoint, internet, or nothing), as `catalog/ways` finds them.
    """

    id: str = ""
    label: str
    relations: tuple[str, ...]
    usage: dict[str, Usage] = Field(default_factory=dict)
    costs: tuple[Cost, ...] = ()


class Placement(Definition):
    """Where a component type may stand. ``parents`` lists the container types that may hold it directly."""

    scope: Scope = "regional"
    parents: tuple[str, ...] = ()
    spans: str = ""  # container type it may reach into, e.g. vpc.subnet
    reason: str = ""  # said when it stands elsewhere


class Container(Definition):
    """How a type that holds others is drawn: the AWS group style and the first size in px."""

    group: str
    width: int = 320
    height: int = 240
    holds_spans: bool = False  # an Auto Scaling group: drawn round what it spans, holds no children
    member_icon: str = ""  # then shown once in each subnet it spans


class Owned(Definition):
    """A further resource that a component (``also``) or a wire (``resource``) writes; ``suffix`` names it."""

    suffix: str
    type: str
    # a list of network ACL lines: then one resource a line, whose parts `{line: name}` gives; or places (subnets):
    # one for each, `{ref: item}`
    each: str = ""
    when: Value = None
    properties: dict[str, Value] = Field(default_factory=dict)
    because: dict[str, str] = Field(
        default_factory=dict
    )  # property -> why it is so, a comment in the template
    attributes: dict[str, Value] = Field(default_factory=dict)
    depends: tuple[str, ...] = ()  # places whose resources must be there first, where they are drawn


class Environment(Definition):
    """Where a type keeps environment variables: under ``path`` (numbers index lists), as one of two forms.

    A ``mapping`` has the variables' names as keys. A ``list`` has an entry for each, with the variable's name
    under the key ``name``, its value under Value, and ``extras`` as they are.
    """

    path: tuple[str | int, ...]
    of: str = ""  # suffix of the entry of `also` that has them, where it is not the type's own resource
    form: Literal["mapping", "list"] = "mapping"
    name: str = "Name"
    extras: dict[str, Value] = Field(default_factory=dict)


class CloudFormation(Definition):
    """How a component is written to and read from a template; the language is that of `cloudformation/values`."""

    type: str = ""  # "{property}" takes the type from a property
    properties: dict[str, Value] = Field(default_factory=dict)
    because: dict[str, str] = Field(
        default_factory=dict
    )  # property -> why it is so, a comment in the template
    also: tuple[Owned, ...] = ()
    attributes: dict[str, Value] = Field(default_factory=dict)  # DeletionPolicy and the like
    depends: tuple[str, ...] = ()
    outputs: dict[str, Value] = Field(default_factory=dict)
    gives: dict[str, Value] = Field(default_factory=dict)  # values others take: arn, port, url ...
    # resource type -> properties, as `also` says them, of what other templates have in place of one of `also`: read
    # from these, and never written
    reads: dict[str, dict[str, Value]] = Field(default_factory=dict)
    allow: tuple[dict[str, Value], ...] = ()  # what its role may do even without a connection
    # type and properties of its resource policy, and statements that it has even without a connection
    policy: dict[str, Value] = Field(default_factory=dict)
    environment: Environment | None = None  # what connections tell its code: names, addresses
    code_of: str = ""  # place that runs its code, whose role and variables it then has: the task of a service
    not_with: tuple[str, ...] = ()  # a resource with one of these properties is something else on import
    existing: dict[str, Value] = Field(
        default_factory=dict
    )  # when: stands for what is there; as: parameter type
    why_not: str = ""  # said of a component that is drawn but not exported


class Part(Definition):
    """What people look for by name but is kept with its owner: a stage of an API, an index, a policy.

    ``properties`` of the owner say it, connections of ``relations`` write it; where there are neither, it
    comes with the owner and ``summary`` says how.
    """

    label: str
    summary: str
    keywords: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    cite: str = ""


class ComponentType(Definition):
    """What may be placed. The key in the palette is its ``id``."""

    id: str = ""
    service: str = ""
    category: str = ""
    file: str = ""
    label: str
    name: str = ""  # what a new one is called; the label if empty
    summary: str = ""
    icon: str = ""
    keywords: tuple[str, ...] = ()
    detail: str = ""  # second line under the name: "{instance_type} x {count}"
    cite: str = ""
    aws: str = ""  # page of the AWS documentation
    placement: Placement = Placement()
    container: Container | None = None
    properties: dict[str, Property] = Field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    usage: dict[str, Usage] = Field(default_factory=dict)
    costs: tuple[Cost, ...] = ()
    # who pays for data that comes from or goes to another zone: this end too, only the other one, or nobody
    between_zones: Literal["paid", "free here", "free"] = "paid"
    cloudformation: CloudFormation = CloudFormation()
    parts: dict[str, Part] = Field(default_factory=dict)


class Preset(Definition):
    """A palette entry that is a type with properties set: ``FIFO queue``, ``Public subnet``."""

    id: str = ""
    type: str
    label: str
    name: str = ""
    icon: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    properties: dict[str, Value] = Field(default_factory=dict)
    hides_type: bool = False  # the bare type is then not offered beside its presets


class Relation(Definition):
    """A kind of connection: the verb in words, and how its edge is drawn."""

    id: str = ""
    label: str
    style: Literal["flow", "replication", "attachment"] = "flow"
    doc: str = ""


class Ends(Definition):
    """What the ends of a connection have to be: property to value, or to a list of values."""

    source: Annotated[dict[str, Value], Field(alias="from", default_factory=dict)]
    target: Annotated[dict[str, Value], Field(alias="to", default_factory=dict)]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ConnectionType(Definition):
    """What may connect to what, and how good that is. The first fitting entry is the default relation.

    ``where`` narrows an entry to ends with certain properties (a FIFO queue); it then goes before the entries
    of the same relation without one. ``told_by`` names the rule that reports the pair, so that no finding
    says it twice.
    """

    source: Annotated[tuple[str, ...] | str, Field(alias="from")]
    target: Annotated[tuple[str, ...] | str, Field(alias="to")]
    relation: str
    verdict: Verdict = "recommended"
    reason: str = ""
    instead: str = ""
    cite: str = ""
    where: Ends | None = None
    told_by: str = ""
    notes: Verdict | None = None  # the verdict in the notes edition, where it differs
    properties: dict[str, Property] = Field(default_factory=dict)
    wire: tuple[dict[str, Value], ...] = ()
    position: int = 0  # which entry of its file it is, counted from 0

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.target,) if isinstance(self.target, str) else self.target

    def verdict_in(self, edition: Edition) -> Verdict:
        return self.notes if edition == "notes" and self.notes is not None else self.verdict


class RuleDefinition(Definition):
    """A declarative rule as the palette gives it; `rules/` compiles and runs it (its language is there)."""

    id: str
    title: str
    severity: Severity | ByEdition
    applies: Annotated[dict[str, Value], Field(alias="for")]
    when: Value = None
    let: dict[str, Value] = Field(default_factory=dict)
    check: Value
    message: str
    why: str
    cite: str = ""
    aws: str = ""
    category: str = ""
    version: int = 1
    differs: str = ""  # what the other edition says, where the two do not agree
    fix: tuple[dict[str, Value], ...] = ()
    notes: dict[str, Value] = Field(
        default_factory=dict
    )  # what the notes edition overrides: check, when, message
    editions: tuple[Edition, ...] = ("notes", "current")
    passes: tuple[dict[str, Value], ...] = ()
    fails: tuple[dict[str, Value], ...] = ()
    unknown: tuple[dict[str, Value], ...] = ()
    file: str = ""
    position: int = 0  # which entry of its file it is, counted from 0

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Palette(Definition):
    """A palette file: one AWS service."""

    service: str
    category: str
    components: dict[str, ComponentType] = Field(default_factory=dict)
    presets: dict[str, Preset] = Field(default_factory=dict)
    relations: dict[str, Relation] = Field(default_factory=dict)
    transfers: dict[str, Transfer] = Field(default_factory=dict)
    connections: tuple[ConnectionType, ...] = ()
    rules: tuple[RuleDefinition, ...] = ()
