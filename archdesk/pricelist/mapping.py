"""Where the price list carries the prices of the books: `palettes/aws/prices/offers.yaml`, read and matched.

A product is a record of attributes; a `Meter` says which products it takes and what they are called in a book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from archdesk.costs.book import Key
from archdesk.errors import PriceBookError, Problem
from archdesk.shipped import shipped
from archdesk.source import Path, Source, read_yaml

FILE: Final = "offers.yaml"

# What stands before a usage type of a region: USE1-, EU-, APN1-, ap-northeast-2- (KMS), or nothing.
_PREFIX = r"(?:(?:[A-Z]{2,4}[0-9]?|[a-z]{2}(?:-[a-z]+)+-[0-9])-)?"
_PLACE = re.compile(r"\{([A-Za-z]+)(?::([^{}]*(?:\{[0-9,]+\}[^{}]*)*))?\}")

Attributes = Mapping[str, str]  # by their names as `plain_name` writes them

OneOrMore = str | tuple[str, ...]
KeyEntry = str | dict[str, dict[str, str]]


def plain_name(name: str) -> str:
    """An attribute's name as the JSON file (instanceType) and the CSV file (Instance Type) share it."""
    return "".join(c for c in name.lower() if c.isalnum())


class Meter(BaseModel):
    """One entry: which products carry a price of a book, and how it is written there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str = Field(min_length=1)
    family: OneOrMore = ()
    usage: str = ""
    where: dict[str, OneOrMore] = Field(default_factory=dict)
    key: dict[str, KeyEntry] = Field(default_factory=dict)
    times: int = Field(default=1, ge=1)
    begin: int | None = Field(
        default=None, ge=0
    )  # where the tier of this meter starts, if tiers have one each
    list: str = ""
    book: Literal["regional", "global"] = "regional"
    tiers: Literal["account", "each"] = "account"
    free: Literal["dropped", "kept"] = "dropped"

    @field_validator("usage", "family", "where", "key")
    @classmethod
    def _compiles(cls, value: Any) -> Any:
        for text in _texts(value):
            for pattern in [text[1:-1]] if _is_pattern(text) else [p for _, p in _PLACE.findall(text) if p]:
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return value

    @cached_property
    def _conditions(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        wanted: list[tuple[str, re.Pattern[str]]] = []
        if self.family:
            wanted.append(("productfamily", re.compile(_any_of(self.family))))
        if self.usage:
            wanted.append(("usagetype", re.compile(_PREFIX + _any_of(self.usage))))
        wanted += [(plain_name(n), re.compile(_any_of(v))) for n, v in self.where.items()]
        return tuple(wanted)

    @cached_property
    def _names(self) -> tuple[tuple[str, _Naming], ...]:
        return tuple((name, _naming(entry)) for name, entry in sorted(self.key.items()))

    def key_of(self, product: Attributes) -> Key | None:
        """The book's key of a product; None for one that this meter does not take."""
        if not all(pattern.fullmatch(product.get(name, "")) for name, pattern in self._conditions):
            return None
        key: list[tuple[str, str]] = []
        for name, naming in self._names:
            value = naming.of(product)
            if not value:
                return None
            key.append((name, value))
        return tuple(key)

    def may_make(self, key: Key) -> bool:
        """Whether a price with this key could be of this meter."""
        values = dict(key)
        return values.keys() == self.key.keys() and all(
            naming.may_be(values[name]) for name, naming in self._names
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A meter and the price of a book it is for."""

    offer: str
    component: str
    meter: Meter

    @property
    def name(self) -> str:
        return f"{self.offer}/{self.component}"


@dataclass(frozen=True)
class PriceMapping:
    """All entries; ``left_out`` says why a price of the books is taken from elsewhere."""

    entries: tuple[Entry, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def of_list(self, code: str, book: str) -> tuple[Entry, ...]:
        """The entries that the file of an offer carries for a regional or the global book."""
        return tuple(e for e in self.entries if (e.meter.list or e.offer) == code and e.meter.book == book)

    def lists(self, book: str, offers: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The offer codes whose files are needed for a book, sorted; only for these ``offers``, if any."""
        return tuple(
            sorted(
                {
                    e.meter.list or e.offer
                    for e in self.entries
                    if e.meter.book == book and (not offers or e.offer in offers)
                }
            )
        )

    @cached_property
    def offers(self) -> frozenset[str]:
        return frozenset(e.offer for e in self.entries)


def load_mapping() -> PriceMapping:
    """The shipped mapping. Raises PriceBookError where it has a mistake."""
    file = shipped("palettes") / "aws" / "prices" / FILE
    return read_mapping(file.read_bytes(), FILE)


def read_mapping(text: str | bytes, name: str) -> PriceMapping:
    """A mapping of YAML text. Raises PriceBookError with every mistake and its line."""
    source = read_yaml(text, name)
    problems = list(source.problems)
    entries: list[Entry] = []
    left_out: dict[str, str] = {}
    if not problems:
        if not isinstance(source.value, dict) or not isinstance(source.value.get("offers"), dict):
            raise PriceBookError([Problem(name, 1, "the file needs the key offers: offer -> component")])
        problems += [
            source.problem((key,), f"the key {key} is not known; there are offers and left_out")
            for key in source.value
            if key not in ("offers", "left_out")
        ]
        for offer, components in source.value["offers"].items():
            if not isinstance(components, dict):
                problems.append(source.problem(("offers", offer), f"{offer} needs its components"))
                continue
            for component, value in components.items():
                place: Path = ("offers", offer, component)
                several = isinstance(value, list)
                for index, one in enumerate(value if several else [value]):
                    meter = _meter(source, (*place, index) if several else place, one, problems)
                    if meter is not None:
                        entries.append(Entry(offer, component, meter))
        left_out, wrong = _left_out(source, {e.name for e in entries})
        problems += wrong
    if problems:
        raise PriceBookError(sorted(problems))
    return PriceMapping(tuple(entries), left_out)


def _meter(source: Source, place: Path, value: Any, problems: list[Problem]) -> Meter | None:
    try:
        return Meter.model_validate(value)
    except ValidationError as error:
        for mistake in error.errors():
            inner = tuple(part for part in mistake["loc"] if (*place, part) in source.lines)
            at = ".".join(str(part) for part in mistake["loc"][:1])
            message = mistake["msg"].removeprefix("Value error, ")
            problems.append(source.problem((*place, *inner[:1]), f"{at}: {message}" if at else message))
        return None


def _left_out(source: Source, mapped: set[str]) -> tuple[dict[str, str], list[Problem]]:
    value = source.value.get("left_out") or {}
    if not isinstance(value, dict):
        return {}, [source.problem(("left_out",), "left_out says why, by offer/component")]
    problems = [
        source.problem(("left_out", name), f"{name} {why}")
        for name, reason in value.items()
        for why in [
            "is left out and mapped; take one away" if name in mapped else "",
            "" if isinstance(reason, str) and reason.strip() else "needs the reason it is left out",
        ]
        if why
    ]
    return {str(k): str(v) for k, v in value.items()}, problems


@dataclass(frozen=True, slots=True)
class _Naming:
    """How a value of the key is made of a product: a text with places, or a choice by an attribute's value."""

    parts: tuple[str | tuple[str, re.Pattern[str] | None], ...] = ()
    attribute: str = ""
    choices: tuple[tuple[re.Pattern[str], str], ...] = ()

    def of(self, product: Attributes) -> str:
        """The value; empty for a product that has none."""
        if self.attribute:
            found = product.get(self.attribute, "")
            return next((name for pattern, name in self.choices if pattern.fullmatch(found)), "")
        made: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                made.append(part)
                continue
            name, pattern = part
            value = product.get(name, "")
            if pattern is not None:
                match = pattern.fullmatch(value)
                value = "" if match is None else match[1] if pattern.groups else match[0]
            if not value or not value.isprintable() or ";" in value or "=" in value:
                return ""
            made.append(value)
        return "".join(made)

    def may_be(self, value: str) -> bool:
        """Whether this value can come of it."""
        if self.attribute:
            return any(name == value for _, name in self.choices)
        return any(not isinstance(part, str) for part in self.parts) or value == "".join(map(str, self.parts))


def _naming(entry: KeyEntry) -> _Naming:
    if isinstance(entry, dict):
        [(attribute, values)] = entry.items() if len(entry) == 1 else [("", {})]
        prefix = _PREFIX if plain_name(attribute) == "usagetype" else ""
        choices = tuple((re.compile(prefix + _one_of(listed)), ours) for listed, ours in values.items())
        return _Naming(attribute=plain_name(attribute), choices=choices)
    parts: list[str | tuple[str, re.Pattern[str] | None]] = []
    at = 0
    for place in _PLACE.finditer(entry):
        parts += [entry[at : place.start()]] if place.start() > at else []
        parts.append((plain_name(place[1]), re.compile(place[2]) if place[2] else None))
        at = place.end()
    return _Naming(parts=(*parts, *([entry[at:]] if entry[at:] else ())))


def _is_pattern(text: str) -> bool:
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


def _one_of(text: str) -> str:
    return f"(?:{text[1:-1]})" if _is_pattern(text) else re.escape(text)


def _any_of(wanted: OneOrMore) -> str:
    texts = (wanted,) if isinstance(wanted, str) else wanted
    return f"(?:{'|'.join(map(_one_of, texts))})"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
