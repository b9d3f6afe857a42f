"""The catalogue of worked examples, and the shortest way to a design of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.model.design import Design
from archdesk.rules.examples import read_example

FILE = Path(__file__).parent / "data" / "worked.yaml"


@cache
def worked() -> Catalogue:
    catalogue = read_palettes([(FILE.name, FILE.read_bytes())])
    assert catalogue.problems == ()
    return catalogue


def drawn(components: dict[str, Any], *connections: Any, edition: str = "current") -> Design:
    """A design in the words of a rule's example."""
    raw = {"components": components, "connections": list(connections), "edition": edition}
    return read_example(raw, worked().rules[0], worked(), "passes", ()).design
