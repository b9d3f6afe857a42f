"""The mapping language of palettes: what a value in `cloudformation:` or `wire:` stands for.

A value is a literal, a list, a mapping, or a mapping whose first key is one of these operators:

- {prop: name} a property; `of: place`, `omit: value` (left out then), `map:` (exact) or `match:` (shell patterns)
  to translate, `as: string | list`
- {ref: place} !Ref; a place is self, source, target, vpc, subnet, role, default_route, item, wire:relation or
  wired:relation (the other end of a connection), in:type (the container of that type round it), `wire.Suffix`
  (a resource of this wire), or a suffix of the component's own `also`; `place.Suffix` is what that place owns
- {att: [place, Name]} !GetAtt
- {sub: text} !Sub; `${place}` and `${place.Attribute}` become logical ids, `${prop:name}` and
  `${prop:place.name}` a property's value, `${id:place}` a logical id as plain text
- {given: place.name} what that place `gives`; of several other ends, the first that gives it
- {first: [values]} the first that is there
- {when: condition, value: ..., else: ...}
- {each: places, value: ...} one value for each of subnets, vpc_subnets
- {tags: true | extras} the Name tag and the design's tags, as a list (`tags: map`: as a mapping)
- {az: true} the availability zone, by !Select and !GetAZs
- {security_groups: true} the ids of its drawn groups, or of one of its own; `first`: one id
- {ingress_rules: name} a list property of lines `tcp 443 from 0.0.0.0/0`
- {line: name} a part of the line that an `also` with `each:` is written for: number, action, protocol, block, block6, ports
- {turn: 1000} that number and which of its source's connections of this relation a wire's is: 1001, 1002 ...
- {free_range: name} a part of the VPC's block that no sibling's property of that name takes
- {param: Name, Type: ..., Default: ...} a template parameter; `shared: true` for one by that very name
- {text: place} the name of a component, with `before:` and `after:`; `plain: true` leaves out what the description
  of a security group may not hold
- {id: place} a logical id as text, with `before:` and `after:`, and no longer than `most:`
- {literal: value} the value as it is

Beside this language stands `environment:` {path, of, form: mapping | list, name, extras}: where a component keeps
the variables that connections set, and whether as a mapping or as a list of entries.

Further, the key ``+`` of a mapping merges a mapping into it. What is not there is left out with its key,
and so is a list of which nothing is there.

Conditions: {prop: name, is|in|not|matches: ...}, {wire: relation, types: [...]}, {wired: relation, types: [...]},
{has: place}, {gives: place.name}, {type: [...], of: place}, {not: c}, {all: [c]}, {any: [c]}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, Protocol

from archdesk.cloudformation.naming import described
from archdesk.model.records import Component, Value


class _Missing:
    """What a value that is not there evaluates to: its key or entry is left out."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()


class Scope(Protocol):
    """What the language asks of the template being written."""

    def prop(self, name: str, of: str) -> Value: ...
    def place(self, name: str) -> Component | None: ...
    def places(self, name: str) -> list[Component]: ...
    def at(self, item: Component) -> Scope: ...
    def logical(self, reference: str) -> str | None: ...
    def given(self, reference: str) -> Value: ...
    def wires(self, relation: str, types: list[str], outgoing: bool) -> bool: ...
    def tags(self, extras: Mapping[str, Value]) -> list[dict[str, Value]]: ...
    def zone_index(self) -> int | None: ...
    def group_ids(self) -> list[Value]: ...
    def ingress_rules(self, name: str) -> list[Value]: ...
    def free_range(self, name: str) -> str | None: ...
    def part(self, name: str) -> Value: ...
    def turn(self) -> int: ...
    def parameter(self, name: str, shared: bool, definition: dict[str, Value]) -> str: ...


def evaluate(value: Value, scope: Scope) -> Any:
    """What ``value`` stands for in a template; MISSING where it is not there."""
    if isinstance(value, dict):
        operator = next(iter(value), "")
        if operator in _OPERATORS and set(value) <= _OPERATORS[operator][1] | {operator}:
            return _OPERATORS[operator][0](value, scope)
        if operator == "param":
            return _param(value, scope)
        return _mapping(value, scope)
    if isinstance(value, list | tuple):
        found = [v for v in (evaluate(v, scope) for v in value) if v is not MISSING]
        return MISSING if value and not found else found
    return MISSING if value is None else value


def is_operator(value: Value) -> str | None:
    """The operator a mapping is written with; None for a plain mapping or another value."""
    if not isinstance(value, dict):
        return None
    operator = next(iter(value), "")
    if operator == "param" or (operator in _OPERATORS and set(value) <= _OPERATORS[operator][1] | {operator}):
        return str(operator)
    return None


def operators(value: Value) -> Iterator[str]:
    """All operators used anywhere in a mapping."""
    operator = is_operator(value)
    if operator is not None:
        yield operator
    if isinstance(value, dict):
        for entry in value.values():
            yield from operators(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from operators(entry)


def holds(condition: Value, scope: Scope) -> bool:
    """Whether a condition holds; None (no condition) does."""
    if condition is None:
        return True
    if "not" in condition and len(condition) == 1:
        return not holds(condition["not"], scope)
    if "all" in condition:
        return all(holds(c, scope) for c in condition["all"])
    if "any" in condition:
        return any(holds(c, scope) for c in condition["any"])
    if "has" in condition:
        return scope.logical(condition["has"]) is not None
    if "gives" in condition:
        return scope.given(condition["gives"]) is not MISSING
    for key, outgoing in (("wire", True), ("wired", False)):
        if key in condition:
            return scope.wires(str(condition[key]), as_list(condition.get("types")), outgoing)
    if "type" in condition:
        place = scope.place(condition.get("of", "self"))
        return place is not None and place.type in as_list(condition["type"])
    return test(scope.prop(condition["prop"], condition.get("of", "")), condition)


def test(value: Value, condition: Mapping[str, Value]) -> bool:
    """Whether a property's value meets ``is``, ``not``, ``in`` or ``matches``; without one: whether it is set."""
    if "is" in condition:
        return bool(value == condition["is"])
    if "not" in condition:
        return bool(value != condition["not"])
    if "in" in condition:
        return value in condition["in"]
    if "matches" in condition:
        return any(fnmatchcase(str(value), pattern) for pattern in as_list(condition["matches"]))
    return bool(value)


def as_list(value: Value) -> list[Any]:
    """A list of one for a single value, empty for None."""
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def translated(value: Value, entry: Mapping[str, Value]) -> Any:
    """A property's value as the template has it: by ``map``, ``match`` and ``as``."""
    if "map" in entry:
        return entry["map"].get(str(value), MISSING)
    if "match" in entry:
        found = (v for pattern, v in entry["match"].items() if fnmatchcase(str(value), pattern))
        return next(found, MISSING)
    if entry.get("as") == "string":
        return str(value).lower() if isinstance(value, bool) else str(value)
    if entry.get("as") == "list":
        return as_list(value)
    return value


def _mapping(value: dict[str, Value], scope: Scope) -> Any:
    result: dict[str, Any] = {}
    for key, entry in value.items():
        found = evaluate(entry, scope)
        if found is MISSING:
            continue
        if key == "+":
            result.update(found if isinstance(found, dict) else {})
        else:
            result[key] = found
    return MISSING if value and not result else result


def _prop(entry: dict[str, Value], scope: Scope) -> Any:
    value = scope.prop(entry["prop"], entry.get("of", ""))
    if value in (None, "", [], {}) or ("omit" in entry and value == entry["omit"]):
        return MISSING
    return translated(value, entry)


def _ref(entry: dict[str, Value], scope: Scope) -> Any:
    logical = scope.logical(entry["ref"])
    return MISSING if logical is None else {"Ref": logical}


def _att(entry: dict[str, Value], scope: Scope) -> Any:
    place, attribute = entry["att"]
    logical = scope.logical(place)
    return MISSING if logical is None else {"Fn::GetAtt": [logical, attribute]}


_VARIABLE = re.compile(r"\$\{([^}!]+)\}")


def _sub(entry: dict[str, Value], scope: Scope) -> Any:
    absent = False

    def replacement(match: re.Match[str]) -> str:
        nonlocal absent
        name = match.group(1)
        if name.startswith("AWS::"):
            return match.group(0)
        if name.startswith("prop:"):
            of, _, key = name.removeprefix("prop:").rpartition(".")
            value = scope.prop(key, of)
            if value is None:
                absent = True
            return str(value).lower() if isinstance(value, bool) else str(value)
        if name.startswith("id:"):
            plain = scope.logical(name.removeprefix("id:"))
            absent = absent or plain is None
            return str(plain)
        parts = name.split(".")
        for cut in range(len(parts), 0, -1):
            logical = scope.logical(".".join(parts[:cut]))
            if logical is not None:
                return "${" + ".".join([logical, *parts[cut:]]) + "}"
        absent = True
        return ""

    text = _VARIABLE.sub(replacement, entry["sub"])
    if absent:
        return MISSING
    return {"Fn::Sub": text} if "${" in text else text


def _given(entry: dict[str, Value], scope: Scope) -> Any:
    return scope.given(entry["given"])


def _first(entry: dict[str, Value], scope: Scope) -> Any:
    found = (evaluate(v, scope) for v in entry["first"])
    return next((v for v in found if v is not MISSING), MISSING)


def _when(entry: dict[str, Value], scope: Scope) -> Any:
    chosen = entry["value"] if holds(entry["when"], scope) else entry.get("else")
    return evaluate(chosen, scope)


def _each(entry: dict[str, Value], scope: Scope) -> Any:
    found = [evaluate(entry["value"], scope.at(c)) for c in scope.places(entry["each"])]
    return [v for v in found if v is not MISSING] or MISSING


def _tags(entry: dict[str, Value], scope: Scope) -> Any:
    extras = entry["tags"] if isinstance(entry["tags"], dict) else {}
    tags = scope.tags(extras)
    return {t["Key"]: t["Value"] for t in tags} if entry["tags"] == "map" else tags


def _az(_entry: dict[str, Value], scope: Scope) -> Any:
    index = scope.zone_index()
    return MISSING if index is None else {"Fn::Select": [index, {"Fn::GetAZs": ""}]}


def _security_groups(entry: dict[str, Value], scope: Scope) -> Any:
    groups = scope.group_ids()
    return MISSING if not groups else groups[0] if entry["security_groups"] == "first" else groups


def _free_range(entry: dict[str, Value], scope: Scope) -> Any:
    return scope.free_range(entry["free_range"]) or MISSING


def _ingress_rules(entry: dict[str, Value], scope: Scope) -> Any:
    return scope.ingress_rules(entry["ingress_rules"]) or MISSING


def _line(entry: dict[str, Value], scope: Scope) -> Any:
    found = scope.part(entry["line"])
    return MISSING if found is None else found


def _turn(entry: dict[str, Value], scope: Scope) -> Any:
    return int(entry["turn"]) + scope.turn()


def _param(entry: dict[str, Value], scope: Scope) -> Any:
    given = {k: evaluate(v, scope) for k, v in entry.items() if k not in ("param", "shared")}
    definition = {k: v for k, v in given.items() if v is not MISSING}
    return {"Ref": scope.parameter(entry["param"], bool(entry.get("shared")), definition)}


def _text(entry: dict[str, Value], scope: Scope) -> Any:
    place = scope.place(entry["text"])
    if place is None:
        return MISSING
    text = entry.get("before", "") + place.name + entry.get("after", "")
    return described(text) if entry.get("plain") else text


def _id(entry: dict[str, Value], scope: Scope) -> Any:
    logical = scope.logical(entry["id"])
    if logical is None:
        return MISSING
    return (entry.get("before", "") + logical + entry.get("after", ""))[: entry.get("most")]


def _literal(entry: dict[str, Value], _scope: Scope) -> Any:
    return entry["literal"]


_OPERATORS: Final[Mapping[str, tuple[Callable[[dict[str, Value], Scope], Any], set[str]]]] = {
    "prop": (_prop, {"of", "omit", "map", "match", "as"}),
    "ref": (_ref, set()),
    "att": (_att, set()),
    "sub": (_sub, set()),
    "given": (_given, set()),
    "first": (_first, set()),
    "when": (_when, {"value", "else"}),
    "each": (_each, {"value"}),
    "tags": (_tags, set()),
    "az": (_az, set()),
    "security_groups": (_security_groups, set()),
    "free_range": (_free_range, set()),
    "ingress_rules": (_ingress_rules, set()),
    "line": (_line, set()),
    "turn": (_turn, set()),
    "text": (_text, {"before", "after", "plain"}),
    "id": (_id, {"before", "after", "most"}),
    "literal": (_literal, set()),
}
