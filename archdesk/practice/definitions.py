"""What a scenario file may say: the typed, frozen definitions it is parsed into.

    id: messages-that-come-back             # also the name of its file
    title: Messages that come back
    kind: symptom                           # build | complete | repair | choose | calculate | cheapest | symptom
    section: sqs                            # section of the notes it practises; `also` names further ones
    domain: troubleshooting                 # of the exam: development | security | deployment | troubleshooting
    difficulty: easy                        # easy | medium | hard
    edition: current                        # which truth it is graded by: notes | current
    brief: A function works through orders for up to 60 s each ...
    start: {components: {...}, connections: [...]}      # what is drawn already; left out: nothing
    requirements:
      - id: hidden-long-enough
        text: Messages stay hidden while the function works on them
        points: 3
        for: {connection: {from: sqs.queue, to: lambda.function, relation: triggers}}
        check: {ge: [$from.visibility_timeout, {mul: [$to.timeout, 6]}]}
        hint: How long may the function work, and for how long does a message stay hidden?
        why: A message that comes back while it is being worked on is worked on twice.
        aws: lambda/latest/dg/services-sqs-configure.html
        broken_by:
          - {components: {orders: {visibility_timeout: 60}}}
    solution: {components: {orders: {visibility_timeout: 360}}}
    alternatives:
      - {title: A shorter function, components: {orders: {visibility_timeout: 60}, worker: {timeout: 10}}}
    wrong:
      - {title: A longer retention, score: 0, fails: [hidden-long-enough], why: ..., of: start, components: {orders: {retention: 1209600}}}
    explanation: ...

**Designs** are small designs as the examples of rules are (`rules/language.py`): a component is a type or a mapping with
`type`, `in`, `spans`, `name`, `usage` (monthly quantities) and its properties, a connection `source relation target`.
All but `start` may be a *change* of another: ``of: start`` or ``of: solution`` says of which (a solution is one of the start,
every other one of the solution, if they do not say otherwise; ``of: nothing`` begins with an empty canvas). `without` names
components and connections (`a relation b`) to leave out; a component left out takes its connections along, what stands in it
moves to what it stood in. `components` adds some, or changes those that are there: a property given as null is taken away;
a `type` makes it another thing altogether.

**Requirements** are conditions in the language of rules. With `for` (components or connections, as rules have it) and
perhaps `let` and `when`, `check` is asked of each subject; `holds_for` says of how many it has to hold: `every` (the
default; and there has to be one), `some`, `none`, or a count such as ``{ge: 2}``. Without `for` the check is asked once, of the whole
design, through sets `{of: $design, type: ...}`. Without `check` being a subject is enough.
``any: [...]`` and ``all: [...]`` combine conditions. ``cost: {at_most: 120}`` bounds what the design costs a month in USD, with the
scenario's `workload` in place of what was entered, at the prices that ship with ArchDesk.

What the start does already earns nothing: such a requirement is *kept*, and breaking it takes its points away. ``needs: [id]``
makes a requirement count only where those are met, so that doing nothing does not earn what asks for something to be absent.
`broken_by` lists changes of the solution that this requirement must notice, `met_by` such as it must not mind (what is odd but
right); each clause of a condition is to be needed by one of them.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from archdesk.catalog.definitions import Definition
from archdesk.model.records import Edition, Value

Kind = Literal["build", "complete", "repair", "choose", "calculate", "cheapest", "symptom"]
Domain = Literal["development", "security", "deployment", "troubleshooting"]
Difficulty = Literal["easy", "medium", "hard"]
Base = Literal["nothing", "start", "solution"]

KINDS: tuple[Kind, ...] = get_args(Kind)
DOMAINS: tuple[Domain, ...] = get_args(Domain)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
MINUTES: dict[Difficulty, int] = {"easy": 6, "medium": 10, "hard": 15}  # to read, think and draw


class Sketch(Definition):
    """A small design, or what makes it of another one."""

    of: Base | None = None
    without: tuple[str, ...] = ()
    components: dict[str, Value] = Field(default_factory=dict)
    connections: tuple[Value, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The component types that it names itself."""
        given = [e.get("type") if isinstance(e, dict) else e for e in self.components.values()]
        return tuple(type for type in given if isinstance(type, str))


class Alternative(Sketch):
    """Another design that meets every requirement."""

    title: str


class WrongDesign(Sketch):
    """A design that people draw and that is wrong: what it scores, and which requirements it fails."""

    title: str
    why: str
    score: int = Field(ge=0, le=99)
    fails: tuple[str, ...] = Field(min_length=1)


class Condition(Definition):
    """What has to hold of a design, said in one of four ways: about subjects, by parts, or by its cost."""

    applies: Annotated[dict[str, Value] | None, Field(alias="for")] = None
    let: dict[str, Value] = Field(default_factory=dict)
    when: Value = None
    check: Value = None
    holds_for: Literal["every", "some", "none"] | dict[str, int] = "every"
    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()
    cost: dict[Literal["at_most"], float] | None = None

    @model_validator(mode="after")
    def _said_in_one_way(self) -> Self:
        about = self.applies is not None or self.check is not None
        if sum(map(bool, (about, self.any, self.all, self.cost))) != 1:
            raise ValueError("a condition has either `for` or `check`, or `any`, `all` or `cost`")
        if not about and (self.let or self.when is not None):
            raise ValueError("`let` and `when` belong to a check")
        if self.applies is None and self.when is not None:
            raise ValueError("`when` narrows subjects; there is no `for`")
        if self.applies is None and self.holds_for != "every":
            raise ValueError("`holds_for` counts subjects; there is no `for`")
        return self


class Requirement(Condition):
    """One thing the brief asks for. ``text`` says what must be so, ``hint`` leads there, ``why`` explains it."""

    id: str
    text: str
    points: int = Field(default=1, ge=1, le=20)
    needs: tuple[str, ...] = ()
    hint: str
    why: str
    cite: str = ""  # section of the notes; the scenario's where it is empty
    aws: str = ""  # page of the AWS documentation
    broken_by: tuple[Sketch, ...] = ()
    met_by: tuple[Sketch, ...] = ()


class Scenario(Definition):
    """An exam brief with requirements a machine can check, what is wrong, and what is right."""

    id: str
    title: str
    kind: Kind
    section: str
    also: tuple[str, ...] = ()
    domain: Domain
    difficulty: Difficulty
    edition: Edition
    region: str = "us-east-1"
    minutes: int = Field(default=0, ge=0, le=180)  # suggested; 0: by the difficulty
    brief: str
    start: Sketch | None = None
    usage: Literal["small", "medium", "large"] = "medium"  # preset its costs are worked out with
    workload: dict[str, dict[str, float]] = Field(default_factory=dict)  # type -> monthly quantities
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    solution: Sketch
    alternatives: tuple[Alternative, ...] = ()
    welcome: tuple[str, ...] = ()  # types that cost no points although no solution has them
    wrong: tuple[WrongDesign, ...] = Field(min_length=2)
    explanation: str
    file: str = ""

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        ids = [requirement.id for requirement in self.requirements]
        if len(set(ids)) != len(ids):
            raise ValueError("each requirement has an id of its own")
        for requirement in self.requirements:
            for name in requirement.needs:
                if name not in ids[: ids.index(requirement.id)]:
                    raise ValueError(f"{requirement.id} needs {name!r}, which is no requirement before it")
        for wrong in self.wrong:
            for name in wrong.fails:
                if name not in ids:
                    raise ValueError(f"there is no requirement {name!r} for {wrong.title!r} to fail")
        return self

    @property
    def time(self) -> int:
        """Minutes it should take."""
        return self.minutes or MINUTES[self.difficulty]

    @property
    def sections(self) -> tuple[str, ...]:
        """All sections of the notes it practises, the first one first."""
        return self.section, *self.also

    @property
    def cost_matters(self) -> bool:
        """Whether a requirement asks what the design costs."""
        return any(requirement.cost is not None for requirement in self.requirements)

    def requirement(self, id: str) -> Requirement:
        """The requirement with this id; KeyError for none."""
        for requirement in self.requirements:
            if requirement.id == id:
                return requirement
        raise KeyError(id)
