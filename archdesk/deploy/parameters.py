"""The values of a template's parameters: given, taken from the environment, kept from before, or asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from archdesk.catalog.mistakes import did_you_mean
from archdesk.cloudformation.aws_cli import VARIABLE, is_secret
from archdesk.errors import UsageError


@dataclass(frozen=True, slots=True)
class Values:
    """What CreateChangeSet is given, and the secrets among it, which are never shown."""

    given: tuple[Mapping[str, Any], ...] = field(repr=False)
    secrets: frozenset[str] = field(repr=False)
    kept: tuple[str, ...]  # the parameters that keep the value the stack has

    def without_secrets(self, text: str) -> str:
        """The text with every secret in it blotted out: what AWS answers may quote a value."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "****")
        return text


Ask = Callable[[str, Mapping[str, Any]], str]


def settle(
    parameters: Mapping[str, Mapping[str, Any]],
    given: Mapping[str, str],
    environment: Mapping[str, str],
    before: frozenset[str],
    ask: Ask | None,
) -> Values:
    """The values to deploy with. ``before`` are the parameters the stack has; ``ask`` gets a value from a person,
    and is None where nobody can be asked. Raises UsageError for unknown and missing ones, all of them at once.
    """
    for name in given:
        if name not in parameters:
            known = did_you_mean(name, parameters) or f"; it has: {', '.join(parameters) or 'none'}."
            raise UsageError(f"The template has no parameter {name!r}{known}")
        if is_secret(parameters[name]):
            raise UsageError(
                f"{name} is a secret, and a command line is seen by others: set the variable {VARIABLE}{name}, "
                "or enter it when you are asked."
            )
    values: list[Mapping[str, Any]] = []
    secrets: set[str] = set()
    kept, missing = [], []
    for name, parameter in parameters.items():
        value = given.get(name, environment.get(f"{VARIABLE}{name}"))
        if value is None and name in before:
            kept.append(name)
            values.append({"ParameterKey": name, "UsePreviousValue": True})
            continue
        if value is None and "Default" not in parameter:
            if ask is None:
                missing.append(name)
                continue
            value = ask(name, parameter)
        if value is not None:
            values.append({"ParameterKey": name, "ParameterValue": value})
            if is_secret(parameter) and value:
                secrets.add(value)
    if missing:
        raise UsageError(_missing(missing, parameters))
    return Values(tuple(values), frozenset(secrets), tuple(kept))


def _missing(names: list[str], parameters: Mapping[str, Mapping[str, Any]]) -> str:
    how = [
        f"  {VARIABLE}{name}=... in the environment (it is a secret)"
        if is_secret(parameters[name])
        else f"  --param {name}=...  {parameters[name].get('Description', '')}".rstrip()
        for name in names
    ]
    return "\n".join(("These parameters have no default, and nobody can be asked for them:", *how))
