"""Templates as text and back: YAML with short-form intrinsics, or JSON; the round trip is exact.

Every string that some YAML reader might take for a number, a date or a boolean is double-quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import yaml

from archdesk.cloudformation.outline import NO_COMMENTS, commented
from archdesk.errors import Problem, TemplateError
from archdesk.source import Source, read_yaml

_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./+-]*(?:::?[A-Za-z0-9_./*+-]+)*(?: [A-Za-z0-9_./()+-]+)*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"))
# how JSON writes a character beyond the first 65,536, such as an emoji; YAML knows no such pairs
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LONG_ONLY = frozenset({"Fn::Transform"})


def write_template(
    template: dict[str, Any],
    format: Literal["yaml", "json"] = "yaml",
    comments: Mapping[tuple[str, ...], str] = NO_COMMENTS,
) -> str:
    """The text of a template. Short forms for intrinsics in YAML, with comments; JSON is indented by two."""
    if format == "json":
        return json.dumps(template, indent=2, ensure_ascii=False) + "\n"
    text: str = yaml.dump(template, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096)
    return commented(text, comments) if comments else text


def read_template(text: str | bytes, name: str) -> Source:
    """The values of a template's text, short forms made long, with lines. Raises TemplateError."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise TemplateError([Problem(name, line, "this is not UTF-8 text")]) from error
    if text.lstrip()[:1] == "{":
        text = text.replace("\t", "  ")  # JSON may be indented with tabs, YAML not; strings hold them escaped
        text = _PAIR.sub(_character, text)
    source = read_yaml(text, name, _long_form)
    if source.problems:
        raise TemplateError(source.problems)
    return source


def _character(match: re.Match[str]) -> str:
    high, low = (int(part, 16) for part in match.groups()[1:])
    return f"{match[1]}{chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)}"


def _long_form(tag: str, value: Any) -> Any:
    """``!Sub x`` as {"Fn::Sub": x}."""
    word = tag.removeprefix("!")
    if word in ("Ref", "Condition"):
        return {word: value}
    if word == "GetAtt" and isinstance(value, str):
        return {"Fn::GetAtt": value.split(".", 1)}
    return {f"Fn::{word}": value}


_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # the C dumper has no typed base
    """The safe dumper, with short-form intrinsics and wary strings; never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: _Dumper, value: str, tag: str = "tag:yaml.org,2002:str") -> yaml.Node:
    plain = _PLAIN.fullmatch(value) is not None and value.lower() not in _WORDS and not value.endswith(":")
    style = None if plain else "|" if _fits_block(value) else '"'
    return yaml.ScalarNode(tag, value, style=style)


def _fits_block(value: str) -> bool:
    """Whether a text can stand as a literal block and be read back exactly by every reader."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and value.isprintable() is False
        and all(line.isprintable() and line == line.rstrip() for line in lines)
        and lines[0][:1] not in ("", " ", "\t")
        and not value.endswith("\n\n")
        and not any(c in value for c in "\u00a0\u0085\u2028\u2029\ufeff")
    )


def _mapping(dumper: _Dumper, value: dict[str, Any]) -> yaml.Node:
    if len(value) == 1:
        key, entry = next(iter(value.items()))
        if key == "Ref" and isinstance(entry, str):
            return _string(dumper, entry, "!Ref")
        if key == "Fn::GetAtt" and isinstance(entry, list) and len(entry) == 2 and _dotted(entry):
            return _string(dumper, ".".join(entry), "!GetAtt")
        if key.startswith("Fn::") and key not in _LONG_ONLY and entry is not None and key != "Fn::GetAtt":
            return _short(dumper, "!" + key.removeprefix("Fn::"), entry)
    pairs = [(_string(dumper, str(k)), dumper.represent_data(v)) for k, v in value.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=not pairs)


def _dotted(entry: list[Any]) -> bool:
    return all(isinstance(e, str) for e in entry) and "." not in entry[0]


def _short(dumper: _Dumper, tag: str, entry: Any) -> yaml.Node:
    if isinstance(entry, str):
        return _string(dumper, entry, tag)
    node = dumper.represent_data(entry)
    if isinstance(entry, dict) and isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        node.tag = tag
        return node
    if isinstance(entry, list) and isinstance(node, yaml.SequenceNode):
        node.tag = tag
        return node
    # two short forms cannot follow each other on one value, nor can a number carry a tag and stay one
    key = "Fn::" + tag.removeprefix("!")
    return yaml.MappingNode("tag:yaml.org,2002:map", [(_string(dumper, key), node)], flow_style=False)


def _sequence(dumper: _Dumper, value: Sequence[Any]) -> yaml.Node:
    items = [dumper.represent_data(v) for v in value]
    short = len(value) <= 4 and all(isinstance(v, int) for v in value)
    return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=short or not items)


def _float(dumper: _Dumper, value: float) -> yaml.Node:
    text = repr(value)
    return yaml.ScalarNode("tag:yaml.org,2002:float", text if "." in text or "e" in text else f"{text}.0")


_Dumper.add_representer(str, _string)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(tuple, _sequence)
_Dumper.add_representer(float, _float)
