"""Pairs of designs: a sound one, and the same with one mistake in it. Data in tests/data/pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.model.design import Design
from archdesk.rules.examples import read_example

FOLDER = Path(__file__).parents[1] / "data" / "pairs"
KEYS = {"title", "rules", "sound", "mistake", "edition"}


@dataclass(frozen=True)
class Pair:
    """``rules``: those that report the mistake, and nothing else may be reported."""

    title: str
    file: str
    rules: tuple[str, ...]
    sound: dict[str, Any]
    wrong: dict[str, Any]
    edition: str


def read_pairs() -> Iterator[Pair]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) or ():
            unknown = raw.keys() - KEYS
            assert not unknown, f"{file.name}: {raw.get('title')}: unknown keys {sorted(unknown)}"
            edition = raw.get("edition", "current")
            sound = {"edition": edition, **raw["sound"]}
            wrong = _changed(sound, raw["mistake"])
            yield Pair(raw["title"], file.stem, tuple(sorted(raw["rules"])), sound, wrong, edition)


def drawn(raw: dict[str, Any], catalogue: Catalogue) -> Design:
    """The design an example describes."""
    rule = RuleDefinition.model_validate(
        {"id": "PAIR-000", "title": "Pair", "severity": "info", "for": {"component": "any"}, "check": True, "message": "", "why": ""}
    )  # fmt: skip
    return read_example(raw, rule, catalogue, "passes", ()).design


def _changed(sound: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    unknown = change.keys() - {"components", "connections", "without"}
    assert not unknown, f"a mistake has no {sorted(unknown)}"
    components = {id: _mapping(given) for id, given in sound["components"].items()}
    for id, given in change.get("components", {}).items():
        if given is None:
            del components[id]
            continue
        merged = {**components.get(id, {}), **_mapping(given)}
        components[id] = {key: value for key, value in merged.items() if value is not None}
    without = change.get("without", [])
    edges = sound.get("connections", [])
    for edge in without:
        assert edge in edges, f"there is no connection {edge!r} to leave out"
    kept = [e for e in edges if e not in without and _ends(e) <= components.keys()]
    return {**sound, "components": components, "connections": [*kept, *change.get("connections", [])]}


def _mapping(given: Any) -> dict[str, Any]:
    return {"type": given} if isinstance(given, str) else dict(given)


def _ends(edge: Any) -> set[str]:
    if isinstance(edge, dict):
        return {edge["from"], edge["to"]}
    source, _, target = edge.split()
    return {source, target}
