"""What the files of the handbook may say: the typed, frozen definitions they are parsed into."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from archdesk.catalog.definitions import Definition, Property
from archdesk.model.records import EDITIONS, Edition, Value


class Change(Definition):
    """A fact that was one thing in 2019 and is another today."""

    what: str
    then: str
    now: str
    since: str = ""


class Mistake(Definition):
    """What the notes got wrong or left out, and what is so."""

    claim: str
    correct: str


class Card(Definition):
    """What one looks up and does by hand: commands, a file, a procedure. Line breaks of the text are kept."""

    title: str
    text: str


class Section(Definition):
    """One section of the notes in our own words. The key in its file is its ``id``, and what ``cite`` names."""

    id: str = ""
    group: str = ""
    file: str = ""
    title: str
    summary: str
    remember: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    cards: tuple[Card, ...] = ()
    types: tuple[str, ...] = ()  # component types or presets it is about, beside those that cite it
    aws: str = ""  # page of the AWS documentation


class Input(Property):
    """What a calculator asks for; ``takes`` is the property of its component that it starts from."""

    takes: str = ""


class Case(Definition):
    """One case of a step: its value where ``when`` holds; without ``when``, in every other case."""

    when: str = ""
    value: str


class Step(Definition):
    """A named value on the way to the result, said in one of three ways.

    ``expression`` is arithmetic over inputs and earlier steps; ``table`` has an expression for each value of
    the input ``of``; ``cases`` are tried in order. Names, numbers and functions are those of palettes' costs.
    """

    name: str
    label: str
    unit: str = ""
    expression: str = ""
    of: str = ""
    table: dict[str, str] = Field(default_factory=dict)
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _said_in_one_way(self) -> Self:
        if sum(map(bool, (self.expression, self.table, self.cases))) != 1:
            raise ValueError("a step has either an expression, a table or cases")
        if bool(self.table) != bool(self.of):
            raise ValueError("a table says with `of` which input it is of")
        return self


class Override(Definition):
    """What the notes edition says instead: steps take the place of those with the same name."""

    summary: str = ""
    steps: tuple[Step, ...] = ()


class Calculator(Definition):
    """Arithmetic of the notes, worked as an exam answer shows it; ``examples`` are run as tests."""

    id: str = ""
    file: str = ""
    label: str
    component: str = ""  # the type whose inspector opens it
    types: tuple[str, ...] = ()  # further types that open it
    cite: str
    summary: str
    note: str = ""  # said below the result
    inputs: dict[str, Input]
    steps: tuple[Step, ...]
    result: str
    applies: dict[str, str] = Field(default_factory=dict)  # property of the component <- step
    notes: Override = Override()
    examples: tuple[dict[str, Value], ...] = ()  # values of inputs, ``result``, and ``edition`` if not both

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        names = [step.name for step in self.steps]
        if len({*names, *self.inputs}) != len(names) + len(self.inputs):
            raise ValueError("inputs and steps have names of their own")
        for name in (self.result, *self.applies.values(), *(step.name for step in self.notes.steps)):
            if name not in names:
                raise ValueError(f"there is no step {name!r}")
        for step in (*self.steps, *self.notes.steps):
            if step.of and step.of not in self.inputs:
                raise ValueError(f"there is no input {step.of!r}")
        return self

    def opens_from(self, type_id: str) -> bool:
        return type_id == self.component or type_id in self.types

    def summary_in(self, edition: Edition) -> str:
        return (self.notes.summary if edition == "notes" else "") or self.summary

    def steps_in(self, edition: Edition) -> tuple[Step, ...]:
        """The steps that hold in an edition, in order."""
        instead = {step.name: step for step in self.notes.steps} if edition == "notes" else {}
        return tuple(instead.get(step.name, step) for step in self.steps)


class Option(Definition):
    """One answer of a decision: ``entry`` is the palette's entry (type or preset) that places it.

    ``properties`` are set on what is placed, so that it is this answer and not another of the same type.
    """

    choice: str
    entry: str = ""
    properties: dict[str, Value] = Field(default_factory=dict)
    when: tuple[str, ...]
    editions: tuple[Edition, ...] = EDITIONS


class Decision(Definition):
    """A choice the exam asks for: which of these, and when."""

    id: str = ""
    file: str = ""
    question: str
    keywords: tuple[str, ...] = ()  # how else one asks for it
    cite: str
    types: tuple[str, ...] = ()
    options: tuple[Option, ...] = Field(min_length=2)

    def options_in(self, edition: Edition) -> tuple[Option, ...]:
        """The answers that an edition knows."""
        return tuple(option for option in self.options if edition in option.editions)


class Diagnostic(Definition):
    """A symptom with its likely cause and what to do; ``entry`` is what one may place to help."""

    id: str = ""
    file: str = ""
    symptom: str
    cause: str
    fix: str
    keywords: tuple[str, ...] = ()  # how else one says it
    cite: str
    types: tuple[str, ...] = ()
    entry: str = ""
    editions: tuple[Edition, ...] = EDITIONS


class Sequence(Definition):
    """What happens in which order."""

    id: str = ""
    file: str = ""
    label: str
    cite: str
    steps: tuple[str, ...] = Field(min_length=2)
    commands: tuple[str, ...] = ()
    note: str = ""
    types: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = EDITIONS


class WrittenFile(Definition):
    """A file one writes and AWS reads: where it stands and what it has to say."""

    id: str = ""
    file: str = ""
    label: str
    cite: str
    place: str
    points: tuple[str, ...] = Field(min_length=1)
    types: tuple[str, ...] = ()
