"""What an imported template said, written back: just as it was, but for what was edited or deleted since."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from archdesk.cloudformation.draft import KEPT, Draft
from archdesk.cloudformation.parts import parts_of
from archdesk.cloudformation.place import Place
from archdesk.cloudformation.recognise import recognised
from archdesk.cloudformation.resolving import Resolve, resolver
from archdesk.cloudformation.scope import MISSING
from archdesk.cloudformation.values import evaluate
from archdesk.model.records import Component


def kept_resolver(draft: Draft) -> Resolve:
    """What intrinsics came to when the template was imported."""
    resources: dict[str, Any] = parts_of(draft.design)
    for component in draft.design.components:
        kept = component.extra.get(KEPT)
        if isinstance(kept, dict) and "resource" in kept:
            resources[kept["id"]] = kept["resource"]
    return resolver({**draft.design.settings.extra.get(KEPT, {}), "Resources": resources})


def kept_resource(draft: Draft, component: Component, resolve: Resolve) -> dict[str, Any]:
    """The resource as an imported template had it, with just those properties changed that were edited since."""
    kept: dict[str, Any] = copy.deepcopy(component.extra[KEPT]["resource"])
    kind = draft.catalogue.type_of(component)
    before = recognised(kind, kept.get("Properties", {}), resolve)
    if before != dict(component.properties):
        old = evaluate(
            dict(kind.cloudformation.properties), Place(draft, replace(component, properties=before))
        )
        new = evaluate(dict(kind.cloudformation.properties), Place(draft, component))
        properties = kept.get("Properties", {})
        for key in {**(old or {}), **(new or {})}:
            value = (new or {}).get(key, MISSING)
            if value == (old or {}).get(key, MISSING):
                continue
            if value is MISSING:
                properties.pop(key, None)
            else:
                properties[key] = value
                kept["Properties"] = properties
    return kept
