"""What pydantic says of a wrong entry, as a person needs it: file, line, entry, key, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from archdesk.errors import Problem
from archdesk.model.records import Value
from archdesk.source import Path, Source

# What an entry takes from where it stands; nobody writes it.
FROM_CONTEXT: Mapping[str, tuple[str, ...]] = {
    "ComponentType": ("id", "service", "category", "file"),
    "Preset": ("id",),
    "Relation": ("id",),
    "Transfer": ("id",),
    "ConnectionType": ("position",),
    "RuleDefinition": ("file", "position"),
    "Section": ("id", "file", "group"),
    **dict.fromkeys(("Calculator", "Decision", "Diagnostic", "Sequence", "WrittenFile"), ("id", "file")),
    "Scenario": ("file",),
}


def mistakes_of(
    source: Source, kind: type[BaseModel], path: Path, entry: Value, error: ValidationError
) -> Iterator[Problem]:
    """Each mistake by file, line, entry and key, and the known key that was probably meant."""
    told = set()
    for detail in error.errors():
        loc = _keys_in(entry, detail["loc"], detail["type"] == "missing")
        if loc in told:
            continue  # a value that may have one of several forms fails each of them
        told.add(loc)
        where = (*path, *loc)
        message = detail["msg"].removeprefix("Value error, ")
        message = f"{message[:1].lower()}{message[1:]}"
        if detail["type"] == "extra_forbidden":
            message = f"this key is not known here{did_you_mean(str(loc[-1]), _keys_at(kind, loc[:-1]))}"
        elif detail["type"] == "missing":
            message = f"this is missing; {'an entry' if path else 'a palette'} needs it"
        elif detail["type"] == "literal_error":
            possible = str(detail["ctx"]["expected"])
            close = did_you_mean(str(detail["input"]), re.findall(r"'([^']*)'", possible))
            message = f"{detail['input']!r} is none of {possible}{close}"
        yield source.problem(where, f"{' › '.join(str(p) for p in where)}: {message}")


def without_mistakes(entry: Value, error: ValidationError) -> Value:
    """The entry without what pydantic refuses, so that the rest of it can be looked at as well."""
    mistakes: set[Path] = set()
    required: set[Path] = set()
    for detail in error.errors():
        missing = detail["type"] == "missing"
        loc = _keys_in(entry, detail["loc"], missing)
        if missing and len(loc) == 1:
            required.add(loc)
        else:
            mistakes.add(loc[:-1] if missing else loc)
    kept = _kept(entry, (), mistakes)
    return {**kept, **{str(loc[0]): "" for loc in required}} if isinstance(kept, dict) else kept


def _kept(value: Value, path: Path, mistakes: set[Path]) -> Value:
    """The value without the entries at those paths."""
    if isinstance(value, dict):
        inner = {k: (v, (*path, k)) for k, v in value.items()}
        return {k: _kept(v, at, mistakes) for k, (v, at) in inner.items() if at not in mistakes}
    if isinstance(value, list):
        return [_kept(v, (*path, i), mistakes) for i, v in enumerate(value) if (*path, i) not in mistakes]
    return value


def _keys_in(entry: Value, loc: Path, is_missing: bool) -> Path:
    """The parts of a pydantic location that are keys of the entry, not names of forms it may have."""
    keys: list[str | int] = []
    here: Any = entry
    for part in loc[:-1] if is_missing else loc:
        if (isinstance(here, dict) and part in here) or (isinstance(here, list) and isinstance(part, int)):
            keys.append(part)
            here = here[part]  # type: ignore[index]  # a list is only asked with a number
    return (*keys, loc[-1]) if is_missing else tuple(keys)


def did_you_mean(word: str, known: Any) -> str:
    """``; did you mean 'x'?`` where something known is close to the word, else nothing."""
    close = get_close_matches(word, [str(k) for k in known], 1, 0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _keys_at(kind: type[BaseModel], loc: Path) -> list[str]:
    """The keys that the definition at ``loc`` within ``kind`` knows."""
    models: list[type[BaseModel]] = [kind]
    for part in loc:
        fields = {a: f for m in models for n, f in m.model_fields.items() for a in (n, f.alias) if a}
        if str(part) in fields:
            models = list(_models_in(fields[str(part)].annotation))
    return [
        f.alias or name
        for model in models
        for name, f in model.model_fields.items()
        if name not in FROM_CONTEXT.get(model.__name__, ())
    ]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
