"""The mapping language of palettes: what a value in `cloudformation:` or `wire:` stands for.

A value is a literal, a list, a mapping, or a mapping whose first key is one of these operators:

- {prop: name} a property; `of: place`, `omit: value` (left out then), `map:` (exact) or `match:` (shell patterns)
  to translate, `as: string | list`; a parameter of the template, where the property says `parameter: true`;
  `absent: value` is what AWS takes where a template that is read says nothing, or `absent: {prop: name}` the
  value of a property said before it
- {ref: place} !Ref; a place is self, source, target, vpc, subnet, role, default_route, item (of an `each`), owner
  (whose mapping it is, inside one), wire:relation or wired:relation (the other end of a connection), in:type (the container of that type round it), `wire.Suffix`
  (a resource of this wire), or a suffix of the component's own `also`; `place.Suffix` is what that place owns,
  and `place.place` another seen from there
- {att: [place, Name]} !GetAtt
- {sub: text} !Sub; `${place}` and `${place.Attribute}` become logical ids, `${prop:name}` and
  `${prop:place.name}` a property's value, `${id:place}` a logical id as plain text
- {given: place.name} what that place `gives`, or with `key:` one entry of it; of several other ends, the first that
  gives it
- {first: [values]} the first that is there
- {when: condition, value: ..., else: ...}
- {each: places, value: ...} one value for each of subnets, zone_subnets (the first in each zone), vpc_subnets,
  or what a relation leads to (wire:* for any that leads to no circle; as the connections' property `order` says,
  then by id); those that are not there are left out. `types:` takes some of them, the place `next` is then the one
  after the item, `owner` whose mapping it is, `key: value` makes a mapping of it all, and `first: true` takes the
  first value alone
- {distinct: Key, of: [values]} the entries of these lists as one list, each value of the key once
- {lines: name, read: pattern, value: ...} one value for each text of a list property that the pattern fits,
  whose named groups are `{line: group}`
- {json: value} the value as JSON text, in which !Ref, !GetAtt and !Sub stand as !Sub has them
- {largest: [values]}, {smallest: [values]} that of the properties and numbers whose drawn number is it; `as: string`
- {mapped: Name, by: value, get: Key, values: {...}} !FindInMap, and the mapping of that name, its values said once
- {host: value} the name of the host in an address such as https://example.com/path
- {tags: true | extras} the Name tag and the design's tags, as a list (`tags: map`: as a mapping)
- {az: true} the availability zone, by !Select and !GetAZs
- {security_groups: true} the ids of its drawn groups, or of one of its own; `first`: one id; `wired`: one that
  connections may open
- {ingress_rules: name} a list property of lines `tcp 443 from 0.0.0.0/0`
- {line: name} a part of the line that an `also` with `each:` is written for: number, action, protocol, block, block6, ports
- {turn: 1000} that number and which of its source's connections of this relation a wire's is: 1001, 1002 ...;
  `of: target` counts those that come from the same type to its target; a text (/dev/sde) moves its last letter on
- {free_range: name} a part of the VPC's block that no sibling's property of that name takes
- {param: Name, Type: ..., Default: ...} a template parameter, named after the component or `of: place`;
  `shared: true` for one by that very name
- {text: place} the name of a component, with `before:` and `after:`; `plain: true` leaves out what the description
  of a security group may not hold
- {id: place} a logical id as text, with `before:` and `after:`, `lower: true` in small letters, and no longer than
  `most:`; with `drawn: true` also of what the template has no resource for
- {literal: value} the value as it is

Beside this language stands `environment:` {path, of, form: mapping | list, name, extras}: where a component keeps
the variables that connections set, and whether as a mapping or as a list of entries.

Further, the key ``+`` of a mapping merges a mapping into it. What is not there is left out with its key,
and so is a list of which nothing is there.

Conditions: {prop: name, is|in|not|matches: ...}, {chosen: name} (somebody set it; no default), {wire: relation,
types: [...]}, {wired: relation, types: [...]} (also `of: place`), {has: place}, {gives: place.name}, {part: name} (of a line), {type: [...], of: place}, {not: c}, {all: [c]}, {any: [c]}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import zip_longest
from typing import Any, Final

from archdesk.cloudformation.conditions import as_list, holds
from archdesk.cloudformation.jsontext import json_text
from archdesk.cloudformation.naming import described
from archdesk.cloudformation.scope import MISSING, Scope
from archdesk.model.records import Value


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


def copied(value: Any) -> Any:
    """A copy of plain values, mappings and lists in them too; much faster than ``copy.deepcopy``."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value


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
    if "of" not in entry and "map" not in entry and "match" not in entry:
        asked = scope.asked_for(entry["prop"])
        if asked is not None:
            return {"Ref": asked}
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
    found = scope.given(entry["given"])
    return found.get(entry["key"], MISSING) if "key" in entry and isinstance(found, dict) else found


def _first(entry: dict[str, Value], scope: Scope) -> Any:
    found = (evaluate(v, scope) for v in entry["first"])
    return next((v for v in found if v is not MISSING), MISSING)


def _when(entry: dict[str, Value], scope: Scope) -> Any:
    chosen = entry["value"] if holds(entry["when"], scope) else entry.get("else")
    return evaluate(chosen, scope)


def _each(entry: dict[str, Value], scope: Scope) -> Any:
    types = as_list(entry.get("types"))
    places = [c for c in scope.places(entry["each"]) if not types or c.type in types]
    scopes = [scope.at(c, after) for c, after in zip_longest(places, places[1:])]
    found = [(evaluate(entry.get("key"), s), evaluate(entry["value"], s)) for s in scopes]
    if "key" in entry:
        return {k: v for k, v in found if MISSING not in (k, v)} or MISSING
    values = [v for _, v in found if v is not MISSING]
    return MISSING if not values else values[0] if entry.get("first") else values


def _distinct(entry: dict[str, Value], scope: Scope) -> Any:
    found = [v for e in entry["of"] if (v := evaluate(e, scope)) is not MISSING]
    flat = [one for v in found for one in as_list(v)]
    seen = {str(one.get(entry["distinct"])): one for one in reversed(flat)}
    return [one for one in flat if seen[str(one.get(entry["distinct"]))] is one] or MISSING


def _lines(entry: dict[str, Value], scope: Scope) -> Any:
    texts = (str(text).strip() for text in as_list(scope.prop(entry["lines"], "")))
    fitting = (match for text in texts if (match := re.fullmatch(entry["read"], text)) is not None)
    found = [evaluate(entry["value"], scope.on(match.groupdict())) for match in fitting]
    return [v for v in found if v is not MISSING] or MISSING


def _json(entry: dict[str, Value], scope: Scope) -> Any:
    value = evaluate(entry["json"], scope)
    return MISSING if value is MISSING else json_text(value)


def _tags(entry: dict[str, Value], scope: Scope) -> Any:
    extras = entry["tags"] if isinstance(entry["tags"], dict) else {}
    tags = scope.tags(extras)
    return {t["Key"]: t["Value"] for t in tags} if entry["tags"] == "map" else tags


def _az(_entry: dict[str, Value], scope: Scope) -> Any:
    index = scope.zone_index()
    return MISSING if index is None else {"Fn::Select": [index, {"Fn::GetAZs": ""}]}


def _security_groups(entry: dict[str, Value], scope: Scope) -> Any:
    chosen = entry["security_groups"]
    groups = scope.group_ids(chosen == "wired")
    return MISSING if not groups else groups if chosen is True else groups[0]


def _free_range(entry: dict[str, Value], scope: Scope) -> Any:
    return scope.free_range(entry["free_range"]) or MISSING


def _ingress_rules(entry: dict[str, Value], scope: Scope) -> Any:
    return scope.ingress_rules(entry["ingress_rules"]) or MISSING


def _line(entry: dict[str, Value], scope: Scope) -> Any:
    found = scope.part(entry["line"])
    return MISSING if found is None else found


def _turn(entry: dict[str, Value], scope: Scope) -> Any:
    start, turn = entry["turn"], scope.turn(entry.get("of", "source"))
    return f"{start[:-1]}{chr(ord(start[-1]) + turn)}" if isinstance(start, str) else int(start) + turn


def _outermost(entry: dict[str, Value], scope: Scope) -> Any:
    # by the numbers drawn: what is written may be a parameter
    chosen = _extreme(entry, scope)[1]
    value = MISSING if chosen is None else evaluate(chosen, scope)
    return value if value is MISSING or isinstance(value, dict) else translated(value, entry)


def _extreme(entry: dict[str, Value], scope: Scope) -> tuple[float, Value]:
    choose = max if "largest" in entry else min
    found: list[tuple[float, Value]] = []
    for value in next(iter(entry.values())):
        if is_operator(value) in ("largest", "smallest"):
            found.append(_extreme(value, scope))
            continue
        number = scope.prop(value["prop"], value.get("of", "")) if isinstance(value, dict) else value
        if isinstance(number, int | float):
            found.append((number, value))
    return choose(found, key=lambda f: f[0]) if found else (0, None)


def _mapped(entry: dict[str, Value], scope: Scope) -> Any:
    name = scope.mapping(entry["mapped"], entry.get("values", {}))
    return {"Fn::FindInMap": [name, evaluate(entry["by"], scope), entry["get"]]}


def _host(entry: dict[str, Value], scope: Scope) -> Any:
    address = evaluate(entry["host"], scope)
    if not isinstance(address, str):
        return address
    return address.rpartition("://")[2].partition("/")[0].partition(":")[0] or MISSING


def _param(entry: dict[str, Value], scope: Scope) -> Any:
    given = {k: evaluate(v, scope) for k, v in entry.items() if k not in ("param", "shared", "of")}
    definition = {k: v for k, v in given.items() if v is not MISSING}
    shared, of = bool(entry.get("shared")), str(entry.get("of", "self"))
    return {"Ref": scope.parameter(entry["param"], shared, definition, of)}


def _text(entry: dict[str, Value], scope: Scope) -> Any:
    place = scope.place(entry["text"])
    if place is None:
        return MISSING
    text = entry.get("before", "") + place.name + entry.get("after", "")
    return described(text) if entry.get("plain") else text


def _id(entry: dict[str, Value], scope: Scope) -> Any:
    logical = scope.logical(entry["id"]) or (scope.called(entry["id"]) if entry.get("drawn") else None)
    if logical is None:
        return MISSING
    text = (entry.get("before", "") + logical + entry.get("after", ""))[: entry.get("most")]
    return text.lower() if entry.get("lower") else text


def _literal(entry: dict[str, Value], _scope: Scope) -> Any:
    return entry["literal"]


_OPERATORS: Final[Mapping[str, tuple[Callable[[dict[str, Value], Scope], Any], set[str]]]] = {
    "prop": (_prop, {"of", "omit", "absent", "map", "match", "as"}),
    "ref": (_ref, set()),
    "att": (_att, set()),
    "sub": (_sub, set()),
    "given": (_given, {"key"}),
    "first": (_first, set()),
    "when": (_when, {"value", "else"}),
    "each": (_each, {"value", "types", "key", "first"}),
    "distinct": (_distinct, {"of"}),
    "lines": (_lines, {"read", "value"}),
    "json": (_json, set()),
    "tags": (_tags, set()),
    "az": (_az, set()),
    "security_groups": (_security_groups, set()),
    "free_range": (_free_range, set()),
    "ingress_rules": (_ingress_rules, set()),
    "line": (_line, set()),
    "turn": (_turn, {"of"}),
    "largest": (_outermost, {"as"}),
    "smallest": (_outermost, {"as"}),
    "mapped": (_mapped, {"by", "get", "values"}),
    "host": (_host, set()),
    "text": (_text, {"before", "after", "plain"}),
    "id": (_id, {"before", "after", "drawn", "lower", "most"}),
    "literal": (_literal, set()),
}
