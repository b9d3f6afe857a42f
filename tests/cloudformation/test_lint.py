"""cfn-lint, the judge of templates, has nothing to say: no error and no warning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS

# the sample of ten mistakes is wrong on purpose, also to AWS
SAMPLES = [
    f for f in sorted((Path(__file__).parents[2] / "samples").glob("*.archdesk")) if "mistakes" not in f.stem
]
CATALOGUE = load_catalogue()
# cfn-lint knows when AWS stops creating functions with a runtime; offering it is the palette's business
OLD_RUNTIMES = {"W2531"}
TOGETHER = (
    60  # components in one template: cfn-lint is slow to start, and a template has at most 500 resources
)


def complaints(design: Design, catalogue: Catalogue, ignored: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return linted(export_design(design, catalogue), ignored)


def linted(template: dict[str, Any], ignored: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    from cfnlint import api
    from cfnlint.config import ManualArgs

    found = api.lint(write_template(template), _lint_rules(), config=ManualArgs(regions=["us-east-1"]))
    return [
        f"{m.rule.id} {'/'.join(map(str, m.path or []))}: {m.message}"
        for m in found
        if m.rule.id not in ignored
    ]


@cache
def _lint_rules() -> Any:
    """cfn-lint's rules as its command has them, read once: that takes it longer than a small template."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner import Runner

    return Runner(ConfigMixIn(regions=["us-east-1"])).rules


@pytest.mark.parametrize("name", DESIGNS)
def test_a_usual_design_is_clean(name, catalogue):
    assert complaints(DESIGNS[name](), catalogue) == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_a_sample_is_clean(sample, catalogue):
    assert (
        complaints(read_design(sample.read_text(encoding="utf-8"), sample.name, catalogue).design, catalogue)
        == []
    )


def test_each_component_alone_is_clean(catalogue):
    """Whiteboarding comes first: what is not drawn yet is a parameter, never a broken template."""
    alone = [_alone(kind.id, kind.id) for kind in catalogue.types.values()]
    assert complaints(Design(alone), catalogue) == []


def test_each_preset_alone_is_clean(catalogue):
    alone = [_alone(preset.id, preset.type, preset.properties) for preset in catalogue.presets.values()]
    assert complaints(Design(alone), catalogue) == []


def test_a_name_of_any_characters_is_clean(catalogue):
    names = {kind: f'Zürich «{kind}» & Söhne, (new): 1/2, "x"' for kind in catalogue.types}
    assert complaints(Design([replace(_alone(k, k), name=n) for k, n in names.items()]), catalogue) == []


def _alone(id: str, type: str, properties: Mapping[str, object] | None = None) -> Component:
    return Component(id.replace(".", "_"), type, id, Rect(0, 0, 48, 48), properties=dict(properties or {}))


def _choices() -> list[tuple[str, str, object]]:
    chosen = []
    for kind in CATALOGUE.types.values():
        for name, definition in kind.properties.items():
            if definition.type == "enum":
                values = definition.bound("values", "current")
            else:
                values = [True, False] if definition.type == "boolean" else []
            chosen += [(kind.id, name, value) for value in values or [] if value != definition.default]
    return chosen


CHOICES = [choice for choice in _choices() if choice[0] != "vpc.az"]


@pytest.mark.parametrize(
    "sheet",
    [CHOICES[n : n + TOGETHER] for n in range(0, len(CHOICES), TOGETHER)],
    ids=lambda s: f"{s[0][0]}-{s[-1][0]}",
)
def test_each_choice_of_a_property_is_clean(sheet, catalogue):
    alone = [_alone(f"{kind} {name} {value}", kind, {name: value}) for kind, name, value in sheet]
    assert complaints(Design(alone), catalogue, OLD_RUNTIMES) == []
