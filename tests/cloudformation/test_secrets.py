"""No secret stands in a template as text: it is a parameter that is never shown, or is read where it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.export import export_design, write_draft
from archdesk.model.design import Design
from archdesk.model.records import Component, Connection, Record
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_least_privilege import CATALOGUE, ENTRIES, drafts, surroundings

TYPED = "hunter2-Sup3rS3cret"  # what somebody types where a secret is wanted, and where none is
# the properties of AWS that hold a secret, by their names
SECRET = re.compile(
    r"(Password|Passphrase|SecretString|AuthToken|AccessToken|OAuthToken|SecretToken|SecretKey|SecretAccessKey"
    r"|PrivateKey|PreSharedKey|ClientSecret|ApiKeyValue|HECToken|Authkey|client_secret)$"
)
# what is named so and holds none: a rule for passwords, or who makes them
ASIDE = {"ManageMasterUserPassword", "ManageMasterPassword", "ManageAdminPassword"}


def values(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """All values of a resource that are no mapping or an intrinsic function, each with its key."""
    if isinstance(value, dict) and not (len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))):
        for name, entry in value.items():
            yield from values(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from values(entry, key)
    else:
        yield key, value


def kept(value: Any, parameters: dict[str, dict[str, Any]]) -> bool:
    """Whether a value is a parameter that is never shown, or read from where secrets are kept."""
    if isinstance(value, dict) and "Ref" in value:
        parameter = parameters.get(value["Ref"], {})
        return bool(parameter.get("NoEcho")) and "Default" not in parameter
    text = value.get("Fn::Sub", "") if isinstance(value, dict) else value
    return str(text).startswith(("{{resolve:secretsmanager:", "{{resolve:ssm-secure:"))


def shown(draft: Draft) -> list[str]:
    """The secrets of a template that can be read in it."""
    found = []
    for logical, resource in draft.resources.items():
        for key, value in values(resource.get("Properties", {})):
            if SECRET.search(key) and key not in ASIDE and not kept(value, draft.parameters):
                found.append(f"{resource['Type']} {logical}: {key}: {value}")
    return found


def typed_in(record: Record) -> Record:
    """A record with the secret in each of its properties that takes any text."""
    if isinstance(record, Component):
        taken = CATALOGUE.types[record.type].properties
    elif isinstance(record, Connection):
        taken = {}
        for entry in ENTRIES:
            taken |= entry.properties if entry.relation == record.relation else {}
    else:
        return record
    texts = {k: TYPED for k, d in taken.items() if d.type == "string" and not d.format and k != "engine"}
    return replace(record, properties={**record.properties, **texts})


def test_no_secret_is_shown_whatever_is_drawn():
    found = [(name, line) for name, draft, _ in drafts() for line in shown(draft)]
    assert found == []


def test_no_secret_is_shown_whatever_is_typed():
    found = []
    for kind in CATALOGUE.types:
        d = Drawing()
        network = surroundings(d)
        placement = CATALOGUE.types[kind].placement
        spans = (network["app_a"], network["app_b"]) if placement.spans == "vpc.subnet" else ()
        d.put(kind, "It", network["vpc"] if spans else network["app_a"], spans)
        found += shown(write_draft(Design([typed_in(r) for r in d.records]), CATALOGUE))
    for entry in ENTRIES:
        if entry.wire and any(p.type == "string" for p in entry.properties.values()):
            d = Drawing()
            d.ends(CATALOGUE, surroundings(d), entry, entry.sources[0], entry.targets[0])
            found += shown(write_draft(Design([typed_in(r) for r in d.records]), CATALOGUE))
    assert found == []


def test_a_parameter_that_is_never_shown_has_no_default():
    found = {
        (name, parameter)
        for name, draft, _ in drafts()
        for parameter, definition in draft.parameters.items()
        if definition.get("NoEcho") and "Default" in definition
    }
    assert found == set()


def test_a_parameter_for_a_secret_is_never_shown():
    """Whatever a template asks for by the name of a secret."""
    named = re.compile(
        r"(Password|Passphrase|(?<!Service)Token|SecretKey|PrivateKey|ClientSecret|PreSharedKey)$"
    )
    found = {
        (name, parameter)
        for name, draft, _ in drafts()
        for parameter, definition in draft.parameters.items()
        if named.search(parameter) and not definition.get("NoEcho")
    }
    assert found == set()


def test_no_output_and_no_variable_shows_a_secret():
    """Whoever may look at a stack or at a function may read these."""
    secret = re.compile(r"SecretAccessKey|SecretString|\{\{resolve:(secretsmanager|ssm-secure)")
    found = []
    for name, draft, _ in drafts():
        hidden = {k for k, p in draft.parameters.items() if p.get("NoEcho")}
        for variable in draft.environment:
            text = str(variable)
            if secret.search(text) or any(f"'Ref': '{k}'" in text for k in hidden):
                found.append((name, text))
    assert found == []
    for name, draft, _ in drafts()[-40:]:
        outputs = export_design(draft.design, CATALOGUE).get("Outputs", {})
        assert not secret.search(str(outputs)), name


@pytest.mark.parametrize(
    "kind", ["rds.instance", "rds.aurora", "redshift.cluster", "mq.broker", "elasticache.redis"]
)
def test_a_password_is_made_and_kept_by_secrets_manager(kind):
    """None is typed, so none can leak: the store manages it, or the template has Secrets Manager make one."""
    d = Drawing()
    network = surroundings(d)
    properties = {"auth_token": True} if kind == "elasticache.redis" else {}
    d.put(kind, "Store", network["vpc"], (network["app_a"], network["app_b"]), **properties)
    written = write_draft(d.design(), CATALOGUE).resources
    managed = [
        k for r in written.values() for k, v in values(r.get("Properties", {})) if k in ASIDE and v is True
    ]
    made = [k for k, r in written.items() if "GenerateSecretString" in r.get("Properties", {})]
    assert managed or made
