"""No secret that somebody typed is written into a template: it becomes a parameter that is never shown.

That holds for variables by their names (DB_PASSWORD), and for what is known by its looks wherever it stands: access
keys, private keys, passwords in addresses. What the drawing keeps in Metadata has a word in its place; so this is
the one thing that a design does not get back from its template. What an imported template says is left as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Any, Final

from archdesk.catalog.secrets import (
    WITHHELD,
    is_secret,
    masked,
    named_pair,
    secrets_in,
    separate_secrets,
)
from archdesk.cloudformation.draft import KEPT, Draft
from archdesk.cloudformation.naming import pascal
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Value

_LIKELY: Final = re.compile(r"pass|secret|key|token|A[KS]IA|-----BEGIN|://", re.IGNORECASE)


def holds_secrets(design: Design) -> bool:
    """Whether a secret stands in plain text anywhere in a design."""
    return any(_holds(record) for record in design.records.values())


def withhold(draft: Draft) -> None:
    """Put a parameter in the place of each secret in the resources of drawn components."""
    kept = {draft.logical_id(c) for c in draft.design.components if KEPT in c.extra}
    for logical, resource in draft.resources.items():
        if logical not in kept:
            resource["Properties"] = _replaced(
                resource.get("Properties", {}), partial(_asked, draft, logical)
            )


def withheld(value: Any) -> Any:
    """The value with a word in the place of each secret."""
    return _replaced(value, None)


def withheld_entry(entry: Mapping[str, Any], known: Container[str]) -> dict[str, Any]:
    """A component's entry; what the catalogue names itself is no secret by its name (``holds_secret``)."""
    properties = {
        k: withheld(v) if k in known else withheld({k: v})[k] for k, v in entry.get("properties", {}).items()
    }
    return {k: properties if k == "properties" else withheld(v) for k, v in entry.items()}


def _holds(record: Any) -> bool:
    if isinstance(record, Component):
        texts: tuple[Any, ...] = (record.name, dict(record.properties))
    elif isinstance(record, Connection):
        texts = (record.label, dict(record.properties))
    else:
        texts = (getattr(record, "name", ""), dict(getattr(record, "tags", {})))
    return any(WITHHELD in str(t) or (_LIKELY.search(str(t)) and any(secrets_in(t))) for t in texts)


def _asked(draft: Draft, logical: str, name: str) -> str:
    """The parameter for a secret; secrets of one name in one resource are one."""
    parameter = draft.names.claim(logical + (pascal(name) or "Secret"), (logical, "secret", name))
    draft.parameters[parameter] = {
        "Type": "String",
        "NoEcho": True,
        "Description": f"The value of {name} for {logical}: not written into the template"[:1024],
        "MinLength": 1,
    }
    return parameter


_Ask = Callable[[str], str] | None


def _replaced(value: Any, ask: _Ask) -> Any:
    if isinstance(value, str):
        return _text(value, ask)
    if isinstance(value, list | tuple):
        return [_replaced(v, ask) for v in value]
    if not isinstance(value, Mapping):
        return value
    if ask is not None and list(value) == ["Fn::Sub"] and isinstance(value["Fn::Sub"], str):
        return _text(value["Fn::Sub"], ask, within_sub=True)
    pair = named_pair(dict(value))
    if pair is not None:
        return {k: _named(pair[0], v, ask) if str(k).lower() == "value" else v for k, v in value.items()}
    return {k: _named(str(k), v, ask) for k, v in value.items()}


def _named(name: str, value: Any, ask: _Ask) -> Any:
    if value == WITHHELD or is_secret(name, value):
        return WITHHELD if ask is None else {"Ref": ask(name)}
    return _replaced(value, ask)


def _text(text: str, ask: _Ask, within_sub: bool = False) -> Value:
    """The text without its secrets: a word for each, or a substitution."""
    secrets = separate_secrets(text) if _LIKELY.search(text) else []
    if not secrets:
        return {"Fn::Sub": text} if within_sub else text
    if ask is None:
        return masked(text)

    def plain(part: str) -> str:
        return part if within_sub else part.replace("${", "${!")

    parts, at = [], 0
    for secret in secrets:
        name = secret.name.removeprefix("an ").removeprefix("a ")
        parts += [plain(text[at : secret.start]), "${" + ask(name) + "}"]
        at = secret.end
    return {"Fn::Sub": "".join([*parts, plain(text[at:])])}
