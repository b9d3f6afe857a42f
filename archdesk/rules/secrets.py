"""Secrets in plain text: whether a script, a setting or a list of variables writes a password or key down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from archdesk.model.records import Value
from archdesk.rules.scope import Case, Outcome, Path, Scope
from archdesk.rules.values import compile_value

Check: TypeAlias = Callable[[Case], Outcome]

_NAME = re.compile(
    r"(password|passwd|secret|(secret|access|api|private|account)[_-]?key|[a-z0-9]+[_-]token)", re.IGNORECASE
)
_GIVEN = re.compile(r"""(?P<name>[A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?(?P<value>[^\s"',;]+)""")
_OPTION = re.compile(r"""--(?P<name>[a-z-]*password)[ =]["']?(?P<value>[^\s"']+)""")
_KEY = re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b")  # ids of access keys
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_LOGIN = re.compile(r"[a-z][a-z0-9+]*://[^\s:/@]+:(?P<value>[^\s:/@]+)@")
_ELSEWHERE = ("$", "{", "<", "%", "`", "!", "/", "(", "*", "arn:", "resolve:")  # a reference or a placeholder
_SWITCHES = ("true", "false", "yes", "no", "none", "null", "")
_TYPES = ("PARAMETER_STORE", "SECRETS_MANAGER")  # of variables that name where the value is kept


def compile_holds_secret(raw: Value, scope: Scope, path: Path) -> Check:
    """``{holds_secret: $it.environment}``; {bad} in the message names the variable, never its value."""
    get = compile_value(raw, scope, path)

    def check(case: Case) -> Outcome:
        value = get(case)
        if value is None:
            return None
        found = next(secrets_in(value), None)
        if found is not None:
            case.notes["bad"] = found
        return found is not None

    return check


def secrets_in(value: Value) -> Iterator[str]:
    """What the secrets are called."""
    if isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from secrets_in(entry)
    elif isinstance(value, dict):
        named = {str(k).lower(): v for k, v in value.items()}
        if isinstance(named.get("name"), str) and "value" in named:
            if named.get("type") not in _TYPES:
                yield from _in_pair(named["name"], named["value"])
            return
        for key, entry in value.items():
            yield from _in_pair(str(key), entry)


def _in_pair(name: str, value: Value) -> Iterator[str]:
    if _is_secret(name, value):
        yield name
    else:
        yield from secrets_in(value)


def _in_text(text: str) -> Iterator[str]:
    if _KEY.search(text):
        yield "an access key"
    if _PEM.search(text):
        yield "a private key"
    for match in _LOGIN.finditer(text):
        if _is_plain(match["value"]):
            yield "a password in an address"
    for pattern in (_GIVEN, _OPTION):
        for match in pattern.finditer(text):
            if _is_secret(match["name"], match["value"]):
                yield match["name"]


def _is_secret(name: str, value: Value) -> bool:
    """The name has to end in the word: DB_PASSWORD is a secret, SECRET_ARN only says where one is."""
    matches = any(m.end() == len(name) for m in _NAME.finditer(name))
    return matches and isinstance(value, str) and _is_plain(value)


def _is_plain(value: str) -> bool:
    return value.lower() not in _SWITCHES and not value.startswith(_ELSEWHERE)
