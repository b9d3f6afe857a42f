"""The mapping read backwards: a resource's properties give the component's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archdesk.catalog.deferred import is_written_open
from archdesk.catalog.definitions import ComponentType, Owned, Property
from archdesk.cloudformation.groups import line_of
from archdesk.cloudformation.references import is_intrinsic
from archdesk.cloudformation.resolving import Resolve, unresolved
from archdesk.cloudformation.values import is_operator
from archdesk.model.records import Value

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A resource being read: what it may be, how its intrinsics are resolved, and what was found so far."""

    kind: ComponentType
    resolve: Resolve
    found: dict[str, Value] = field(default_factory=dict)

    def trial(self) -> _Reading:
        return _Reading(self.kind, self.resolve)

    def settled(self, actual: Any) -> Any:
        """A value with its intrinsics resolved; _ABSENT for AWS::NoValue."""
        found = self.resolve(actual)
        return _ABSENT if found is None else found


def recognised(
    kind: ComponentType, properties: Mapping[str, Any], resolve: Resolve = unresolved
) -> dict[str, Value]:
    """The component properties a resource's ``properties`` tell, without those at their default.

    ``resolve`` says what intrinsics in them come to (`resolving`). What one of them says is kept even at the
    default: without it, nobody would know.
    """
    reading = _Reading(kind, resolve)
    _match(dict(kind.cloudformation.properties), dict(properties), reading)
    return {
        k: v
        for k, v in reading.found.items()
        if not _is_default(kind.properties.get(k), v)
        or (resolve is not unresolved and is_written_open(kind, properties, k))
    }


def recognised_of_part(
    kind: ComponentType, part_type: str, properties: Mapping[str, Any], resolve: Resolve
) -> dict[str, Value]:
    """What a resource of the component's own (`also`: a launch template, a task definition) tells of it.

    Left out is what the component's own resource speaks of, so that this one cannot change what that one says.
    """
    mapping = kind.cloudformation
    entries = [owned for owned in mapping.also if owned.type == part_type and not owned.each]
    spoken = set(_spoken([mapping.properties, mapping.gives]))
    if part_type in mapping.reads:
        entries.append(Owned(suffix="", type=part_type, properties=mapping.reads[part_type]))
    for owned in entries:
        reading = _Reading(kind, resolve)
        if _match(dict(owned.properties), dict(properties), reading) or len(entries) == 1:
            condition = owned.when
            if isinstance(condition, dict) and set(condition) == {"prop"}:
                reading.found.setdefault(condition["prop"], True)
            return {
                k: v
                for k, v in reading.found.items()
                if k in kind.properties and k not in spoken and not _is_default(kind.properties[k], v)
            }
    return {}


def _spoken(mapping: Value) -> Iterator[str]:
    """The properties that a mapping names, in its values and its conditions."""
    if isinstance(mapping, dict):
        yield from (
            mapping[k] for k in ("prop", "chosen", "ingress_rules") if isinstance(mapping.get(k), str)
        )
        for entry in mapping.values():
            yield from _spoken(entry)
    elif isinstance(mapping, list | tuple):
        for entry in mapping:
            yield from _spoken(entry)
    elif isinstance(mapping, str):
        yield from (n.removeprefix("prop:") for n in _VARIABLE.findall(mapping) if n.startswith("prop:"))


def _is_default(definition: Property | None, value: Value) -> bool:
    return definition is not None and type(definition.default) is type(value) and definition.default == value


def _match(mapping: Value, actual: Any, reading: _Reading) -> bool:
    """Fill the reading from ``actual``; False where a literal of the mapping says otherwise."""
    operator = is_operator(mapping)
    if operator is not None:
        return _match_operator(operator, mapping, actual, reading)
    if is_intrinsic(actual):
        actual = reading.settled(actual)
    if isinstance(mapping, dict):
        if actual is _ABSENT:
            _read_absent(mapping, reading)
            return True
        if not isinstance(actual, dict):
            return not mapping
        fits = True
        for key, entry in mapping.items():
            if key == "+":
                rest = {k: v for k, v in actual.items() if k not in mapping}
                fits &= _match(entry, rest, reading)
            else:
                fits &= _match(entry, actual.get(key, _ABSENT), reading)
        return fits
    if isinstance(mapping, list):
        if not isinstance(actual, list):
            return actual is _ABSENT
        each = [_match(m, a, reading) for m, a in _pairs(mapping, actual)]  # all, to fill the reading
        return all(each)
    return actual is _ABSENT or bool(mapping == actual) or actual == [mapping]  # one, or a list of one


def _read_absent(mapping: dict[str, Any], reading: _Reading) -> None:
    """What AWS takes where a template says nothing, as far as the mapping tells (``absent``)."""
    if is_operator(mapping) == "prop":
        if "absent" in mapping and not mapping.get("of"):
            value = mapping["absent"]
            if isinstance(value, dict):  # as another property, read before it
                other = reading.kind.properties[value["prop"]]
                value = reading.found.get(value["prop"], other.default)
            reading.found.setdefault(mapping["prop"], value)
    elif is_operator(mapping) is None:
        for entry in mapping.values():
            if isinstance(entry, dict):
                _read_absent(entry, reading)


def _pairs(mapping: list[Value], actual: list[Any]) -> Iterator[tuple[Value, Any]]:
    """Which entry of a list is which: by what is fixed in them (an option's name), else as they stand."""
    fixed = [_fixed(entry) for entry in mapping]
    if len(mapping) < 2 or not all(fixed):
        yield from zip(mapping, actual, strict=False)
        return
    for entry, names in zip(mapping, fixed, strict=True):
        for one in actual:
            if isinstance(one, dict) and all(one.get(k) == v for k, v in names.items()):
                yield entry, one
                break


def _fixed(entry: Value) -> dict[str, str]:
    """The texts that an entry of a list always has."""
    if isinstance(entry, dict) and is_operator(entry) == "when":
        entry = entry.get("value")
    return {k: v for k, v in entry.items() if isinstance(v, str)} if isinstance(entry, dict) else {}


def _match_operator(operator: str, mapping: dict[str, Any], actual: Any, reading: _Reading) -> bool:
    if operator == "prop" and not mapping.get("of"):
        return _match_prop(mapping, actual, reading)
    if operator == "first":
        return any(_match(entry, actual, reading) for entry in mapping["first"])
    if operator in ("largest", "smallest"):
        return _match(mapping[operator][0], actual, reading)
    if operator == "distinct":
        return _match(mapping["of"], actual, reading)
    if operator == "when":
        return _match_when(mapping, actual, reading)
    if operator == "sub":
        _match_sub(mapping["sub"], reading.settled(actual), reading)
    if operator == "literal":
        return bool(mapping["literal"] == actual)
    if operator == "ingress_rules" and isinstance(actual, list):
        rules = reading.resolve(actual)
        lines = [line for rule in rules if isinstance(rule, dict) and (line := _line(rule)) is not None]
        if lines:
            reading.found.setdefault(mapping["ingress_rules"], lines)
    return True


_VARIABLE = re.compile(r"\$\{([^}]+)\}")


def _match_sub(pattern: str, actual: Any, reading: _Reading) -> None:
    """The property that a text holds: ``sns`` of com.amazonaws.us-east-1.sns."""
    if isinstance(actual, dict) and isinstance(actual.get("Fn::Sub"), str):
        actual = actual["Fn::Sub"]
    names = [n.removeprefix("prop:") for n in _VARIABLE.findall(pattern) if n.startswith("prop:")]
    alone = _VARIABLE.fullmatch(pattern) is not None  # then nothing tells that the text is this property's
    if alone or not isinstance(actual, str) or len(names) != 1 or names[0] not in reading.kind.properties:
        return
    parts = _VARIABLE.split(pattern)
    regex = "".join(
        re.escape(part) if index % 2 == 0 else "(.+)" if part.startswith("prop:") else ".+?"
        for index, part in enumerate(parts)
    )
    match = re.fullmatch(regex, actual)
    definition = reading.kind.properties[names[0]]
    if match is not None and "${" not in match.group(1):
        value = _typed(definition, match.group(1))
        if value is not _ABSENT:
            reading.found.setdefault(names[0], value)


def _match_prop(mapping: dict[str, Any], actual: Any, reading: _Reading) -> bool:
    name, found = mapping["prop"], reading.found
    definition = reading.kind.properties.get(name)
    if actual is not _ABSENT and (definition is None or definition.type != "json"):
        actual = reading.settled(actual)
    if actual is _ABSENT:
        _read_absent(mapping, reading)
        return True
    if "map" in mapping:
        back = {_key(v): k for k, v in reversed(mapping["map"].items())}
        if _key(actual) not in back:
            return False
        found.setdefault(name, _typed(definition, back[_key(actual)]))
        return True
    if "match" in mapping:
        return any(v == actual for v in mapping["match"].values())
    value = _typed(definition, actual)
    if value is _ABSENT:
        return False
    found.setdefault(name, value)
    return True


def _match_when(mapping: dict[str, Any], actual: Any, reading: _Reading) -> bool:
    """The branch that fits; a condition on one boolean property is then known too."""
    condition, kind = mapping["when"], reading.kind
    if is_intrinsic(actual):
        settled = reading.settled(actual)
        actual = _ABSENT if settled is _ABSENT else actual
    for branch, truth in (("value", True), ("else", False)):
        entry = mapping.get(branch)
        attempt = reading.trial()
        trial = attempt.found
        present = actual is not _ABSENT
        if (entry is None) == present or (present and not _match(entry, actual, attempt)):
            continue
        name = condition.get("prop") if isinstance(condition, dict) else None
        definition = kind.properties.get(name) if name else None
        if definition is not None and "is" in condition and truth:
            trial[str(name)] = condition["is"]
        elif definition is not None and definition.type == "boolean" and set(condition) == {"prop"}:
            trial[str(name)] = truth
        for key, value in trial.items():
            reading.found.setdefault(key, value)
        return True
    return False


def _typed(definition: Property | None, value: Any) -> Any:
    """The value as the property's type has it; _ABSENT for an intrinsic function or a wrong kind."""
    kind = definition.type if definition is not None else "json"
    if kind == "json":
        return value
    if kind == "list":
        plain = isinstance(value, list) and not any(isinstance(v, dict) for v in value)
        return value if plain else _ABSENT
    if isinstance(value, list) and len(value) == 1 and kind in ("string", "enum"):
        value = value[0]  # one, or a list of one
    if isinstance(value, dict | list):
        return _ABSENT
    if kind == "boolean":
        return {"true": True, "false": False}.get(str(value).lower(), _ABSENT)
    if kind in ("integer", "duration", "number"):
        return _number(value)
    return value if isinstance(value, str) else _text(definition, value)


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return _ABSENT
    if isinstance(value, int | float):
        return value
    try:
        return int(value)
    except ValueError:
        try:
            return float(value)
        except ValueError:
            return _ABSENT


def _text(definition: Property | None, value: Any) -> Any:
    values = definition.values if definition is not None and isinstance(definition.values, tuple) else ()
    return value if value in values else str(value)


def _key(value: Any) -> str:
    return repr(value)


def _line(rule: dict[str, Any]) -> str | None:
    cidr = rule.get("CidrIp") or rule.get("CidrIpv6")
    try:
        first, last = int(rule.get("FromPort", -1)), int(rule.get("ToPort", -1))
    except (TypeError, ValueError):
        return None
    return line_of(str(rule.get("IpProtocol", "-1")), first, last, cidr) if isinstance(cidr, str) else None
