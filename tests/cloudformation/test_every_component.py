"""Every component in the surroundings it belongs in: cfn-lint says nothing, not even a warning; choices too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cfnlint import api
from cfnlint.config import ManualArgs

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import export_design, write_draft
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from tests.cloudformation.drawing import HOLDERS, Drawing
from tests.cloudformation.test_lint import OLD_RUNTIMES, complaints

CATALOGUE = load_catalogue()
ALONE = {
    "aws.region",
    "aws.account",
    "vpc.vpc",
    "vpc.az",
    "vpc.subnet",
    "vpc.internet_gateway",
}  # the surroundings
TYPES = [t for t, kind in CATALOGUE.types.items() if kind.cloudformation.type and t not in ALONE]
TOGETHER = (
    90  # components in one template: cfn-lint is slow to start, and a template has at most 500 resources
)


def put(d: Drawing, network: dict[str, str], kind: str, properties: dict[str, Any]) -> None:
    """A component where it belongs, with what it must stand in."""
    placement = CATALOGUE.types[kind].placement
    spans = (network["app_a"], network["app_b"]) if placement.spans == "vpc.subnet" else ()
    parent = next((network[name] for holder, name in HOLDERS.items() if holder in placement.parents), None)
    name = f"{CATALOGUE.types[kind].label} {len(d.records)}"
    d.put(kind, name, network["vpc"] if spans else parent, spans)
    d.records[-1] = replace(d.records[-1], properties=properties)


def placed(chosen: list[tuple[str, dict[str, Any]]]) -> Design:
    d = Drawing()
    network = d.network()
    for kind, properties in chosen:
        put(d, network, kind, properties)
    return d.design()


def choices() -> list[tuple[str, dict[str, Any]]]:
    """Each choice of a property of a type that stands in a network: there it may say more than alone."""
    found: list[tuple[str, dict[str, Any]]] = []
    for kind in TYPES:
        placement = CATALOGUE.types[kind].placement
        if placement.spans != "vpc.subnet" and not {"vpc.subnet", "vpc.vpc"} & set(placement.parents):
            continue
        for name, definition in CATALOGUE.types[kind].properties.items():
            values = [True, False] if definition.type == "boolean" else []
            values = definition.bound("values", "current") if definition.type == "enum" else values
            for value in values or []:
                if value != definition.default and says_more(kind, {name: value}):
                    found.append((kind, {name: value}))
    return found


def says_more(kind: str, properties: dict[str, Any]) -> bool:
    """Whether other resources are written for a choice; one that sets a property is linted without a network."""
    drafts = [write_draft(placed([(kind, p)]), CATALOGUE) for p in ({}, properties)]
    plain, chosen = ({k: r["Type"] for k, r in draft.resources.items()} for draft in drafts)
    return plain != chosen


def test_a_warning_counts_as_a_complaint():
    """What the other tests rely on: cfn-lint's warnings come out, and nothing is ignored silently."""
    text = write_template(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Parameters": {"Unused": {"Type": "String"}},
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        }
    )
    assert [m.rule.id for m in api.lint(text, config=ManualArgs(regions=["us-east-1"]))] == ["W2001"]


@pytest.mark.parametrize("start", range(0, len(TYPES), TOGETHER))
def test_every_component_where_it_belongs_is_clean(start):
    assert complaints(placed([(kind, {}) for kind in TYPES[start : start + TOGETHER]]), CATALOGUE) == []


def test_every_choice_in_a_network_is_clean():
    found = choices()
    for start in range(0, len(found), TOGETHER):
        sheet = found[start : start + TOGETHER]
        assert complaints(placed(sheet), CATALOGUE, OLD_RUNTIMES) == [], sheet


def test_every_component_where_it_belongs_opens_again_equal():
    for start in range(0, len(TYPES), TOGETHER):
        design = placed([(kind, {}) for kind in TYPES[start : start + TOGETHER]])
        again = import_template(write_template(export_design(design, CATALOGUE)), "again", CATALOGUE)
        assert [i for i in {**design.records, **again.records} if design.find(i) != again.find(i)] == []
