"""What parameters, mappings, conditions and intrinsic functions of a template come to by their defaults.

``resolver(template)`` gives ``resolve(value)``: the value with every intrinsic replaced that the template itself
decides. What only a deployment decides (a parameter without default, an attribute, an import, a secret) stays as it
is written, so nothing is guessed. References to resources stay references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network
from itertools import islice
from typing import Any, Final

from archdesk.cloudformation.references import is_intrinsic

Resolve = Callable[[Any], Any]

_DEPTH: Final = 40  # conditions and functions that name each other in a circle end here
_PARTITION: Final = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
_VARIABLE: Final = re.compile(r"\$\{([^!}][^}]*)\}")
_LITERAL: Final = re.compile(r"\$\{!([^}]*)\}")
_UNKNOWN: Final = object()
_NOTHING: Final = object()  # AWS::NoValue


def unresolved(value: Any) -> Any:
    """The value as it is: for what stands in no template."""
    return value


def resolver(template: Mapping[str, Any], region: str = "") -> Resolve:
    """The function that resolves values of this template; a stack is taken to be in ``region``, us-east-1 if empty."""
    return _Resolver(template, region or "us-east-1").resolve


class _Resolver:
    """One template's parameters, mappings and conditions; what a condition comes to is found once."""

    def __init__(self, template: Mapping[str, Any], region: str) -> None:
        self.parameters = _section(template, "Parameters")
        self.mappings = _section(template, "Mappings")
        self.conditions = _section(template, "Conditions")
        self.resources = _section(template, "Resources")
        self.pseudo: Mapping[str, Any] = {
            **_PARTITION,
            "AWS::Region": region,
            "AWS::NoValue": _NOTHING,
            "AWS::NotificationARNs": _UNKNOWN,
        }
        self.settled: dict[str, Any] = {}
        self.depth = 0

    def resolve(self, value: Any) -> Any:
        """The value, resolved as far as the template decides it; None where nothing at all is left (NoValue)."""
        found = self.within(value)
        return None if found is _NOTHING else found

    def within(self, value: Any) -> Any:
        """As ``resolve``, with _NOTHING for AWS::NoValue."""
        if isinstance(value, dict):
            if is_intrinsic(value):
                key, entry = next(iter(value.items()))
                found = self.function(str(key), entry)
                return value if found is _UNKNOWN else found
            pairs = ((k, self.within(v)) for k, v in value.items())
            return {k: v for k, v in pairs if v is not _NOTHING}
        if isinstance(value, list):
            return [v for v in map(self.within, value) if v is not _NOTHING]
        return value

    def function(self, name: str, entry: Any) -> Any:
        """What an intrinsic comes to; _UNKNOWN where only a deployment decides."""
        work = _FUNCTIONS.get(name)
        if work is None or self.depth > _DEPTH:
            return _UNKNOWN
        self.depth += 1
        try:
            return work(self, entry)
        finally:
            self.depth -= 1

    def plain(self, value: Any) -> Any:
        """A resolved value without anything open in it; else _UNKNOWN."""
        found = self.within(value)
        return _UNKNOWN if found is _NOTHING or _is_open(found) else found

    def text(self, value: Any) -> Any:
        """A resolved text; else _UNKNOWN."""
        found = self.plain(value)
        if isinstance(found, bool):
            return str(found).lower()
        return str(found) if isinstance(found, str | int | float) else _UNKNOWN

    def ref(self, entry: Any) -> Any:
        if not isinstance(entry, str):
            return _UNKNOWN
        if entry in self.pseudo:
            return self.pseudo[entry]
        definition = self.parameters.get(entry)
        return _default(definition) if isinstance(definition, dict) else _UNKNOWN

    def find_in_map(self, entry: Any) -> Any:
        if not isinstance(entry, list) or len(entry) < 3:
            return _UNKNOWN
        keys = [self.text(k) for k in entry[:3]]
        found: Any = self.mappings
        for key in keys:
            found = found.get(key, _UNKNOWN) if isinstance(found, dict) and key is not _UNKNOWN else _UNKNOWN
        known = not any(k is _UNKNOWN for k in keys)
        if found is _UNKNOWN and known and len(entry) == 4 and isinstance(entry[3], dict):
            return self.within(entry[3].get("DefaultValue", _UNKNOWN))
        return found

    def choose(self, entry: Any) -> Any:
        if not isinstance(entry, list) or len(entry) != 3:
            return _UNKNOWN
        holds = self.condition(entry[0])
        return _UNKNOWN if holds is _UNKNOWN else self.within(entry[1] if holds else entry[2])

    def sub(self, entry: Any) -> Any:
        text, own = entry if isinstance(entry, list) and len(entry) == 2 else (entry, {})
        if not isinstance(text, str) or not isinstance(own, dict):
            return _UNKNOWN
        parts: dict[str, str] = {}
        for name in {n.strip() for n in _VARIABLE.findall(text)}:
            if name in own:
                found = self.text(own[name])
            elif "." in name:
                found = self.text({"Fn::GetAtt": name.split(".", 1)})
            else:
                found = self.text({"Ref": name})
            if found is _UNKNOWN:
                return _UNKNOWN
            parts[name] = found
        return _LITERAL.sub(r"${\1}", _VARIABLE.sub(lambda m: parts[m.group(1).strip()], text))

    def join(self, entry: Any) -> Any:
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[0], str):
            return _UNKNOWN
        items = self.within(entry[1])
        if not isinstance(items, list):
            return _UNKNOWN
        texts = [self.text(i) for i in items]
        return _UNKNOWN if any(t is _UNKNOWN for t in texts) else entry[0].join(texts)

    def select(self, entry: Any) -> Any:
        if not isinstance(entry, list) or len(entry) != 2:
            return _UNKNOWN
        index, items = self.text(entry[0]), self.within(entry[1])
        if index is _UNKNOWN or not index.isdigit() or not isinstance(items, list):
            return _UNKNOWN
        return items[int(index)] if int(index) < len(items) else _UNKNOWN

    def split(self, entry: Any) -> Any:
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[0], str) or not entry[0]:
            return _UNKNOWN
        text = self.text(entry[1])
        return _UNKNOWN if text is _UNKNOWN else text.split(entry[0])

    def blocks(self, entry: Any) -> Any:
        """Fn::Cidr: parts of a block of addresses."""
        if not isinstance(entry, list) or len(entry) < 2:
            return _UNKNOWN
        block, count, bits = (self.text(v) for v in (*entry, 8)[:3])
        try:
            whole = IPv4Network(block)
            return [str(p) for p in islice(whole.subnets(new_prefix=32 - int(bits)), min(int(count), 256))]
        except (TypeError, ValueError):
            return _UNKNOWN

    def attribute(self, entry: Any) -> Any:
        """The one attribute that a template itself decides: the block of its VPC."""
        path = entry.split(".", 1) if isinstance(entry, str) else entry
        if not isinstance(path, list) or len(path) != 2 or path[1] != "CidrBlock":
            return _UNKNOWN
        resource = self.resources.get(str(path[0]))
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        return self.text(properties.get("CidrBlock")) if isinstance(properties, dict) else _UNKNOWN

    # -- conditions -----------------------------------------------------------------------------------------

    def condition(self, value: Any) -> Any:
        """True or false; _UNKNOWN where a deployment decides. A text is a condition's name."""
        if isinstance(value, str):
            if value not in self.settled:
                self.settled[value] = _UNKNOWN  # for one that needs itself
                self.settled[value] = self.condition(self.conditions.get(value))
            return self.settled[value]
        if not isinstance(value, dict) or len(value) != 1 or self.depth > _DEPTH:
            return _UNKNOWN
        self.depth += 1
        try:
            return self._holds(*next(iter(value.items())))
        finally:
            self.depth -= 1

    def _holds(self, name: str, entry: Any) -> Any:
        if name == "Condition":
            return self.condition(entry) if isinstance(entry, str) else _UNKNOWN
        if not isinstance(entry, list):
            return _UNKNOWN
        if name == "Fn::Equals" and len(entry) == 2:
            one, other = map(self.text, entry)
            return _UNKNOWN if _UNKNOWN in (one, other) else one == other
        parts = [self.condition(e) for e in entry]
        if name == "Fn::Not" and len(parts) == 1:
            return _UNKNOWN if parts[0] is _UNKNOWN else not parts[0]
        if name == "Fn::And":
            return False if False in parts else _UNKNOWN if _UNKNOWN in parts else True
        if name == "Fn::Or":
            return True if True in parts else _UNKNOWN if _UNKNOWN in parts else False
        return _UNKNOWN


_FUNCTIONS: Final[Mapping[str, Callable[[_Resolver, Any], Any]]] = {
    "Ref": _Resolver.ref,
    "Fn::FindInMap": _Resolver.find_in_map,
    "Fn::If": _Resolver.choose,
    "Fn::Sub": _Resolver.sub,
    "Fn::Join": _Resolver.join,
    "Fn::Select": _Resolver.select,
    "Fn::Split": _Resolver.split,
    "Fn::Cidr": _Resolver.blocks,
    "Fn::GetAtt": _Resolver.attribute,
}


def _section(template: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = template.get(name)
    return found if isinstance(found, Mapping) else {}


def _default(definition: Mapping[str, Any]) -> Any:
    """A parameter's default. A secret's is nobody's business, and one of Systems Manager's is only a name."""
    kind = str(definition.get("Type", "String"))
    value = definition.get("Default", _UNKNOWN)
    if value is _UNKNOWN or str(definition.get("NoEcho", "")).lower() == "true":
        return _UNKNOWN
    if kind.startswith("AWS::SSM::Parameter::"):
        return _UNKNOWN
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [part.strip() for part in str(value).split(",")] if str(value) else []
    return value


def _is_open(value: Any) -> bool:
    """Whether an intrinsic is left anywhere in a value."""
    if isinstance(value, dict):
        return is_intrinsic(value) or any(map(_is_open, value.values()))
    return isinstance(value, list) and any(map(_is_open, value))
