"""Secrets in plain text: where a script, a setting or a list of variables writes a password or key down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archdesk.model.records import Value

_NAME = re.compile(
    r"(password|passwd|(?<![a-z0-9])(pass|pwd|pw)|secret|(secret|access|api|private|account|licen[cs]e)[_-]?key|[a-z0-9]+[_-]token)",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"""(?P<name>[A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?(?P<value>[^\s"',;]+)""")
_OPTION = re.compile(r"""--(?P<name>[a-z-]*password)[ =]["']?(?P<value>[^\s"']+)""")
_KEY = re.compile(r"\b(?P<value>(AKIA|ASIA)[0-9A-Z]{16})\b")  # ids of access keys
_PEM = re.compile(
    r"(?P<value>-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?-----END [A-Z ]*PRIVATE KEY-----|.*))", re.DOTALL
)
_LOGIN = re.compile(r"[a-z][a-z0-9+]*://[^\s:/@]+:(?P<value>[^\s:/@]+)@")
_ELSEWHERE = ("$", "{", "<", "%", "`", "!", "/", "(", "*", "arn:", "resolve:")  # a reference or a placeholder
_SWITCHES = ("true", "false", "yes", "no", "none", "null", "")
_TYPES = ("PARAMETER_STORE", "SECRETS_MANAGER")  # of variables that name where the value is kept


WITHHELD: Final = "(withheld)"  # what stands in the place of a secret


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret within a text: what it is called, and from where to where it stands."""

    name: str
    start: int
    end: int


def secrets_in(value: Value) -> Iterator[str]:
    """What the secrets in a text, a mapping or a list of variables are called."""
    if isinstance(value, str):
        yield from (secret.name for secret in secrets_in_text(value))
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from secrets_in(entry)
    elif isinstance(value, dict):
        pair = named_pair(value)
        if pair is not None:
            yield from _in_pair(*pair)
            return
        if not _says_where(value):
            for key, entry in value.items():
                yield from _in_pair(str(key), entry)


def secrets_in_text(text: str) -> Iterator[Secret]:
    """The secrets of a text; one may be found as two things."""
    for pattern, name in ((_KEY, "an access key"), (_PEM, "a private key")):
        for match in pattern.finditer(text):
            yield Secret(name, *match.span("value"))
    for match in _LOGIN.finditer(text):
        if _is_plain(match["value"]):
            yield Secret("a password in an address", *match.span("value"))
    for pattern in (_GIVEN, _OPTION):
        for match in pattern.finditer(text):
            if is_secret(match["name"], match["value"]):
                yield Secret(match["name"], *match.span("value"))


def masked(text: str) -> str:
    """The text with a word in the place of each secret."""
    at, parts = 0, []
    for secret in separate_secrets(text):
        parts += [text[at : secret.start], WITHHELD]
        at = secret.end
    return "".join([*parts, text[at:]])


def separate_secrets(text: str) -> list[Secret]:
    """The secrets of a text in their order, each place once."""
    found: list[Secret] = []
    for secret in sorted(secrets_in_text(text), key=lambda s: (s.start, -s.end)):
        if not found or secret.start >= found[-1].end:
            found.append(secret)
    return found


def named_pair(value: dict[str, Value]) -> tuple[str, Value] | None:
    """Name and value of a variable or tag in a list; None for another mapping, or if it says where it is kept."""
    named = {str(k).lower(): v for k, v in value.items()}
    name = named.get("name", named.get("key"))
    if isinstance(name, str) and "value" in named and not _says_where(value):
        return name, named["value"]
    return None


def is_secret(name: str, value: Value) -> bool:
    """The name has to end in the word: DB_PASSWORD is a secret, SECRET_ARN only says where one is."""
    matches = any(m.end() == len(name) for m in _NAME.finditer(name))
    return matches and isinstance(value, str) and _is_plain(value)


def _says_where(value: dict[str, Value]) -> bool:
    named = {str(k).lower(): v for k, v in value.items()}
    return named.get("type") in _TYPES and "name" in named and "value" in named


def _in_pair(name: str, value: Value) -> Iterator[str]:
    if is_secret(name, value):
        yield name
    else:
        yield from secrets_in(value)


def _is_plain(value: str) -> bool:
    return value.lower() not in _SWITCHES and not value.startswith(_ELSEWHERE)
